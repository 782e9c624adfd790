"""Lines of logs as people leave them: with blanks of web pages, and with text of another encoding appended."""

from __future__ import annotations

import re
from collections.abc import Sequence

#: the byte order marks of UTF-8 and UTF-16 as they read inside a file of another encoding
_MARKS = (
    "\ufeff",
    "\ufffd\ufffd",
    "\u00ff\u00fe",
    "\u00fe\u00ff",
    "\u00a0\u25a0",
    "\u00ef\u00bb\u00bf",
    "\u2524\u2557\u2510",
)
_DIGIT = re.compile(r"\d")
#: usual widths of windows
_WIDTHS = frozenset({79, 119, 132, *range(60, 300, 10)})


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
        length = len(line)
        if length < self._longest:
            return
        if length > self._longest:
            self._longest, self._first, self.at = length, line, 0
        elif not self.at and _DIGIT.sub("0", line) != _DIGIT.sub("0", self._first):
            self.at = length


def plain(line: str) -> str:
    """A line with plain blanks, without the marks and zero bytes that UTF-16 leaves in a file of another encoding."""
    if "\x00" in line:
        line = line.replace("\x00", "")
    for mark in _MARKS:
        line = line.removeprefix(mark)
    return line.replace("\u00a0", " ")


def unwrapped(lines: Sequence[str]) -> str:
    """Lines into which a console broke one line at its width, also inside words, as one line; others stay apart.

    They are such lines if all but the last are of one length; of two lines, if that is a usual width of a window.
    """
    width = max(map(len, lines), default=0)
    is_broken = all(len(line) >= width - 1 for line in lines[:-1])
    if not is_broken or (len(lines) == 2 and width not in _WIDTHS):
        return "\n".join(lines)
    # a blank at the end of a broken line is often lost
    return "".join(line if len(line) == width else f"{line} " for line in lines).strip()
