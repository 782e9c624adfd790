[CmdletBinding(SupportsShouldProcess = $true)]
param([switch] $Apply)

$ErrorActionPreference = 'Stop'
if ($WhatIfPreference) { $Apply = $false }
$script:Done = @{ created = 0; exists = 0; planned = 0; failed = 0 }

function Write-VoiceResult([string] $Result, [string] $Kind, [string] $Name, [string] $Message) {
    $script:Done[$Result]++
    Write-Host ('{0,-8} {1} "{2}" {3}' -f $Result, $Kind, $Name, $Message)
}

# The name is compared here, because -Identity of some cmdlets takes wildcards
function Find-VoiceObject([string] $Noun, [string] $Name) {
    & ('Get-' + $Noun) | Where-Object { ([string] $_.Identity -replace '^Tag:', '') -eq $Name } | Select-Object -First 1
}

function Add-VoiceObject([string] $Kind, [string] $Name, [string] $Noun, [hashtable] $Given) {
    try {
        if ($null -ne (Find-VoiceObject $Noun $Name)) { Write-VoiceResult 'exists' $Kind $Name ''; return }
        if (-not $Apply) { Write-VoiceResult 'planned' $Kind $Name ''; return }
        $null = & ('New-' + $Noun) @Given
    } catch { Write-VoiceResult 'failed' $Kind $Name $_.Exception.Message; return }
    Write-VoiceResult 'created' $Kind $Name ''
}

function Add-VoiceUsage([string] $Name) {
    try {
        if ((Get-CsPstnUsage -Identity Global).Usage -contains $Name) { Write-VoiceResult 'exists' 'PstnUsage' $Name ''; return }
        if (-not $Apply) { Write-VoiceResult 'planned' 'PstnUsage' $Name ''; return }
        Set-CsPstnUsage -Identity Global -Usage @{ Add = $Name }
    } catch { Write-VoiceResult 'failed' 'PstnUsage' $Name $_.Exception.Message; return }
    Write-VoiceResult 'created' 'PstnUsage' $Name ''
}
