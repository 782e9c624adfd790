"""The database's own catalogue: tables, columns, keys, foreign keys and triggers.

No public schema of rgsconfig exists, so everything is read at run time (l13-rgs-collation).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Literal, TypeVar

import attrs

AnyRow = TypeVar("AnyRow")
Name = TypeVar("Name")
ColumnFamily = Literal["guid", "integer", "text", "decimal", "binary", "other"]


@attrs.frozen
class ColumnType:
    """The type of a column: its family, how it is declared, and the collation of text."""

    kind: ColumnFamily
    declared: str
    collation: str | None = None


@attrs.frozen
class TableColumn:
    """One column of a table."""

    name: str
    type: ColumnType
    is_nullable: bool = True
    is_computed: bool = False


@attrs.frozen
class Key:
    """A primary key or a unique constraint, with its columns in order."""

    name: str
    is_primary: bool
    columns: tuple[str, ...]


@attrs.frozen
class ForeignKey:
    """One column that refers to a column of another table."""

    name: str
    column: str
    referenced_table: TableName
    referenced_column: str


@attrs.frozen
class Trigger:
    """A trigger on a table."""

    name: str
    is_disabled: bool = False
    is_instead_of: bool = False


@attrs.frozen(order=True)
class TableName:
    """Schema and name of a table; SQLite has no schema."""

    schema: str | None
    name: str

    @property
    def label(self) -> str:
        """The name as it is shown: ``dbo.Queues``."""
        return f"{self.schema}.{self.name}" if self.schema else self.name


@attrs.frozen
class Table:
    """One table as the catalogue describes it."""

    name: TableName
    columns: tuple[TableColumn, ...]
    keys: tuple[Key, ...] = ()
    foreign_keys: tuple[ForeignKey, ...] = ()
    triggers: tuple[Trigger, ...] = ()

    def column(self, name: str) -> TableColumn:
        """The column of exactly that name."""
        return next(column for column in self.columns if column.name == name)


@attrs.frozen
class ColumnRow:
    """One row of a catalogue's list of columns."""

    table: TableName
    column: TableColumn


@attrs.frozen
class KeyRow:
    """One column of one key; rows come in key order."""

    table: TableName
    key: str
    is_primary: bool
    column: str


@attrs.frozen
class ForeignKeyRow:
    """One foreign key column."""

    table: TableName
    foreign_key: ForeignKey


@attrs.frozen
class TriggerRow:
    """One trigger of one table."""

    table: TableName
    trigger: Trigger


def build_tables(
    columns: Iterable[ColumnRow],
    keys: Iterable[KeyRow],
    foreign_keys: Iterable[ForeignKeyRow],
    triggers: Iterable[TriggerRow],
) -> tuple[Table, ...]:
    """The tables of a database, in order of name, from the four lists of its catalogue."""
    column_lists = _grouped(columns, lambda row: row.table)
    key_lists = _grouped(keys, lambda row: row.table)
    foreign_key_lists = _grouped(foreign_keys, lambda row: row.table)
    trigger_lists = _grouped(triggers, lambda row: row.table)
    return tuple(
        Table(
            name=name,
            columns=tuple(row.column for row in rows),
            keys=tuple(_keys(key_lists.get(name, []))),
            foreign_keys=tuple(row.foreign_key for row in foreign_key_lists.get(name, [])),
            triggers=tuple(row.trigger for row in trigger_lists.get(name, [])),
        )
        for name, rows in sorted(column_lists.items(), key=lambda item: item[0].label)
    )


def sql_server_type(
    declared: str, max_length_bytes: int, precision: int, scale: int, collation: str | None
) -> ColumnType:
    """The type of a SQL Server column from ``sys.columns``; *declared* is the base type's name."""
    name = declared.lower()
    if name == "uniqueidentifier":
        return ColumnType("guid", name)
    if name in {"tinyint", "smallint", "int", "bigint"}:
        return ColumnType("integer", name)
    if name in {"char", "varchar", "nchar", "nvarchar"}:
        length = max_length_bytes // 2 if name.startswith("n") else max_length_bytes
        return ColumnType("text", f"{name}({'max' if max_length_bytes < 0 else length})", collation)
    if name in {"decimal", "numeric"}:
        return ColumnType("decimal", f"{name}({precision},{scale})")
    if name in {"binary", "varbinary"} and max_length_bytes > 0:
        return ColumnType("binary", f"{name}({max_length_bytes})")
    return ColumnType("other", name)


def sqlite_type(declared: str) -> ColumnType:
    """The type of a SQLite column from its declaration: the affinity rules, with GUID columns as text."""
    name = declared.upper()
    if "INT" in name:
        return ColumnType("integer", "INTEGER")
    if re.search(r"CHAR|CLOB|TEXT|GUID|UNIQUEIDENTIFIER", name):
        return ColumnType("text", "TEXT")
    if "BLOB" in name or "BINARY" in name:
        return ColumnType("binary", "BLOB")
    return ColumnType("other", declared or "no type")


def _keys(rows: list[KeyRow]) -> Iterable[Key]:
    for name, columns in _grouped(rows, lambda row: row.key).items():
        yield Key(name, columns[0].is_primary, tuple(row.column for row in columns))


def _grouped(rows: Iterable[AnyRow], name_of: Callable[[AnyRow], Name]) -> dict[Name, list[AnyRow]]:
    groups: dict[Name, list[AnyRow]] = {}
    for row in rows:
        groups.setdefault(name_of(row), []).append(row)
    return groups
