
# The supported export of response groups, audio files included: one zip per pool. The cmdlet does not change the pool:
# -RemoveExportedConfiguration, which would, is not used.
Add-Block -Name 'pools with response groups' -Collect {
    foreach ($Pool in @({{ rgs_pools }} | ForEach-Object { [string]$_.PoolFqdn })) {
        $File = 'RgsConfiguration-' + ($Pool -replace '[^A-Za-z0-9_.-]', '_') + '.zip'
        Add-Block -Name "Export-CsRgsConfiguration $Pool" -File $File -Of $Pool -Collect {
            Export-CsRgsConfiguration -Source "ApplicationServer:$Of" -FileName $Path
        }
    }
}
