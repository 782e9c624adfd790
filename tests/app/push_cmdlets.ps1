# Stand-ins of the cmdlets that the script calls, with the parameters of their published pages and no others. They keep
# one configuration, and note each call that changes it.
param([string] $Script, [string] $Folder, [string] $Scenarios)

$global:Calls = @()
$global:Breaks = ''
function global:Add-Call([string] $Name, $Bound) {
    if ($global:Breaks -eq $Name) { throw 'access denied' }
    $shown = @($Bound.Keys | Where-Object { $_ -ne 'Confirm' } | Sort-Object | ForEach-Object { $_ + '=' + [string]$Bound[$_] })
    $global:Calls += (@($Name) + $shown) -join ' '
    $global:Breaks -ne ($Name + ' in silence')
}
# As a cmdlet of a module does: its error stops nothing unless -ErrorAction says so. 'blind' begins with the first removal.
function global:Test-Seen([string] $Name, $Bound) {
    if ($global:Breaks -eq ($Name + ' leaves')) { exit 0 }
    if ($global:Breaks -ne $Name) { return $true }
    $how = 'Continue'
    if ($Bound['ErrorAction']) { $how = $Bound['ErrorAction'] }
    Write-Error 'cannot be looked up' -ErrorAction $how
    $false
}
function global:Get-CsAllowedDomain { [CmdletBinding()] param([string] $Identity, [string] $Filter, [switch] $LocalStore) if (Test-Seen 'Get-CsAllowedDomain' $PSBoundParameters) { $global:State.Domains } }
function global:Get-CsHostingProvider { [CmdletBinding()] param([string] $Identity, [string] $Filter, [switch] $LocalStore) if (Test-Seen 'Get-CsHostingProvider' $PSBoundParameters) { $global:State.Providers } }
function global:Get-CsPushNotificationConfiguration { [CmdletBinding()] param([string] $Identity, [string] $Filter, [switch] $LocalStore) if (Test-Seen 'Get-CsPushNotificationConfiguration' $PSBoundParameters) { $global:State.Switches } }
function global:Get-CsAccessEdgeConfiguration { [CmdletBinding()] param([string] $Identity, [string] $Filter, [switch] $LocalStore) if (Test-Seen 'Get-CsAccessEdgeConfiguration' $PSBoundParameters) { $global:State.Edge } }
function global:Remove-CsAllowedDomain {
    [CmdletBinding(SupportsShouldProcess = $true, ConfirmImpact = 'Medium')]
    param([Parameter(Mandatory = $true, Position = 0)] [string] $Identity, [switch] $Force)
    if ($global:Breaks -eq 'blind') { $global:Breaks = 'Get-CsAllowedDomain'; return }
    if ($global:Breaks -eq 'left') { break }
    if ($global:Breaks -eq 'ends') { exit 0 }
    if (Add-Call 'Remove-CsAllowedDomain' $PSBoundParameters) { $global:State.Domains = @($global:State.Domains | Where-Object { $_.Identity -ne $Identity }) }
}
function global:Remove-CsHostingProvider {
    [CmdletBinding(SupportsShouldProcess = $true, ConfirmImpact = 'Medium')]
    param([Parameter(Mandatory = $true, Position = 0)] [string] $Identity, [switch] $Force)
    if (Add-Call 'Remove-CsHostingProvider' $PSBoundParameters) { $global:State.Providers = @($global:State.Providers | Where-Object { $_.Identity -ne $Identity }) }
}
function global:Set-CsPushNotificationConfiguration {
    [CmdletBinding(SupportsShouldProcess = $true, ConfirmImpact = 'Medium')]
    param([string] $Identity = 'Global', [bool] $EnableApplePushNotificationService, [bool] $EnableMicrosoftPushNotificationService, [switch] $Force)
    if (Add-Call 'Set-CsPushNotificationConfiguration' $PSBoundParameters) {
        foreach ($one in $global:State.Switches) {
            if ($one.Identity -eq $Identity) {
                $one.EnableApplePushNotificationService = $EnableApplePushNotificationService
                $one.EnableMicrosoftPushNotificationService = $EnableMicrosoftPushNotificationService
            }
        }
    }
}
function global:New-CsHostingProvider {
    [CmdletBinding(SupportsShouldProcess = $true, ConfirmImpact = 'Medium')]
    param(
        [Parameter(Mandatory = $true, Position = 0)] [string] $Identity,
        [Parameter(Mandatory = $true)] [bool] $Enabled,
        [Parameter(Mandatory = $true)] [string] $ProxyFqdn,
        [Parameter(Mandatory = $true)] [bool] $EnabledSharedAddressSpace,
        [Parameter(Mandatory = $true)] [bool] $HostsOCSUsers,
        [bool] $IsLocal,
        [ValidateSet('AlwaysVerifiable', 'AlwaysUnverifiable', 'UseSourceVerification')] [string] $VerificationLevel,
        [string] $AutodiscoverUrl, [uint64] $SipClientPort, [switch] $Force, [switch] $InMemory
    )
    if (@($global:State.Providers | Where-Object { $_.Identity -eq $Identity -or $_.ProxyFqdn -eq $ProxyFqdn })) { throw 'identity and proxy must be unique' }
    if (Add-Call 'New-CsHostingProvider' $PSBoundParameters) { $global:State.Providers = @($global:State.Providers) + @(New-Object PSObject -Property $PSBoundParameters) }
}
function global:New-CsAllowedDomain {
    [CmdletBinding(SupportsShouldProcess = $true, ConfirmImpact = 'Medium')]
    param(
        [Parameter(Mandatory = $true, Position = 0)] [string] $Identity,
        [string] $Comment, [bool] $MarkForMonitoring, [string] $ProxyFqdn, [switch] $Force, [switch] $InMemory
    )
    if (@($global:State.Domains | Where-Object { $_.Identity -eq $Identity })) { throw 'the domain is on a list already' }
    if (Add-Call 'New-CsAllowedDomain' $PSBoundParameters) { $global:State.Domains = @($global:State.Domains) + @(New-Object PSObject -Property $PSBoundParameters) }
}
function global:Set-CsAccessEdgeConfiguration {
    [CmdletBinding(SupportsShouldProcess = $true, ConfirmImpact = 'Medium')]
    param([string] $Identity, [bool] $AllowFederatedUsers, [switch] $Force)
    if (Add-Call 'Set-CsAccessEdgeConfiguration' $PSBoundParameters) { $global:State.Edge[0].AllowFederatedUsers = $AllowFederatedUsers }
}

