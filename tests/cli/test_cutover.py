"""What people take from the checklist for the work itself: runbook, calendar, and planned beside actual times."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar
from openpyxl import load_workbook

from migrator.checklist.plan import declared_steps
from migrator.estate.products import R2
from migrator.estate.response_groups import Workflow
from migrator.estate.topology import Pool
from migrator.rules.engine.phases import TRACK_A, TRACK_B
from migrator.store.project import open_project

Run = Callable[..., Any]
ITEMS = (
    Pool(key="ocs.c.local", product=R2, fqdn="ocs.c.local"),
    Pool(key="fe13.c.local", product="lync2013", fqdn="fe13.c.local"),
    Workflow(key="w", product=R2, name="Reception", pool="ocs.c.local", primary_uri="sip:reception@c.com"),
)


@pytest.fixture
def planned(run: Run, project: Path) -> None:
    """A night in Berlin: response groups move, one object of each type is saved, and a server is removed too early."""
    open_project(str(project), create=True).save_snapshot("before", datetime(2014, 1, 1, tzinfo=UTC), ITEMS, list)
    run("answers", "set", "time_zone", "Europe/Berlin")
    run("answers", "set", "planned_pool_fqdns", "fe13.c.local")
    run("checklist", "new", "--track", "A")
    for step, owner, times in (
        ("RGS-10", "Ada", "2014-03-08T22:00/2014-03-08T23:00"),
        ("RGS-20", "Bob", "2014-03-08T22:30/2014-03-08T22:45"),
        ("RGS-40@Workflow Reception", "", "2014-03-09T01:00/2014-03-09T01:20"),
        ("A10.4", "=Bob", "2014-03-09T02:00"),
        ("A1.2", "Ada", "2014-03-09T12:00"),
    ):
        assert run("checklist", "set", step, "--owner", owner, "--planned", times).code == 0


def rows(path: Path, sheet: str) -> list[dict[str, Any]]:
    """The rows of a sheet by their headings."""
    head, *others = load_workbook(path)[sheet].iter_rows(values_only=True)
    names = [str(text).partition(" (")[0] for text in head]
    return [dict(zip(names, row, strict=True)) for row in others]


@pytest.mark.usefixtures("planned")
@pytest.mark.ledger("S4-45", "S4-52", "S4-58", "S4-70")
@pytest.mark.program("openxmlcheck")
def test_the_runbook_of_a_night(run: Run, tmp_path: Path, workbook_errors: Callable[..., list[str]]) -> None:
    """It has the steps from noon to noon with times, commands, who and way back, and says what is wrong with it."""
    path = tmp_path / "night.xlsx"
    ran = run("checklist", "runbook", "--night", "2014-03-08", "--output", path)
    assert ran.code == 0, ran.err
    assert "4 steps, times in Europe/Berlin" in ran.out
    assert "Planned too early: RGS-20 begins before RGS-10@ocs.c.local, which it needs" in " ".join(ran.out.split())
    assert "Nobody owns: RGS-40@Workflow Reception" in ran.out
    assert "Rollback point: before step 4, 2014-03-09 02:00: A10.4 cannot be taken back" in ran.out
    move, _, sample, last = steps = rows(path, "Runbook")
    assert [step["Key"] for step in steps] == ["RGS-10@ocs.c.local", "RGS-20", "RGS-40@Workflow Reception", "A10.4"]
    assert move["Run"].splitlines() == [
        "Start-Transcript MOVE-ocs.c.local.txt",
        "Move-CsRgsConfiguration -Source 'ocs.c.local' -Destination 'fe13.c.local' -Verbose",
        "Stop-Transcript",
    ]
    assert (move["Begin"].hour, move["End"].hour, move["Who"], move["Finished at"]) == (22, 23, "Ada", None)
    assert move["Way back"] == "RGS-90"
    assert "Set-CsRgsWorkflow -Instance $sample" in sample["Run"]
    assert (last["Who"], last["Can go back"], move["Can go back"]) == ("=Bob", "no", "yes")
    assert [step["No."] for step in rows(path, "Way back")] == [4, 3, 2, 1]
    facts = [row for row in load_workbook(path)["Overview"].iter_rows(values_only=True, max_col=2) if row[1]]
    said = [f"{label}: {text}" for label, text in facts]
    assert "From, to: 2014-03-08 22:00 to 2014-03-09 02:00" in said
    assert "Times: in the time zone Europe/Berlin" in said
    assert any(text.startswith("Rollback point: Before step 4 (2014-03-09 02:00, ") for text in said)
    assert any(text.startswith("To be done before: ") and "RGS-05" in text for text in said)
    assert workbook_errors(path) == []
    ran = run("checklist", "runbook", "--night", "2014-03-20", "--output", tmp_path / "none.xlsx")
    assert ran.code == 2
    assert "no step is planned to begin from noon of 2014-03-20" in ran.err
    assert not (tmp_path / "none.xlsx").exists()


def test_steps_without_a_way_back_say_so_at_once() -> None:
    """The text of the way back begins with it, so that no runbook takes them for steps with one."""
    steps = [*declared_steps(TRACK_A), *declared_steps(TRACK_B)]
    assert [step.id for step in steps if "no way back" in step.rollback.casefold() and step.has_way_back] == []
    assert {step.id for step in steps if not step.has_way_back} >= {"A3.1", "A10.4"}


@pytest.mark.usefixtures("planned")
def test_the_calendar_has_each_planned_step(run: Run, tmp_path: Path) -> None:
    """Times are instants; a step keeps its event with a higher number of changes, and one that is skipped is off."""
    path = tmp_path / "plan.ics"

    def events() -> dict[str, Any]:
        ran = run("checklist", "calendar", path, "--force")
        assert ran.code == 0
        calendar = Calendar.from_ical(path.read_bytes())
        assert str(calendar["x-wr-timezone"]) == "Europe/Berlin"
        return {str(event["summary"]).partition(" ")[0]: event for event in calendar.walk("VEVENT")}

    before = events()
    assert set(before) == {"RGS-10@ocs.c.local", "RGS-20", "RGS-40@Workflow", "A10.4", "A1.2"}
    move = before["RGS-10@ocs.c.local"]
    assert move["dtstart"].dt == datetime(2014, 3, 8, 21, tzinfo=UTC)
    assert move["dtend"].dt == datetime(2014, 3, 8, 22, tzinfo=UTC)
    assert "Planned: 2014-03-08 22:00 to 2014-03-08 23:00 (Europe/Berlin)\nOwner: Ada" in str(move["description"])
    assert "dtend" not in before["A1.2"]
    run("checklist", "set", "RGS-10", "--planned", "2014-03-08T20:00")
    run("checklist", "set", "A1.2", "--status", "skipped", "--note", "one line\nBEGIN:VEVENT")
    after = events()
    assert after["RGS-10@ocs.c.local"]["uid"] == move["uid"]
    assert after["RGS-10@ocs.c.local"]["sequence"] == move["sequence"] + 1
    assert str(after["A1.2"]["status"]) == "CANCELLED"
    assert len(after) == len(before)


@pytest.mark.usefixtures("planned")
def test_times_stand_beside_the_journal(run: Run) -> None:
    """Planned and actual times, how late it was, and what the journal has of the step and of the hour after it."""
    run("checklist", "set", "RGS-10", "--actual", "2014-03-08T22:00/2014-03-09T00:30", "--status", "in progress")
    run("note", "Owner pool is null", "--at", "2014-03-08T22:05:00+01:00")
    run("note", "Move repeated", "--at", "2014-03-08T23:59:00+01:00", "--step", "RGS-10@ocs.c.local")
    shown = " ".join(run("checklist", "times").out.split())
    assert "Planned 2014-03-08 22:00 to 2014-03-08 23:00" in shown
    assert "Actual 2014-03-08 22:00 to 2014-03-09 00:30, 1 h 30 min late" in shown
    assert "2014-03-08 22:05 note: Owner pool is null (5 min after its begin)" in shown
    assert "2014-03-08 23:59 note: Move repeated" in shown
    assert "Times: Europe/Berlin" in run("checklist", "times").err
