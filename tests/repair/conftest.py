"""Parts that the repair tests share: an embedded database, a plan, a run, and a scripted driver."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import attrs
import pytest

from migrator.repair.apply import RepairResult, RepairRun, run_plan
from migrator.repair.embedded import build
from migrator.repair.inspection import Inspection, choose_owner, inspect_database
from migrator.repair.opening import open_target
from migrator.repair.plan import (
    FORMAT,
    Expected,
    Plan,
    PlannedColumn,
    PlannedOwner,
    PlannedRow,
    PlannedTable,
    seal,
    utc_text,
)
from migrator.repair.planning import make_plan
from migrator.repair.steps import Direction
from migrator.repair.verify import verify_plan

# SQLite's script asks SQLite's own clock whether the plan is still valid, so that "now" lies far ahead of any test run.
NOW = datetime(2999, 1, 1, 2, 0, tzinfo=UTC)
POOL = "8ec5ab1e-6ab8-5126-ac08-2422f7507ec8"
OWNER = "lyncpool.contoso.local"


@attrs.define
class EmbeddedDatabase:
    """One embedded database and what an engineer does with it; the clock does not run unless a test moves it."""

    path: Path
    now: datetime = NOW
    recorded: list[Mapping[str, object]] = attrs.Factory(list)

    @property
    def url(self) -> str:
        """The database as `--sql` names it."""
        return f"sqlite:///{self.path}"

    @property
    def place(self) -> str:
        """What `--confirm` must say."""
        return f"embedded/{self.path.name}"

    def inspect_database(self) -> Inspection:
        """What the finder sees."""
        with open_target(self.url) as target:
            return inspect_database(target)

    def plan(self, owner: str = OWNER) -> Plan:
        """The plan of this database for *owner*."""
        found = self.inspect_database()
        return make_plan(
            found, "sqlite", choose_owner(found.pools, owner), chosen="test", who="tester@host", now=self.now
        )

    def run(self, plan: Plan, direction: Direction = "repair", confirmed: str | None = None) -> RepairResult:
        """Carries *plan* out, or takes it back."""
        given = RepairRun(
            direction=direction,
            confirmed=confirmed or self.place,
            who="tester@host",
            journal_root=self.path.parent / "journal",
            now=lambda: self.now,
            record=self.recorded.append,
            verify_with="migrator repair verify --plan plan.json",
            look=lambda: verify_plan(plan, self.inspect_database()),
        )
        with open_target(self.url) as target:
            return run_plan(target, plan, given)

    def execute(self, *statements: str) -> None:
        """Changes the database behind the program's back."""
        with closing(sqlite3.connect(self.path)) as connection:
            for statement in statements:
                connection.execute(statement)
            connection.commit()

    def rows(self) -> dict[str, list[tuple[Any, ...]]]:
        """Every row of every table, byte for byte."""
        with closing(sqlite3.connect(self.path)) as connection:
            names = [
                name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
            ]
            return {
                name: sorted(connection.execute('SELECT * FROM "' + name.replace('"', '""') + '"').fetchall(), key=repr)
                for name in names
            }

    @property
    def journals(self) -> list[Path]:
        """The journal folders, oldest first."""
        return sorted((self.path.parent / "journal").glob("*"))


@pytest.fixture
def rgsconfig(tmp_path: Path) -> EmbeddedDatabase:
    """The Contoso database of the morning after the move."""
    return EmbeddedDatabase(build(tmp_path / "rgsconfig.db"))


@pytest.fixture
def database(tmp_path: Path) -> Callable[..., EmbeddedDatabase]:
    """Makes a database from statements; each has the owner pool table already unless *bare*."""
    made: list[Path] = []

    def make(*statements: str, bare: bool = False) -> EmbeddedDatabase:
        path = tmp_path / f"variant{len(made)}.db"
        made.append(path)
        owner_pool = (
            "CREATE TABLE OwnerPool (ID TEXT NOT NULL PRIMARY KEY, Fqdn TEXT NOT NULL)",
            f"INSERT INTO OwnerPool VALUES ('{POOL}', '{OWNER}')",
        )
        rgsconfig = EmbeddedDatabase(path)
        rgsconfig.execute(*(() if bare else owner_pool), *statements)
        return rgsconfig

    return make