$runs = @()
foreach ($scenario in @([System.IO.File]::ReadAllText($Scenarios) | ConvertFrom-Json)) {
    if ($scenario.state) {
        $global:State = @{ Domains = @($scenario.state.domains); Providers = @($scenario.state.providers); Switches = @($scenario.state.switches); Edge = @($scenario.state.edge) }
    }
    $global:Calls = @()
    $global:Breaks = [string]$scenario.breaks
    $global:LASTEXITCODE = 0
    $options = @{ SaveInto = (Join-Path $Folder $scenario.folder) }
    $null = New-Item -ItemType Directory -Path $options.SaveInto -Force
    if ($scenario.whatif) { $options.WhatIf = $true } elseif (-not $scenario.asked) { $options.Confirm = $false }
    if ($scenario.asked) { & $Script @options; $lines = @() }
    else { $lines = @(& $Script @options 6>&1 | ForEach-Object { [string]$_ }) }
    $runs += @{
        Name = $scenario.name; Code = $LASTEXITCODE; Lines = $lines; Calls = @($global:Calls); State = $global:State
        Files = @(Get-ChildItem $options.SaveInto | ForEach-Object { $_.Name })
    }
}
[System.IO.File]::WriteAllText((Join-Path $Folder 'runs.json'), (ConvertTo-Json -InputObject $runs -Depth 6))
