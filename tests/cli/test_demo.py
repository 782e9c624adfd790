"""The tour, end to end, by the command line."""

from __future__ import annotations

import shlex
import shutil
import sqlite3
import stat
import sys
from contextlib import closing
from pathlib import Path

import msgspec
import pytest

from migrator.__main__ import main
from migrator.app.demo import FILES, prepare, tour
from migrator.repair.embedded import build


def owners(database: Path) -> dict[str, list[tuple[str, str | None]]]:
    """Every row of every table with an owner column: its key and its owner."""
    with closing(sqlite3.connect(database)) as connection:
        names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        holding = [n for n in names if "OwnerPoolID" in str(connection.execute(f"PRAGMA table_info({n})").fetchall())]
        return {n: connection.execute(f"SELECT ID, OwnerPoolID FROM {n} ORDER BY ID").fetchall() for n in holding}


@pytest.fixture
def toured(tmp_path: Path) -> Path:
    """The folder of a tour that ended well."""
    folder = tmp_path / "tour"
    assert main(["demo", "--into", str(folder)]) == 0
    return folder


def test_leaves_the_files_that_it_lists(capsys: pytest.CaptureFixture[str], toured: Path) -> None:
    """The folder holds exactly the files that the tour names, and each is named on the screen."""
    assert {path.name for path in toured.iterdir()} == set(FILES)
    shown = capsys.readouterr().out
    assert [name for name in FILES if name not in shown] == []


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no modes of files")
def test_nobody_else_can_read_its_files(toured: Path) -> None:
    """Project, workbook, plan, scripts, database and journals: each is for its owner only, and so are the folders."""
    modes = {path: stat.S_IMODE(path.stat().st_mode) for path in (toured, *toured.rglob("*"))}
    assert {path.name for path in modes} >= {"migration.db", "estate.xlsx", "before.json", "journal.jsonl"}
    assert [path for path, mode in modes.items() if mode != (0o700 if path.is_dir() else 0o600)] == []


def test_tells_every_command_that_it_runs(capsys: pytest.CaptureFixture[str], toured: Path) -> None:
    """The screen shows, for every stop, the command that a user would type."""
    shown = capsys.readouterr().out
    for stop in tour(toured):
        assert f"$ migrator {shlex.join(stop.command)}\n" in shown


def test_undo_gives_back_the_database_of_the_start(toured: Path, tmp_path: Path) -> None:
    """After apply and undo every owner is what the shipped database had, NULLs included."""
    start = owners(build(tmp_path / "start.sqlite"))
    assert owners(toured / "rgsconfig.sqlite") == start
    assert any(owner is None for rows in start.values() for _, owner in rows)


def test_no_owner_was_missing_after_apply(tmp_path: Path) -> None:
    """Stopped right after the apply, the database has no row without owner."""
    folder = tmp_path / "tour"
    prepare(folder)
    for stop in tour(folder):
        assert main(stop.command) == stop.exit_code
        if stop.title == "Apply":
            break
    assert [key for rows in owners(folder / "rgsconfig.sqlite").values() for key, owner in rows if owner is None] == []


def test_journal_tells_of_repair_and_undo(toured: Path) -> None:
    """The journal folder holds one run that repaired and one that took it back."""
    last = [
        msgspec.json.decode(path.read_bytes().splitlines()[-1])["event"]
        for path in sorted(toured.glob("repair-journal/*/journal.jsonl"))
    ]
    assert sorted(last) == ["repaired", "undone"]


def test_runs_again_over_its_own_folder(toured: Path) -> None:
    """A second tour into the same folder starts anew: one snapshot, two journals."""
    (toured / ".DS_Store").write_bytes(b"")
    assert main(["demo", "--into", str(toured)]) == 0
    assert len(list((toured / "repair-journal").iterdir())) == 2
    assert (toured / ".DS_Store").exists()


@pytest.mark.parametrize("foreign", ["notes.txt", "repair-journal/letter.txt", "repair-journal/a/letter.txt"])
def test_refuses_its_folder_when_it_holds_something_else(
    toured: Path, foreign: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """A file that no tour made is a refusal of one line that names it, and nothing is deleted."""
    (toured / foreign).parent.mkdir(exist_ok=True)
    (toured / foreign).write_text("mine")
    before = sorted(toured.rglob("*"))
    capsys.readouterr()
    assert main(["demo", "--into", str(toured)]) == 2
    said = capsys.readouterr().err.splitlines()
    assert said[0].startswith("migrator: ")
    assert Path(foreign).name in said[0] or Path(foreign).parent.name in said[0]
    assert sorted(toured.rglob("*")) == before


def test_refuses_a_users_project_of_the_same_name(tmp_path: Path) -> None:
    """A folder with a migration.db that is not the tour's is left alone, though the name is one of the tour's."""
    folder = tmp_path / "work"
    folder.mkdir()
    (folder / "migration.db").write_bytes(b"a real project")
    assert main(["demo", "--into", str(folder)]) == 2
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == {"migration.db": b"a real project"}


def test_deletes_nothing_through_a_link(toured: Path, tmp_path: Path) -> None:
    """A journal folder that became a link to elsewhere is not followed."""
    elsewhere = tmp_path / "elsewhere"
    shutil.move(toured / "repair-journal", elsewhere)
    (toured / "repair-journal").symlink_to(elsewhere, target_is_directory=True)
    before = sorted(elsewhere.rglob("*"))
    main(["demo", "--into", str(toured)])
    assert sorted(elsewhere.rglob("*")) == before


def test_needs_no_terminal_and_no_project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The project of the environment is neither used nor made, and nothing is written outside the folder."""
    folder = tmp_path / "work"
    folder.mkdir()
    monkeypatch.chdir(folder)
    monkeypatch.setenv("MIGRATOR_PROJECT", str(folder / "real.db"))
    assert main(["demo"]) == 0
    assert [path.name for path in folder.iterdir()] == ["migrator-demo"]
