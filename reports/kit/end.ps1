
if (-not (Test-Path -Path $Manifest)) { throw "$Manifest could not be written: this is not a collection" }
$Failed = @($Entries | Where-Object { $_.Error })
Write-Host ''
Write-Host ("{0} blocks, {1} with errors (manifest.xml names them). The evidence is in" -f $Entries.Count, $Failed.Count)
Write-Host "  $Folder"
Write-Host 'Copy this folder as it is: migrator inventory reads it. It contains names, addresses and numbers of people.'
