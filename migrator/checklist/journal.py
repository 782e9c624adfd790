"""The journal of a project: what happened, in order of occurrence, and what came within an hour after each step."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

import attrs

from ..estate.counting import counted
from ..estate.evidence import Event, LogLine

#: what comes within this time after a step is shown with it; lines and events that are nearer belong together
HOUR = timedelta(hours=1)
_SHOWN_TEXT = 300


class JournalKind(StrEnum):
    """What an entry of the journal is."""

    NOTE = "note"
    PLANNED = "planned"
    STEP = "step"
    LOG = "log"
    EVENTS = "events"
    REPAIR = "repair"
    SNAPSHOT = "snapshot"
    ANSWER = "answer"
    SYMPTOM = "symptom"


@attrs.frozen(kw_only=True)
class JournalEntry:
    """One entry of the journal.

    Attributes:
        at: when it happened or began; without an offset it is local time of a server whose zone nobody told.
        ended: when it ended; None if it has no length.
        what: what happened, in one line.
        step: the step of the migration that it is or belongs to; empty if none.
        exact: the exact text of a message.
        follows: the step after which it came within an hour; empty if none.
        minutes: how long after the beginning of that step.
    """

    at: datetime
    ended: datetime | None = None
    kind: JournalKind
    what: str
    step: str = ""
    exact: str = ""
    cure: str = ""
    who: str = ""
    source: str = ""
    follows: str = ""
    minutes: int | None = None

    def in_zone(self, zone: ZoneInfo) -> JournalEntry:
        """The entry with its times in a zone, which those without an offset are in already."""
        return attrs.evolve(self, at=_in_zone(self.at, zone), ended=_in_zone(self.ended, zone) if self.ended else None)


def _in_zone(at: datetime, zone: ZoneInfo) -> datetime:
    return at.replace(tzinfo=zone) if at.tzinfo is None else at.astimezone(zone)


@attrs.frozen(kw_only=True)
class StepTimes:
    """Planned and real times of one step; None where nothing tells."""

    step: str
    planned: datetime | None = None
    planned_end: datetime | None = None
    began: datetime | None = None
    ended: datetime | None = None


def clock(at: datetime) -> datetime:
    """A time as it is put in order: one without an offset counts as UTC, because nothing tells its zone."""
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)


def shown_time(at: datetime) -> str:
    """A time for people, with its zone."""
    if isinstance(at.tzinfo, ZoneInfo):
        return f"{at:%Y-%m-%d %H:%M:%S} {at.tzinfo.key}"
    text = f"{clock(at):%Y-%m-%d %H:%M:%S}"
    return f"{text} local time" if at.tzinfo is None else f"{text} UTC"


def in_order(entries: Iterable[JournalEntry]) -> tuple[JournalEntry, ...]:
    """The entries in order of occurrence, each with the newest step that it follows within an hour."""
    placed: list[JournalEntry] = []
    steps: list[JournalEntry] = []
    for entry in sorted(entries, key=lambda one: clock(one.at)):
        placed.append(_placed(entry, steps))
        if entry.step and entry.kind is not JournalKind.PLANNED:
            steps.append(entry)
    return tuple(placed)


def _placed(entry: JournalEntry, steps: list[JournalEntry]) -> JournalEntry:
    if entry.kind is JournalKind.PLANNED:
        return entry
    at = clock(entry.at)
    for step in reversed(steps):
        if step.step != entry.step and at <= clock(step.ended or step.at) + HOUR:
            minutes = int((at - clock(step.at)).total_seconds() // 60)
            return attrs.evolve(entry, follows=step.step, minutes=minutes)
    return entry


def step_times(entries: Iterable[JournalEntry]) -> tuple[StepTimes, ...]:
    """Planned and real begin and end of each step, in the order in which they first occur."""
    found: dict[str, StepTimes] = {}
    for entry in entries:
        if not entry.step:
            continue
        times = found.get(entry.step, StepTimes(step=entry.step))
        end = entry.ended or entry.at
        if entry.kind is JournalKind.PLANNED:
            times = attrs.evolve(times, planned=times.planned or entry.at, planned_end=end)
        else:
            later = times.ended is None or clock(end) > clock(times.ended)
            times = attrs.evolve(times, began=times.began or entry.at, ended=end if later else times.ended)
        found[entry.step] = times
    return tuple(found.values())


@attrs.define
class _Group:
    """Lines or events that belong together."""

    began: datetime
    ended: datetime
    first: LogLine | Event
    count: int = 0
    warnings: int = 0
    errors: int = 0

    def takes(self, at: datetime) -> bool:
        """Whether a time is in the group or not an hour from it; logs are written in either order."""
        return clock(self.began) - HOUR <= clock(at) <= clock(self.ended) + HOUR


def log_entries(lines: Iterable[LogLine], cmdlet_of: Callable[[LogLine], str]) -> Iterator[JournalEntry]:
    """One entry for each run of a cmdlet in a log: lines of one file and cmdlet that are not an hour apart.

    Args:
        cmdlet_of: the cmdlet that printed a line which does not name it; empty if the line is not known.
    """
    groups: dict[tuple[str, str], list[_Group]] = {}
    last: dict[str, str] = {}
    for line in lines:
        if line.at is None:
            continue
        file = line.sources[0].rpartition("#")[0] if line.sources else ""
        cmdlet = last[file] = line.cmdlet or cmdlet_of(line) or last.get(file, "")
        runs = groups.setdefault((file, cmdlet), [])
        group = _group(runs, line, line.at)
        group.ended = max(group.ended, line.ended or line.at, key=clock)
        group.warnings += (line.level or "").casefold().startswith("warn")
        group.errors += (line.level or "").casefold().startswith("err")
    for (file, cmdlet), runs in groups.items():
        for run in runs:
            counts = (counted(run.warnings, "warning"), counted(run.errors, "error"))
            yield JournalEntry(
                at=run.began,
                ended=run.ended,
                kind=JournalKind.LOG,
                what=f"{cmdlet or 'log'}: {counted(run.count, 'line')}, {', '.join(counts)}",
                step=cmdlet,
                source=file,
            )


def event_entries(events: Iterable[Event]) -> Iterator[JournalEntry]:
    """One entry for events of one source, id and server that are not an hour apart."""
    groups: dict[tuple[str, int | None, str], list[_Group]] = {}
    for event in events:
        if event.at is not None:
            runs = groups.setdefault((event.source or "", event.event_id, event.machine or ""), [])
            group = _group(runs, event, event.at)
            group.ended = max(group.ended, event.at, key=clock)
    for (source, id_, machine), runs in groups.items():
        for run in runs:
            text = run.first.message or ""
            name = " ".join(map(str, filter(None, (counted(run.count, "event"), id_))))
            on = f" on {machine}" if machine else ""
            yield JournalEntry(
                at=run.began,
                ended=run.ended if run.count > 1 else None,
                kind=JournalKind.EVENTS,
                what=f"{name} of {source or 'an unknown source'}{on}",
                exact=text[:_SHOWN_TEXT] + "…" * (len(text) > _SHOWN_TEXT),
                source=run.first.sources[0].rpartition("#")[0] if run.first.sources else "",
            )


def _group(runs: list[_Group], first: LogLine | Event, at: datetime) -> _Group:
    """The group that takes what happened at a time: a near one, else a new one."""
    group = next((run for run in reversed(runs) if run.takes(at)), None)
    if group is None:
        group = _Group(at, at, first)
        runs.append(group)
    if clock(at) < clock(group.began):
        group.began = at
    group.count += 1
    return group
