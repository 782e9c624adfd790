{%- set cmdlet = "Move-CsLegacyUser" if is_ocs else "Move-CsUser" -%}
# Moves the users of a wave to a pool of {{ new_name | line }}, and looks each up afterwards: {{ wave | line }}
# Without -Apply nothing is changed: each user is looked up, and {{ cmdlet | line }} runs with -WhatIf. See README.txt.
# Cmdlets and their parameters are documented in:
{%- for page in pages %}
# - {{ page | line }}
{%- endfor %}
[CmdletBinding(SupportsShouldProcess = $true)]
param(
    [string] $TargetPool = {{ target_pool | ps }},
    [string] $UserList,
    [string] $DomainController,
{%- if has_conference_data %}
    [switch] $MoveConferenceData,
{%- endif %}
    [int] $StopAfter = 5,
    [switch] $Apply
)

$ErrorActionPreference = 'Stop'
if ($WhatIfPreference) { $Apply = $false }
$Here = Split-Path -Parent $MyInvocation.MyCommand.Path
if (-not $UserList) { $UserList = Join-Path $Here {{ user_list | ps }} }
$script:Done = @{ 'moved' = 0; 'there' = 0; 'planned' = 0; 'failed' = 0; 'skipped' = 0 }
$script:InARow = 0

# A message that breaks the line, or turns it round, could look like a result of its own.
function Write-Line([string] $Line) { Write-Host ($Line -replace '[\p{Cc}\u2028-\u202e\u2066-\u2069]', '?') }

function Write-MoveResult([string] $Result, [string] $User, [string] $Message) {
    $script:Done[$Result]++
    if ($Result -eq 'failed') { $script:InARow++ } elseif ($Result -eq 'moved') { $script:InARow = 0 }
    $shown = $Result
    if ($Result -eq 'there') { $shown = 'already there' }
    Write-Line ('{0,-13} {1} {2}' -f $shown, $User, $Message)
}

function Write-MoveSum {
    $d = $script:Done
    Write-Host ('{0} moved, {1} already there, {2} planned, {3} failed, {4} skipped' -f $d.moved, $d.there, $d.planned, $d.failed, $d.skipped)
}

# -eq compares by culture: a soft hyphen would make two addresses one
function Test-Same($One, $Other) {
    [string]::Equals(([string]$One).Trim(), ([string]$Other).Trim(), [StringComparison]::OrdinalIgnoreCase)
}

# An asterisk stands for any user (Move-Cs*User -Identity), so that only plain addresses are passed on.
function Test-Address([string] $Address) {
    [System.Text.RegularExpressions.Regex]::IsMatch($Address, '^sip:[^\s*?<>"|;,@]+@[^\s*?<>"|;,@]+$', 'IgnoreCase')
}

$Reading = @{}
if ($DomainController) { $Reading.DomainController = $DomainController }

# The one user who has this address.
function Get-OneUser([string] $Address) {
    $found = @(Get-CsUser -Identity $Address -ErrorAction Stop @Reading | Where-Object { Test-Same $_.SipAddress $Address })
    if ($found.Length -ne 1) { throw ([string]$found.Length + ' users have this address') }
    $found[0]
}

function Move-OneUser([string] $Address, [bool] $OnlySay) {
    $given = @{ Identity = $Address; Target = $TargetPool; Confirm = $false; WhatIf = $OnlySay }
    if ($DomainController) { $given.DomainController = $DomainController }
{%- if has_conference_data %}
    if ($MoveConferenceData) { $given.MoveConferenceData = $true }
{%- endif %}
    # Whether it moved is looked up; in a dry run an error is all that tells. Cmdlets of a module (implicit remoting) do
    # not know $ErrorActionPreference of this script.
    $problems = @({{ cmdlet | line }} @given 2>&1 | Where-Object { $_ -is [System.Management.Automation.ErrorRecord] })
    foreach ($each in $problems) { if ($OnlySay) { throw $each } else { Write-Line ('  ' + [string]$each) } }
}

# What has to be the same after the move.
$Kept = 'SipAddress', 'LineURI', 'EnterpriseVoiceEnabled', 'Enabled'

