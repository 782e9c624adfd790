
if (-not (Get-Command -Name Get-CsWindowsService -ErrorAction SilentlyContinue)) {
    throw 'Start this script from the Lync Server Management Shell.'
}
