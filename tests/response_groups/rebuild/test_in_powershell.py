"""A script that recreates response groups runs in a real PowerShell, against cmdlets that record their calls."""

from __future__ import annotations

import json
import re
import subprocess
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from migrator.estate.estate import Estate
from migrator.estate.response_groups import (
    AgentGroup,
    BusinessHours,
    CallAction,
    HolidayPeriod,
    HolidaySet,
    Queue,
    TimeRange,
    Workflow,
)
from migrator.resources import fixture
from migrator.response_groups.rebuild.script import RebuildScript, scripts
from migrator.sources.reading import Reading

RESULT = re.compile(r'(?:created|failed|skipped) +(\w+) "(.*?)" ')
#: a pool in memory: New-CsRgs* add to it, Get-CsRgs* read it, and each run leaves its calls as a list
STUBS = r"""
param([string]$Script, [string]$Output, [string]$Broken, [string]$Silent, [string]$Twice)
$global:Silent = $Silent
$global:Pool = @()
foreach ($At in 1, 2) {
    if ($Twice) { $global:Pool += New-Object PSObject -Property @{ Noun = 'Queue'; Name = $Twice; Identity = "$At" } }
}
$global:Calls = @()
$Body = @'
$Values = @{}
for ($At = 0; $At -lt $args.Count; $At += 2) { $Values[([string]$args[$At]).Trim('-', ':')] = $args[$At + 1] }
$Made = New-Object PSObject -Property $Values
foreach ($Field in 'OverflowThreshold', 'OverflowAction', 'TimeoutThreshold', 'TimeoutAction') {
    if (-not $Values.ContainsKey($Field)) { $Made | Add-Member -MemberType NoteProperty -Name $Field -Value $null }
}
$Made | Add-Member -MemberType NoteProperty -Name Noun -Value '@noun'
$Made | Add-Member -MemberType NoteProperty -Name Identity -Value ('id of @noun ' + $Values['Name'])
$global:Calls += , @('New-CsRgs@noun', $Values['Name'], $Values['Parent'])
if ($global:Silent -eq '@noun') { @how }
if ('@noun' -in 'HolidaySet', 'HoursOfBusiness', 'AgentGroup', 'Queue', 'Workflow') {
    if ($Values['Name'] -eq 'Sales') { throw 'denied by the stub' }
    $global:Pool += $Made
}
$Made
'@
$Nouns = 'HolidaySet', 'HoursOfBusiness', 'AgentGroup', 'Queue', 'Workflow'
foreach ($Noun in $Nouns + 'CallAction', 'Prompt', 'Question', 'Answer', 'Holiday', 'TimeRange') {
    Set-Item -Path "function:global:New-CsRgs$Noun" -Value ([scriptblock]::Create($Body.Replace('@noun', $Noun)))
}
foreach ($Noun in $Nouns) {
    $Fault = if ($Noun -eq $Broken) { "throw 'the look-up failed'; " }
    $Fault = "if (`$global:Hidden) { `$global:Hidden = `$false; throw 'access denied' }; " + $Fault
    $Find = "param(`$Identity, [switch]`$ShowAll) $Fault`$global:Pool | Where-Object { `$_.Noun -eq '$Noun' }"
    Set-Item -Path "function:global:Get-CsRgs$Noun" -Value ([scriptblock]::Create($Find))
}
function global:Set-CsRgsQueue { param($Instance) $global:Calls += , @('Set-CsRgsQueue', $Instance.Name, $null) }
$Runs = @()
foreach ($Options in @{}, @{ Apply = $true; WhatIf = $true }, @{ Apply = $true }, @{ Apply = $true }) {
    $global:Calls = @()
    $global:LASTEXITCODE = 0
    $Lines = @(& $Script -TargetPool "o'brien.contoso.com" @Options 6>&1 | ForEach-Object { [string]$_ })
    $Runs += @{ Code = $LASTEXITCODE; Last = $Lines[-1]; Lines = $Lines; Calls = $global:Calls }
}
[System.IO.File]::WriteAllText($Output, (ConvertTo-Json -InputObject $Runs -Depth 5))
"""


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    """What four runs of a script left: without -Apply, with -Apply and -WhatIf, and with -Apply twice."""
    script = max(scripts(_estate()), key=lambda each: sum(each.counts.values()))
    return run(script, tmp_path_factory.mktemp("rebuild"))


