"""Counts events, records and lines in groups while they are read: memory grows with the groups, not with the items."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

import attrs

from ..estate.evidence import Event, LogLine, TraceRecord
from ..estate.kinds import Item
from ..knowledge.base import known_entries
from ..knowledge.clues import Clue, clue_of
from ..knowledge.known_message import KnownMessage
from ..knowledge.recognition import Recogniser
from .occurrence import Occurrence
from .sighting import Happening, Sighting, domain_of_uri, is_service, message_of, sightings, sortable

#: groups beyond which peers and domains are no longer told apart, and texts whose meaning is remembered
_MOST_GROUPS, _REMEMBERED = 50_000, 4096
#: texts of one event after which it is the same message, whatever its next text says
_SETTLED_BY = 500
#: events of one second that are looked at together, and others that a group remembers
_MOST_TOGETHER = 50

_Key = tuple[object, ...]


@attrs.define
class _Group:
    item: Item
    sighting: Sighting
    entries: tuple[KnownMessage, ...]
    hour: datetime | None
    count: int = 0
    first: datetime | None = None
    last: datetime | None = None
    together: dict[str, int] = attrs.field(factory=dict)
    answers: dict[str, int] = attrs.field(factory=dict)

    def add(self, at: datetime | None) -> None:
        self.count += 1
        if at is None:
            return
        if self.first is None or self.last is None:
            self.first = self.last = at
        elif at.tzinfo is self.last.tzinfo is self.first.tzinfo:
            self.first, self.last = min(self.first, at), max(self.last, at)
        else:
            self.first, self.last = min(self.first, at, key=sortable), max(self.last, at, key=sortable)


class Grouping:
    """The groups of what was added.

    Args:
        entries: known messages by id; those of the program if not given.
        most: groups, beyond which peers and domains are no longer told apart.
    """

    def __init__(self, entries: Mapping[str, KnownMessage] | None = None, *, most: int = _MOST_GROUPS) -> None:
        self._recogniser = Recogniser((known_entries() if entries is None else entries).values())
        self._most = most
        self._groups: dict[_Key, _Group] = {}
        self._known: dict[_Key, tuple[KnownMessage, ...]] = {}
        self._texts: dict[_Key, list[tuple[KnownMessage, ...]]] = {}
        self._settled: dict[_Key, tuple[KnownMessage, ...]] = {}
        self._alike: dict[_Key, tuple[_Group, ...]] = {}
        self._asked: dict[str, _Group] = {}
        self._second: dict[str, tuple[datetime, list[tuple[_Group, Sighting]]]] = {}

    def add(self, item: Item) -> bool:
        """Count an item; False if it is of another kind, which is not counted."""
        if isinstance(item, TraceRecord):
            self._add_record(item)
            return True
        if not isinstance(item, Happening):
            return False
        for sighting in sightings(item):
            group = self._group_of(item, sighting, self._entries_of(item, sighting))
            group.add(sighting.at)
            self._beside(group, sighting)
        return True

    def _add_record(self, item: TraceRecord) -> None:
        """Count a record; of those that are alike only the first is looked at, since a trace has millions."""
        hour = (item.at.toordinal(), item.at.hour, item.at.tzinfo) if item.at else None
        said = tuple((each.code, *each.values.values()) for each in item.diagnostics)
        alike = (item.component, item.machine, item.peer, message_of(item.start_line or ""), hour, said)
        domains = (domain_of_uri(item.from_uri), domain_of_uri(item.to_uri))
        key = (*alike, *domains, _text_of(item), item.result_code)
        groups = self._alike.get(key)
        if groups is None:
            if len(self._alike) >= self._most:
                self._alike.clear()
            groups = self._alike[key] = tuple(
                self._group_of(item, sighting, self._entries_of(item, sighting)) for sighting in sightings(item)
            )
        for group in groups:
            group.add(item.at)
        if item.call_id and (item.call_id in self._asked or is_service(item)):
            self._answer(item, item.call_id, groups)

    def _answer(self, item: TraceRecord, call_id: str, groups: Iterable[_Group]) -> None:
        """Remember a known SERVICE request, and note the final response to it, which has the same Call-ID."""
        status = message_of(item.start_line or "")
        if is_service(item):
            if len(self._asked) >= _REMEMBERED:
                self._asked.clear()
            self._asked.update((call_id, group) for group in groups if group.entries)
        elif status.isdecimal() and status >= "200":
            asked = self._asked.pop(call_id)
            asked.answers[status] = asked.answers.get(status, 0) + 1

    def groups(self) -> tuple[Occurrence, ...]:
        """The groups so far, in the order in which they were first seen."""
        return tuple(
            Occurrence(
                first_item=group.item,
                sighting=group.sighting,
                count=group.count,
                hour=group.hour,
                first=group.first,
                last=group.last,
                entries=group.entries,
                together=tuple(sorted(group.together.items())),
                answers=tuple(sorted(group.answers.items())),
            )
            for group in self._groups.values()
        )

    def _group_of(self, item: Item, sighting: Sighting, entries: tuple[KnownMessage, ...]) -> _Group:
        hour = _hour(sighting.at)
        kept = sighting
        if len(self._groups) >= self._most:
            kept = attrs.evolve(sighting, peer="", peer_port="", sender="", receiver="")
        known = entries[0].id if entries else ""
        key = (kept.kind, kept.source, kept.id, kept.machine, kept.peer, kept.sender, kept.receiver, hour, known)
        if key not in self._groups:
            self._groups[key] = _Group(item, kept, entries, hour)
        return self._groups[key]

    def _entries_of(self, item: Happening, sighting: Sighting) -> tuple[KnownMessage, ...]:
        """The known messages that a sighting is; remembered, since logs repeat themselves."""
        key = _key_of(item, sighting)
        of_id = (sighting.source, sighting.id) if isinstance(item, Event) else ()
        if of_id and (settled := self._settled.get(of_id)):
            return settled
        known = self._known.get(key)
        if known is None:
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            found = self._recogniser.recognise(_clue(item, sighting))
            known = self._known[key] = tuple(one.entry for one in found if not one.entry.inner)
            if of_id:
                self._settle(of_id, known)
        return known

    def _settle(self, of_id: _Key, known: tuple[KnownMessage, ...]) -> None:
        """Take it for settled what an event is where many texts of it, which differ in numbers, were the same."""
        seen = self._texts.setdefault(of_id, [])
        if len(seen) < _SETTLED_BY:
            seen.append(known)
        if len(seen) == _SETTLED_BY and all(each == known for each in seen):
            self._settled[of_id] = known

    def _beside(self, group: _Group, sighting: Sighting) -> None:
        """Note which others are in the same second of the same machine about the same."""
        if sighting.at is None or not group.entries:
            return
        second = sighting.at.replace(microsecond=0)
        before, others = self._second.get(sighting.machine, (second, []))
        if before != second:
            others = []
        for other, seen in others:
            if other is not group and _go_together(sighting, seen):
                group.together[seen.id] = group.together.get(seen.id, 0) + 1
                other.together[sighting.id] = other.together.get(sighting.id, 0) + 1
        if len(others) < _MOST_TOGETHER:
            others.append((group, sighting))
        self._second[sighting.machine] = (second, others)


def _hour(at: datetime | None) -> datetime | None:
    return at.replace(minute=0, second=0, microsecond=0) if at else None


def _key_of(item: Happening, sighting: Sighting) -> _Key:
    """What of an item decides by which message it is recognised."""
    if isinstance(item, TraceRecord):
        said = tuple(sighting.diagnosis.values.values()) if sighting.diagnosis else ()
        return sighting.id, sighting.diagnosis is None, said, item.result_code, _text_of(item)
    if isinstance(item, Event):
        return item.source, item.event_id, item.message, item.data
    if isinstance(item, LogLine):
        return sighting.kind, item.message, tuple((each.type, each.message) for each in item.exceptions)
    return sighting.kind, item.message, item.category, item.error_id


def _clue(item: Item, sighting: Sighting) -> Clue:
    """The clue of a sighting: of a record with a diagnosis that of the diagnosis, whatever its response says."""
    clue = clue_of(item)
    if not isinstance(item, TraceRecord):
        return clue
    if sighting.diagnosis is None:
        return clue._replace(text=_text_of(item))
    return clue._replace(diagnoses=(sighting.diagnosis,), status=None, text=_text_of(item))


def _text_of(item: TraceRecord) -> str:
    """What a server notes of a message, or the start line of a SERVICE request, whose address says what it asks for."""
    return item.explanation or (item.start_line or "" if is_service(item) else "")


def _go_together(one: Sighting, other: Sighting) -> bool:
    """Whether two of one second are about the same: an endpoint of both, or one names none and their source is one."""
    if one.kind != other.kind or one.id == other.id:
        return False
    if one.endpoints and other.endpoints:
        return bool(one.endpoints & other.endpoints)
    return one.source == other.source or not (one.endpoints or other.endpoints)


def grouped(items: Iterable[Item], entries: Mapping[str, KnownMessage] | None = None) -> tuple[Occurrence, ...]:
    """The groups of some items, which are taken in the order of their times."""
    grouping = Grouping(entries)
    for item in sorted(items, key=_time_of):
        grouping.add(item)
    return grouping.groups()


def _time_of(item: Item) -> tuple[bool, float]:
    at = getattr(item, "at", None)
    return at is None, sortable(at).timestamp() if isinstance(at, datetime) else 0.0
