"""How the repair commands reach a SQL Server: driver, encryption and password are chosen beside the URL."""

from __future__ import annotations

import socket
from collections.abc import Callable
from contextlib import closing
from typing import Any

import pytest

from migrator.database.connection import with_choices


@pytest.mark.parametrize("command", ["find", "plan"])
def test_a_missing_password_without_a_terminal(run: Callable[..., Any], command: str) -> None:
    """Nobody can be asked: the message says where the password goes, and no server is spoken to."""
    done = run("repair", command, "--sql", "mssql+pyodbc://repairer@sql1/rgsconfig")
    assert done.code == 2
    assert "Password of repairer for sql1/rgsconfig: no answer" in done.err


@pytest.mark.debian("tdsodbc")
def test_the_driver_is_chosen_beside_the_url(run: Callable[..., Any]) -> None:
    """A real driver that is named with --odbc-driver meets a closed port: exit code 2, and no password in the line."""
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = f"mssql+pyodbc://repairer:Pa55word@127.0.0.1:{port}/rgsconfig"
    done = run("repair", "find", "--sql", server, "--odbc-driver", "FreeTDS")
    assert done.code == 2, "nothing was begun"
    assert f"127.0.0.1,{port}/rgsconfig: [08" in done.err
    assert "Pa55word" not in done.out + done.err


def test_every_choice_reaches_the_connection(run: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """Driver, encryption and trust stand in the URL that is opened."""
    opened: list[str] = []

    def remember(url: str, **_options: Any) -> Any:
        opened.append(url)
        raise KeyboardInterrupt

    monkeypatch.setattr("migrator.repair.opening.open_target", remember)
    url = "mssql+pyodbc://sql1/rgsconfig"
    run("repair", "find", "--sql", url, "--odbc-driver", "FreeTDS", "--encrypt", "strict", "--trust-certificate")
    assert opened == [with_choices(url, driver="FreeTDS", encrypt="strict", trust_certificate=True)]


def test_choices_beside_an_odbc_string_are_refused(run: Callable[..., Any]) -> None:
    """An ODBC string says all by itself: one line, exit code 2, and its password is not shown."""
    done = run("repair", "find", "--sql", "mssql+pyodbc:///?odbc_connect=PWD%3DPa55word", "--encrypt", "no")
    assert done.code == 2
    assert "inside odbc_connect=" in done.err
    assert "Pa55word" not in done.err


@pytest.mark.parametrize(
    ("words", "url"),
    [
        (("--server", r"SQL1\RTC"), "mssql+pyodbc://SQL1\\RTC/rgsconfig"),
        (("--server", "sql1,1533", "--database", "rgs2"), "mssql+pyodbc://sql1:1533/rgs2"),
        (("--server", "sql1:1533", "--odbc-driver", "FreeTDS"), "mssql+pyodbc://sql1:1533/rgsconfig?driver=FreeTDS"),
    ],
)
def test_a_server_is_named_beside_the_url(
    run: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], url: str
) -> None:
    """Named instance, port and driver reach the connection as a Windows login; rgsconfig is the default."""
    opened: list[str] = []

    def remember(url: str, **_options: Any) -> Any:
        opened.append(url)
        raise KeyboardInterrupt

    monkeypatch.setattr("migrator.repair.opening.open_target", remember)
    run("repair", "find", *words)
    assert opened == [url]


@pytest.mark.parametrize(
    "words", [(), ("--server", "SQL1", "--sql", "sqlite:///x.db"), ("--sql", "sqlite:///x.db", "--database", "x")]
)
def test_a_database_is_named_in_one_way(run: Callable[..., Any], words: tuple[str, ...]) -> None:
    """Neither, both, or a half of one: exit code 2, and the options are named."""
    done = run("repair", "find", *words)
    assert (done.code, "--server" in done.err) == (2, True)


def test_the_password_of_a_login_is_asked_for(run: Callable[..., Any]) -> None:
    """--user names a login of SQL Server: without a terminal the message says where the password goes."""
    done = run("repair", "find", "--server", r"SQL1\RTC", "--user", "repairer")
    assert (done.code, r"Password of repairer for SQL1\RTC/rgsconfig: no answer" in done.err) == (2, True)


@pytest.mark.parametrize("command", ["repair find", "inventory"])
def test_a_password_with_an_at_sign_is_nowhere(run: Callable[..., Any], command: str, tmp_path: Any) -> None:
    """Raw in a URL it is refused: neither the screen nor the log has a piece of it, and it is said how to write it."""
    log = tmp_path / "log.txt"
    done = run("--log", str(log), *command.split(), "--sql", "mssql+pyodbc://sa:S3c@re/t%@sql1/rgsconfig")
    said = done.out + done.err + (log.read_text("utf-8") if log.exists() else "")
    assert done.code == 2
    assert "write @ of a password as %40, / as %2F" in done.err
    assert not [piece for piece in ("S3c", "re/t", "t%@") if piece in said]
