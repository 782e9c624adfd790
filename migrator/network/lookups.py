"""What the evidence shows of a name at one vantage point: records, the proof that there is none, or nothing.

Names are compared without letter case and final dot (RFC 4343). A zone file shows that a record is not there only if
all of it was read, the name is not delegated (RFC 1034 4.2.1) and no wildcard covers it (RFC 4592).
"""

from __future__ import annotations

import ipaddress
from collections import defaultdict
from collections.abc import Iterable, Iterator
from enum import StrEnum

import attrs

from ..estate.estate import Estate
from ..estate.kinds import ItemType
from ..estate.network import DnsAnswer, DnsRecord, HostsEntry, folded, parsed_address
from ..estate.observation import original
from ..estate.repeated import file_of

#: aliases that are followed; a longer chain is a loop or a mistake
_LONGEST_CHAIN = 8
#: types of the records that hold addresses
ADDRESS_TYPES = ("A", "AAAA")
#: addresses that no public name may have: private networks, loopback, link-local, carrier NAT, unique local
#: (RFC 1918, 1122, 3927, 6598, 4193, 4291)
_NOT_PUBLIC = tuple(
    ipaddress.ip_network(text)
    for text in (
        "10.0.0.0/8",
        "172.16.0.0/12",
        "192.168.0.0/16",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "100.64.0.0/10",
        "0.0.0.0/8",
        "fc00::/7",
        "fe80::/10",
        "::1/128",
    )
)


class Side(StrEnum):
    """From where a name is looked up."""

    PUBLIC = "public"
    INTERNAL = "internal"
    EDGE = "edge"

    @property
    def place(self) -> str:
        """As people say it."""
        return {"public": "outside", "internal": "inside", "edge": "on the Edge"}[self.value]


class Presence(StrEnum):
    """The three answers to a question."""

    THERE = "there"
    NOT_THERE = "not there"
    UNKNOWN = "unknown"


@attrs.frozen
class Lookup:
    """What is known of the records of one name and type at one side."""

    presence: Presence
    records: tuple[DnsRecord, ...] = ()


@attrs.frozen
class HostLookup:
    """What is known of a host name at one side.

    Attributes:
        addresses: of the name, or of the name at the end of its aliases; empty if they are not known.
        aliases: the names to which its CNAME records lead, in order. Where they lead in a circle, or to a name without
            an address, the host is not there.
        records: all records on the way.
    """

    presence: Presence
    addresses: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    records: tuple[DnsRecord, ...] = ()


def parent(name: str) -> str:
    """The domain in which a name lies directly."""
    return folded(name).partition(".")[2]


def is_public(address: str) -> bool:
    """Whether an address can be reached from the internet, by its network; False for what is not an address."""
    parsed = parsed_address(address)
    return parsed is not None and not any(parsed in network for network in _NOT_PUBLIC)


