[CmdletBinding(SupportsShouldProcess = $true)]
param([switch] $Apply)

$ErrorActionPreference = 'Stop'
if ($WhatIfPreference) { $Apply = $false }
$script:Done = @{ created = 0; exists = 0; planned = 0; failed = 0 }

# A name that breaks the line, or turns it round, could look like a result of its own.
function Write-VoiceResult([string] $Result, [string] $Kind, [string] $Name, [string] $Message) {
    $script:Done[$Result]++
    $line = '{0,-8} {1} "{2}" {3}' -f $Result, $Kind, $Name, $Message
    Write-Host ($line -replace '[\p{Cc}\u2028-\u202e\u2066-\u2069]', '?')
}

# An error that does not stop a cmdlet counts too: those of a module (implicit remoting) do not know
# $ErrorActionPreference of this script. A break in what a cmdlet calls leaves the nearest loop of its callers: this one.
function Invoke-Voice([scriptblock] $Block) {
    $problems = @()
    $whole = $false
    foreach ($once in 1) {
        & $Block 2>&1 | ForEach-Object { if ($_ -is [System.Management.Automation.ErrorRecord]) { $problems += $_ } else { $_ } }
        $whole = $true
    }
    if ($problems.Length -gt 0) { throw $problems[0] }
    if (-not $whole) { throw 'a cmdlet was left by a break' }
}

# Whether a name is among those that a block gives; -eq compares by culture, in which different names are equal.
function Test-VoiceName([string] $Name, [scriptblock] $Names) {
    foreach ($each in @(Invoke-Voice $Names)) {
        if ([string]::Equals([string]$each, $Name, [StringComparison]::OrdinalIgnoreCase)) { return $true }
    }
    $false
}

# Created is what the configuration shows afterwards.
function Add-VoiceItem([string] $Kind, [string] $Name, [scriptblock] $Names, [scriptblock] $Create) {
    $begun = $false
    try {
        if (Test-VoiceName $Name $Names) { Write-VoiceResult 'exists' $Kind $Name ''; return }
        if (-not $Apply) { Write-VoiceResult 'planned' $Kind $Name ''; return }
        $begun = $true
        $null = Invoke-Voice $Create
        if (-not (Test-VoiceName $Name $Names)) { throw 'the cmdlet ended, but the configuration does not show it' }
    } catch {
        $why = $_.Exception.Message
        if ($begun) {
            try { if (Test-VoiceName $Name $Names) { $why = $why + '; but it is there now: check that all of it is there' } }
            catch { $why = $why + '; whether it is there now is not known' }
        }
        Write-VoiceResult 'failed' $Kind $Name $why
        return
    }
    Write-VoiceResult 'created' $Kind $Name ''
}

# The name is compared here, because -Identity of some cmdlets takes wildcards
function Add-VoiceObject([string] $Kind, [string] $Name, [string] $Noun, [hashtable] $Given) {
    Add-VoiceItem $Kind $Name { & ('Get-' + $Noun) | ForEach-Object { [string]$_.Identity -replace '^Tag:', '' } } { & ('New-' + $Noun) @Given }
}

function Add-VoiceUsage([string] $Name) {
    Add-VoiceItem 'PstnUsage' $Name { (Get-CsPstnUsage -Identity Global).Usage } { Set-CsPstnUsage -Identity Global -Usage @{ Add = $Name } }
}

$whole = $false
$stop = 'it was stopped before its end (Ctrl-C, or an exit in what it called)'
try {
