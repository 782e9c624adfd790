"""Groups of events and records with what they mean, as terminal, JSON and workbook show them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

import attrs

from ..estate.estate import Estate
from ..occurrences.joins import Joins, Named
from ..occurrences.occurrence import Occurrence, in_order
from ..rules.engine.expectation import Now, expectation


@attrs.frozen(kw_only=True)
class OccurrenceRow:
    """A group of events or records that are alike.

    Attributes:
        id: event id, ms-diagnostics id, or status or method of a SIP message.
        hour: the hour in which they were; None where no time is given.
        known: ids of the known messages that they are; () where nothing is known of them.
        expected: whether the message is expected in the phase of the migration, in words.
        is_expected: the same; None where that depends on something, or nothing is known.
        together: ids of others in the same second about the same, with how often.
        answers: of a known SERVICE request, the final responses to it, with how often.
        named: the objects of the estate that they name.
    """

    kind: str
    source: str
    id: str
    level: str
    machine: str
    peer: str
    sender: str
    receiver: str
    hour: datetime | None
    count: int
    first: datetime | None
    last: datetime | None
    reason: str = ""
    known: tuple[str, ...] = ()
    meaning: str = ""
    expected: str = ""
    is_expected: bool | None = None
    together: tuple[tuple[str, int], ...] = ()
    answers: tuple[tuple[str, int], ...] = ()
    named: tuple[Named, ...] = ()


def occurrence_rows(estate: Estate, groups: Iterable[Occurrence], now: Now) -> Iterator[OccurrenceRow]:
    """The rows of some groups, from the earliest on."""
    joins = Joins(estate)
    for group in in_order(groups):
        sighting, entry = group.sighting, group.entry
        expected = expectation(entry, now) if entry else None
        yield OccurrenceRow(
            kind=sighting.kind,
            source=sighting.source,
            id=sighting.id,
            level=sighting.level,
            machine=sighting.machine,
            peer=sighting.peer,
            sender=sighting.sender,
            receiver=sighting.receiver,
            hour=group.hour,
            count=group.count,
            first=group.first,
            last=group.last,
            reason=(sighting.diagnosis.reason or "") if sighting.diagnosis else "",
            known=tuple(each.id for each in group.entries),
            meaning=entry.meaning if entry else "",
            expected=expected.text if expected else "",
            is_expected=expected.now if expected else None,
            together=group.together,
            answers=group.answers,
            named=joins.of(group),
        )
