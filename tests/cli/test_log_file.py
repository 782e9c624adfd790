"""`--log` and `--debug`: what a support person needs, and nothing of a person or a password."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from migrator.estate.kinds import fields_of
from migrator.resources import fixture
from migrator.store.project import open_project

Run = Callable[..., Any]
#: shorter values stand by chance in a path, a number or a word
_SHORTEST = 5


def personal_values(project: Path) -> Iterator[str]:
    """Every value of a field that is declared personal, in the newest snapshot."""
    for item in open_project(str(project)).estate():
        for field in fields_of(type(item)):
            if field.personal:
                value = getattr(item, field.name)
                yield from map(str, value if isinstance(value, tuple) else [value] if value else [])


@pytest.mark.parametrize("estate", ["contoso-ocs2007r2", "contoso-lync2010"])
def test_the_log_holds_steps_and_no_person(run: Run, project: Path, tmp_path: Path, estate: str) -> None:
    """Inventory, prediction and workbook log each file with its counts, and no personal value of the estate."""
    log = tmp_path / "migrator.log"
    for command in (
        ("inventory", fixture(estate)),
        ("predict",),
        ("export", "xlsx", "--output", tmp_path / "estate.xlsx"),
    ):
        run("--log", log, *command)
    text = log.read_text("utf-8")
    for step in ("command inventory", ": cl", " read, ", "findings", "estate.xlsx: ", "exit code 0"):
        assert step in text
    found = {value for value in personal_values(project) if len(value) >= _SHORTEST}
    assert len(found) > 50
    assert [value for value in found if value in text] == []


@pytest.mark.parametrize(
    "given",
    [
        ("--project", "postgresql+psycopg://reader:Geheim7@127.0.0.1:1/x", "snapshots"),
        ("inventory", "--sql", "mssql+pyodbc://reader:Geheim7@127.0.0.1:1/rgsconfig", "--login-timeout", "1"),
        ("inventory", "--sql", "sqlite:///nothing.db?password=Geheim7"),
    ],
    ids=["project", "server", "file"],
)
def test_a_login_that_fails_leaves_no_password_behind(run: Run, tmp_path: Path, given: tuple[str, ...]) -> None:
    """Neither the log nor the screen holds the password of a URL, with the traceback of --debug either."""
    log = tmp_path / "migrator.log"
    done = run("--log", log, "--debug", *given)
    assert done.code != 0
    assert "Traceback" in done.err
    assert "after " in log.read_text("utf-8")
    assert "Geheim7" not in log.read_text("utf-8") + done.out + done.err


def test_without_debug_no_traceback_is_shown(run: Run) -> None:
    """An error stays one line and its way out."""
    done = run("show", "--snapshot", "none")
    assert done.code == 2
    assert len(done.err.splitlines()) <= 2


def test_a_log_that_cannot_be_written_is_refused(run: Run, tmp_path: Path) -> None:
    """A folder that is not there is an error before anything is done."""
    done = run("--log", tmp_path / "no" / "such.log", "snapshots")
    assert (done.code, "--log: " in done.err) == (2, True)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="Windows has no such device")
def test_a_log_that_cannot_be_written_costs_the_log_only(run: Run, tmp_path: Path) -> None:
    """A full disk: no traceback for each line, and the exit code is that of the work."""
    end = run("--log", "/dev/full", "rules", "--html", tmp_path / "rules.html")
    assert (end.code, (tmp_path / "rules.html").exists()) == (0, True)
    assert end.err.splitlines()[-1] == "migrator: --log: not all of it was written (No space left on device)"
    assert "Traceback" not in end.err
