# What is there, and what it costs (minutes are the estimate of migrator, and not measured)
$Order = 'Workflow', 'Queue', 'AgentGroup'
$Minutes = @{ Workflow = {{ minutes.Workflow }}; Queue = {{ minutes.Queue }}; AgentGroup = {{ minutes.AgentGroup }} }
$there = @()
foreach ($kind in $Order) {
    $all = Get-RgsByName $kind
    $held = New-Object System.Collections.Hashtable ([StringComparer]::OrdinalIgnoreCase)
    foreach ($each in @($script:Objects | Where-Object { $_.Kind -eq $kind })) {
        $found = @()
        if ($all.ContainsKey($each.Name)) { $found = $all[$each.Name]; $held[$each.Name] = $true }
        try {
            $found = Assert-RgsHosted (Select-RgsOne $kind $each.Name $found)
            if ($null -eq $found) { continue }
            $number = [string]$found.LineUri
            if ($number -and -not (Test-RgsName $number $each.Expected)) {
                throw ('because of its number ' + $number + ' on the pool, which the evidence does not have; collect the pool again')
            }
            $there += $each
        } catch { $each.Kept = $true; Write-RgsFailure $kind $each.Name $_.Exception.Message }
    }
    # not .Keys or .Values: an object may have that name
    foreach ($entry in @($all.GetEnumerator() | Where-Object { -not $held.ContainsKey($_.Key) } | Sort-Object { $_.Key })) {
        foreach ($live in $entry.Value) {
            Write-RgsResult 'exists' $kind $live.Name 'is left as it is: this script does not hold all of it'
        }
    }
}
$cost = 0
foreach ($each in $there) { $cost += $Minutes[$each.Kind] }
Write-Host ('Objects that can be deleted and recreated: {0}, which takes about {1} minutes for all (an estimate of migrator, not measured; {2} for a workflow, {3} for a queue, {4} for an agent group). Numbers of deleted workflows are not answered meanwhile.' -f $there.Length, $cost, $Minutes.Workflow, $Minutes.Queue, $Minutes.AgentGroup)
Write-Host ('BEFORE THE FIRST DELETION: only objects of ' + $TargetPool + ' are deleted; those of the legacy pool must stay. The contact that the move brought here goes with its workflow: from then on there is no way back to the legacy pool (Move-CsApplicationEndpoint).')

if ($Apply) {
    $export = Join-Path $Here ('rgs-export-' + (Get-Date).ToString('yyyyMMdd-HHmmss', [System.Globalization.CultureInfo]::InvariantCulture) + '.zip')
    $null = Invoke-Rgs { Export-CsRgsConfiguration -Source ('ApplicationServer:' + $TargetPool) -FileName $export }
    if (-not (Test-Path -LiteralPath $export) -or (Get-Item -LiteralPath $export).Length -eq 0) { throw ('Export-CsRgsConfiguration ended, but left no file, or an empty one: ' + $export + '; nothing was deleted') }
    Write-Host ('Exported to ' + $export)
    foreach ($each in $there) {
        $answer = Read-Host (Get-RgsShown ('Delete and recreate ' + $each.Kind + ' "' + $each.Name + '"? Type yes; anything else leaves it'))
        $each.Chosen = ([string]$answer).Trim() -eq 'yes'
    }
    # A queue or a group cannot go before the workflows that use it; workflows alone are recreated one after the other.
    $alone = @($there | Where-Object { $_.Chosen -and $_.Kind -ne 'Workflow' }).Length -eq 0
    if (-not $alone) { foreach ($each in @($there | Where-Object { $_.Chosen })) { Remove-RgsObject $each } }
}

function Restore-RgsObject($Planned) {
    if ($Planned.Kept) { return }
    if (($Order -contains $Planned.Kind) -and ($there -contains $Planned) -and -not $Planned.Chosen) {
        if ($Apply) { Write-RgsResult 'exists' $Planned.Kind $Planned.Name 'is left as it is: the answer was not yes' }
        else { Write-RgsResult 'planned' $Planned.Kind $Planned.Name 'to be deleted and recreated, if you say yes' }
        return
    }
    if ($Planned.Chosen -and $alone) {
        Remove-RgsObject $Planned
        if ($Planned.Kept) { return }
        # hours that only this workflow had may have gone with it; one that needs what cannot be looked up will say so
        foreach ($kind in 'HoursOfBusiness', 'HolidaySet') {
            $others = @($script:Objects | Where-Object { $_.Kind -eq $kind })
            if ($others.Length -eq 0) { continue }
            try { $all = Get-RgsByName $kind } catch { continue }
            foreach ($each in $others) {
                if (-not $all.ContainsKey($each.Name)) { New-RgsObject $each.Kind $each.Name $each.Create }
            }
        }
    }
    New-RgsObject $Planned.Kind $Planned.Name $Planned.Create
    $Planned.Gone = $false
}

foreach ($each in @($script:Objects | Where-Object { $_.Kind -ne 'Workflow' })) { Restore-RgsObject $each }
foreach ($each in $script:Exits) { Complete-RgsExit $each.Name $each.Threshold $each.Change }
foreach ($each in @($script:Objects | Where-Object { $_.Kind -eq 'Workflow' })) { Restore-RgsObject $each }
