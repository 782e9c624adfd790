
$Stamp = (Get-Date).ToString('yyyyMMdd-HHmmss', $Invariant)
$Folder = Join-Path $Into ('evidence-' + $Network.HostName + '-' + $Role + '-' + $Stamp)
if (Test-Path -Path $Folder -ErrorAction SilentlyContinue) { throw "$Folder is there already" }
try { [void][System.IO.Directory]::CreateDirectory($Folder) }
catch { throw "$Folder cannot be made, so nothing was collected; name another folder with -Into: $_" }
$Manifest = Join-Path $Folder 'manifest.xml'
