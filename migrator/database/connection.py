"""Connects to a customer's database: URL in, engine out, and every failure as one redacted line.

The repair and the live SQL readers use it. SQL Server is reached through pyodbc, which is imported only when needed.
SQLite is the embedded database of the demo and the tests.
"""

from __future__ import annotations

import logging
import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from ..errors import InputError, NotConnected, TargetBusy, TargetError
from .drivers import missing_driver, odbc_driver
from .login_hints import is_lock, way_out
from .server_names import HIDDEN_SETTING, URL_ESCAPES, refuse_raw_password, server_name, without_login

if TYPE_CHECKING:
    from sqlalchemy import URL, Engine

_LOG = logging.getLogger(__name__)
Dialect = Literal["mssql", "sqlite"]
Encryption = Literal["no", "optional", "yes", "strict"]

LOGIN_TIMEOUT_S = 15
QUERY_TIMEOUT_S = 300
LOCK_TIMEOUT_S = 5

# Newest first: the Microsoft drivers, then what old Windows machines have, then FreeTDS.
_KNOWN_DRIVERS = (
    "ODBC Driver 18 for SQL Server",
    "ODBC Driver 17 for SQL Server",
    "ODBC Driver 13.1 for SQL Server",
    "ODBC Driver 13 for SQL Server",
    "ODBC Driver 11 for SQL Server",
    "SQL Server Native Client 11.0",
    "SQL Server Native Client 10.0",
    "SQL Server",
    "FreeTDS",
)
#: what Encrypt= of Microsoft's drivers is called by FreeTDS
_FREETDS = {"no": "off", "optional": "request", "yes": "require", "mandatory": "require"}
_URL_PASSWORD = re.compile(r"(://[^:/@\s]*:)(\S*)(@)")
_ODBC_CONNECT = re.compile(r"(odbc_connect=)[^&\s]*", re.IGNORECASE)
_PASSWORD_FIELD = re.compile(rf"({HIDDEN_SETTING})(\s*(?:=|%3D)\s*)(\{{(?:[^}}]|\}}\}})*\}}|[^;&\s]*)", re.IGNORECASE)


def redact(text: str) -> str:
    """*text* without any password: in URLs, in ``odbc_connect=``, and in ``PWD=``, ``token=`` and their like."""
    text = _URL_PASSWORD.sub(r"\1***\3", text)
    text = _ODBC_CONNECT.sub(r"\1***", text)
    return _PASSWORD_FIELD.sub(r"\1\2***", text)


def quote_identifier(name: str, dialect: Dialect) -> str:
    """*name* as a quoted identifier of *dialect*.

    Raises:
        InputError: the name is empty or contains a control character; such a name is never put into a statement.
    """
    if not name or any(ord(character) < 32 or character == "\x7f" for character in name):
        raise InputError(
            f"the name {name!r} is empty or contains a control character, so it cannot be used in a statement"
        )
    if dialect == "mssql":
        return "[" + name.replace("]", "]]") + "]"
    return '"' + name.replace('"', '""') + '"'


def place(url: str) -> str:
    r"""What *url* connects to, as people name it: ``SQL1\RTC/DATABASE`` or the file; never with a password."""
    parsed = _parse(url)
    if parsed.get_backend_name() == "sqlite":
        return parsed.database or ""
    if parsed.host:
        return f"{server_name(parsed)}/{parsed.database}"
    return redact(url)


def without_password(url: str) -> str:
    """*url* without the password of its user: it can be shown, and typed again with a prompt for the password."""
    parsed = _parse(url)
    if parsed.password is None:
        return redact(url)
    bare = parsed.create(
        parsed.drivername, parsed.username, None, parsed.host, parsed.port, parsed.database, parsed.query
    )
    return redact(bare.render_as_string())


def options_of(url: str) -> tuple[str, ...]:
    """The options that lead a command to *url*, without a password: --server and its like, or else --sql."""
    parsed = _parse(url)
    query = {name.casefold(): str(value) for name, value in parsed.query.items()}
    known = query.keys() <= {"driver", "encrypt", "trustservercertificate"}
    if parsed.get_backend_name() != "mssql" or not known or not parsed.host or not parsed.database:
        return "--sql", without_password(url)
    words = ["--server", server_name(parsed), "--database", parsed.database]
    chosen = {"--user": parsed.username, "--odbc-driver": query.get("driver"), "--encrypt": query.get("encrypt")}
    words += [word for option, value in chosen.items() if value for word in (option, value)]
    if query.get("trustservercertificate", "").casefold() == "yes":
        words.append("--trust-certificate")
    return tuple(words)


def user_without_password(url: str) -> str | None:
    """The user whom a URL of SQL Server names without a password; None if no password is needed."""
    parsed = _parse(url)
    return parsed.username if parsed.get_backend_name() == "mssql" and parsed.password is None else None


