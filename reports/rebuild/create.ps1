function Add-RgsObject([string] $Kind, [string] $Name, [scriptblock] $Create) { New-RgsObject $Kind $Name $Create }
function Complete-RgsQueue([string] $Name, [string] $Threshold, [scriptblock] $Change) { Complete-RgsExit $Name $Threshold $Change }

if (-not $Apply) { Write-Host 'Dry run: nothing is changed. Run again with -Apply to create what is planned.' }
