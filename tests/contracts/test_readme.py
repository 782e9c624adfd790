"""The README names every command and no other, and its picture of the house is true."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import click
import pytest

from migrator.__main__ import command_line

APP = command_line()
README = (Path(__file__).parents[2] / "README.md").read_text("utf-8")
SECTION = re.search(r"^## Commands$(.*?)(?=^## |\Z)", README, re.MULTILINE | re.DOTALL)
pytestmark = pytest.mark.skipif(SECTION is None, reason="the README has no section Commands")


def leaves(group: click.Group, path: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    """The words of every command that does something."""
    found: list[tuple[str, ...]] = []
    for name, command in group.commands.items():
        found += leaves(command, (*path, name)) if isinstance(command, click.Group) else [(*path, name)]
    return found


def named() -> str:
    """The section Commands, with each list of alternatives written out as single commands."""
    text = SECTION[1] if SECTION else ""
    written = []
    for code in re.findall(r"`(migrator[^`]*)`", text):
        words = re.sub(r"[{}\[\]|,]", " ", code.replace("\\|", " ")).split()
        written.append(words)
    return "\n".join(f" {' '.join(words)} " for words in written)


@pytest.mark.parametrize("words", leaves(APP), ids=" ".join)
def test_command_is_in_the_readme(words: tuple[str, ...]) -> None:
    """A line of the section begins with the command's group and names the command."""
    lines = [line.split() for line in named().splitlines()]
    assert any(line[1 : len(words)] == list(words[:-1]) and words[-1] in line[len(words) :] for line in lines)


def test_readme_names_no_command_that_is_not_there() -> None:
    """Each line of the section begins with a command that exists."""
    unknown = [line.split()[1] for line in named().splitlines() if len(line.split()) > 1]
    assert [word for word in unknown if word not in APP.commands] == []


ROOT = Path(__file__).parents[2]
HOUSE = re.search(r"^migrator/$(.*?)^```$", README, re.MULTILINE | re.DOTALL)
HOW_TO_ADD = re.search(r"^### How to add$(.*?)^The store", README, re.MULTILINE | re.DOTALL)


def pictured() -> set[str]:
    """The folders of the picture, by their path below the package."""
    found: set[str] = set()
    room = ""
    for line in (HOUSE[1] if HOUSE else "").splitlines():
        indent = len(line) - len(line.lstrip())
        names = re.findall(r"(?<![\w/])([a-z_]+)/(?= |$)", line)
        if indent == 2 and names:
            room = names[0]
            found.add(room)
        elif indent == 4:
            found |= {f"{room}/{name}" for name in names}
    return found


def imported_rooms(path: Path) -> set[str]:
    """The rooms that a module imports from, anywhere in it."""
    depth = len(path.relative_to(ROOT / "migrator").parts) - 1
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.level == depth + 1:
            found |= {node.module.split(".")[0]} if node.module else {alias.name for alias in node.names}
    return found


def test_the_picture_shows_every_room_and_no_other() -> None:
    """Each folder of the package with modules in it is in the picture, sub-rooms below their room."""
    package = ROOT / "migrator"
    folders = {path.parent.relative_to(package).as_posix() for path in package.rglob("*.py")} - {"."}
    assert pictured() == folders


def test_rooms_stand_below_those_that_they_import() -> None:
    """The order of the picture is the order of the arrows: no module imports a room below its own."""
    order = re.findall(r"^  ([a-z_]+)/", HOUSE[1] if HOUSE else "", re.MULTILINE)
    upward = {
        (room, target)
        for room in order
        for path in (ROOT / "migrator" / room).rglob("*.py")
        for target in imported_rooms(path)
        if target in order and order.index(target) > order.index(room)
    }
    assert upward == set()


def test_how_to_add_names_files_that_are_there() -> None:
    """Each path of the table exists."""
    paths = re.findall(r"`((?:migrator|tests|reports)/[^`]*)`", HOW_TO_ADD[1] if HOW_TO_ADD else "")
    assert len(paths) == 14
    assert [path for path in paths if not (ROOT / path).exists()] == []
