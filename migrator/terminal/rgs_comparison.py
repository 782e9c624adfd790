"""Response groups before and after the move on the terminal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ..estate.counting import counted, first_few
from .console import print_line, print_table, say, spaced

if TYPE_CHECKING:
    from ..response_groups.comparison import ResponseGroupComparison
    from ..response_groups.counts import Count

_NAMES = 5


def print_rgs_comparison(comparison: ResponseGroupComparison) -> None:
    """Print the differences, the counts by way of collection, and what could not be compared."""
    if comparison.losses:
        print_table(
            "Differences",
            ("Kind", "Name", "What", "Legacy", "Migrated"),
            [(spaced(x.kind), x.name, x.aspect, x.legacy, x.migrated) for x in comparison.losses],
        )
    _print_counts(comparison.counts)
    for reason in comparison.not_evaluated:
        print_line(f"Not evaluated: {reason}", "yellow")
    arrived = f"{comparison.same} of {counted(comparison.compared, 'object')} show no difference"
    print_line(f"{arrived}, {counted(len(comparison.losses), 'difference')}")
    if comparison.losses:
        say("Next: add --script FILE for the commands that repair them")


def _print_counts(counts: Sequence[Count]) -> None:
    """A row for each kind, a column for each way of collection; then what a way lacks."""
    from ..response_groups.counts import WAYS

    ways = [way for way in WAYS if any(count.way == way for count in counts)]
    cells = {(count.side, count.kind, count.way): count.objects for count in counts}
    rows = [
        (side, spaced(kind), *(cells.get((side, kind, way), "") for way in ways))
        for side, kind in dict.fromkeys((count.side, count.kind) for count in counts)
    ]
    print_table("Objects by way of collection", ("Side", "Kind", *ways), rows, numeric="ll" + "r" * len(ways))
    for count in counts:
        if count.lacks:
            shown_names, more = first_few(count.lacks, _NAMES)
            plural = "business hours" if count.kind == "business_hours" else ""
            lacks = counted(len(count.lacks), spaced(count.kind), plural)
            names = ", ".join(shown_names)
            print_line(f"{count.side}, {count.way}: lacks {lacks}: {names} {more}".rstrip(), "yellow")
