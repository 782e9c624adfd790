"""What to do about errors of connecting that are met on every site, on the system that this program runs on."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from .server_names import URL_ESCAPES, server_name

if TYPE_CHECKING:
    from sqlalchemy import URL

_OWN_CERTIFICATE = (
    "The server has a certificate of its own: accept it with --trust-certificate (&TrustServerCertificate=yes in a URL)"
)
_NO_DRIVER = "The library of the driver is missing: install the driver again, or name another with --odbc-driver"
_OLD_TLS = (
    "The server only knows TLS 1.0: use --odbc-driver FreeTDS, or set OPENSSL_CONF for this program to a file of your "
    "own with MinProtocol=TLSv1.0 and CipherString=DEFAULT@SECLEVEL=0"
)
_OLD_TLS_OF_WINDOWS = "The server only knows TLS 1.0, which this system does not use: run this on a Windows of its age"
_LOCKED = "Another program holds locks on what is to be read: wait until it ends, then try again"
_LOCK_SIGNS = ("lock request time out", "database is locked", "database table is locked")
_TOO_LONG = "One statement took too long: give it more time with --query-timeout SECONDS"
# Sources: odbc-integrated-authentication (ticket, full name), sql-kerberos-spn (the name of the service).
_KERBEROS = (
    "Without --user, the login is that of a Windows user. From this system it needs the user in the domain's Kerberos: "
    "get a ticket with `kinit USER@DOMAIN` (DOMAIN in capital letters, as in krb5.conf), and name the server by its "
    "full name, which must be in its SPN (MSSQLSvc/HOST:PORT). Or give a login of SQL Server with --user"
)
_RUNAS = (
    "Without --user, the login is that of the Windows user who runs this program, here {user}. From a computer outside "
    "the domain, open a window with `runas /netonly /user:DOMAIN\\USER cmd` and run it there. Or give a login of SQL "
    "Server with --user"
)
_CERTIFICATE_SIGNS = ("certificate verify failed", "self-signed certificate", "not trusted")
_NO_ANSWER_SIGNS = ("unable to connect", "login timeout expired", "server is not found", "not accessible")
_LOGIN_SIGNS = ("login failed", "sspi", "kerberos", "gss", "untrusted domain", "not associated with a trusted")


def way_out(text: str, url: URL) -> str | None:
    """What to do about the error *text* of connecting to *url*, or None."""
    signs = {
        _OWN_CERTIFICATE: _CERTIFICATE_SIGNS,
        _OLD_TLS_OF_WINDOWS if sys.platform == "win32" else _OLD_TLS: ("unsupported protocol", "ssl security error"),
        _NO_DRIVER: ("can't open lib",),
        _LOCKED: _LOCK_SIGNS,
        _TOO_LONG: ("query timeout expired",),
    }
    lowered = text.lower()
    for hint, known in signs.items():
        if any(sign in lowered for sign in known):
            return hint
    if url.get_backend_name() == "mssql" and any(sign in lowered for sign in _LOGIN_SIGNS):
        return _login(url)
    return _no_answer(url) if any(sign in lowered for sign in _NO_ANSWER_SIGNS) else None


def is_lock(text: str) -> bool:
    """Whether the error *text* says that another program holds locks."""
    return any(sign in text.lower() for sign in _LOCK_SIGNS)


def _login(url: URL) -> str:
    if url.username:
        windows = " A Windows user is not a login here: leave it out." if "\\" in url.username else ""
        return f"Check user and password.{windows} {URL_ESCAPES}"
    if sys.platform == "win32":
        from getpass import getuser

        return _RUNAS.format(user=getuser())
    return _KERBEROS


def _no_answer(url: URL) -> str:
    checked = f"Check {server_name(url)}; SQL Server must accept TCP connections from this machine"
    if "\\" in str(url.host) and not url.port:
        return f"{checked}, and an instance is found only through its SQL Server Browser (UDP 1434): or give HOST,PORT"
    return checked if url.port else f"{checked}, by default on port 1433: for another give HOST,PORT"
