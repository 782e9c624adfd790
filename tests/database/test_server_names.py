r"""Servers as people name them, and passwords that a URL cannot hold as they are."""

from __future__ import annotations

import sys

import click
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from sqlalchemy import make_url

from migrator.cli.sql_options import rgsconfig_option
from migrator.database.connection import (
    open_engine,
    options_of,
    place,
    target_errors,
    user_without_password,
    with_choices,
    without_password,
)
from migrator.database.drivers import missing_driver, odbc_driver
from migrator.database.server_names import URL_ESCAPES, is_login, named_url, server_url
from migrator.errors import InputError, NotConnected


@pytest.mark.parametrize(
    ("server", "shown"),
    [
        ("SQL1", "SQL1/rgsconfig"),
        (r"SQL1\RTC", r"SQL1\RTC/rgsconfig"),
        (r"sql1.contoso.local\RTC,1533", r"sql1.contoso.local\RTC,1533/rgsconfig"),
        ("sql1,1433", "sql1,1433/rgsconfig"),
        ("sql1:1433", "sql1,1433/rgsconfig"),
        ("tcp:sql1, 1433", "sql1,1433/rgsconfig"),
        ("10.0.0.5", "10.0.0.5/rgsconfig"),
        (".\\RTC", ".\\RTC/rgsconfig"),
        ("(local)", "(local)/rgsconfig"),
    ],
)
def test_a_server_is_named_as_sql_server_names_it(server, shown):
    """Instance and port reach the URL, and every message names them."""
    assert place(server_url(server, "rgsconfig")) == shown
    assert place(named_url(server, "rgsconfig")) == shown


@pytest.mark.parametrize("server", ["", "SQL1/RTC", "a b", "sql1,99999", "sql1;PWD=x", "sql1{x}", "u@sql1", "sql1?x=1"])
def test_what_is_not_a_server_is_refused(server):
    """A slash for the backslash, a port that is none, and what would get into the connection text."""
    with pytest.raises(InputError, match="is not the name of a server") as caught:
        server_url(server, "rgsconfig")
    assert r"SQL1\RTC" in caught.value.hint


@pytest.mark.parametrize("login", ["mssql+pyodbc://sa:S3cret@sql1/x", "mssql://sa:S3cret", "Server=h;PWD=S3cret"])
def test_a_url_in_another_place_is_not_shown(login):
    """A URL given as server or database may hold a password: the refusal shows none of it."""
    for server, database in ((login, "rgsconfig"), ("SQL1", login)):
        with pytest.raises(InputError, match=r"is not the name of a (server|database)") as caught:
            server_url(server, database)
        assert "S3cret" not in f"{caught.value.message} {caught.value.hint}"


@pytest.mark.parametrize("url", ["mssql+pyodbc://sa:S3cret", "mssql+pyodbc:/sa:S3cret@h/x", "sa:S3cret", "PWD=S3cret"])
def test_a_url_without_its_host_is_not_shown(url):
    """A password in what is not a URL after all is not shown either; a file's name is."""
    with pytest.raises(InputError, match="not a database URL") as caught:
        place(url)
    assert "S3cret" not in f"{caught.value.message} {caught.value.hint}"
    with pytest.raises(InputError, match=r"rgs\.db: not a database URL"):
        place("C:\\data\\rgs.db")


@pytest.mark.parametrize("url", ["mssql+pyodbc://sql1/x?password={}", "mssql+pyodbc:///?odbc_connect=SERVER=h;PWD={}"])
def test_an_ampersand_in_a_password_is_not_a_setting_of_its_own(url):
    """What stands behind it would be shown as a setting; it is refused, and how to write it is said."""
    for use in (place, without_password, open_engine):
        with pytest.raises(InputError, match="an & stands behind a password") as caught:
            use(url.format("S3c&ret=1"))
        assert "ret" not in caught.value.message
        assert caught.value.hint == "Write & of a password as %26, and settings of your own before the password"
    assert "ret" not in without_password(url.format("S3c%26ret"))
    assert place("mssql+pyodbc://sql1/x?password=y&driver=FreeTDS") == "sql1/x"


@given(st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=20))
def test_the_name_of_a_database_is_kept(name):
    """Whatever the database is called, but for a login, the URL leads to it, and the server stays the same."""
    assume(not is_login(name))
    assert place(server_url(r"SQL1\RTC", name)) == rf"SQL1\RTC/{name}"


def test_a_login_of_sql_server_is_asked_for_its_password():
    """--user goes into the URL without a password; a user of Windows is not such a login."""
    assert user_without_password(server_url("SQL1", "rgsconfig", "repairer")) == "repairer"
    assert user_without_password(server_url("SQL1", "rgsconfig")) is None
    with pytest.raises(InputError, match="this is a Windows user"):
        server_url("SQL1", "rgsconfig", r"CONTOSO\anna")


#: passwords that people have, raw in a URL
RAW = ["p@ss/word", "S3c@ret", "S3c%ret", "S3c/re@t%", "S3c?ret", "12/34?S3cret", "S3c ret@x", "@S3cret", "S3cret@"]


