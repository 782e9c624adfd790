"""Snapshots, their kinds and their objects on the terminal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ..estate.counting import counted
from ..estate.products import product_name, product_names
from .console import print_line, print_table, say, stdout
from .sources_table import print_sources, print_totals, print_worst, totals

if TYPE_CHECKING:
    from datetime import datetime

    from ..estate.conflicts import Conflict
    from ..estate.kinds import Item
    from ..estate.provenance import Snapshot
    from ..estate.reconciliation import Reconciled


#: conflicts that the terminal shows; all of them are in the workbook and in JSON
_MOST_CONFLICTS = 20


def print_inventory(
    snapshot: Snapshot, reconciled: Sequence[Reconciled] = (), conflicts: Sequence[Conflict] = ()
) -> None:
    """Print the worst losses, the sum, what was read and where sources differ; the sum again is what is seen last."""
    print_worst(snapshot.sources)
    print_line(totals(snapshot.sources))
    _print_areas(snapshot)
    print_sources(snapshot.sources)
    _print_reconciliation(reconciled)
    print_conflicts(conflicts)
    print_totals(snapshot.sources)


def _print_areas(snapshot: Snapshot) -> None:
    """Print the kinds with their counts by area, so that all of them are on one screen."""
    from ..estate.catalogue import KINDS

    areas: dict[str, list[str]] = {}
    for kind, count in snapshot.items.items():
        areas.setdefault(KINDS[kind].area, []).append(f"{kind} {count:,}")
    title = f"Snapshot {snapshot.name}: {product_names(snapshot.products)}"
    print_table(title, ("Area", "Kinds and their objects"), [(area, ", ".join(kinds)) for area, kinds in areas.items()])


def _print_reconciliation(reconciled: Sequence[Reconciled]) -> None:
    """Print the kinds of which the ways differ, one line each, and how many do not."""
    differing = [one for one in reconciled if one.missing or one.differing]
    if differing:
        print_table(
            "Collected in several ways, which differ",
            ("Kind", "Product", "By way", "Objects", "Difference"),
            [(one.kind, product_name(one.product), _by_way(one), one.objects, one.explanation) for one in differing],
            numeric="lllr",
        )
    if same := len(reconciled) - len(differing):
        kinds = counted(same, "kind was", "kinds were")
        print_line(f"{kinds} collected in several ways that hold the same objects")


def print_conflicts(conflicts: Sequence[Conflict]) -> None:
    """Print the values on which two collections disagree, and which of them is used."""
    if not conflicts:
        return
    shown, count = conflicts[:_MOST_CONFLICTS], counted(len(conflicts), "difference")
    print_table(
        f"Two collections disagree: {count}; the first is used (--prefer decides otherwise)",
        ("Kind", "Object", "Field", "Used", "Other"),
        [(c.item.kind, c.item.title, c.label, _said(c.value, c.source, c.at), _said(*_other(c))) for c in shown],
    )
    if more := len(conflicts) - len(shown):
        print_line(f"and {more:,} more: rules EVD-001 and EVD-002, sheet Differences of the workbook, or --json")


def _other(conflict: Conflict) -> tuple[str, str, datetime]:
    return conflict.other_value, conflict.other_source, conflict.other_at


def _said(value: str, source: str, at: datetime) -> str:
    return f"{value or '(empty)'}\n{source}\n{at:%Y-%m-%d %H:%M} UTC"


def _by_way(one: Reconciled) -> str:
    return "\n".join(f"{way}: {count}" for way, count in one.counts.items())


def print_snapshots(snapshots: Sequence[Snapshot]) -> None:
    """Print one line per snapshot."""
    print_table(
        "Snapshots",
        ("Name", "Taken at (UTC)", "Products", "Objects", "Sources", "With losses"),
        [
            (
                s.name,
                f"{s.taken_at:%Y-%m-%d %H:%M}",
                product_names(s.products),
                f"{sum(s.items.values()):,}",
                f"{len(s.sources):,}",
                sum(report.has_losses for report in s.sources) or "",
            )
            for s in snapshots
        ],
        numeric="lllrrr",
    )


def print_inventory_kinds(snapshot: Snapshot) -> None:
    """Print the kinds of a snapshot with their counts."""
    from ..estate.catalogue import KINDS

    lost = {kind for report in snapshot.sources for kind in report.incomplete if kind in KINDS}
    counts = {**snapshot.items, **{kind: snapshot.items.get(kind, 0) for kind in KINDS if kind in lost}}
    rows = [
        (kind, KINDS[kind].label, f"{count:,}" + (", not complete" if kind in lost else ""))
        for kind, count in counts.items()
    ]
    title = f"Snapshot {snapshot.name}: {product_names(snapshot.products)}"
    print_table(title, ("Kind", "What", "Objects"), rows, numeric="llr")


def print_items(cls: type[Item], items: list[Item], *, is_complete: bool = True) -> None:
    """Print one line per object with the fields that are filled, as many as the terminal is wide.

    Args:
        is_complete: whether no object of the kind was lost when the evidence was read.
    """
    from ..estate.kinds import fields_of

    filled = [f for f in fields_of(cls) if any(getattr(item, f.name) not in (None, (), "") for item in items)]
    width = stdout().width
    columns = [f for f in filled if f.type not in ("part", "parts")][: max(3, width // 22)]
    rows = [(item.key, *(_cell(getattr(item, f.name), known=item.knows(f.name)) for f in columns)) for item in items]
    title = f"{cls.label}: {len(items):,}" + ("" if is_complete else " read, not complete")
    print_table(title, ("Key", *(f.label for f in columns)), rows)
    hidden = [f.label for f in filled if f not in columns]
    if hidden:
        say(f"The terminal is too narrow for: {', '.join(hidden)} (see --json)", "dim")


def _cell(value: Any, *, known: bool) -> str:
    if value in (None, (), ""):
        return "" if known else "unknown"
    if isinstance(value, tuple):
        return "\n".join([*map(str, value), *([] if known else ["... (not all)"])])
    return str(value)
