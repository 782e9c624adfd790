"""After a kill, beside another operator, or by hand: the database is repaired or untouched, and verify says which."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import attrs
import pytest

from migrator.database import connection as connections
from migrator.errors import GuardRefused
from migrator.repair.plan import to_json
from migrator.repair.render import repair_script, undo_script
from migrator.repair.verify import verify_plan

# For each statement of a script: a child runs the plan and kills itself, with no chance to clean up, when SQLite starts
# that statement. The parent keeps each child's database and journal. One interpreter, so that only forks cost time.
KILLED = """
import os, shutil, signal, sys
from datetime import UTC, datetime
from pathlib import Path
from sqlalchemy import event
from sqlalchemy.engine import Engine
from migrator.repair.apply import RepairRun, run_plan
from migrator.repair.plan import read_plan
from migrator.repair.opening import open_target

folder, name, direction = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
now = lambda: datetime(2999, 1, 1, 2, 0, tzinfo=UTC)
plan = read_plan(folder / "plan.json")
count, deadly = 0, 0

def trace(statement):
    global count
    if count or statement.startswith("PRAGMA foreign_keys"):
        count += 1
    if count == deadly:
        os.kill(os.getpid(), signal.SIGKILL)

@event.listens_for(Engine, "connect")
def listen(connection, record):
    connection.set_trace_callback(trace)

while True:
    deadly += 1
    place = folder / str(deadly)
    place.mkdir()
    shutil.copyfile(folder / name, place / name)
    child = os.fork()
    if child == 0:
        with open_target(f"sqlite:///{place / name}") as target:
            given = RepairRun(direction, plan.place, "t", place / "journal", now, lambda entry: None, "verify", None)
            run_plan(target, plan, given)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    if os.WIFEXITED(status):
        sys.exit(os.WEXITSTATUS(status))
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="only a system with fork and SIGKILL can show this")
@pytest.mark.parametrize("direction", ["repair", "undo"])
def test_killed_between_any_two_statements_nothing_is_half_done(rgsconfig, tmp_path, direction):
    """SIGKILL at every statement: untouched or fully done, verify says which, and undo is on disk before the change."""
    plan = rgsconfig.plan()
    if direction == "undo":
        rgsconfig.run(plan)
    (tmp_path / "plan.json").write_bytes(to_json(plan))
    (tmp_path / "killed.py").write_text(KILLED)
    root = str(Path(connections.__file__).parent.parent)
    ended = subprocess.run(
        [sys.executable, "killed.py", str(tmp_path), rgsconfig.path.name, direction],
        cwd=tmp_path, capture_output=True, text=True, check=False, env={"PYTHONPATH": root}, timeout=120,
    )  # fmt: skip
    assert ended.returncode == 0, ended.stderr

    states = []
    places = sorted((path for path in tmp_path.iterdir() if path.name.isdigit()), key=lambda path: int(path.name))
    for place in places:
        survivor = attrs.evolve(rgsconfig, path=place / rgsconfig.path.name)
        states.append(verify_plan(plan, survivor.inspect_database()).state)
        (folder,) = (place / "journal").iterdir()
        assert (folder / "undo.sql").read_text(encoding="utf-8") == undo_script(plan).text

    script = repair_script(plan) if direction == "repair" else undo_script(plan)
    assert len(states) > len(script.statements)
    before, after = ("untouched", "repaired") if direction == "repair" else ("repaired", "untouched")
    assert states == [before] * states.count(before) + [after] * states.count(after)
    assert states[0] == before
    assert states[-1] == after


def test_of_two_operators_one_wins(rgsconfig, monkeypatch):
    """Two runs of the same plan at the same time: one succeeds, the other is refused, no row is changed twice."""
    from migrator.repair import sqlite_database

    plan = rgsconfig.plan()
    run = sqlite_database.SqliteDatabase.run
    both_ready = threading.Barrier(2)

    def run_together(self, script, interrupts):
        both_ready.wait(timeout=10)
        return run(self, script, interrupts)

    monkeypatch.setattr(sqlite_database.SqliteDatabase, "run", run_together)
    with ThreadPoolExecutor(2) as pool:
        ends = [future.exception() for future in [pool.submit(rgsconfig.run, plan) for _ in range(2)]]

    assert sorted(type(end).__name__ for end in ends) == ["GuardRefused", "NoneType"]
    assert verify_plan(plan, rgsconfig.inspect_database()).state == "repaired"


def test_somebody_else_who_writes_is_waited_for_and_then_refused(rgsconfig, monkeypatch):
    """While another connection holds the write lock, the run is refused after the lock time-out."""
    plan = rgsconfig.plan()
    monkeypatch.setattr(connections, "LOCK_TIMEOUT_S", 0.2)
    with closing(sqlite3.connect(rgsconfig.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(GuardRefused, match=r"another repair of this database is running"):
            rgsconfig.run(plan)
        other.execute("ROLLBACK")


@pytest.mark.parametrize("render", [repair_script, undo_script])
def test_the_script_protects_itself_in_a_shell_that_goes_on_after_errors(rgsconfig, render):
    """Run by hand, statement by statement, past every error: when a guard fails, nothing is changed."""
    plan = rgsconfig.plan()
    if render is undo_script:
        rgsconfig.run(plan)
    rgsconfig.execute("DELETE FROM Queues WHERE Name = 'Press'")
    before = rgsconfig.rows()
    errors = []
    with closing(sqlite3.connect(rgsconfig.path, isolation_level=None)) as shell:
        for statement in render(plan).statements:
            try:
                shell.execute(statement)
            except sqlite3.Error as error:
                errors.append(str(error))
    assert errors[0] == "CHECK constraint failed: differences = 0"
    assert rgsconfig.rows() == before


@pytest.mark.skipif(shutil.which("sqlite3") is None, reason="the sqlite3 shell is not installed")
def test_the_script_runs_in_the_shell_twice(rgsconfig, tmp_path):
    """The printed script works in SQLite's own shell; a second time it refuses and changes nothing."""
    script = repair_script(rgsconfig.plan()).text
    for _ in range(2):
        subprocess.run(["sqlite3", str(rgsconfig.path)], input=script, text=True, capture_output=True, check=False)
        after = rgsconfig.rows()
        assert all(row[2] for row in after["Queues"])
