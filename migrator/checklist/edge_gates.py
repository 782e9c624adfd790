"""Gates of the federation transition: what the newest evidence shows of routes, Edges, certificates, DNS and users."""

from __future__ import annotations

from collections.abc import Iterable

import attrs

from ..estate.counting import counted
from ..estate.external import AccessEdgeSettings, FederationSettings, XmppPartner
from ..estate.naming import server_of, short_name
from ..estate.network import DnsRecord, folded
from ..estate.products import LYNC2013, R2, in_one_store, product_name
from ..estate.topology import (
    Certificate,
    EdgePool,
    Pool,
    ReplicationStatus,
    Service,
    SipDomain,
    Site,
    WindowsService,
)
from ..estate.users import User
from ..network.branches import branch_pools
from ..network.certificate_names import ACCESS, INTERNAL, thumbprint_of
from ..network.servers import registrars
from .gates import Gate, GateState, View, all_of, by_name, none_left, rests_on, shown, unknown
from .names import access_addresses, in_back_compat, known_new_pool


def _routes(view: View) -> Iterable[tuple[str, str | None]]:
    """Each site with the server of its federation route, "" for none, None where it is not known."""
    for site in view.names.sites:
        route = site.federation_route
        known = server_of(route).casefold() if site.knows("federation_route") else None
        yield site.name or site.key, known


def _is_new(view: View, server: str) -> bool:
    return server in {name.casefold() for name in view.names.new_edges}


@rests_on(Site)
def route_cleared(view: View) -> Gate:
    """No site has a route to a legacy Edge; one to the new Edge means that the step is long done."""
    states = ((name, None if route is None else not route or _is_new(view, route)) for name, route in _routes(view))
    return all_of(states, unknown(view.new if view.legacy == R2 else view.legacy, Site))


@rests_on(Site, EdgePool)
def route_new(view: View) -> Gate:
    """Every site has a route to the new Edge."""
    states = ((name, None if route is None else _is_new(view, route)) for name, route in _routes(view))
    return all_of(states, unknown(view.new, Site))


@rests_on(EdgePool, Service)
def legacy_closed(view: View) -> Gate:
    """No legacy Edge federates, or none is left."""
    if _edges_removed(view):
        return none_left(view, EdgePool, ())
    states = [(e.fqdn, None if e.federates is None else not e.federates) for e in view.names.legacy_edges]
    return all_of(states, unknown(view.legacy, AccessEdgeSettings if view.legacy == R2 else Service))


def _edges_removed(view: View) -> bool:
    """Whether the topology that both products share has only the new Edge; OCS 2007 R2 has another, without Edges."""
    return view.legacy != R2 and not view.names.legacy_edges and bool(view.names.deployed_edges)


@rests_on(EdgePool, Service)
def new_federates(view: View) -> Gate:
    """Exactly one Edge pool of the new product federates."""
    edges = view.names.deployed_edges
    if not edges or any(edge.federates is None for edge in edges):
        return unknown(view.new, Service)
    on = [edge.fqdn for edge in edges if edge.federates]
    return shown(on) if len(on) == 1 else Gate(GateState.OPEN, tuple(on or [e.fqdn for e in edges]))


@rests_on(EdgePool, Service, Pool)
def next_hop_new(view: View) -> Gate:
    """The next hop of each new Edge is a pool of the new product."""
    states = [
        (e.fqdn, None if e.next_hop is None else known_new_pool(view.estate, view.new, e.next_hop))
        for e in view.names.deployed_edges
    ]
    return all_of(states, unknown(view.new, Service))


@rests_on(EdgePool, Service)
def media_moved(view: View) -> Gate:
    """Each new pool is associated with a new Edge."""
    pools = {name.casefold() for name in view.names.new_pools}
    states = [
        (service.pool or service.key, _is_new(view, server_of(service.edge).casefold()))
        for service in registrars(view.estate, view.new)
        if (service.pool or "").casefold() in pools
    ]
    return all_of(states, unknown(view.new, Service))


def _certificates(view: View, product: str, use: str) -> list[Certificate]:
    """The certificates of one use that have a thumbprint."""
    found = view.estate.of(Certificate, product=product)
    return [each for each in found if each.thumbprint and (each.use or "").casefold() == use]


@rests_on(Certificate, EdgePool)
def certificate_moved(view: View) -> Gate:
    """The Access Edge certificate of each new Edge server is that of the legacy Edge; once that is gone, it has one."""
    old, new = (_certificates(view, product, ACCESS) for product in (view.legacy, view.new))
    if _edges_removed(view):
        old = old or new
    if not old or not new:
        return unknown(view.new if old else view.legacy, Certificate)
    moved = {thumbprint_of(each) for each in old}
    states: dict[str, bool | None] = {}
    if all(each.machine for each in new):
        states = {short_name(host.name): None for edge in view.names.deployed_edges for host in edge.hosts}
    for each in new:
        states[short_name(each.machine) or thumbprint_of(each)] = thumbprint_of(each) in moved
    return all_of(states.items(), unknown(view.new, Certificate))


@rests_on(Certificate)
def internal_certificate(view: View) -> Gate:
    """The new Edge has an internal certificate."""
    found = _certificates(view, view.new, INTERNAL)
    return shown(each.machine or thumbprint_of(each) for each in found) if found else unknown(view.new, Certificate)


@rests_on(FederationSettings)
def global_route_moved(view: View) -> Gate:
    """The global federation route of OCS 2007 R2 names the new Edge."""
    routes = [s.route for s in view.estate.of(FederationSettings, product=view.legacy) if s.route_enabled and s.route]
    return all_of(
        [(route, _is_new(view, route.casefold())) for route in routes], unknown(view.legacy, FederationSettings)
    )


