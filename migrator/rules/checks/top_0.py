"""Topology of the Edge: federation routes, federating pools, next hop, names (TOP-01 to TOP-09)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from ...estate.estate import Estate
from ...estate.external import AccessEdgeSettings
from ...estate.naming import server_of
from ...estate.network import folded, is_address
from ...estate.topology import EdgePool, Site, is_central
from ...network.edges import edges_of, is_federating
from ..access_edge import signs_of_federation
from ..edge_names import names_of_edge, rule_of_edges
from ..engine.departures import names_to_remove
from ..engine.gaps import Collect, Gap, not_answered
from ..engine.model import LYNC2010, LYNC2013, R2, Context, Grade, Hit, Severity, Wording, rule
from ..engine.phases import A_MERGE, A_PRODUCTION, B_PRODUCTION
from ..engine.scope import LYNC
from ..engine.values import Host, Text, texts
from ..federating_edges import BOTH, EFFECT, ONE_ONLY, VARIANTS, federating_edges

ALL = (R2, LYNC2010, LYNC2013)
_ROUTE = (
    "Topology Builder: download the topology; site > Edit Properties > Federation route > Enable SIP federation "
    "> choose the Edge Server > OK; publish. In the shell: Set-CsSite -Identity SITE -FederationRoute "
    "EdgeServer:FQDN, then Enable-CsTopology. Verify with Get-CsSite. Repeat it at each site."
)
#: what no page says of the way to a route
_INFERRED_ROUTE = "that Enable-CsTopology follows Set-CsSite is inferred"


def _has_own_route(site: Site) -> bool:
    """Whether it is a site of Lync with a federation route of its own."""
    return site.product in LYNC and is_central(site)


@rule_of_edges(
    id="TOP-01",
    title="Site without a federation route",
    severity=Severity.ERROR,
    grade=Grade.DOCUMENTED,
    products=LYNC,
    targets=("2013",),
    needs=(Site,),
    message="SIP federation is disabled at site {item}, although federation is set up: {signs}",
    variants={
        "others": Wording("Site {item} has no federation route, while {other} has one"),
        "off": Wording(
            message="Federation is off: no site has a federation route",
            effect="Users cannot communicate with federated domains. An Edge for remote users needs no route.",
            remediation="Leave it so unless federation is wanted; then answer federation_wanted with yes.",
        ),
    },
    effect="Federation of the site's users does not work.",
    remediation=_ROUTE,
    references=("l13-federation-2010", "set-cssite"),
    basis=(
        "what has to be done is documented; what happens otherwise, and that an Edge for remote users alone needs no "
        "route, is inferred; "
    )
    + _INFERRED_ROUTE,
    minutes=20,
    phases=(B_PRODUCTION,),
)
def no_route(estate: Estate, context: Context) -> Iterator[Hit]:
    """A central site has no federation route.

    Why it matters: the route is a property of each site; without it the site's users do not federate.

    When it is wrong: users of that site must not federate. The topology document alone does not show routes.
    """
    sites = [site for site in estate.of(Site) if _has_own_route(site)]
    routed = next((site for site in sites if site.federation_route), None)
    signs = [] if routed else signs_of_federation(estate, context)
    silent = [site for site in sites if not site.federation_route]
    if silent and not routed and not signs:
        if not estate.of(AccessEdgeSettings):
            yield Hit(item=None, variant="off", severity=Severity.INFO)
        return
    for site in silent:
        if routed:
            yield Hit(item=site, variant="others", severity=Severity.WARNING, places={"other": routed})
        else:
            yield Hit(item=site, evidence={"signs": texts(signs)})


@rule(
    id="TOP-02",
    title="Federation route leads to what goes or is not there",
    severity=Severity.ERROR,
    grade=Grade.DOCUMENTED,
    products=LYNC,
    targets=("2013",),
    needs=(Site,),
    message="Site {item} has the federation route {federation_route}, which will be removed",
    variants={
        "unknown": Wording("Site {item} has the federation route {federation_route}, which is not in the topology")
    },
    effect="Federation of the site's users stops.",
    remediation=_ROUTE,
    references=("l13-federation-2010", "set-cssite"),
    basis="what has to be done is documented, what happens otherwise inferred; " + _INFERRED_ROUTE,
    minutes=20,
    phases=(B_PRODUCTION,),
)
def dead_route(estate: Estate, context: Context) -> Iterator[Hit]:
    """The server of a site's federation route is among the pools to remove, or the topology does not have it.

    Why it matters: if the server of the route is removed, federation of the site stops.

    When it is wrong: the topology of the evidence is older than the route.
    """
    leaving = names_to_remove(context)
    for site in estate.each(Site):
        route = site.federation_route
        if not route or not _has_own_route(site):
            continue
        kinds = ("edge_pool", "pool", "service")
        target = estate.find_any(kinds, route) or estate.find_any(kinds, server_of(route))
        fqdn = (getattr(target, "fqdn", None) or server_of(route)).casefold()
        if fqdn in leaving:
            yield Hit(item=site, evidence={"federation route": Text(route)})
        elif target is None and any(estate.has("edge_pool", product) for product in LYNC):
            yield Hit(item=site, variant="unknown", evidence={"federation route": Text(route)})


@rule(
    id="TOP-03",
    title="Sites have different federation routes",
    severity=Severity.WARNING,
    grade=Grade.DOCUMENTED,
    products=LYNC,
    targets=("2013",),
    needs=(Site,),
    message="Sites use {count} federation routes: {routes:; }",
    effect=(
        "One page says that only one Edge pool can be published for federation; a message of Topology Builder allows "
        "several if all partners use Lync Server and the SRV record lists them all. Users of the other sites may not "
        "reach partners."
    ),
    remediation=_ROUTE,
    references=("l13-edge-topology", "l13-federation-2010", "set-cssite"),
    basis="what users of the other sites meet, and a Director as the route, are inferred; " + _INFERRED_ROUTE,
    minutes=30,
    phases=(B_PRODUCTION,),
)
def several_routes(estate: Estate, _context: Context) -> Iterator[Hit]:
    """Central sites of one product have different federation routes.

    Why it matters: only one Edge pool or Edge Server can be published externally for federation.

    When it is wrong: a site uses the Director in front of the same Edge.
    """
    routes: dict[str, list[Site]] = defaultdict(list)
    for site in estate.of(Site):
        if site.federation_route and _has_own_route(site):
            routes[folded(server_of(site.federation_route))].append(site)
    if len(routes) > 1:
        shown = [f"{', '.join(site.title for site in sites)}: {sites[0].federation_route}" for sites in routes.values()]
        yield Hit(item=None, places={"count": Text(str(len(routes)))}, evidence={"routes": texts(shown)})


@rule_of_edges(
    id="TOP-04",
    title="No Edge pool is enabled for federation",
    severity=Severity.ERROR,
    grade=Grade.DOCUMENTED,
    products=LYNC,
    targets=("2013",),
    needs=(EdgePool,),
    message="No Edge pool is enabled for federation, although federation is set up: {signs}",
    effect="The Access Edge does not listen on port 5061, so no partner can be reached.",
    basis="the check box is documented; that the port follows from it, and what fails without it, is inferred",
    remediation=(
        "Topology Builder: Edge pools > the pool > Edit Properties > General > Enable federation for this Edge pool "
        "(Port 5061); publish. Verify: AccessEdgeExternalSipPort of Get-CsService -EdgeServer is 5061."
    ),
    references=("l13-edge-topology", "l13-federation-2010", "set-csedgeserver", "onpremdiag", "get-csservice"),
    minutes=20,
    phases=(B_PRODUCTION,),
)
def none_federates(estate: Estate, context: Context) -> Iterator[Hit | Gap]:
    """Federation is wanted, and no Edge pool has the port of federation.

    Why it matters: the check box of the Edge pool opens the port on the Access Edge.

    When it is wrong: the transition is between clearing the box of the legacy Edge and setting that of the new one.
    """
    pools = [pool for product in LYNC for pool in estate.of(EdgePool, product=product)]
    states = {is_federating(pool, estate) for pool in pools}
    if not pools or True in states:
        return
    if None in states:
        yield Gap(
            reason="no evidence shows whether an Edge pool is enabled for federation",
            needs=(Collect("service", pools[0].product),),
        )
        return
    if signs := signs_of_federation(estate, context):
        yield Hit(item=None, evidence={"signs": texts(signs)})


@rule_of_edges(
    id="TOP-05",
    title="Several Edge pools are enabled for federation",
    severity=Severity.ERROR,
    grade=Grade.DOCUMENTED,
    products=ALL,
    needs=(EdgePool,),
    message=BOTH,
    effect=EFFECT,
    remediation=ONE_ONLY,
    variants=VARIANTS,
    references=("l13-edge-topology", "l13-federation-r2", "l13-federation-2010", "move-csuser", "issue-proxypool"),
    basis="-ProxyPool: one field report of Skype for Business Server 2015",
    minutes=30,
    phases=(A_MERGE, B_PRODUCTION),
)
def several_federate(estate: Estate, context: Context) -> Iterator[Hit | Gap]:
    """More than one Edge pool is enabled for federation, of one product or of several.

    Why it matters: only one Edge pool can be published for federation. While it is moved from the legacy Edge to the
    new one both are enabled, which is expected then; users who are moved online meanwhile need -ProxyPool.

    When it is wrong: federation is being moved now, and the current phase was not answered.
    """
    yield from federating_edges(estate, context)


@rule_of_edges(
    id="TOP-06",
    title="Next hop of an Edge pool is missing or goes",
    severity=Severity.ERROR,
    grade=Grade.DOCUMENTED,
    products=ALL,
    needs=(EdgePool,),
    message="Edge pool {item} has no next hop",
    variants={
        "removed": Wording("The next hop of Edge pool {item} is {next_hop}, which will be removed"),
        "unknown": Wording("The next hop of Edge pool {item} is {next_hop}, which is not in the topology"),
    },
    effect="What comes from outside does not reach users: remote sign-in, federation and meetings with guests fail.",
    remediation=(
        "Topology Builder: Edge pools > the pool > Edit Properties > General > Next hop selection > the pool or "
        "Director; publish. In the shell: Set-CsEdgeServer -Identity EdgeServer:FQDN -Registrar Registrar:POOL. "
        "On OCS 2007 R2 the next hop is set on each Edge server; MSFT_SIPFederationInternalEdgeSetting shows it."
    ),
    references=("l13-edge-topology", "set-csedgeserver", "l13-federation-2010", "r2-wmi-internal-edge"),
    basis="what has to be done is documented, also that each Edge server of OCS 2007 R2 has one; the rest inferred",
    minutes=20,
    phases=(A_PRODUCTION, B_PRODUCTION),
)
def bad_next_hop(estate: Estate, context: Context) -> Iterator[Hit | Gap]:
    """An Edge pool has no next hop, or one that will be removed or is not in the topology; a Director counts too.

    Why it matters: the Edge sends what comes from outside to its next hop.

    When it is wrong: the Edge itself will be removed before its next hop.
    """
    leaving = names_to_remove(context)
    for product in ALL:
        deployed = {edge.item.key: edge for edge in edges_of(estate, product=product)}
        for edge in estate.each(EdgePool, product=product):
            if (edge.fqdn or edge.key).casefold() in leaving:
                continue
            hop = deployed[edge.key].next_hop
            found = estate.find_any(("pool", "service", "machine"), hop) if hop else None
            if not hop:
                if deployed[edge.key].has_no_next_hop:
                    yield Hit(item=edge)
                else:
                    yield Gap(
                        reason="the evidence does not tell the next hop of {edge}",
                        places={"edge": edge},
                        needs=(Collect("edge_server" if product == R2 else "edge_pool", product),),
                    )
            elif hop.casefold() in leaving:
                yield Hit(item=edge, variant="removed", evidence={"next hop": Host(hop)})
            elif found is None and estate.has("pool", product):
                yield Hit(item=edge, variant="unknown", evidence={"next hop": Host(hop)})


@rule_of_edges(
    id="TOP-07",
    title="IP address where an FQDN of the Edge belongs",
    severity=Severity.ERROR,
    grade=Grade.DOCUMENTED,
    products=ALL,
    needs=(EdgePool,),
    message="The {what} of Edge pool {item} is the IP address {name}",
    effect="No certificate and no DNS record fits: federation and remote access fail.",
    remediation=(
        "Topology Builder: put the fully qualified domain name in place of the address, which belongs into the IP "
        "address of the interface. The page shows these fields only where an Edge pool is defined: a name that cannot "
        "be edited needs a new one. Publish, then run the setup of the Edge again."
    ),
    references=("l13-edge-topology",),
    basis="that an FQDN belongs there is documented; what an address does, and the setup afterwards, inferred",
    minutes=30,
    phases=(A_PRODUCTION, B_PRODUCTION),
)
def address_for_name(estate: Estate, _context: Context) -> Iterator[Hit]:
    """A name of an Edge pool is an IPv4 or IPv6 address.

    Why it matters: the names are those of the certificates and of the DNS records.

    When it is wrong: the evidence shows an address where the topology has a name.
    """
    for edge in estate.each(EdgePool):
        for what, name in names_of_edge(edge):
            if is_address(name):
                yield Hit(item=edge, part=what, places={"what": Text(what)}, evidence={"name": Host(name)})


@rule_of_edges(
    id="TOP-08",
    title="Name of an Edge that is not fully qualified, or not public",
    severity=Severity.ERROR,
    grade=Grade.DOCUMENTED,
    products=ALL,
    needs=(EdgePool,),
    message="The {what} of Edge pool {item} is a short name, not a fully qualified one: {name}",
    variants={
        "local": Wording(
            message="The {what} of Edge pool {item} ends with .local: {name}",
            effect="Public DNS and public certification authorities do not serve such a name.",
        )
    },
    effect="Topology Builder uses fully qualified names: records and certificates of a short name fit nothing.",
    remediation="Choose a name of letters, digits and hyphens below a public domain, in topology, DNS and certificate.",
    references=("l13-edge-topology",),
    basis="full names and their characters are on the page; public domains, and what short names break, are inferred",
    minutes=60,
    phases=(A_PRODUCTION, B_PRODUCTION),
)
def unfit_name(estate: Estate, _context: Context) -> Iterator[Hit]:
    """A name of an Edge pool is a short one, or an external one ends with .local; DNS-23 looks at the characters.

    Why it matters: Topology Builder uses fully qualified names, and what faces the internet needs a public domain.

    When it is wrong: the evidence shows a short name that the topology does not have.
    """
    for edge in estate.each(EdgePool):
        for what, name in names_of_edge(edge):
            variant = "" if "." not in name.strip(".") else "local" if folded(name).endswith(".local") else None
            if variant is None or is_address(name) or (variant == "local" and what.startswith("internal")):
                continue
            yield Hit(item=edge, variant=variant, part=what, places={"what": Text(what)}, evidence={"name": Host(name)})


@rule_of_edges(
    id="TOP-09",
    title="One external FQDN for Access, Web Conferencing and A/V Edge",
    severity=Severity.BLOCK,
    grade=Grade.DOCUMENTED,
    products=(R2, LYNC2010),
    needs=(EdgePool,),
    message="Edge {item} has one external FQDN for all services; the documented transition is not supported for that",
    effect="The procedures that move federation and media to the new Edge are not supported.",
    remediation="Move all users, remove the legacy Edge, then enable federation on the new Edge.",
    references=("l13-federation-r2", "l13-federation-2010"),
    minutes=240,
    phases=(A_PRODUCTION, B_PRODUCTION),
)
def shared_name(estate: Estate, context: Context) -> Iterator[Hit | Gap]:
    """Access, Web Conferencing and A/V Edge of one legacy pool have the same external FQDN.

    Why it matters: the documented move of federation needs a name for each service; with one name all users go
    first, then the legacy Edge, and only then federation is enabled on the new Edge.

    When it is wrong: the names were changed after the evidence was collected.
    """
    for product in (R2, LYNC2010):
        for edge in edges_of(estate, product=product):
            shared = edge.shares_one_name
            if shared is None:
                known = context.answers.get("edge_names_shared")
                if known is None:
                    yield not_answered("edge_names_shared")
                    continue
                shared = known == "yes"
            if shared:
                yield Hit(item=edge.item, evidence={"external FQDN": Host(edge.item.access_fqdn or "")})
