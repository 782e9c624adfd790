"""How many columns a text takes in a font with a fixed width."""

from __future__ import annotations

from wcwidth import wcswidth, wcwidth


def display_width(text: str) -> int:
    """Columns of one line: wide characters have two, combining marks none; a control character takes none."""
    if text.isascii() and text.isprintable():
        return len(text)
    columns = wcswidth(text)
    return columns if columns >= 0 else sum(max(0, wcwidth(char)) for char in text)
