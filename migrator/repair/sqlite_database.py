"""The embedded SQLite database as a repair target: for the demo and for tests, with the guards of the real one."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from migrator.database import Dialect, driver_text, quote_identifier

from .catalogue import (
    Column,
    ColumnRow,
    ForeignKey,
    ForeignKeyRow,
    KeyRow,
    Table,
    TableName,
    Trigger,
    TriggerRow,
    build_tables,
    sqlite_type,
)
from .discovery import Discovery
from .sqlite_script import DIFFERENCES
from .steps import Script
from .target import Fact, Identity, RunEnd

SERVER = "embedded"
_GENERATED = (2, 3)  # "hidden" in PRAGMA table_xinfo


class SqliteDatabase:
    """A SQLite file. Its server is called ``embedded`` and its database is the file's name."""

    dialect: Dialect = "sqlite"

    def __init__(self, connection: sqlite3.Connection, url: str, path: str) -> None:
        self._connection = connection
        self._url = url
        self._path = Path(path)

    def identity(self) -> Identity:
        """The file, and whether it may be written."""
        blocked = None if os.access(self._path, os.W_OK) else "the file is read-only"
        return Identity(SERVER, self._path.name, sqlite3.sqlite_version, "SQLite", "file access", None, blocked)

    def tables(self) -> tuple[Table, ...]:
        """The catalogue, from sqlite_master and its pragmas."""
        names = [
            name
            for (name,) in self._read("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY rowid")
            if not name.startswith("sqlite_")
        ]
        return build_tables(
            (row for name in names for row in self._columns(name)),
            (row for name in names for row in self._keys(name)),
            (row for name in names for row in self._foreign_keys(name)),
            self._triggers(),
        )

    def facts(self, identity: Identity, discovery: Discovery) -> Iterator[Fact]:  # noqa: ARG002 - a file has none
        """What there is to know about a file."""
        yield Fact("Collation", "BINARY")
        yield Fact("Sessions", "cannot see: SQLite does not list connections")
        yield Fact("Backup", "cannot see: copy the file first")

    def rows(self, table: TableName, columns: Sequence[Column]) -> list[tuple[Any, ...]]:
        """The named columns of all rows."""
        listed = ", ".join(quote_identifier(column.name, "sqlite") for column in columns)
        return self._read(f"SELECT {listed} FROM {quote_identifier(table.name, 'sqlite')}")

    def run(self, script: Script) -> RunEnd:
        """Runs the statements one after another; the first error ends the run and rolls back."""
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

    def error_text(self, error: BaseException) -> str:
        """What SQLite said."""
        return driver_text(error, self._url)

    def _read(self, statement: str, *values: str) -> list[tuple[Any, ...]]:
        return self._connection.execute(statement, values).fetchall()

    def _columns(self, table: str) -> Iterator[ColumnRow]:
        for _, name, declared, is_required, _, position, hidden in self._read(
            "SELECT * FROM pragma_table_xinfo(?)", table
        ):
            # A primary key column of SQLite may hold NULL unless it is declared NOT NULL; value_text refuses it then.
            column = Column(name, sqlite_type(declared), not is_required and not position, hidden in _GENERATED)
            yield ColumnRow(TableName(None, table), column)

    def _keys(self, table: str) -> Iterator[KeyRow]:
        name = TableName(None, table)
        primary = [
            (position, column)
            for _, column, _, _, _, position, _ in self._read("SELECT * FROM pragma_table_xinfo(?)", table)
            if position
        ]
        for _, column in sorted(primary):
            yield KeyRow(name, "primary key", is_primary=True, column=column)
        for _, key, is_unique, origin, is_partial in self._read("SELECT * FROM pragma_index_list(?)", table):
            if is_unique and origin == "u" and not is_partial:
                for _, _, column in self._read("SELECT * FROM pragma_index_info(?)", key):
                    yield KeyRow(name, key, is_primary=False, column=column)

    def _foreign_keys(self, table: str) -> Iterator[ForeignKeyRow]:
        for number, _, referenced, column, named, *_ in self._read("SELECT * FROM pragma_foreign_key_list(?)", table):
            # Without a named column the primary key of the other table is meant.
            columns = [named] if named else [row.column for row in self._keys(referenced) if row.is_primary]
            if len(columns) == 1:
                key = ForeignKey(f"{number} to {referenced}", column, TableName(None, referenced), columns[0])
                yield ForeignKeyRow(TableName(None, table), key)

    def _triggers(self) -> Iterator[TriggerRow]:
        for name, table in self._read("SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger' ORDER BY name"):
            yield TriggerRow(TableName(None, table), Trigger(name))


def _final_row(outcome: str, reason: str, error: sqlite3.Error) -> dict[str, Any]:
    """What change.sql would answer: SQLite has no way to say it after a rollback."""
    return {"outcome": outcome, "reason": reason, "error_number": getattr(error, "sqlite_errorcode", 0)}


def _refusal(error: sqlite3.Error, differences: list[tuple[str, object, object]]) -> str | None:
    """The guard that stopped the run: the first difference, or that somebody else writes."""
    if differences:
        what, expected, found = differences[0]
        return f"{what}: {expected} expected, found {found}"
    if "locked" in str(error):
        return "another repair of this database is running, or somebody else writes to it"
    return None
