$script:Objects = @()
$script:Exits = @()
$script:Deleted = 0

function Add-RgsObject([string] $Kind, [string] $Name, [scriptblock] $Create) {
    $values = @{ Kind = $Kind; Name = $Name; Create = $Create; Chosen = $false; Kept = $false; Number = ''; Expected = '' }
    $script:Objects += New-Object PSObject -Property $values
}

# The number that a workflow is to have: one that has another on the pool was changed since the evidence was collected.
function Set-RgsNumber([string] $Name, [string] $Number) {
    foreach ($each in $script:Objects) {
        if ($each.Kind -eq 'Workflow' -and (Test-RgsName $each.Name $Name)) { $each.Expected = $Number }
    }
}

function Complete-RgsQueue([string] $Name, [string] $Threshold, [scriptblock] $Change) {
    $script:Exits += New-Object PSObject -Property @{ Name = $Name; Threshold = $Threshold; Change = $Change }
}

# Only what this pool hosts: after the move Get-CsRgs* shows the copies of the legacy pool too, which must stay.
function Test-RgsHosted($Found) {
    $identity = ([string]$Found.Identity).Replace(' ', '')
    if ($identity.StartsWith('service:', [StringComparison]::OrdinalIgnoreCase)) { $identity = $identity.Substring(8) }
    $identity.StartsWith('ApplicationServer:' + $TargetPool + '/', [StringComparison]::OrdinalIgnoreCase)
}

# The one object of this name on the pool, or nothing where there is none.
function Get-RgsOnly([string] $Kind, [string] $Name) {
    $found = @(& ('Get-CsRgs' + $Kind) -Identity $Parent -ShowAll | Where-Object { Test-RgsName $_.Name $Name })
    if ($found.Length -gt 1) { throw ([string]$found.Length + ' objects have this name; none is deleted') }
    if ($found.Length -eq 1) {
        if (-not (Test-RgsHosted $found[0])) { throw ('it is not of ' + $TargetPool + ': ' + [string]$found[0].Identity) }
        $found[0]
    }
}

# Created, with its number and an owner?
function Confirm-RgsObject([string] $Kind, [string] $Name, $Settings) {
    $made = Get-RgsOnly $Kind $Name
    if ($null -eq $made) { throw 'it was created, but the pool does not show it' }
    if ($null -eq $made.OwnerPool -or [string]$made.OwnerPool -eq '') { throw 'it was created, but has no owner' }
    $message = 'owner ' + [string]$made.OwnerPool
    if ($Kind -eq 'Workflow') {
        $number = [string]$made.LineUri
        if (-not (Test-RgsName $number $Settings.LineUri)) { throw ('it was created with the number "' + $number + '", not "' + [string]$Settings.LineUri + '"') }
        if ($number) { $message = $message + ', number ' + $number } else { $message = $message + ', no number' }
    }
    $message
}

function Get-RgsQueueIds($Action) {
    if ($null -eq $Action) { return }
    if ($Action.QueueID) { [string]$Action.QueueID }
    if ($Action.Question) { foreach ($answer in $Action.Question.AnswerList) { Get-RgsQueueIds $answer.Action } }
}

# Who uses a queue or a group on the pool now; a queue that is to be deleted itself does not count.
function Get-RgsUser([string] $Kind, [string] $Id) {
    if ($Kind -eq 'Workflow') { return }
    if ($Kind -eq 'Queue') {
        foreach ($each in @(Get-CsRgsWorkflow -Identity $Parent -ShowAll)) {
            $ids = @(Get-RgsQueueIds $each.DefaultAction) + @(Get-RgsQueueIds $each.NonBusinessHoursAction) + @(Get-RgsQueueIds $each.HolidayAction)
            if ($ids -contains $Id) { 'Workflow "' + $each.Name + '"' }
        }
    }
    foreach ($each in @(Get-CsRgsQueue -Identity $Parent -ShowAll)) {
        $ids = @($each.AgentGroupIDList | ForEach-Object { [string]$_ })
        if ($Kind -eq 'Queue') { $ids = @(Get-RgsQueueIds $each.OverflowAction) + @(Get-RgsQueueIds $each.TimeoutAction) }
        $chosen = @($script:Objects | Where-Object { $_.Kind -eq 'Queue' -and $_.Chosen -and (Test-RgsName $_.Name $each.Name) })
        if ($ids -contains $Id -and ($Kind -ne 'Queue' -or $chosen.Length -eq 0)) { 'Queue "' + $each.Name + '"' }
    }
}

# Delete one object that was chosen; whether it is gone is looked up.
function Remove-RgsObject($Planned) {
    $kind = $Planned.Kind
    try {
        $found = Get-RgsOnly $kind $Planned.Name
        if ($null -eq $found) { return }
        $user = @(Get-RgsUser $kind ([string]$found.Identity)) | Select-Object -First 1
        if ($user) { throw ('because of ' + $user + ', which uses it and was not deleted') }
        $null = & ('Remove-CsRgs' + $kind) -Instance $found -Force -Confirm:$false
        if ($null -ne (Get-RgsOnly $kind $Planned.Name)) { throw ('Remove-CsRgs' + $kind + ' ended, but the object is still there') }
        $script:Deleted++
        Write-Host ('deleted  {0} "{1}"' -f $kind, $Planned.Name)
    } catch {
        $Planned.Chosen = $false
        $Planned.Kept = $true
        Write-RgsFailure $kind $Planned.Name $_.Exception.Message
    }
}

if (-not $Apply) { Write-Host 'Dry run: nothing is asked, deleted or changed. Run again with -Apply.' }
