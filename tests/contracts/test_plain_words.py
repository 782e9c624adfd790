"""What reaches a screen is plain text in whole sentences: help of all commands, and the transcript of the demo."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from migrator.__main__ import command_line, main

#: words that readers stumble over, and words that only those who write this program use
ODD = re.compile(r"\b(told|fate|foretell|surprises?|judged?|the whole|night|spoken|speaks? to|seed)\b", re.IGNORECASE)
#: the name of a product inside this program, where people read its own
PRODUCT = re.compile(r"\bocs2007r2\b|\blync201[03]\b")


def helps(command: click.Command, words: tuple[str, ...] = ()) -> Iterator[tuple[str, str]]:
    """Each help text of a command and of those below it: where it stands, and the text."""
    name = " ".join(words) or "migrator"
    prose = (command.help or "").partition("\b")[0]
    for paragraph in filter(None, (" ".join(part.split()) for part in prose.split("\n\n"))):
        yield name, paragraph
    for parameter in command.params:
        if isinstance(parameter, click.Option) and parameter.help:
            yield f"{name} {parameter.opts[0]}", parameter.help
    if isinstance(command, click.Group):
        for below, inner in command.commands.items():
            yield from helps(inner, (*words, below))


HELPS = list(helps(command_line()))


@pytest.mark.parametrize(("where", "text"), HELPS, ids=[where for where, _ in HELPS])
def test_help_is_plain_sentences(where: str, text: str) -> None:
    """A help text is sentences with a capital and a full stop, without mark-up and without an odd word."""
    assert text[0].isupper() or not text[0].isalpha(), where
    assert text.endswith((".", ":")), where
    assert "``" not in text
    assert ODD.findall(text) == []
    assert re.findall(r"\b(?:is|are) no\b", text) == []
    assert PRODUCT.findall(text) == []


def test_the_demo_speaks_plainly(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The transcript of the tour has no mark-up, no odd word, and products by their names.

    Names of files and commands as typed, which begin with $, are data.
    """
    assert main(["demo", "--into", str(tmp_path / "tour")]) == 0
    shown = capsys.readouterr()
    lines = [line for line in (shown.out + shown.err).splitlines() if not line.startswith("$ ")]
    text = "\n".join(lines)
    assert len(lines) > 200
    assert "``" not in text
    assert [line for line in lines if ODD.search(line)] == []
    assert [line for line in lines if PRODUCT.search(line) and "contoso-ocs2007r2" not in line] == []
