"""What is installed, not only the tree: the wheel is built, installed into a clean environment and used from there."""

from __future__ import annotations

import os
import subprocess
import sys
import venv
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
Call = Callable[..., "subprocess.CompletedProcess[str]"]
#: variables that would let the installed program find the tree
_LEAKING = ("PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV", "MIGRATOR_PROJECT")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built wheel."""
    folder = tmp_path_factory.mktemp("dist")
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--outdir", folder, ROOT], check=True, capture_output=True, text=True
    )
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Call:
    """Run the `migrator` of a clean environment, in an empty folder."""
    folder = tmp_path_factory.mktemp("clean")
    venv.create(folder / "venv", with_pip=True)
    programs = folder / "venv" / ("Scripts" if sys.platform == "win32" else "bin")
    environment = {name: value for name, value in os.environ.items() if name not in _LEAKING}
    subprocess.run([programs / "python", "-m", "pip", "install", "--quiet", wheel], check=True, env=environment)
    (folder / "work").mkdir()

    def call(*arguments: object) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [programs / "migrator", *map(str, arguments)],
            check=False,
            capture_output=True,
            text=True,
            cwd=folder / "work",
            env=environment,
        )

    return call


def test_wheel_holds_the_data(wheel: Path) -> None:
    """Every statement, report definition, message template and shipped piece of evidence is in the wheel."""
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    wanted = {
        f"migrator/_{folder}/{path.relative_to(ROOT / folder).as_posix()}"
        for folder, within in (
            ("sql", "."),
            ("reports", "."),
            ("fixtures", "contoso-lync2010"),
            ("fixtures", "contoso-ocs2007r2"),
            ("fixtures", "rgsconfig"),
        )
        for path in (ROOT / folder / within).rglob("*")
        if path.is_file() and not path.name.startswith(".")
    }
    package = {path.relative_to(ROOT).as_posix() for path in (ROOT / "migrator").rglob("*.*") if path.is_file()}
    assert wanted | {name for name in package if not name.endswith(".pyc")} <= names
    assert not [name for name in names if name.startswith(("tests/", "fixtures/"))]


def test_installed_help(installed: Call) -> None:
    """The console script is there and says what it is."""
    done = installed("--help")
    assert (done.returncode, done.stderr) == (0, "")
    assert "Usage: migrator" in done.stdout


def test_installed_inventory_and_prediction(installed: Call, contoso: Path) -> None:
    """The installed program reads evidence and predicts from it, with its message templates."""
    assert installed("inventory", contoso).returncode == 0
    done = installed("predict", "--json")
    assert done.returncode == 1
    assert "does not depend on a pool." in done.stdout


def test_installed_demo(installed: Call) -> None:
    """The whole tour runs on what the wheel brings: evidence, statements, report definitions, the embedded database."""
    done = installed("demo", "--into", "tour")
    assert (done.returncode, "Traceback" in done.stderr) == (0, False)
