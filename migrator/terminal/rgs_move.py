"""What the move will make of the response groups: `rgs compare` without a migrated side."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from ..estate.counting import counted, first_few
from ..terminal.console import print_line, print_table, shown, spaced

if TYPE_CHECKING:
    from ..response_groups.move import Move, ObjectMove, Reason

_STYLES = {"will not be copied": "red", "will be copied changed": "yellow"}
_NAMES = 3


def print_move(move: Move) -> None:
    """Print objects counted by result, then those that do not arrive as they are, grouped by reason."""
    from ..response_groups.move import MoveResult

    counts = Counter((each.kind, each.result) for each in move.objects)
    rows = [
        (spaced(kind), *(counts[kind, result] or "" for result in MoveResult))
        for kind in dict.fromkeys(each.kind for each in move.objects)
    ]
    print_table("What the move will do", ("Kind", *MoveResult), rows, numeric="lrrrr")
    if differing := [_row(alike) for alike in _alike(move)]:
        print_table("What will not arrive as it is", ("Kind", "Objects", "What", "Why"), differing)
    for reason in move.stops:
        print_line(f"Stops the move of the pool: {_why(reason)}: {reason.sentence()}", "red")
    for unknown in move.not_evaluated:
        print_line(f"Not evaluated: {unknown}", "yellow")
    if move.objects:
        print_line(
            "From the move on, the new pool answers the calls of all response groups, and the legacy pool does not"
        )
    total = Counter(each.result for each in move.objects)
    results = ", ".join(f"{total[result]} {result}" for result in MoveResult if total[result])
    print_line(f"{counted(len(move.objects), 'object')}: {results}")


def _alike(move: Move) -> list[list[ObjectMove]]:
    """Objects with the same result for the same reasons, worst first."""
    from ..response_groups.move import MoveResult

    groups: dict[tuple[object, ...], list[ObjectMove]] = defaultdict(list)
    for each in move.objects:
        if each.why:
            groups[each.result, each.kind, tuple(map(_why, each.why))].append(each)
    return sorted(groups.values(), key=lambda alike: list(MoveResult).index(alike[0].result))


def _row(alike: list[ObjectMove]) -> tuple[object, ...]:
    first = alike[0]
    names, more = first_few([each.name for each in alike], _NAMES)
    what = shown(first.result, _STYLES.get(first.result, ""))
    return (
        spaced(first.kind),
        "\n".join([*names, *([f"... {more}"] if more else [])]),
        what,
        "\n".join(map(_why, first.why)),
    )


def _why(reason: Reason) -> str:
    """The reason; a rule stands for its sources, which `migrator rules ID` shows."""
    return f"{reason.title} ({reason.rule or reason.source}; {reason.grade})"
