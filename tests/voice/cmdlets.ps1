# Cmdlets in memory that know the published parameters only, and refuse what does not exist
param([string]$Script, [string]$Output, [string]$Unseen)
$global:Made = @{ CsDialPlan = @(); CsVoiceNormalizationRule = @(); CsVoiceRoute = @(); CsVoicePolicy = @() }
$global:Usage = @('Usual')
$global:Calls = @()
function global:Add-Made([string]$Noun, $Bound) {
    $global:Calls += , @($Noun, $Bound['Identity'], (ConvertTo-Json -Compress -Depth 4 -InputObject $Bound))
    if ($Bound['Identity'] -eq 'Refused') { throw 'denied by the stub' }
    if ($Bound['Identity'] -eq 'Silent') { Write-Error 'only an error' -ErrorAction Continue; return }
    if ($Bound['Identity'] -eq 'Nothing') { return }
    if ($Bound['Identity'] -eq 'Broken') { break }
    $global:Made[$Noun] += New-Object PSObject -Property @{ Identity = 'Tag:' + $Bound['Identity'] }
    if ($Bound['Identity'] -eq 'Unseen') { Set-Item -Path "function:global:Get-$Noun" -Value { Write-Error 'no look-up' -ErrorAction Continue } }
    if ($Bound['Identity'] -eq 'Late') { throw 'timed out by the stub' }
}
function global:New-CsDialPlan { param(
    [string]$Identity, [string]$SimpleName, [string]$Description, [string]$DialinConferencingRegion,
    [string]$ExternalAccessPrefix, [bool]$OptimizeDeviceDialing, [string]$CountryCode, [string]$State, [string]$City) Add-Made CsDialPlan $PSBoundParameters }
function global:New-CsVoiceNormalizationRule { param([string]$Identity, [string]$Pattern, [string]$Translation, [string]$Description, [bool]$IsInternalExtension, [int]$Priority)
    $plan = $Identity.Substring(0, $Identity.LastIndexOf('/'))
    if (-not ($global:Made.CsDialPlan | Where-Object { $_.Identity -eq ('Tag:' + $plan) })) { throw "no dial plan $plan" }
    Add-Made CsVoiceNormalizationRule $PSBoundParameters }
function global:Test-Usages($Usages) { foreach ($one in $Usages.Add) { if ($global:Usage -notcontains $one) { throw "no usage $one" } } }
function global:New-CsVoiceRoute { param([string]$Identity, [string]$NumberPattern, [string]$Description, [hashtable]$PstnUsages, [hashtable]$PstnGatewayList, [bool]$SuppressCallerId, [string]$AlternateCallerId, [int]$Priority) Test-Usages $PstnUsages; Add-Made CsVoiceRoute $PSBoundParameters }
function global:New-CsVoicePolicy { param([string]$Identity, [string]$Description, [hashtable]$PstnUsages, [bool]$AllowSimulRing, [bool]$AllowCallForwarding, [bool]$AllowPSTNReRouting, [bool]$EnableDelegation, [bool]$EnableTeamCall, [bool]$EnableCallTransfer, [bool]$EnableCallPark, [bool]$EnableMaliciousCallTracing, [bool]$EnableBWPolicyOverride, [bool]$PreventPSTNTollBypass) Test-Usages $PstnUsages; Add-Made CsVoicePolicy $PSBoundParameters }
foreach ($Noun in @($global:Made.Keys)) { Set-Item -Path "function:global:Get-$Noun" -Value ([scriptblock]::Create("`$global:Made['$Noun']")) }
if ($Unseen) { Set-Item -Path "function:global:Get-$Unseen" -Value { Write-Error 'no look-up' -ErrorAction Continue } }
function global:Get-CsPstnUsage { param([string]$Identity) New-Object PSObject -Property @{ Usage = $global:Usage } }
function global:Set-CsPstnUsage { param([string]$Identity, [hashtable]$Usage) $global:Calls += , @('usage', $Usage.Add, ''); $global:Usage += $Usage.Add }
$Runs = @()
foreach ($Options in @{}, @{ Apply = $true; WhatIf = $true }, @{ Apply = $true }, @{ Apply = $true }) {
    $global:Calls = @()
    $global:LASTEXITCODE = 0
    $Lines = @(& $Script @Options 6>&1 | ForEach-Object { [string]$_ })
    $Runs += @{ Code = $LASTEXITCODE; Last = $Lines[-1]; Lines = $Lines; Calls = $global:Calls }
}
[System.IO.File]::WriteAllText($Output, (ConvertTo-Json -InputObject $Runs -Depth 5))
