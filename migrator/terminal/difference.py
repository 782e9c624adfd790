"""What changed between two snapshots, on the terminal: the counts by kind, then each change."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from ..estate.catalogue import KINDS
from ..estate.counting import counted
from .console import print_line, print_table

if TYPE_CHECKING:
    from ..estate.difference import EstateDifference

#: changes of a kind that the terminal shows; all of them are in JSON and in the workbook
_MOST = 15


def print_difference(found: EstateDifference, before: str, after: str) -> None:
    """Print how many objects of each kind came, went or changed, what is not compared, and the changes."""
    added, removed = (Counter(item.kind for item in items) for items in (found.added, found.removed))
    renamed = Counter(pair.after.kind for pair in found.renamed)
    changed = Counter(kind for kind, _ in {(c.item.kind, c.item.key) for c in found.changed})
    rows = [
        (cls.label, *counts)
        for kind, cls in KINDS.items()
        if any(counts := (added[kind], removed[kind], renamed[kind], changed[kind]))
    ]
    if found.is_empty:
        nothing = "No change is seen" if found.not_compared else "Nothing changed"
        print_line(f"{nothing} from {before} to {after}: {counted(found.same, 'object')} compared")
    else:
        columns = ("Kind", "Added", "Removed", "Renamed", "Changed")
        print_table(
            f"From {before} to {after}", columns, [tuple(each or "" for each in row) for row in rows], numeric=" rrrr"
        )
    if found.moved:
        ways = Counter((move.before, move.after, KINDS[move.item.kind].label) for move in found.moved)
        moves = [(label, one, other, number) for (one, other, label), number in ways.most_common()]
        print_table("Moves between pools", ("Kind", "From", "To", "Objects"), moves, numeric="   r")
    for gap in found.not_compared:
        print_line(f"{KINDS[gap.kind].label}: {gap.reason} {gap.side}: what is missing there says nothing", "yellow")
    _print_each(found)


def _print_each(found: EstateDifference) -> None:
    lines: dict[str, list[str]] = {}
    for item in found.added:
        lines.setdefault(item.kind, []).append(f"+ {item.title}")
    for item in found.removed:
        lines.setdefault(item.kind, []).append(f"- {item.title}")
    for pair in found.renamed:
        lines.setdefault(pair.after.kind, []).append(f"  {pair.before.title} is now {pair.after.title}")
    for change in found.changed:
        text = f"  {change.item.title}: {change.field.label}: {_shown(change.before)} -> {_shown(change.after)}"
        lines.setdefault(change.item.kind, []).append(text)
    for kind, texts in lines.items():
        print_line()
        print_line(KINDS[kind].label, "bold")
        for text in texts[:_MOST]:
            print_line(text, {"+": "green", "-": "red"}.get(text[:1], ""))
        if len(texts) > _MOST:
            print_line(f"  and {len(texts) - _MOST} more: --json has all of them", "dim")


def _shown(value: Any) -> str:
    if value in (None, (), ""):
        return "nothing"
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)