class NamesSeen:
    """The evidence of names, by side.

    Attributes:
        sides: from where names were looked up.

    Args:
        is_complete: False if records were lost when the evidence was read, so that zones prove no absence.
    """

    def __init__(
        self,
        records: Iterable[DnsRecord],
        answers: Iterable[DnsAnswer] = (),
        hosts: Iterable[HostsEntry] = (),
        *,
        is_complete: bool = True,
    ) -> None:
        self._records: dict[tuple[str, str, str], list[DnsRecord]] = defaultdict(list)
        self._absent: dict[tuple[str, str, str], set[str]] = defaultdict(set)
        self._zones: dict[str, dict[str, None]] = defaultdict(dict)
        self._hosts: dict[str, list[str]] = defaultdict(list)
        self._failures: dict[tuple[str, str], str] = {}
        self._is_complete = is_complete
        self.sides: set[str] = set()
        self._unplaced: dict[str, list[DnsRecord]] = defaultdict(list)
        for record in records:
            side = _side_of(record)
            if not record.owner or not record.type:
                self._is_complete = False
            elif side is None:
                self._unplaced[folded(record.owner)].append(record)
            else:
                self.sides.add(side)
                self._records[side, folded(record.owner), record.type].append(record)
                if record.zone:
                    self._zones[side].setdefault(folded(record.zone))
        for answer in answers:
            if answer.owner and (side := _side_of(answer)):
                self.sides.add(side)
                if not answer.proves_absence:
                    self._failures[side, folded(answer.owner)] = answer.outcome or "no answer"
                elif type_ := "*" if answer.outcome == "NXDOMAIN" else answer.type:
                    self._absent[side, folded(answer.owner), type_].update(filter(None, [answer.server]))
        for entry in hosts:
            for name in entry.names:
                self._hosts[folded(name)].append(entry.address or "")

    @classmethod
    def of(cls, estate: Estate, *, edges: frozenset[str] = frozenset()) -> NamesSeen:
        """The names of an estate.

        Args:
            edges: names of the Edge servers, whose hosts files count for the side of the Edge.
        """
        return cls(
            _as_read(estate.each(DnsRecord)),
            _as_read(estate.each(DnsAnswer)),
            (entry for entry in estate.each(HostsEntry) if folded(entry.machine or "") in edges),
            is_complete=not estate.lost(DnsRecord.kind),
        )

    def differing(self, side: Side) -> Iterator[tuple[tuple[str, str], dict[str, list[DnsRecord]]]]:
        """Names and types of which the name servers of one side have different records, or one of them none."""
        for asked, by_server in self._asked(side):
            if len({frozenset(map(_value, each)) for each in by_server.values()}) > 1:
                yield asked, by_server

    def is_compared(self, side: Side) -> bool:
        """Whether two name servers of one side were asked for the same name."""
        return any(len(by_server) > 1 for _, by_server in self._asked(side))

    def _asked(self, side: Side) -> Iterator[tuple[tuple[str, str], dict[str, list[DnsRecord]]]]:
        """Names and types that are at one side, with the records of each name server; none where it says so."""
        for (at, name, type_), records in self._records.items():
            by_server: dict[str, list[DnsRecord]] = {}
            for record in records if at == side else ():
                if record.server:
                    by_server.setdefault(record.server, []).append(record)
            for server in sorted(self._deniers(at, name, type_)) if by_server else ():
                by_server.setdefault(server, [])
            yield (name, type_), by_server

    def _deniers(self, side: str, name: str, type_: str) -> set[str]:
        """The name servers that say that there is no such record."""
        return self._absent.get((side, name, "*"), set()) | self._absent.get((side, name, type_), set())

    def failure(self, side: Side, name: str) -> str | None:
        """How a question for a name failed at one side (time-out, an error of the server); None if none did."""
        return self._failures.get((side, folded(name)))

    def is_denied(self, side: Side, name: str, type_: str) -> bool:
        """Whether an answer from one side says that there is no such record, whatever else was seen there."""
        at = folded(name)
        return (side, at, "*") in self._absent or (side, at, type_) in self._absent

    def unplaced(self, name: str) -> tuple[str, ...]:
        """The files that have records of a name, but do not tell from where it was looked up."""
        sources = (source for record in self._unplaced.get(folded(name), ()) for source in record.sources)
        return tuple(dict.fromkeys(map(file_of, sources)))

    def records_anywhere(self, name: str, type_: str) -> tuple[DnsRecord, ...]:
        """The records of a name of which the evidence does not tell from where it was looked up."""
        return tuple(record for record in self._unplaced.get(folded(name), ()) if record.type == type_)

    def lookup(self, side: Side, name: str, type_: str) -> Lookup:
        """The records of a name at one side; an alias is followed."""
        at = folded(name)
        for _ in range(_LONGEST_CHAIN):
            if found := self._found(side, at, type_):
                return Lookup(Presence.THERE, found)
            alias = self._found(side, at, "CNAME")
            if not alias:
                break
            at = folded(alias[0].target or "")
        else:
            return Lookup(Presence.UNKNOWN)
        return Lookup(Presence.NOT_THERE if self._is_absent(side, at, type_) else Presence.UNKNOWN)

    def host(self, side: Side, name: str) -> HostLookup:
        """The addresses of a host name at one side; an alias is followed as far as the evidence goes."""
        at = folded(name)
        aliases: list[str] = []
        way: list[DnsRecord] = []
        if side is Side.EDGE and at in self._hosts:
            return HostLookup(Presence.THERE, tuple(dict.fromkeys(self._hosts[at])))
        for _ in range(_LONGEST_CHAIN):
            found = [record for type_ in ADDRESS_TYPES for record in self._found(side, at, type_)]
            if found:
                addresses = tuple(dict.fromkeys(record.target or "" for record in found))
                return HostLookup(Presence.THERE, addresses, tuple(aliases), (*way, *found))
            alias = self._found(side, at, "CNAME")
            if not alias:
                break
            way += alias
            is_circle = folded(alias[0].target or "") in (folded(name), *aliases)
            at = folded(alias[0].target or "")
            aliases.append(at)
            if is_circle:
                return HostLookup(Presence.NOT_THERE, (), tuple(aliases), tuple(way))
        if self._is_absent(side, at, "A"):
            return HostLookup(Presence.NOT_THERE, (), tuple(aliases), tuple(way))
        return HostLookup(Presence.THERE if aliases else Presence.UNKNOWN, (), tuple(aliases), tuple(way))

    def _found(self, side: str, name: str, type_: str) -> tuple[DnsRecord, ...]:
        """Records of exactly this name and type, or of the wildcard that stands for the name."""
        exact = self._records.get((side, name, type_))
        if exact:
            return tuple(exact)
        if self._exists(side, name):
            return ()
        above = parent(name)
        while above:
            if wild := self._records.get((side, f"*.{above}", type_)):
                return tuple(wild)
            if self._exists(side, above):
                return ()
            above = parent(above)
        return ()

    def _exists(self, side: str, name: str) -> bool:
        """Whether any record of a name is known at this side, so that no wildcard stands for it."""
        return any((side, name, type_) in self._records for type_ in ("A", "AAAA", "CNAME", "SRV", "MX", "TXT", "NS"))

    def _is_absent(self, side: str, name: str, type_: str) -> bool:
        """Whether an answer or a zone shows that there is no such record."""
        if (side, name, "*") in self._absent or (side, name, type_) in self._absent:
            return True
        zones = self._zones.get(side, {})
        if not self._is_complete:
            return False
        above = name
        while above:
            if above in zones:
                return True
            if (side, above, "NS") in self._records:
                return False
            above = parent(above)
        return False


def _value(record: DnsRecord) -> tuple[object, ...]:
    """What a record says, whatever its TTL."""
    return (record.priority, record.weight, record.port, folded(record.target or ""), record.data)


def _as_read(items: Iterable[ItemType]) -> Iterator[ItemType]:
    """*items* as they were read: that a vantage point or a TTL is unknown is an answer here, and no doubt."""
    for item in items:
        yield original(item)


def _side_of(item: DnsRecord | DnsAnswer) -> str | None:
    """The side at which a name was looked up; None if the evidence does not tell it."""
    return item.vantage_point if item.vantage_point in set(Side) else None