def with_choices(
    url: str,
    *,
    password: str | None = None,
    driver: str | None = None,
    encrypt: Encryption | None = None,
    trust_certificate: bool = False,
) -> str:
    """*url* with the chosen options; they have no effect on SQLite.

    Raises:
        InputError: the URL cannot be read, or is an ODBC string that has its own driver and encryption.
    """
    parsed = _parse(url)
    chosen = {"driver": driver, "Encrypt": encrypt, "TrustServerCertificate": "yes" if trust_certificate else None}
    query = {name: value for name, value in chosen.items() if value is not None}
    if parsed.get_backend_name() != "mssql":
        return url
    if query and "odbc_connect" in parsed.query:
        raise InputError(f"{redact(url)}: name driver and encryption inside odbc_connect=, not beside it")
    if password is not None:
        parsed = parsed.set(password=password)
    others = [name for name in parsed.query if name.casefold() in {key.casefold() for key in query}]
    return parsed.difference_update_query(others).update_query_dict(query).render_as_string(hide_password=False)


def open_engine(
    url: str,
    *,
    login_timeout_s: int = LOGIN_TIMEOUT_S,
    query_timeout_s: int = QUERY_TIMEOUT_S,
    read_only: bool = False,
) -> Engine:
    """An engine in autocommit without a pool: one connection, one owner, closed at the end.

    Args:
        read_only: tell SQL Server, so that a readable secondary may answer; it does not prevent writing.

    Raises:
        InputError: the URL cannot be used: unknown dialect, no database, no such file, no driver that fits.
    """
    parsed = _parse(url)
    backend = parsed.get_backend_name()
    if backend == "sqlite":
        return _sqlite_engine(parsed)
    if backend == "mssql" and parsed.get_driver_name() == "pyodbc":
        return _mssql_engine(parsed, login_timeout_s, query_timeout_s, read_only=read_only)
    raise InputError(
        f"{parsed.drivername}: this kind of database is not supported",
        hint="Give mssql+pyodbc://HOST/DATABASE?driver=... or sqlite:///FILE",
    )


@contextmanager
def connection(url: str, engine: Engine) -> Iterator[Any]:
    """One raw driver connection, closed at the end; failures inside become one `TargetError` line."""
    _LOG.info("connecting to %s", place(url))
    with target_errors(url):
        with target_errors(url, is_connected=False):
            raw = engine.raw_connection()
        try:
            yield raw.dbapi_connection
        except KeyboardInterrupt:
            raw.detach()  # a statement may still run, and closing would wait for its end
            raise
        except BaseException:
            with _quiet_close():
                raw.close()
            raise
        with _quiet_close():
            raw.close()


@contextmanager
def target_errors(url: str, *, is_connected: bool = True) -> Iterator[None]:
    """Turns an error of a driver into a `TargetError` of one line, with the place and without the password.

    Before it *is_connected*, that is a `NotConnected`; where another program holds locks, a `TargetBusy`.
    """
    from sqlalchemy.exc import DBAPIError

    try:
        yield
    except Exception as error:
        cause = error.orig if isinstance(error, DBAPIError) and error.orig else error
        if cause is error and not is_driver_error(error):
            raise
        text = driver_text(cause, url)
        failure = TargetError if is_connected else NotConnected
        failure = TargetBusy if is_lock(text) else failure
        raise failure(f"{place(url)}: {text}", hint=way_out(text, _parse(url))) from None


def is_driver_error(error: BaseException) -> bool:
    """Whether *error* was raised by a database driver: PEP 249 names its root class ``Error``."""
    return any(base.__name__ == "Error" for base in type(error).__mro__) and not isinstance(error, OSError)


def is_busy(error: BaseException) -> bool:
    """Whether a driver raised *error* because another program holds locks on what was to be read."""
    return is_driver_error(error) and is_lock(" ".join(map(str, error.args)))


def driver_text(error: BaseException, url: str) -> str:
    """The text of a driver's error in one line, without the password of *url*."""
    parts = [str(part) for part in error.args] or [type(error).__name__]
    text = " ".join(" ".join(parts[1:] if len(parts) > 1 and len(parts[0]) == 5 else parts).split())
    password = _parse(url).password
    if password:
        text = text.replace(str(password), "***")
    return redact(text)


def _parse(url: str) -> URL:
    from sqlalchemy import make_url
    from sqlalchemy.exc import ArgumentError

    refuse_raw_password(url)
    try:
        return make_url(url)
    except (ArgumentError, ValueError):
        hint = URL_ESCAPES if "@" in url else "Give mssql+pyodbc://HOST/DATABASE or sqlite:///FILE"
        raise InputError(f"{redact(without_login(url))}: not a database URL", hint=hint) from None


