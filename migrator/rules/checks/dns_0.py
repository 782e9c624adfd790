"""DNS records of federation and the addresses behind them (DNS-01 to 09)."""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from ...estate.estate import Estate
from ...estate.network import folded
from ...estate.topology import SipDomain
from ...network.comparison import RecordFault, corrected, line_of
from ...network.edges import EdgePort, edges_of
from ...network.lookups import Presence, Side, is_public
from ...network.record_uses import (
    ACCESS_HOST,
    AV_HOST,
    CLIENTS_INSIDE,
    CLIENTS_OUTSIDE,
    DISCOVER_OUTSIDE,
    MEETINGS_OUTSIDE,
    PARTNERS,
    WEB_CONFERENCING_HOST,
    WEB_OUTSIDE,
    XMPP_PARTNERS,
)
from ...network.records import SIP_PORT
from ..dns_hits import faults, faulty, missing
from ..dns_view import federation, no_topology, not_looked_up, records_for, rule_of_records
from ..engine.answers import listed
from ..engine.gaps import Gap, not_answered
from ..engine.model import Context, Grade, Hit, Severity, Wording, rule
from ..engine.phases import ON_EDGE, ON_PRODUCTION
from ..engine.scope import ALL
from ..engine.values import Amount, Text, texts

_SRV_OUTSIDE = (PARTNERS, CLIENTS_OUTSIDE, XMPP_PARTNERS)
_HOSTS_OUTSIDE = (ACCESS_HOST, WEB_CONFERENCING_HOST, AV_HOST, DISCOVER_OUTSIDE, WEB_OUTSIDE, MEETINGS_OUTSIDE)
_VERIFY = (
    "Wait until the TTL of the old record has passed. Then, from outside: nslookup -type=srv {name} shows the new "
    "record, its port answers on the Access Edge, and presence and contact requests of the partner arrive."
)


@rule(
    id="DNS-01",
    title="No SRV record of federation",
    severity=Severity.ERROR,
    grade=Grade.DOCUMENTED,
    products=ALL,
    needs=(SipDomain,),
    message="{name} has no SRV record outside",
    variants={
        "closed": Wording(
            "{name} has no SRV record outside; federation is closed and no push notifications are used",
            "Partners do not find this organisation by DNS, as closed federation intends.",
            'Nothing needs to be done. For open federation or push notifications create outside: "{new_line}".',
        )
    },
    effect=(
        "Partners that do not list this Access Edge themselves do not find it (ms-diagnostics 1008 on their side), and "
        "push notifications may not work."
    ),
    remediation=(
        'Create outside: "{new_line}". To keep partners from finding the domain although push notifications need '
        "the record, switch partner discovery off; without them the record may be left out."
    ),
    references=("l13-dns-federation", "l13-dns-edge-nat", "l13-dns-mobility", "ocer-sip-stack"),
    basis="ms-diagnostics 1008 at partners, partners that list this Access Edge, and closed federation are inferred",
    minutes=15,
    phases=ON_EDGE,
)
def no_federation_record(estate: Estate, context: Context) -> Iterator[Hit | Gap]:
    """A SIP domain has no SRV record _sipfederationtls._tcp outside.

    Why it matters: partners with open federation find the Access Edge by it, and so do push notifications.

    When it is wrong: federation is not wanted for that domain. It is not reported where federation is switched off.
    """
    state = federation(estate, context)
    records = [record for record in records_for(estate, PARTNERS) if record.expected.is_needed is not False]
    if state.is_on is False and not state.has_push:
        return
    for record in records:
        if record.presence is Presence.NOT_THERE:
            hit = missing(estate, record)
            yield hit if state.needs_record else attrs.evolve(hit, variant="closed", severity=Severity.INFO)
    yield from not_looked_up(records)


