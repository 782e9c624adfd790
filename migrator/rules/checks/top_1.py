"""Topology of the Edge: ports, equal names, association of pools, NAT, XMPP without partners (TOP-10 to TOP-19)."""

from __future__ import annotations

from collections.abc import Iterator

from ...estate.estate import Estate
from ...estate.external import XmppPartner
from ...estate.naming import server_of
from ...estate.network import folded
from ...estate.topology import EdgePool, EdgeServer, Pool, Service
from ...network.edges import DeployedEdge, EdgePort, Interface, edges_of
from ...network.servers import director_pools, registrars
from ..balancer_events import still_logged
from ..edge_names import read_external_names, rule_of_edges, without_ports, without_registrars
from ..engine.departures import names_to_remove
from ..engine.gaps import Gap, not_answered
from ..engine.model import LYNC2013, R2, Context, Grade, Hit, Severity, Wording, rule
from ..engine.phases import A_PRODUCTION, B_PRODUCTION
from ..engine.scope import LYNC
from ..engine.values import Host, Text, texts
from .top_0 import ALL
from .top_2 import users_left

_PORTS_OF_ONE_NAME = {
    Interface.ACCESS: EdgePort.SIP_CLIENTS,
    Interface.WEB_CONFERENCING: EdgePort.PSOM_EXTERNAL,
    Interface.AV: EdgePort.TURN_TCP_EXTERNAL,
}
#: ports whose usual number the firewall tables of Microsoft name
_USUAL = (
    EdgePort.SIP_INTERNAL,
    EdgePort.SIP_FEDERATION,
    EdgePort.MRAS,
    EdgePort.PSOM_INTERNAL,
    EdgePort.TURN_TCP_INTERNAL,
    EdgePort.TURN_UDP_INTERNAL,
    EdgePort.TURN_UDP_EXTERNAL,
    EdgePort.MEDIA_FIRST,
    EdgePort.MEDIA_COUNT,
)
_PHASES = (A_PRODUCTION, B_PRODUCTION)
_CHANGE = "Topology Builder: Edge pools > the pool > Edit Properties"


def _shown(edge: DeployedEdge, port: EdgePort) -> str:
    """``AccessEdgeClientSipPort=5061``, under the name that the evidence has for the port."""
    return f"{port.names[-1] if edge.product == R2 else port.names[0]}={edge.port(port)}"


@rule_of_edges(
    id="TOP-10",
    title="External services of the Edge share a name and a port",
    severity=Severity.ERROR,
    grade=Grade.DOCUMENTED,
    products=ALL,
    needs=(EdgePool,),
    message="Edge pool {item} has one external name, and its services share a port: {ports}",
    effect="Only one service can use the port of an address: the others do not start or do not answer.",
    remediation=(
        "In Topology Builder, with one name use three ports; 5061 for the Access Edge, 444 for the Web Conferencing "
        "Edge and 443 for the A/V Edge are recommended. Firewalls before remote users may block 5061 and 444."
    ),
    references=("l13-edge-topology", "l13-dns-edge-nat", "schertz-edge-ports"),
    basis=(
        "that the ports must differ is documented, though the same note goes on that one port then serves all three; "
        "what the other services do is inferred"
    ),
    minutes=30,
    phases=_PHASES,
)
def same_port(estate: Estate, _context: Context) -> Iterator[Hit]:
    """Access, Web Conferencing and A/V Edge have one name or one address and two of them one port.

    Why it matters: with one name a different port must be specified for each service.

    When it is wrong: the services have addresses of their own behind that name.
    """
    for edge in edges_of(estate):
        if not edge.shares_one_name or edge.shares_one_address is False:
            continue
        known = [port for port in _PORTS_OF_ONE_NAME.values() if edge.knows_port(port)]
        if len({edge.port(port) for port in known}) < len(known):
            yield Hit(item=edge.item, evidence={"ports": texts(_shown(edge, port) for port in known)})
    read_external_names(estate)


