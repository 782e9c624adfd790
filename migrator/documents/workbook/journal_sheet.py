"""Rows of the sheet Journal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ...checklist.journal import JournalEntry, shown_time


def journal_rows(entries: Iterable[JournalEntry]) -> Iterator[Mapping[str, Any]]:
    """One row per entry; times are text, because they carry their zone."""
    for entry in entries:
        yield {
            "at": shown_time(entry.at),
            "kind": entry.kind.value,
            "what": entry.what,
            "step": entry.step or None,
            "exact": entry.exact or None,
            "cure": entry.cure or None,
            "follows": entry.follows or None,
            "minutes": entry.minutes,
            "ended": shown_time(entry.ended) if entry.ended else None,
            "who": entry.who or None,
            "source": entry.source or None,
        }