@pytest.mark.parametrize("password", RAW)
@pytest.mark.parametrize("form", ["mssql+pyodbc://sa:{}@sql1/rgsconfig", "mssql+pyodbc://sa:{}@sql1", "sa:{}@sql1/x"])
def test_a_password_that_the_url_cannot_hold_is_not_shown_in_part(password, form):
    """It is refused where it is ambiguous; no message holds a piece of it; it is said how to write it."""
    url = form.format(password)
    for use in (place, without_password, user_without_password, with_choices, open_engine):
        with pytest.raises(InputError) as caught:
            use(url)
        said = f"{caught.value.message} {caught.value.hint}"
        assert not {piece for piece in ("S3c", "ret", "p@ss", "word", "1234") if piece in said.replace("password", "")}
        assert URL_ESCAPES in said or "host and database are both needed" in said


@given(st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=12))
def test_a_password_written_as_told_arrives(password):
    """Escaped as the message says, any password is the one of the login, and nothing of it is shown."""
    escaped = "".join({"@": "%40", "/": "%2F", "?": "%3F", "%": "%25"}.get(one, one) for one in password)
    url = f"mssql+pyodbc://sa:{escaped}@sql1/rgsconfig"
    assert make_url(url).password == password
    assert place(url) == "sql1/rgsconfig"
    assert without_password(url) == "mssql+pyodbc://sa@sql1/rgsconfig"


@pytest.mark.parametrize(
    "url",
    [
        "mssql+pyodbc://SQL1\\RTC/rgsconfig",
        "mssql+pyodbc://repairer@sql1:1533/rgs%20config?driver=FreeTDS&Encrypt=optional&TrustServerCertificate=yes",
        "mssql+pyodbc://sql1/rgsconfig?driver=FreeTDS&TDS_Version=7.2",
        "sqlite:///rgs.db",
    ],
)
def test_a_command_that_is_named_leads_to_the_same_database(url, monkeypatch):
    """What messages print to be typed again opens the very connection; what --server cannot say stays a URL."""
    opened = []

    @click.command()
    @rgsconfig_option
    def command(url, query_timeout):
        opened.append((url, query_timeout))

    monkeypatch.setattr("migrator.cli.sql_options._password", lambda _url: None)
    command.main(list(options_of(url)), standalone_mode=False)
    ((again, _),) = opened
    assert make_url(again) == make_url(url)


class DriverError(Exception):
    """PEP 249's root of a driver's errors."""


DriverError.__name__ = "Error"
LOGIN_ERRORS = [
    "[18452] Login failed. The login is from an untrusted domain and cannot be used with Windows authentication.",
    "SSPI Provider: No Kerberos credentials available",
    "Cannot generate SSPI context",
]


@pytest.mark.parametrize("text", LOGIN_ERRORS)
@pytest.mark.parametrize(
    ("system", "needed"), [("linux", "kinit USER@DOMAIN"), ("darwin", "kinit USER@DOMAIN"), ("win32", "runas /netonly")]
)
def test_a_windows_login_from_elsewhere_says_what_it_needs(monkeypatch, text, system, needed):
    """A ticket on Linux and macOS, another logon on Windows; with a login of SQL Server, user and password."""
    monkeypatch.setattr(sys, "platform", system)
    with pytest.raises(NotConnected) as caught, target_errors("mssql+pyodbc://sql1/rgsconfig", is_connected=False):
        raise DriverError("28000", text)
    assert needed in caught.value.hint
    with pytest.raises(NotConnected) as caught, target_errors("mssql+pyodbc://sa@sql1/rgsconfig", is_connected=False):
        raise DriverError("28000", text)
    assert caught.value.hint.startswith("Check user and password")


@pytest.mark.parametrize(
    ("system", "named", "not_named"),
    [
        ("win32", "ODBC Driver 18 for SQL Server", "apt"),
        ("darwin", "brew install unixodbc freetds", "apt"),
        ("linux", "apt install unixodbc tdsodbc", "brew"),
    ],
)
def test_the_driver_to_install_is_one_of_this_system(monkeypatch, system, named, not_named):
    """No Debian package is named on Windows."""
    monkeypatch.setattr(sys, "platform", system)
    assert named in odbc_driver()
    assert not_named not in odbc_driver()
    _, hint = missing_driver("pyodbc", "no libodbc")
    assert "pip install pyodbc" in hint
    assert not_named not in hint
    assert (named in hint) is (system != "win32")


def test_an_instance_is_found_by_the_browser_or_its_port():
    """A named instance that does not answer: what finds it is named, with the instance."""
    with pytest.raises(NotConnected) as caught, target_errors("mssql+pyodbc://SQL1\\RTC/rgsconfig", is_connected=False):
        raise DriverError("HYT00", "Login timeout expired")
    assert caught.value.message.startswith("SQL1\\RTC/rgsconfig: ")
    assert "SQL Server Browser (UDP 1434): or give HOST,PORT" in caught.value.hint
