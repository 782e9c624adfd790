"""Edge servers and federation of Lync (L10-EDG-001a to 001g, 002, 003, 005)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import attrs

from ...estate.estate import Estate
from ...estate.external import AccessEdgeSettings
from ...estate.topology import EdgePool, Service, Site
from ..engine.answers import listed
from ..engine.model import LYNC2010, Context, Grade, Hit, Severity, Wording, rule
from ..engine.phases import A_PRODUCTION, B_PRODUCTION, B_REMOVE
from ..engine.scope import LYNC
from ..engine.values import Host, Text, items
from .r2_edg_0 import BAD_NAME, BOTH_FEDERATE, KEY_NOT_EXPORTABLE, NEW_EDGE_TOO_EARLY, SEVERAL_FEDERATING, SHARED_NAME
from .r2_edg_1 import DNS_LOAD_BALANCING

_TRANSITION = ("l13-federation-2010",)
SHARED = (
    SHARED_NAME.rule("L10-EDG-001a", LYNC2010, phases=(B_PRODUCTION,), references=_TRANSITION),
    SEVERAL_FEDERATING.rule("L10-EDG-001b", LYNC2010, phases=(B_PRODUCTION,), references=_TRANSITION),
    attrs.evolve(NEW_EDGE_TOO_EARLY, needs=(EdgePool,)).rule(
        "L10-EDG-001c", LYNC2010, phases=(B_PRODUCTION,), references=("l13-pilot-edge-2010",)
    ),
    BAD_NAME.rule("L10-EDG-001d", LYNC2010, phases=(B_PRODUCTION,)),
    KEY_NOT_EXPORTABLE.rule(
        "L10-EDG-001e", LYNC2010, phases=(B_PRODUCTION,), references=(*_TRANSITION, "l13-edge-certificates")
    ),
    BOTH_FEDERATE.rule("L10-EDG-001f", LYNC2010, references=_TRANSITION),
    DNS_LOAD_BALANCING.rule("L10-EDG-001g", LYNC2010, phases=(B_PRODUCTION,)),
)


@rule(
    id="L10-EDG-002",
    title="Federation route of a site is missing or will be removed",
    severity=Severity.WARNING,
    grade=Grade.DOCUMENTED,
    products=(LYNC2010,),
    targets=("2013",),
    needs=(Site,),
    message="Site {item} has no federation route",
    variants={
        "removed": Wording("Site {item} has the federation route {federation_route}, which will be removed"),
        "unknown": Wording("Site {item} has the federation route {federation_route}, which is not in the topology"),
    },
    effect="Federation of the site's users stops without a message.",
    remediation="Set-CsSite -Identity SITE -FederationRoute EdgeServer:NEW_EDGE, then Enable-CsTopology; at each site.",
    references=("l13-federation-2010", "set-cssite"),
    minutes=20,
    phases=(B_PRODUCTION,),
)
def federation_route(estate: Estate, context: Context) -> Iterator[Hit]:
    """A site has no federation route while another has one, or the server of its route is unknown or will be removed.

    Why it matters: the route is per site; if the server of the route is removed, federation of the site stops.

    When it is wrong: users of that site must not federate. The topology document alone does not show routes.
    """
    leaving = {name.casefold() for name in listed(context.answers, "pools_to_remove")}
    routed = any(site.federation_route for site in estate.each(Site, product=LYNC2010) if _has_own_route(site))
    for site in filter(_has_own_route, estate.each(Site, product=LYNC2010)) if routed else ():
        route = site.federation_route
        target = estate.find_any(("edge_pool", "pool", "service"), route)
        fqdn = (getattr(target, "fqdn", None) or (route or "").rpartition(":")[2]).casefold()
        if not route:
            if (site.site_kind or "").casefold().startswith("remote") or site.parent_site:
                continue
            variant = ""
        elif fqdn in leaving:
            variant = "removed"
        elif target is None and estate.has("edge_pool", LYNC2010):
            variant = "unknown"
        else:
            continue
        yield Hit(item=site, variant=variant, evidence={"federation route": Text(route or "")})


def _has_own_route(site: Site) -> bool:
    """False for the site of OCS 2007 R2 in a merged topology."""
    return (site.site_kind or "") != "BackCompatSite"


@rule(
    id="L10-EDG-003",
    title="Director that will be removed is still in use",
    severity=Severity.WARNING,
    grade=Grade.DOCUMENTED,
    products=(LYNC2010,),
    targets=("2013",),
    needs=(Service,),
    answers=("pools_to_remove",),
    message="Director {director} will be removed and is the next hop of {Edge_pools}",
    variants={"no next hop": Wording("Director {director} will be removed and may be the target of simple URLs")},
    effect="Federation through the Director stops; simple URLs that point to it do not work.",
    remediation="Set another next hop of the Edge; point the simple URLs elsewhere in DNS, then Enable-CsComputer.",
    references=("l13-simple-urls", "enable-cscomputer", "l13-federation-2010"),
    minutes=45,
    phases=(B_REMOVE,),
)
def director_in_use(estate: Estate, context: Context) -> Iterator[Hit]:
    """A Director is among the pools to remove.

    Why it matters: it is the next hop of Edge servers and often the target of the simple URLs.

    When it is wrong: neither uses it; only DNS shows where simple URLs point.
    """
    leaving = {name.casefold() for name in listed(context.answers, "pools_to_remove")}
    hops: dict[str, list[EdgePool]] = defaultdict(list)
    for edge in estate.of(EdgePool):
        hops[(edge.next_hop or "").rpartition(":")[2].casefold()].append(edge)
    for service in estate.each(Service, product=LYNC2010):
        fqdn = (service.pool or "").casefold()
        if (service.role or "").casefold() == "director" and fqdn in leaving:
            yield Hit(
                item=service,
                variant="" if fqdn in hops else "no next hop",
                places={"director": Host(service.pool or "")},
                evidence={"Edge pools": items(hops.get(fqdn, []))},
            )


@rule(
    id="L10-EDG-005",
    title="User Replicator is enabled on the Edge",
    severity=Severity.ERROR,
    grade=Grade.DOCUMENTED,
    products=LYNC,
    targets=("2013",),
    needs=(AccessEdgeSettings,),
    message="The Access Edge settings {item} have EnableUserReplicator True",
    effect=(
        "The Access Edge service of a 2013 Edge server does not start or hangs: event 30006 of LS User Replicator and "
        "32136 of LS User Services there."
    ),
    remediation=(
        "Set-CsAccessEdgeConfiguration -EnableUserReplicator $false, then Invoke-CsManagementStoreReplication, check "
        "with Get-CsManagementStoreReplicationStatus, and restart the Edge server."
    ),
    references=("kb-access-edge-replicator", "set-csaccessedgeconfiguration", "l13-access-edge"),
    basis="False is the default, but a sample of the settings in the library shows True",
    minutes=30,
    phases=(A_PRODUCTION, B_PRODUCTION),
)
def user_replicator_on_edge(estate: Estate, _context: Context) -> Iterator[Hit]:
    """The Access Edge settings enable the User Replicator.

    Why it matters: an Edge server reaches no domain controller, which the User Replicator needs to start.

    When it is wrong: the Edge servers run without events 30006 and 32136.
    """
    for product in LYNC:
        for settings in estate.each(AccessEdgeSettings, product=product):
            if settings.user_replicator:
                yield Hit(item=settings)
