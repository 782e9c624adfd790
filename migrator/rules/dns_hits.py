"""Hits of the rules about DNS: about a record that is missing, one that is faulty, one on the wrong side."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

import attrs

from ..estate.estate import Estate
from ..estate.evidence import ClientVersion
from ..estate.external import PushNotificationSettings
from ..estate.network import DnsRecord
from ..estate.topology import EdgePool, Machine, Pool, SipDomain
from ..network.clients import old_clients
from ..network.comparison import ComparedRecord, FaultFound, RecordFault, line_of
from ..network.lookups import ADDRESS_TYPES, Presence, Side
from ..network.record_uses import PARTNERS
from .dns_view import LINES, SERVERS, not_looked_up, records_for
from .engine.gaps import Gap, Run
from .engine.model import Context, Hit, Severity
from .engine.values import Places, Text, texts

#: what a record that is not there is about: its SIP domain, or the object of its name
_SUBJECTS = (SipDomain.kind, EdgePool.kind, Pool.kind, Machine.kind)


def missing(estate: Estate, record: ComparedRecord, **places: str) -> Hit:
    """A hit about a record that is not there: of its SIP domain, with the line that creates it."""
    return Hit(
        item=estate.find_any(_SUBJECTS, record.expected.domain or record.expected.name),
        part=record.expected.name,
        places={
            "name": Text(record.expected.name),
            "type": Text(record.expected.use.type),
            "place": Text(record.expected.use.side.place),
            "fails": Text(record.expected.use.fails),
            "new_line": Text(record.expected.line),
            **{name: Text(value) for name, value in places.items()},
        },
        evidence={"side": Text(record.expected.use.side.place), "expected": Text(record.expected.line)},
    )


def faulty(fault: FaultFound, record: ComparedRecord, *, variant: str = "", **places: str) -> Hit:
    """A hit about a record that is there, with its line and that of the record that is needed."""
    values: Places = {
        "name": Text(record.expected.name),
        "detail": Text(fault.detail),
        "place": Text(record.expected.use.side.place),
        "fails": Text(record.expected.use.fails),
        "line": Text(line_of(fault.record)),
        "new_line": Text(record.expected.line),
        "domain": Text(record.expected.domain),
        **{name: Text(value) for name, value in places.items()},
    }
    return Hit(
        item=fault.record,
        variant=variant,
        part=f"{record.expected.name} {fault.detail}",
        places=values,
        evidence={"record": Text(line_of(fault.record)), "side": Text(_place(fault, record))},
    )


def _place(fault: FaultFound, record: ComparedRecord) -> str:
    return "not known" if fault in record.faults_anywhere else record.expected.use.side.place


def faults(records: Iterable[ComparedRecord], *kinds: RecordFault) -> Iterator[tuple[FaultFound, ComparedRecord]]:
    """The faults of these kinds, each once, with the record in which they were found."""
    seen: set[tuple[str, str, RecordFault]] = set()
    for record in records:
        for fault in (*record.faults, *record.faults_anywhere):
            key = (line_of(fault.record), fault.detail, fault.kind)
            if fault.kind in kinds and key not in seen:
                seen.add(key)
                yield fault, record


def missing_sign_in(
    estate: Estate, context: Context, records: Iterable[ComparedRecord], if_old: Severity
) -> Iterator[Hit | Gap]:
    """Records of sign-in that are not there, more severe if clients that depend on them are or may be in use."""
    published = context.answers.get("srv_records_published")
    unknown = []
    for record in records:
        is_absent = record.presence is Presence.NOT_THERE
        if record.presence is Presence.UNKNOWN and published is None:
            unknown.append(record)
        if is_absent or (record.presence is Presence.UNKNOWN and published == "no"):
            old = old_clients(estate)
            hit = missing(estate, record)
            yield attrs.evolve(
                hit,
                severity=Severity.WARNING if old is False else if_old,
                variant="" if is_absent else "answered",
                places={**hit.places, "clients": Text(_CLIENTS[old])},
            )
    yield from not_looked_up(unknown)


_CLIENTS = {
    True: "Communicator or Lync 2010 clients sign in",
    False: "no Communicator or Lync 2010 client is known",
    None: "Communicator or Lync 2010 clients may be in use",
}


def differing(name: str, type_: str, servers: Mapping[str, Sequence[DnsRecord]]) -> Hit:
    """A hit about a name of which name servers have different records, or one of them none."""
    return Hit(
        item=next(record for records in servers.values() for record in records),
        part=f"{name} {type_}",
        places={"name": Text(name), "type": Text(type_), "servers": texts(servers)},
        evidence={
            server: texts([line_of(each) for each in found] or ["no record"]) for server, found in servers.items()
        },
    )


def without_ttl(records: Sequence[ComparedRecord]) -> Iterator[Gap]:
    """A gap for the hosts outside whose TTL no evidence tells, with the lines that show it."""
    unknown = [each for each in records if not any(r.ttl is not None and r.type in ADDRESS_TYPES for r in each.records)]
    yield from not_looked_up(each for each in unknown if each.failure or each.unplaced)
    names = [r.expected.name for r in unknown if not (r.failure or r.unplaced or r.presence is Presence.NOT_THERE)]
    server = SERVERS[Side.PUBLIC]
    if names:
        yield Gap(
            reason="the evidence does not tell the TTL of {names:first 3} (nslookup shows none)",
            places={"names": texts(names)},
            needs=(
                *(Run(f"Resolve-DnsName -Type A {name} -Server {server} >> public.txt") for name in names),
                Run("dig NAME @" + server + " >> public.txt (where there is no Resolve-DnsName)"),
                Run("migrator edge dns --zone public.txt --vantage public", LINES),
            ),
        )


def misplaced(record: DnsRecord, variant: str, name: str) -> Hit:
    """A hit about a record that is there and should not be."""
    return Hit(
        item=record,
        variant=variant,
        part=f"{name} {variant}",
        places={"name": Text(name), "line": Text(line_of(record))},
        evidence={"record": Text(line_of(record))},
    )


_MOBILE = ("Mobile", "iPhone", "iPad", "Android", "WPLync", "RTCC/")


def has_mobile(estate: Estate) -> bool:
    """Whether mobile clients sign in, or push notifications are on."""
    if any(each.apple or each.microsoft for each in estate.of(PushNotificationSettings)):
        return True
    agents = (client.user_agent or "" for client in estate.of(ClientVersion))
    return any(mark in agent for agent in agents for mark in _MOBILE)


def records_of_federation(estate: Estate) -> Iterator[tuple[ComparedRecord, tuple[DnsRecord, ...]]]:
    """Each record of federation with the different SRV records that are there."""
    for record in records_for(estate, PARTNERS):
        values = {(r.priority, r.weight, r.port, (r.target or "").casefold()): r for r in record.records}
        yield record, tuple(values.values())
