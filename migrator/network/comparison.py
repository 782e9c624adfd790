"""Compares the records that a topology needs with what the evidence shows: presence, faults and a verdict."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum

import attrs

from ..estate.network import DnsRecord, folded, is_address
from .clients import DISCOVERY, FEDERATION, INTERNAL_TCP, INTERNAL_TLS, NTP, SIP_TLS, XMPP
from .lookups import ADDRESS_TYPES, HostLookup, NamesSeen, Presence, Side, is_public, parent
from .records import ExpectedRecord, srv_line

#: names of the service in the cloud: records that lead there do not lead to servers of this organisation
CLOUD = ("online.lync.com", "lync.com", "online.lync.us", "lync.us")


_SERVICES = frozenset(label.partition(".")[0] for label in (SIP_TLS, FEDERATION, INTERNAL_TLS, INTERNAL_TCP, XMPP, NTP))
_HOSTS = frozenset({*(each.label for asked in DISCOVERY.values() for each in asked if each.type == "A"), "sipfed"})


class RecordFault(StrEnum):
    """What is wrong with a record that is there; the value is how people read it."""

    TRANSPOSED = "the digits of the port are transposed"
    PORT = "the port is another one"
    CLOUD = "it leads to the cloud"
    DOMAIN = "the target does not lie directly in the SIP domain"
    LITERAL = "the target is an address and not a name"
    ALIAS = "the target is an alias"
    NO_ADDRESS = "the target has no address"
    DANGLING = "the alias leads to no address"
    PRIVATE = "the address cannot be reached from the internet"
    ADDRESS = "the address is another one"


#: faults of an SRV record itself, not of the addresses behind it
_ANYWHERE = frozenset(
    {RecordFault.TRANSPOSED, RecordFault.PORT, RecordFault.CLOUD, RecordFault.DOMAIN, RecordFault.LITERAL}
)


@attrs.frozen
class FaultFound:
    """A fault of one record.

    Attributes:
        record: in which it stands.
        detail: the value that is wrong: the port, target, alias or address.
    """

    kind: RecordFault
    record: DnsRecord
    detail: str


class RecordVerdict(StrEnum):
    """How a record compares with what is needed."""

    RIGHT = "as expected"
    DIFFERENT = "differs"
    MISSING = "missing"
    ABSENT = "not there, optional"
    UNKNOWN = "not looked up"
    UNPLACED = "seen, from where is not known"


@attrs.frozen(kw_only=True)
class ComparedRecord:
    """A record that is needed, and what is there.

    Attributes:
        records: of that name, and of the names to which they lead.
        faults: empty if it is as expected, or if nothing is there.
        unplaced: the files that have records of that name, but do not tell from where it was looked up.
        faults_anywhere: what is wrong with those records wherever they were seen.
        failure: how the question for the name failed, such as a time-out; None if it was not asked, or answered.
        hosts_file: the addresses of the name in hosts files, which go before DNS.
        is_denied: the record is there, and another answer of the same side says that there is none.
    """

    expected: ExpectedRecord
    presence: Presence
    records: tuple[DnsRecord, ...]
    faults: tuple[FaultFound, ...]
    unplaced: tuple[str, ...] = ()
    faults_anywhere: tuple[FaultFound, ...] = ()
    failure: str | None = None
    hosts_file: tuple[str, ...] = ()
    is_denied: bool = False

    @property
    def verdict(self) -> RecordVerdict:
        """The comparison in one word; a host in the hosts file of the Edge counts as there."""
        if self.presence is Presence.UNKNOWN:
            return RecordVerdict.UNPLACED if self.unplaced else RecordVerdict.UNKNOWN
        if self.presence is Presence.NOT_THERE:
            return RecordVerdict.ABSENT if self.expected.is_needed is False else RecordVerdict.MISSING
        return RecordVerdict.DIFFERENT if self.faults or self.is_denied else RecordVerdict.RIGHT

    @property
    def seen(self) -> tuple[str, ...]:
        """The records that are there, as lines; what hosts files have of the name."""
        named = (f"hosts file: {address}" for address in self.hosts_file)
        return tuple(dict.fromkeys((*map(line_of, self.records), *named)))

    @property
    def remarks(self) -> tuple[str, ...]:
        """What is wrong with them, or how the question failed."""
        failed = [f"asked, and no answer: {self.failure}"] if self.failure else []
        denied = ["another answer from there says that there is none: ask each name server"] if self.is_denied else []
        return (*failed, *denied, *(f"{fault.kind}: {fault.detail}" for fault in (*self.faults, *self.faults_anywhere)))


def line_of(record: DnsRecord) -> str:
    """A record as a line of a zone file; the TTL is left out if it is not known."""
    ttl = [] if record.ttl is None else [str(record.ttl)]
    owner = f"{folded(record.owner or '')}."
    if record.type == "SRV":
        numbers = [str(n) for n in (record.priority, record.weight, record.port)]
        return " ".join([owner, *ttl, "IN SRV", *numbers, f"{record.target}."])
    dot = "" if record.type in ("A", "AAAA", "TXT") else "."
    return " ".join([owner, *ttl, f"IN {record.type}", f"{record.target or record.data or ''}{dot}"])


def corrected(record: DnsRecord, *, port: int) -> str:
    """The line of an SRV record with another port, and the rest as it is."""
    return srv_line(
        record.owner or "",
        port,
        record.target or "",
        ttl=3600 if record.ttl is None else record.ttl,
        priority=record.priority or 0,
        weight=record.weight or 0,
    )


def is_transposed(port: int, right: int) -> bool:
    """Whether a port has the digits of the right one in another order; a leading zero may be lost."""
    digits = sorted(str(right))
    return port != right and sorted(str(port).zfill(len(digits))) == digits


def is_in_cloud(name: str) -> bool:
    """Whether a name is one of the service in the cloud."""
    return any(folded(name) == domain or folded(name).endswith(f".{domain}") for domain in CLOUD)


def compare(expected: Iterable[ExpectedRecord], names: NamesSeen) -> Iterator[ComparedRecord]:
    """Each expected record with what is there."""
    for record in expected:
        yield compared(record, names)


def compared(expected: ExpectedRecord, names: NamesSeen) -> ComparedRecord:
    """An expected record with what is there."""
    listed: tuple[str, ...] = ()
    if expected.use.type == "SRV":
        service = names.lookup(expected.use.side, expected.name, "SRV")
        presence, records = service.presence, service.records
        faults = tuple(fault for record in records for fault in srv_faults(record, expected, names))
    else:
        host = names.host(expected.use.side, expected.name)
        presence, records, faults = host.presence, host.records, tuple(_host_faults(host, expected))
        listed = () if host.records else host.addresses
    return ComparedRecord(
        expected=expected,
        presence=presence,
        records=records,
        faults=faults,
        unplaced=names.unplaced(expected.name),
        faults_anywhere=tuple(_faults_anywhere(expected, names)),
        failure=names.failure(expected.use.side, expected.name) if presence is Presence.UNKNOWN else None,
        hosts_file=listed,
        is_denied=bool(records) and names.is_denied(expected.use.side, expected.name, expected.use.type),
    )


def _faults_anywhere(expected: ExpectedRecord, names: NamesSeen) -> Iterator[FaultFound]:
    """Faults of records seen at an unknown side that do not depend on the side: the name of an SRV record has one."""
    for record in names.records_anywhere(expected.name, "SRV") if expected.use.type == "SRV" else ():
        yield from (fault for fault in srv_faults(record, expected, names) if fault.kind in _ANYWHERE)
    for record in names.records_anywhere(expected.name, "CNAME") if expected.use.type != "SRV" else ():
        if is_in_cloud(record.target or ""):
            yield FaultFound(RecordFault.CLOUD, record, folded(record.target or ""))


def srv_faults(record: DnsRecord, expected: ExpectedRecord, names: NamesSeen) -> Iterator[FaultFound]:
    """What is wrong with an SRV record: its port, its target, and the addresses of its target."""
    if record.port is not None and expected.port is not None and record.port != expected.port:
        kind = RecordFault.TRANSPOSED if is_transposed(record.port, expected.port) else RecordFault.PORT
        yield FaultFound(kind, record, str(record.port))
    target = folded(record.target or "")
    if not target:
        return
    if is_address(target):
        yield FaultFound(RecordFault.LITERAL, record, target)
        return
    if is_in_cloud(target):
        yield FaultFound(RecordFault.CLOUD, record, target)
        return
    if expected.domain and parent(target) != folded(expected.domain):
        yield FaultFound(RecordFault.DOMAIN, record, target)
    host = names.host(expected.use.side, target)
    if host.aliases:
        yield FaultFound(RecordFault.ALIAS, record, host.aliases[0])
    if host.presence is Presence.NOT_THERE:
        yield FaultFound(RecordFault.NO_ADDRESS, record, target)
    if expected.use.side is Side.PUBLIC:
        yield from _private(host.addresses, record)


def _host_faults(host: HostLookup, expected: ExpectedRecord) -> Iterator[FaultFound]:
    if host.aliases and host.presence is Presence.NOT_THERE:
        yield FaultFound(RecordFault.DANGLING, host.records[0], host.aliases[-1])
    if host.aliases and is_in_cloud(host.aliases[-1]):
        yield FaultFound(RecordFault.CLOUD, host.records[0], host.aliases[-1])
        return
    if host.aliases and not expected.use.may_alias and expected.use.side is Side.PUBLIC:
        yield FaultFound(RecordFault.ALIAS, host.records[0], host.aliases[0])
    for record in host.records:
        address = record.target or ""
        if record.type not in ADDRESS_TYPES:
            continue
        if expected.use.side is Side.PUBLIC:
            yield from _private((address,), record)
        if expected.addresses and address not in expected.addresses:
            yield FaultFound(RecordFault.ADDRESS, record, address)


def _private(addresses: Sequence[str], record: DnsRecord) -> Iterator[FaultFound]:
    for address in addresses:
        if not is_public(address):
            yield FaultFound(RecordFault.PRIVATE, record, address)


def lines_to_ask(records: Iterable[ComparedRecord], server: str, services: Sequence[str] = ()) -> list[str]:
    """What to type to look up the records that nobody has looked up, with ``nslookup``, at one side.

    Args:
        server: the address of the name server, or a word in its place; "" for the server of the computer.
        services: names of SRV records besides, of which nothing is known either.
    """
    asked = [(r.expected.use.type, r.expected.name) for r in records if r.presence is Presence.UNKNOWN]
    asked += [("SRV", name) for name in services]
    if not asked:
        return []
    lines = ["nslookup", *([f"server {server}"] if server else [])]
    for type_, shown in (("SRV", "srv"), ("A", "a")):
        names = dict.fromkeys(name for of_type, name in asked if of_type == type_)
        lines += [f"set type={shown}", *names] if names else []
    return [*lines, "exit"]


class Relevant:
    """Tells which records of a large zone concern an estate; it learns the names to which kept records lead.

    Attributes:
        names: host names and owners of services that are kept.
    """

    def __init__(self, names: Iterable[str]) -> None:
        self.names: set[str] = set()
        self._above: set[str] = set()
        for name in names:
            self._add(name)

    def _add(self, name: str) -> None:
        at = folded(name)
        if at and at not in self.names:
            self.names.add(at)
            while at := parent(at):
                self._above.add(at)

    def keeps(self, item: object) -> bool:
        """Whether an object is kept: what is not a DNS record always is."""
        if not isinstance(item, DnsRecord):
            return True
        owner = folded(item.owner or "")
        label = owner.partition(".")[0]
        is_wanted = (
            (item.type == "SRV" and label in _SERVICES)
            or owner in self.names
            or label in _HOSTS
            or label == "*"
            or (item.type in ("NS", "SOA") and owner in self._above)
            or (item.type == "PTR" and folded(item.target or "") in self.names)
        )
        if is_wanted and item.type in ("SRV", "CNAME"):
            self._add(item.target or "")
        return is_wanted
