"""One event, record or line as it is counted: what is told apart, and what it is about."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import lru_cache, singledispatch

import attrs

from ..estate.diagnosis import Diagnosis
from ..estate.evidence import ConsoleMessage, Event, LogLine, TraceRecord
from .mentions import addresses_named, endpoints_named, hosts_named

#: a SIP response; the method of a request
_RESPONSE = re.compile(r"SIP/2\.0 ([1-6][0-9]{2})(?![0-9])")
_METHOD = re.compile(r"([A-Z]{3,20}) \S")
_PORT = re.compile(r"(?<=[\w.\]]):\d{1,5}$")
#: peers, domains and start lines that are remembered: logs repeat themselves
_REMEMBERED = 4096


@attrs.frozen(kw_only=True)
class Sighting:
    """What of one item is told apart and counted.

    Attributes:
        source: of an event its source, of a record its component, of a line its cmdlet.
        id: event id, ms-diagnostics id, status or method of a SIP message, or the level of a line.
        peer: the other server, by name or address, without a port.
        peer_port: its port, where a record shows it.
        sender, receiver: the domains of From and To.
        at: as the evidence has it; without an offset where it gives none.
        endpoints: SIP addresses and GUIDs that it names.
    """

    kind: str
    source: str = ""
    id: str = ""
    level: str = ""
    machine: str = ""
    peer: str = ""
    peer_port: str = ""
    sender: str = ""
    receiver: str = ""
    at: datetime | None = None
    diagnosis: Diagnosis | None = None
    endpoints: frozenset[str] = frozenset()


#: the kinds of evidence that are counted
Happening = Event | TraceRecord | LogLine | ConsoleMessage
KINDS_COUNTED = (Event, TraceRecord, LogLine, ConsoleMessage)


@singledispatch
def sightings(item: object) -> Iterator[Sighting]:
    """What of an item is counted: one sighting, of a trace record one for each ms-diagnostics id.

    Raises:
        TypeError: items of this kind are not counted.
    """
    raise TypeError(f"{type(item).__name__} is not counted")


@sightings.register
def _(item: Event) -> Iterator[Sighting]:
    text = text_of(item)
    yield Sighting(
        kind=item.kind,
        source=item.source or "",
        id=str(item.event_id),
        level=item.level or "",
        machine=(item.machine or "").casefold(),
        peer=_peer_of(text, item.machine or ""),
        at=item.at,
        endpoints=endpoints_named(text),
    )


def text_of(item: Event) -> str:
    """The sentences of an event and its inserted strings."""
    return "\n".join((item.message or "", *item.data))


def _peer_of(text: str, machine: str) -> str:
    """The first other server that a text names, else the first address."""
    own = machine.casefold()
    other = next((name for name in hosts_named(text) if name != own and not own.endswith(f".{name}")), "")
    return other or next(addresses_named(text), "")


@sightings.register
def _(item: TraceRecord) -> Iterator[Sighting]:
    codes = {each.code.partition(".")[0]: each for each in reversed(item.diagnostics) if each.code}
    for code, diagnosis in reversed(codes.items()):
        yield _of_record(item, code, diagnosis)
    if not codes:
        yield _of_record(item, message_of(item.start_line or ""), None)


def _of_record(item: TraceRecord, id_: str, diagnosis: Diagnosis | None) -> Sighting:
    peer, port = _without_port(item.peer or "")
    return Sighting(
        kind=item.kind,
        source=item.component or "",
        id=id_,
        level=item.level or "",
        machine=(item.machine or "").casefold(),
        peer=peer,
        peer_port=port,
        sender=domain_of_uri(item.from_uri),
        receiver=domain_of_uri(item.to_uri),
        at=item.at,
        diagnosis=diagnosis,
    )


@lru_cache(_REMEMBERED)
def message_of(start_line: str) -> str:
    """The status of a response, the method of a request."""
    found = _RESPONSE.match(start_line) or _METHOD.match(start_line)
    return found[1] if found else ""


def is_service(item: TraceRecord) -> bool:
    """Whether a record is a request of the method SERVICE, of which the address says what it asks for."""
    return (item.start_line or "").startswith("SERVICE ")


@lru_cache(_REMEMBERED)
def _without_port(peer: str) -> tuple[str, str]:
    port = _PORT.search(peer)
    return (peer[: port.start()].casefold(), port[0][1:]) if port else (peer.casefold(), "")


@lru_cache(_REMEMBERED)
def domain_of_uri(uri: str | None) -> str:
    """The domain of a SIP address, in small letters; empty where it has none."""
    host = (uri or "").rpartition("@")[2].partition(";")[0].partition(">")[0].strip()
    return host.casefold() if host and "@" in (uri or "") else ""


@sightings.register
def _(item: LogLine) -> Iterator[Sighting]:
    machine = (item.machine or "").casefold()
    yield Sighting(kind=item.kind, source=item.cmdlet or "", id=item.level or "", machine=machine, at=item.at)


@sightings.register
def _(item: ConsoleMessage) -> Iterator[Sighting]:
    machine = (item.machine or "").casefold()
    yield Sighting(kind=item.kind, source=item.cmdlet or "", id=item.level or "", machine=machine)


def sortable(at: datetime) -> datetime:
    """A time that compares with every other: one without an offset is taken as it is."""
    return at if at.tzinfo else at.replace(tzinfo=UTC)