@rule_of_records(
    id="DNS-02",
    title="SRV record of federation with another port than 5061",
    severity=Severity.ERROR,
    grade=Grade.DOCUMENTED,
    message="{name} has port {detail}, and partners need 5061",
    variants={"transposed": Wording("{name}: digits transposed, {detail} for 5061")},
    effect=(
        "Partners that do not list this Access Edge themselves connect to the wrong port (1027 and 1034 on the way, "
        "504 on their side); partners that list it reach it."
    ),
    remediation='Replace "{line}" by "{new_line}". ' + _VERIFY,
    references=("netdork-federation-dns", "l13-dns-federation"),
    basis="the port is documented; the codes, and who is concerned, are from one field report",
    minutes=15,
    phases=ON_EDGE,
)
def federation_port(estate: Estate, _context: Context) -> Iterator[Hit | Gap]:
    """The SRV record _sipfederationtls._tcp has another port than 5061.

    Why it matters: the record tells partners protocol, port and host. The firewall and the Edge may be right and
    partners still fail. A port with the digits of 5061 in another order is called transposed.

    When it is wrong: the evidence is older than the correction. Differing TTLs do not matter.
    """
    records = list(records_for(estate, PARTNERS))
    for fault, record in faults(records, RecordFault.TRANSPOSED, RecordFault.PORT):
        variant = "transposed" if fault.kind is RecordFault.TRANSPOSED else ""
        hit = faulty(fault, record, variant=variant, new_line=corrected(fault.record, port=SIP_PORT))
        ports = {edge.port(EdgePort.SIP_FEDERATION) for edge in edges_of(estate) if edge.federates}
        own = {"port of the Edge": texts(map(str, sorted(ports)))} if ports else {}
        ttl = {} if fault.record.ttl is None else {"seconds to wait": Amount(fault.record.ttl)}
        yield attrs.evolve(hit, evidence={**hit.evidence, **own, **ttl})
    yield from not_looked_up(records)


@rule_of_records(
    id="DNS-03",
    title="SRV record and Edge have different ports of federation",
    severity=Severity.ERROR,
    grade=Grade.DOCUMENTED,
    message="{name} has port {port}, and Edge {edge} federates on {edge_port}",
    effect="Partners connect to a port on which the Access Edge does not listen.",
    remediation=(
        "Align topology (AccessEdgeExternalSipPort), firewall and SRV record; the pages name 5061 for all three."
    ),
    basis="port 5061 of each is documented; that they must agree, and what happens otherwise, is inferred",
    references=("l13-dns-federation", "l13-edge-ports", "set-csedgeserver"),
    minutes=30,
    phases=ON_EDGE,
)
def federation_port_of_edge(estate: Estate, _context: Context) -> Iterator[Hit | Gap]:
    """The SRV record of federation names another port than the one on which the topology lets the Edge federate.

    Why it matters: DNS, firewall and topology must name one port.

    When it is wrong: a device in front of the Edge translates the port.
    """
    edges = [edge for edge in edges_of(estate) if edge.knows_port(EdgePort.SIP_FEDERATION)]
    records = list(records_for(estate, PARTNERS))
    for record in records:
        for found in record.records:
            ports = {edge.port(EdgePort.SIP_FEDERATION): edge for edge in edges}
            if ports and found.port is not None and found.port not in ports:
                number, edge = next(iter(ports.items()))
                yield Hit(
                    item=found,
                    part=f"{record.expected.name} {found.port}",
                    places={
                        "name": Text(record.expected.name),
                        "port": Text(str(found.port)),
                        "edge": edge.item,
                        "edge_port": Text(str(number)),
                    },
                    evidence={"record": Text(line_of(found))},
                )
    yield from not_looked_up(records)
    yield from no_topology(estate)


