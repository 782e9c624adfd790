# Stand-ins of the cmdlets that the script calls, with the parameters of their published pages and no others. They keep
# the users of a directory, and note each call that would change it.
param([string] $Scenarios, [string] $Output)

$global:Calls = @()
function global:Get-CsService {
    [CmdletBinding()] param([switch] $Registrar, [string] $PoolFqdn)
    if ($Registrar -and $global:Pools -contains $PoolFqdn) { New-Object PSObject -Property @{ PoolFqdn = $PoolFqdn } }
}
function global:Get-CsUser {
    [CmdletBinding()]
    param([Parameter(Position = 0)] [string] $Identity, [string] $DomainController, [string] $Filter, [string] $LdapFilter,
        [switch] $OnLyncServer, [switch] $OnOfficeCommunicationServer, [string] $OU, [string] $ResultSize, [switch] $UnAssignedUser)
    $found = @($global:Users | Where-Object { $_.SipAddress -eq $Identity -or ($Identity -like '*[*]*' -and $_.SipAddress -like $Identity) })
    if ($found.Length -eq 0) { throw ('Management object not found for identity "' + $Identity + '".') }
    foreach ($one in $found) { New-Object PSObject -Property $one }
}
function global:Move-Mock($Name, $Bound, $Say) {
    $shown = @($Bound.Keys | Sort-Object | ForEach-Object { $_ + '=' + [string]$Bound[$_] })
    $global:Calls += (@($Name) + $shown) -join ' '
    foreach ($one in @($global:Users | Where-Object { $Say -and $_.Warns -and $_.SipAddress -eq $Bound['Identity'] })) {
        Write-Error $one.Warns -ErrorAction Continue  # as a cmdlet of a module does
    }
    if ($Say) { return }
    if (@($global:Users | Where-Object { $_.Leaves -and $_.SipAddress -eq $Bound['Identity'] })) { break }
    foreach ($one in $global:Users) {
        if ($one.SipAddress -eq $Bound['Identity']) {
            if ($one.Breaks) { throw $one.Breaks }
            if ($one.Silent) { return }
            $one.RegistrarPool = $Bound['Target']
            if ($one.Loses) { $one[$one.Loses] = '' }
            if ($one.Late) { throw $one.Late }
            if ($one.Ends) { exit 0 }
        }
    }
}
function global:Move-CsLegacyUser {
    [CmdletBinding(SupportsShouldProcess = $true, ConfirmImpact = 'High')]
    param([Parameter(Mandatory = $true, Position = 0)] [string] $Identity, [Parameter(Mandatory = $true, Position = 1)] [string] $Target,
        [string] $DomainController, [switch] $ExcludeArchivingPolicy, [switch] $ExcludeConferencingPolicy,
        [switch] $ExcludeDialPlan, [switch] $ExcludeExternalAccessPolicy, [switch] $ExcludePresencePolicy,
        [switch] $ExcludeVoicePolicy, [string] $ProxyPool, [switch] $Force, [switch] $PassThru)
    Move-Mock 'Move-CsLegacyUser' $PSBoundParameters (-not $PSCmdlet.ShouldProcess($Identity))
}
function global:Move-CsUser {
    [CmdletBinding(SupportsShouldProcess = $true, ConfirmImpact = 'High')]
    param([Parameter(Mandatory = $true, Position = 0)] [string] $Identity, [Parameter(Mandatory = $true, Position = 1)] [string] $Target,
        [string] $DomainController, [switch] $MoveConferenceData, [string] $ProxyPool, [switch] $Force, [switch] $PassThru,
        [switch] $IgnoreBackendStoreException)
    Move-Mock 'Move-CsUser' $PSBoundParameters (-not $PSCmdlet.ShouldProcess($Identity))
}

$runs = @()
foreach ($scenario in @([System.IO.File]::ReadAllText($Scenarios) | ConvertFrom-Json)) {
    if ($scenario.users) {
        $global:Users = @($scenario.users | ForEach-Object {
            $row = @{}
            foreach ($property in $_.PSObject.Properties) { $row[$property.Name] = $property.Value }
            $row
        })
    }
    $global:Pools = @($scenario.pools)
    $global:Calls = @()
    $global:LASTEXITCODE = 0
    $options = @{}
    foreach ($property in $scenario.options.PSObject.Properties) { $options[$property.Name] = $property.Value }
    $lines = @(& $scenario.script @options 6>&1 | ForEach-Object { [string]$_ })
    $homes = @{}
    foreach ($one in $global:Users) { $homes[$one.SipAddress] = $one.RegistrarPool }
    $runs += @{ Code = $LASTEXITCODE; Lines = $lines; Calls = @($global:Calls); Homes = $homes }
}
[System.IO.File]::WriteAllText($Output, (ConvertTo-Json -InputObject $runs -Depth 5))
