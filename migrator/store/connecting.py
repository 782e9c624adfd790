"""Where a project is kept: its file or URL, and the engine that connects to it."""

from __future__ import annotations

import glob
import os
import warnings
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, NullPool, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, SAWarning, SQLAlchemyError

from ..database.connection import redact
from ..database.drivers import missing_driver
from ..database.server_names import is_login, refuse_raw_password
from ..errors import InputError
from ..files import SQLITE, refuse_no_file


def files_of(where: str) -> tuple[Path, ...]:
    """The project's file, SQLite's own files beside it, and its copies; none for a project in a server."""
    path = file_of(url_of(where))
    if path is None:
        return ()
    copies = path.parent.glob(f"{glob.escape(path.name)}.v*-backup*")
    return (*(path.with_name(path.name + end) for end in ("", "-journal", "-wal", "-shm")), *copies)


def file_of(url: URL) -> Path | None:
    """The file behind an SQLite URL, or None."""
    return Path(str(url.database)) if url.drivername.startswith("sqlite") else None


def refuse_other_file(path: Path) -> None:
    """Raise InputError if *path* is not an SQLite database, or cannot be read."""
    refuse_no_file(path)
    try:
        with path.open("rb") as file:
            start = file.read(len(SQLITE))
    except OSError as error:
        raise InputError(f"{path}: the project cannot be read ({error.strerror})") from error
    if start not in (b"", SQLITE):
        raise InputError(f"{path}: this is not a migrator project")


def url_of(where: str) -> URL:
    """The SQLAlchemy URL of a file name or URL.

    Raises:
        InputError: it is neither, or names no file, or its password is not escaped.
    """
    url = _url_of(where)
    if url.drivername.startswith("sqlite"):
        if url.database in (None, "", ":memory:"):
            raise InputError("--project: no file is named", hint="Name one, e.g. migration.db")
        if os.path.lexists(str(url.database)) and Path(str(url.database)).is_dir():
            raise InputError(f"{url.database}: the project cannot be a folder", hint="Name a file, e.g. migration.db")
    return url


def _url_of(where: str) -> URL:
    if "://" not in where:
        if is_login(where):
            raise InputError(
                "--project: this is not a file name: it holds a login",
                hint="Give a file name, or a URL such as postgresql+psycopg://USER@HOST/DATABASE",
            )
        return URL.create("sqlite", database=where)
    refuse_raw_password(where)
    try:
        url = make_url(where)
    except (ArgumentError, ValueError):
        raise InputError("--project: not a file name or SQLAlchemy URL") from None
    # SQLAlchemy 2.0 would take psycopg2 for the bare name; the extra `postgresql` brings psycopg.
    return url.set(drivername="postgresql+psycopg") if url.drivername == "postgresql" else url


def engine_for(url: URL) -> Engine:
    """An engine that closes each connection after use, and whose transactions include all statements.

    Raises:
        InputError: there is no driver for the URL.
    """
    try:
        # No pool: Windows cannot remove a file while a connection to it is open.
        with warnings.catch_warnings():
            # of a driver that is not named: the driver's own error says so
            warnings.simplefilter("ignore", SAWarning)
            engine = create_engine(url, poolclass=NullPool)
    except ImportError as error:
        message, hint = missing_driver(url.get_driver_name(), error)
        raise InputError(f"--project: {url.drivername}: {message}", hint=hint) from error
    except SQLAlchemyError as error:
        raise InputError(
            f"--project: {url.drivername}: a project cannot be kept in this kind of database",
            hint="Give a file name, or a URL that begins with sqlite:///, postgresql+psycopg:// or mssql+pyodbc://",
        ) from error
    if engine.dialect.name == "sqlite":

        @event.listens_for(engine, "connect")
        def _on_connect(connection: Any, _record: Any) -> None:
            # The driver's own transactions leave out SELECT and DDL, so this program sends BEGIN.
            connection.isolation_level = None
            connection.execute("PRAGMA foreign_keys=ON")
            # in KiB: keys come in no order, and with the driver's 2 MiB their index is written again and again
            connection.execute("PRAGMA cache_size=-16000")

        @event.listens_for(engine, "begin")
        def _on_begin(connection: Connection) -> None:
            connection.exec_driver_sql("BEGIN")

    return engine


class translated:  # noqa: N801 - reads as a statement: with translated(...)
    """Turns a database error into one line for the user."""

    def __init__(self, shown: str) -> None:
        self._shown = shown

    def __enter__(self) -> None:
        return None

    def __exit__(self, _type: object, error: BaseException | None, _trace: object) -> None:
        if isinstance(error, SQLAlchemyError):
            cause = redact(str(getattr(error, "orig", None) or error).splitlines()[0])
            hint = "close the other program that uses it, then try again" if "locked" in cause else None
            raise InputError(f"{self._shown}: the project cannot be used ({cause})", hint=hint) from error
