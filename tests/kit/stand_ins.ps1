# Stand-ins for the cmdlets of Lync, strict about their parameters: a cmdlet that the version lacks is not there, and a
# parameter that its page does not print is refused. They give what was once collected, and faults that are planted.
param([string]$Table, [string]$Version, [string]$Served, [string]$Share, [string]$Topology, [string]$Configuration)

$Switches = 'ShowAll', 'FileStore', 'ApplicationServer', 'AsXml', 'LocalStore'
$env:SystemRoot = $Share
$global:StandIn = @{ Served = $Served; Share = $Share; Topology = $Topology; Configuration = $Configuration; Faults = @{} }

function global:Get-StandIn {
    param([string]$Name, $Bound)
    if ($StandIn.Faults.ContainsKey($Name)) { return & $StandIn.Faults[$Name] }
    if ($Name -eq 'Export-CsConfiguration') { return Copy-Item $StandIn.Configuration $Bound.FileName }
    if ($Name -eq 'Get-CsTopology') { return New-Object System.Text.StringBuilder (Get-Content -Raw $StandIn.Topology) }
    if ($Bound.ContainsKey('FileStore')) { return New-Object PSObject -Property @{ UncPath = $StandIn.Share } }
    $File = Join-Path $StandIn.Served "$Name.xml"
    if (Test-Path $File) { Import-Clixml $File }
}

foreach ($Line in (Get-Content $Table | Where-Object { $_ -match '^(Get|Export)-' })) {
    $Name, $Versions, $Parameters = $Line -split ' '
    Remove-Item "function:$Name" -ErrorAction SilentlyContinue
    if ($Versions -split ',' -notcontains $Version) { continue }
    $Other = if ($Version -eq '2010') { '*' } else { '!' }
    $Given = @($Parameters | Where-Object { $_ -and -not $_.EndsWith($Other) } | ForEach-Object { $_.TrimEnd('*', '!') } | ForEach-Object {
        if ($Switches -contains $_) { "[switch]`$$_" } else { "`$$_" }
    })
    $Source = "[CmdletBinding()] param($($Given -join ', ')) Get-StandIn -Name '$Name' -Bound `$PSBoundParameters"
    Set-Item "function:global:$Name" ([scriptblock]::Create($Source))
}

# Programs of Windows, which print nothing but what wevtutil says of an empty log.
foreach ($Program in 'netstat', 'ipconfig', 'route', 'certutil', 'sc.exe', 'nslookup') {
    Set-Item "function:global:$Program" { $global:LASTEXITCODE = 0 }
}
function global:wevtutil {
    $global:LASTEXITCODE = 0
    if ($args[0] -eq 'epl') { Set-Content -Path $args[2] -Value 'ElfFile' } else { '<Events></Events>' }
}