function Confirm-Move([string] $Address, $Before) {
    try { $after = Get-OneUser $Address }
    catch { throw ('{{ cmdlet | line }} ended, but where the user is now is not known: ' + $_.Exception.Message) }
    if (-not (Test-Same $after.RegistrarPool $TargetPool)) {
        throw ('{{ cmdlet | line }} ended, but the Registrar pool is "' + [string]$after.RegistrarPool + '"; look again after replication')
    }
    foreach ($name in $Kept) {
        if (-not (Test-Same $Before.$name $after.$name)) {
            throw ('moved, but ' + $name + ' was "' + [string]$Before.$name + '" and is "' + [string]$after.$name + '" now')
        }
    }
}

# A cmdlet can fail after it has moved a user.
function Get-Whereabouts([string] $Address) {
    try { '; the Registrar pool is "' + [string](Get-OneUser $Address).RegistrarPool + '" now' } catch { '; where the user is now is not known' }
}

function Move-Row([string] $Address, [string] $FromPool) {
    try {
        if (-not (Test-Address $Address)) { throw 'this is not a SIP address' }
        $user = Get-OneUser $Address
        $pool = [string]$user.RegistrarPool
        if (Test-Same $pool $TargetPool) { Write-MoveResult 'there' $Address ''; return }
        if (-not (Test-Same $pool $FromPool)) {
            Write-MoveResult 'skipped' $Address ('the Registrar pool is "' + $pool + '", the evidence has "' + $FromPool + '": collect the users again')
            return
        }
        if (-not $Apply) { Move-OneUser $Address $true; Write-MoveResult 'planned' $Address ''; return }
        # asks only with -Confirm
        if (-not $PSCmdlet.ShouldProcess($Address, 'Move to ' + $TargetPool)) { Write-MoveResult 'skipped' $Address 'not wanted'; return }
        try { Move-OneUser $Address $false } catch { throw ($_.Exception.Message + (Get-Whereabouts $Address)) }
        Confirm-Move $Address $user
    } catch { Write-MoveResult 'failed' $Address $_.Exception.Message; return }
    Write-MoveResult 'moved' $Address ''
}

$whole = $false
$stop = 'it was stopped before its end (Ctrl-C, or an exit in what it called)'
try {
    $text = @([System.IO.File]::ReadAllLines((Resolve-Path -LiteralPath $UserList).ProviderPath, [System.Text.Encoding]::UTF8))
    $rows = @($text | ConvertFrom-Csv)
    if ($rows.Length -eq 0) { throw ('the list has no users: ' + $UserList) }
    foreach ($name in 'Identity', 'FromPool') {
        if ($null -eq $rows[0].PSObject.Properties[$name]) { throw ('the list has no column ' + $name + ' (columns are separated by commas): ' + $UserList) }
    }
    if (@(Get-CsService -Registrar -PoolFqdn $TargetPool -ErrorAction Stop).Length -eq 0) { throw ('there is no Registrar on ' + $TargetPool) }
    if (-not $Apply) { Write-Host 'Dry run: nothing is changed. Run again with -Apply to move who is planned.' }

    $seen = @{}
    foreach ($row in $rows) {
        $address = ([string]$row.Identity).Trim()
        if ($seen.ContainsKey($address.ToLowerInvariant())) { Write-MoveResult 'skipped' $address 'the list has the address twice'; continue }
        $seen[$address.ToLowerInvariant()] = $true
        if ($script:InARow -ge $StopAfter) {
            Write-MoveResult 'skipped' $address ('because of ' + [string]$script:InARow + ' failures in a row')
            continue
        }
        # a break in what a cmdlet calls leaves the nearest loop of its callers: this one of a single turn
        $isDone = $false
        foreach ($once in 1) { Move-Row $address ([string]$row.FromPool); $isDone = $true }
        if (-not $isDone) { Write-MoveResult 'failed' $address 'a cmdlet was left by a break: look where this user is' }
    }
    $whole = $true
} catch { $stop = 'it stopped: ' + $_.Exception.Message } finally {
    # runs after Ctrl-C too
    if (-not $whole) { Write-MoveResult 'failed' 'Script' ($stop + '; who has no line above was not reached, or not looked at again') }
    Write-MoveSum
    if ($script:Done.failed -or $script:Done.skipped) { exit 1 }
}
