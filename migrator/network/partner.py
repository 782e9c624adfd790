"""The records of federation of this organisation and of a partner, side by side."""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from ..estate.network import DnsRecord, folded
from .clients import FEDERATION, SIP_TLS
from .comparison import line_of
from .lookups import NamesSeen, Presence, Side, parent

_FIELDS = ("record", "TTL (s)", "priority", "weight", "port", "target directly in the domain", "address of the target")


@attrs.frozen(kw_only=True)
class SideBySide:
    """One value of an SRV record, ours and the partner's.

    Attributes:
        service: the service of the record: ``_sipfederationtls._tcp``.
        differs: whether the values differ and that can matter: records always differ, and a TTL never matters.
    """

    service: str
    field: str
    own: str
    partner: str
    differs: bool


def side_by_side(own: str, partner: str, names: NamesSeen) -> Iterator[SideBySide]:
    """The records of sign-in and federation of two SIP domains, as they are seen outside."""
    for service in (FEDERATION, SIP_TLS):
        ours, theirs = (_values(f"{service}.{domain}", domain, names) for domain in (own, partner))
        for field, mine, other in zip(_FIELDS, ours, theirs, strict=True):
            matters = field not in ("record", "TTL (s)")
            yield SideBySide(service=service, field=field, own=mine, partner=other, differs=matters and mine != other)


def _values(name: str, domain: str, names: NamesSeen) -> tuple[str, ...]:
    found = names.lookup(Side.PUBLIC, name, "SRV")
    if not found.records:
        absent = "not looked up" if found.presence is Presence.UNKNOWN else "not there"
        return (absent,) * len(_FIELDS)
    first: DnsRecord = min(found.records, key=lambda record: (record.priority or 0, -(record.weight or 0)))
    host = names.host(Side.PUBLIC, first.target or "")
    numbers = (first.ttl, first.priority, first.weight, first.port)
    return (
        line_of(first),
        *("not known" if number is None else str(number) for number in numbers),
        "yes" if parent(first.target or "") == folded(domain) else "no",
        "not looked up" if host.presence is Presence.UNKNOWN else str(host.presence),
    )
