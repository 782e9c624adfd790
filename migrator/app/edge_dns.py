"""Compares the DNS records that the estate needs with zone files, pasted answers and live name servers."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import attrs

from ..errors import InputError
from ..estate.estate import Estate
from ..estate.network import UNKNOWN_VANTAGE, DnsAnswer, DnsRecord
from .edge import EdgeAssessment, EdgeQuestion, Evidence, assess_edge, read_evidence, stored_estate

if TYPE_CHECKING:
    from ..estate.kinds import Item
    from ..network.comparison import ComparedRecord
    from ..network.discovery import DiscoveryStep
    from ..network.lookups import Side
    from ..network.partner import SideBySide
    from ..probes.dns import NameServer

#: an SRV record or an alias can lead to a name that an earlier pass over the files left out
_PASSES = 4
#: at least two labels of letters, digits and hyphens
_DOMAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)+")


@attrs.frozen
class ZoneEvidence:
    """A zone file, or a file with answers of name servers.

    Attributes:
        vantage_point: from where its names are seen; None where its folder says it.
    """

    path: Path
    vantage_point: str | None = None


@attrs.frozen(kw_only=True)
class DnsQuestion:
    """What is asked about DNS.

    Attributes:
        servers: name servers that are asked now; none without being named.
        partner: the SIP domain of a partner, for the comparison with the own one.
    """

    zones: tuple[ZoneEvidence, ...] = ()
    servers: tuple[NameServer, ...] = ()
    partner: str | None = None
    snapshot: str | None = None
    target: str = "2013"


@attrs.frozen(kw_only=True)
class DnsComparison:
    """What is needed, what is there, and what the rules say of it.

    Attributes:
        to_ask: side -> the lines that look up what nobody has looked up.
    """

    assessment: EdgeAssessment
    records: tuple[ComparedRecord, ...]
    discovery: tuple[DiscoveryStep, ...]
    partner: tuple[SideBySide, ...]
    to_ask: Mapping[str, Sequence[str]]


def name_server(text: str) -> NameServer:
    """The name server of ``public=192.0.2.53`` or ``internal=192.0.2.53:5353``: from where it sees, and its address.

    Raises:
        InputError: the text names no side, or no address.
    """
    import ipaddress

    from ..network.lookups import Side
    from ..probes.dns import NameServer

    side, _, place = text.strip().partition("=")
    address, _, port = place.rpartition(":") if place.count(":") == 1 or place.startswith("[") else (place, "", "")
    sides = [each.value for each in Side]
    try:
        checked = ipaddress.ip_address((address or place).strip("[]"))
        number = int(port or 53)
    except ValueError:
        checked, number = None, 0
    if checked is None or side not in sides or not 0 < number < 65536:
        shown = f"SIDE=ADDRESS or SIDE=ADDRESS:PORT, where SIDE is {', '.join(sides)}"
        raise InputError(f"{text!r} is not a name server", hint=f"Give {shown}")
    return NameServer(side, str(checked), number)


def sip_domain(text: str) -> str:
    """A SIP domain as DNS has it; an international name becomes what begins with ``xn--``.

    Raises:
        InputError: the text is no domain.
    """
    from ..estate.network import folded

    try:
        name = folded(text.strip()).encode("idna").decode("ascii")
    except UnicodeError:
        name = ""
    if not _DOMAIN.fullmatch(name):
        raise InputError(f"{text!r} is not a domain", hint="Give a domain as fabrikam.com")
    return name


def compare_dns(project: str, question: DnsQuestion, *, now: datetime) -> DnsComparison:
    """The DNS records of the estate, needed and seen.

    Raises:
        InputError: no such snapshot, a file that is not evidence, or neither a snapshot nor evidence.
    """
    from ..network.comparison import compare, lines_to_ask
    from ..network.discovery import discovery_steps
    from ..network.lookups import Side
    from ..network.partner import not_asked, side_by_side
    from ..network.records import expected_records, sip_domains
    from ..rules.dns_view import SERVERS, names_of

    stored = stored_estate(project, question.snapshot)
    evidence = _read(question, stored)
    evidence = attrs.evolve(evidence, items=(*evidence.items, *_look_up(question, stored, evidence)))
    asked = EdgeQuestion(rules=("DNS-*",), snapshot=question.snapshot, target=question.target)
    assessment = assess_edge(project, asked, evidence, now=now)
    estate = assessment.estate
    names, domains = names_of(estate), sip_domains(estate)
    records = tuple(compare(expected_records(estate), names))
    own = next((domain for domain in domains if domain != question.partner), "")
    theirs = {Side.PUBLIC: not_asked(question.partner, names)} if question.partner else {}
    to_ask = {
        side.value: lines
        for side in Side
        if (lines := lines_to_ask(_at(side, records), SERVERS[side], theirs.get(side, ())))
    }
    return DnsComparison(
        assessment=assessment,
        records=records,
        discovery=tuple(discovery_steps(domains, names)),
        partner=tuple(side_by_side(own, question.partner, names)) if question.partner and own else (),
        to_ask=to_ask,
    )


def _at(side: Side, records: Sequence[ComparedRecord]) -> list[ComparedRecord]:
    return [record for record in records if record.expected.use.side is side]


def _read(question: DnsQuestion, stored: Estate | None) -> Evidence:
    """The evidence of the files, as far as it concerns the estate: a zone may have a million other names."""
    from ..network.comparison import Relevant
    from ..network.records import expected_records

    named = [record.name for record in expected_records(stored)] if stored is not None else []
    wanted = Relevant([*named, *([question.partner] if question.partner else [])])
    evidence = Evidence()
    for _ in range(_PASSES):
        known = len(wanted.names)
        evidence = read_evidence(
            [zone.path for zone in question.zones],
            keep=lambda item: _tagged(item, question.zones) if wanted.keeps(item) else None,
        )
        if len(wanted.names) == known:
            break
    return evidence


def _tagged(item: Item, zones: Sequence[ZoneEvidence]) -> Item:
    """*item* with the vantage point that was named for its file."""
    if not isinstance(item, DnsRecord | DnsAnswer):
        return item
    path = item.sources[0].rpartition("#")[0]
    named = next((z.vantage_point for z in zones if z.vantage_point and _is_of(path, str(z.path))), None)
    if named is None or item.vantage_point not in (None, UNKNOWN_VANTAGE, named):
        return item if named is None else attrs.evolve(item, vantage_point=named)
    unknown = tuple(field for field in item.unknown if field != "vantage_point")
    return attrs.evolve(item, vantage_point=named, unknown=unknown)


def _is_of(path: str, zone: str) -> bool:
    return path == zone or path.startswith((f"{zone}/", f"{zone}\\", f"{zone}!"))


def _look_up(question: DnsQuestion, stored: Estate | None, evidence: Evidence) -> list[Item]:
    """What the named servers answer: first for the expected records, then for the names to which they lead."""
    if not question.servers:
        return []
    from ..network.clients import FEDERATION, SIP_TLS
    from ..network.records import expected_records
    from ..probes.dns import Questions

    known = stored if stored is not None else Estate(evidence.items)
    expected = list(expected_records(known))
    found: list[Item] = []
    for server in question.servers:
        questions = Questions(server)
        names = [(r.name, r.use.type) for r in expected if r.use.side.value == server.vantage_point]
        if question.partner and server.vantage_point == "public":
            names += [(f"{service}.{question.partner}", "SRV") for service in (FEDERATION, SIP_TLS)]
        for _ in range(_PASSES):
            answers = list(questions.ask(names))
            found += answers
            names = [
                (each.target, "A")
                for each in answers
                if isinstance(each, DnsRecord) and each.target and each.type in ("SRV", "CNAME")
            ]
            if not names:
                break
    return found
