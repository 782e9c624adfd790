
# Every table of rgsconfig with all its columns: its schema is not published.
Add-Block -Name 'rgsconfig' -Collect {
    foreach ($Table in @(Get-SqlRow -Database 'rgsconfig' -Statement $TableNames)) {
        $FullName = $Table.TABLE_SCHEMA + '.' + $Table.TABLE_NAME
        $File = 'rgsconfig.' + ($FullName -replace '[^A-Za-z0-9_.-]', '_') + '.xml'
        $Quoted = '[' + $Table.TABLE_SCHEMA.Replace(']', ']]') + '].[' + $Table.TABLE_NAME.Replace(']', ']]') + ']'
        Add-Block -Name "rgsconfig $FullName" -File $File -Depth {{ depth }} -Of @($Quoted, "rgsconfig.$FullName") -Collect {
            Get-SqlRow -Database 'rgsconfig' -Statement "SET TRANSACTION ISOLATION LEVEL READ UNCOMMITTED; SELECT * FROM $($Of[0])" -TypeName $Of[1]
        }
    }
}
