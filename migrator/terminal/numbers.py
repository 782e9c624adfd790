"""The list of numbers on the terminal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from ..estate.counting import counted
from .console import print_line, print_table, say, shown, spaced

if TYPE_CHECKING:
    from ..documents.number_rows import NumberRow

#: what a number is to its owner where nothing else is said
_USUAL = ("line", "SIP address", "range")
_COUNTED = {
    "shared": ("number with several holders", "numbers with several holders"),
    "parked": ("number in a range of call park orbits", "numbers in ranges of call park orbits"),
    "overlaps": ("overlapping range", "overlapping ranges"),
    "cut": ("number that is not known completely", "numbers that are not known completely"),
    "unknown": ("unknown number", "unknown numbers"),
}


def print_numbers(rows: Sequence[NumberRow], *, is_complete: bool) -> None:
    """Print each number with all its holders, then how many collide; *is_complete* if there can be no others."""
    from ..documents.number_rows import problems_counted

    print_table("Numbers and SIP addresses", ("Number", "Holders", "Problem"), map(_cells, _by_number(rows)))
    found = problems_counted(rows)
    said = [counted(count, *_COUNTED[problem]) for problem, count in found.items() if problem in _COUNTED]
    total = counted(len({row.number for row in rows if row.number}), "entry", "different numbers, addresses and ranges")
    none = "none collides" if is_complete else "none of these collides"
    print_line(f"{total}: {', '.join(said) or none}")


def _by_number(rows: Sequence[NumberRow]) -> Iterable[list[NumberRow]]:
    """The rows of each number; an unknown number is of one object."""
    found: dict[object, list[NumberRow]] = {}
    for row in rows:
        found.setdefault(row.number or row.owner, []).append(row)
    return found.values()


def _cells(rows: Sequence[NumberRow]) -> tuple[object, ...]:
    problems = {row.problem: row.collides for row in rows if row.problem}
    collides = any(problems.values())
    alone = "shared" not in [problem for row in rows for problem, _ in row.problems]
    said = "; ".join(problems) if alone else f"{len({row.owner for row in rows})} holders"
    return (
        rows[0].number or "unknown",
        "\n".join(map(_holder, rows)),
        shown(said, "red" if collides else "dim"),
    )


def _holder(row: NumberRow) -> str:
    """The object and what is known of it: ``Alice Adams (user, private line, pool10.contoso.com)``."""
    what = (spaced(row.owner.kind), "" if row.use in _USUAL else row.use, row.pool)
    return f"{row.owner.title} ({', '.join(filter(None, what))})"


def say_not_evaluated(reasons: Sequence[str]) -> None:
    """Say why a number may have holders that are not listed."""
    for reason in reasons:
        say(f"Not evaluated: {reason}; a number may have holders that are not listed", "yellow")
