"""How a run ended is said as it is, though the disk or the project took no note of it."""

from __future__ import annotations

import json
import shlex
import shutil
import sqlite3
from pathlib import Path

import openpyxl
import pytest

from migrator.app.repair import write_plan_folder
from migrator.errors import InputError
from migrator.repair.journal import Journal
from migrator.repair.sqlite_database import SqliteDatabase
from migrator.store.project import Project

from .test_commands import OWNER, planned, shell  # noqa: F401 - fixtures


@pytest.fixture
def full_disk(monkeypatch):
    """Fills the disk before one event is written to a journal, and for the rest of the run."""
    append = Journal._append

    def fill(event):
        is_full = False

        def appended(journal, entry):
            nonlocal is_full
            is_full = is_full or entry["event"] == event
            if is_full:
                raise OSError(28, "No space left on device")
            append(journal, entry)

        monkeypatch.setattr(Journal, "_append", appended)

    return fill


@pytest.fixture
def apply(shell, rgsconfig, planned):  # noqa: F811 - a fixture
    """Carries the plan out."""
    return lambda: shell("apply", "--plan", planned, "--sql", rgsconfig.url, "--confirm", rgsconfig.place)


def events(shell):  # noqa: F811 - a fixture
    """What the history says."""
    return [entry["event"] for entry in json.loads(shell("history", "--json").out)]


def in_journal(path: Path):
    """What the one journal on disk says."""
    (folder,) = (path.parent / "repair-journal").iterdir()
    lines = (folder / "journal.jsonl").read_text() if (folder / "journal.jsonl").exists() else ""
    return [json.loads(line)["event"] for line in lines.splitlines()]


def without_owner(rgsconfig):
    """How many queues have no owner."""
    with sqlite3.connect(rgsconfig.path) as connection:
        return connection.execute("SELECT COUNT(*) FROM Queues WHERE OwnerPoolID IS NULL").fetchone()[0]


def test_a_journal_that_cannot_be_begun_stops_the_run(apply, full_disk, rgsconfig, shell):  # noqa: F811
    """The disk is full at the first line: nothing is sent, and that is what is said; the history has it."""
    full_disk("started")
    end = apply()
    assert (end.code, "the journal cannot be written: No space left on device" in end.err) == (2, True)
    assert "Nothing was changed" in end.err
    assert without_owner(rgsconfig) > 0
    assert events(shell) == ["not begun"]


def test_a_project_that_cannot_store_the_start_stops_the_run(apply, planned, rgsconfig, monkeypatch):  # noqa: F811
    """Nothing is sent, and the journal on disk says that the run was not begun."""

    def locked(*_):
        raise InputError("migration.db: locked")

    monkeypatch.setattr(Project, "record_repair", locked)
    assert apply().code == 2
    assert without_owner(rgsconfig) > 0
    assert in_journal(planned) == ["started", "not begun"]


def test_a_commit_is_a_commit_without_its_last_line(apply, full_disk, rgsconfig, shell):  # noqa: F811
    """The disk is full after the commit: 0, "committed and verified", and what could not be written is named."""
    full_disk("repaired")
    end = apply()
    assert (end.code, without_owner(rgsconfig)) == (0, 0)
    assert "committed and verified" in end.out
    assert "not recorded everywhere" in end.err
    assert "No space left on device" in end.err
    assert events(shell) == ["started", "repaired"]


def test_a_commit_is_a_commit_though_the_project_is_locked(apply, planned, rgsconfig, monkeypatch):  # noqa: F811
    """The project cannot store the end: 0, the reason is named, and the journal on disk has both."""
    record = Project.record_repair

    def locked(project, entry):
        if entry["event"] == "repaired":
            raise InputError("migration.db: locked")
        record(project, entry)

    monkeypatch.setattr(Project, "record_repair", locked)
    end = apply()
    assert (end.code, without_owner(rgsconfig)) == (0, 0)
    assert "not recorded everywhere: migration.db: locked" in end.err
    assert in_journal(planned) == ["started", "repaired", "not recorded in the project"]