def _sqlite_engine(parsed: URL) -> Engine:
    from sqlalchemy import NullPool, create_engine

    if not parsed.database or parsed.database == ":memory:":
        raise InputError("the SQLite URL names no file", hint="Give sqlite:///FILE")
    path = Path(parsed.database)
    if not path.is_file():
        raise InputError(f"{path}: no such database file")
    return create_engine(
        parsed,
        poolclass=NullPool,
        pool_reset_on_return=None,
        isolation_level="AUTOCOMMIT",
        connect_args={"timeout": LOCK_TIMEOUT_S},
    )


def _mssql_engine(parsed: URL, login_timeout_s: int, query_timeout_s: int, *, read_only: bool) -> Engine:
    from sqlalchemy import NullPool, create_engine, event

    pyodbc = _import_pyodbc()
    complete = _complete(parsed, pyodbc.drivers())
    engine = create_engine(
        _with_intent(complete) if read_only else complete,
        poolclass=NullPool,
        pool_reset_on_return=None,
        isolation_level="AUTOCOMMIT",
        connect_args={"timeout": login_timeout_s},
    )

    @event.listens_for(engine, "connect", insert=True)
    def _set_query_timeout(dbapi_connection: Any, _record: object) -> None:
        dbapi_connection.timeout = query_timeout_s

    return engine


def _import_pyodbc() -> Any:
    """The module pyodbc without pooling; with pooling, a closed connection would keep its session.

    The Linux wheels need the system's libodbc.
    """
    try:
        import pyodbc
    except ImportError as error:
        message, hint = missing_driver("pyodbc", error)
        raise TargetError(f"cannot connect to SQL Server: {message}", hint=hint) from None
    pyodbc.pooling = False
    return pyodbc


def _complete(parsed: URL, installed: list[str]) -> URL:
    """*parsed* with a driver that is installed; a DSN or ``odbc_connect=`` names its own."""
    if "odbc_connect" in parsed.query or "dsn" in parsed.query:
        return parsed
    if not parsed.host or not parsed.database:
        raise InputError(
            f"{redact(without_login(parsed.render_as_string()))}: host and database are both needed",
            hint="Give mssql+pyodbc://HOST/DATABASE, for example mssql+pyodbc://sql1/rgsconfig",
        )
    listed = ", ".join(installed) or "none"
    wanted = parsed.query.get("driver")
    if wanted is None:
        wanted = next((name for name in _KNOWN_DRIVERS if name in installed), None)
        if wanted is None:
            raise InputError(
                f"no ODBC driver for SQL Server is installed (installed: {listed})",
                hint=f"Install {odbc_driver()}; or name one with --odbc-driver NAME (?driver=NAME in a URL)",
            )
        parsed = parsed.update_query_dict({"driver": wanted})
    elif isinstance(wanted, str) and "/" not in wanted and wanted not in installed:
        raise InputError(f"the ODBC driver {wanted!r} is not installed (installed: {listed})")
    if wanted == "FreeTDS" and parsed.port is not None:
        # FreeTDS needs the port as a separate key, not in the server name.
        parsed = parsed.update_query_dict({"port": str(parsed.port)})
    return _with_encryption(parsed, str(wanted))


def _with_encryption(parsed: URL, driver: str) -> URL:
    """*parsed* with Encrypt= as *driver* expects it: ``optional`` and ``strict`` are new in Microsoft's driver 18."""
    key = next((name for name in parsed.query if name.casefold() == "encrypt"), None)
    if key is None or driver == "ODBC Driver 18 for SQL Server" or "/" in driver:
        return parsed
    wanted = str(parsed.query[key]).casefold()
    if driver == "FreeTDS":
        return parsed.difference_update_query([key]).update_query_dict({"Encryption": _FREETDS.get(wanted, wanted)})
    if wanted == "strict":
        raise InputError(
            f"the ODBC driver {driver!r} does not know strict encryption", hint="Install ODBC Driver 18 for SQL Server"
        )
    return parsed.update_query_dict({key: "no"}) if wanted == "optional" else parsed


def _with_intent(parsed: URL) -> URL:
    """*parsed* with ApplicationIntent=ReadOnly where the driver is one of those that know it (2012 and later)."""
    knows = str(parsed.query.get("driver", "")).startswith(("ODBC Driver", "SQL Server Native Client 11"))
    is_set = any(name.casefold() == "applicationintent" for name in parsed.query)
    return parsed.update_query_dict({"ApplicationIntent": "ReadOnly"}) if knows and not is_set else parsed


@contextmanager
def _quiet_close() -> Iterator[None]:
    """Closing a broken connection may fail again; the first error is the one to report."""
    try:
        yield
    except Exception as error:
        if not is_driver_error(error) and not isinstance(error, sqlite3.Error):
            raise
