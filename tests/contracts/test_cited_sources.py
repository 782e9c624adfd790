"""Sources are cited so that readers can open them: no text names a working document of those who wrote the program."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import click
import pytest

from migrator.__main__ import command_line, main
from migrator.documents.html.rules_page import render_rules_page
from migrator.resources import fixture
from migrator.rules.engine.catalogue import all_rules
from migrator.rules.engine.pages import render_markdown

ROOT = Path(__file__).parents[2]
#: names of published pages may end alike: migrate-response-groups.md
WORKING_DOCUMENT = re.compile(
    r"(?<![\w-])(?:(?:migration|response-groups|formats|edge-and-federation)\.md|seed)\b", re.IGNORECASE
)


def named(text: str) -> list[str]:
    """The lines of *text* that name a working document."""
    return [line.strip()[:200] for line in text.splitlines() if WORKING_DOCUMENT.search(line)]


def test_the_pattern_tells_documents_from_pages() -> None:
    """A published page whose name ends alike is not taken for a working document."""
    assert named("response-groups.md 4.1\nSeed 004\nSource: migration.md") != []
    assert named("server-2013/migrate-response-groups.md\nconfigure-clients-for-migration.md\nseeded") == []


@pytest.mark.parametrize(
    "path",
    [
        *sorted(path for folder in ("reports", "sql") for path in (ROOT / folder).rglob("*") if path.is_file()),
        *(ROOT / name for name in ("README.md", "CHANGELOG.md")),
        *sorted((ROOT / "migrator").rglob("*.toml")),
    ],
    ids=lambda path: str(path.relative_to(ROOT)),
)
def test_shipped_texts_cite_what_readers_can_open(path: Path) -> None:
    """Templates, definitions, statements, declarations and documents for readers."""
    assert named(path.read_text("utf-8")) == []


@pytest.mark.parametrize(
    "path", sorted((ROOT / "migrator").rglob("*.py")), ids=lambda path: str(path.relative_to(ROOT))
)
def test_modules_cite_what_readers_can_open(path: Path) -> None:
    """Messages, docstrings and comments, whether or not a command shows them in this test."""
    assert named(path.read_text("utf-8")) == []


def helps(command: click.Command, above: click.Context | None = None, name: str = "migrator") -> list[str]:
    """What `--help` prints for a command and for all below it."""
    context = click.Context(command, info_name=name, parent=above)
    below = command.commands if isinstance(command, click.Group) else {}
    return [command.get_help(context), *(t for n, inner in below.items() for t in helps(inner, context, n))]


def test_help_and_pages_of_rules_cite_what_readers_can_open() -> None:
    """The help of every command, and the rule catalogue as `rules ID` and its pages show it."""
    shown = helps(command_line())
    assert len(shown) > 30
    assert [line for text in shown for line in named(text)] == []
    assert named(render_markdown(all_rules())) == []
    assert named(render_rules_page(all_rules())) == []


@pytest.mark.parametrize("estate", ["contoso-ocs2007r2", "contoso-lync2010"])
def test_documents_cite_what_readers_can_open(estate: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The workbook of a fixture, and the JSON of its findings and of the rules."""
    project = ["--project", str(tmp_path / "migration.db")]
    assert main([*project, "inventory", str(fixture(estate))]) in (0, 5)
    assert main([*project, "predict", "--json"]) in (0, 1)
    assert main([*project, "rules", "--json"]) == 0
    assert named(capsys.readouterr().out) == []
    workbook = tmp_path / "estate.xlsx"
    assert main([*project, "export", "xlsx", "--output", str(workbook), "--users"]) == 0
    with zipfile.ZipFile(workbook) as archive:
        parts = [archive.read(name).decode("utf-8").replace("<", "\n<") for name in archive.namelist()]
    assert [line for part in parts for line in named(part)] == []
