"""The README names every command, and no other."""

from __future__ import annotations

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
