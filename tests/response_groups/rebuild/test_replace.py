"""The script that deletes and recreates response groups runs in a real PowerShell, against strict cmdlets."""

from __future__ import annotations

import json
import subprocess
from datetime import datetime
from pathlib import Path
from typing import Any

import attrs
import pytest

from migrator.estate import response_groups as rgs
from migrator.estate.estate import Estate
from migrator.estate.topology import Pool
from migrator.response_groups.rebuild.replacement import replacements
from migrator.response_groups.rebuild.script import readme, scripts

POOL = "lync13.contoso.com"
GROUP, QUEUE, FIRST, SECOND = "O'Brien\u2019s $(throw 'x')", "--%", "Sales", "Sa\u00adles\n`$x;#>"
OWNED: dict[str, Any] = {"product": "lync2013", "pool": POOL}
DAY = datetime.fromisoformat("2027-01-01")
TO_QUEUE = rgs.CallAction("TransferToQueue", queue="q")
ESTATE: list[Any] = [
    rgs.HolidaySet(key="h", name="Days", holidays=(rgs.HolidayPeriod("x", DAY, DAY),), **OWNED),
    rgs.AgentGroup(key="g", name=GROUP, agents=("sip:ann@contoso.com",), **OWNED),
    rgs.Queue(key="q", name=QUEUE, agent_groups=("g",), **OWNED),
    rgs.Workflow(key="w1", name=FIRST, primary_uri="sip:sales@contoso.com", default_action=TO_QUEUE, **OWNED),
    rgs.Workflow(
        key="w2",
        name=SECOND,
        primary_uri="sip:two@contoso.com",
        line_uri="tel:+442079460102",
        active=True,
        default_action=TO_QUEUE,
        **OWNED,
    ),
    rgs.Workflow(key="w3", name="In part", primary_uri="sip:part@contoso.com", business_hours="gone", **OWNED),
    rgs.Workflow(
        key="old", name="Sales", product="ocs2007r2", pool="ocs.contoso.com", primary_uri="sip:SALES@contoso.com",
        line_uri="tel:+442079460101",
    ),
]  # fmt: skip
#: cmdlets with the parameters that are published (New-, Get-, Remove-, Set-, Export-CsRgs*), on a pool in memory
STUBS = r"""
param([string]$Script, [string]$Runs, [string]$Output)
function global:Add-Made([string]$Noun, $Bound, [string]$Owner) {
    $Made = New-Object PSObject -Property @{
        Noun = $Noun; Name = $Bound['Name']; LineUri = $Bound['LineUri']; OwnerPool = $Owner
        DefaultAction = $Bound['DefaultAction']; NonBusinessHoursAction = $null; HolidayAction = $null
        AgentGroupIDList = $Bound['AgentGroupIDList']; OverflowAction = $null; TimeoutAction = $null
        OverflowThreshold = $null; TimeoutThreshold = $null
        Identity = $Bound['Parent'] + '/' + [guid]::NewGuid()
    }
    $global:Pool += $Made
    $Made
}
function global:Assert-Allowed([string]$Cmdlet, [string]$Name) {
    $global:Calls += , @($Cmdlet, $Name)
    if ($global:Refused -eq $Cmdlet) { throw 'denied by the stub' }
}
function global:New-CsRgsAgentGroup { [CmdletBinding()] param([Parameter(Mandatory = $true)][string]$Parent,
    [Parameter(Mandatory = $true)][string]$Name, [string]$Description, [string[]]$AgentsByUri, [int16]$AgentAlertTime,
    [string]$ParticipationPolicy, [string]$RoutingMethod, [string]$DistributionGroupAddress)
    Assert-Allowed 'New-CsRgsAgentGroup' $Name; Add-Made 'AgentGroup' $PSBoundParameters 'the pool' }
function global:New-CsRgsQueue { [CmdletBinding()] param([Parameter(Mandatory = $true)][string]$Parent,
    [Parameter(Mandatory = $true)][string]$Name, [string]$Description, [string[]]$AgentGroupIDList,
    [string]$OverflowCandidate, [int16]$OverflowThreshold, $OverflowAction, [int]$TimeoutThreshold, $TimeoutAction)
    Assert-Allowed 'New-CsRgsQueue' $Name; Add-Made 'Queue' $PSBoundParameters 'the pool' }
function global:New-CsRgsWorkflow { [CmdletBinding()] param([Parameter(Mandatory = $true)][string]$Parent,
    [Parameter(Mandatory = $true)][string]$Name, [Parameter(Mandatory = $true)][uri]$PrimaryUri, [uri]$LineUri,
    [string]$DisplayNumber, [string]$Description, [bool]$Active, [bool]$Anonymous, [bool]$EnabledForFederation,
    [string]$Language, [string]$TimeZone, $DefaultAction, $NonBusinessHoursAction, $HolidayAction, [bool]$Managed)
    Assert-Allowed 'New-CsRgsWorkflow' $Name; Add-Made 'Workflow' $PSBoundParameters 'the pool' }
function global:New-CsRgsCallAction { [CmdletBinding()] param([Parameter(Mandatory = $true)][string]$Action,
    $Prompt, $Question, [string]$QueueID, [string]$Uri)
    New-Object PSObject -Property @{ Action = $Action; QueueID = $QueueID; Question = $Question } }
function global:New-CsRgsHoliday { [CmdletBinding()] param([string]$Name,
    [Parameter(Mandatory = $true)][datetime]$StartDate, [Parameter(Mandatory = $true)][datetime]$EndDate)
    New-Object PSObject -Property @{ Name = $Name } }
function global:New-CsRgsHolidaySet { [CmdletBinding()] param([Parameter(Mandatory = $true)][string]$Parent,
    [Parameter(Mandatory = $true)][string]$Name, [Parameter(Mandatory = $true)]$HolidayList)
    Assert-Allowed 'New-CsRgsHolidaySet' $Name; Add-Made 'HolidaySet' $PSBoundParameters 'the pool' }
function global:Set-CsRgsQueue { [CmdletBinding()] param([Parameter(Mandatory = $true)]$Instance)
    Assert-Allowed 'Set-CsRgsQueue' $Instance.Name }
foreach ($Noun in 'AgentGroup', 'Queue', 'Workflow', 'HolidaySet', 'HoursOfBusiness') {
    $Find = "[CmdletBinding()] param([string]`$Identity, [string]`$Name, [string]`$Owner, [switch]`$ShowAll)
        if (`$global:Counted) { `$global:Calls += , @('Get-CsRgs$Noun', '') }
        if (`$global:Refused -eq 'Get-CsRgs$Noun') { throw 'no look-up by the stub' }
        if (`$global:Refused -eq 'null') { `$null }
        `$global:Pool | Where-Object { `$_.Noun -eq '$Noun' -and (`$ShowAll -or `$_.OwnerPool) }"
    Set-Item -Path "function:global:Get-CsRgs$Noun" -Value ([scriptblock]::Create($Find))
    $Drop = "[CmdletBinding(SupportsShouldProcess = `$true)]
        param([Parameter(Mandatory = `$true)]`$Instance, [switch]`$Force)
        Assert-Allowed 'Remove-CsRgs$Noun' `$Instance.Name
        `$Gone = `$Instance.Identity; `$global:Pool = @(`$global:Pool | Where-Object { `$_.Identity -ne `$Gone })
        if (`$global:Refused -eq 'late') { throw 'timed out by the stub' }
        if (`$global:Refused -eq 'break') { break }
        if (`$global:Refused -eq 'exit') { exit }"
    Set-Item -Path "function:global:Remove-CsRgs$Noun" -Value ([scriptblock]::Create($Drop))
}
function global:Export-CsRgsConfiguration { [CmdletBinding()] param([Parameter(Mandatory = $true)][string]$FileName,
    [Parameter(Mandatory = $true)][string]$Source, [switch]$Force, [string]$Owner)
    Assert-Allowed 'Export-CsRgsConfiguration' $Source
    if (Test-Path -LiteralPath $FileName) { throw 'the file exists' }
    [System.IO.File]::WriteAllText($FileName, 'zip') }
function global:Read-Host([string]$Prompt) {
    $global:Calls += , @('Read-Host', $Prompt)
    foreach ($No in $global:No) { if ($Prompt.Contains($No)) { return '' } }
    'yes'
}
function Reset-Pool($Names) {
    $global:Pool = @()
    $P = 'service:ApplicationServer:lync13.contoso.com'
    $G = Add-Made 'AgentGroup' @{ Parent = $P; Name = $Names[0] } ''
    $Q = Add-Made 'Queue' @{ Parent = $P; Name = $Names[1]; AgentGroupIDList = @($G.Identity) } ''
    $To = New-Object PSObject -Property @{ Action = 'TransferToQueue'; QueueID = $Q.Identity; Question = $null }
    $null = Add-Made 'Workflow' @{ Parent = $P; Name = $Names[2]; DefaultAction = $To } ''
    $Second = @{ Parent = $P; Name = $Names[3]; DefaultAction = $To; LineUri = 'tel:+442079460102' }
    $null = Add-Made 'Workflow' $Second ''
    $null = Add-Made 'Workflow' @{ Parent = $P; Name = 'In part' } ''
    $null = Add-Made 'HolidaySet' @{ Parent = $P; Name = 'Days' } ''
    $null = Add-Made 'Workflow' @{ Parent = 'service:ApplicationServer:ocs.contoso.com'; Name = 'Old' } ''
}
$Given = [System.IO.File]::ReadAllText($Runs) | ConvertFrom-Json
$Left = @()
foreach ($Run in $Given.runs) {
    if (-not $Run.again) { Reset-Pool $Given.names }
    foreach ($Name in @($Run.more)) {
        $null = Add-Made 'Workflow' @{ Parent = 'service:ApplicationServer:lync13.contoso.com'; Name = $Name } '' }
    if ($Run.twin) {
        $null = Add-Made 'Workflow' @{ Parent = 'service:ApplicationServer:ocs.contoso.com'; Name = 'Sales' } ''
        $global:Pool = @($global:Pool | Where-Object { $_.Name -ne 'Sales' -or $_.Identity -match 'ocs' }) }
    foreach ($Each in $global:Pool) { if ($Run.number -and $Each.Name -eq 'Sales') { $Each.LineUri = $Run.number } }
    $global:Calls = @(); $global:Refused = $Run.refused; $global:No = @($Run.no); $global:LASTEXITCODE = 0
    $global:Counted = $Run.counted
    $Options = @{}; foreach ($Name in @($Run.options)) { $Options[$Name] = $true }
    Get-ChildItem -LiteralPath (Split-Path $Script) -Filter 'rgs-export-*.zip' | Remove-Item
    $Lines = @(& $Script @Options 6>&1 | ForEach-Object { [string]$_ })
    $State = @($global:Pool | ForEach-Object { , @($_.Noun, $_.Name, [string]$_.LineUri, [string]$_.OwnerPool) })
    $Left += @{ Code = $LASTEXITCODE; Lines = $Lines; Calls = $global:Calls; Pool = $State }
}
[System.IO.File]::WriteAllText($Output, (ConvertTo-Json -InputObject $Left -Depth 5))
"""
RUNS: dict[str, dict[str, Any]] = {
    "dry": {"options": []},
    "what-if": {"options": ["Apply", "WhatIf"]},
    "all": {"options": ["Apply"]},
    "one": {"options": ["Apply"], "no": ['Workflow "Sa\u00ad', "Queue", "AgentGroup"]},
    "user stays": {"options": ["Apply"], "no": ['Workflow "Sa\u00ad']},
    "null": {"options": [], "refused": "null"},
    "refused": {"options": ["Apply"], "refused": "New-CsRgsQueue"},
    "again": {"options": ["Apply"], "again": True, "no": ["AgentGroup"]},
    "no export": {"options": ["Apply"], "refused": "Export-CsRgsConfiguration"},
    "not deleted": {"options": ["Apply"], "refused": "Remove-CsRgsWorkflow"},
    "deleted late": {"options": ["Apply"], "refused": "late"},
    "left": {"options": ["Apply"], "refused": "break"},
    "stopped": {"options": ["Apply"], "refused": "exit"},
    "after the stop": {"options": ["Apply"], "again": True},
    "no look-up": {"options": ["Apply"], "refused": "Get-CsRgsHolidaySet", "no": ["Queue", "AgentGroup"]},
    "changed since": {"options": ["Apply"], "number": "tel:+442079460199"},
    "legacy twin": {"options": ["Apply"], "twin": True},
}


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """What each run left."""
    return left_by(ESTATE, RUNS, tmp_path_factory.mktemp("replace"))


