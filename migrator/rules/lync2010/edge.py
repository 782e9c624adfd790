"""Edge servers and federation of Lync Server 2010 (L10-EDG-001 to 004)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from ...estate.estate import Estate
from ...estate.external import HostingProvider
from ...estate.topology import EdgePool, Service, Site
from ..common.edge import (
    BAD_NAME,
    BOTH_FEDERATE,
    DNS_LOAD_BALANCING,
    KEY_NOT_EXPORTABLE,
    NEW_EDGE_TOO_EARLY,
    SEVERAL_FEDERATING,
    SHARED_NAME,
)
from ..engine.answers import listed
from ..engine.check import checked
from ..engine.gaps import Gap
from ..engine.model import LYNC2010, Context, Grade, Hit, Severity, rule

_CHECKS = {
    "one external FQDN": SHARED_NAME,
    "several federate": SEVERAL_FEDERATING,
    "new Edge too early": NEW_EDGE_TOO_EARLY,
    "name": BAD_NAME,
    "key": KEY_NOT_EXPORTABLE,
    "both federate": BOTH_FEDERATE,
    "DNS load balancing": DNS_LOAD_BALANCING,
}
_PUSH_EDGE = "sipfed.online.lync.com"


@rule(
    id="L10-EDG-001",
    title="Edge server that stands in the way of the transition",
    severity=Severity.BLOCK,
    grade=Grade.INFERRED,
    products=(LYNC2010,),
    targets=("2013",),
    needs=(EdgePool,),
    effect="The transition of federation and media is unsupported or fails; each finding says how.",
    remediation="As each finding says.",
    references=(
        "l13-federation-2010",
        "l13-pilot-edge-2010",
        "kb-host-not-found",
        "l13-dns-load-balancing",
    ),
    basis="that the key of the certificate must be exportable is inferred from the step that exports it",
    minutes=60,
    blocks="6 Production",
)
def edge_of_2010(estate: Estate, context: Context) -> Iterator[Hit | Gap]:
    """An Edge pool shares its names, federates besides another, has a wrong name or a key that cannot be exported.

    Why it matters: the move of the federation route takes certificates, names and the one federating pool for granted.

    When it is wrong: the Edge pool will not be part of the transition.
    """
    yield from checked(_CHECKS, estate, context, LYNC2010)


@rule(
    id="L10-EDG-002",
    title="Federation route of a site is missing or ends",
    severity=Severity.WARNING,
    grade=Grade.DOCUMENTED,
    products=(LYNC2010,),
    targets=("2013",),
    needs=(Site,),
    effect="Federation of the site's users stops without a message.",
    remediation="Set-CsSite -Identity SITE -FederationRoute EdgeServer:NEW_EDGE, then Enable-CsTopology; at each site.",
    references=(
        "l13-federation-2010",
        "set-cssite",
    ),
    minutes=20,
    blocks="6 Production",
)
def federation_route(estate: Estate, context: Context) -> Iterator[Hit]:
    """A site has no federation route while another has one, or its route leads to a server that is unknown or goes.

    Why it matters: the route is per site, and removing the pool behind it removes federation.

    When it is wrong: users of that site must not federate. The topology document alone does not tell routes.
    """
    sites = [site for site in estate.of(Site, product=LYNC2010) if (site.site_kind or "") != "BackCompatSite"]
    leaving = {name.casefold() for name in listed(context.answers, "pools_to_remove")}
    routed = any(site.federation_route for site in sites)
    for site in sites if routed else ():
        route = site.federation_route
        target = estate.find_any(("edge_pool", "pool", "service"), route)
        fqdn = (getattr(target, "fqdn", None) or (route or "").rpartition(":")[2]).casefold()
        if not route:
            if (site.site_kind or "").casefold().startswith("remote") or site.parent_site:
                continue
            why = "no federation route"
        elif fqdn in leaving:
            why = f"the federation route {route}, which will be removed"
        elif target is None and estate.has("edge_pool", LYNC2010):
            why = f"the federation route {route}, which is not in the topology"
        else:
            continue
        yield Hit(item=site, message=f"site {site.title} has {why}", evidence={"federation route": route or ""})


@rule(
    id="L10-EDG-003",
    title="Director that will be removed is still in use",
    severity=Severity.WARNING,
    grade=Grade.DOCUMENTED,
    products=(LYNC2010,),
    targets=("2013",),
    needs=(Service,),
    answers=("pools_to_remove",),
    effect="Federation through the Director stops; simple URLs that point to it lead nowhere.",
    remediation="Set another next hop of the Edge; point the simple URLs elsewhere in DNS, then Enable-CsComputer.",
    references=(
        "l13-simple-urls",
        "enable-cscomputer",
        "l13-federation-2010",
    ),
    minutes=45,
    blocks="8 Remove",
)
def director_in_use(estate: Estate, context: Context) -> Iterator[Hit]:
    """A Director is among the pools to remove.

    Why it matters: it is the next hop of Edge servers and often the target of the simple URLs.

    When it is wrong: neither uses it any more; where simple URLs point is known to DNS only.
    """
    leaving = {name.casefold() for name in listed(context.answers, "pools_to_remove")}
    hops: dict[str, list[str]] = defaultdict(list)
    for edge in estate.of(EdgePool):
        hops[(edge.next_hop or "").rpartition(":")[2].casefold()].append(edge.title)
    for service in estate.of(Service, product=LYNC2010):
        fqdn = (service.pool or "").casefold()
        if (service.role or "").casefold() == "director" and fqdn in leaving:
            uses = f"the next hop of {', '.join(hops[fqdn])}" if fqdn in hops else "perhaps the target of simple URLs"
            yield Hit(
                item=service,
                message=f"Director {service.pool} will be removed and is {uses}",
                evidence={"Edge pools": "; ".join(hops.get(fqdn, []))},
            )


@rule(
    id="L10-EDG-004",
    title="Two providers for one Access Edge",
    severity=Severity.ERROR,
    grade=Grade.DOCUMENTED,
    products=(LYNC2010,),
    targets=("2013",),
    needs=(HostingProvider,),
    effect="Only one federation relationship per provider works; push notifications fail.",
    remediation="Remove the second: Remove-CsHostingProvider -Identity NAME.",
    references=(
        "l13-push",
        "new-cshostingprovider",
    ),
    minutes=10,
    blocks="3 Pilot",
)
def duplicate_provider(estate: Estate, _context: Context) -> Iterator[Hit]:
    """Two hosting providers name the Access Edge of push notifications, sipfed.online.lync.com.

    Why it matters: push notifications and hybrid share one relationship.

    When it is wrong: the second is disabled and kept for reference.
    """
    first: HostingProvider | None = None
    for provider in estate.of(HostingProvider, product=LYNC2010):
        if (provider.proxy_fqdn or "").casefold() != _PUSH_EDGE:
            continue
        if first is None:
            first = provider
            continue
        yield Hit(
            item=provider,
            message=f"{provider.title} and {first.title} both name {_PUSH_EDGE}",
            evidence={"other": first.title},
        )
