"""Finds the columns of a table that Format-Table printed, from its heading, its dashes and its rows.

Below each name stand as many dashes as the name is long. A text begins where its dashes begin, a number ends where they
end, and each may be wider than its name; so the border between two columns is sought where every row has a blank.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import attrs

from ..text.cells import cells, text_of

_DASHES = re.compile(r" *-+(?: +-+)*")
#: lines that a heading may have: Windows PowerShell breaks a name that is wider than its column
_MAX_HEADING = 16


@attrs.frozen
class Heading:
    """The names of a table.

    Attributes:
        spans: where the dashes of each column begin and end.
        lines: how many lines the heading has, with that of the dashes.
        cells: how far the line of dashes reaches; PowerShell fills it up to the width of the window.
    """

    names: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]
    lines: int
    cells: int


def heading_of(lines: Sequence[str]) -> Heading | None:
    """The heading of a table that begins with the first of these lines, or None."""
    for at, line in enumerate(lines[:_MAX_HEADING]):
        if not line.strip():
            return None
        if at and "-" in line and _DASHES.fullmatch(line.rstrip()):
            spans = tuple(match.span() for match in re.finditer("-+", line))
            names = _names([cells(above.rstrip()) for above in lines[:at]], spans)
            return Heading(names, spans, at + 1, len(line)) if names else None
    return None


def _names(above: list[str], spans: tuple[tuple[int, int], ...]) -> tuple[str, ...]:
    """The names above the dashes, or () where something else stands there: each is as long as its dashes."""
    pieces = [[line[start:end] for line in above] for start, end in spans]
    outside = "".join(_outside(line, spans) for line in above)
    lengths = [max(len(piece.strip()) for piece in column) for column in pieces]
    fits = lengths == [end - start for start, end in spans]
    if outside.strip() or not fits:
        return ()
    return tuple(text_of("".join(piece.strip() for piece in column)) for column in pieces)


def _outside(line: str, spans: tuple[tuple[int, int], ...]) -> str:
    """What of the line is above no dashes."""
    starts = [0, *(end for _, end in spans)]
    ends = [*(start for start, _ in spans), len(line)]
    return "".join(line[start:end] for start, end in zip(starts, ends, strict=True))


def borders_of(heading: Heading, rows: Sequence[str]) -> list[int | None]:
    """The column of the blank between each two columns; None where the rows show none.

    *rows* are as `cells` gives them.
    """
    found: list[int | None] = []
    for (_, end), (start, _) in zip(heading.spans, heading.spans[1:], strict=False):
        places = range(start - 1, end - 1, -1)
        found.append(next((at for at in places if all(row[at : at + 1] in ("", " ") for row in rows)), None))
    return found
