"""The options of a live database: which, through which driver, how encrypted, how patient."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from functools import wraps
from typing import TYPE_CHECKING, Any, TypeVar

import click

from ..app.repair import RGSCONFIG
from ..database.connection import LOGIN_TIMEOUT_S, QUERY_TIMEOUT_S, place, user_without_password, with_choices
from ..database.server_names import server_url
from ..errors import NotInteractiveError
from ..terminal.console import one_line

if TYPE_CHECKING:
    from ..sources.databases.live import LiveDatabase

Command = TypeVar("Command", bound=Callable[..., Any])
_SECONDS = click.IntRange(1, 86400)

_QUERY_TIMEOUT = click.option(
    "--query-timeout", type=_SECONDS, default=QUERY_TIMEOUT_S, show_default=True, metavar="SECONDS",
    help="How long one statement may take.",
)  # fmt: skip
_CONNECTION = (
    click.option("--odbc-driver", "driver", metavar="NAME", help="ODBC driver for SQL Server. Default: the newest."),
    click.option(
        "--encrypt",
        type=click.Choice(["no", "optional", "yes", "strict"]),
        help="Encryption of the connection. Default: what the driver does by itself.",
    ),
    click.option("--trust-certificate", is_flag=True, help="Accept a self-signed certificate of the server."),
)
_SERVER = (
    click.option("--server", metavar="SERVER", help=r"SQL Server as it is named: SQL1\RTC or SQL1,1433."),
    click.option(
        "--user",
        metavar="LOGIN",
        help="Login of SQL Server; its password is asked for. Default: the Windows user.",
    ),
)
_READING = (
    click.option(
        "--sql",
        "urls",
        multiple=True,
        metavar="URL",
        help="A live database to read (rgsconfig, xds, rtc, rtcdyn), as an SQLAlchemy URL; may be repeated.",
    ),
    *_SERVER,
    click.option(
        "--database", "databases", multiple=True, metavar="NAME", help="Database of --server to read; may be repeated."
    ),
    *_CONNECTION,
    click.option(
        "--login-timeout", type=_SECONDS, default=LOGIN_TIMEOUT_S, show_default=True, metavar="SECONDS",
        help="How long to wait for a server to answer.",
    ),
    _QUERY_TIMEOUT,
)  # fmt: skip
_REPAIRED = (
    click.option("--sql", "url", metavar="URL", help="The rgsconfig database, as an SQLAlchemy URL."),
    *_SERVER,
    click.option("--database", metavar="NAME", help=f"Its database on --server. Default: {RGSCONFIG}."),
    *_CONNECTION,
    _QUERY_TIMEOUT,
)


def sql_options(command: Command) -> Command:
    """Adds the options of databases that are read; `live_databases` takes what they give."""
    return _with(command, _READING)


def rgsconfig_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Adds the options of the one database that is repaired; *command* gets them all as ``url``, with the password."""

    @wraps(command)
    def with_one_url(
        *args: Any,
        url: str | None,
        server: str | None,
        database: str | None,
        user: str | None,
        driver: str | None,
        encrypt: Any,
        trust_certificate: bool,
        **others: Any,
    ) -> Any:
        named = _named(server, user, (database or RGSCONFIG,), has_database=database is not None)
        given = [*([url] if url is not None else []), *named]
        if len(given) != 1:
            raise click.UsageError("name the database with either --server SERVER or --sql URL")
        return command(*args, url=_chosen(given[0], driver, encrypt, trust_certificate), **others)

    return _with(with_one_url, _REPAIRED)


def live_databases(
    *,
    urls: tuple[str, ...],
    server: str | None,
    user: str | None,
    databases: tuple[str, ...],
    driver: str | None,
    encrypt: Any,
    trust_certificate: bool,
    login_timeout: int,
    query_timeout: int,
) -> list[LiveDatabase]:
    """The databases to read. Asks on a terminal for the password of a user whom a URL names without one.

    Raises:
        InputError: a URL cannot be used.
        NotInteractiveError: a password is missing, and this is no terminal.
    """
    from ..sources.databases.live import LiveDatabase

    return [
        LiveDatabase(
            _chosen(url, driver, encrypt, trust_certificate),
            login_timeout_s=login_timeout,
            query_timeout_s=query_timeout,
        )
        for url in (*urls, *_named(server, user, databases, has_database=bool(databases)))
    ]


def _named(server: str | None, user: str | None, databases: Sequence[str], *, has_database: bool) -> list[str]:
    """The URLs of the databases of --server; none without it."""
    if server is None:
        if user is not None or has_database:
            raise click.UsageError("--database and --user need --server SERVER")
        return []
    if not databases:
        raise click.UsageError("name at least one --database of --server")
    return [server_url(server, database, user) for database in databases]


def _with(command: Command, options: Sequence[Callable[[Any], Any]]) -> Command:
    for option in reversed(options):
        command = option(command)
    return command


def _chosen(url: str, driver: str | None, encrypt: Any, trust_certificate: bool) -> str:
    return with_choices(
        url, password=_password(url), driver=driver, encrypt=encrypt, trust_certificate=trust_certificate
    )


def _password(url: str) -> str | None:
    user = user_without_password(url)
    if user is None:
        return None
    question = f"Password of {user} for {place(url)}"
    if not sys.stdin.isatty():
        raise NotInteractiveError(
            one_line(question),
            "the password in a URL (--sql mssql+pyodbc://USER:PASSWORD@HOST/DATABASE), or no user: a Windows login",
        )
    answer: str = click.prompt(one_line(question), hide_input=True, err=True)
    return answer
