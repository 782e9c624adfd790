"""`inventory --sql`: alone, beside files, and when a server cannot be used."""

from __future__ import annotations

import json
import socket
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pexpect
import pytest

from migrator.repair.embedded import build


@pytest.fixture
def url(tmp_path: Path) -> str:
    """The embedded rgsconfig of Contoso."""
    return f"sqlite:///{build(tmp_path / 'rgsconfig.sqlite')}"


@pytest.fixture
def closed_port() -> int:
    """A port of this machine on which nobody listens."""
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def test_a_database_alone(run: Callable[..., Any], url: str) -> None:
    """No file is needed; the source is the database, without a checksum."""
    done = run("inventory", "--sql", url, "--name", "live", "--json")
    assert done.code == 0
    document = json.loads(done.out)
    (source,) = document["sources"]
    assert (source["format"], source["sha256"], source["rejected"]) == ("sql:rgsconfig", "", 0)
    assert document["items"]["ownership"] == 5
    assert sum(document["items"].values()) == source["read"]


def test_databases_and_files_make_one_snapshot(run: Callable[..., Any], url: str, contoso: Path) -> None:
    """Evidence of both kinds stands side by side."""
    done = run("inventory", contoso, "--sql", url, "--name", "both", "--json")
    document = json.loads(done.out)
    assert set(document["products"]) == {"lync2013", "ocs2007r2"}
    assert document["sources"][0]["format"] == "sql:rgsconfig"
    assert len(document["sources"]) > 30


def test_neither_is_a_usage_error(run: Callable[..., Any]) -> None:
    """The message names both ways."""
    done = run("inventory")
    assert done.code == 2
    assert "--sql URL" in done.err


@pytest.mark.parametrize("bad", ["nonsense", "sqlite:////none/such.db", "postgresql://h/d"])
def test_a_url_that_cannot_be_used_makes_no_project(run: Callable[..., Any], project: Path, bad: str) -> None:
    """One line, exit code 2, and no project is left behind."""
    done = run("inventory", "--sql", bad)
    assert done.code == 2
    assert not project.exists()


def test_a_database_nobody_knows_beside_files_is_a_loss(run: Callable[..., Any], contoso: Path, tmp_path: Path) -> None:
    """An empty database is named, and exit code 5 says that something was not read."""
    (tmp_path / "empty.db").touch()
    done = run("inventory", contoso, "--sql", f"sqlite:///{tmp_path / 'empty.db'}")
    assert done.code == 5
    assert "no table can be seen" in done.out


def test_databases_of_a_server_are_named_as_people_name_them(
    run: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """--server with its instance and two databases: both are opened; without --database, or --server, it is said."""
    opened: list[str] = []

    def remember(*_given: Any, databases: Any, **_options: Any) -> Any:
        opened.extend(database.place for database in databases)
        raise KeyboardInterrupt

    monkeypatch.setattr("migrator.app.inventory.take_inventory", remember)
    run("inventory", "--server", r"SQL1\RTC,1533", "--database", "rgsconfig", "--database", "xds")
    assert opened == [r"SQL1\RTC,1533/rgsconfig", r"SQL1\RTC,1533/xds"]
    for words, missing in (
        (("--server", "SQL1"), "name at least one --database of --server"),
        (("--database", "xds"), "--database and --user need --server"),
    ):
        done = run("inventory", *words)
        assert (done.code, missing in done.err) == (2, True)


def test_a_missing_password_without_a_terminal(run: Callable[..., Any], project: Path) -> None:
    """Nobody can be asked: the message says where the password goes."""
    done = run("inventory", "--sql", "mssql+pyodbc://reader@sql1/rgsconfig")
    assert done.code == 2
    assert "Password of reader for sql1/rgsconfig: no answer" in done.err
    assert not project.exists()


@pytest.mark.debian("tdsodbc")
def test_an_unreachable_server_leaves_the_project_as_it_was(
    run: Callable[..., Any], url: str, project: Path, closed_port: int
) -> None:
    """A real driver and a closed port: exit code 2, one line without the password, no snapshot."""
    run("inventory", "--sql", url, "--name", "first")
    server = f"mssql+pyodbc://reader:Pa55word@127.0.0.1:{closed_port}/rgsconfig"
    done = run("inventory", "--sql", server, "--sql", url, "--odbc-driver", "FreeTDS", "--login-timeout", "3")
    assert done.code == 2
    assert f"127.0.0.1,{closed_port}/rgsconfig: [08" in done.err
    assert "Pa55word" not in done.out + done.err
    assert [s["snapshot"]["name"] for s in json.loads(run("snapshots", "--json").out)] == ["first"]


@pytest.mark.debian("tdsodbc")
@pytest.mark.skipif(sys.platform == "win32", reason="a pseudo terminal")
def test_a_password_is_asked_on_a_terminal_and_not_shown(tmp_path: Path, closed_port: int) -> None:
    """What is typed does not come back, neither as echo nor in the error."""
    server = f"mssql+pyodbc://reader@127.0.0.1:{closed_port}/rgsconfig?driver=FreeTDS"
    command = ["-m", "migrator", "--project", str(tmp_path / "p.db"), "inventory", "--sql", server]
    child = pexpect.spawn(sys.executable, [*command, "--login-timeout", "3"], encoding="utf-8", timeout=20)
    child.expect(f"Password of reader for 127.0.0.1,{closed_port}/rgsconfig: ")
    child.waitnoecho()
    child.sendline("Pa55word")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 2
    assert "Pa55word" not in child.before
    assert not (tmp_path / "p.db").exists()
