"""DNS records during the migration, the names of the Edge, and names that clients do not trust (DNS-30 to 36)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from difflib import SequenceMatcher

import attrs

from ...estate.estate import Estate
from ...estate.external import HostingProvider
from ...estate.network import folded
from ...estate.topology import EdgePool, Pool, Service, SipDomain
from ...estate.users import User
from ...network import record_uses as use
from ...network.clients import DISCOVERY, Client, old_clients
from ...network.comparison import RecordFault, line_of
from ...network.edges import EXTERNAL, DeployedEdge, Interface, edges_of
from ...network.lookups import NamesSeen, Presence, Side, parent
from ...network.records import is_within, signs_in, sip_domains, web_name
from ...network.servers import addresses_of, members_of
from ..dns_hits import faults, faulty, missing
from ..dns_view import gaps_of, names_of, no_topology, not_looked_up, records_for, rule_of_records
from ..edge_names import read_external_names
from ..engine.departures import names_to_remove
from ..engine.gaps import Gap
from ..engine.model import LYNC2013, R2, Context, Grade, Hit, Severity, Wording, rule
from ..engine.phases import A_REMOVE, B_REMOVE, ON_EDGE, ON_PRODUCTION
from ..engine.scope import ALL, LYNC
from ..engine.values import Amount, Host, Text, texts

#: two domains that are this much alike are taken for one that was mistyped: one or two letters of ten
_ALIKE = 0.88


@rule_of_records(
    id="DNS-30",
    title="Records lead to the cloud",
    severity=Severity.ERROR,
    grade=Grade.DOCUMENTED,
    message="{name} leads to {detail}: to the cloud, and not to servers of this organisation",
    effect="It does not reach the servers on site: {purpose}.",
    remediation=(
        'Let all external records lead to the Edge and the reverse proxy on site: "{new_line}". That is right for a '
        "hybrid too, as long as any user is on site."
    ),
    basis=(
        "documented for a hybrid; that an estate on site needs no record to the cloud, what its users and partners "
        "meet, and that the last user on site ends it, is inferred"
    ),
    references=("l13-hybrid", "l13-dns-edge-nat"),
    minutes=30,
    phases=ON_PRODUCTION,
)
def records_of_the_cloud(estate: Estate, _context: Context) -> Iterator[Hit | Gap]:
    """An SRV record of sign-in or federation, or lyncdiscover, leads to the cloud while the estate is on site.

    Why it matters: users on site and partners are then led to the cloud. In a hybrid all external records lead to the
    servers on site.

    When it is wrong: all users of that SIP domain are in the cloud.
    """
    uses = (use.CLIENTS_OUTSIDE, use.PARTNERS, use.CLIENTS_INSIDE, use.DISCOVER_OUTSIDE, use.ACCESS_HOST)
    records = list(records_for(estate, *uses))
    shared = any(each.shared_address_space for each in estate.each(HostingProvider))
    has_servers = any(any(estate.each(cls)) for cls in (EdgePool, Pool))
    for fault, record in faults(records if has_servers else (), RecordFault.CLOUD):
        hit = faulty(fault, record, purpose=record.expected.use.purpose)
        yield attrs.evolve(hit, evidence={**hit.evidence, "hybrid": Text("yes" if shared else "not known")})
    yield from not_looked_up(record for record in records if record.expected.use.type == "SRV")
    yield from no_topology(estate)


@rule_of_records(
    id="DNS-31",
    title="Sign-in inside leads to a pool that will be removed",
    severity=Severity.ERROR,
    grade=Grade.DOCUMENTED,
    answers=("pools_to_remove",),
    message="{name} leads to {target}, a pool that will be removed; no user is left there",
    variants={
        "users": Wording(
            "{name} leads to {target}, a pool that will be removed; {users:user is|users are} still there",
            "Nothing yet: clients are redirected to the pool of the user.",
            "When the last user has moved, and before the pool is removed, let {name} lead to the new pool.",
        )
    },
    effect="Automatic sign-in inside fails when the pool is gone.",
    remediation="Let {name} lead to the new pool now, in every SIP domain, before the old pool is removed.",
    basis="when the record is changed is documented; what clients meet before and after is inferred",
    references=("l13-update-srv-2010", "l13-update-srv-r2"),
    minutes=15,
    phases=(A_REMOVE, B_REMOVE),
)
def sign_in_leads_to_old_pool(estate: Estate, context: Context) -> Iterator[Hit | Gap]:
    """_sipinternaltls._tcp of a SIP domain leads to a pool that will be removed, by its name or by its addresses.

    Why it matters: it must be changed after all users have moved and before the pool is removed.

    When it is wrong: the name stays and its address is changed.
    """
    names = names_of(estate)
    leaving = {folded(name) for name in names_to_remove(context)}
    old = {
        address: pool for pool in leaving for each in members_of(estate, pool) for address in addresses_of(estate, each)
    }
    users = Counter(_pool_of(estate, user) for user in estate.of(User)) if leaving else Counter[str]()
    records = list(records_for(estate, use.CLIENTS_INSIDE))
    for record in records if leaving else ():
        for found in record.records:
            target = folded(found.target or "")
            host = names.host(Side.INTERNAL, target)
            pools = [name for name in (target, *host.aliases) if name in leaving]
            pools += [old[address] for address in host.addresses if address in old]
            if pools:
                left = users[pools[0]]
                yield Hit(
                    item=found,
                    part=record.expected.name,
                    variant="users" if left else "",
                    severity=Severity.INFO if left else None,
                    places={"name": Text(record.expected.name), "target": Host(pools[0]), "users": Amount(left)},
                    evidence={"record": Text(line_of(found))},
                )
    yield from not_looked_up(records)


def _pool_of(estate: Estate, user: User) -> str:
    pool = estate.find(Pool.kind, user.pool)
    return folded((pool.fqdn if isinstance(pool, Pool) else None) or user.pool or "")


@rule(
    id="DNS-32",
    title="Phones do not find their updates",
    severity=Severity.WARNING,
    grade=Grade.DOCUMENTED,
    products=ALL,
    needs=(SipDomain,),
    message="{name} has no address inside",
    effect="Phones that nobody has signed in to find no Device Update Web service.",
    remediation=(
        "Create an A record inside to the pool with the Device Update Web service. The page says that an estate "
        "with that service in Lync Server 2010 has the name ucupdates already, and that OCS 2007 R2 needs "
        "ucupdates-r2 besides."
    ),
    references=("l13-dns-front-end",),
    basis="that common area phones are those that nobody signs in to is inferred",
    minutes=10,
    phases=ON_PRODUCTION,
)
def no_phone_updates(estate: Estate, _context: Context) -> Iterator[Hit | Gap]:
    """The estate has phones, and a SIP domain has no name ucupdates-r2 inside.

    Why it matters: phones look for this name before anybody has signed in.

    When it is wrong: somebody signs in to each phone first. Without common area phones it is not reported.
    """
    records = [record for record in records_for(estate, use.PHONE_UPDATES) if record.expected.is_needed]
    for record in records:
        if record.presence is Presence.NOT_THERE:
            yield missing(estate, record)
    yield from not_looked_up(records)


@rule(
    id="DNS-33",
    title="Old clients find their server by its host name alone",
    severity=Severity.WARNING,
    grade=Grade.DOCUMENTED,
    products=ALL,
    needs=(SipDomain,),
    message="{place} Communicator and Lync 2010 clients of {domain} find their server by {hosts} alone",
    effect=(
        "If the name is removed or its address changed, they can no longer sign in automatically. Of Lync 2010 clients "
        "the published page says that they ask for lyncdiscover first; a trace of build 4.0.7577.4419 shows that they "
        "do not."
    ),
    remediation=(
        'Publish "{service}" first. Trace one sign-in of each generation of clients (for example with Wireshark, '
        "filter dns) before a record or a SIP domain is removed: the trace shows which names are asked."
    ),
    references=("giombini-lyncdiscover", "l13-dns-determine", "r2-client-dns"),
    basis=(
        "the order in which clients ask is documented, of Lync 2010 clients the sources disagree; what happens without "
        "the name follows from it"
    ),
    minutes=30,
    phases=ON_PRODUCTION,
)
def fallback_alone(estate: Estate, _context: Context) -> Iterator[Hit | Gap]:
    """A SIP domain has no SRV record of sign-in on one side, and a host name to which old clients fall back.

    Why it matters: no other name is asked after the last host, so sign-in goes with it.

    When it is wrong: no Communicator or Lync 2010 client is in use. It is not reported if client versions show that.
    """
    if old_clients(estate) is False:
        return
    names = names_of(estate)
    records = list(records_for(estate, use.CLIENTS_INSIDE, use.CLIENTS_OUTSIDE))
    for record in records:
        hosts = _fallback(names, record.expected.use.side, record.expected.domain)
        if record.presence is Presence.NOT_THERE and hosts:
            side, domain = record.expected.use.side, record.expected.domain
            place = {Side.INTERNAL: "Inside,", Side.PUBLIC: "Outside,"}[side]
            yield Hit(
                item=estate.find(SipDomain.kind, domain),
                part=record.expected.name,
                places={
                    "place": Text(place),
                    "domain": Text(domain),
                    "hosts": texts(hosts),
                    "service": Text(record.expected.line),
                },
                evidence={"falls back to": texts(hosts), "side": Text(side.place)},
            )
    yield from not_looked_up(records)


def _fallback(names: NamesSeen, side: Side, domain: str) -> list[str]:
    """The host names that are there at one side, in the order in which Lync 2010 clients ask for them."""
    asked = (
        f"{each.label}.{domain}" for each in DISCOVERY[Client.LYNC_2010] if each.type == "A" and side in each.sides
    )
    return [name for name in asked if names.host(side, name).presence is Presence.THERE]


@rule(
    id="DNS-34",
    title="Name of the Edge looks mistyped",
    severity=Severity.WARNING,
    grade=Grade.INFERRED,
    products=ALL,
    needs=(EdgePool,),
    message="{name} looks like a typing error of {meant}",
    effect="Nobody finds the name, or it leads to somebody else.",
    remediation="Compare the name with DNS and with the certificate; correct it in Topology Builder and publish.",
    references=("lyncdude-federation", "l13-dns-edge-nat"),
    basis="that a domain which differs from a known one by a letter or two is mistyped",
    minutes=20,
    phases=ON_EDGE,
)
def mistyped_name(estate: Estate, _context: Context) -> Iterator[Hit]:
    """The domain of a name of the Edge differs by a letter or two from a SIP domain, or from the domain of the pools.

    Why it matters: names of the Edge are typed by hand, in the topology, in DNS and in certificates.

    When it is wrong: both domains exist, and the name belongs to the other one.
    """
    inner = {parent(pool.fqdn or "") for pool in estate.each(Pool) if "EdgeServer" not in pool.roles}
    known = {*sip_domains(estate), *inner} - {""}
    for edge in edges_of(estate):
        for name in dict.fromkeys(filter(None, (edge.fqdn, *(edge.external_fqdn(i) for i in EXTERNAL)))):
            domain = parent(name)
            alike = [each for each in known if SequenceMatcher(None, domain, each).ratio() >= _ALIKE]
            if domain not in known and alike and not any(domain.endswith(f".{each}") for each in known):
                meant = f"{folded(name).partition('.')[0]}.{alike[0]}"
                yield Hit(item=edge.item, part=name, places={"name": Host(name), "meant": Host(meant)})
    read_external_names(estate)


@rule(
    id="DNS-35",
    title="External name of the Edge cannot be used",
    severity=Severity.ERROR,
    grade=Grade.DOCUMENTED,
    products=ALL,
    needs=(EdgePool, SipDomain),
    message="{name}, the {service}, does not lie directly in a SIP domain",
    variants={
        "absent": Wording("{name}, the {service}, has no address outside"),
        "internal": Wording("{name}, the {service}, is also the internal name of the Edge pool"),
    },
    effect="From outside, what the service does fails.",
    remediation=(
        "Access Edge: a name directly in a SIP domain, such as sip.DOMAIN. Web Conferencing and A/V Edge: any public "
        "name. Publish each outside, and correct it in Topology Builder."
    ),
    references=("l13-dns-edge-nat", "l13-dns-determine"),
    basis=(
        "what the Access Edge needs is documented; that the other names may lie in any public domain, and what "
        "happens otherwise, is inferred"
    ),
    minutes=45,
    phases=ON_EDGE,
)
def unusable_external_name(estate: Estate, _context: Context) -> Iterator[Hit | Gap]:
    """An external name of the Edge does not resolve outside, is the internal one, or lies in no SIP domain.

    Why it matters: the Access Edge is found by SRV records, whose target must lie directly in the SIP domain. The other
    names may lie in any public domain.

    When it is wrong: partners and clients are all configured by hand.
    """
    names = names_of(estate)
    domains = frozenset(folded(domain.name or domain.key) for domain in estate.of(SipDomain))
    unknown: dict[str, str] = {}
    for edge in edges_of(estate):
        for interface in EXTERNAL:
            name = edge.external_fqdn(interface)
            if not name:
                continue
            presence = names.host(Side.PUBLIC, name).presence
            if presence is Presence.UNKNOWN:
                unknown[folded(name)] = "A"
            for variant in _why_unusable(edge, interface, folded(name), presence, domains):
                is_access = interface is Interface.ACCESS
                yield Hit(
                    item=edge.item,
                    part=f"{name} {variant}",
                    variant=variant,
                    severity=None if is_access else Severity.WARNING,
                    places={"name": Host(name), "service": Text(interface.value)},
                )
    yield from gaps_of(Side.PUBLIC, unknown, names)
    read_external_names(estate)


def _why_unusable(
    edge: DeployedEdge, interface: Interface, name: str, presence: Presence, domains: frozenset[str]
) -> Iterator[str]:
    if interface is Interface.ACCESS and parent(name) not in domains:
        yield ""
    if presence is Presence.NOT_THERE:
        yield "absent"
    if interface is not Interface.ACCESS and name == folded(edge.fqdn):
        yield "internal"


@rule(
    id="DNS-36",
    title="Clients are asked whether to trust a server",
    severity=Severity.WARNING,
    grade=Grade.DOCUMENTED,
    products=LYNC,
    needs=(SipDomain, Pool),
    message="Users of {item} sign in by names outside this domain: {names}",
    effect=(
        'Lync clients that discover their server ask at the first sign-in: "Lync cannot verify that the server is '
        'trusted for your sign-in address. Connect anyway?" Devices on which nobody sees the question do not sign in. '
        "A pool of the new version in such a domain asks again, also users who trust the old one."
    ),
    remediation=(
        "Before the users move, add the domains of these names to the client policy Trusted Domain List "
        "(TrustModelData) by Group Policy; once it is set, clients trust its domains only, so list all of them. Web "
        "names can be overridden in Topology Builder with names in the SIP domain, with DNS records and certificates."
    ),
    references=("kb-sign-in-trust", "jenstr-trust", "l13-client-bootstrapping"),
    basis=(
        "the support article compares the SIP domain with the names in the certificate of the web services, an older "
        "article with the name of the server: that these are the names of the topology is presumed; what devices "
        "without a user do, that a new pool asks again, and the other web names, are inferred"
    ),
    minutes=30,
    phases=ON_PRODUCTION,
)
def untrusted_names(estate: Estate, _context: Context) -> Iterator[Hit]:
    """The FQDN of a pool or of its web services does not lie in a SIP domain of the users.

    Why it matters: clients trust names in the domain of the user and a few of Microsoft, and ask about others.

    When it is wrong: the policy TrustModelData names these domains, all clients name their server by hand, or users of
    that SIP domain are on other pools. It is not reported once all pools are of Lync Server 2013.
    """
    pools = [pool for product in LYNC for pool in estate.of(Pool, product=product) if signs_in(pool)]
    if all(pool.product == LYNC2013 for pool in (*pools, *estate.of(Pool, product=R2))):
        return
    services = [service for product in LYNC for service in estate.of(Service, product=product)]
    web = (web_name(service, name) for service in services for name in ("ExternalFqdn", "InternalFqdn"))
    names = dict.fromkeys(folded(name) for name in (*(pool.fqdn for pool in pools), *web) if name)
    for domain in estate.each(SipDomain):
        outside = [name for name in names if not is_within(name, domain.name or domain.key)]
        if outside:
            yield Hit(item=domain, places={"names": texts(outside)})
