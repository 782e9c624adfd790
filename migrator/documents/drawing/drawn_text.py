"""Text of an estate in drawings: what cannot be drawn made visible, lines broken by the width of their characters."""

from __future__ import annotations

import unicodedata

from ...estate.width import display_width

#: controls, surrogates, separators of lines: nothing to draw, and not allowed in XML
_INVISIBLE = frozenset({"Cc", "Cs", "Zl", "Zp"})
#: embeddings, overrides and isolates of direction: they would turn the text around them
_TURNING = frozenset(map(chr, (*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0xFFFE, 0xFFFF)))


def visible(text: str) -> str:
    """The text with the replacement character for all that cannot be drawn; a tab is a blank."""
    return "".join(
        " " if char == "\t" else "�" if char in _TURNING or unicodedata.category(char) in _INVISIBLE else char
        for char in text
    )


def wrapped(text: str, columns: int, *, most: int) -> list[str]:
    """Lines of at most *columns*, at most *most* of them; a text that is cut ends with an ellipsis."""
    lines: list[str] = []
    for paragraph in text.splitlines() or [""]:
        line = ""
        for word in visible(paragraph).split(" "):
            if line and display_width(line) + 1 + display_width(word) > columns:
                lines.append(line)
                line = word
            else:
                line = f"{line} {word}" if line else word
            while display_width(line) > columns:
                head = _head(line, columns)
                lines.append(head)
                line = line[len(head) :]
        lines.append(line)
    if len(lines) > most:
        lines = [*lines[: most - 1], _head(lines[most - 1], columns - 1) + "…"]
    return lines


def _head(text: str, columns: int) -> str:
    """As much of a text as fits; at least one character."""
    taken = 0
    for position, char in enumerate(text):
        taken += display_width(char)
        if taken > columns:
            return text[: max(1, position)]
    return text