@rule_of_edges(
    id="TOP-11",
    title="Clients sign in on an unusual port of the Access Edge",
    severity=Severity.WARNING,
    grade=Grade.DOCUMENTED,
    products=ALL,
    needs=(EdgePool,),
    message="Clients reach the Access Edge of {item} on port {port}; with three external names it is 443",
    effect="A firewall where users sit may let only 443 out: sign-in from there fails.",
    remediation=(
        "In Topology Builder give the Access Edge service port 443, then publish; in the shell Set-CsEdgeServer "
        "-Identity EdgeServer:FQDN -AccessEdgeClientSipPort 443. On OCS 2007 R2 the port is set on each Edge server; "
        "APExternalRemoteAccessPort of MSFT_SIPEdgeServerListeningAddressSetting shows it. The SRV record _sip._tls of "
        "each SIP domain must name the same port."
    ),
    references=("l13-edge-topology", "l13-edge-ports", "l13-dns-edge-nat", "set-csedgeserver", "r2-wmi-edge-addresses"),
    basis="that firewalls before remote users may block other ports is documented; the rest, also of R2, inferred",
    minutes=20,
    phases=_PHASES,
)
def client_port(estate: Estate, _context: Context) -> Iterator[Hit | Gap]:
    """The external services have names of their own, and the port of clients is not 443.

    Why it matters: the default of three names is 443; with one name the recommended port of clients is 5061.

    When it is wrong: the port was chosen on purpose, and the SRV record and firewall agree with it.
    """
    for edge in edges_of(estate):
        if edge.shares_one_name is False:
            yield from without_ports(edge)
        if edge.shares_one_name is False and edge.knows_port(EdgePort.SIP_CLIENTS):
            port = edge.port(EdgePort.SIP_CLIENTS)
            if port != EdgePort.SIP_CLIENTS.usual:
                yield Hit(item=edge.item, evidence={"port": Text(str(port))})
    read_external_names(estate)


@rule_of_edges(
    id="TOP-12",
    title="Port of the Edge is not the documented one",
    severity=Severity.WARNING,
    grade=Grade.DOCUMENTED,
    products=ALL,
    needs=(EdgePool,),
    message="{what} of Edge pool {item} is {port}; documented is {usual}",
    effect="Firewall rules and DNS records that follow the documents do not fit this Edge.",
    remediation="Set the documented port, or let firewall, load balancer and SRV record follow it.",
    references=("set-csedgeserver", "l13-edge-ports"),
    basis="documented for Lync Server; for OCS 2007 R2, that they must be the same, and what does not fit, inferred",
    minutes=20,
    phases=_PHASES,
)
def unusual_port(estate: Estate, _context: Context) -> Iterator[Hit | Gap]:
    """A port of an Edge differs from the one that the documents name; the port of clients is TOP-11.

    Why it matters: the ports of topology, firewall and DNS must be the same.

    When it is wrong: everything else was changed with it.
    """
    for edge in edges_of(estate):
        yield from without_ports(edge)
        for port in _USUAL:
            if edge.knows_port(port) and edge.port(port) != port.usual:
                what, _, number = _shown(edge, port).partition("=")
                yield Hit(
                    item=edge.item,
                    part=what,
                    places={"what": Text(what), "port": Text(number), "usual": Text(str(port.usual))},
                )


@rule_of_edges(
    id="TOP-13",
    title="Edge has one name inside and outside",
    severity=Severity.ERROR,
    grade=Grade.INFERRED,
    products=ALL,
    needs=(EdgePool,),
    message="The Access Edge FQDN of Edge pool {item} is its internal FQDN {name}",
    effect="Servers inside and clients outside look up one name that needs two addresses.",
    remediation=_CHANGE + ": give the external service a name of its own; change DNS and certificate with it.",
    references=("l13-edge-topology",),
    basis="the page asks for the name of the internal interface and for external names; no page forbids equal ones",
    minutes=60,
    phases=_PHASES,
)
def same_name_inside(estate: Estate, _context: Context) -> Iterator[Hit]:
    """The Access Edge FQDN of an Edge pool is its internal name; DNS-35 looks at the other external names.

    Why it matters: each side must resolve to the address of its own interface.

    When it is wrong: split DNS gives each side its own address on purpose.
    """
    for edge in estate.each(EdgePool):
        if edge.access_fqdn and folded(edge.access_fqdn.strip()) == folded(edge.fqdn or edge.key):
            yield Hit(item=edge, evidence={"name": Host(edge.access_fqdn)})


