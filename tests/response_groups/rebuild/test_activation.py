"""Workflows of which only a part is known are made inactive, with the command that activates each after review."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import attrs
import pytest

from migrator.estate import response_groups as rgs
from migrator.estate.estate import Estate
from migrator.response_groups.rebuild.script import readme, scripts
from migrator.sources.reading import Reading

POOL = "pool01.contoso.com"
TO_QUEUE = rgs.CallAction("TransferToQueue", queue="q")
QUEUE = rgs.Queue(key="q", name="Calls", product="lync2013", pool=POOL)
HOURS = rgs.BusinessHours(key="h", name="Office", product="lync2013", pool=POOL)
WHOLE = rgs.Workflow(
    key="w",
    name="O'Brien",
    product="lync2013",
    pool=POOL,
    primary_uri="sip:w@x",
    active=True,
    default_action=TO_QUEUE,
    business_hours="h",
)
ACTIVATE = (
    "# $w = Get-CsRgsWorkflow -Identity 'service:ApplicationServer:TARGET_POOL' -Name 'O''Brien'; $w.Active = $true; "
    "Set-CsRgsWorkflow -Instance $w"
)


def test_a02_no_workflow_of_ocs_takes_calls_before_its_review(run_script: Callable[[str], Any], contoso: Path) -> None:
    """All 20 are made inactive; the script ends with one command for each, and the README says so first."""
    made = scripts(Estate(Reading([contoso]).items()), target_pool="lyncpool.contoso.local")
    workflows = run_script(made[0].text).made["Workflow"]
    assert {each["Active"] for each in workflows.values()} == {False}
    commands = [line for line in made[0].text.splitlines() if line.startswith("# $w = Get-CsRgsWorkflow")]
    assert len(commands) == len(made[0].to_review) == 20
    assert all("'service:ApplicationServer:lyncpool.contoso.local'" in command for command in commands)
    first = readme(made).splitlines()[3]
    assert (
        first
        == "READ FIRST: after the scripts have run, these take no calls or lack managers until reviewed: 20 workflows."
    )


@pytest.mark.parametrize(
    "change",
    [
        {"unknown": ("business_hours",), "business_hours": None},
        {"business_hours": "gone"},
        {"holiday_sets": ("gone",)},
        {"after_hours_action": rgs.CallAction("TransferToQueue", queue="gone")},
        {"unknown": ("holiday_action",)},
    ],
)
def test_what_is_known_in_part_is_inactive(run_script: Callable[[str], Any], change: dict[str, Any]) -> None:
    """Whatever decides when calls are taken and is not made, the workflow waits for its review."""
    (script,) = scripts(Estate([attrs.evolve(WHOLE, **change), QUEUE, HOURS]))
    assert run_script(script.text).made["Workflow"]["o'brien"]["Active"] is False
    assert ACTIVATE in script.text


def test_what_is_known_is_made_as_it_was(run_script: Callable[[str], Any]) -> None:
    """A whole workflow is active, nothing is to be reviewed, and the README does not warn."""
    made = scripts(Estate([WHOLE, QUEUE, HOURS]))
    assert run_script(made[0].text).made["Workflow"]["o'brien"]["Active"] is True
    assert made[0].to_review == ()
    assert "READ FIRST" not in readme(made)


def test_a_managed_workflow_is_never_created_inactive(run_script: Callable[[str], Any]) -> None:
    """Deploying it would fail: it is made unmanaged, and gets its managers with the command at the end."""
    managed = attrs.evolve(WHOLE, active=False, managed=True, managers=("sip:ann@contoso.com",))
    (script,) = scripts(Estate([managed, QUEUE, HOURS]))
    made = run_script(script.text).made["Workflow"]["o'brien"]
    assert (made["Active"], made["Managed"], "ManagersByUri" in made) == (False, False, False)
    assert "$w.Managed = $true; $w.ManagersByUri.Add('sip:ann@contoso.com'); Set-CsRgsWorkflow" in script.text
    assert any("cannot be created inactive" in omission.what for omission in script.omissions)
