"""What all tests share: the Contoso evidence, the command line in this process, no network, packages and programs."""

from __future__ import annotations

import ctypes.util
import ipaddress
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import attrs
import hypothesis
import pytest
from hypothesis.configuration import set_hypothesis_home_dir

from migrator.__main__ import main
from migrator.resources import fixture

ROOT = Path(__file__).parents[1]


def _has_freetds() -> bool:
    """FreeTDS is registered with unixODBC, and unixODBC is there."""
    drivers = Path("/etc/odbcinst.ini")
    listed = drivers.read_text(errors="replace") if drivers.is_file() else ""
    return ctypes.util.find_library("odbc") is not None and "[FreeTDS]" in listed


def _has_postgresql() -> bool:
    return bool(shutil.which("initdb") or list(Path("/usr/lib/postgresql").glob("*/bin/initdb")))


#: Debian package -> whether what it brings is here, however it was installed
_PRESENT: dict[str, Callable[[], bool]] = {
    "libreoffice-calc": lambda: shutil.which("soffice") is not None,
    "chromium": lambda: shutil.which("chromium") is not None,
    "postgresql": _has_postgresql,
    "tdsodbc": _has_freetds,
    "unixodbc": lambda: ctypes.util.find_library("odbc") is not None,
}


def _is_here(package: str) -> bool:
    if package in _PRESENT:
        return _PRESENT[package]()
    if shutil.which("dpkg-query") is None:
        return False
    return subprocess.run(["dpkg-query", "--status", package], capture_output=True, check=False).returncode == 0


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip a test whose Debian package or program is missing; fail it where the environment requires them."""
    for marker in item.iter_markers("debian"):
        for package in marker.args:
            if not _is_here(package):
                _refuse(f"needs the Debian package {package}", "MIGRATOR_REQUIRE_DEBIAN")
    for marker in item.iter_markers("program"):
        for name in marker.args:
            if shutil.which(name) is None:
                _refuse(f"needs the program {name} on the PATH", "MIGRATOR_REQUIRE_PROGRAMS")


def _refuse(reason: str, required_by: str) -> None:
    if os.environ.get(required_by):
        pytest.fail(f"{reason}, and {required_by} is set", pytrace=False)
    pytest.skip(reason)


def _is_loopback(host: object) -> bool:
    if host in (None, "", b"", "localhost", b"localhost"):
        return True
    try:
        return ipaddress.ip_address(str(host)).is_loopback
    except ValueError:
        return False


def _refuse_network(event: str, arguments: tuple[Any, ...]) -> None:
    """Audit hook: a socket of this process reaches this machine and no other."""
    if event == "socket.getaddrinfo":
        host = arguments[0]
    elif event in ("socket.connect", "socket.sendto"):
        address = arguments[1]
        host = address[0] if isinstance(address, tuple) else None  # a Unix socket has a path
    else:
        return
    if not _is_loopback(host):
        raise RuntimeError(f"a test asks the network for {host!r}")


def pytest_configure(config: pytest.Config) -> None:
    """Close the network, and keep what Hypothesis remembers out of the tree."""
    sys.addaudithook(_refuse_network)
    cache = Path(str(config.cache.mkdir("hypothesis"))) if hasattr(config, "cache") else Path(".pytest_cache")
    set_hypothesis_home_dir(cache)
    hypothesis.settings.register_profile(
        "migrator",
        deadline=None,
        max_examples=50,
        suppress_health_check=[hypothesis.HealthCheck.too_slow, hypothesis.HealthCheck.function_scoped_fixture],
    )
    hypothesis.settings.load_profile("migrator")


@pytest.fixture(autouse=True)
def _own_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """No project of the developer's, and a terminal wide enough that no line is folded."""
    monkeypatch.delenv("MIGRATOR_PROJECT", raising=False)
    monkeypatch.setenv("COLUMNS", "250")


@pytest.fixture(scope="session")
def contoso() -> Path:
    """The folder with the Contoso OCS 2007 R2 evidence."""
    return fixture("contoso-ocs2007r2")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Where a project file may be made; there is none yet."""
    folder = tmp_path / "project"
    folder.mkdir()
    return folder / "migration.db"


@attrs.frozen
class Ran:
    """What a command left: exit code, stdout, stderr."""

    code: int
    out: str
    err: str


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], project: Path) -> Callable[..., Ran]:
    """Run `migrator --project PROJECT ARGUMENTS...` in this process."""

    def run_(*arguments: object) -> Ran:
        capsys.readouterr()
        code = main(["--project", str(project), *map(str, arguments)])
        captured = capsys.readouterr()
        return Ran(code, captured.out, captured.err)

    return run_


@pytest.fixture
def tsql_errors() -> Callable[..., list[str]]:
    """Reads files with Microsoft's T-SQL grammar of a version (90 is SQL Server 2005): the refusals."""

    def errors(grammar: int, *files: Path) -> list[str]:
        return _complaints(("tsqlcheck", str(grammar)), files, rf"^{{file}}\t{grammar}\t\d+$")

    return errors


@pytest.fixture
def workbook_errors() -> Callable[..., list[str]]:
    """Reads workbooks with Microsoft's Open XML SDK, against every version of Office: what it objects to."""

    def errors(*files: Path) -> list[str]:
        return _complaints(("openxmlcheck",), files, r"^{name}\tMicrosoft365\t\d+$")

    return errors


def _complaints(command: tuple[str, ...], files: tuple[Path, ...], verdict: str) -> list[str]:
    """The indented lines of a program that reads *files* and ends with 0 or 1; it has a *verdict* on every file."""
    done = subprocess.run([*command, *map(str, files)], capture_output=True, text=True, check=False, timeout=120)
    found = [line.strip() for line in done.stdout.splitlines() if line.startswith(" ")]
    assert files
    for file in files:
        line = verdict.format(file=re.escape(str(file)), name=re.escape(file.name))
        assert re.search(line, done.stdout, re.MULTILINE), f"{file} was not read: {done.stdout[-500:]}{done.stderr}"
    assert done.returncode == bool(found), done.stderr
    return found
