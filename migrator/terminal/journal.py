"""The journal on the terminal: entries in order of occurrence, then planned and real times of the steps."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from ..checklist.journal import JournalEntry, JournalKind, shown_time, step_times
from .console import print_labelled, print_line, print_table

_STYLES = {
    JournalKind.NOTE: "bold",
    JournalKind.PLANNED: "cyan",
    JournalKind.REPAIR: "bold",
    JournalKind.EVENTS: "yellow",
}


def print_journal(entries: Sequence[JournalEntry]) -> None:
    """Print the journal; text of notes, logs and events is shown as it is."""
    for entry in entries:
        after = "" if entry.minutes is None else f"  ({entry.minutes} min after the begin of {entry.follows})"
        until = f" until {shown_time(entry.ended)}" if entry.ended and entry.ended != entry.at else ""
        print_line(
            f"{shown_time(entry.at)}  {entry.kind.value}: {entry.what}{until}{after}", _STYLES.get(entry.kind, "")
        )
        step = entry.step if entry.kind in (JournalKind.NOTE, JournalKind.PLANNED) else ""
        labelled = (("Step", step), ("Text", entry.exact), ("Cure", entry.cure), ("Who", entry.who))
        print_labelled((label, [text]) for label, text in labelled if text)
    if times := step_times(entries):
        print_line()
        print_table(
            "Steps",
            ("Step", "Planned", "Planned end", "Began", "Ended"),
            [(t.step, *map(_time, (t.planned, t.planned_end, t.began, t.ended))) for t in times],
        )
    if any(entry.at.tzinfo is None for entry in entries):
        print_line("Local time: the log does not give its zone; it stands in the order as if it were UTC.", "dim")


def _time(at: datetime | None) -> str:
    return "" if at is None else shown_time(at)
