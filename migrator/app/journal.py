"""The journal of a project: notes that people write, together with logs, events, repairs, snapshots and answers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import attrs

from ..errors import InputError
from ..estate.counting import counted

if TYPE_CHECKING:
    from ..checklist.journal import JournalEntry
    from ..estate.estate import Estate
    from ..estate.evidence import LogLine
    from ..store.project import Project


@attrs.frozen(kw_only=True)
class WrittenNote:
    """A note as somebody writes it.

    Attributes:
        at: when it happened, as typed: ISO 8601; without an offset it is in the time zone that the project answers,
            else local time of this machine. Empty for now.
        exact: the exact text of a message.
    """

    text: str
    at: str = ""
    step: str = ""
    exact: str = ""
    cure: str = ""


def add_note(project: str, note: WrittenNote, *, now: datetime) -> datetime:
    """Keep a note in the project, which is made if there is none, without secrets; returns the time of the note.

    Raises:
        InputError: the note is empty, or its time is not one.
    """
    from ..sources.powershell.secrecy import without_secrets
    from ..store.notes import StoredNote
    from ..store.project import discard_if_new, open_project
    from ..store.times import stamp
    from .repair import operator

    if not note.text.strip():
        raise InputError("the note is empty", hint='For example: migrator note "Merge published" --step Merge')
    with discard_if_new(project):
        opened = open_project(project, create=True)
        at = _time(note.at, _zone(opened)) if note.at.strip() else now
        opened.notes.add(
            StoredNote(
                at=stamp(at),
                kept=stamp(now),
                who=operator(),
                text=without_secrets(note.text.strip()),
                step=note.step.strip(),
                exact=without_secrets(note.exact),
                cure=without_secrets(note.cure.strip()),
            )
        )
    return at


def _zone(opened: Project) -> ZoneInfo | None:
    """The time zone that the project answers; None while nobody did."""
    from ..rules.engine.questions import TIME_ZONE

    answer = opened.decisions.answers().get(TIME_ZONE)
    return ZoneInfo(answer.value) if answer else None


def _time(text: str, zone: ZoneInfo | None) -> datetime:
    try:
        at = datetime.fromisoformat(text.strip())
        return (at if at.tzinfo else at.replace(tzinfo=zone)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise InputError(
            f"--at {text}: this is not a time", hint='For example "2013-09-25 14:04" or 2013-09-25T14:04:56+01:00'
        ) from None


def project_journal(project: str, snapshot: str | None = None) -> tuple[JournalEntry, ...]:
    """The journal of a project with the logs and events of a snapshot, or of the newest one.

    Raises:
        InputError: there is no project, or no snapshot of that name.
    """
    from ..store.project import open_project

    opened = open_project(project)
    estate = opened.estate(snapshot) if snapshot is not None or opened.snapshots() else None
    return journal_of(opened, estate)


def journal_of(opened: Project, estate: Estate | None) -> tuple[JournalEntry, ...]:
    """The journal of an open project with the logs and events of *estate*.

    Times without an offset are in the time zone that the project answers, and all are shown in it.
    """
    from ..checklist.journal import in_order

    entries, zone = _entries(opened, estate), _zone(opened)
    return in_order(entries if zone is None else (entry.in_zone(zone) for entry in entries))


def _entries(opened: Project, estate: Estate | None) -> Iterator[JournalEntry]:
    from ..checklist.journal import JournalEntry, JournalKind, event_entries, log_entries
    from ..estate.evidence import Event, LogLine

    for note in opened.notes.all():
        yield JournalEntry(
            at=datetime.fromisoformat(note.at),
            kind=JournalKind.PLANNED if note.at > note.kept else JournalKind.NOTE,
            what=note.text,
            step=note.step,
            exact=note.exact,
            cure=note.cure,
            who=note.who,
        )
    for snapshot in opened.snapshots():
        yield JournalEntry(at=snapshot.taken_at, kind=JournalKind.SNAPSHOT, what=f"snapshot {snapshot.name}")
    yield from map(_repair, opened.repair_history())
    yield from _steps(opened)
    yield from _decisions(opened)
    if estate is not None:
        yield from log_entries(estate.of(LogLine), _recogniser())
        yield from event_entries(estate.of(Event))


def _repair(entry: Mapping[str, Any]) -> JournalEntry:
    from ..checklist.journal import JournalEntry, JournalKind

    place = f"{entry['server']}/{entry['database']}" if entry.get("server") else "an unknown database"
    rows = counted(int(entry.get("rows") or 0), "row")
    return JournalEntry(
        at=datetime.fromisoformat(str(entry["at"])),
        kind=JournalKind.REPAIR,
        what=f"{entry.get('direction', '')} of {place}: {entry.get('event', '')}, {rows}",
        step=f"{entry.get('direction', '')} {place}",
        exact=str(entry.get("reason") or ""),
        who=str(entry.get("who", "")),
        source=str(entry.get("journal") or ""),
    )


def _steps(opened: Project) -> Iterator[JournalEntry]:
    """Planned and real times of the steps of the checklist."""
    from ..checklist.journal import JournalEntry, JournalKind

    for step in opened.checklist.steps().values():
        for kind, begin, end in (
            (JournalKind.PLANNED, step.planned_start, step.planned_end),
            (JournalKind.STEP, step.actual_start, step.actual_end),
        ):
            if begin or end:
                yield JournalEntry(
                    at=datetime.fromisoformat(begin or end),
                    ended=datetime.fromisoformat(end) if end else None,
                    kind=kind,
                    what=f"{step.title or step.key}{': ' if step.note else ''}{step.note}",
                    step=step.key,
                    who=step.owner or step.who,
                )


def _decisions(opened: Project) -> Iterator[JournalEntry]:
    """The answer that says in which phase the migration is, and what was opened and closed about symptoms."""
    from ..checklist.journal import JournalEntry, JournalKind
    from ..rules.engine.questions import CURRENT_PHASE

    if phase := opened.decisions.answers().get(CURRENT_PHASE):
        yield JournalEntry(
            at=datetime.fromisoformat(phase.at),
            kind=JournalKind.ANSWER,
            what=f"the migration is in phase {phase.value}",
            step=phase.value,
            who=phase.who,
        )
    for entry in opened.notes.entries():
        if entry.what in ("opened", "closed"):
            yield JournalEntry(
                at=datetime.fromisoformat(entry.at),
                kind=JournalKind.SYMPTOM,
                what=f"{entry.symptom} {entry.what}: {entry.value}",
                cure=entry.value if entry.what == "closed" else "",
                who=entry.who,
            )


def _recogniser() -> Callable[[LogLine], str]:
    """Says which cmdlet printed a line, by the known messages in it."""
    from ..knowledge.base import known_entries
    from ..knowledge.matching import Matcher

    matcher = Matcher(entry for entry in known_entries().values() if entry.cmdlet)
    seen: dict[str, str] = {}

    def cmdlet_of(line: LogLine) -> str:
        text = line.message or ""
        if text not in seen:
            entries = (entry for part in matcher.parts(text) for entry in (part.entry, *part.contains) if entry)
            seen[text] = next((entry.cmdlet for entry in entries), "")
        return seen[text]

    return cmdlet_of
