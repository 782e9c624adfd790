"""A live database that is only read: its catalogue, and rows of statements from `sql/`, one at a time.

The same statements serve SQL Server and SQLite: names come from the catalogue and are quoted, and what only SQL Server
knows (isolation level, time-outs of locks) is set once for the session.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import attrs

from ...database.catalogue import Table, TableColumn
from ...database.connection import (
    LOGIN_TIMEOUT_S,
    QUERY_TIMEOUT_S,
    Dialect,
    connection,
    driver_text,
    is_driver_error,
    open_engine,
    place,
    quote_identifier,
)
from ...database.statements import filled
from ...database.tables import all_rows, qualified, read_tables
from ...errors import InputError
from ..format import ReadResult

#: SQLSTATEs of a statement that is refused while the connection lives: no right, no such object, lock time-out
_REFUSED = frozenset({"42000", "42S02", "42S22", "37000", "S0002"})


@attrs.frozen
class LiveDatabase:
    """A database as the user names it; times in seconds."""

    url: str = attrs.field(repr=False)
    login_timeout_s: int = LOGIN_TIMEOUT_S
    query_timeout_s: int = QUERY_TIMEOUT_S

    @property
    def place(self) -> str:
        """Server and database, or the file; never a password."""
        return place(self.url)


@attrs.frozen
class SqlDatabase:
    """An open database and its tables.

    Attributes:
        place: server and database, or the file, as reports name it.
        server: what answers, in words; None for a file.
    """

    url: str = attrs.field(repr=False)
    connection: Any
    dialect: Dialect
    place: str
    tables: tuple[Table, ...]
    server: str | None = None

    def table(self, name: str) -> Table | None:
        """The table of that name in any letter case; ``dbo`` goes before other schemas."""
        found = [table for table in self.tables if table.name.name.casefold() == name]
        return min(found, key=lambda table: (table.name.schema or "").casefold() != "dbo", default=None)

    def column(self, table: str, name: str) -> TableColumn | None:
        """The column of that name, both names in any letter case."""
        found = self.table(table)
        return column_of(found, name) if found else None

    def has(self, table: str, *columns: str) -> bool:
        """Whether there is such a table with all these columns, in any letter case."""
        return self.table(table) is not None and all(self.column(table, name) for name in columns)

    def quoted(self, table: str, *columns: str) -> list[str]:
        """The name of a table that is there, then those of its columns, as the catalogue spells them, for a statement.

        Raises:
            KeyError: the table or column does not exist: a mistake in this program, ask `has` first.
        """
        found = self.table(table)
        columns_found = [column_of(found, name) if found else None for name in columns]
        if found is None or None in columns_found:
            raise KeyError(f"{table}: {', '.join(columns)}")
        return [self.quoted_table(found), *(self.quoted_column(column) for column in columns_found if column)]

    def quoted_table(self, table: Table) -> str:
        """The name of *table* for a statement."""
        return qualified(table.name, self.dialect)

    def quoted_column(self, column: TableColumn) -> str:
        """The name of *column* for a statement."""
        return quote_identifier(column.name, self.dialect)

    def rows(self, folder: str, name: str, **values: str) -> Iterator[tuple[Any, ...]]:
        """The rows of ``sql/FOLDER/NAME.sql``, one at a time; read them to their end before the next statement.

        Raises:
            InputError: a value is not valid Unicode text.
        """
        cursor = self.connection.cursor()
        try:
            cursor.execute(filled(folder, name, **values))
            while cursor.description is None:
                if not cursor.nextset():
                    return
            for row in cursor:
                yield tuple(row)
        except UnicodeDecodeError:
            raise InputError(f"{self.place}: a text in it is not valid Unicode") from None
        finally:
            cursor.close()

    def refusal(self, error: BaseException) -> str | None:
        """Why one statement was refused though the connection lives; None for any other error."""
        if is_driver_error(error) and error.args and error.args[0] in _REFUSED:
            return driver_text(error, self.url)
        return None


@attrs.frozen
class SqlFormat:
    """One make of database: how its catalogue shows it, and how it is read."""

    name: str
    matches: Callable[[SqlDatabase], bool]
    read: Callable[[SqlDatabase], Iterator[ReadResult]]


@contextmanager
def open_database(live: LiveDatabase) -> Iterator[SqlDatabase]:
    """The database on one connection that is closed at the end and cannot write.

    Raises:
        InputError: the URL cannot be used.
        TargetError: the database cannot be reached, or answers with an error.
    """
    engine = open_engine(
        live.url, login_timeout_s=live.login_timeout_s, query_timeout_s=live.query_timeout_s, read_only=True
    )
    dialect: Dialect = "mssql" if engine.dialect.name == "mssql" else "sqlite"
    with connection(live.url, engine) as raw:
        server = None
        if dialect == "mssql":
            all_rows(raw, filled("inventory", "open_session"))
            version, edition, updateability = all_rows(raw, filled("inventory", "read_server"))[0]
            server = f"SQL Server {version}, {edition}, database is {updateability}"
        else:
            raw.execute("PRAGMA query_only=ON")
        yield SqlDatabase(live.url, raw, dialect, live.place, read_tables(raw, dialect), server)


def column_of(table: Table, name: str) -> TableColumn | None:
    """The column of that name in any letter case."""
    return next((column for column in table.columns if column.name.casefold() == name), None)