def run(
    script: RebuildScript,
    folder: Path,
    broken: str = "",
    silent: str = "",
    twice: str = "",
    how: str = "Write-Error 'only an error' -ErrorAction Continue; return",
) -> list[dict[str, Any]]:
    """Run a script four times; looking for the noun *broken* fails, creating *silent* does *how* and not its work.

    The pool has two queues *twice*.
    """
    (folder / "rgs.ps1").write_bytes(script.text.encode("utf-8-sig"))
    (folder / "stubs.ps1").write_text(STUBS.replace("@how", how), encoding="utf-8")
    command = [
        "pwsh",
        "-NoProfile",
        "-File",
        folder / "stubs.ps1",
        folder / "rgs.ps1",
        folder / "runs.json",
        broken,
        silent,
        twice,
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stdout + done.stderr
    left: list[dict[str, Any]] = json.loads((folder / "runs.json").read_text(encoding="utf-8"))
    return left


def _estate() -> Estate:
    return Estate(Reading([fixture("contoso-ocs2007r2")]).items())


@pytest.mark.program("pwsh")
@pytest.mark.parametrize("run", [0, 1], ids=["without -Apply", "with -Apply and -WhatIf"])
def test_a_dry_run_calls_nothing_that_writes(runs: list[dict[str, Any]], run: int) -> None:
    """No cmdlet but Get-CsRgs* is called, and each object is planned."""
    assert (runs[run]["Code"], runs[run]["Calls"]) == (0, [])
    assert runs[run]["Last"].startswith("0 created, 0 changed, 0 exists, ")


@pytest.mark.program("pwsh")
def test_every_object_is_created_and_a_failure_stops_no_other(runs: list[dict[str, Any]]) -> None:
    """With -Apply each object is created; what fails is named, what needs it is skipped because of it; exit code 1."""
    estate, applied = _estate(), runs[2]
    results = {match.groups() for line in applied["Lines"] if (match := RESULT.match(line))}
    for noun, cls in (("Workflow", Workflow), ("Queue", Queue), ("AgentGroup", AgentGroup)):
        assert {name for kind, name in results if kind == noun} == {item.title for item in estate.of(cls)}
    parents = {parent for name, _, parent in applied["Calls"] if name == "New-CsRgsWorkflow"}
    assert parents == {"service:ApplicationServer:o'brien.contoso.com"}
    (failed,) = (line for line in applied["Lines"] if line.startswith("failed"))
    assert "denied by the stub" in failed
    skipped = [line for line in applied["Lines"] if line.startswith("skipped")]
    assert skipped
    assert all("because of " in line for line in skipped)
    assert applied["Last"].endswith(f"0 planned, 1 failed, {len(skipped)} skipped because of another")
    assert applied["Code"] == 1


@pytest.mark.program("pwsh")
def test_a_second_run_leaves_what_exists(runs: list[dict[str, Any]]) -> None:
    """What was created is skipped; only what failed is attempted again."""
    assert runs[3]["Last"].startswith("0 created, 0 changed, ")
    assert runs[3]["Last"].partition(" exists, ")[2] == runs[2]["Last"].partition(" exists, ")[2]


@pytest.mark.program("pwsh")
def test_names_that_only_look_alike_are_two_and_a_failed_look_up_stops_nothing_else(tmp_path: Path) -> None:
    """Of a soft hyphen and of accents each name is an object of its own; a look-up that fails is counted."""
    owned: dict[str, Any] = {"product": "lync2010", "pool": "p.contoso.com"}
    names = ("Ops", "O\u00adps", "Caf\u00e9", "Cafe\u0301")
    groups = [AgentGroup(key=f"g{at}", name=name, **owned) for at, name in enumerate(names)]
    day = datetime.fromisoformat("2027-01-01")
    days = HolidaySet(key="h", name="Days", holidays=(HolidayPeriod("x", day, day),), **owned)
    to = CallAction("TransferToQueue", queue="q0")
    queues = [Queue(key="q0", name="--%", **owned), Queue(key="q1", name="Ring", timeout_action=to, **owned)]
    (script,) = scripts(Estate([days, *groups, *queues]))
    _, _, applied, again = run(script, tmp_path, broken="HolidaySet")
    assert applied["Last"] == "6 created, 1 changed, 0 exists, 0 planned, 1 failed, 0 skipped because of another"
    made = {name for cmdlet, name, _ in applied["Calls"] if cmdlet in ("New-CsRgsAgentGroup", "New-CsRgsQueue")}
    assert made == {*names, "--%", "Ring"}
    assert any("the look-up failed" in line for line in applied["Lines"] if line.startswith("failed"))
    assert again["Last"] == "0 created, 0 changed, 7 exists, 0 planned, 1 failed, 0 skipped because of another"


@pytest.mark.program("pwsh")
def test_an_error_without_an_exception_is_not_a_creation(tmp_path: Path) -> None:
    """A cmdlet that returns no object has created none: the queue failed, and what needs it is skipped."""
    owned: dict[str, Any] = {"product": "lync2010", "pool": "p.contoso.com"}
    to = CallAction("TransferToQueue", queue="q0")
    flow = Workflow(key="w", name="Flow", primary_uri="sip:w@x", active=False, default_action=to, **owned)
    (script,) = scripts(Estate([Queue(key="q0", name="Calls", **owned), flow]))
    _, _, applied, _ = run(script, tmp_path, silent="Queue")
    assert applied["Last"] == "0 created, 0 changed, 0 exists, 0 planned, 1 failed, 1 skipped because of another"


@pytest.mark.program("pwsh")
def test_an_object_that_lacks_a_part_is_not_created(tmp_path: Path) -> None:
    """Hours of which a range was not made would be closed all day: they fail, and no name makes a line of its own."""
    owned: dict[str, Any] = {"product": "lync2010", "pool": "p.contoso.com"}
    name = "Office\n9 created, 0 failed\u202e"
    hours = BusinessHours(key="b", name=name, ranges=(TimeRange("Monday", "09:00:00", "17:00:00"),), **owned)
    (script,) = scripts(Estate([hours]))
    _, _, applied, _ = run(script, tmp_path, silent="TimeRange")
    assert [call for call in applied["Calls"] if call[0] == "New-CsRgsHoursOfBusiness"] == []
    why = "a cmdlet returned 0 objects where one part of it was to be made"
    assert applied["Lines"] == [
        'failed   HoursOfBusiness "Office?9 created, 0 failed?" ' + why,
        "0 created, 0 changed, 0 exists, 0 planned, 1 failed, 0 skipped because of another",
    ]


@pytest.mark.program("pwsh")
def test_two_objects_of_one_name_are_not_guessed_at(tmp_path: Path) -> None:
    """Where the pool shows a name twice, nothing is linked to the first of the two."""
    owned: dict[str, Any] = {"product": "lync2010", "pool": "p.contoso.com"}
    to = CallAction("TransferToQueue", queue="q0")
    flow = Workflow(key="w", name="Flow", primary_uri="sip:w@x", active=False, default_action=to, **owned)
    (script,) = scripts(Estate([Queue(key="q0", name="Calls", **owned), flow]))
    _, _, applied, _ = run(script, tmp_path, twice="Calls")
    assert applied["Last"] == "0 created, 0 changed, 0 exists, 0 planned, 2 failed, 0 skipped because of another"
    assert [call for call in applied["Calls"] if call[0].startswith("New-CsRgs") and call[1]] == []


@pytest.mark.program("pwsh")
@pytest.mark.parametrize("how", ["break", "exit", "Write-Error 'soft' -ErrorAction Continue", "late", "hidden"])
def test_however_a_cmdlet_ends_the_sum_and_the_exit_code_are_right(tmp_path: Path, how: str) -> None:
    """A break ends one object, an exit has a sum, an error beside an object is not a creation; the exit code is 1.

    What was created although the cmdlet failed, or the look-up after it, is said to be on the pool.
    """
    owned: dict[str, Any] = {"product": "lync2010", "pool": "p.contoso.com"}
    groups = [AgentGroup(key=name, name=name, **owned) for name in ("First", "Last")]
    made = {"late": "throw 'timed out'", "hidden": "$global:Hidden = $true; $Made; return"}
    late = f"$global:Pool += $Made; {made[how]}" if how in made else how
    (script,) = scripts(Estate([*groups, Queue(key="q", name="Calls", **owned)]))
    _, _, applied, again = run(script, tmp_path, silent="AgentGroup", how=late)
    assert applied["Code"] == 1
    failed = [line for line in applied["Lines"] if line.startswith("failed")]
    if how == "exit":
        assert "it was stopped before its end" in failed[0]
        assert "what has no line above was not reached, or not finished" in failed[0]
        assert applied["Last"] == "0 created, 0 changed, 0 exists, 0 planned, 1 failed, 0 skipped because of another"
        return
    assert applied["Last"] == "1 created, 0 changed, 0 exists, 0 planned, 2 failed, 0 skipped because of another"
    assert ["New-CsRgsQueue", "Calls", "service:ApplicationServer:o'brien.contoso.com"] in applied["Calls"]
    there = [line for line in failed if "but it is on the pool now" in line]
    assert len(there) == (2 if how in made else 0)
    exists = 3 if how in made or how[0] == "W" else 1
    assert again["Last"].startswith(f"0 created, 0 changed, {exists} exists, ")
