r"""Servers as people name them, ``SQL1\RTC`` or ``sql1,1433``, and passwords that a URL cannot hold as they are."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ..errors import InputError

if TYPE_CHECKING:
    from sqlalchemy import URL

_SERVER = re.compile(
    r"(?:tcp:)?(?P<host>[\w.\-]+|\(local\))(?:\\(?P<instance>[\w$#\-]+))?(?:[,:] ?(?P<port>[0-9]{1,5}))?", re.IGNORECASE
)
_LAST_PORT = 65535
#: a % that is not the start of an escape
_RAW_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
#: the name that stands behind a password in the query of a URL, and names that stand there in good order
_AFTER_PASSWORD = re.compile(r"(?:^|&)(?:pwd|password|odbc_connect)=[^&]*&([^=&]*)", re.IGNORECASE)
_SETTINGS = frozenset(
    {"driver", "encrypt", "trustservercertificate", "trusted_connection", "user", "uid", "database", "server", "port"}
)
#: what a setting is called whose value is a secret
HIDDEN_SETTING = r"\b\w*(?:pwd|pass|passwd|password|passphrase|secret|token|api_?key)"
#: what may hold a password although it is not a URL that can be read
_MAY_BE_LOGIN = re.compile(rf"@|:(?!//)|{HIDDEN_SETTING}\s*=", re.IGNORECASE)
#: the same where a name may be meant: ``USER:PASSWORD@``, or ``password=``
_LOGIN = re.compile(rf"://|:.*@|{HIDDEN_SETTING}\s*=", re.IGNORECASE | re.DOTALL)
_DRIVE = re.compile(r"^[A-Za-z]:(?=[\\/])")
URL_ESCAPES = (
    "In a URL, write @ of a password as %40, / as %2F, ? as %3F and % as %25; or leave the password out (USER@HOST, "
    "or --server with --user): you are asked for it"
)


def server_url(server: str, database: str, user: str | None = None) -> str:
    r"""The URL of *database* on *server*: a host, ``HOST\INSTANCE``, each with ``,PORT`` where it has its own.

    Without *user*, the login is that of the Windows user.

    Raises:
        InputError: it is not the name of a server, or *user* is one of Windows.
    """
    from sqlalchemy import URL

    found = _SERVER.fullmatch(server.strip())
    port = int(found["port"]) if found and found["port"] else None
    if found is None or (port is not None and not 0 < port <= _LAST_PORT):
        shown = repr(server) if server == without_login(server) else f"--server: {without_login(server)}"
        raise InputError(
            f"{shown} is not the name of a server",
            hint=r"Name it as SQL Server does: SQL1, SQL1\RTC or SQL1,1433; for anything else give --sql URL",
        )
    if is_login(database):
        raise InputError(
            f"--database: {without_login(database)} is not the name of a database",
            hint="Name the database alone, e.g. rgsconfig; give a URL with --sql",
        )
    if user is not None and "\\" in user:
        raise InputError(
            f"{user}: this is a Windows user, and only a login of SQL Server has a password here",
            hint="Leave --user out: the login is that of the Windows user who runs this program",
        )
    host = found["host"] + (f"\\{found['instance']}" if found["instance"] else "")
    made = URL.create("mssql+pyodbc", user or None, None, host, port, database)
    return made.render_as_string(hide_password=False)


def named_url(text: str, database: str) -> str:
    r"""*text* if it is a URL; else that of a server, as ``SQL1\RTC`` or ``SQL1\RTC/DATABASE``; else of *database*.

    Raises:
        InputError: it is neither.
    """
    if "://" in text:
        return text
    server, _, named = text.partition("/")
    return server_url(server, named or database)


def server_name(url: URL) -> str:
    r"""The server of *url* as SQL Server writes it: ``SQL1\RTC`` or ``sql1,1433``."""
    return f"{url.host},{url.port}" if url.port else str(url.host)


def refuse_raw_password(url: str) -> None:
    """Refuse a URL whose password could be taken for a part of the host or of the database, and then be shown.

    Raises:
        InputError: the message shows nothing of the URL but its kind.
    """
    kind, separator, rest = url.partition("://")
    named, _, query = rest.partition("?")
    if separator and (match := _AFTER_PASSWORD.search(query)) and match[1].casefold() not in _SETTINGS:
        raise InputError(
            f"{kind}://...: an & stands behind a password in this URL, which may be a part of it",
            hint="Write & of a password as %26, and settings of your own before the password",
        )
    if not separator or rest.startswith("/"):
        return
    login, at, _ = named.rpartition("@")
    has_query_login = not at and "@" in query and "odbc_connect=" not in query.casefold()
    if "@" in login or _RAW_PERCENT.search(login) or has_query_login:
        raise InputError(
            f"{kind}://...: the login in this URL has an @, a ? or a % that stands for itself",
            hint=URL_ESCAPES,
        )


def without_login(url: str) -> str:
    """*url* for a message about what is wrong with it: only its kind is shown where it may hold a password."""
    kind, separator, _ = url.partition("://")
    if not _MAY_BE_LOGIN.search(_DRIVE.sub("", url)):
        return url
    return f"{kind}://..." if separator and kind.replace("+", "").isalnum() else "..."


def is_login(name: str) -> bool:
    """Whether *name*, of a file or a database, is rather a URL or another way to write a login with its password."""
    return bool(_LOGIN.search(_DRIVE.sub("", name)))