@rule_of_records(
    id="DNS-04",
    title="SRV record leads out of its SIP domain",
    severity=Severity.ERROR,
    grade=Grade.DOCUMENTED,
    message="{name} leads to {detail}, which does not lie directly in {domain}",
    variants={
        "deeper": Wording("{name} leads to {detail}, which lies deeper than {domain}"),
        "other": Wording("{name} leads to {detail}, which lies in another SIP domain than {domain}"),
        "alike": Wording("{name} leads to {detail}, whose domain only ends like {domain}"),
    },
    effect="Partners and clients refuse it: the target must lie directly in the SIP domain (partners note 1009).",
    remediation=(
        'Create a host name in the domain and let the record lead there: "{new_line}". Put that name into the '
        "certificate of the Access Edge. A partner can also list this Access Edge (New-CsAllowedDomain -ProxyFqdn), "
        "which leaves the record out."
    ),
    references=(
        "l13-dns-determine",
        "l13-dns-edge-nat",
        "ocer-sip-stack",
        "l13-dns-sign-in",
        "l13-edge-certificates",
        "cisco-expressway-federation",
        "new-csalloweddomain",
    ),
    basis=(
        "that the target lies in the same domain is documented, and another page shows a sign-in record that leads "
        "to the parent domain; that a deeper name is refused too is of Cisco's article; that all partners refuse "
        "it is inferred from code 1009"
    ),
    minutes=60,
    phases=ON_EDGE,
)
def target_outside_domain(estate: Estate, _context: Context) -> Iterator[Hit | Gap]:
    """The target of an SRV record outside does not lie directly in the SIP domain of the record.

    Why it matters: an Access Edge and clients compare the names strictly. For each further SIP domain a name of its own
    (sip.DOMAIN) is right, although it is not the name of the topology.

    When it is wrong: all clients are set up not to compare strictly (DisableStrictDNSNaming), and all partners list
    this Access Edge.
    """
    records = list(records_for(estate, *_SRV_OUTSIDE))
    for fault, record in faults(records, RecordFault.DOMAIN):
        domain, target = record.expected.domain, fault.detail
        if target.endswith(f".{domain}"):
            variant = "deeper"
        elif target.endswith(domain):
            variant = "alike"
        else:
            others = (folded(each.name or each.key) for each in estate.of(SipDomain))
            variant = "other" if any(target.endswith(f".{other}") for other in others) else ""
        yield faulty(fault, record, variant=variant)
    yield from not_looked_up(records)


@rule_of_records(
    id="DNS-05",
    title="SRV record leads to an address",
    severity=Severity.ERROR,
    grade=Grade.DOCUMENTED,
    message="{name} leads to the address {detail}; the target of an SRV record is a host name",
    effect="The record leads nowhere.",
    remediation='Let it lead to a host name in the domain: "{new_line}".',
    references=("rfc-2782", "l13-dns-determine"),
    basis="that the target is a host name is documented, what an address does inferred",
    minutes=15,
    phases=ON_EDGE,
)
def target_is_address(estate: Estate, _context: Context) -> Iterator[Hit | Gap]:
    """The target of an SRV record outside is an IP address.

    Why it matters: the target must be a name that has an address record.

    When it is wrong: the text of the record was cut when it was copied.
    """
    records = list(records_for(estate, *_SRV_OUTSIDE))
    for fault, record in faults(records, RecordFault.LITERAL):
        yield faulty(fault, record)
    yield from not_looked_up(records)


@rule_of_records(
    id="DNS-06",
    title="SRV record leads to an alias",
    severity=Severity.WARNING,
    grade=Grade.DOCUMENTED,
    message="{name} leads to an alias: its target is a CNAME of {detail}",
    effect="The standard forbids it. A client may not follow the record.",
    remediation="Give the target A or AAAA records in place of the CNAME.",
    references=("rfc-2782",),
    basis="that the target must not be an alias is documented, what clients do inferred",
    minutes=15,
    phases=ON_EDGE,
)
def target_is_alias(estate: Estate, _context: Context) -> Iterator[Hit | Gap]:
    """The target of an SRV record outside is an alias.

    Why it matters: the standard of SRV records (RFC 2782) says that the target must not be an alias.

    When it is wrong: all partners follow the alias anyway.
    """
    records = list(records_for(estate, *_SRV_OUTSIDE))
    for fault, record in faults(records, RecordFault.ALIAS):
        yield faulty(fault, record)
    yield from not_looked_up(records)


