"""The JSON documents of `edge events` and `edge trace`."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from ...occurrences.joins import Named
from ...rules.engine.losses import SourceLoss
from ...rules.engine.prediction import Prediction
from ..occurrence_rows import OccurrenceRow
from .document import Shape, shaped
from .edge import EdgeDocument, edge_values


class NamedDocument(Shape):
    """An object of the estate that events or records name.

    Attributes:
        role: certificate, gateway, server, allowed domain, blocked domain, provider, response group or group.
        written: as the event has it.
        how: how a serial number was read: "digits reversed" or "bytes reversed"; "" as it is.
    """

    role: str
    kind: str
    key: str
    name: str
    written: str
    how: str


class BesideDocument(Shape):
    """Another event of the same second about the same, or a response to a request, and how often."""

    id: str
    count: int


class OccurrenceDocument(Shape):
    """A group of events or records that are alike.

    Attributes:
        id: event id, ms-diagnostics id, or status or method of a SIP message.
        first, last: UTC where the evidence gives an offset, else as it has them.
        known: ids of the known messages that they are.
        answers: of a known SERVICE request, the final responses to it.
        is_expected: whether the message is expected in the phase of the migration; null where that depends, or where
            nothing is known.
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
    reason: str
    known: tuple[str, ...]
    meaning: str
    expected: str
    is_expected: bool | None
    together: tuple[BesideDocument, ...]
    answers: tuple[BesideDocument, ...]
    named: tuple[NamedDocument, ...]


class EdgeEventsDocument(EdgeDocument):
    """The groups from the earliest on, and what the rules say of them."""

    records: tuple[OccurrenceDocument, ...]


def edge_events_document(
    rows: Iterable[OccurrenceRow], prediction: Prediction, losses: Iterable[SourceLoss]
) -> EdgeEventsDocument:
    """The document of some groups."""
    return EdgeEventsDocument(**edge_values(prediction, losses), records=tuple(map(_occurrence, rows)))


def _occurrence(row: OccurrenceRow) -> OccurrenceDocument:
    beside = tuple(BesideDocument(id=id_, count=count) for id_, count in row.together)
    answers = tuple(BesideDocument(id=id_, count=count) for id_, count in row.answers)
    return shaped(
        OccurrenceDocument, row, together=beside, answers=answers, named=tuple(map(named_document, row.named))
    )


def named_document(named: Named) -> NamedDocument:
    """The document of an object that a message names."""
    item = named.item
    return NamedDocument(
        role=named.role, kind=item.kind, key=item.key, name=item.title, written=named.written, how=named.how
    )
