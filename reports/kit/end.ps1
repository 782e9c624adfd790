
for ($Number = 1; $Number -le $Blocks.Count; $Number++) {
    $Block = $Blocks[$Number - 1]
    # a break outside any loop in what a block calls leaves the nearest loop of its callers: this one of a single turn
    foreach ($Once in 1) { Invoke-Block -Block $Block -Number $Number }
    if (-not $Block.Entry.Error -and -not $Block.Entry.Ended) {
        $Block.Entry.Error = 'it was left by a break in what it called'
        Write-Host "  error: $($Block.Entry.Error)"
        $Block.Xml = ConvertTo-EntryXml -Entry $Block.Entry -Number ($Number - 1)
    }
}
Save-Manifest

if ($Unsaved -or -not (Test-Path -Path $Manifest)) {
    throw "The manifest in $Folder does not say all that happened, so this is not a complete collection: $Unsaved. Give the disk more room, or name another folder with -Into, and run the script again."
}
$Omitted = @($Blocks | Where-Object { $_.Entry.Error -like $LeftOut })
$Failed = @($Blocks | Where-Object { $_.Entry.Error -and $_.Entry.Error -notlike $LeftOut })
$Evidence = $Folder
$Target = "$Folder.zip"
try {
    $Base = Split-Path -Leaf $Folder
    $Files = @(Get-ChildItem -Path $Folder | Where-Object { -not $_.PSIsContainer } | ForEach-Object { @{ Name = "$Base/$($_.Name)"; Path = $_.FullName } })
    New-Zip -Path $Target -Files $Files
    $Evidence = $Target
}
catch { Write-Host "  error: the zip could not be made, take the folder instead: $_" }
Write-Host ''
Write-Host ("{0} blocks, {1} left out, {2} with errors (manifest.xml names them). The evidence is in" -f $Blocks.Count, $Omitted.Count, $Failed.Count)
Write-Host "  $Evidence"
Write-Host 'Copy it as it is: migrator inventory reads it. It contains names, addresses and numbers of people. When inventory'
Write-Host 'has read it, delete it here:'
Write-Host "  $Folder"
if ($Evidence -ne $Folder) { Write-Host "  $Evidence" }
