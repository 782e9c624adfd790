# Rebuilds the relationship that push notifications of Lync mobile clients use: the allowed domain push.lync.com, the
# hosting provider of sipfed.online.lync.com, both switches, federation. TRY THIS LAST.
#
# Read first
# - Who needs push: Windows Phone with Lync 2010 Mobile or Lync 2013 Mobile, and Apple devices with Lync 2010 Mobile.
#   Apple devices with Lync 2013 Mobile do not need it any more.
# - The service behind it was part of Lync Online, later Skype for Business Online, which Microsoft retired on 31 July
#   2021. No published page says that it still answers: a correct configuration may still get no notification.
# - From step 2 to step 4 there is no federation with anybody whom this provider hosts.
{%- if first %}
# - Mend first what the evidence shows, and test again before this script:
{%- for line in first %}
#   {{ line | line }}
{%- endfor %}
{%- endif %}
#
# Where: Lync Server Management Shell, as a member of RTCUniversalServerAdmins. PowerShell 2.0 or later.
# What: each step is asked for; "No" skips it. -WhatIf shows the steps and changes nothing.
# All values are saved before the first change, in push-before.xml beside this script or in the folder of -SaveInto.
# A run that was interrupted is taken up again by a new run, which uses that file.
# It refuses, with exit code 3, where hybrid users or partners with an Access Edge at this provider would be cut off.
# Exit code 0: the relationship is there; 1: it is not, a step failed, or the script was stopped.
#
# Published by Microsoft:
{%- for page in pages %}
# - {{ page | line }}
{%- endfor %}

[CmdletBinding(SupportsShouldProcess = $true, ConfirmImpact = 'High')]
param(
    [string] $SaveInto
)

$ErrorActionPreference = 'Stop'
$PushDomain = 'push.lync.com'
$PushEdge = 'sipfed.online.lync.com'
$ProviderName = {{ provider | ps }}
$EdgePools = {{ edges | ps }}
$script:Done = @{ removed = 0; created = 0; changed = 0; exists = 0; skipped = 0; planned = 0; failed = 0 }

function Stop-Rebuild([string[]] $Reasons) {
    Write-Host 'Refused: nothing was changed.'
    foreach ($reason in $Reasons) { Write-Host ('- ' + $reason) }
    $script:IsEnded = $true
    exit 3
}

# -eq compares by the rules of a language, in which different names are equal.
function Test-Same([string] $One, [string] $Other) {
    [string]::Equals($One.Trim(), $Other.Trim(), [System.StringComparison]::OrdinalIgnoreCase)
}

# Lync Server 2010 does not have every property.
function Get-Value($Object, [string] $Name) {
    if ($null -eq $Object) { return }
    $property = $Object.PSObject.Properties[$Name]
    if ($null -ne $property) { $property.Value }
}

# What cannot be read is not missing: cmdlets of a module (implicit remoting) do not know $ErrorActionPreference of this
# script, so that each look-up is told.
function Find-PushDomain { Get-CsAllowedDomain -ErrorAction Stop | Where-Object { Test-Same $_.Identity $PushDomain } | Select-Object -First 1 }
function Find-PushProvider { Get-CsHostingProvider -ErrorAction Stop | Where-Object { Test-Same $_.ProxyFqdn $PushEdge } | Select-Object -First 1 }
function Find-Switches([string] $Identity) {
    Get-CsPushNotificationConfiguration -ErrorAction Stop | Where-Object { Test-Same $_.Identity $Identity } | Select-Object -First 1
}
function Test-Switches([string] $Identity, [bool] $Apple, [bool] $Microsoft) {
    $now = Find-Switches $Identity
    $null -ne $now -and $now.EnableApplePushNotificationService -eq $Apple -and $now.EnableMicrosoftPushNotificationService -eq $Microsoft
}
function Test-Federation { [bool](Get-CsAccessEdgeConfiguration -ErrorAction Stop | Where-Object { $_.AllowFederatedUsers } | Select-Object -First 1) }

function Write-PushResult([string] $Result, [string] $Object, [string] $Message) {
    $script:Done[$Result]++
    Write-Host ('{0,-8} {1} {2}' -f $Result, $Object, $Message)
}

