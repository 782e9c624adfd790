"""Opens the database that is to be repaired."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from ..database.connection import QUERY_TIMEOUT_S, connection, open_engine
from .sql_server import SqlServer
from .sqlite_database import SqliteDatabase
from .target import Target


@contextmanager
def open_target(url: str, *, query_timeout_s: int = QUERY_TIMEOUT_S) -> Iterator[Target]:
    """The database at *url*, on one connection that is closed at the end.

    Args:
        query_timeout_s: how long one statement may take.

    Raises:
        InputError: the URL cannot be used.
        TargetError: the database cannot be reached or answers with an error.
    """
    engine = open_engine(url, query_timeout_s=query_timeout_s)
    with connection(url, engine) as raw:
        if engine.dialect.name == "mssql":
            yield SqlServer(raw, url)
        else:
            yield SqliteDatabase(raw, url, str(engine.url.database))
