"""The lines of a console, one after another, with a look at those that follow; and the window they were printed for."""

from __future__ import annotations

import re
from collections.abc import Iterable

import attrs

from ..text.cells import width
from ..text.decoding import MAX_LINE, TextFile
from ..text.prompt import PROMPT
from ..text.wrapping import Window

_MAY_PROMPT = ("PS ", "[")
#: what a terminal colours with: control sequences that no value holds
_CONTROL = re.compile(r"\x1b(?:\[[0-9;?]*[A-Za-z]|=)")
_NAMED = re.compile(r"[^\s:-]+ *: ")


class ConsoleLines:
    """Lines without colours.

    Args:
        chunks: the text, piece by piece.

    Attributes:
        number: of the line that `take` gave last, from 1.
        has_appended: whether UTF-16 was appended to a text of another encoding.
    """

    def __init__(self, chunks: Iterable[str]) -> None:
        self._chunks = iter(chunks)
        self._lines: list[str] = []
        self._at = 0
        self._rest = ""
        self.number = 0
        self.has_appended = False

    def take(self) -> str | None:
        """The next line, or None after the last."""
        if self._at == len(self._lines) and not self._fill():
            return None
        self._at += 1
        self.number += 1
        return self._lines[self._at - 1]

    @property
    def last(self) -> str:
        """The line that `take` gave last, or ""."""
        return self._lines[self._at - 1] if self._at else ""

    def back(self) -> None:
        """Give the line back that `take` gave last: it gives it again."""
        self._at -= 1
        self.number -= 1

    def peek(self, count: int) -> list[str]:
        """The next lines, at most *count* of them, that `take` will give."""
        while len(self._lines) < self._at + count and self._fill():
            pass
        return self._lines[self._at : self._at + count]

    def paragraph(self, most: int) -> list[str]:
        """The last line that `take` gave and those below it to the next empty one; [] where they are more than *most*.

        `skip` reads over them.
        """
        while True:
            try:
                return self._lines[self._at - 1 : self._lines.index("", self._at)]
            except ValueError:
                if len(self._lines) - self._at > most or not self._fill():
                    return []

    def skip(self, count: int) -> None:
        """Read over *count* lines that `paragraph` has shown."""
        self._at += count
        self.number += count

    def _fill(self) -> bool:
        """Read on; False where nothing is left. The line that was taken last stays, so that it can be given back."""
        lines: list[str] = []
        while not lines:
            chunk = next(self._chunks, None)
            if chunk is None and not self._rest:
                return False
            text = self._rest + (chunk or "")
            self.has_appended = self.has_appended or "\x00" in text
            lines = _cleaned(text).replace("\r\n", "\n").split("\n")
            self._rest = "" if chunk is None or len(lines[-1]) > MAX_LINE else lines.pop()
        kept = max(0, self._at - 1)
        self._lines = self._lines[kept:] + lines
        self._at -= kept
        return True


def _cleaned(text: str) -> str:
    """The text without colours, byte order marks and what UTF-16 puts between letters."""
    if "\x00" in text or "\ufeff" in text:
        text = text.replace("\x00", "").replace("\ufeff", "").replace("\n\ufffd\ufffd", "\n")
    if "\x1b" in text:
        text = _CONTROL.sub("", text)
    return text


@attrs.frozen
class Survey:
    """What a first pass over a text shows.

    Attributes:
        windows: the window of the lines before the first prompt, then of those after each prompt.
        is_ended: whether the last line has a line end.
        keeps_blanks: whether some line ends in a blank, as lists and tables do; an editor may have lost them all.
    """

    windows: tuple[Window, ...]
    is_ended: bool
    keeps_blanks: bool


def survey(text: TextFile) -> Survey:
    """The windows of a text, in one pass over it."""
    windows: list[Window] = []
    longest = count = 0
    rest = ""
    keeps_blanks = False
    for chunk in text.chunks():
        lines = _cleaned(rest + chunk).split("\n")
        rest = lines.pop()
        keeps_blanks = keeps_blanks or " \n" in chunk or " \r" in chunk
        may_prompt = "PS " in chunk or "PS " in "".join(lines[:1])
        if len(rest) > MAX_LINE:
            rest = ""
        # looking at few lines, each without its CR, costs less than another copy of the text
        for shown in lines if may_prompt else [line for line in lines if len(line) >= longest]:
            line = shown.removesuffix("\r")
            if len(line) >= longest and (line[:1] == " " or _NAMED.match(line)):
                cells = width(line)
                if cells > longest:
                    longest, count = cells, 1
                elif cells == longest:
                    count += 1
            if may_prompt and line.startswith(_MAY_PROMPT) and PROMPT.match(line):
                windows.append(Window.of(longest, count))
                longest = count = 0
    windows.append(Window.of(longest, count))
    return Survey(tuple(windows), not rest, keeps_blanks)
