"""Reads text as the console reader does, without mapping it to items."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest

from migrator.sources.bundle import Member
from migrator.sources.powershell.console import Console, Shown
from migrator.sources.powershell.lines import ConsoleLines, survey
from migrator.sources.text.decoding import ANSI, open_text


def console(text: str, encoding: str = "utf-8") -> list[Shown]:
    """All that the text shows, in order."""
    content = text.encode(encoding)
    file = open_text(Member("a.txt", "a.txt", len(content), lambda: io.BytesIO(content)), code_page=ANSI)
    return list(Console(ConsoleLines(file.chunks()), survey(file)).shown())


@pytest.fixture
def shown() -> Callable[..., list[Shown]]:
    """`console`: text to what it shows."""
    return console
