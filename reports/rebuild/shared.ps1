$ErrorActionPreference = 'Stop'
if ($WhatIfPreference) { $Apply = $false }
$Parent = 'service:ApplicationServer:' + $TargetPool
$Here = Split-Path -Parent $MyInvocation.MyCommand.Path
if (-not $AudioFolder) { $AudioFolder = Join-Path $Here 'audio' }
$script:Done = @{ created = 0; changed = 0; exists = 0; planned = 0; failed = 0; skipped = 0 }

# A name that breaks the line, or turns it round, could look like a result of its own.
function Get-RgsShown([string] $Text) {
    $Text -replace '[\p{Cc}\u2028-\u202e\u2066-\u2069]', '?'
}

function Write-RgsResult([string] $Result, [string] $Kind, [string] $Name, [string] $Message) {
    $script:Done[$Result]++
    Write-Host (Get-RgsShown ('{0,-8} {1} "{2}" {3}' -f $Result, $Kind, $Name, $Message))
}

# An object that needs one which is not there is skipped because of it; the words say which of the two it is.
function Write-RgsFailure([string] $Kind, [string] $Name, [string] $Message) {
    $result = 'failed'
    if ($Message.StartsWith('because of ', [StringComparison]::Ordinal)) { $result = 'skipped' }
    Write-RgsResult $result $Kind $Name $Message
}

function Write-RgsSum {
    $d = $script:Done
    Write-Host ('{0} created, {1} changed, {2} exists, {3} planned, {4} failed, {5} skipped because of another' -f $d.created, $d.changed, $d.exists, $d.planned, $d.failed, $d.skipped)
}

# Runs what calls cmdlets. An error that does not stop a cmdlet counts too: those of a module (implicit remoting) do not
# know $ErrorActionPreference of this script. A break outside any loop in what a cmdlet calls leaves the nearest loop of
# its callers: this one of a single turn.
function Invoke-Rgs([scriptblock] $Block) {
    $problems = @()
    $whole = $false
    foreach ($once in 1) {
        & $Block 2>&1 | ForEach-Object { if ($_ -is [System.Management.Automation.ErrorRecord]) { $problems += $_ } elseif ($null -ne $_) { $_ } }
        $whole = $true
    }
    if ($problems.Length -gt 0) { throw $problems[0] }
    if (-not $whole) { throw 'a cmdlet was left by a break' }
}

# -eq compares by culture: a soft hyphen, or an accent as a character of its own, would make two names one
function Test-RgsName($One, $Other) {
    [string]::Equals([string]$One, [string]$Other, [StringComparison]::OrdinalIgnoreCase)
}

# -ShowAll: an object without an owner is hidden otherwise, although its name is taken
function Find-RgsObject([string] $Kind, [string] $Name) {
    $all = @(Invoke-Rgs { & ('Get-CsRgs' + $Kind) -Identity $Parent -ShowAll })
    $found = @($all | Where-Object { Test-RgsName $_.Name $Name })
    Select-RgsOne $Kind $Name $found
}

function Select-RgsOne([string] $Kind, [string] $Name, $Found) {
    if ($found.Length -gt 1) { throw ([string]$found.Length + ' objects of kind ' + $Kind + ' have the name "' + $Name + '"; none is changed or deleted') }
    if ($found.Length -eq 1) { $found[0] }
}

# What a block made for the cmdlet: one that is missing would be an object without its hours, prompt or action.
function Assert-RgsMade {
    foreach ($each in $args) {
        $count = @($each).Length
        if ($null -eq $each) { $count = 0 }
        if ($count -ne 1) { throw ('a cmdlet returned ' + $count + ' objects where one part of it was to be made') }
    }
}

function Get-RgsIdentity([string] $Kind, [string] $Name) {
    $found = Find-RgsObject $Kind $Name
    if ($null -eq $found) { throw ('because of ' + $Kind + ' "' + $Name + '", which is not on ' + $TargetPool) }
    $found.Identity
}