function Write-PushSum {
    Write-Host ('{0} removed, {1} created, {2} changed, {3} exists, {4} skipped, {5} planned, {6} failed' -f $script:Done.removed, $script:Done.created, $script:Done.changed, $script:Done.exists, $script:Done.skipped, $script:Done.planned, $script:Done.failed)
}

# A cmdlet can write an error and go on: a step took effect only if the configuration shows it.
function Invoke-Step([string] $Object, [string] $Step, [string] $Result, [scriptblock] $Do, [scriptblock] $Check) {
    if (-not $PSCmdlet.ShouldProcess($Object, $Step)) {
        if ($WhatIfPreference) { Write-PushResult 'planned' $Object $Step } else { Write-PushResult 'skipped' $Object 'not wanted' }
        return
    }
    try {
        # a break in what a cmdlet calls leaves the nearest loop of its callers: this one of a single turn
        $whole = $false
        foreach ($once in 1) { $null = & $Do; $isShown = [bool](& $Check); $whole = $true }
        if (-not $whole) { throw 'a cmdlet was left by a break' }
        if (-not $isShown) { throw 'the configuration does not show the change' }
    } catch { Write-PushResult 'failed' $Object $_.Exception.Message; return }
    Write-PushResult $Result $Object ''
}

$script:IsEnded = $false
$stop = 'it was stopped before its end (Ctrl-C, or an exit or a break in what it called)'
try {
    # --- What is there, and whether it may be rebuilt
    $needed = 'CsAllowedDomain', 'CsHostingProvider', 'CsPushNotificationConfiguration', 'CsAccessEdgeConfiguration'
    $missing = @($needed | Where-Object { -not (Get-Command ('Get-' + $_) -ErrorAction SilentlyContinue) })
    if ($missing) { Stop-Rebuild @('This shell has no Get-' + ($missing -join ', Get-') + ': run it in the Lync Server Management Shell. Lync Server 2010 has push settings since the update of November 2011.') }
    if (-not $SaveInto) { $SaveInto = Split-Path -Parent $MyInvocation.MyCommand.Path }
    $SaveInto = $ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath($SaveInto)
    if ([System.Management.Automation.WildcardPattern]::ContainsWildcardCharacters($SaveInto)) {
        Stop-Rebuild @($SaveInto + ' has a character that PowerShell takes for a wildcard ([ ] * ?): name another folder with -SaveInto')
    }
    $file = Join-Path $SaveInto 'push-before.xml'
    $isContinued = Test-Path -Path $file
    try {
        $domains = @(Get-CsAllowedDomain -ErrorAction Stop)
        $providers = @(Get-CsHostingProvider -ErrorAction Stop)
        if ($isContinued) { $before = Import-Clixml -Path $file }
        else {
            $before = New-Object PSObject -Property @{
                Provider = @($providers | Where-Object { Test-Same $_.ProxyFqdn $PushEdge })
                Domain   = @($domains | Where-Object { Test-Same $_.Identity $PushDomain })
                Switches = @(Get-CsPushNotificationConfiguration -ErrorAction Stop)
                Edge     = @(Get-CsAccessEdgeConfiguration -ErrorAction Stop)
            }
        }
    } catch { Stop-Rebuild @('The values that are there cannot be read: ' + $_.Exception.Message) }

    $reasons = @()
    if (@($before.Provider).Count -gt 1) { $reasons += 'More than one hosting provider names ' + $PushEdge + ': remove the one that is wrong first (PUSH-08).' }
    foreach ($one in @($providers | Where-Object { Test-Same $_.ProxyFqdn $PushEdge }) + @($before.Provider)) {
        if (Get-Value $one 'EnabledSharedAddressSpace') {
            $reasons += 'Hosting provider ' + $one.Identity + ' shares its address space (EnabledSharedAddressSpace is True): users of this organisation are hosted there, and would be cut off.'
        }
    }
    foreach ($one in $domains) {
        if ((Test-Same $one.ProxyFqdn $PushEdge) -and -not (Test-Same $one.Identity $PushDomain)) {
            $reasons += 'Allowed domain ' + $one.Identity + ' has its Access Edge at this provider, and would be cut off.'
        }
    }
    $provider = @($before.Provider) | Select-Object -First 1
    if ($null -ne $provider) { $ProviderName = [string]$provider.Identity }
    if (@($providers | Where-Object { (Test-Same $_.Identity $ProviderName) -and -not (Test-Same $_.ProxyFqdn $PushEdge) })) {
        $reasons += 'Hosting provider ' + $ProviderName + ' has another Access Edge: its name is taken.'
    }
    if (-not @($before.Switches)) { $reasons += 'There are no push notification settings.' }
    if ($reasons) { Stop-Rebuild @($reasons | Select-Object -Unique) }

    Write-Host 'TRY THIS LAST: test the cures of the single settings first (see the head of this script).'
    Write-Host 'The service behind push notifications was retired with Skype for Business Online on 31 July 2021.'
    $others = @($domains | Where-Object { -not (Test-Same $_.Identity $PushDomain) -and -not $_.ProxyFqdn })
    if ($others) { Write-Host ('Allowed domains without an Access Edge of their own have no federation from step 2 to 4, if this provider hosts them: ' + (@($others | ForEach-Object { $_.Identity }) -join ', ')) }
    if ($isContinued) { Write-Host ('An earlier run was not completed: its values are used (' + $file + ').') }
    elseif (-not $WhatIfPreference) {
        try { $before | Export-Clixml -Path $file -Depth 4 -Confirm:$false; $before = Import-Clixml -Path $file }
        catch { Stop-Rebuild @('The values cannot be saved in ' + $file + ': ' + $_.Exception.Message) }
        Write-Host ('Values saved in ' + $file)
    }

    # --- Steps 1 to 3: take it apart
    $aDomain = 'allowed domain ' + $PushDomain
    $aProvider = 'hosting provider ' + $ProviderName
    if ($null -eq (Find-PushDomain)) { Write-PushResult 'skipped' $aDomain 'is not an allowed domain; nothing to remove' }
    else {
        Invoke-Step $aDomain 'Step 1: remove the allowed domain' 'removed' {
            Remove-CsAllowedDomain -Identity $PushDomain -Confirm:$false
        } { $null -eq (Find-PushDomain) }
    }
    if ($null -eq (Find-PushProvider)) { Write-PushResult 'skipped' $aProvider 'is not there; nothing to remove' }
    else {
        Invoke-Step $aProvider 'Step 2: remove the hosting provider' 'removed' {
            Remove-CsHostingProvider -Identity $ProviderName -Confirm:$false
        } { $null -eq (Find-PushProvider) }
    }
    foreach ($settings in @($before.Switches)) {
        $scope = [string]$settings.Identity
        if (Test-Switches $scope $false $false) { Write-PushResult 'skipped' ('push settings ' + $scope) 'both switches are off already'; continue }
        Invoke-Step ('push settings ' + $scope) 'Step 3: switch push notifications off' 'changed' {
            Set-CsPushNotificationConfiguration -Identity $scope -EnableApplePushNotificationService $false -EnableMicrosoftPushNotificationService $false -Confirm:$false
        } { Test-Switches $scope $false $false }
    }

    # --- Steps 4 to 7: make it again; with -WhatIf all that is there would have been removed
    if ($null -ne (Find-PushProvider) -and -not $WhatIfPreference) { Write-PushResult 'exists' $aProvider '' }
    else {
        $values = @{ Identity = $ProviderName; Enabled = $true; ProxyFqdn = $PushEdge; VerificationLevel = 'UseSourceVerification' }
        $values.EnabledSharedAddressSpace = [bool](Get-Value $provider 'EnabledSharedAddressSpace')
        $values.HostsOCSUsers = [bool](Get-Value $provider 'HostsOCSUsers')
        foreach ($name in 'IsLocal', 'AutodiscoverUrl', 'SipClientPort') {
            $value = Get-Value $provider $name
            if ($null -ne $value -and [string]$value -ne '') { $values[$name] = $value }
        }
        Invoke-Step $aProvider 'Step 4: make the hosting provider' 'created' {
            New-CsHostingProvider @values -Confirm:$false
        } { $null -ne (Find-PushProvider) }
    }
    if ($null -ne (Find-PushDomain) -and -not $WhatIfPreference) { Write-PushResult 'exists' $aDomain '' }
    else {
        $values = @{ Identity = $PushDomain }
        $domain = @($before.Domain) | Select-Object -First 1
        foreach ($name in 'ProxyFqdn', 'Comment', 'MarkForMonitoring') {
            $value = Get-Value $domain $name
            if ($null -ne $value -and [string]$value -ne '') { $values[$name] = $value }
        }
        Invoke-Step $aDomain 'Step 5: make the allowed domain' 'created' {
            New-CsAllowedDomain @values -Confirm:$false
        } { $null -ne (Find-PushDomain) }
    }
    # Settings with one switch on get that one back. Where all were off, the global ones get both, as the published page sets them.
    $anyOn = @(@($before.Switches) | Where-Object { $_.EnableApplePushNotificationService -or $_.EnableMicrosoftPushNotificationService })
    foreach ($settings in @($before.Switches)) {
        $scope = [string]$settings.Identity
        $apple = [bool]$settings.EnableApplePushNotificationService
        $microsoft = [bool]$settings.EnableMicrosoftPushNotificationService
        if (-not $anyOn -and (Test-Same $scope 'Global')) { $apple = $true; $microsoft = $true }
        if ((Test-Switches $scope $apple $microsoft) -and -not $WhatIfPreference) { Write-PushResult 'exists' ('push settings ' + $scope) ''; continue }
        Invoke-Step ('push settings ' + $scope) ('Step 6: switch push notifications on (Apple {0}, Microsoft {1})' -f $apple, $microsoft) 'changed' {
            Set-CsPushNotificationConfiguration -Identity $scope -EnableApplePushNotificationService $apple -EnableMicrosoftPushNotificationService $microsoft -Confirm:$false
        } { Test-Switches $scope $apple $microsoft }
    }
    if (Test-Federation) { Write-PushResult 'exists' 'federation' 'is allowed already' }
    else {
        Invoke-Step 'federation' 'Step 7: allow federated users' 'changed' {
            Set-CsAccessEdgeConfiguration -AllowFederatedUsers $true -Confirm:$false
        } { Test-Federation }
    }

    # --- Sum
    if ($WhatIfPreference) { $script:IsEnded = $true; Write-PushSum; exit 0 }
    # a provider that was kept, because nobody wanted it removed, may be switched off
    $isWhole = ($null -ne (Find-PushDomain)) -and [bool](Get-Value (Find-PushProvider) 'Enabled') -and (Test-Federation)
    foreach ($settings in @($before.Switches)) {
        $wanted = $settings.EnableApplePushNotificationService -or $settings.EnableMicrosoftPushNotificationService -or (-not $anyOn -and (Test-Same $settings.Identity 'Global'))
        if ($wanted -and (Test-Switches ([string]$settings.Identity) $false $false)) { $isWhole = $false }
    }
    Write-PushSum
    $script:IsEnded = $true
    if (-not $isWhole -or $script:Done.failed) {
        Write-Host ('NOT REBUILT: remove the cause and run this script again; it uses the values of ' + $file)
        exit 1
    }
    try { Move-Item -Path $file -Destination (Join-Path $SaveInto ('push-before-' + (Get-Date).ToString('yyyyMMdd-HHmmss') + '.xml')) -Confirm:$false }
    catch { Write-Host ('Rename ' + $file + ' yourself, or a later run uses its values: ' + $_.Exception.Message) }
    Write-Host 'Now test, with the internal FQDN of the Edge:'
    foreach ($edge in $EdgePools) {
        Write-Host ('  Test-CsFederatedPartner -TargetFqdn ' + $edge + ' -Domain ' + $PushDomain + ' -ProxyFqdn ' + $PushEdge)
        Write-Host ('  Test-CsMcxPushNotification -AccessEdgeFqdn ' + $edge)
    }
} catch { $stop = 'it stopped: ' + $_.Exception.Message } finally {
    # runs after Ctrl-C too
    if (-not $script:IsEnded) {
        Write-PushResult 'failed' 'Script' $stop
        Write-PushSum
        Write-Host 'Whether it is rebuilt is not known: remove the cause and run this script again.'
        exit 1
    }
}
