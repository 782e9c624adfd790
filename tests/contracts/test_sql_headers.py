"""Every statement that is sent to a SQL Server says at its top what it does there, and is T-SQL."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from sqlfluff.core import FluffConfig, Linter

import migrator
from migrator.resources import sql_file

FILES = sorted(sql_file().rglob("*.sql"))
LINTER = Linter(config=FluffConfig(overrides={"dialect": "tsql", "templater": "raw"}))
#: folders of the statements that the readers of live databases send
LIVE = {"catalogue", "inventory", "rtc", "xds"}
HEADINGS = ("Purpose", "Minimum version", "Tables", "Locks", "Result")


def test_there_are_statements() -> None:
    """The folder was found."""
    assert FILES


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_header(path: Path) -> None:
    """The file begins with a comment that has each heading once, in order, with something to say."""
    text = path.read_text("utf-8")
    assert text.startswith("/*\n")
    header = text[: text.index("*/")]
    found = re.findall(r"^([A-Z][a-z]+(?: [a-z]+)?): +(\S.*)$", header, re.MULTILINE)
    assert [name for name, _ in found if name in HEADINGS] == list(HEADINGS)
    assert "SQL Server 20" in dict(found)["Minimum version"]


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_parses_as_it_stands(path: Path) -> None:
    """Placeholders are whole tokens, so that a T-SQL parser reads each file before it is filled."""
    assert LINTER.parse_string(path.read_text("utf-8")).violations == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_serverproperty_is_always_cast(path: Path) -> None:
    """SERVERPROPERTY and DATABASEPROPERTYEX give a type that drivers cannot read unless it is cast."""
    for call in re.finditer(r"(.{5})(SERVERPROPERTY|DATABASEPROPERTYEX)\(", path.read_text("utf-8")):
        assert call[1] == "CAST("


@pytest.mark.parametrize(
    "path",
    [path for path in FILES if path.parent.name in LIVE],
    ids=lambda path: f"{path.parent.name}/{path.stem}",
)
def test_is_used_by_the_program(path: Path) -> None:
    """No statement of a live reader lies about: the program names each."""
    program = Path(migrator.__file__).parent
    assert any(f'"{path.stem}"' in module.read_text("utf-8") for module in program.rglob("*.py"))
