"""DNS records of sign-in, discovery and XMPP, and on which side they stand (DNS-10 to 19)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import attrs

from ...estate.estate import Estate
from ...estate.topology import EdgePool, SipDomain
from ...network import record_uses as use
from ...network.comparison import RecordFault, corrected, line_of
from ...network.edges import EXTERNAL, edges_of
from ...network.lookups import Presence, Side, is_public, parent
from ..dns_hits import faults, faulty, has_mobile, misplaced, missing, missing_sign_in, records_of_federation
from ..dns_view import elsewhere, names_of, not_looked_up, records_for, rule_of_records, without_addresses
from ..engine.gaps import Gap
from ..engine.model import Context, Grade, Hit, Severity, Wording, rule
from ..engine.phases import ON_EDGE, ON_PRODUCTION
from ..engine.scope import ALL
from ..engine.values import Text, texts

_DISPUTED = (
    "Whether updated Lync 2010 clients ask for lyncdiscover is disputed: the published page says yes, a trace of build "
    "4.0.7577.4419 (January 2014) says no. The SRV records serve them either way."
)
_WITHOUT = "Without it clients fall back to {}; if these are missing too, Communicator and Lync 2010 find no {}."


@rule(
    id="DNS-10",
    title="SRV record of sign-in from outside is missing or has the wrong port",
    severity=Severity.ERROR,
    grade=Grade.DOCUMENTED,
    products=ALL,
    needs=(SipDomain,),
    message="{name} has no SRV record outside; {clients}",
    variants={
        "answered": Wording("You answered that {name} is not published; {clients}"),
        "port": Wording(
            "{name} has port {detail}, and the Access Edge takes clients on {port}",
            "Clients outside that sign in automatically connect to the wrong port.",
            'Replace "{line}" by "{new_line}", or correct the topology and the firewall.',
        ),
    },
    effect=_WITHOUT.format("the hosts sipinternal., sip. and sipexternal.DOMAIN", "Access Edge"),
    remediation='Create outside: "{new_line}". ' + _DISPUTED,
    references=("l13-dns-edge-nat", "l13-dns-determine", "r2-client-dns", "giombini-lyncdiscover"),
    basis="on Lync 2010 clients the sources disagree; what a wrong port or the loss of all names does is inferred",
    minutes=15,
    phases=ON_EDGE,
)
def sign_in_outside(estate: Estate, context: Context) -> Iterator[Hit | Gap]:
    """A SIP domain has no SRV record _sip._tls outside, or its port is not the client port of the Access Edge.

    Why it matters: Lync 2010 and Communicator clients find their server by SRV records, whichever newer clients are in
    use too. The port is that of the topology: 443 with three addresses, another one where all services share one.

    When it is wrong: all clients outside are configured by hand. If no Edge is deployed, it is not reported.
    """
    records = [record for record in records_for(estate, use.CLIENTS_OUTSIDE) if record.expected.is_needed is not False]
    yield from missing_sign_in(estate, context, records, Severity.ERROR)
    for fault, record in faults(records, RecordFault.PORT, RecordFault.TRANSPOSED):
        port = record.expected.port or 443
        yield faulty(fault, record, variant="port", port=str(port), new_line=corrected(fault.record, port=port))


@rule(
    id="DNS-11",
    title="SRV record of sign-in inside is missing or wrong",
    severity=Severity.ERROR,
    grade=Grade.DOCUMENTED,
    products=ALL,
    needs=(SipDomain,),
    message="{name} has no SRV record inside; {clients}",
    variants={
        "answered": Wording("You answered that {name} is not published; {clients}"),
        "port": Wording(
            "{name} has port {detail} inside, and clients need 5061",
            "Clients inside that sign in automatically connect to the wrong port.",
            'Replace "{line}" by "{new_line}".',
        ),
        "domain": Wording(
            "{name} leads to {detail}, which does not lie directly in {domain}",
            "Clients compare the names strictly by default, and do not sign in automatically.",
            (
                "Create an A record for the pool in a zone of the SIP domain (or a pin-point zone) and let the record "
                "lead there. One published page demands that, another shows a target in the parent domain and names "
                "the policy DisableStrictDNSNaming."
            ),
        ),
    },
    effect=_WITHOUT.format("the hosts sipinternal. and sip.DOMAIN", "pool")
    + " Later clients ask for lyncdiscoverinternal first.",
    remediation=('Create inside: "{new_line}"; else a pin-point zone, or server names by group policy. ' + _DISPUTED),
    references=("l13-dns-determine", "l13-dns-sign-in", "r2-client-dns", "giombini-lyncdiscover"),
    basis="on Lync 2010 clients the sources disagree; what a wrong port or the loss of all names does is inferred",
    minutes=15,
    phases=ON_PRODUCTION,
)
def sign_in_inside(estate: Estate, context: Context) -> Iterator[Hit | Gap]:
    """A SIP domain has no SRV record _sipinternaltls._tcp inside, or its port or target is wrong.

    Why it matters: Lync 2010 and Communicator clients find their pool by it, whichever newer clients are in use too.

    When it is wrong: the clients get server names by group policy or are configured by hand.
    """
    records = list(records_for(estate, use.CLIENTS_INSIDE))
    yield from missing_sign_in(estate, context, records, Severity.ERROR)
    for fault, record in faults(records, RecordFault.PORT, RecordFault.TRANSPOSED):
        yield faulty(fault, record, variant="port", new_line=corrected(fault.record, port=5061))
    for fault, record in faults(records, RecordFault.DOMAIN):
        yield attrs.evolve(faulty(fault, record, variant="domain"), severity=Severity.WARNING)


@rule_of_records(
    id="DNS-12",
    title="SRV record on the wrong side",
    severity=Severity.WARNING,
    grade=Grade.DOCUMENTED,
    message="{name} is visible outside",
    variants={
        "inside only": Wording(
            "{name} is there inside and not outside",
            "Partners do not find this organisation.",
            'Create it outside; inside only a hybrid may need it: "{line}".',
        )
    },
    effect="Clients outside try a server that they cannot reach, and the name of an internal server is public.",
    remediation='Remove it from the public zone; it belongs to the internal zone: "{line}".',
    references=("l13-dns-determine", "l13-dns-sign-in", "l13-hybrid"),
    basis="on which side the records belong is documented, what happens otherwise inferred",
    minutes=10,
    phases=ON_EDGE,
)
def record_on_wrong_side(estate: Estate, _context: Context) -> Iterator[Hit | Gap]:
    """_sipinternaltls._tcp is visible outside, or _sipfederationtls._tcp is only there inside.

    Why it matters: the first is for clients inside, the second for partners outside.

    When it is wrong: the answer was collected at another vantage point than the one that was named.
    """
    public = list(elsewhere(estate, Side.PUBLIC, use.CLIENTS_INSIDE))
    for record in public:
        for found in record.records:
            yield misplaced(found, "", record.expected.name)
    partners = list(records_for(estate, use.PARTNERS))
    absent = {record.expected.name for record in partners if record.presence is Presence.NOT_THERE}
    for record in elsewhere(estate, Side.INTERNAL, use.PARTNERS):
        for found in record.records if record.expected.name in absent else ():
            yield misplaced(found, "inside only", record.expected.name)
    yield from not_looked_up([*public, *partners])


@rule(
    id="DNS-13",
    title="Record of discovery is missing",
    severity=Severity.WARNING,
    grade=Grade.DOCUMENTED,
    products=ALL,
    needs=(SipDomain,),
    message="{name} has no record {place}",
    variants={"alias": Wording("{name} is an alias {place} that leads to no address")},
    effect="It does not work: {fails}.",
    remediation='Create it {place}, as a host name or as an alias in the same domain: "{new_line}".',
    references=("l13-dns-autodiscover", "l13-dns-mobility", "l13-dns-determine", "r2-client-dns"),
    basis="that the names are needed is documented; what fails without them follows from their purpose",
    minutes=15,
    phases=ON_PRODUCTION,
)
def no_discovery(estate: Estate, _context: Context) -> Iterator[Hit | Gap]:
    """Lyncdiscover is missing outside, or lyncdiscoverinternal inside.

    Why it matters: Lync 2013 clients ask for them first, the Store app for nothing else. The pages want both always.

    When it is wrong: neither mobile clients nor Lync 2013 will be used. Clients of OCS 2007 R2 do not ask for them.
    """
    records = list(records_for(estate, use.DISCOVER_OUTSIDE, use.DISCOVER_INSIDE))
    for record in records:
        if record.presence is Presence.NOT_THERE:
            severity, variant = Severity.ERROR if has_mobile(estate) else None, "alias" if record.records else ""
            yield attrs.evolve(missing(estate, record), severity=severity, variant=variant)
    yield from not_looked_up(records)


@rule_of_records(
    id="DNS-14",
    title="Discovery is an alias in another domain",
    severity=Severity.WARNING,
    grade=Grade.DOCUMENTED,
    message="{name} is an alias of {alias}, which lies in another domain",
    effect="Over HTTPS this redirection is not supported for mobile clients; they need the first request over HTTP.",
    remediation="Use a name in the same domain, or publish port 80 of {name} at the reverse proxy.",
    references=("l13-dns-autodiscover",),
    minutes=30,
    phases=ON_PRODUCTION,
)
def discovery_elsewhere(estate: Estate, _context: Context) -> Iterator[Hit | Gap]:
    """Lyncdiscover is a CNAME of a name in another domain.

    Why it matters: mobile clients do not accept certificates of several domains.

    When it is wrong: the reverse proxy has a rule for port 80, which no evidence shows.
    """
    names = names_of(estate)
    records = list(records_for(estate, use.DISCOVER_OUTSIDE))
    for record in records:
        host = names.host(Side.PUBLIC, record.expected.name)
        alias = next((each for each in host.aliases if parent(each) != record.expected.domain), None)
        if alias and not any(fault.kind is RecordFault.CLOUD for fault in record.faults):
            yield Hit(
                item=host.records[0],
                part=record.expected.name,
                places={"name": Text(record.expected.name), "alias": Text(alias)},
                evidence={"record": Text(line_of(host.records[0]))},
            )
    yield from not_looked_up(records)


@rule_of_records(
    id="DNS-15",
    title="Discovery on the wrong side",
    severity=Severity.WARNING,
    grade=Grade.DOCUMENTED,
    message="{name} is visible outside; it belongs to the internal zone only",
    variants={"inside": Wording("{name} stands in the internal zone; it belongs to the public zone only")},
    effect="Clients get the answer of the wrong side; split DNS is not supported for these two names.",
    remediation=(
        "Publish lyncdiscover outside, lyncdiscoverinternal inside. One page says that split DNS is not "
        "supported for them; another says that an external name inside should not affect mobile clients."
    ),
    references=("l13-dns-determine", "l13-dns-mobility"),
    basis="on which side the names belong is documented, what happens otherwise inferred",
    minutes=15,
    phases=ON_PRODUCTION,
)
def discovery_on_wrong_side(estate: Estate, _context: Context) -> Iterator[Hit | Gap]:
    """Lyncdiscoverinternal is visible outside, or lyncdiscover stands in the internal zone.

    Why it matters: each name belongs to one side.

    When it is wrong: the internal server forwards the question, and the answer is public: that is not reported.
    """
    public = list(elsewhere(estate, Side.PUBLIC, use.DISCOVER_INSIDE))
    for record in public:
        for found in record.records[:1]:
            yield misplaced(found, "", record.expected.name)
    inside = list(elsewhere(estate, Side.INTERNAL, use.DISCOVER_OUTSIDE))
    for record in inside:
        is_private = any(found.type in ("A", "AAAA") and not is_public(found.target or "") for found in record.records)
        for found in record.records[:1]:
            if found.zone or found.authoritative or is_private:
                yield misplaced(found, "inside", record.expected.name)
    yield from not_looked_up([*public, *inside])


@rule_of_records(
    id="DNS-16",
    title="Several SRV records of federation",
    severity=Severity.WARNING,
    grade=Grade.DOCUMENTED,
    message="{name} has several SRV records: {records:; }",
    effect="A partner uses the lowest priority, then the highest weight: {first}; by RFC 2782 weight is only a chance.",
    remediation="Keep the record of the Edge that is in use; if several may federate, two pages disagree (TOP-05).",
    references=("l13-dns-determine", "l13-edge-topology", "l13-federation-2010", "rfc-2782"),
    basis="which record to keep is inferred",
    minutes=15,
    phases=ON_PRODUCTION,
)
def several_records(estate: Estate, _context: Context) -> Iterator[Hit | Gap]:
    """A SIP domain has more than one SRV record of federation outside.

    Why it matters: the Access Edge of a partner always picks one of them, by priority and weight.

    When it is wrong: all of them lead to the same Edge pool.
    """
    compared_records = list(records_of_federation(estate))
    for record, found in compared_records:
        if len(found) > 1:
            first = min(found, key=lambda each: (each.priority or 0, -(each.weight or 0)))
            lines = texts(map(line_of, found))
            yield Hit(
                item=found[0],
                part=record.expected.name,
                places={"name": Text(record.expected.name), "records": lines, "first": Text(line_of(first))},
                evidence={"records": lines},
            )
    yield from not_looked_up(record for record, _ in compared_records)


@rule_of_records(
    id="DNS-17",
    title="SRV records with the same priority and weight",
    severity=Severity.INFO,
    grade=Grade.DOCUMENTED,
    message="{name} has SRV records with the same priority and weight: {records:; }",
    effect="A partner uses the one that its name server returns first.",
    remediation="Give them different priorities, the lowest to the Edge that is in use.",
    references=("l13-dns-determine",),
    basis="what to do is inferred",
    minutes=10,
    phases=ON_PRODUCTION,
)
def equal_records(estate: Estate, _context: Context) -> Iterator[Hit | Gap]:
    """Several SRV records of federation of one SIP domain have the same priority and weight.

    Why it matters: which of them is used depends on the order of the answer.

    When it is wrong: they lead to the same Edge.
    """
    compared_records = list(records_of_federation(estate))
    for record, found in compared_records:
        ranks = Counter((each.priority, each.weight) for each in found)
        equal = [each for each in found if ranks[each.priority, each.weight] > 1]
        if equal:
            yield Hit(
                item=equal[0],
                part=record.expected.name,
                places={"name": Text(record.expected.name), "records": texts(map(line_of, equal))},
                evidence={"records": texts(map(line_of, equal))},
            )
    yield from not_looked_up(record for record, _ in compared_records)


@rule(
    id="DNS-18",
    title="SRV record of XMPP is missing or wrong",
    severity=Severity.ERROR,
    grade=Grade.DOCUMENTED,
    products=ALL,
    needs=(EdgePool,),
    message="{name} has no SRV record outside",
    variants={"port": Wording("{name} has port {detail}, and the Edge takes XMPP on {port}", "", 'Use "{new_line}".')},
    effect="XMPP partners do not find this organisation.",
    remediation='Create outside: "{new_line}", and its host name with the address of the Access Edge.',
    basis="that the records are needed is documented, what happens otherwise inferred",
    references=("l13-dns-xmpp",),
    minutes=15,
    phases=ON_PRODUCTION,
)
def xmpp_record(estate: Estate, _context: Context) -> Iterator[Hit | Gap]:
    """XMPP is used on an Edge of Lync Server 2013, and its SRV record is missing or has another port.

    Why it matters: XMPP partners find the proxy by it.

    When it is wrong: the only XMPP partners have a configured address. Without XMPP it is not reported.
    """
    records = list(records_for(estate, use.XMPP_PARTNERS))
    for record in records:
        if record.presence is Presence.NOT_THERE:
            yield missing(estate, record)
    for fault, record in faults(records, RecordFault.PORT, RecordFault.TRANSPOSED):
        port = record.expected.port or 0
        yield faulty(fault, record, variant="port", port=str(port), new_line=corrected(fault.record, port=port))
    yield from not_looked_up(records)


@rule(
    id="DNS-19",
    title="Internal name of the Edge is missing or wrong inside",
    severity=Severity.ERROR,
    grade=Grade.DOCUMENTED,
    products=ALL,
    needs=(EdgePool,),
    message="{name} has no address inside",
    variants={
        "external": Wording("{name} leads to {detail} inside, an external address of the Edge"),
        "other": Wording("{name} leads to {detail} inside, which is not the internal address of the Edge"),
    },
    effect="It does not work: {fails}.",
    remediation='Create an A record by hand inside, with the internal address of each Edge server: "{new_line}".',
    basis="the record is documented; its use is of the field; no registration, and what fails, is inferred",
    references=("l13-dns-edge-nat", "schertz-edge-ports"),
    minutes=15,
    phases=ON_EDGE,
)
def edge_name_inside(estate: Estate, _context: Context) -> Iterator[Hit | Gap]:
    """The internal FQDN of an Edge pool does not resolve inside, or leads to an external or another address.

    Why it matters: internal servers and clients reach media relay and A/V authentication by this name.

    When it is wrong: the servers have it in their hosts files.
    """
    outer = {a for edge in edges_of(estate) for host in edge.hosts for i in EXTERNAL for a in host.addresses(i) or ()}
    records = list(records_for(estate, use.EDGE_INSIDE))
    for record in records:
        if record.presence is Presence.NOT_THERE:
            yield missing(estate, record)
        for found in names_of(estate).host(Side.INTERNAL, record.expected.name).records:
            address = found.target or ""
            if found.type not in ("A", "AAAA") or address in record.expected.addresses:
                continue
            variant = "external" if address in outer or is_public(address) else "other"
            if variant == "other" and not record.expected.addresses:
                yield without_addresses(estate, record)
                continue
            hit = missing(estate, record, detail=address)
            yield attrs.evolve(hit, item=found, variant=variant, part=f"{record.expected.name} {address}")
    yield from not_looked_up(records)
