"""Events and traces on the terminal: findings first, then the groups."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import attrs

from ..estate.counting import counted
from ..occurrences.occurrence import summed
from .console import print_line, print_table
from .prediction import print_findings, print_losses, print_outcomes

if TYPE_CHECKING:
    from ..app.edge_events import EventsLook
    from ..documents.occurrence_rows import OccurrenceRow

#: groups of which nothing is known that are listed
_UNKNOWN = 10


def print_events(look: EventsLook) -> None:
    """Print what the rules found, then what is expected or only informs; of what nobody knows the most frequent."""
    print_losses(look.assessment.losses)
    print_findings(look.assessment.prediction)
    rows = list(_by_meaning(look.records))
    known = [row for row in rows if row[0].meaning and row[0].is_expected is not False]
    others = sorted((row for row in rows if not row[0].meaning), key=lambda row: -row[1])
    total = sum(record.count for record in look.records)
    print_line(f"{total:,} in {counted(len(look.records), 'group')} by source, id, server, peer and hour", "italic")
    if found := look.assessment.prediction.findings:
        print_line(f"What to check first: migrator rules {found[0].rule}")
    _print("Expected, or depends on the step", known)
    _print("Others, the most frequent first", others[:_UNKNOWN])
    if len(others) > _UNKNOWN:
        print_line(f"... and {len(others) - _UNKNOWN:,} more (all with --json)", "dim")
    print_outcomes(look.assessment.prediction)


def print_how_to_trace(lines: Sequence[str]) -> None:
    """Print how a trace is taken."""
    print_line("No trace was read. How to take one on the Edge:", "bold")
    for line in lines:
        print_line(f"  {line}")


def _by_meaning(records: Sequence[OccurrenceRow]) -> list[tuple[OccurrenceRow, int]]:
    """One of the groups of all hours and peers that are the same, and how many they are together."""
    found: dict[tuple[object, ...], list[OccurrenceRow]] = {}
    for row in records:
        key = (row.source, row.id, row.machine, row.known, (row.sender, row.receiver) if row.reason else ())
        found.setdefault(key, []).append(row)
    return [(_joined(rows), sum(row.count for row in rows)) for rows in found.values()]


def _joined(rows: Sequence[OccurrenceRow]) -> OccurrenceRow:
    """The first row, with the answers of all."""
    return attrs.evolve(rows[0], answers=summed(row.answers for row in rows))


def _answered(row: OccurrenceRow) -> str:
    return f"Answered: {', '.join(f'{id_} {count:,}x' for id_, count in row.answers)}." if row.answers else ""


def _print(title: str, rows: Sequence[tuple[OccurrenceRow, int]]) -> None:
    if rows:
        print_table(
            title,
            ("Count", "Id", "Source", "Server", "First", "Meaning"),
            [
                (
                    f"{count:,}",
                    row.id,
                    row.source,
                    row.machine,
                    f"{row.first:%Y-%m-%d %H:%M:%S}" if row.first else "",
                    " ".join(filter(None, (row.meaning, _answered(row), f"({row.expected})" if row.expected else ""))),
                )
                for row, count in rows
            ],
            numeric="rlllll",
        )
