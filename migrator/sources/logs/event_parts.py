"""Makes an event of its parts as people's forms show them: texts, dates without an offset, levels in their language."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import UTC, datetime

import attrs

from ...estate.evidence import Event
from ..converters import is_lost
from ..format import Lost, Origin, Remark
from ..mapping import Truncated
from ..record import Rejected
from .event_labels import level_of
from .event_record import LEVELS, EventMapper
from .local_time import LocalTimes

#: properties of the objects of Get-EventLog and Get-WinEvent, which are never translated -> the part that they are
PROPERTIES = {
    "eventid": "id",
    "instanceid": "instance",
    "source": "source",
    "timegenerated": "date",
    "entrytype": "level",
    "message": "message",
    "machinename": "machine",
    "category": "category",
    "replacementstrings": "data",
    "index": "record",
    "username": "user",
    "id": "id",
    "providername": "source",
    "logname": "log",
    "timecreated": "date",
    "leveldisplayname": "level",
    "level": "level number",
    "recordid": "record",
    "taskdisplayname": "category",
    "keywordsdisplaynames": "keywords",
    "userid": "user",
}
#: other properties of these objects
OTHER_PROPERTIES = frozenset(
    [
        "categorynumber",
        "timewritten",
        "data",
        "site",
        "container",
        "version",
        "qualifiers",
        "task",
        "opcode",
        "keywords",
        "providerid",
        "processid",
        "threadid",
        "activityid",
        "relatedactivityid",
        "containerlog",
        "matchedqueryids",
        "bookmark",
        "opcodedisplayname",
        "properties",
        "pscomputername",
        "runspaceid",
        "psshowcomputername",
    ]
)
_NUMBER = re.compile(r"[0-9]{1,10}")
#: fields that the text of an event names; its inserted strings stand in its sentences
_NAMED = ("at", "log", "source", "level", "machine", "message")
#: parts that are kept beside the declared fields
_EXTRA = {"Task Category": "category", "Keywords": "keywords", "User": "user", "EventRecordID": "record"}
#: EventLogEntryType, where only its number was kept (.NET)
_ENTRY_TYPES = {"1": "Error", "2": "Warning", "4": "Information", "8": "SuccessAudit", "16": "FailureAudit"}
_DIGITS = re.compile(r"\d+$|\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4}\b.*\d:\d\d")
_IDS = {"id", "instance"}
_SHOWN = 60


def is_event(properties: Iterable[str]) -> bool:
    """Whether these are properties of an event of Get-EventLog or Get-WinEvent."""
    names = {name.casefold() for name in properties}
    return ({"entrytype", "source"} <= names and bool({"eventid", "instanceid"} & names)) or {
        "id",
        "providername",
    } <= names


class EventParts:
    """The events of one file.

    Args:
        path: the file, for positions.
    """

    def __init__(self, path: str, origin: Origin) -> None:
        self._path = path
        self._origin = origin
        self.times = LocalTimes()
        self.mapper = EventMapper(path, origin)

    def of_object(self, position: str, properties: Mapping[str, object]) -> Event | Rejected:
        """The event that an exported object of Get-EventLog or Get-WinEvent is."""
        parts: dict[str, str] = {}
        strings: tuple[str, ...] | None = None
        doubtful = set()
        for name, value in properties.items():
            part = PROPERTIES.get(name.casefold())
            if part and isinstance(value, Truncated):
                doubtful.add(part)
            elif part == "data" and isinstance(value, list | tuple):
                strings = tuple(map(str, value))
            elif part and isinstance(value, datetime):
                parts[part] = _iso(value)
            elif part and isinstance(value, str | int):
                parts[part] = str(value)
        return self.event(position, parts, strings, doubtful)

    def event(
        self,
        position: str,
        parts: Mapping[str, str],
        strings: tuple[str, ...] | None = None,
        doubtful: Collection[str] = (),
    ) -> Event | Rejected:
        """The event; what *parts* does not name or what cannot be read is unknown.

        Args:
            parts: by the names in `event_labels.PARTS`; ``record``, ``data``, ``instance`` and ``level number`` as in
                `PROPERTIES`.
            strings: the inserted strings, if they are not in the text of ``data``.
            doubtful: parts that may be cut or mixed with others: they are kept, and unknown.
        """
        event_id = None if _IDS & set(doubtful) else _event_id(parts)
        if event_id is None:
            return Rejected(position, f"an event whose id is {parts.get('id', '')[:_SHOWN]!r}", ("event",))
        shown = " ".join(filter(None, (parts.get("date"), parts.get("time"))))
        at = self.times.read(shown)
        log, source = parts.get("log") or None, parts.get("source") or None
        machine = parts.get("machine") or self._origin.machine
        extra = {name: parts[part] for name, part in _EXTRA.items() if parts.get(part)}
        data = parts.get("data", "")
        event = Event(
            key=self.mapper.key(machine, log, parts.get("record"), at.isoformat() if at else None, position),
            product=self.mapper.product_of(log, source, event_id),
            sources=(f"{self._path}#{position}",),
            extra={**extra, **({"Date": shown} if shown and at is None else {})},
            at=at,
            log=log,
            source=source,
            event_id=event_id,
            level=_ENTRY_TYPES.get(parts.get("level", ""))
            or level_of(parts.get("level", ""))
            or LEVELS.get(parts.get("level number", "")),
            machine=machine,
            message=parts.get("message") or None,
            data=_strings(data) if strings is None else strings,
        )
        # values that have changed places: a computer is not called by digits alone, nor a log or a source by a date
        moved = {part for part in ("log", "source", "machine") if _DIGITS.match(parts.get(part, ""))}
        doubted = moved | {"at" if part in ("date", "time") else part for part in doubtful}
        unknown = [name for name in _NAMED if getattr(event, name) is None or name in doubted]
        is_no_list = strings is None and bool(data) and not (data.startswith("{") and data.endswith("}"))
        is_lost_data = "data" in doubted or is_no_list or data.endswith(("...}", "...", "[]")) or is_lost(data)
        return attrs.evolve(event, unknown=(*unknown, *(("data",) if is_lost_data else ())))

    def notes(self) -> Iterator[Remark | Lost]:
        """What the user must know about the file; complete after its last event."""
        yield from self.mapper.notes()
        if remark := self.times.remark:
            yield Remark(remark)


def _iso(value: datetime) -> str:
    """A time as `LocalTimes` reads it."""
    return f"{value.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%f}Z" if value.tzinfo else f"{value:%Y-%m-%dT%H:%M:%S.%f}"


def _event_id(parts: Mapping[str, str]) -> int | None:
    """The id; that of the older objects is in the lower half of a number that also holds the severity."""
    given = parts.get("id", "")
    if _NUMBER.fullmatch(given):
        return int(given)
    instance = parts.get("instance", "")
    return int(instance) & 0xFFFF if _NUMBER.fullmatch(instance) and not given else None


def _strings(text: str) -> tuple[str, ...]:
    """The inserted strings of ``{a, b}``."""
    if not (text.startswith("{") and text.endswith("}")):
        return ()
    return tuple(part for part in text[1:-1].removesuffix("...").removesuffix(", ").split(", ") if part)
