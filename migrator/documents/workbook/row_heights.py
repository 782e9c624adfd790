"""How many lines a wrapped text takes in a column: not every program fits rows to wrapped text when it opens them."""

from __future__ import annotations

import math
from textwrap import wrap

from ...estate.width import display_width

POINTS_PER_LINE = 15
_MAX_LINES = 12
#: characters of running text per unit of width, which is a digit's
_TEXT_PER_WIDTH = 1.15


def line_count(text: str, column_width: float) -> int:
    """Lines that *text* takes when it is wrapped in a column of that width, 12 at most."""
    width, count = int(column_width * _TEXT_PER_WIDTH), 0
    for line in text.split("\n", _MAX_LINES):
        if len(line) > _MAX_LINES * width:
            return _MAX_LINES
        count += max(1, len(wrap(line, width)) if line.isascii() else math.ceil(display_width(line) / width))
    return min(count, _MAX_LINES)