@rule_of_edges(
    id="TOP-14",
    title="Pool without an Edge pool for media",
    severity=Severity.ERROR,
    grade=Grade.DOCUMENTED,
    products=LYNC,
    targets=("2013",),
    needs=(Service, EdgePool),
    message="Pool {pool} has no associated Edge pool",
    effect="Users of the pool have no audio, video and desktop sharing with people outside.",
    remediation=(
        "Topology Builder: the pool > Edit Properties > Associations > Associate Edge pool (for media components) > "
        "the Edge pool > OK; publish. "
        "In the shell: Set-CsRegistrar -Identity Registrar:POOL -EdgeServer EdgeServer:FQDN."
    ),
    references=("l13-federation-2010", "l13-edge-topology", "set-csregistrar"),
    basis="what has to be done is documented, what happens otherwise inferred",
    minutes=20,
    phases=(B_PRODUCTION,),
)
def no_edge(estate: Estate, _context: Context) -> Iterator[Hit | Gap]:
    """A pool is associated with no Edge pool, although the estate has one of its product.

    Why it matters: media of external users needs the A/V Edge of the association.

    When it is wrong: the pool is a Director, or its users never communicate with people outside.
    """
    for product in LYNC:
        if not estate.of(EdgePool, product=product):
            continue
        yield from without_registrars(estate, product)
        directors = director_pools(estate, product)
        for service in registrars(estate, product):
            if service.is_empty("edge") and service.pool not in directors:
                yield Hit(item=service, places={"pool": Host(service.pool or service.key)})


@rule(
    id="TOP-15",
    title="New pool still uses the Edge that goes",
    severity=Severity.ERROR,
    grade=Grade.DOCUMENTED,
    products=(LYNC2013,),
    needs=(Service, EdgePool),
    answers=("pools_to_remove",),
    message="Pool {pool} is associated with {edge}, which will be removed",
    effect="When that Edge stops, users of the pool have no audio and video with people outside.",
    remediation=(
        "Topology Builder: the pool > Edit Properties > Associations > Associate Edge pool (for media components) > "
        "the new Edge pool > OK; publish."
    ),
    references=("l13-federation-2010",),
    basis="what has to be done is documented, what happens otherwise inferred",
    minutes=20,
    phases=_PHASES,
)
def edge_goes(estate: Estate, context: Context) -> Iterator[Hit | Gap]:
    """The Edge pool with which a pool of Lync Server 2013 is associated is among the pools to remove.

    Why it matters: each new pool must be associated with the new Edge before the legacy one is stopped.

    When it is wrong: the transition of the Edge has not begun; then it is its sixth step.
    """
    leaving = names_to_remove(context)
    yield from without_registrars(estate, LYNC2013)
    for service in registrars(estate, LYNC2013):
        edge = server_of(service.edge)
        if edge.casefold() in leaving and (service.pool or "").casefold() not in leaving:
            yield Hit(item=service, places={"pool": Host(service.pool or service.key), "edge": Host(edge)})


@rule_of_edges(
    id="TOP-16",
    title="Edge behind NAT on a hardware load balancer",
    severity=Severity.ERROR,
    grade=Grade.DOCUMENTED,
    products=LYNC,
    targets=("2013",),
    needs=(EdgeServer,),
    answers=("edge_hardware_load_balancer",),
    message="{item} has addresses behind NAT, and the Edge pool uses a hardware load balancer",
    effect="Not supported: with a hardware load balancer the addresses of the A/V Edge must be public, without NAT.",
    remediation="Give the A/V Edge public addresses, or use DNS load balancing on both sides.",
    references=("l13-hlb", "l13-edge-topology"),
    basis="that DNS load balancing is the other way is inferred",
    minutes=120,
    phases=(B_PRODUCTION,),
)
def nat_with_balancer(estate: Estate, context: Context) -> Iterator[Hit]:
    """The topology has a public address of NAT for an A/V Edge whose pool is behind a hardware load balancer.

    Why it matters: with a hardware load balancer the external addresses of the A/V Edge must be public.

    When it is wrong: the load balancer carries only the Access and Web Conferencing Edge of another pool.
    """
    if context.answers["edge_hardware_load_balancer"] != "yes":
        return
    for server in estate.each(EdgeServer):
        if server.public_av_addresses:
            yield Hit(item=server)


@rule_of_edges(
    id="TOP-17",
    title="Edge pool is load balanced by different methods outside and inside",
    severity=Severity.ERROR,
    grade=Grade.DOCUMENTED,
    products=ALL,
    needs=(EdgePool,),
    answers=("edge_balancing_outside", "edge_balancing_inside"),
    message="{item} is balanced by {outside} outside and by {inside} inside",
    effect="It is not supported.",
    remediation="Use a hardware load balancer on both sides, or DNS load balancing on both.",
    references=("l13-hlb", "l13-edge-topology"),
    minutes=240,
)
def different_balancing(estate: Estate, context: Context) -> Iterator[Hit]:
    """The answers name two methods for the two sides of the Edge pool.

    Why it matters: both sides must use the same method.

    When it is wrong: the Edge pool has one server, and one of the answers is about other servers.
    """
    outside, inside = (context.answers[f"edge_balancing_{side}"] for side in ("outside", "inside"))
    for edge in edges_of(estate) if outside != inside else ():
        yield Hit(item=edge.item, places={"outside": Text(outside), "inside": Text(inside)})


