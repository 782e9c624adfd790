"""`note` and `journal`: what happened in order of occurrence, with the zone of each time, on screen and as a sheet."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from migrator.resources import fixture
from migrator.store.project import open_project

Run = Callable[..., Any]

LOG = """\
2013-09-25 14:04:56 INFORMATION : UCMA application with the cluster fully qualified domain name (FQDN) \
"vx1.contoso.local" does not depend on a pool.
2013-09-25 14:04:57 INFORMATION : UCMA application with the cluster fully qualified domain name (FQDN) \
"vx2.contoso.local" does not depend on a pool.
2013-09-25 14:10:23 WARNING : Cannot find a Mediation Server with the fully qualified domain name (FQDN) \
"vx2.contoso.local". Run "Merge-CsLegacyTopology" cmdlet before using this cmdlet or make sure that a PSTN route is \
pointing to a valid Mediation Server. Skipping creation of a Lync Server 2013 PSTN route setting with the name \
"Emergency Services". numberPattern: "^(\\+999$)"
"""
HOSTILE = '=HYPERLINK("http://x","y") [red]no[/red] \x1b[31m'


@pytest.fixture
def migration(run: Run, tmp_path: Path) -> Run:
    """A project with a log of the merge and import, and the events of the move of response groups."""
    evidence = tmp_path / "evidence"
    evidence.mkdir()
    (evidence / "migration.log").write_text(LOG)
    shutil.copy(fixture("contoso-ocs2007r2-moved") / "events.xml", evidence)
    assert run("inventory", evidence, "--name", "before").code in (0, 5)
    return run


def journal(run: Run) -> dict[str, Any]:
    """The document of the journal."""
    ran = run("journal", "--json")
    assert ran.code == 0, ran.err
    return dict(json.loads(ran.out))


@pytest.mark.ledger("S4-44")
def test_the_timeline_shows_steps_and_what_came_within_an_hour(migration: Run) -> None:
    """Merge and import are steps with the times of the log; events after a noted step name it and the minutes."""
    step = ("--step", "Move-CsRgsConfiguration")
    migration("note", "Response groups move on Wednesday", *step, "--at", "2199-10-09T16:30:00+00:00")
    migration("note", "Move of the response groups", *step, "--at", "2013-10-09T17:35:00+01:00")
    migration("note", "Groups are back", "--at", "2013-10-09T17:50:00+00:00")
    made = journal(migration)
    steps = {step["step"]: step for step in made["steps"]}
    assert steps["Merge-CsLegacyTopology"]["began"] == "2013-09-25T14:04:56"
    assert steps["Import-CsLegacyConfiguration"]["ended"] == "2013-09-25T14:10:23"
    moved = steps["Move-CsRgsConfiguration"]
    assert (moved["planned"], moved["began"]) == ("2199-10-09T16:30:00+00:00", "2013-10-09T16:35:00+00:00")
    events = [entry for entry in made["entries"] if entry["kind"] == "events"]
    assert {entry["what"] for entry in events} >= {"2 events 30951 of OCS User Services on OCS-FE1.contoso.local"}
    assert {(entry["follows"], entry["minutes"]) for entry in events} == {("Move-CsRgsConfiguration", 11)}
    (back,) = [entry for entry in made["entries"] if entry["what"] == "Groups are back"]
    assert back["follows"] == ""
    shown = migration("journal").out
    assert "(11 min after the begin of Move-CsRgsConfiguration)" in shown
    assert "2013-09-25 14:04:56 local time" in shown
    assert "2013-10-09 16:46:11 UTC" in shown


@pytest.mark.ledger("S4-28")
def test_notes_are_kept_in_order_of_occurrence_and_exported_as_a_sheet(migration: Run, tmp_path: Path) -> None:
    """What was noted later stands where it happened, with exact text and cure; text is never a formula or markup."""
    migration(
        "note", "Group cannot take an agent", "--at", "2013-10-10T08:00:00Z", "--text", HOSTILE, "--cure", "owner set"
    )
    migration("note", "Merge went well", "--at", "2013-09-25T14:06:00Z", "--step", "Merge")
    entries = journal(migration)["entries"]
    notes = [entry["what"] for entry in entries if entry["kind"] == "note"]
    assert notes == ["Merge went well", "Group cannot take an agent"]
    shown = migration("journal").out
    assert "[red]no[/red] ␛[31m" in shown
    output = tmp_path / "estate.xlsx"
    assert migration("export", "xlsx", "--output", output).code in (0, 1, 5)
    sheet = load_workbook(output)["Journal"]
    head, *rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    written = [dict(zip(head, row, strict=True)) for row in rows]
    times = [row["Time"] for row in written]
    assert times == sorted(times)
    (group,) = [row for row in written if row["What happened"] == "Group cannot take an agent"]
    assert (group["Time"], group["Cure"]) == ("2013-10-10 08:00:00 UTC", "owner set")
    assert str(group["Exact text"]).startswith("=HYPERLINK(")
    assert not [cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]


def test_people_are_labels_in_a_workbook_that_is_given_away(migration: Run, tmp_path: Path, project: Path) -> None:
    """Who wrote a note is a label there."""
    migration("note", "Merge went well", "--at", "2013-09-25T14:06:00Z")
    (kept,) = open_project(str(project)).notes.all()
    output = tmp_path / "labels.xlsx"
    migration("export", "xlsx", "--output", output, "--people", "labels")
    sheet = load_workbook(output)["Journal"]
    assert kept.who
    assert kept.who not in {cell.value for row in sheet.iter_rows() for cell in row}


def test_repairs_answers_and_symptoms_stand_in_the_journal(migration: Run, project: Path) -> None:
    """The phase that was answered, a repair and an investigation are entries like notes."""
    entry = {"at": "2013-10-11T09:00:00+00:00", "event": "repaired", "direction": "repair", "server": "sql1"}
    open_project(str(project)).record_repair({**entry, "database": "rgsconfig", "rows": 22, "who": "a@b"})
    assert migration("answers", "set", "current_phase", "A8 Production").code == 0
    migration("explain", "--symptom", "SYM-GROUP-PSTN-CALL", "--note", "seen", "--cured-by", "numbers set again")
    entries = journal(migration)["entries"]
    assert "repair of sql1/rgsconfig: repaired, 22 rows" in {entry["what"] for entry in entries}
    assert {"log", "events", "repair", "snapshot", "symptom", "answer"} <= {entry["kind"] for entry in entries}


@pytest.mark.ledger("S4-44")
def test_steps_of_the_checklist_stand_with_planned_and_real_times(migration: Run, contoso: Path) -> None:
    """Planned and real begin and end of a step are those that the checklist keeps."""
    migration("inventory", contoso, "--name", "estate")
    assert migration("checklist", "new", "--track", "a").code == 0
    times = ("--planned", "2014-03-08T20:00/2014-03-08T23:00", "--actual", "2014-03-08T20:10/2014-03-08T22:00")
    assert migration("checklist", "set", "A1.2", *times, "--note", "went well").code == 0
    (step,) = [step for step in journal(migration)["steps"] if step["step"] == "A1.2"]
    assert step["planned"] == "2014-03-08T20:00:00+00:00"
    assert step["planned_end"] == "2014-03-08T23:00:00+00:00"
    assert (step["began"], step["ended"]) == ("2014-03-08T20:10:00+00:00", "2014-03-08T22:00:00+00:00")


@pytest.mark.parametrize(
    ("words", "said"),
    [(("note", "x", "--at", "yesterday"), "this is not a time"), (("note", "  "), "the note is empty")],
)
def test_a_note_that_cannot_be_kept_leaves_no_project(
    run: Run, project: Path, words: tuple[str, ...], said: str
) -> None:
    """The line names the option, and no file is made."""
    ran = run(*words)
    assert (ran.code, said in ran.err) == (2, True)
    assert not project.exists()


def test_a_note_needs_no_evidence(run: Run) -> None:
    """The journal can begin before anything was collected; a time without an offset is that of this machine."""
    assert run("note", "Kick-off", "--at", "2013-09-01 09:00").code == 0
    (entry,) = journal(run)["entries"]
    assert entry["what"] == "Kick-off"
    assert entry["at"].endswith("+00:00")


@pytest.mark.ledger("S4-44", "S4-28")
def test_a_note_may_begin_with_a_hyphen(run: Run) -> None:
    """The point of a list is no option, and neither is what stands behind --text."""
    noted = run("note", "- 504 Server time-out", "--text", "- ms-diagnostics: 1034")
    assert noted.code == 0, noted.err
    (entry,) = journal(run)["entries"]
    assert (entry["what"], entry["exact"]) == ("- 504 Server time-out", "- ms-diagnostics: 1034")


def test_a_note_keeps_no_secret(run: Run, project: Path) -> None:
    """Neither the journal nor the project's file holds a password that somebody wrote into a note."""
    assert run("note", "Restarted, password: Tr0ub4dor7", "--text", "pw: Tr0ub4dor7").code == 0
    assert "Restarted, password: ***" in run("journal").out
    assert b"Tr0ub4dor7" not in project.read_bytes()


def test_times_without_an_offset_are_in_the_zone_of_the_project(migration: Run) -> None:
    """With an answered time zone a note and a log that name no zone are times in it, in order with those that do."""
    assert migration("answers", "set", "time_zone", "Asia/Dubai").code == 0
    noted = migration("note", "Merge began", "--at", "2013-09-25 14:04")
    assert "Noted at 2013-09-25 10:04:00 UTC" in noted.out
    migration("note", "Before the merge", "--at", "2013-09-25T10:00:00Z")
    migration("note", "After the import", "--at", "2013-09-25T12:10:24+02:00")
    made = journal(migration)["entries"]
    order = [(entry["at"], entry["kind"]) for entry in made if entry["at"].startswith("2013-09-25")]
    assert order == [
        ("2013-09-25T10:00:00+00:00", "note"),
        ("2013-09-25T10:04:00+00:00", "note"),
        ("2013-09-25T10:04:56+00:00", "log"),
        ("2013-09-25T10:10:23+00:00", "log"),
        ("2013-09-25T10:10:24+00:00", "note"),
    ]
    assert "2013-09-25 14:04:56 Asia/Dubai" in migration("journal").out
