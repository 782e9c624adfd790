
# Every table of rgsconfig with all its columns: its schema is not published.
$Tables = @()
try { $Tables = @(Get-SqlRow -Database 'rgsconfig' -Statement $TableNames) }
catch { Add-Failure -Name 'rgsconfig' -Problem ([string]$_) }
foreach ($Table in $Tables) {
    $FullName = $Table.TABLE_SCHEMA + '.' + $Table.TABLE_NAME
    $File = 'rgsconfig.' + ($FullName -replace '[^A-Za-z0-9_.-]', '_') + '.xml'
    $Quoted = '[' + $Table.TABLE_SCHEMA.Replace(']', ']]') + '].[' + $Table.TABLE_NAME.Replace(']', ']]') + ']'
    Invoke-Block -Name "rgsconfig $FullName" -File $File -Depth {{ depth }} -Collect {
        Get-SqlRow -Database 'rgsconfig' -Statement "SET TRANSACTION ISOLATION LEVEL READ UNCOMMITTED; SELECT * FROM $Quoted" -TypeName "rgsconfig.$FullName"
    }
}
