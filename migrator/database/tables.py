"""Reads a database's own catalogue, of SQL Server or SQLite: tables with columns, keys, foreign keys and triggers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from .catalogue import (
    ColumnRow,
    ForeignKey,
    ForeignKeyRow,
    KeyRow,
    Table,
    TableColumn,
    TableName,
    Trigger,
    TriggerRow,
    build_tables,
    sql_server_type,
    sqlite_type,
)
from .connection import Dialect, quote_identifier
from .statements import filled

_GENERATED = (2, 3)  # "hidden" in PRAGMA table_xinfo


def read_tables(connection: Any, dialect: Dialect) -> tuple[Table, ...]:
    """The user tables of the database that a raw driver *connection* is connected to, in order of name."""
    return _sql_server_tables(connection) if dialect == "mssql" else _sqlite_tables(connection)


def qualified(table: TableName, dialect: Dialect) -> str:
    """The quoted name of *table*, with its schema where the dialect has schemas."""
    name = quote_identifier(table.name, dialect)
    return f"{quote_identifier(table.schema or 'dbo', dialect)}.{name}" if dialect == "mssql" else name


def all_rows(connection: Any, statement: str, values: tuple[str, ...] = ()) -> list[tuple[Any, ...]]:
    """The rows of the first result of *statement*; a message before it counts as a result without columns."""
    cursor = connection.cursor()
    try:
        cursor.execute(statement, *([values] if values else []))
        while cursor.description is None:
            if not cursor.nextset():
                return []
        return [tuple(row) for row in cursor]
    finally:
        cursor.close()


def _sql_server_tables(connection: Any) -> tuple[Table, ...]:
    def read(name: str) -> list[tuple[Any, ...]]:
        return all_rows(connection, filled("catalogue", name))

    return build_tables(
        map(_column, read("read_columns")),
        (
            KeyRow(TableName(schema, table), key, is_primary=bool(is_primary), column=column)
            for schema, table, key, is_primary, column in read("read_keys")
        ),
        (
            ForeignKeyRow(TableName(schema, table), ForeignKey(name, column, TableName(*referenced), other))
            for schema, table, name, column, *referenced, other in read("read_foreign_keys")
        ),
        (
            TriggerRow(TableName(schema, table), Trigger(name, bool(is_disabled), bool(is_instead_of)))
            for schema, table, name, is_disabled, is_instead_of in read("read_triggers")
        ),
    )


def _column(row: tuple[Any, ...]) -> ColumnRow:
    schema, table, column, declared, length, precision, scale, collation, is_nullable, is_computed = row
    column_type = sql_server_type(declared or "unknown", length, precision, scale, collation)
    return ColumnRow(TableName(schema, table), TableColumn(column, column_type, bool(is_nullable), bool(is_computed)))


def _sqlite_tables(connection: Any) -> tuple[Table, ...]:
    names = [
        name
        for (name,) in all_rows(connection, "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY rowid")
        if not name.startswith("sqlite_")
    ]
    return build_tables(
        (row for name in names for row in _sqlite_columns(connection, name)),
        (row for name in names for row in _sqlite_keys(connection, name)),
        (row for name in names for row in _sqlite_foreign_keys(connection, name)),
        _sqlite_triggers(connection),
    )


def _sqlite_columns(connection: Any, table: str) -> Iterator[ColumnRow]:
    for _, name, declared, is_required, _, position, hidden in all_rows(
        connection, "SELECT * FROM pragma_table_xinfo(?)", (table,)
    ):
        # A primary key column of SQLite may contain NULL unless it is declared NOT NULL; value_text refuses NULL.
        column = TableColumn(name, sqlite_type(declared), not is_required and not position, hidden in _GENERATED)
        yield ColumnRow(TableName(None, table), column)


def _sqlite_keys(connection: Any, table: str) -> Iterator[KeyRow]:
    name = TableName(None, table)
    primary = [
        (position, column)
        for _, column, _, _, _, position, _ in all_rows(connection, "SELECT * FROM pragma_table_xinfo(?)", (table,))
        if position
    ]
    for _, column in sorted(primary):
        yield KeyRow(name, "primary key", is_primary=True, column=column)
    for _, key, is_unique, origin, is_partial in all_rows(connection, "SELECT * FROM pragma_index_list(?)", (table,)):
        if is_unique and origin == "u" and not is_partial:
            for _, _, column in all_rows(connection, "SELECT * FROM pragma_index_info(?)", (key,)):
                yield KeyRow(name, key, is_primary=False, column=column)


def _sqlite_foreign_keys(connection: Any, table: str) -> Iterator[ForeignKeyRow]:
    for number, _, referenced, column, named, *_ in all_rows(
        connection, "SELECT * FROM pragma_foreign_key_list(?)", (table,)
    ):
        # Without a column name, the foreign key refers to the primary key of the other table.
        columns = [named] if named else [row.column for row in _sqlite_keys(connection, referenced) if row.is_primary]
        if len(columns) == 1:
            key = ForeignKey(f"{number} to {referenced}", column, TableName(None, referenced), columns[0])
            yield ForeignKeyRow(TableName(None, table), key)


def _sqlite_triggers(connection: Any) -> Iterator[TriggerRow]:
    for name, table in all_rows(
        connection, "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger' ORDER BY name"
    ):
        yield TriggerRow(TableName(None, table), Trigger(name))
