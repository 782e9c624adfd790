"""XMPP and call admission control on the Edge; saved topologies; the route of OCS 2007 R2 (TOP-20 to 24)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from ...estate.catalogue import KINDS
from ...estate.conflicts import Conflict, conflicts_of, is_of_saved_topology
from ...estate.estate import Estate
from ...estate.external import FederationSettings, XmppPartner
from ...estate.topology import EdgePool, EdgeServer, Service
from ...estate.users import User
from ...estate.voice import NetworkSite
from ...network.edges import Interface, edges_of
from ..access_edge import signs_of_federation
from ..edge_names import rule_of_edges
from ..engine.gaps import Gap, not_collected
from ..engine.model import LYNC2010, LYNC2013, R2, Context, Grade, Hit, Severity, rule
from ..engine.phases import A_EDGE, A_PRODUCTION, B_EDGE, B_PRODUCTION
from ..engine.scope import LYNC
from ..engine.values import Amount, Host, Text, texts


@rule(
    id="TOP-20",
    title="XMPP partner defined on 2013 too early",
    severity=Severity.ERROR,
    grade=Grade.DOCUMENTED,
    products=(R2, LYNC2010),
    targets=("2013",),
    needs=(User,),
    message="XMPP partner {item} is on 2013 while {users_left:user is|users are} on legacy pools",
    effect="Users on 2013 can no longer use the legacy gateway; users on the legacy pools may lose the partner.",
    remediation=(
        "Remove-CsXmppAllowedPartner -Identity DOMAIN until all users are moved. Then, in this order: external access "
        "policies and the certificate of the Edge with the bare SIP domains, the partner, and last the DNS record "
        "_xmpp-server._tcp. One page wants certificates, partner and DNS in parallel, to keep the outage short."
    ),
    references=(
        "l13-xmpp-r2",
        "l13-xmpp-2010",
        "l13-xmpp-gateway-final",
        "new-csxmppallowedpartner",
        "remove-csxmppallowedpartner",
        "l13-federation-2010",
        "l13-federation-r2",
    ),
    basis="for users on legacy pools documented where XMPP goes through the 2013 Edge; that it does is inferred",
    minutes=20,
    phases=(A_PRODUCTION, B_PRODUCTION),
)
def partner_too_early(estate: Estate, _context: Context) -> Iterator[Hit]:
    """An XMPP partner is defined on Lync Server 2013 while users are on the legacy pools.

    Why it matters: users on 2013 can use the legacy gateway only as long as the partner is not configured on 2013.

    When it is wrong: the remaining users do not use XMPP.
    """
    remaining = users_left(estate)
    for partner in estate.each(XmppPartner, product=LYNC2013) if remaining else ():
        yield Hit(item=partner, evidence={"users left": Amount(remaining)})


def users_left(estate: Estate) -> int:
    """How many users are on pools of the legacy product."""
    legacy = [user for product in (R2, LYNC2010) for user in estate.of(User, product=product)]
    return sum(_is_on_legacy_pool(estate, user) for user in legacy)


def _is_on_legacy_pool(estate: Estate, user: User) -> bool:
    """Whether the home pool of a user is known and is of the user's product."""
    pool = estate.find("pool", user.pool, product=user.product)
    return pool is not None and pool.product == user.product


@rule_of_edges(
    id="TOP-21",
    title="Internal interface of the Edge has no IPv4 address",
    severity=Severity.ERROR,
    grade=Grade.DOCUMENTED,
    products=(LYNC2013,),
    needs=(EdgePool, EdgeServer),
    message="{server} has no IPv4 address inside ({addresses}), and call admission control is in use",
    effect="Call admission control cannot operate for calls through this Edge.",
    remediation="In Topology Builder, Enable IPv4 on internal interface and give an address; then publish.",
    references=("l13-edge-nat", "l13-edge-topology"),
    basis="that bandwidth policies show that call admission control is in use is inferred",
    minutes=30,
    phases=(B_EDGE, A_EDGE),
)
def no_ipv4_inside(estate: Estate, _context: Context) -> Iterator[Hit | Gap]:
    """A server of an Edge pool has only IPv6 addresses inside, while network sites have bandwidth policies.

    Both versions of Lync share the sites, whichever of them they were collected as.

    Why it matters: call admission control uses IPv4 addresses.

    When it is wrong: bandwidth policies are defined, but call admission control is switched off.
    """
    if not any(estate.has(NetworkSite.kind, product) for product in LYNC):
        yield not_collected([NetworkSite], LYNC2013)
    sites = [site for product in LYNC for site in estate.of(NetworkSite, product=product)]
    if not any(site.bandwidth_profile for site in sites):
        return
    for edge in edges_of(estate, product=LYNC2013):
        for host in edge.hosts:
            addresses = host.addresses(Interface.INTERNAL) or ()
            if host.item and addresses and all(":" in address for address in addresses):
                yield Hit(item=host.item, places={"server": Host(host.name), "addresses": texts(addresses)})