@rule(
    id="TOP-18",
    title="Load balancer watches another port than the pool offers",
    severity=Severity.ERROR,
    grade=Grade.OBSERVED,
    products=LYNC,
    needs=(Pool,),
    message="The load balancer watches port {watched}, the monitoring port of the pool is {port}",
    variants={
        "5060": Wording(
            message="The monitoring port of the pool is 5060, the port that unencrypted SIP uses",
            effect="A server can answer the load balancer on 5060 while it serves no client.",
        ),
        "open": Wording(
            message="{count:event|events} 14502 from {addresses} after {published}: the change is still open",
            effect="The load balancer still connects where it is taken for a client that fails.",
        ),
    },
    effect="The load balancer takes servers for dead, or its looks are logged as failed connections (event 14502).",
    remediation=(
        "Topology Builder: the pool > Edit Properties > tick 'Enable hardware load balancer monitoring port', change "
        "5060 to another port, publish; set the same port on the load balancer. 5061: Microsoft's table of monitored "
        "ports and a field report for collocated Mediation Servers use it, another field report has warnings logged "
        "from it. Afterwards no event 14502 comes from the load balancer."
    ),
    references=("lyncdude-federation", "l13-hlb", "issue-hlb-check"),
    basis="the warnings from 5061 are of Skype for Business Server; how a look becomes event 14502 is inferred",
    minutes=30,
)
def monitoring_port(estate: Estate, context: Context) -> Iterator[Hit | Gap]:
    """The port that the load balancer watches is not the monitoring port of the pool, or it is 5060.

    Why it matters: a look at another port is an incomplete connection for the server, which logs it as event 14502.

    When it is wrong: the load balancer watches by HTTP and not by a port.
    """
    watched, port = (context.answers.get(name) for name in ("load_balancer_watched_port", "pool_monitoring_port"))
    if watched is None or port is None:
        yield not_answered("load_balancer_watched_port", "pool_monitoring_port")
    elif watched != port or port == "5060":
        yield Hit(
            item=None,
            part="port",
            variant="" if watched != port else "5060",
            severity=None if watched != port else Severity.WARNING,
            places={"watched": Text(watched), "port": Text(port)},
        )
    yield from still_logged(estate, context)


@rule_of_edges(
    id="TOP-19",
    title="XMPP is enabled on the Edge, and no XMPP partner is defined",
    severity=Severity.WARNING,
    grade=Grade.DOCUMENTED,
    products=(LYNC2013,),
    targets=("2013",),
    needs=(EdgePool, XmppPartner),
    message="XMPP is enabled on Edge pool {item}, and no XMPP partner is defined",
    effect="Nobody can communicate with an XMPP domain: each needs a partner of its own.",
    remediation=(
        "Control Panel: Federation and External Access > XMPP Federated Partners > New, with the primary domain of the "
        "partner; in the shell New-CsXmppAllowedPartner -Identity DOMAIN. Users need an external access policy with "
        '"Enable communications with XMPP federated users". If XMPP is not used, clear it on the Edge pool.'
    ),
    references=("l13-xmpp-gateway-final", "l13-xmpp-policies", "new-csxmppallowedpartner"),
    basis="the steps are documented; that nobody communicates without a partner is inferred",
    minutes=15,
    phases=_PHASES,
)
def xmpp_without_partner(estate: Estate, _context: Context) -> Iterator[Hit]:
    """An Edge pool of Lync Server 2013 has the ports of XMPP, and there is no XMPP partner.

    CERT-01 says whether the external certificate has the bare SIP domains, which the certificate wizard adds
    for XMPP.

    Why it matters: a partner is configured for each XMPP domain with which users communicate.

    When it is wrong: the partner comes later. It is not reported while users are on legacy pools, whom it would cut off
    (TOP-20).
    """
    if estate.of(XmppPartner, product=LYNC2013) or users_left(estate):
        return
    for edge in edges_of(estate, product=LYNC2013):
        if edge.item.xmpp_enabled:
            yield Hit(item=edge.item)
