"""Joins lines that a console broke at the width of its window: values of lists and tables, messages and logs.

PowerShell 7.6 breaks a value of a list after a blank where the culture is a Western one, and in the middle of a word
where the word is longer than a line, or where the culture is another; the blank stays at the end of the line, or at the
start of the next where the line was full. Editors and web pages lose blanks at ends of lines. A line break of the value
itself looks the same, but ends a line that had room for the next word; where words are broken, one that ends a full
line cannot be seen.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import attrs

from .cells import width

#: widths of a window, and one less: Windows PowerShell leaves the last cell free
_USUAL = frozenset({79, 80, 99, 100, 119, 120, 159, 160, 199, 200})
#: widths that a window may have as well, where nothing but the lines of one entry of a log shows it
_PERHAPS = _USUAL | {132, *range(60, 300, 10)}
_DIGIT = re.compile(r"\d")
_GUID = re.compile(r"[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")
#: what is left of a character of two UTF-16 units that a line end has parted
_SPLIT = "\ufffd\ufffd"


@attrs.frozen
class Window:
    """The width of the window for which some lines were printed.

    Attributes:
        cells: the longest line that was seen, 0 where none was.
        is_sure: several lines are as long, or it is a usual width.
    """

    cells: int = 0
    is_sure: bool = False

    @classmethod
    def of(cls, longest: int, count: int) -> Window:
        """The window of which *longest* is the longest line, seen *count* times."""
        return cls(longest, count > 1 or longest in _USUAL)


def joined(pieces: list[str], offset: int, window: Window, *, keeps_blanks: bool) -> tuple[str, bool]:
    """The value of which *pieces* are the lines, and whether it is certain.

    *offset* is the column of the value; *keeps_blanks* says that blanks at ends of lines were not lost.
    """
    full, is_sure = window.cells - offset, window.is_sure
    widths = [width(piece) for piece in pieces]
    if keeps_blanks and len(pieces) > 2 and len(set(widths[:-1])) == 1 and widths[-1] <= widths[0]:
        full, is_sure = widths[0], True
    if is_sure and keeps_blanks and min(widths[:-1]) >= full:
        text = "".join(pieces)
        return text, _SPLIT not in text
    breaks = [
        _Break.of(before, cells, after, full) for before, cells, after in zip(pieces, widths, pieces[1:], strict=False)
    ]
    at_words = any(
        each.spare > 1 and not each.fits and (before.endswith(" ") or not keeps_blanks)
        for before, each in zip(pieces, breaks, strict=False)
    )
    hand = (";", "=") if pieces[0].startswith("{") else ()  # where authors break the printed form of an object
    text, certain = pieces[0], True
    for each, after, cells in zip(breaks, pieces[1:], widths, strict=False):
        has_blank = text.endswith(" ")
        shows_blank = has_blank or after.startswith(" ")
        if hand and text.endswith(hand):
            text += after
        elif not each.spare and keeps_blanks and at_words and not (shows_blank or each.is_in_word):
            text += f"\n{after}"
        elif not each.spare and (shows_blank or keeps_blanks or each.is_in_word):
            certain = certain and (is_sure or shows_blank)
            text += after
        elif not each.spare:
            certain = certain and is_sure and cells >= full and len(breaks) > 1 and not at_words
            text += f" {after}" if at_words else after
        elif has_blank and not each.fits:
            text += after
        elif hand:
            certain = False
            text += after if shows_blank else f" {after}"
        elif keeps_blanks or each.fits or not after or text.endswith("\n"):
            certain = certain and not has_blank and not is_usual(cells + offset)
            text += f"\n{after}"
        else:
            certain = False
            text += f" {after}"
    return text, certain and _SPLIT not in text


@attrs.frozen
class _Break:
    """The end of a line of a value.

    Attributes:
        spare: how many cells the line leaves of the window.
        fits: the first word of the next line would have fitted there.
        is_in_word: the words at both sides make one that no line could hold.
    """

    spare: int
    fits: bool
    is_in_word: bool

    @classmethod
    def of(cls, before: str, cells: int, after: str, full: int) -> _Break:
        """The break between two lines, where a line can have *full* cells."""
        first, blank, _ = after.partition(" ")
        spare = max(0, full - cells - (width(after[:1]) == 2))
        needed = cells + (not before.endswith(" ")) + width(first) + len(blank)
        return cls(spare, needed <= full, width(before.rpartition(" ")[2] + first) > full)


def is_usual(cells: int) -> bool:
    """Whether a line of this width may have filled the window of a console."""
    return cells in _USUAL


class WindowEdge:
    """Learns where a window may have cut lines: at the length of the longest, if two that differ have it.

    Attributes:
        at: that length, or 0.
    """

    def __init__(self) -> None:
        self._longest = 0
        self._first = ""
        self.at = 0

    def learn(self, line: str) -> None:
        """Take a line with the blanks at its end; two dates or numbers of one form do not differ."""
        length = width(line)
        if length < self._longest:
            return
        if length > self._longest:
            self._longest, self._first, self.at = length, line, 0
        elif not self.at and _DIGIT.sub("0", line) != _DIGIT.sub("0", self._first):
            self.at = length


def unwrapped(lines: Sequence[str]) -> str:
    """Lines into which a console broke one line at its width, also inside words, as one line; others stay apart.

    They are such lines if all but the last are of one length; of two lines, if that is a usual width of a window.
    """
    widths = [width(line) for line in lines]
    edge = max(widths, default=0)
    is_broken = all(cells >= edge - 1 for cells in widths[:-1])
    if not is_broken or (len(lines) == 2 and edge not in _PERHAPS):
        return "\n".join(lines)
    # a blank at the end of a broken line is often lost
    return "".join(line if cells == edge else f"{line} " for line, cells in zip(lines, widths, strict=True)).strip()


def one_line(pieces: list[str], lines: list[str]) -> str:
    """The lines of a message as one; *lines* are all that was printed with them, which show the width of the window."""
    widths = [width(line) for line in lines]
    edge = max(widths, default=0)
    is_edge = is_usual(edge) or widths.count(edge) > 1
    text = pieces[0] if pieces else ""
    for line, after in zip(lines, pieces[1:], strict=False):
        word = text.rpartition(" ")[2] + after.partition(" ")[0]
        is_full = is_edge and width(line) == edge and text[-1:].isalnum()
        parts_guid = _GUID.search(word) and not (_GUID.search(text) or _GUID.search(after))
        if not text.endswith(" ") and not after.startswith(" ") and (is_full or parts_guid):
            text += after
        else:
            text = f"{text.rstrip()} {after.strip()}"
    return " ".join(text.split())


def joined_tail(pieces: list[str]) -> str:
    """The lines behind the position; Windows PowerShell breaks them anywhere, with a blank and three blanks below."""
    text = ""
    for piece in pieces:
        is_rest = piece.startswith("   ") and not piece.lstrip().startswith("+ ") and text
        text = text.removesuffix(" ") + piece[3:] if is_rest else f"{text} {piece.lstrip()}"
    return text.strip()
