"""Lines of logs as people leave them: with blanks of web pages, and with text of another encoding appended."""

from __future__ import annotations

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


def plain(line: str) -> str:
    """A line with plain blanks, without the marks and zero bytes that UTF-16 leaves in a file of another encoding."""
    if "\x00" in line:
        line = line.replace("\x00", "")
    for mark in _MARKS:
        line = line.removeprefix(mark)
    return line.replace("\u00a0", " ")
