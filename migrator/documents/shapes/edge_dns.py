"""The JSON document of `edge dns`."""

from __future__ import annotations

from collections.abc import Mapping

from ...network.comparison import ComparedRecord, RecordFault, RecordVerdict
from ...network.discovery import DiscoveryStep
from ...network.lookups import Presence, Side
from ...network.partner import SideBySide
from .document import Shape, shaped
from .edge import EdgeDocument


class ComparedRecordDocument(Shape):
    """A record that is needed, and what is there.

    Attributes:
        type: SRV, or A for a host name, which may have AAAA records or be an alias.
        needed: false if it is optional here; null if no evidence tells.
        line: the record that is needed, as a line of a zone file.
        seen: the records that are there, as lines.
        failure: how a question for it failed, such as "time-out"; "" if it was answered or not asked.
        denied: the record is there, and another answer of the same side says that there is none.
    """

    name: str
    type: str
    side: Side
    domain: str
    port: int | None
    targets: tuple[str, ...]
    addresses: tuple[str, ...]
    leads_to: str
    purpose: str
    condition: str
    needed: bool | None
    clients: tuple[str, ...]
    phase: str
    note: str
    line: str
    presence: Presence
    seen: tuple[str, ...]
    faults: tuple[RecordFault, ...]
    verdict: RecordVerdict
    failure: str
    denied: bool


class DiscoveryDocument(Shape):
    """One question of one generation of clients, and whether it has an answer."""

    client: str
    position: int
    domain: str
    name: str
    type: str
    side: Side
    presence: Presence
    when: str
    note: str


class SideBySideDocument(Shape):
    """One value of an SRV record, ours and the partner's."""

    service: str
    field: str
    own: str
    partner: str
    differs: bool


class EdgeDnsDocument(EdgeDocument):
    """The DNS records of an estate, needed and seen.

    Attributes:
        to_ask: side -> the lines that look up what nobody has looked up.
    """

    records: tuple[ComparedRecordDocument, ...]
    discovery: tuple[DiscoveryDocument, ...]
    partner: tuple[SideBySideDocument, ...]
    to_ask: Mapping[str, tuple[str, ...]]


def compared_record_document(record: ComparedRecord) -> ComparedRecordDocument:
    """The document of one record."""
    expected = record.expected
    return ComparedRecordDocument(
        name=expected.name,
        type=expected.use.type,
        side=expected.use.side,
        domain=expected.domain,
        port=expected.port,
        targets=expected.targets,
        addresses=expected.addresses,
        leads_to=expected.use.leads_to,
        purpose=expected.use.purpose,
        condition=expected.use.needed,
        needed=expected.is_needed,
        clients=tuple(map(str, expected.use.clients)),
        phase=expected.use.phase,
        note=expected.use.note,
        line=expected.line,
        presence=record.presence,
        seen=record.seen,
        faults=tuple(dict.fromkeys(fault.kind for fault in (*record.faults, *record.faults_anywhere))),
        failure=record.failure or "",
        denied=record.is_denied,
        verdict=record.verdict,
    )


def discovery_document(step: DiscoveryStep) -> DiscoveryDocument:
    """The document of one question of a client."""
    return shaped(DiscoveryDocument, step)


def side_by_side_document(row: SideBySide) -> SideBySideDocument:
    """The document of one value of both records."""
    return shaped(SideBySideDocument, row)
