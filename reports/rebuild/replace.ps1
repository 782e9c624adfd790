$script:Objects = @()
$script:Exits = @()
$script:Deleted = 0

function Add-RgsObject([string] $Kind, [string] $Name, [scriptblock] $Create) {
    $values = @{ Kind = $Kind; Name = $Name; Create = $Create; Chosen = $false; Kept = $false; Gone = $false; Expected = '' }
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

# An identity as text, in one form of those that cmdlets and properties write
function Get-RgsKey($Identity) {
    $key = ([string]$Identity).Replace(' ', '').ToUpperInvariant()
    if ($key.StartsWith('SERVICE:', [StringComparison]::Ordinal)) { $key = $key.Substring(8) }
    $key
}

# Only what this pool hosts: after the move Get-CsRgs* shows the copies of the legacy pool too, which must stay.
function Test-RgsHosted($Found) {
    (Get-RgsKey $Found.Identity).StartsWith((Get-RgsKey ('ApplicationServer:' + $TargetPool + '/')), [StringComparison]::Ordinal)
}

# All objects of a kind by their names, in one look-up: there may be hundreds, and each look-up reads them all.
function Get-RgsByName([string] $Kind) {
    $all = New-Object System.Collections.Hashtable ([StringComparer]::OrdinalIgnoreCase)
    foreach ($each in @(Invoke-Rgs { & ('Get-CsRgs' + $Kind) -Identity $Parent -ShowAll })) {
        $name = [string]$each.Name
        if ($all.ContainsKey($name)) { $all[$name] += , $each } else { $all[$name] = , $each }
    }
    $all
}

# The one object of this name on the pool, or nothing where there is none.
function Get-RgsOnly([string] $Kind, [string] $Name) {
    Assert-RgsHosted (Find-RgsObject $Kind $Name)
}

function Assert-RgsHosted($Found) {
    if ($null -ne $found) {
        if (-not (Test-RgsHosted $found)) { throw ('it is not of ' + $TargetPool + ': ' + [string]$found.Identity) }
        $found
    }
}

# A queue of before that was not deleted: nothing of it is changed.
function Test-RgsStays([string] $Name) {
    foreach ($each in $script:Objects) {
        if ($each.Kind -ne 'Queue' -or -not (Test-RgsName $each.Name $Name)) { continue }
        if ($each.Kept -or ($Apply -and ($there -contains $each) -and -not $each.Chosen)) { return $true }
    }
    $false
}

# Created on this pool, with its number and an owner?
function Confirm-RgsObject([string] $Kind, $Made, $Settings) {
    if (-not (Test-RgsHosted $made)) { throw ('it is not of ' + $TargetPool + ': ' + [string]$made.Identity) }
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
    if ($Action.QueueID) { Get-RgsKey $Action.QueueID }
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
        $ids = @($each.AgentGroupIDList | ForEach-Object { Get-RgsKey $_ })
        if ($Kind -eq 'Queue') { $ids = @(Get-RgsQueueIds $each.OverflowAction) + @(Get-RgsQueueIds $each.TimeoutAction) }
        $chosen = @($script:Objects | Where-Object { $_.Kind -eq 'Queue' -and $_.Chosen -and (Test-RgsName $_.Name $each.Name) })
        if ($ids -contains $Id -and ($Kind -ne 'Queue' -or $chosen.Length -eq 0)) { 'Queue "' + $each.Name + '"' }
    }
}

# Delete one object that was chosen. Whether it is gone is looked up, also where the cmdlet failed: it may have deleted.
function Remove-RgsObject($Planned) {
    $kind = $Planned.Kind
    $why = ''
    try {
        $found = Get-RgsOnly $kind $Planned.Name
        if ($null -eq $found) { return }
        $user = @(Invoke-Rgs { Get-RgsUser $kind (Get-RgsKey $found.Identity) }) | Select-Object -First 1
        if ($user) { throw ('because of ' + $user + ', which uses it and was not deleted') }
        $Planned.Gone = $true
        try { $null = Invoke-Rgs { & ('Remove-CsRgs' + $kind) -Instance $found -Force -Confirm:$false } }
        catch { $why = $_.Exception.Message }
        try { $left = Get-RgsOnly $kind $Planned.Name }
        catch { throw ('whether it is deleted is not known (' + $_.Exception.Message + '); look, and run the script again') }
        if ($null -ne $left -and $why) { throw $why }
        if ($null -ne $left) { throw ('Remove-CsRgs' + $kind + ' ended, but the object is still there') }
        $script:Deleted++
        Write-Host (Get-RgsShown ('deleted  {0} "{1}" {2}' -f $kind, $Planned.Name, $why))
    } catch {
        $Planned.Chosen = $false
        $Planned.Kept = $true
        $Planned.Gone = $false
        Write-RgsFailure $kind $Planned.Name $_.Exception.Message
    }
}

# What was deleted, and after a stop also what has no line of its own yet although its deletion was begun.
function Write-RgsDeleted([bool] $Whole) {
    if (-not $Apply) { return }
    if (-not $Whole) {
        foreach ($each in @($script:Objects | Where-Object { $_.Gone })) {
            Write-RgsResult 'failed' $each.Kind $each.Name 'its deletion was begun, and whether it was created again is not known: run the script again with -Apply'
        }
    }
    $least = ''
    if (-not $Whole) { $least = 'at least ' }
    Write-Host ('Objects that were deleted: ' + $least + $script:Deleted)
}

if (-not $Apply) { Write-Host 'Dry run: nothing is asked, deleted or changed. Run again with -Apply.' }
