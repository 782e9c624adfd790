"""Items of names: a record with the values of its type, and a question that gave no record."""

from __future__ import annotations

import ipaddress
from typing import Any

import attrs
import dns.exception
import dns.name
import dns.rdata
import dns.rdataclass
import dns.rdatatype
import dns.tokenizer

from ...estate.network import UNKNOWN_VANTAGE, DnsAnswer, DnsRecord
from .outputs import Place

NXDOMAIN, NO_DATA, TIMEOUT = "NXDOMAIN", "no data", "time-out"
#: outcomes that prove that there is no such record; after any other nothing is known
_ABSENT = frozenset({NXDOMAIN, NO_DATA})
_LONGEST_IN_KEY = 200
NO_ZONE = "the name of the zone is not known: call the file <zone>.dns, or put $ORIGIN before it"


@attrs.frozen(kw_only=True)
class Values:
    """What a record says, by type: the fields of a `DnsRecord` that its type has."""

    type: str
    priority: int | None = None
    weight: int | None = None
    port: int | None = None
    target: str | None = None
    data: str | None = None


def plain(name: str) -> str:
    """A name without its final dot; the root stays a dot."""
    return name.removesuffix(".") or name


def values_of(type_: str, tokens: dns.tokenizer.Tokenizer, origin: dns.name.Name | None) -> Values:
    """The values that follow the type of a record in a zone file.

    Raises:
        DNSException: they are not of that type, or a name in them is relative and *origin* is not known.
        ValueError: a name in them is relative and *origin* is not known.
    """
    number = dns.rdatatype.from_text(type_)
    # the classes of the types have their own attributes
    rdata: Any = dns.rdata.from_text(dns.rdataclass.IN, number, tokens, origin=origin, relativize=False)
    shown = dns.rdatatype.to_text(number)
    text = rdata.to_text()
    if shown == "SRV":
        return Values(
            type=shown,
            priority=rdata.priority,
            weight=rdata.weight,
            port=rdata.port,
            target=_complete(rdata.target),
        )
    if shown == "MX":
        return Values(type=shown, priority=rdata.preference, target=_complete(rdata.exchange))
    if shown in ("CNAME", "DNAME", "NS", "PTR"):
        return Values(type=shown, target=_complete(rdata.target))
    if shown in ("A", "AAAA"):
        return Values(type=shown, target=text)
    if shown == "TXT":
        return Values(type=shown, data=b"".join(rdata.strings).decode("utf-8", "replace"))
    return Values(type=shown, data=text)


def _complete(name: dns.name.Name) -> str:
    if not name.is_absolute():
        raise ValueError(NO_ZONE)
    return plain(name.to_text())


def values_from_text(type_: str, text: str) -> Values:
    """The values of a record whose names are all complete, as tools for name servers print them.

    Raises:
        DNSException: they are not of that type.
    """
    return values_of(type_, dns.tokenizer.Tokenizer(text), dns.name.root)


def address_values(text: str) -> Values | None:
    """An address as the record that gives it; None if the text is not an address."""
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return None
    return Values(type="A" if address.version == 4 else "AAAA", target=text)


def record_item(
    place: Place,
    number: int,
    owner: str,
    values: Values,
    *,
    ttl: int | None = None,
    server: str | None = None,
    authoritative: bool | None = None,
    zone: str | None = None,
    unknown: tuple[str, ...] = (),
) -> DnsRecord:
    """A record with its place; the vantage point is unknown unless the place says it."""
    owner = plain(owner)
    shown = [values.priority, values.weight, values.port, values.target, (values.data or "")[:_LONGEST_IN_KEY]]
    vantage = place.vantage_point
    return DnsRecord(
        **place.common(number, f"@{server}" if server else "", owner, values.type, *shown),
        owner=owner,
        type=values.type,
        priority=values.priority,
        weight=values.weight,
        port=values.port,
        target=values.target,
        data=values.data,
        ttl=ttl,
        zone=zone,
        server=server,
        authoritative=authoritative,
        vantage_point=vantage,
        machine=place.machine,
        unknown=(*unknown, *_vantage_unknown(vantage)),
    )


def answer_item(
    place: Place, number: int, owner: str, type_: str | None, outcome: str, server: str | None
) -> DnsAnswer:
    """A question that gave no record; of a type that is not shown, the type is unknown."""
    vantage = place.vantage_point
    return DnsAnswer(
        **place.common(number, f"@{server}" if server else "", plain(owner), type_, outcome),
        owner=plain(owner),
        type=type_,
        outcome=outcome,
        proves_absence=outcome in _ABSENT,
        server=server,
        vantage_point=vantage,
        machine=place.machine,
        unknown=(*(() if type_ else ("type",)), *(() if server else ("server",)), *_vantage_unknown(vantage)),
    )


def _vantage_unknown(vantage: str) -> tuple[str, ...]:
    return ("vantage_point",) if vantage == UNKNOWN_VANTAGE else ()
