"""Every statement that is sent to a SQL Server says at its top what it does there, and is T-SQL."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlfluff.core import FluffConfig, Linter

import migrator
from migrator.resources import report_file, sql_file

FILES = sorted(sql_file().rglob("*.sql"))
LINTER = Linter(config=FluffConfig(overrides={"dialect": "tsql", "templater": "raw"}))
#: folders of the statements that the readers of live databases send
LIVE = {"catalogue", "inventory", "rtc", "xds"}
#: grammar of Microsoft's parser -> version of SQL Server
GRAMMARS = {90: 2005, 100: 2008, 110: 2012}
HEADINGS = ("Purpose", "Minimum version", "Tables", "Locks", "Result", "References")


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
def test_references_are_declared(path: Path) -> None:
    """Each header names at least one published source, and every source that it names can be looked up."""
    declared = tomllib.loads(report_file("references.toml").read_text("utf-8"))
    header = path.read_text("utf-8").partition("*/")[0]
    cited = re.sub(r"\([^)]*\)", "", header.partition("\nReferences: ")[2]).split(",")
    ids = [each.strip() for each in cited if each.strip()]
    assert ids
    assert set(ids) <= set(declared)


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_parses_as_it_stands(path: Path) -> None:
    """Placeholders are whole tokens, so that a T-SQL parser reads each file before it is filled."""
    assert LINTER.parse_string(path.read_text("utf-8")).violations == []


@pytest.mark.program("tsqlcheck")
@pytest.mark.parametrize("grammar", GRAMMARS)
def test_microsofts_parser_reads_each_file_from_its_minimum_version_on(
    grammar: int, tsql_errors: Callable[..., list[str]]
) -> None:
    """Each file is T-SQL to the grammar of every version that its header claims."""
    claimed = [path for path in FILES if _minimum(path) <= GRAMMARS[grammar]]
    assert tsql_errors(grammar, *claimed) == []


def _minimum(path: Path) -> int:
    found = re.search(r"^Minimum version: SQL Server (\d{4})", path.read_text("utf-8"), re.MULTILINE)
    assert found
    return int(found[1])


@pytest.mark.program("tsqlcheck")
def test_microsofts_parser_refuses_what_a_version_lacks(tmp_path: Path, tsql_errors: Callable[..., list[str]]) -> None:
    """The parser knows the versions apart: a DECLARE with a value came with 2008, THROW with 2012."""
    file = tmp_path / "newer.sql"
    file.write_text("DECLARE @a int = 1;\nTHROW 50000, N'x', 1;\n", encoding="utf-8")
    refused = {grammar: "".join(tsql_errors(grammar, file)) for grammar in GRAMMARS}
    assert ["newer.sql(1," in refused[90], "newer.sql(2," in refused[100], refused[110]] == [True, True, ""]


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