@rule(
    id="TOP-23",
    title="File of Topology Builder and published topology differ",
    severity=Severity.WARNING,
    grade=Grade.INFERRED,
    products=LYNC,
    needs=(Service,),
    message=(
        "{file} of {file_time} and the published topology of {other_time} differ: not published, or an older file: "
        "{differing:; }"
    ),
    effect="What is only in the file is in force nowhere; servers use the published topology.",
    remediation=(
        "Topology Builder: Download Topology from existing deployment, compare, then publish what is missing or delete "
        "the old file. Verify with Get-CsTopology."
    ),
    references=("l13-download-topology", "get-cstopology"),
    basis="a saved file does not say that it is newer than what is published",
    minutes=20,
)
def file_not_published(estate: Estate, _context: Context) -> Iterator[Hit]:
    """A .tbxml file and another source of the topology have different values of the same object.

    Why it matters: a change that was saved and not published has no effect.

    When it is wrong: the file was saved only to look at the topology, and the topology was changed afterwards.
    """
    files: dict[str, list[Conflict]] = defaultdict(list)
    for cls in KINDS.values():
        for item in estate.each(cls):
            for conflict in conflicts_of(item, estate) if item.differences else ():
                if is_of_saved_topology(conflict):
                    files[_saved(conflict)[0]].append(conflict)
    for file, conflicts in files.items():
        _, file_time, other_time = _saved(conflicts[0])
        yield Hit(
            item=None,
            part=file,
            places={"file": Text(file), "file_time": Text(file_time), "other_time": Text(other_time)},
            evidence={"differing": texts(f"{each.label} of {each.item.title}" for each in conflicts)},
        )


def _saved(conflict: Conflict) -> tuple[str, str, str]:
    """The file of Topology Builder, its time, and the time of the other source."""
    kept, other = f"{conflict.at:%Y-%m-%d %H:%M}", f"{conflict.other_at:%Y-%m-%d %H:%M}"
    path = conflict.source.partition("#")[0]
    if path.casefold().endswith(".tbxml"):
        return path, kept, other
    return conflict.other_source.partition("#")[0], other, kept


@rule(
    id="TOP-24",
    title="Federation is switched off in the forest of OCS 2007 R2",
    severity=Severity.ERROR,
    grade=Grade.DOCUMENTED,
    products=(R2,),
    needs=(FederationSettings,),
    message="Internal servers route nothing to the Edge (EnableRouteToEnterpriseEdge), although it is set up: {signs}",
    effect="Users of OCS 2007 R2 do not communicate with federated partners and public providers.",
    remediation=(
        "OCS 2007 R2 Administration Tool: right-click Forest > Properties > Global Properties > tab Federation: tick "
        "Enable Federation and Public IM connectivity, and enter the FQDN of the Edge or of the Director before it. "
        r"Verify: Get-WmiObject -Namespace root\cimv2 -Class MSFT_SIPGlobalFederationSetting."
    ),
    references=("r2-wmi-federation", "l13-federation-r2"),
    basis="the pages differ: the WMI class has the Director where there is one, the migration page the new Edge",
    minutes=10,
    phases=(A_PRODUCTION,),
)
def no_route_in_forest(estate: Estate, context: Context) -> Iterator[Hit]:
    """EnableRouteToEnterpriseEdge is False, and something shows that federation is wanted.

    Why it matters: it is one switch for all users of the forest, beside that of each Edge server (ACC-01).

    When it is wrong: all users are on Lync Server, or the Edge serves remote users only; then answer federation_wanted
    with no.
    """
    for settings in estate.each(FederationSettings, product=R2):
        if settings.route_enabled is False and (signs := signs_of_federation(estate, context)):
            yield Hit(item=settings, evidence={"signs": texts(signs)})
