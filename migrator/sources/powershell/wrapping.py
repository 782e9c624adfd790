"""Joins the lines of a value that PowerShell broke at the width of its window.

PowerShell 7.6 breaks a value of a list after a blank where the culture is a Western one, and in the middle of a word
where the word is longer than a line, or where the culture is another; the blank stays at the end of the line, or at the
start of the next where the line was full. Editors and web pages lose blanks at ends of lines. A line break of the value
itself looks the same, but ends a line that had room for the next word.
"""

from __future__ import annotations

import attrs

from .cells import width

#: widths of a window, and one less: Windows PowerShell leaves the last cell free
_USUAL = frozenset({79, 80, 99, 100, 119, 120, 159, 160, 199, 200})


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
    if len(pieces) > 2 and len(set(widths[:-1])) == 1 and widths[-1] <= widths[0]:
        full, is_sure = widths[0], True
    if is_sure and keeps_blanks and min(widths[:-1]) >= full:
        return "".join(pieces), True
    breaks = [
        _Break.of(before, cells, after, full) for before, cells, after in zip(pieces, widths, pieces[1:], strict=False)
    ]
    at_words = any(each.is_short and not each.fits for each in breaks)
    hand = (";", "=") if pieces[0].startswith("{") else ()  # where authors break the printed form of an object
    text, certain = pieces[0], True
    for each, after, cells in zip(breaks, pieces[1:], widths, strict=False):
        shows_blank = text.endswith(" ") or after.startswith(" ")
        if hand and text.endswith(hand):
            text += after
        elif not each.is_short and (shows_blank or keeps_blanks or each.is_in_word):
            certain = certain and (is_sure or shows_blank)
            text += after
        elif not each.is_short:
            certain = certain and (at_words or (is_sure and len(breaks) > 1))
            text += f" {after}" if at_words else after
        elif text.endswith(" ") and not each.fits:
            text += after
        elif hand:
            certain = False
            text += after if shows_blank else f" {after}"
        elif keeps_blanks or each.fits or not after or text.endswith("\n"):
            certain = certain and not is_usual(cells + offset)
            text += f"\n{after}"
        else:
            text += f" {after}"
    return text, certain


@attrs.frozen
class _Break:
    """The end of a line of a value.

    Attributes:
        is_short: the line does not fill the window.
        fits: it has room for the first word of the next line.
        is_in_word: the words at both sides make one that no line could hold.
    """

    is_short: bool
    fits: bool
    is_in_word: bool

    @classmethod
    def of(cls, before: str, cells: int, after: str, full: int) -> _Break:
        """The break between two lines, where a line can have *full* cells."""
        first = after.partition(" ")[0]
        is_full = cells >= full or (cells == full - 1 and width(after[:1]) == 2)
        fits = cells + width(first) + (not before.endswith(" ")) <= full
        return cls(not is_full, fits, width(before.rpartition(" ")[2] + first) > full)


def is_usual(cells: int) -> bool:
    """Whether a line of this width may have filled the window of a console."""
    return cells in _USUAL