def test_a_refusal_stays_a_refusal_on_a_full_disk(apply, full_disk, rgsconfig, shell, monkeypatch):  # noqa: F811
    """A writer comes between the check and the lock, and the disk is full: 3 with its reason, not "unknown"."""
    full_disk("refused")
    run = SqliteDatabase.run

    def beside_a_writer(database, script, interrupts):
        rgsconfig.execute("DELETE FROM Queues WHERE Name = 'Press'")
        return run(database, script, interrupts)

    monkeypatch.setattr(SqliteDatabase, "run", beside_a_writer)
    end = apply()
    assert (end.code, "rows without owner" in end.err) == (3, True)
    assert without_owner(rgsconfig) > 0
    assert events(shell) == ["started", "refused"]


def test_what_cannot_be_read_after_the_commit_is_no_refusal(apply, rgsconfig, monkeypatch):
    """The table of owners has lost its key when the rows are read again: committed and 4, not "nothing changed"."""
    run = SqliteDatabase.run

    def then_renamed(database, script, interrupts):
        end = run(database, script, interrupts)
        rgsconfig.execute("ALTER TABLE OwnerPool RENAME TO Old", "CREATE TABLE OwnerPool (First TEXT, Second TEXT)")
        return end

    monkeypatch.setattr(SqliteDatabase, "run", then_renamed)
    end = apply()
    assert without_owner(rgsconfig) == 0
    assert (end.code, "the change was committed, but not verified" in end.err) == (4, True)


def test_without_its_journal_the_way_back_is_by_the_plan(rgsconfig, shell, tmp_path, monkeypatch):  # noqa: F811
    """The folder was removed while the server worked: that is said, and the undo that is named can be typed."""
    plan, sheet = tmp_path / "plan.json", tmp_path / "sheet.xlsx"
    assert shell("plan", "--sql", rgsconfig.url, "--owner", OWNER, "--output", plan, "--xlsx", sheet).code == 0
    workbook = openpyxl.load_workbook(sheet)
    for cell in workbook["Rows"]["G"][1:4]:
        cell.value = "Y"
    workbook.save(sheet)
    run = SqliteDatabase.run

    def run_and_remove(self, script, interrupts):
        shutil.rmtree(tmp_path / "repair-journal")
        return run(self, script, interrupts)

    with monkeypatch.context() as patch:
        patch.setattr(SqliteDatabase, "run", run_and_remove)
        given = ("--plan", plan, "--approved", sheet, "--sql", rgsconfig.url, "--confirm", rgsconfig.place)
        end = shell("apply", *given)
    assert (end.code, "the journal cannot be written" in end.err) == (0, True)
    line = next(line for line in end.err.splitlines() if line.startswith("To undo it: "))
    _, _, _, group, *command = shlex.split(line.removeprefix("To undo it: "))
    assert group == "repair"
    assert shell(*command).out.startswith("3 rows have their owner removed")


def test_the_folder_of_a_plan_is_written_whole_or_not_at_all(sql_server_plan, tmp_path, monkeypatch):
    """A full disk in the middle leaves no plan that is cut, and nothing in the way of the next try."""
    write = Path.write_bytes

    def full(path, content):
        if b"Undo" in content or b"undo" in content:
            raise OSError(28, "No space left on device")
        return write(path, content)

    plan, folder = sql_server_plan(), tmp_path / "night"
    with monkeypatch.context() as patch:
        patch.setattr(Path, "write_bytes", full)
        with pytest.raises(InputError, match="No space left on device"):
            write_plan_folder(plan, folder)
    assert not folder.exists()
    assert write_plan_folder(plan, folder) == ("plan.json", "repair.sql", "undo.sql")
    with pytest.raises(InputError, match=r"plan.json: exists already"):
        write_plan_folder(plan, folder)
