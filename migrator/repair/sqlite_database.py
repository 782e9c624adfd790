"""The embedded SQLite database as a repair target: for the demo and for tests, with the same guards as SQL Server."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from ..database.catalogue import Table, TableColumn, TableName
from ..database.connection import Dialect, driver_text, quote_identifier
from ..database.owners import Discovery
from ..database.tables import all_rows, read_tables
from .interrupts import Interrupts
from .sqlite_script import DIFFERENCES
from .steps import RepairScript
from .target import DatabaseIdentity, Fact, RunEnd

SERVER = "embedded"


class SqliteDatabase:
    """A SQLite file. Its server is called ``embedded`` and its database is the file's name."""

    dialect: Dialect = "sqlite"

    def __init__(self, connection: sqlite3.Connection, url: str, path: str) -> None:
        self._connection = connection
        self._url = url
        self._path = Path(path)

    def identity(self) -> DatabaseIdentity:
        """The file, and whether it may be written."""
        blocked = None if os.access(self._path, os.W_OK) else "the file is read-only"
        return DatabaseIdentity(SERVER, self._path.name, sqlite3.sqlite_version, "SQLite", "file access", None, blocked)

    def tables(self) -> tuple[Table, ...]:
        """The catalogue, from sqlite_master and its pragmas."""
        return read_tables(self._connection, "sqlite")

    def facts(self, identity: DatabaseIdentity, discovery: Discovery) -> Iterator[Fact]:  # noqa: ARG002 - a file has none
        """What is known about a file."""
        yield Fact("Collation", "BINARY")
        yield Fact("Sessions", "cannot see: SQLite does not list connections")
        yield Fact("Backup", "cannot see: copy the file first")

    def rows(self, table: TableName, columns: Sequence[TableColumn]) -> list[tuple[Any, ...]]:
        """The named columns of all rows."""
        listed = ", ".join(quote_identifier(column.name, "sqlite") for column in columns)
        return all_rows(self._connection, f"SELECT {listed} FROM {quote_identifier(table.name, 'sqlite')}")

    def is_repair_running(self) -> bool:
        """Whether another connection is writing: only one can."""
        try:
            self._connection.execute("BEGIN IMMEDIATE")
        except sqlite3.Error as error:
            return "locked" in str(error)
        self._connection.execute("ROLLBACK")
        return False

    def run(self, script: RepairScript, interrupts: Interrupts) -> RunEnd:  # noqa: ARG002 - it ends within seconds
        """Run the statements one after another; the first error ends the run and rolls back, and Ctrl-C waits."""
        row: dict[str, Any] | None = None
        differences: list[tuple[str, object, object]] = []
        is_committed = False
        try:
            for statement in script.statements:
                cursor = self._connection.execute(statement)
                is_committed = is_committed or statement == "COMMIT"
                if statement == DIFFERENCES:
                    differences = cursor.fetchall()
                elif cursor.description and (values := cursor.fetchone()):
                    row = {name[0].lower(): value for name, value in zip(cursor.description, values, strict=True)}
        except sqlite3.Error as error:
            if self._connection.in_transaction:
                self._connection.rollback()
            if is_committed:
                return RunEnd(None, error)
            if refusal := _refusal(error, differences):
                return RunEnd(_final_row("refused", refusal, error), None)
            return RunEnd(_final_row("failed", str(error), error), None)
        return RunEnd(row, None)

    def end_transaction(self) -> None:
        """Roll back if a transaction is open."""
        if self._connection.in_transaction:
            self._connection.rollback()

    def error_text(self, error: BaseException) -> str:
        """SQLite's error in one line."""
        return driver_text(error, self._url)


def _final_row(outcome: str, reason: str, error: sqlite3.Error) -> dict[str, Any]:
    """The row that change.sql would return; SQLite cannot return one after a rollback."""
    return {"outcome": outcome, "reason": reason, "error_number": getattr(error, "sqlite_errorcode", 0)}


def _refusal(error: sqlite3.Error, differences: list[tuple[str, object, object]]) -> str | None:
    """Why the run was stopped: the first difference, or another writer."""
    if differences:
        what, expected, found = differences[0]
        return f"{what}: {expected} expected, found {found}"
    if "locked" in str(error):
        return "another repair of this database is running, or another program is writing to it"
    return None
