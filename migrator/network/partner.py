"""The records of federation of this organisation and of a partner, side by side."""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from ..estate.network import DnsRecord, folded
from .clients import FEDERATION, SIP_TLS
from .comparison import line_of
from .lookups import NamesSeen, Presence, Side, parent

_NOT_ASKED, _NOT_KNOWN = "not looked up", "not known"
_UNKNOWN = {_NOT_ASKED, _NOT_KNOWN}
_FIELDS = ("record", "TTL (s)", "priority", "weight", "port", "target directly in the domain", "address of the target")


@attrs.frozen(kw_only=True)
class SideBySide:
    """One value of an SRV record, ours and the partner's.

    Attributes:
        service: the service of the record: ``_sipfederationtls._tcp``.
        differs: whether the values are known to differ and that can matter: records always differ, and a TTL never
            matters.
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
            matters = field not in ("record", "TTL (s)") and not {mine, other} & _UNKNOWN
            yield SideBySide(service=service, field=field, own=mine, partner=other, differs=matters and mine != other)


def not_asked(partner: str, names: NamesSeen) -> list[str]:
    """The names of a partner's SRV records of which nothing is known outside."""
    services = [f"{service}.{partner}" for service in (FEDERATION, SIP_TLS)]
    return [name for name in services if names.lookup(Side.PUBLIC, name, "SRV").presence is Presence.UNKNOWN]


def _values(name: str, domain: str, names: NamesSeen) -> tuple[str, ...]:
    found = names.lookup(Side.PUBLIC, name, "SRV")
    if not found.records:
        absent = _NOT_ASKED if found.presence is Presence.UNKNOWN else "not there"
        return (absent,) * len(_FIELDS)
    first: DnsRecord = min(found.records, key=lambda record: (record.priority or 0, -(record.weight or 0)))
    host = names.host(Side.PUBLIC, first.target or "")
    numbers = (first.ttl, first.priority, first.weight, first.port)
    return (
        line_of(first),
        *(_NOT_KNOWN if number is None else str(number) for number in numbers),
        "yes" if parent(first.target or "") == folded(domain) else "no",
        _NOT_ASKED if host.presence is Presence.UNKNOWN else str(host.presence),
    )
