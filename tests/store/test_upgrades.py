"""A project of an older version is upgraded in one transaction after a copy beside it; a newer one is refused.

`data/version-0.1.0.db` was written by version 0.1.0: a snapshot of the Contoso estate without its largest files, two
suppressions (one has expired), a severity, and the journal of one repair.
"""

from __future__ import annotations

import shutil
import sqlite3
import stat
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Connection, create_engine, inspect, text

from migrator.errors import InputError
from migrator.estate.voice import VoiceRoute
from migrator.store import schema, upgrades
from migrator.store.connecting import files_of
from migrator.store.decisions import StoredSeverity
from migrator.store.notes import StoredEntry, StoredNote
from migrator.store.project import open_project

OLD = Path(__file__).parent / "data/version-0.1.0.db"


@pytest.fixture
def old(project: Path) -> Path:
    """A project that version 0.1.0 wrote."""
    shutil.copyfile(OLD, project)
    return project


def copies(project: Path) -> list[Path]:
    """The copies beside a project."""
    return sorted(project.parent.glob(project.name + ".v*"))


def columns(database: Path) -> dict[str, list[tuple[str, str, bool]]]:
    """Name, type and nullability of the columns of each table."""
    engine = create_engine(f"sqlite:///{database}")
    try:
        inspector = inspect(engine)
        return {
            table: sorted((c["name"], str(c["type"]), c["nullable"]) for c in inspector.get_columns(table))
            for table in inspector.get_table_names()
        }
    finally:
        engine.dispose()


def test_everything_of_version_0_1_0_is_still_there(old: Path) -> None:
    """Snapshot, sources, objects, decisions and the journal of repairs are those of the old file."""
    opened = open_project(str(old))
    snapshot = opened.snapshot()
    with closing(sqlite3.connect(OLD)) as before:
        kinds = dict(before.execute("SELECT kind, COUNT(*) FROM item GROUP BY kind"))
        sources = before.execute("SELECT COUNT(*) FROM source").fetchone()[0]
    assert (snapshot.name, len(snapshot.sources)) == ("before", sources)
    assert snapshot.items == kinds
    estate = opened.estate()
    assert len(estate) == sum(kinds.values())
    assert estate.find("pool", "ocspool.contoso.local") is not None
    assert [(s.rule, s.approver, s.expires) for s in opened.decisions.suppressions()] == [
        ("R2-MED-002", "J. Field", "2027-03-31"),
        ("R2-RTE-*", "M. Okafor", "2014-02-28"),
    ]
    assert opened.decisions.severities() == {"R2-RTE-001": StoredSeverity(rule="R2-RTE-001", severity="warning")}
    assert [entry["event"] for entry in opened.repair_history()] == ["started", "repaired"]
    assert opened.decisions.answers() == {}


def test_fields_that_the_evidence_does_not_tell_stay_unknown(old: Path) -> None:
    """What older versions called truncated is unknown, whatever name a property of the object itself has."""
    body = """{"key":"UK","gateways":["gw1"],"extra":{"truncated":["é"]},"truncated":["gateways","usages"]}"""
    with closing(sqlite3.connect(old)) as connection:
        snapshot = "SELECT snapshot_id, 'voice_route', 'ocs2007r2', 'uk', ? FROM item LIMIT 1"
        connection.execute(f"INSERT INTO item (snapshot_id, kind, product, key_digest, body) {snapshot}", (body,))
        connection.commit()
    route = open_project(str(old)).estate().find("voice_route", "UK")
    assert isinstance(route, VoiceRoute)
    assert (route.gateways, route.unknown, route.extra) == (("gw1",), ("gateways", "usages"), {"truncated": ["é"]})


def test_upgraded_project_has_the_tables_of_a_new_one(old: Path, tmp_path: Path) -> None:
    """The steps lead to the same columns as a project that this version makes."""
    new = tmp_path / "new.db"
    open_project(str(new), create=True)
    open_project(str(old))
    assert columns(old) == columns(new)


def test_an_upgraded_project_keeps_notes_and_investigations(old: Path) -> None:
    """A project of an older version takes notes and entries about symptoms after its upgrade."""
    opened = open_project(str(old))
    assert (opened.notes.all(), opened.notes.entries()) == ([], [])
    note = StoredNote(at="2013-09-25T14:04:56+00:00", kept="2014-01-08T10:00:00+00:00", who="a@b", text="merged")
    opened.notes.add(note)
    entry = StoredEntry(symptom="SYM-ONE-WAY", at="2014-01-08T10:00:00+00:00", who="a@b", what="opened")
    opened.notes.add_entries([entry])
    again = open_project(str(old)).notes
    assert (again.all(), again.entries()) == ([note], [entry])


def test_steps_are_numbered_without_a_gap() -> None:
    """From the first version to this one there is a step for each."""
    assert sorted(upgrades.STEPS) == list(range(2, schema.VERSION + 1))


