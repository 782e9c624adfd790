
# The supported export of response groups, audio files included: one zip per pool. The cmdlet does not change the pool:
# -RemoveExportedConfiguration, which would, is not used.
$Pools = @()
try {
    $ErrorActionPreference = 'Stop'
    $Pools = @({{ rgs_pools }} | ForEach-Object { [string]$_.PoolFqdn })
}
catch { Add-Failure -Name 'Export-CsRgsConfiguration' -Problem ([string]$_) }
finally { $ErrorActionPreference = 'Continue' }
foreach ($Pool in $Pools) {
    Invoke-Block -Name "Export-CsRgsConfiguration $Pool" -File "RgsConfiguration-$Pool.zip" -Collect {
        Export-CsRgsConfiguration -Source "ApplicationServer:$Pool" -FileName $Path
    }
}
