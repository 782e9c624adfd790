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
    """A real driver that is named with --odbc-driver meets a closed port: exit code 4, and no password in the line."""
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = f"mssql+pyodbc://repairer:Pa55word@127.0.0.1:{port}/rgsconfig"
    done = run("repair", "find", "--sql", server, "--odbc-driver", "FreeTDS")
    assert done.code == 4
    assert "127.0.0.1/rgsconfig: [08" in done.err
    assert "Pa55word" not in done.out + done.err


def test_every_choice_reaches_the_connection(run: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """Driver, encryption and trust stand in the URL that is opened."""
    opened: list[str] = []

    def remember(url: str) -> Any:
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