@pytest.fixture
def sql_server_plan() -> Callable[..., Plan]:
    """Makes a plan for a SQL Server from tables given as keyword changes of a usual one."""

    def make(*tables: PlannedTable, **changes: Any) -> Plan:
        guid = PlannedColumn("ID", "guid", "uniqueidentifier", None)
        owner_column = PlannedColumn("OwnerPoolID", "guid", "uniqueidentifier", None)
        rows = (
            PlannedRow(("a0624626-2744-40c4-b2f7-b2e2a99c8a95",), "Helpdesk", None, POOL),
            PlannedRow(("b1624626-2744-40c4-b2f7-b2e2a99c8a95",), "Sales North", None, POOL),
        )
        queues = PlannedTable("dbo.Queues", "dbo", "Queues", owner_column, (guid,), Expected(2, 2), rows)
        groups = PlannedTable(
            "dbo.AgentGroups", "dbo", "AgentGroups", owner_column, (guid,), Expected(1, 1), (rows[0],)
        )
        name = PlannedColumn("Fqdn", "text", "nvarchar(256)", "Latin1_General_100_CI_AS")
        values: dict[str, Any] = {
            "format": FORMAT,
            "dialect": "mssql",
            "server": "SQL1\\RTC",
            "database": "rgsconfig",
            "version": "11.0.7001.0",
            "created": "2013-10-09T17:00:00",
            "when": utc_text(NOW),
            "expires": utc_text(NOW + timedelta(hours=24)),
            "who": "tester@host",
            "login": "CONTOSO\\rgs-repair",
            "owner": PlannedOwner(POOL, OWNER, "given with --owner", "dbo", "OwnerPool", guid, name),
            "tables": tables or (groups, queues),
            "notes": (),
            "narrowed_from": None,
            "digest": "",
        }
        return seal(Plan(**(values | changes)))

    return make


class DriverError(Exception):
    """What a scripted driver raises; PEP 249 calls its root class Error."""


DriverError.__name__ = "Error"


@attrs.define
class ScriptedCursor:
    """A cursor that gives back scripted results: each is rows with columns, None for no result set, or an error."""

    answer: Callable[[str], list[Any]]
    cancel: Callable[[], None]
    noscan: bool = False
    description: list[tuple[str]] | None = None
    _results: list[Any] = attrs.Factory(list)
    _rows: list[tuple[Any, ...]] = attrs.Factory(list)

    def execute(self, text: str) -> None:
        """Goes to the first result, or raises it."""
        self._results = list(self.answer(text))
        self._advance()

    def nextset(self) -> bool:
        """Goes to the next result, or raises it."""
        if not self._results:
            return False
        self._advance()
        return True

    def fetchall(self) -> list[tuple[Any, ...]]:
        """The rows of this result."""
        rows, self._rows = self._rows, []
        return rows

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        return iter(self.fetchall())

    def close(self) -> None:
        """Nothing to give back."""

    def _advance(self) -> None:
        result = self._results.pop(0) if self._results else None
        if isinstance(result, BaseException):
            raise result
        if result is None:
            self.description, self._rows = None, []
        else:
            columns, rows = result
            self.description, self._rows = [(column,) for column in columns], list(rows)


@attrs.define
class ScriptedConnection:
    """A driver connection whose every answer comes from one function of the statement; it remembers what was sent."""

    answer: Callable[[str], list[Any]]
    sent: list[str] = attrs.Factory(list)
    cancel: Callable[[], None] = lambda: None

    def cursor(self) -> ScriptedCursor:
        """A cursor on the script."""
        return ScriptedCursor(self._answer, self.cancel)

    def _answer(self, text: str) -> list[Any]:
        self.sent.append(text)
        return self.answer(text)


@pytest.fixture
def driver_error() -> Callable[..., Exception]:
    """Makes an error as a driver raises it: SQL state and text."""

    def make(state: str, text: str) -> Exception:
        return DriverError(state, f"[{state}] {text}")

    return make


@pytest.fixture
def scripted() -> Callable[[Callable[[str], list[Any]]], ScriptedConnection]:
    """Makes a scripted driver connection."""
    return ScriptedConnection


@pytest.fixture
def steady() -> datetime:
    """The time on the clock of an `EmbeddedDatabase`."""
    return NOW
