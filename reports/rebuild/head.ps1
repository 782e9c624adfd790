[CmdletBinding(SupportsShouldProcess = $true)]
param(
{%- if target_pool %}
    [string] $TargetPool = {{ target_pool | ps }},
{%- else %}
    [Parameter(Mandatory = $true)] [string] $TargetPool,
{%- endif %}
    [string] $AudioFolder,
    [switch] $Apply
)

$ErrorActionPreference = 'Stop'
if ($WhatIfPreference) { $Apply = $false }
$Parent = 'service:ApplicationServer:' + $TargetPool
if (-not $AudioFolder) { $AudioFolder = Join-Path (Split-Path -Parent $MyInvocation.MyCommand.Path) 'audio' }
$script:Done = @{ created = 0; changed = 0; skipped = 0; planned = 0; failed = 0 }

function Write-RgsResult([string] $Result, [string] $Kind, [string] $Name, [string] $Message) {
    $script:Done[$Result]++
    Write-Host ('{0,-8} {1} "{2}" {3}' -f $Result, $Kind, $Name, $Message)
}

# -ShowAll: an object without an owner is hidden otherwise, although its name is taken
function Find-RgsObject([string] $Kind, [string] $Name) {
    & ('Get-CsRgs' + $Kind) -Identity $Parent -ShowAll | Where-Object { $_.Name -eq $Name } | Select-Object -First 1
}

function Get-RgsIdentity([string] $Kind, [string] $Name) {
    $found = Find-RgsObject $Kind $Name
    if ($null -eq $found) { throw ($Kind + ' "' + $Name + '" is not on ' + $TargetPool) }
    $found.Identity
}

function Add-RgsObject([string] $Kind, [string] $Name, [scriptblock] $Create) {
    if ($null -ne (Find-RgsObject $Kind $Name)) { Write-RgsResult 'skipped' $Kind $Name 'exists'; return }
    if (-not $Apply) { Write-RgsResult 'planned' $Kind $Name ''; return }
    try { $null = & $Create } catch { Write-RgsResult 'failed' $Kind $Name $_.Exception.Message; return }
    Write-RgsResult 'created' $Kind $Name ''
}

# A new queue has no threshold (New-CsRgsQueue), so one that has it was completed before, or is not ours to change.
function Complete-RgsQueue([string] $Name, [string] $Threshold, [scriptblock] $Change) {
    $queue = Find-RgsObject 'Queue' $Name
    if ($null -ne $queue -and $null -ne $queue.$Threshold) { Write-RgsResult 'skipped' 'Queue' $Name ($Threshold + ' is set'); return }
    if (-not $Apply) { Write-RgsResult 'planned' 'Queue' $Name ($Threshold + ' and its action'); return }
    try {
        if ($null -eq $queue) { throw ('Queue "' + $Name + '" is not on ' + $TargetPool) }
        $null = & $Change $queue
        Set-CsRgsQueue -Instance $queue
    } catch { Write-RgsResult 'failed' 'Queue' $Name $_.Exception.Message; return }
    Write-RgsResult 'changed' 'Queue' $Name ($Threshold + ' and its action')
}

# Every use of an audio file needs an import of its own (Import-CsRgsAudioFile)
function Import-RgsAudio([string] $Owner, [string] $UniqueName, [string] $FileName) {
    $folder = Join-Path $AudioFolder $Owner
    $file = Get-ChildItem -LiteralPath $folder -Recurse |
        Where-Object { -not $_.PSIsContainer -and ($_.BaseName -eq $UniqueName -or $_.Name -eq $UniqueName) } |
        Select-Object -First 1
    if ($null -eq $file) { throw ('the audio file ' + $UniqueName + ' is not under ' + $folder) }
    Import-CsRgsAudioFile -Identity $Parent -FileName $FileName -Content ([System.IO.File]::ReadAllBytes($file.FullName))
}

if (-not $Apply) { Write-Host 'Dry run: nothing is changed. Run again with -Apply to create what is planned.' }