def left_by(estate: list[Any], runs: dict[str, dict[str, Any]], folder: Path) -> dict[str, dict[str, Any]]:
    """What each of *runs* left: lines, calls, exit code, and the pool as lists of noun, name, number, owner."""
    (script,) = replacements(Estate(estate))
    (folder / "replace.ps1").write_bytes(script.text.encode("utf-8-sig"))
    (folder / "stubs.ps1").write_text(STUBS, encoding="utf-8")
    names = [GROUP, QUEUE, FIRST, SECOND]
    given = [
        {"no": [], "refused": "", "again": False, "twin": False, "number": "", "counted": False, "more": []} | run
        for run in runs.values()
    ]
    (folder / "runs.in").write_text(json.dumps({"names": names, "runs": given}), encoding="utf-8")
    paths = [folder / name for name in ("stubs.ps1", "replace.ps1", "runs.in", "out")]
    done = subprocess.run(
        ["pwsh", "-NoProfile", "-File", *paths], capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return dict(zip(runs, json.loads((folder / "out").read_text(encoding="utf-8")), strict=True))


def called(run: dict[str, Any], prefix: str) -> list[tuple[str, str]]:
    """The calls of cmdlets whose name begins with *prefix*."""
    return [(name, of) for name, of in run["Calls"] if name.startswith(prefix)]


def last(run: dict[str, Any]) -> str:
    """The sum."""
    return str(run["Lines"][-1])


@pytest.mark.program("pwsh")
def test_many_objects_cost_few_look_ups(tmp_path: Path) -> None:
    """A look-up reads all objects of a kind: a dry run has one for each, and a workflow one of the hours and holidays.

    Names are kept apart as ever, also those that a table of PowerShell has itself.
    """
    many = [
        rgs.HolidaySet(key=f"h{n}", name=f"Days {n}", holidays=(rgs.HolidayPeriod("x", DAY, DAY),), **OWNED)
        for n in range(20)
    ]
    common = {"counted": True, "more": ["Values", "Keys", "Count"]}
    one = {"options": ["Apply"], "no": ["Queue", "AgentGroup", 'Workflow "Sa\u00ad']}
    runs = {"dry": {"options": []} | common, "one": one | common}
    left = left_by([*ESTATE, *many], runs, tmp_path)
    looked = {name: [cmdlet for cmdlet, _ in called(left[name], "Get-")] for name in runs}
    of_kind = dict.fromkeys(("Get-CsRgsWorkflow", "Get-CsRgsQueue", "Get-CsRgsAgentGroup"), 1)
    assert {cmdlet: looked["dry"].count(cmdlet) for cmdlet in of_kind} == of_kind
    assert looked["one"].count("Get-CsRgsHolidaySet") == 21 + 20 + 1  # whether it is there, after its creation, once
    for name in common["more"]:
        assert (
            f'exists   Workflow "{name}" is left as it is: this script does not hold all of it' in left["dry"]["Lines"]
        )


@pytest.mark.program("pwsh")
@pytest.mark.ledger("S4-69")
@pytest.mark.parametrize("name", ["dry", "what-if"])
def test_nothing_is_asked_or_deleted_without_apply(runs: dict[str, dict[str, Any]], name: str) -> None:
    """A dry run and -WhatIf only read, and say the cost by number of objects as an estimate."""
    run = runs[name]
    assert run["Calls"] == []
    assert run["Code"] == 0
    cost = next(line for line in run["Lines"] if "can be deleted and recreated" in line)
    assert cost.startswith(
        "Objects that can be deleted and recreated: 4, which takes about 9 minutes for all (an estimate"
    )
    assert last(run).endswith("4 planned, 0 failed, 0 skipped because of another")


@pytest.mark.program("pwsh")
@pytest.mark.ledger("S4-69")
@pytest.mark.ledger("S4-78")
def test_all_are_recreated_with_numbers_and_owners(runs: dict[str, dict[str, Any]]) -> None:
    """Hostile names come back exactly, each with owner and number; a number that the move lost is that of OCS."""
    run = runs["all"]
    assert sorted(tuple(each) for each in run["Pool"]) == sorted([
        ("AgentGroup", GROUP, "", "the pool"),
        ("Queue", QUEUE, "", "the pool"),
        ("Workflow", FIRST, "tel:+442079460101", "the pool"),
        ("Workflow", SECOND, "tel:+442079460102", "the pool"),
        ("HolidaySet", "Days", "", ""),
        ("Workflow", "In part", "", ""),
        ("Workflow", "Old", "", ""),
    ])  # fmt: skip
    assert (run["Code"], last(run)) == (
        0, "4 created, 0 changed, 3 exists, 0 planned, 0 failed, 0 skipped because of another"
    )  # fmt: skip
    removed = [name for name, _ in called(run, "Remove-")]
    assert removed == [*["Remove-CsRgsWorkflow"] * 2, "Remove-CsRgsQueue", "Remove-CsRgsAgentGroup"]
    calls = [name for name, _ in run["Calls"]]
    assert calls[0] == "Export-CsRgsConfiguration"
    warned = next(at for at, line in enumerate(run["Lines"]) if "no way back" in line)
    assert warned < next(at for at, line in enumerate(run["Lines"]) if line.startswith("deleted"))
    assert "Move-CsApplicationEndpoint" in run["Lines"][warned]


@pytest.mark.program("pwsh")
@pytest.mark.ledger("S4-69")
def test_only_yes_deletes(runs: dict[str, dict[str, Any]]) -> None:
    """One workflow alone is deleted and recreated; a queue is not deleted under a workflow that stays."""
    run = runs["one"]
    assert called(run, "Remove-") == [("Remove-CsRgsWorkflow", FIRST)]
    assert last(run).startswith("1 created, 0 changed, 6 exists, 0 planned, 0 failed")
    run = runs["user stays"]
    assert called(run, "Remove-") == [("Remove-CsRgsWorkflow", FIRST)]
    skipped = [line for line in run["Lines"] if line.startswith("skipped")]
    shown = SECOND.replace("\n", "?")  # no name breaks a line: it could look like a result
    assert f'because of Workflow "{shown}", which uses it and was not deleted' in skipped[0]
    assert f'because of Queue "{QUEUE}", which uses it and was not deleted' in skipped[1]
    assert last(run).startswith("1 created, 0 changed, 4 exists, 0 planned, 0 failed, 2 skipped")


@pytest.mark.program("pwsh")
@pytest.mark.ledger("S4-69")
def test_a_queue_that_is_left_as_it_is_keeps_its_overflow(tmp_path: Path) -> None:
    """Without yes nothing of a queue is changed, also not the overflow that it lost since; a recreated one gets it."""
    overflow: dict[str, Any] = {
        "overflow_threshold": 5,
        "overflow_action": rgs.CallAction("TransferToQueue", queue="q2"),
    }
    estate = [attrs.evolve(item, **overflow) if isinstance(item, rgs.Queue) else item for item in ESTATE]
    estate.append(rgs.Queue(key="q2", name="Two", **OWNED))
    given = {"no": {"options": ["Apply"], "no": ["Delete"]}, "yes": {"options": ["Apply"]}}
    left = left_by(estate, given, tmp_path)
    assert called(left["no"], "Set-") == called(left["no"], "Remove-") == []
    assert (
        f'exists   Queue "{QUEUE}" OverflowAction is not set, and is left so: this queue is not recreated'
        in (left["no"]["Lines"])
    )
    assert called(left["yes"], "Set-") == [("Set-CsRgsQueue", QUEUE)]
    assert "1 changed" in last(left["yes"])


@pytest.mark.program("pwsh")
@pytest.mark.ledger("S4-69")
def test_a_refusal_in_the_middle_is_counted_and_a_second_run_completes(runs: dict[str, dict[str, Any]]) -> None:
    """A queue that is refused fails, its workflows are skipped because of it; the next run creates what is missing."""
    run = runs["refused"]
    assert last(run) == "1 created, 0 changed, 3 exists, 0 planned, 1 failed, 2 skipped because of another"
    assert run["Code"] == 1
    again = runs["again"]
    assert last(again).startswith("3 created, ")
    assert {owner for _, name, _, owner in again["Pool"] if name not in ("In part", "Old", "Days")} == {"the pool"}


@pytest.mark.program("pwsh")
@pytest.mark.ledger("S4-69")
def test_without_export_or_on_the_legacy_pool_nothing_is_deleted(runs: dict[str, dict[str, Any]]) -> None:
    """No export, no deletion; what another pool hosts is never deleted; a refused deletion keeps what it would take."""
    run = runs["no export"]
    assert called(run, "Remove-") == called(run, "Read-Host") == []
    assert ("1 failed" in last(run), run["Code"]) == (True, 1)
    twin = runs["legacy twin"]
    assert FIRST not in [name for _, name in called(twin, "Remove-")]
    assert any("it is not of lync13.contoso.com" in line for line in twin["Lines"] if line.startswith("failed"))
    kept = runs["not deleted"]
    assert [name for name, _ in called(kept, "New-CsRgs")] == []
    assert last(kept) == "0 created, 0 changed, 3 exists, 0 planned, 2 failed, 2 skipped because of another"


@pytest.mark.program("pwsh")
@pytest.mark.ledger("S4-69")
def test_a_deletion_that_failed_late_is_a_deletion(runs: dict[str, dict[str, Any]]) -> None:
    """A cmdlet that deletes and then fails has deleted: the object is recreated, and the sum counts it so."""
    run = runs["deleted late"]
    assert last(run) == "4 created, 0 changed, 3 exists, 0 planned, 0 failed, 0 skipped because of another"
    assert run["Lines"][-2] == "Objects that were deleted: 4"
    assert {owner for _, name, _, owner in run["Pool"] if name not in ("In part", "Old", "Days")} == {"the pool"}


@pytest.mark.program("pwsh")
@pytest.mark.ledger("S4-69")
def test_a_deletion_that_is_left_or_stops_the_script_is_counted(runs: dict[str, dict[str, Any]]) -> None:
    """After a break what was deleted is recreated; a stop names what it left deleted, and the next run creates it."""
    run = runs["left"]
    assert last(run) == "4 created, 0 changed, 3 exists, 0 planned, 0 failed, 0 skipped because of another"
    assert run["Lines"][-2] == "Objects that were deleted: 4"
    run = runs["stopped"]
    begun = [
        line for line in run["Lines"] if "its deletion was begun, and whether it was created again is not known" in line
    ]
    assert [line.partition('" its')[0] for line in begun] == [f'failed   Workflow "{FIRST}']
    assert "Objects that were deleted: at least 0" in run["Lines"]
    assert any("it was stopped before its end" in line for line in run["Lines"])
    assert last(run) == "0 created, 0 changed, 2 exists, 0 planned, 2 failed, 0 skipped because of another"
    assert run["Code"] == 1
    again = runs["after the stop"]
    assert FIRST in {name for _, name, _, owner in again["Pool"] if owner}


@pytest.mark.program("pwsh")
@pytest.mark.ledger("S4-69")
def test_a_failed_look_up_of_others_does_not_keep_a_workflow_deleted(runs: dict[str, dict[str, Any]]) -> None:
    """Holidays cannot be looked up: workflows that were deleted and do not need them are recreated."""
    run = runs["no look-up"]
    assert last(run) == "2 created, 0 changed, 4 exists, 0 planned, 1 failed, 0 skipped because of another"
    assert {name for noun, name, _, owner in run["Pool"] if noun == "Workflow" and owner} == {FIRST, SECOND}


@pytest.mark.program("pwsh")
@pytest.mark.ledger("S4-69")
def test_what_was_changed_since_the_evidence_is_not_deleted(runs: dict[str, dict[str, Any]]) -> None:
    """A workflow whose number on the pool is not the evidence's stays, and so does what it uses."""
    run = runs["changed since"]
    assert called(run, "Remove-") == [("Remove-CsRgsWorkflow", SECOND)]
    assert any("because of its number tel:+442079460199 on the pool" in line for line in run["Lines"])
    assert ["Workflow", FIRST, "tel:+442079460199", ""] in run["Pool"]


@pytest.mark.ledger("S4-78")
def test_legacy_pools_get_no_script_that_deletes() -> None:
    """Of OCS there is none, and the README says when which way, with both limits."""
    assert replacements(Estate(ESTATE[-1:])) == []
    shown = rgs.Workflow(key="w", name="Sales", product="lync2013", pool="ocs.contoso.com", primary_uri="sip:s@x")
    assert replacements(Estate([Pool(key="ocs.contoso.com", product="ocs2007r2"), shown])) == []
    text = readme(replacements(Estate(ESTATE)))
    for words in (
        "migrator repair",
        "-OverwriteOwner",
        "NEVER the response groups of the legacy pool",
        "way back to the legacy pool with Move-CsApplicationEndpoint",
        "about 9 minutes for all (an estimate",
    ):
        assert words in text
    assert "Delete and recreate\r\n" not in readme(scripts(Estate(ESTATE)))


@pytest.mark.program("pwsh")
def test_nothing_is_no_object(runs: dict[str, dict[str, Any]]) -> None:
    """A look-up that gives $null beside objects has not shown an object without a name."""
    assert runs["null"]["Lines"] == runs["dry"]["Lines"]
