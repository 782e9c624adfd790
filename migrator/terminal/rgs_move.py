"""What the move will make of the response groups: `rgs compare` without a migrated side."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from ..estate.counting import counted
from ..terminal.console import print_line, print_table, shown, spaced

if TYPE_CHECKING:
    from ..response_groups.move import Move, Moving, Reason

_STYLES = {"will not be copied": "red", "will be copied changed": "yellow"}
_NAMES = 3


def print_move(move: Move) -> None:
    """Print objects counted by what becomes of them, then those that do not arrive as they are, alike ones together."""
    from ..response_groups.move import Fate

    counts = Counter((each.kind, each.fate) for each in move.objects)
    rows = [
        (spaced(kind), *(counts[kind, fate] or "" for fate in Fate))
        for kind in dict.fromkeys(each.kind for each in move.objects)
    ]
    print_table("What the move will do", ("Kind", *Fate), rows, numeric="lrrrr")
    if differing := [_row(alike) for alike in _alike(move)]:
        print_table("What will not arrive as it is", ("Kind", "Objects", "What", "Why"), differing)
    for reason in move.stops:
        print_line(f"Stops the move of the whole pool: {_why(reason)}: {reason.text}", "red")
    for unknown in move.not_evaluated:
        print_line(f"Not evaluated: {unknown}", "yellow")
    total = Counter(each.fate for each in move.objects)
    fates = ", ".join(f"{total[fate]} {fate}" for fate in Fate if total[fate])
    print_line(f"{counted(len(move.objects), 'object')}: {fates}")


def _alike(move: Move) -> list[list[Moving]]:
    """Objects with the same fate for the same reasons, worst first."""
    from ..response_groups.move import Fate

    groups: dict[tuple[object, ...], list[Moving]] = defaultdict(list)
    for each in move.objects:
        if each.why:
            groups[each.fate, each.kind, tuple(map(_why, each.why))].append(each)
    return sorted(groups.values(), key=lambda alike: list(Fate).index(alike[0].fate))


def _row(alike: list[Moving]) -> tuple[object, ...]:
    first = alike[0]
    names = [each.name for each in alike[:_NAMES]]
    more = [f"... and {len(alike) - _NAMES} more"] if len(alike) > _NAMES else []
    what = shown(first.fate, _STYLES.get(first.fate, ""))
    return spaced(first.kind), "\n".join(names + more), what, "\n".join(map(_why, first.why))


def _why(reason: Reason) -> str:
    where = f"{reason.rule}, {reason.source}" if reason.rule else reason.source
    return f"{reason.title} ({where}; {reason.grade})"
