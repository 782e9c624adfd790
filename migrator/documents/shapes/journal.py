"""The JSON document of `journal`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from ...checklist.journal import JournalEntry, step_times
from .document import Shape, shaped


class JournalEntryDocument(Shape):
    """One entry; times are UTC, or without an offset where the evidence does not give the zone.

    Attributes:
        kind: "note", "planned", "step", "log", "events", "repair", "snapshot", "answer" or "symptom".
        exact: the exact text of a message.
        follows: the step after which it came within an hour; empty if none.
        minutes: how long after the beginning of that step.
    """

    at: str
    ended: str | None
    kind: str
    what: str
    step: str
    exact: str
    cure: str
    who: str
    source: str
    follows: str
    minutes: int | None


class StepTimesDocument(Shape):
    """Planned and real times of one step; null where nothing tells."""

    step: str
    planned: str | None
    planned_end: str | None
    began: str | None
    ended: str | None


class JournalDocument(Shape):
    """The journal, in order of occurrence."""

    entries: tuple[JournalEntryDocument, ...]
    steps: tuple[StepTimesDocument, ...]


def journal_document(entries: Sequence[JournalEntry]) -> JournalDocument:
    """The document of a journal."""
    return JournalDocument(entries=tuple(_entries(entries)), steps=tuple(_steps(entries)))


def _entries(entries: Iterable[JournalEntry]) -> Iterable[JournalEntryDocument]:
    for entry in entries:
        at = _time(entry.at) or ""
        yield shaped(JournalEntryDocument, entry, at=at, ended=_time(entry.ended), kind=entry.kind.value)


def _steps(entries: Sequence[JournalEntry]) -> Iterable[StepTimesDocument]:
    names = ("planned", "planned_end", "began", "ended")
    for times in step_times(entries):
        yield StepTimesDocument(step=times.step, **{name: _time(getattr(times, name)) for name in names})


def _time(at: datetime | None) -> str | None:
    if at is None:
        return None
    return (at if at.tzinfo is None else at.astimezone(UTC)).isoformat(timespec="seconds")
