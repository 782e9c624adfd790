"""The options of a live database that is read: which, through which driver, how encrypted, how patient."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from ..database import LOGIN_TIMEOUT_S, QUERY_TIMEOUT_S, place, user_without_password, with_choices
from ..errors import NotInteractiveError
from .console import one_line

if TYPE_CHECKING:
    from ..sources.sql_database import LiveDatabase

Command = TypeVar("Command", bound=Callable[..., Any])
_SECONDS = click.IntRange(1, 86400)

_OPTIONS = (
    click.option(
        "--sql",
        "urls",
        multiple=True,
        metavar="URL",
        help="A live database to read (rgsconfig, xds, rtc, rtcdyn), as an SQLAlchemy URL; may be repeated.",
    ),
    click.option("--odbc-driver", "driver", metavar="NAME", help="ODBC driver for SQL Server; the newest installed."),
    click.option(
        "--encrypt",
        type=click.Choice(["no", "optional", "yes", "strict"]),
        help="Encryption of the connection; what the driver does by itself where it is not given.",
    ),
    click.option("--trust-certificate", is_flag=True, help="Accept a server's own, self-signed certificate."),
    click.option(
        "--login-timeout", type=_SECONDS, default=LOGIN_TIMEOUT_S, show_default=True, metavar="SECONDS",
        help="How long to wait for a server to answer.",
    ),
    click.option(
        "--query-timeout", type=_SECONDS, default=QUERY_TIMEOUT_S, show_default=True, metavar="SECONDS",
        help="How long one statement may take.",
    ),
)  # fmt: skip


def sql_options(command: Command) -> Command:
    """Adds the options; `live_databases` takes what they give."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def live_databases(
    *,
    urls: tuple[str, ...],
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
    from ..sources.sql_database import LiveDatabase

    return [
        LiveDatabase(
            with_choices(
                url, password=_password(url), driver=driver, encrypt=encrypt, trust_certificate=trust_certificate
            ),
            login_timeout_s=login_timeout,
            query_timeout_s=query_timeout,
        )
        for url in urls
    ]


def _password(url: str) -> str | None:
    user = user_without_password(url)
    if user is None:
        return None
    question = f"Password of {user} for {place(url)}"
    if not sys.stdin.isatty():
        raise NotInteractiveError(
            one_line(question), "the password in the URL (USER:PASSWORD@HOST), or no user for a Windows login"
        )
    answer: str = click.prompt(one_line(question), hide_input=True, err=True)
    return answer
