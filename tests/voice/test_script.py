"""The voice configuration of OCS 2007 R2 as a script: what it holds and what not, and what PowerShell makes of it."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from migrator.estate.estate import Estate
from migrator.estate.voice import DialPlan, NormalizationRule, PstnUsage, VoicePolicy, VoiceRoute
from migrator.resources import fixture
from migrator.sources.reading import Reading
from migrator.voice.script import VoiceScript, voice_script

HOSTILE = "x'; Remove-Item C:\\ #\u2019$(throw)"
#: cmdlets in memory that know the published parameters only, and refuse what does not exist
STUBS = Path(__file__).parent / "cmdlets.ps1"


def contoso() -> VoiceScript:
    """The script of the shipped estate."""
    return voice_script(Estate(Reading([fixture("contoso-ocs2007r2")]).items()))


@pytest.mark.ledger("S4-89")
def test_every_object_of_the_estate_is_in_it_and_what_it_cannot_hold_is_named() -> None:
    """Plans, shared rules in each plan, usages, routes with gateways, policies; usages have no description there."""
    made = contoso()
    assert made.counts["Dial plans"] == 4
    assert made.counts["PSTN usages"] == 6
    assert made.counts["Voice routes"] == 7
    assert made.counts["Voice policies"] == 3
    assert made.counts["Normalization rules"] > 9
    assert "PstnGatewayList = @{Add=@('PstnGateway:vx1.contoso.local', 'PstnGateway:vx2.contoso.local')}" in made.text
    assert any(gap.what.startswith("its description has no place") for gap in made.gaps)
    assert all(f"# - {gap.kind.replace('_', ' ')} {gap.name}" in made.text for gap in made.gaps)


def test_names_are_those_that_the_import_makes_and_nothing_unknown_is_silent() -> None:
    """A colon or slash becomes _, and is told; a list that was cut is told; a rule of no plan is left out and told."""
    made = voice_script(
        Estate(
            [
                VoicePolicy(key="Sales: UK/EU", product="ocs2007r2", name="Sales: UK/EU", unknown=("usages",)),
                NormalizationRule(key="alone", product="ocs2007r2", name="alone", pattern="^1$", translation="1"),
                VoiceRoute(key="r", product="ocs2007r2", name="r"),
            ],
            incomplete=[("ocs2007r2", "dial_plan")],
        )
    )
    assert "Identity = 'Sales_ UK_EU'" in made.text
    assert {gap.what for gap in made.gaps} == {
        "is written as Sales_ UK_EU, as the import does",
        "the evidence does not tell: PSTN usages in order",
        "is in no dial plan; it is left out",
        "has no gateway",
        "some were lost when the evidence was read; they are not here",
    }


def ran(made: VoiceScript, folder: Path, unseen: str = "") -> list[dict[str, Any]]:
    """What four runs left: without -Apply, with -Apply and -WhatIf, and -Apply twice; *unseen* is not looked up."""
    (folder / "voice.ps1").write_bytes(made.text.encode("utf-8-sig"))
    command = ["pwsh", "-NoProfile", "-File", STUBS, folder / "voice.ps1", folder / "runs.json", unseen]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stdout + done.stderr
    left: list[dict[str, Any]] = json.loads((folder / "runs.json").read_text(encoding="utf-8"))
    return left


@pytest.mark.program("pwsh")
@pytest.mark.ledger("S4-89")
def test_powershell_creates_all_in_the_right_order_once(tmp_path: Path) -> None:
    """A dry run writes nothing, -Apply creates everything, the second -Apply finds everything there."""
    made = contoso()
    total = sum(made.counts.values())
    dry, what_if, first, second = ran(made, tmp_path)
    assert [dry["Calls"], what_if["Calls"], second["Calls"]] == [[], [], []]
    assert first["Last"] == f"{total} created, 0 exist, 0 planned, 0 failed"
    assert second["Last"] == f"0 created, {total} exist, 0 planned, 0 failed"
    assert dry["Last"] == f"0 created, 0 exist, {total} planned, 0 failed"
    assert [run["Code"] for run in (dry, what_if, first, second)] == [0, 0, 0, 0]


@pytest.mark.program("pwsh")
def test_hostile_names_are_text_and_a_refusal_does_not_stop_the_rest(tmp_path: Path) -> None:
    """Quotes and code in names arrive as they are; what is refused is counted, and the exit code is 1."""
    plan = DialPlan(key="Refused", product="ocs2007r2", name="Refused", description=HOSTILE)
    usage = PstnUsage(key=HOSTILE, product="ocs2007r2", name=HOSTILE)
    route = VoiceRoute(
        key="r", product="ocs2007r2", name="r", number_pattern=HOSTILE, usages=(HOSTILE,), gateways=("gw",)
    )
    first = ran(voice_script(Estate([plan, usage, route])), tmp_path)[2]
    assert first["Last"] == "2 created, 0 exist, 0 planned, 1 failed"
    assert first["Code"] == 1
    assert any("denied by the stub" in line for line in first["Lines"])
    by_kind = {call[0]: call for call in first["Calls"]}
    assert by_kind["usage"][1] == HOSTILE
    assert json.loads(by_kind["CsVoiceRoute"][2])["NumberPattern"] == HOSTILE


@pytest.mark.program("pwsh")
def test_created_is_what_the_configuration_shows_and_each_name_is_its_own(tmp_path: Path) -> None:
    """An error that stops nothing, nothing made, a break and a late error are failed; what comes after is still made.

    A soft hyphen makes another name; a name that breaks the line makes no line of its own.
    """
    names = ["Silent", "Nothing", "Broken", "Late", "Sales", "Sa\u00adles", "a\ncreated  DialPlan b"]
    plans = [DialPlan(key=name, product="ocs2007r2", name=name) for name in names]
    dry, _, first, second = ran(voice_script(Estate(plans)), tmp_path)
    assert dry["Last"] == "0 created, 0 exist, 7 planned, 0 failed"
    assert [first["Last"], first["Code"]] == ["3 created, 0 exist, 0 planned, 4 failed", 1]
    said = dict(zip(names, first["Lines"][-8:-1], strict=True))
    assert said["Silent"].endswith("only an error")
    assert said["Nothing"].endswith("the configuration does not show it")
    assert said["Broken"].endswith("a cmdlet was left by a break")
    assert said["Late"].endswith("timed out by the stub; but it is there now: check that all of it is there")
    assert said[names[-1]].startswith('created  DialPlan "a?created  DialPlan b"')
    assert second["Last"] == "0 created, 4 exist, 0 planned, 3 failed"


@pytest.mark.program("pwsh")
def test_what_cannot_be_looked_up_is_neither_planned_nor_created(tmp_path: Path) -> None:
    """A look-up that only writes an error has not shown that an object is missing."""
    made = voice_script(Estate([DialPlan(key="Sales", product="ocs2007r2", name="Sales")]))
    for run in ran(made, tmp_path, unseen="CsDialPlan"):
        assert run["Last"] == "0 created, 0 exist, 0 planned, 1 failed"
        assert run["Calls"] == []
        assert run["Lines"][-2].endswith("no look-up")


@pytest.mark.program("pwsh")
def test_what_was_made_and_cannot_be_looked_up_is_told_as_not_known(tmp_path: Path) -> None:
    """The cmdlet made it, the look-up after it fails: failed alone would sound as if it were not there."""
    made = voice_script(Estate([DialPlan(key="Unseen", product="ocs2007r2", name="Unseen")]))
    first = ran(made, tmp_path)[2]
    assert first["Last"] == "0 created, 0 exist, 0 planned, 1 failed"
    assert first["Lines"][-2].endswith("; whether it is there now is not known")


def test_the_command_writes_the_script_and_says_what_is_left(
    run: Callable[..., Any], contoso: Path, tmp_path: Path
) -> None:
    """Exit code 1 where something is left to look at; an estate without voice of OCS is refused."""
    run("inventory", contoso)
    made = run("voice", "rebuild", "--into", tmp_path / "voice")
    assert made.code == 1
    assert "To look at by hand" in made.out
    assert (tmp_path / "voice" / "voice.ps1").read_bytes().startswith(b"\xef\xbb\xbf# Commands for the voice")
