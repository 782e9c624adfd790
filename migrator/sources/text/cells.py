"""How PowerShell measures and cuts a line: in the cells of a console.

Every UTF-16 unit takes one cell, an East Asian wide character two; a combining mark takes one as well (seen in lists
and tables of PowerShell 7.6).
"""

from __future__ import annotations

import re

from wcwidth import wcwidth

#: stands for the second cell of a wide character
_SECOND = "\ue000"
_PERHAPS_WIDE = re.compile("[\u1100-\U0010ffff]")


def cells(line: str) -> str:
    """The line with one character per cell, so that it can be sliced at columns; `text_of` turns a slice back."""
    if not _PERHAPS_WIDE.search(line):
        return line
    return "".join(char + _SECOND if _is_wide(char) else char for char in line)


def text_of(piece: str) -> str:
    """The text of a slice of `cells`."""
    return piece if piece.isascii() else piece.replace(_SECOND, "")


def width(line: str) -> int:
    """Cells that the line takes."""
    return len(line) if line.isascii() else len(line) + sum(map(_is_wide, _PERHAPS_WIDE.findall(line)))


def _is_wide(char: str) -> bool:
    return char > "\uffff" or (char >= "\u1100" and wcwidth(char) == 2)
