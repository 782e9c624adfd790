"""What the Edge itself resolves, names, TTL and the rest of the records (DNS-20 to 28)."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import chain

import attrs

from ...estate.estate import Estate
from ...estate.external import AllowedDomain
from ...estate.kinds import Item
from ...estate.network import folded, is_address
from ...estate.topology import AdForest, EdgePool, Machine, Pool, SimpleUrl, SipDomain
from ...network import record_uses as use
from ...network.clients import FEDERATION
from ...network.comparison import RecordFault, line_of
from ...network.edges import Interface, edges_of
from ...network.lookups import Presence, Side, parent
from ...network.records import host_of
from ..dns_hits import differing, faults, faulty, misplaced, missing, without_ttl
from ..dns_view import elsewhere, gaps_of, names_of, not_compared, not_looked_up, records_for, rule_of_records
from ..edge_names import names_of_edge
from ..engine.gaps import Ask, Collect, Gap
from ..engine.model import Context, Grade, Hit, Severity, Wording, rule
from ..engine.phases import A_PILOT, B_PILOT, ON_EDGE, ON_PRODUCTION
from ..engine.scope import ALL, LYNC
from ..engine.values import Amount, Host, Text

#: a name in the cloud that an Edge can resolve wherever it stands
_PUBLIC_NAME = "sipfed.online.lync.com"
_LABEL = re.compile(r"[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?")
#: a higher TTL makes a change of the address slow
_LOW_TTL = 300


@rule(
    id="DNS-20",
    title="The Edge does not find its next hop",
    severity=Severity.ERROR,
    grade=Grade.DOCUMENTED,
    products=ALL,
    needs=(EdgePool,),
    message="{name} has no address on the Edge",
    variants={
        "other": Wording("{name} leads to {detail} on the Edge; the topology has another address"),
        "reverse": Wording(
            "{name} has the address {detail} on the Edge, and the address has the name {other}",
            "A certificate or a log may then show another name than the one that is used.",
            "Correct the PTR record, or the A record.",
        ),
    },
    effect="It does not work: {fails}.",
    remediation=(
        "On each Edge: the pool, the Director and each of their servers in the hosts file, or in a zone of name "
        "servers in the perimeter. One page lets the Edge use the internal zone; another recommends no name server of "
        "the internal network. Then: nslookup {name} on the Edge (nslookup does not read the hosts file)."
    ),
    references=("l13-edge-interfaces", "l13-dns-determine", "l13-dns-edge-nat"),
    basis="that both ways should agree, what fails, and that nslookup skips the hosts file, is inferred",
    minutes=20,
    phases=ON_EDGE,
)
def next_hop_on_edge(estate: Estate, _context: Context) -> Iterator[Hit | Gap]:
    """The next hop of the Edge, or one of its servers, does not resolve on the Edge, or resolves differently.

    Why it matters: each Edge server resolves its next hop by name, from the perimeter or from its hosts file.

    When it is wrong: the answer of nslookup was collected on another computer; the hosts file was not collected.
    """
    names = names_of(estate)
    records = list(records_for(estate, use.NEXT_HOP))
    for record in records:
        if record.presence is Presence.NOT_THERE:
            yield missing(estate, record)
        for address in names.host(Side.EDGE, record.expected.name).addresses:
            reverse = ipaddress.ip_address(address).reverse_pointer if is_address(address) else ""
            for found in names.lookup(Side.EDGE, reverse, "PTR").records:
                if folded(found.target or "") not in {other.expected.name for other in records}:
                    hit = missing(estate, record, detail=address, other=found.target or "")
                    yield attrs.evolve(hit, item=found, variant="reverse", severity=Severity.WARNING)
    for fault, record in faults(records, RecordFault.ADDRESS):
        yield faulty(fault, record, variant="other")
    yield from not_looked_up(records)


@rule_of_records(
    id="DNS-21",
    title="The Edge does not resolve public names",
    severity=Severity.ERROR,
    grade=Grade.INFERRED,
    message="{name} is not there for the name server of the Edge",
    variants={"failed": Wording("The name server of the Edge gave no answer for {name}: {outcome}")},
    effect="Federation fails with 1008 for partners whose records the Edge does not find.",
    remediation=(
        "Name servers that resolve public names, for example on the external adapter, and the hosts file for internal "
        "names; open UDP and TCP 53 from the Access Edge outwards."
    ),
    references=("l13-edge-ports", "l13-dns-determine"),
    basis="one page allows a hosts file; that the Edge must resolve partners follows from how federation finds them",
    minutes=30,
    phases=ON_EDGE,
)
def public_names_on_edge(estate: Estate, _context: Context) -> Iterator[Hit | Gap]:
    """A name that is public does not resolve on the Edge: the records of a partner, or a name of the cloud.

    Why it matters: the Access Edge looks up the SRV record of each partner itself.

    When it is wrong: the partner has a configured Access Edge. Such partners are not reported.
    """
    names = names_of(estate)
    partners = [folded(each.domain or "") for each in estate.each(AllowedDomain) if not each.proxy_fqdn]
    asked = {f"{FEDERATION}.{partner}": "SRV" for partner in partners if partner} or {_PUBLIC_NAME: "A"}
    unknown: dict[str, str] = {}
    for name, type_ in asked.items():
        found = names.lookup(Side.EDGE, name, type_) if type_ == "SRV" else names.host(Side.EDGE, name)
        is_public = name == _PUBLIC_NAME or names.lookup(Side.PUBLIC, name, type_).presence is Presence.THERE
        outcome = names.failure(Side.EDGE, name)
        if found.presence is Presence.NOT_THERE and is_public:
            yield Hit(item=None, part=name, places={"name": Text(name)})
        elif found.presence is Presence.UNKNOWN and outcome:
            places = {"name": Text(name), "outcome": Text(outcome)}
            yield Hit(item=None, part=name, variant="failed", places=places, severity=Severity.WARNING)
        elif found.presence is Presence.UNKNOWN:
            unknown[name] = type_
    yield from gaps_of(Side.EDGE, unknown, names)


@rule(
    id="DNS-22",
    title="TTL of the Access Edge is high before the new Edge takes over",
    severity=Severity.WARNING,
    grade=Grade.DOCUMENTED,
    products=ALL,
    needs=(SipDomain,),
    answers=("edge_cutover_at",),
    message="{name} has a TTL of {ttl} s; lower it by {deadline} UTC at the latest",
    variants={
        "late": Wording(
            "{name} has a TTL of {ttl} s, and the new Edge takes over at {cutover} UTC: it is too late to lower it",
            remediation="Lower it all the same, and postpone the change by one old TTL or expect it to take so long.",
        )
    },
    effect="Clients and partners use the old address for up to {ttl} s after the change.",
    remediation="Lower the TTL of {name} to 300 s at least one old TTL before the change; raise it afterwards.",
    references=("l13-federation-2010", "rfc-1035"),
    basis="that the TTL is lowered before is documented, the number of 300 s is a rule of thumb",
    minutes=10,
    phases=ON_PRODUCTION,
)
def ttl_before_cutover(estate: Estate, context: Context) -> Iterator[Hit | Gap]:
    """The name of the Access Edge has a TTL above 300 s, and its address is to be changed.

    Why it matters: whoever has looked the name up keeps the old address until the TTL has passed.

    When it is wrong: a load balancer takes the connections, so that the address stays. A cache shows what is left of a
    TTL: the real one may be higher.
    """
    text = context.answers["edge_cutover_at"].strip()
    try:
        cutover = datetime.fromisoformat(text)
    except ValueError:
        yield Gap(reason="edge_cutover_at is not a time such as 2014-03-08 20:00", needs=(Ask("edge_cutover_at"),))
        return
    cutover = cutover if cutover.tzinfo else cutover.replace(tzinfo=UTC)
    if cutover < context.now:
        return
    records = list(records_for(estate, use.ACCESS_HOST))
    for record in records:
        known = [found for found in record.records if found.ttl is not None and found.type in ("A", "AAAA")]
        for found in sorted(known, key=lambda each: -(each.ttl or 0))[:1]:
            ttl = found.ttl or 0
            deadline = cutover - timedelta(seconds=ttl)
            if ttl > _LOW_TTL:
                yield Hit(
                    item=found,
                    part=record.expected.name,
                    variant="late" if deadline < context.now else "",
                    places={
                        "name": Text(record.expected.name),
                        "ttl": Amount(ttl),
                        "deadline": Text(f"{deadline:%Y-%m-%d %H:%M}"),
                        "cutover": Text(f"{cutover:%Y-%m-%d %H:%M}"),
                    },
                    evidence={"record": Text(line_of(found))},
                )
    yield from without_ttl(records)


@rule(
    id="DNS-23",
    title="Host name with other than standard characters",
    severity=Severity.ERROR,
    grade=Grade.DOCUMENTED,
    products=ALL,
    needs=(Pool,),
    message="{name} has a label with other characters than letters, digits and hyphens: {label}",
    variants={"international": Wording("{name} is an internationalised name, which Lync Server does not support")},
    effect="Public DNS and certificate authorities may refuse the name.",
    remediation="Give the server, the pool or the record a name of letters, digits and hyphens before it is published.",
    references=("l13-dns-determine", "l13-dns-infrastructure"),
    basis="the pages speak of servers and pools; that the target of an SRV record counts too is inferred",
    minutes=120,
    phases=(A_PILOT, B_PILOT),
)
def strange_names(estate: Estate, _context: Context) -> Iterator[Hit]:
    """A pool, a server, an external name of an Edge or the target of an SRV record has an underscore or other letters.

    Why it matters: the pages want standard characters: A to Z, a to z, 0 to 9 and hyphens.

    When it is wrong: the name is not in use any more.
    """
    named: dict[str, Item] = {}
    for server in chain[Pool | Machine](estate.each(Pool), estate.each(Machine)):
        named.setdefault(server.fqdn or server.key, server)
    for edge in estate.each(EdgePool):
        named |= {name: edge for _, name in names_of_edge(edge) if name not in named}
    for record in records_for(estate, use.ACCESS_HOST, use.PARTNERS, use.CLIENTS_OUTSIDE, use.CLIENTS_INSIDE):
        for found in record.records:
            named.setdefault(found.target or "", found)
    for name, item in named.items():
        label = next((each for each in name.rstrip(".").split(".") if each and not _LABEL.fullmatch(each)), "")
        if label and not is_address(name):
            yield Hit(item=item, part=name, places={"name": Host(name), "label": Text(label)})
        elif any(each.casefold().startswith("xn--") for each in name.split(".")):
            yield Hit(item=item, part=name, variant="international", places={"name": Host(name)})


@rule(
    id="DNS-24",
    title="No time server for phones in DNS",
    severity=Severity.INFO,
    grade=Grade.DOCUMENTED,
    products=ALL,
    needs=(SipDomain,),
    message="{name} has no SRV record inside",
    effect="Lync Phone Edition asks time.windows.com for the time.",
    remediation='Create inside: "{new_line}", to a domain controller.',
    basis="that the time can also come by DHCP is not on this page",
    references=("l13-dns-front-end-pool",),
    minutes=10,
    phases=ON_PRODUCTION,
)
def no_time_server(estate: Estate, _context: Context) -> Iterator[Hit | Gap]:
    """The estate has phones, and a SIP domain has no SRV record _ntp._udp inside.

    Why it matters: Lync Phone Edition needs a time source.

    When it is wrong: DHCP names the time server. Without common area phones in the evidence it is not reported.
    """
    records = [record for record in records_for(estate, use.TIME) if record.expected.is_needed]
    for record in records:
        if record.presence is Presence.NOT_THERE:
            yield missing(estate, record)
    yield from not_looked_up(records)


@rule(
    id="DNS-25",
    title="Active Directory domain of one label",
    severity=Severity.ERROR,
    grade=Grade.DOCUMENTED,
    products=ALL,
    needs=(Pool, AdForest),
    any_need=True,
    message="{name} lies in {domain}, a domain of one label",
    variants={"forest": Wording("The root domain of the forest, {name}, has one label")},
    effect="Lync Server does not support domains of one label.",
    remediation="The pages name no way with such a domain, only KB 300684: plan with the owners of the directory.",
    references=("l13-dns-front-end-pool", "l13-ad-support"),
    basis="whom to plan with is inferred",
    minutes=480,
    phases=(A_PILOT, B_PILOT),
)
def single_label_domain(estate: Estate, _context: Context) -> Iterator[Hit]:
    """The forest or the domain of a pool has a name without a dot.

    Why it matters: such domains are not supported.

    When it is wrong: the evidence shows the short name of the domain.
    """
    for forest in estate.each(AdForest):
        if forest.name and "." not in forest.name.strip("."):
            yield Hit(item=forest, variant="forest", places={"name": Host(forest.name)})
    for pool in estate.each(Pool):
        domain = parent(pool.fqdn or "")
        if domain and "." not in domain:
            yield Hit(item=pool, places={"name": Host(pool.fqdn or ""), "domain": Text(domain)})


@rule_of_records(
    id="DNS-26",
    title="Public name servers give different answers",
    severity=Severity.INFO,
    grade=Grade.INFERRED,
    message="{name} has different {type} records at {servers}",
    effect="Until the TTL has passed, clients and partners see one or the other.",
    remediation="Wait until the TTL has passed and look it up again; else compare the zone at each of its servers.",
    references=("rfc-1035",),
    basis="that a change has not reached all servers is the usual cause",
    minutes=10,
)
def different_answers(estate: Estate, _context: Context) -> Iterator[Hit | Gap]:
    """Of two public name servers each has other records of one name, or one has none; differing TTLs do not count.

    Why it matters: one of them still has the old record.

    When it is wrong: the zone gives different answers by region on purpose.
    """
    names = names_of(estate)
    for (name, type_), servers in names.differing(Side.PUBLIC):
        yield differing(name, type_, servers)
    yield from not_compared(names)


@rule(
    id="DNS-27",
    title="Host of a simple URL is missing, or is public and should not be",
    severity=Severity.WARNING,
    grade=Grade.DOCUMENTED,
    products=LYNC,
    needs=(SimpleUrl,),
    message="{name} has no address {place}",
    variants={
        "admin": Wording(
            "{name}, the host of the Control Panel, is visible outside",
            "The name of the Control Panel is public.",
            "Remove it from the public zone: the URL of the Control Panel is internal.",
        )
    },
    effect="It does not work: {fails}.",
    remediation='Create it {place}: "{new_line}".',
    basis="the records are documented, what fails without them follows from their purpose",
    references=("l13-simple-urls", "l13-dns-reverse-proxy"),
    minutes=15,
    phases=ON_PRODUCTION,
)
def simple_url_hosts(estate: Estate, _context: Context) -> Iterator[Hit | Gap]:
    """The host of a simple URL does not resolve inside or outside, or that of the Control Panel resolves outside.

    Why it matters: they are the base of the links to meetings and to the page of dial-in conferencing.

    When it is wrong: meetings are not published outside.
    """
    records = list(records_for(estate, use.MEETINGS_INSIDE, use.MEETINGS_OUTSIDE))
    for record in records:
        if record.presence is Presence.NOT_THERE:
            yield missing(estate, record)
    urls = [(url.component or "", host_of(url.active_url or "")) for url in estate.of(SimpleUrl)]
    outside = {host for component, host in urls if component != "Cscp"}
    panel = {host for component, host in urls if component == "Cscp"}
    for record in elsewhere(estate, Side.PUBLIC, use.MEETINGS_INSIDE):
        if record.expected.name in panel - outside:
            for found in record.records[:1]:
                yield misplaced(found, "admin", record.expected.name)
    yield from not_looked_up(records)


@rule(
    id="DNS-28",
    title="IPv6 of the Access Edge in the topology and in DNS differ",
    severity=Severity.WARNING,
    grade=Grade.DOCUMENTED,
    products=ALL,
    needs=(EdgePool,),
    message="The Access Edge has an IPv6 address, and {name} has no AAAA record outside",
    variants={"reverse": Wording("{name} has an AAAA record outside, and the Access Edge has no IPv6 address")},
    effect="Clients and partners that use IPv6 do not reach the Access Edge.",
    remediation="Publish both records where the Edge uses IPv6; remove the AAAA record where it does not.",
    references=("l13-dns-determine",),
    basis="both records with IPv6 are documented; none without it, and what happens otherwise, is inferred",
    minutes=15,
    phases=ON_EDGE,
)
def ipv6_differs(estate: Estate, _context: Context) -> Iterator[Hit | Gap]:
    """The Access Edge has an IPv6 address and its name no AAAA record, or the reverse.

    Why it matters: each protocol needs its record.

    When it is wrong: a load balancer translates.
    """
    names = names_of(estate)
    found = {host.addresses(Interface.ACCESS): edge.product for edge in edges_of(estate) for host in edge.hosts}
    has_ipv6 = any(":" in address for each in found for address in each or ())
    if not has_ipv6 and (None in found or not found):
        needs = tuple(Collect("edge_server", product) for product in dict.fromkeys(found.values()))
        yield from [Gap(reason="no evidence shows the addresses of the Access Edge", needs=needs)] if found else ()
        return
    records = list(records_for(estate, use.ACCESS_HOST))
    for record in records:
        aaaa = names.lookup(Side.PUBLIC, record.expected.name, "AAAA")
        if has_ipv6 and aaaa.presence is Presence.NOT_THERE and record.presence is Presence.THERE:
            yield missing(estate, record)
        elif not has_ipv6 and aaaa.presence is Presence.THERE:
            yield misplaced(aaaa.records[0], "reverse", record.expected.name)
    yield from not_looked_up(records)