def test_copy_is_the_original_byte_by_byte(old: Path, caplog: pytest.LogCaptureFixture) -> None:
    """The copy beside the project is named in the log, is made once, and neither is for others to read."""
    old.chmod(0o644)
    open_project(str(old))
    (copy,) = copies(old)
    assert copy.name == "migration.db.v1-backup"
    assert copy.read_bytes() == OLD.read_bytes()
    assert [stat.S_IMODE(path.stat().st_mode) for path in (copy, old)] == [0o600, 0o600]
    (said,) = caplog.messages
    assert said == f"{old}: upgraded from project version 1 to 7; copy of the old version: {copy}"
    open_project(str(old))
    assert copies(old) == [copy]
    assert len(caplog.messages) == 1


def test_earlier_copy_is_never_overwritten(old: Path) -> None:
    """Where another file has the name, the copy gets the next one; an equal copy is used."""
    taken = old.with_name("migration.db.v1-backup")
    taken.write_bytes(b"another project")
    second = old.with_name("migration.db.v1-backup-2")
    shutil.copyfile(OLD, second)
    open_project(str(old))
    assert copies(old) == [taken, second]
    assert taken.read_bytes() == b"another project"


def test_copies_are_not_evidence(old: Path) -> None:
    """What stands beside the project is left out when its own folder is read."""
    open_project(str(old))
    assert old.with_name("migration.db.v1-backup") in files_of(str(old))


def test_failure_half_way_leaves_the_original(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A step that fails takes back all steps; the next try starts from the same bytes."""

    def fail(connection: Connection) -> None:
        upgrades._keep_answers_and_reasons(connection)
        connection.execute(text("DELETE FROM item"))
        connection.execute(text("INSERT INTO nowhere VALUES (1)"))

    with monkeypatch.context() as patched:
        patched.setattr(upgrades, "STEPS", {2: fail})
        with pytest.raises(InputError, match="cannot be used"):
            open_project(str(old))
    assert old.read_bytes() == OLD.read_bytes()
    assert len(open_project(str(old)).estate()) == 70
    assert len(copies(old)) == 1


KILLED = """
import os, sys
from migrator.store import upgrades
from migrator.store.notes import StoredEntry, StoredNote
from migrator.store.project import open_project
step = upgrades.STEPS[2]
upgrades.STEPS = {2: lambda connection: (step(connection), os._exit(9))}
open_project(sys.argv[1])
"""


def test_kill_half_way_leaves_the_original(old: Path) -> None:
    """Killed between a step and the end of the transaction, the project is as it was."""
    done = subprocess.run([sys.executable, "-c", KILLED, str(old)], check=False)
    assert done.returncode == 9
    assert len(open_project(str(old)).estate()) == 70
    assert copies(old)[0].read_bytes() == OLD.read_bytes()


def test_full_disk_leaves_no_half_copy(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A copy that cannot be finished is removed, and the project stays as it is."""

    def full(*_arguments: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(shutil, "copyfileobj", full)
    with pytest.raises(InputError, match=r"v1-backup: .*No space left on device.*the project is unchanged"):
        open_project(str(old))
    assert copies(old) == []
    assert old.read_bytes() == OLD.read_bytes()


def test_changes_that_are_not_in_the_file_yet_are_not_left_out_of_the_copy(old: Path) -> None:
    """While another program keeps changes beside the file (write-ahead log), no copy is made; later it is."""
    with closing(sqlite3.connect(old)) as other:
        other.execute("PRAGMA journal_mode=WAL")
        other.execute("DELETE FROM suppression WHERE id = 2")
        other.commit()
        with pytest.raises(InputError, match="another program has it open"):
            open_project(str(old))
    assert len(open_project(str(old)).decisions.suppressions()) == 1


def test_newer_project_is_refused_and_unchanged(old: Path) -> None:
    """The line names both versions and the way out."""
    with closing(sqlite3.connect(old)) as connection:
        connection.execute("UPDATE about SET value = '99'")
        connection.commit()
    before = old.read_bytes()
    with pytest.raises(InputError, match=r"newer version of migrator \(project version 99") as caught:
        open_project(str(old))
    assert caught.value.hint == "Install a newer migrator, or name another project with --project"
    assert old.read_bytes() == before
    assert copies(old) == []


@pytest.mark.parametrize("value", ["", "1a", "-1", "²"])
def test_project_without_a_version_is_refused(old: Path, value: str) -> None:
    """A table of the right name alone makes no project."""
    with closing(sqlite3.connect(old)) as connection:
        connection.execute("UPDATE about SET value = ?", (value,))
        connection.commit()
    with pytest.raises(InputError, match="not a migrator project"):
        open_project(str(old))


def test_the_command_line_says_that_it_upgraded(old: Path) -> None:
    """One line on stderr; stdout holds what was asked for."""
    command = [sys.executable, "-m", "migrator", "--project", str(old), "suppress", "list", "--json"]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert done.returncode == 0
    assert "upgraded from project version 1 to 7" in done.stderr
    assert done.stdout.startswith("[")