# Created is what the pool shows afterwards. The values that a block gave to the cmdlet are left in $settings.
function New-RgsObject([string] $Kind, [string] $Name, [scriptblock] $Create) {
    $step = @{ Begun = $false }
    try {
        if ($null -ne (Find-RgsObject $Kind $Name)) { Write-RgsResult 'exists' $Kind $Name ''; return }
        if (-not $Apply) { Write-RgsResult 'planned' $Kind $Name ''; return }
        $message = Invoke-Rgs {
            $step.Begun = $true
            $made = . $Create
            if ($null -eq $made) { throw ('New-CsRgs' + $Kind + ' returned no object') }
            $shown = Find-RgsObject $Kind $Name
            $step.Begun = $false
            if ($null -eq $shown) { throw 'it was created, but the pool does not show it' }
{%- if checked %}
            Confirm-RgsObject $Kind $shown $settings
{%- endif %}
        }
    } catch {
        $why = $_.Exception.Message
        if ($step.Begun) {
            try { if ($null -ne (Find-RgsObject $Kind $Name)) { $why = $why + '; but it is on the pool now: check that all of it is there' } }
            catch { $why = $why + '; whether it is on the pool now is not known' }
        }
        Write-RgsFailure $Kind $Name $why
        return
    }
    Write-RgsResult 'created' $Kind $Name $message
}

# A new queue has no threshold (New-CsRgsQueue), so one that has it was completed before, or is not ours to change; so
# is one whose calls go to a queue already.
function Complete-RgsExit([string] $Name, [string] $Threshold, [scriptblock] $Change) {
    $exit = $Threshold.Replace('Threshold', 'Action')
    try {
        $queue = Find-RgsObject 'Queue' $Name
        if ($null -ne $queue -and ($null -ne $queue.$Threshold -or [string]$queue.$exit.Action -eq 'TransferToQueue')) {
            Write-RgsResult 'exists' 'Queue' $Name ($exit + ' is set')
            return
        }
{%- if checked %}
        if ($null -ne $queue -and (Test-RgsStays $Name)) {
            Write-RgsResult 'exists' 'Queue' $Name ($exit + ' is not set, and is left so: this queue is not recreated')
            return
        }
{%- endif %}
        if (-not $Apply) { Write-RgsResult 'planned' 'Queue' $Name ($Threshold + ' and its action'); return }
        if ($null -eq $queue) { throw ('because of Queue "' + $Name + '", which is not on ' + $TargetPool) }
        $why = ''
        try { $null = Invoke-Rgs { & $Change $queue; Set-CsRgsQueue -Instance $queue } } catch { $why = $_.Exception.Message }
        try { $left = Find-RgsObject 'Queue' $Name }
        catch { throw ('whether it has the ' + $exit + ' is not known: ' + $_.Exception.Message) }
        if ([string]$left.$exit.Action -ne 'TransferToQueue') {
            if ($why) { throw $why }
            throw 'Set-CsRgsQueue ended, but the queue does not have the action'
        }
    } catch { Write-RgsFailure 'Queue' $Name $_.Exception.Message; return }
    Write-RgsResult 'changed' 'Queue' $Name ($Threshold + ' and its action ' + $why)
}

# Every use of an audio file needs an import of its own (Import-CsRgsAudioFile)
function Import-RgsAudio([string] $Owner, [string] $UniqueName, [string] $FileName) {
    $folder = Join-Path $AudioFolder $Owner
    $file = Get-ChildItem -LiteralPath $folder -Recurse |
        Where-Object { -not $_.PSIsContainer -and ((Test-RgsName $_.BaseName $UniqueName) -or (Test-RgsName $_.Name $UniqueName)) } |
        Select-Object -First 1
    if ($null -eq $file) { throw ('the audio file ' + $UniqueName + ' is not under ' + $folder) }
    Import-CsRgsAudioFile -Identity $Parent -FileName $FileName -Content ([System.IO.File]::ReadAllBytes($file.FullName))
}