@rests_on(AccessEdgeSettings)
def access_edge_allows(view: View) -> Gate:
    """The Access Edge settings of Lync, not those of an Edge of OCS 2007 R2, allow federated users."""
    found = [each for each in view.estate.of(AccessEdgeSettings) if each.product != view.legacy]
    states = [(each.title, each.allow_federated) for each in found]
    return all_of(states, unknown(view.new, AccessEdgeSettings))


@rests_on(ReplicationStatus)
def replicated(view: View) -> Gate:
    """Every replica of the Central Management store is up to date."""
    states = [(s.fqdn or s.key, s.up_to_date) for s in view.estate.of(ReplicationStatus)]
    return all_of(states, unknown(view.new, ReplicationStatus))


@rests_on(DnsRecord, EdgePool)
def outside_moved(view: View) -> Gate:
    """Outside, the Access Edge and the targets of federation's SRV records lead to addresses of the new Edge.

    Addresses behind NAT are not those that the internet sees, so nothing is known then; nor where no record of a SIP
    domain was seen outside, since its own SRV record may still lead to the legacy Edge.
    """
    edges = view.names.deployed_edges
    new = set(access_addresses(edges)) if not any(edge.has_nat for edge in edges) else set()
    public = [record for record in view.estate.of(DnsRecord) if record.vantage_point == "public"]
    federation = (r for r in public if folded(r.owner or "").startswith("_sipfederationtls._tcp."))
    targets = {folded(record.target) for record in federation if record.target}
    names = targets | {folded(view.names.access_fqdn)}
    hosts = ((folded(r.owner or ""), r.target or r.data) for r in public if r.type == "A")
    seen = [(name, address) for name, address in hosts if address and name in names]
    owners = {folded(record.owner or "") for record in public}
    domains = {folded(domain.name or domain.key) for domain in view.estate.of(SipDomain)}
    unseen = [d for d in domains if not any(owner == d or owner.endswith(f".{d}") for owner in owners)]
    states = [(f"{name} {address}", address in new) for name, address in seen]
    is_seen = bool(targets) and not unseen and {name for name, _ in seen} == names
    if not new or (not is_seen and all(moved for _, moved in states)):
        return Gate(GateState.UNKNOWN, supply=("migrator edge dns --zone FILE --vantage public",))
    return all_of(states, Gate(GateState.UNKNOWN))


@rests_on(WindowsService, EdgePool)
def legacy_stopped(view: View) -> Gate:
    """The Access Edge service is stopped and disabled on each legacy Edge server, or none is left."""
    if _edges_removed(view):
        return none_left(view, EdgePool, ())
    servers = {short_name(name): name for name in view.names.legacy_servers}
    states = dict.fromkeys(servers.values())
    for service in view.estate.of(WindowsService):
        machine = short_name(service.machine)
        if machine in servers and (service.name or "").casefold() == "rtcsrv" and service.status and service.start_mode:
            off = service.status.casefold() == "stopped" and service.start_mode.casefold() == "disabled"
            states[servers[machine]] = off
    return all_of(states.items(), unknown(view.legacy, WindowsService))


@rests_on(User, Pool)
def all_users_moved(view: View) -> Gate:
    """No user is homed on a pool of the legacy product, whatever the shell that listed the users; told by number.

    A branch appliance of Lync 2010 may stay under a pool of 2013 (l13-sba), so its users have steps of their own.
    """
    branches = {name.casefold() for name in branch_pools(view.estate)}
    homes = (user for user in view.estate.of(User) if _home_product(view, user) == view.legacy)
    users = [user for user in homes if server_of(user.pool).casefold() not in branches]
    gate = none_left(view, User, users)
    people = {(user.sip_address or user.key).casefold() for user in users}  # the tools of both products list one
    return attrs.evolve(gate, about=(counted(len(people), "user"),)) if users else gate


def _home_product(view: View, user: User) -> str:
    """The product of the pool of a user; that of the evidence of the user where the pool is not known.

    A pool that is not in the topology of the new product is not one of it: a pool was removed before its users moved.
    """
    home = view.estate.find("pool", user.pool, product=user.product)
    if isinstance(home, Pool) and in_back_compat(home):
        return view.legacy
    if home is None and user.pool and user.product == view.new and view.estate.of(Pool, product=view.new):
        return view.legacy
    return home.product if home else user.product


@rests_on(XmppPartner)
def xmpp_partner_new(view: View) -> Gate:
    """Lync Server 2013 has an XMPP partner."""
    if partners := list(view.estate.of(XmppPartner, product=LYNC2013)):
        return shown(partner.title for partner in partners)
    if view.estate.has(XmppPartner.kind, LYNC2013):
        return Gate(GateState.OPEN, about=(f"{XmppPartner.label}: none of {product_name(LYNC2013)}",))
    return unknown(view.new, XmppPartner)


@rests_on(EdgePool)
def legacy_gone(view: View) -> Gate:
    """No legacy Edge pool is left; those of OCS 2007 R2 only its own evidence lists."""
    if left := view.names.of("legacy_edge"):
        return Gate(GateState.OPEN, left)
    if not any(view.estate.has(EdgePool.kind, product) for product in in_one_store(view.legacy)):
        return unknown(view.legacy, EdgePool)
    return none_left(view, EdgePool, ())


#: gates of the transition
EDGE_GATES = by_name(
    route_cleared,
    route_new,
    legacy_closed,
    new_federates,
    next_hop_new,
    media_moved,
    certificate_moved,
    internal_certificate,
    global_route_moved,
    access_edge_allows,
    replicated,
    outside_moved,
    legacy_stopped,
    all_users_moved,
    xmpp_partner_new,
    legacy_gone,
)