@rule_of_records(
    id="DNS-07",
    title="SRV record leads to a name without an address",
    severity=Severity.ERROR,
    grade=Grade.DOCUMENTED,
    message="{name} leads to {detail}, which has no address outside",
    variants={
        "inside": Wording(
            "{name} leads to {detail}, which has no address inside",
            "Clients inside that follow the record do not reach their pool.",
            "Create an A record for {detail} inside, or let the record lead to a name that has one.",
        )
    },
    effect="Whoever follows the record does not reach the Access Edge (1014).",
    remediation="Create an A record for {detail} outside, with the public address of the Access Edge.",
    basis="that the host of the record must have an address is documented; who fails follows from it",
    references=("l13-dns-edge-nat", "l13-dns-determine", "ocer-sip-stack"),
    minutes=15,
    phases=ON_EDGE,
)
def target_without_address(estate: Estate, _context: Context) -> Iterator[Hit | Gap]:
    """The target of an SRV record outside, or of that of sign-in inside, has neither an A nor an AAAA record.

    Why it matters: the record then leads nowhere.

    When it is wrong: the zone of the target is another one, of which no evidence was read: then it is not reported.
    """
    records = list(records_for(estate, *_SRV_OUTSIDE))
    for fault, record in faults(records, RecordFault.NO_ADDRESS):
        yield faulty(fault, record)
    for fault, record in faults(records_for(estate, CLIENTS_INSIDE), RecordFault.NO_ADDRESS):
        yield faulty(fault, record, variant="inside")
    yield from not_looked_up(records)


@rule_of_records(
    id="DNS-08",
    title="Private address in public DNS",
    severity=Severity.ERROR,
    grade=Grade.DOCUMENTED,
    message="{name} leads to {detail} outside, an address that cannot be reached from the internet",
    effect="From outside it does not work: {fails}.",
    remediation="Publish the public address outside; the private one belongs to the internal zone only.",
    basis=(
        "documented for the Edge and for the external interface of the reverse proxy; RFC 1918 has the private "
        "addresses only, and what "
        "fails follows from the purpose of the name"
    ),
    references=("rfc-1918", "l13-dns-edge-nat", "l13-dns-reverse-proxy"),
    minutes=15,
    phases=ON_EDGE,
)
def private_address_outside(estate: Estate, _context: Context) -> Iterator[Hit | Gap]:
    """A name that is looked up outside has a private, loopback, link-local or carrier address.

    Why it matters: the public side of an Edge must publish the address on the internet, also behind NAT.

    When it is wrong: the answer was collected inside and was named public by mistake.
    """
    records = list(records_for(estate, *_SRV_OUTSIDE, *_HOSTS_OUTSIDE))
    for fault, record in faults(records, RecordFault.PRIVATE):
        yield faulty(fault, record)
    yield from not_looked_up(record for record in records if record.expected.is_needed)


@rule_of_records(
    id="DNS-09",
    title="Name of the Access Edge has another address than declared",
    severity=Severity.ERROR,
    grade=Grade.DOCUMENTED,
    message="{name} has the address {address} outside; declared {declared}",
    effect="Clients and partners outside reach another host than the Access Edge.",
    remediation=(
        "Correct the A record, or the declared addresses (migrator answers set edge_public_addresses). While the new "
        "Edge takes over, declare the old and the new address."
    ),
    basis="what has to be is documented, what happens otherwise inferred",
    references=("l13-dns-edge-nat", "l13-federation-2010"),
    minutes=15,
    phases=ON_PRODUCTION,
)
def other_address(estate: Estate, context: Context) -> Iterator[Hit | Gap]:
    """The name of the Access Edge has outside an address that nobody declared: neither the topology nor the answer.

    Why it matters: the records of sign-in and federation end at this address. The same names move to the new Edge; only
    the address behind them shows which Edge is in use.

    When it is wrong: the answer edge_public_addresses is not current. Behind NAT only the answer tells the address.
    """
    answered = tuple(listed(context.answers, "edge_public_addresses"))
    records = list(records_for(estate, ACCESS_HOST))
    for record in records:
        declared = answered or tuple(filter(is_public, record.expected.addresses))
        if not declared:
            yield not_answered("edge_public_addresses")
            continue
        for found in record.records:
            if found.type in ("A", "AAAA") and folded(found.target or "") not in map(folded, declared):
                yield Hit(
                    item=found,
                    part=f"{record.expected.name} {found.target}",
                    places={
                        "name": Text(record.expected.name),
                        "address": Text(found.target or ""),
                        "declared": texts(declared),
                    },
                    evidence={"record": Text(line_of(found)), "side": Text(Side.PUBLIC.place)},
                )
    yield from not_looked_up(records)
