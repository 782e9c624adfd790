"""Sockets and connections of Edge servers (PORT-10 to PORT-15)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

import attrs

from ...estate.estate import Estate
from ...estate.topology import Machine
from ...network.edges import EdgePort, Interface
from ...network.internal import internal_networks, is_internal
from ...network.listeners import REPLICATION_PORT
from ...network.servers import next_hop_addresses
from ...network.services import AUTHENTICATION, AV_EDGE, WEB_CONFERENCING
from ...network.sockets import HostSockets, Socket, media_ports
from ..edge_sockets import (
    FIELD,
    SUMMARY,
    edge_rule,
    looked_at,
    must_listen,
    not_shown,
    place,
    serving,
    without_executables,
    without_netstat,
)
from ..engine.gaps import Collect, Gap
from ..engine.model import Context, Grade, Hit, Severity, Wording
from ..engine.values import Amount, Host, Places, Text, texts


@edge_rule(
    id="PORT-10",
    title="Two programs listen on one socket of an Edge server",
    severity=Severity.ERROR,
    grade=Grade.INFERRED,
    message="{count:row|rows} of {server} listen on TCP {address}:{port}: {processes}",
    effect="Connections go to either of them; one of the services does not work.",
    remediation="Stop the program that does not belong there, or give it an address of its own.",
    references=(FIELD,),
    basis="the published netstat shows one program for each socket; what two do is inferred",
    minutes=30,
)
def two_on_one_socket(estate: Estate, _context: Context) -> Iterator[Hit | Gap]:
    """Two listening rows of netstat have the same address and port.

    Why it matters: further rows of a port are connections; only one can wait for them.

    When it is wrong: two outputs of netstat stand in one file.
    """
    found = looked_at(estate)
    yield from without_netstat(found)
    for sockets in found.hosts:
        rows: dict[tuple[str, int], list[Socket]] = defaultdict(list)
        for socket in sockets.listening:
            if socket.row.protocol == "TCP" and socket.port is not None:
                rows[socket.address, socket.port].append(socket)
        for (address, port), there in rows.items():
            if len(there) > 1:
                yield Hit(
                    item=sockets.edge.item,
                    part=f"{sockets.host.name} {address}:{port}",
                    places={
                        "count": Amount(len(there)),
                        "server": Host(sockets.host.name),
                        "address": Text(address),
                        "port": Text(str(port)),
                        "processes": texts(s.process or f"process {s.row.pid or 'unknown'}" for s in there),
                    },
                )


@edge_rule(
    id="PORT-11",
    title="Service of the Edge listens on an interface where it has no business",
    severity=Severity.ERROR,
    grade=Grade.OBSERVED,
    message="A/V authentication ({process}) listens on the external address {address}:{port} of {server}",
    variants={
        "media": Wording(
            message="The media relay ({process}) has media ports on {address} of {server}: not its A/V address",
            effect="The firewall opens the media ports for the A/V address only; these connections are lost.",
            remediation="Correct the address of the A/V Edge in the topology, publish, restart the service.",
        ),
    },
    effect="It listens inside only: requests for credentials always come from a Front End or Director.",
    remediation=(
        "Correct the internal address of the Edge server in the topology, publish, restart Audio/Video Authentication."
    ),
    references=(FIELD,),
    minutes=30,
)
def wrong_interface(estate: Estate, _context: Context) -> Iterator[Hit | Gap]:
    """A/V authentication listens outside, or the media relay takes media ports on another address than its own.

    Why it matters: requests for credentials always come from a Front End or Director, media from the A/V address.

    When it is wrong: the addresses in the topology are older than those of the server.
    """
    found = looked_at(estate)
    yield from without_netstat(found)
    for sockets in found.hosts:
        for socket in sockets.listening:
            if socket.is_of(AUTHENTICATION) and socket.address in sockets.external_addresses:
                yield Hit(
                    item=sockets.edge.item,
                    part=f"{sockets.host.name} {socket.address}:{socket.port}",
                    places=_at(sockets, socket),
                )
        looked_through = [
            s for s in sockets.listening if s.address in sockets.external_addresses or s in media_ports(sockets)
        ]
        yield from without_executables(sockets, looked_through)
        own = sockets.addresses(Interface.AV)
        wrong = {
            s.address: s
            for s in media_ports(sockets)
            if own and s.is_of(AV_EDGE) and not s.is_wildcard and s.address not in own
        }
        for address, socket in wrong.items():
            yield Hit(
                item=sockets.edge.item,
                part=f"{sockets.host.name} {address} media",
                variant="media",
                severity=Severity.WARNING,
                places=_at(sockets, socket),
                evidence={"A/V address": texts(own)},
            )


def _at(sockets: HostSockets, socket: Socket) -> Places:
    return {
        "process": Text(socket.process or ""),
        "address": Text(socket.address),
        "port": Text(str(socket.port)),
        "server": Host(sockets.host.name),
    }


@edge_rule(
    id="PORT-12",
    title="Relay of the Edge listens on one side only",
    severity=Severity.ERROR,
    grade=Grade.OBSERVED,
    message="{process} of {server} listens on its {side} and not on its {missing}: {stops}",
    effect="It proxies between both sides, so nothing crosses the Edge through it.",
    remediation=(
        "Restart {service}. If it still lacks a side, compare the addresses of the Edge server in the topology with "
        "ipconfig."
    ),
    references=(FIELD,),
    minutes=30,
)
def one_side_only(estate: Estate, _context: Context) -> Iterator[Hit | Gap]:
    """The media relay or the Web Conferencing Edge listens inside or outside, but not on both sides.

    Why it matters: each proxies between its two sides; one alone is as good as none.

    When it is wrong: netstat was taken while the service was starting.
    """
    found = looked_at(estate, for_absence=True)
    yield from without_netstat(found)
    for sockets in found.hosts:
        needs = [each for each in must_listen(sockets) if sockets.shows_all(each.need.protocol)]
        yield from not_shown(sockets, "TCP", "UDP")
        yield from without_executables(sockets, [s for e in needs for s in serving(sockets, e)])
        for service, (inside, outside) in _TWO_SIDES.items():
            sides = {
                interface: any(
                    s.is_of(service) for e in needs if e.need.interface is interface for s in serving(sockets, e)
                )
                for interface in (inside.interface, outside.interface)
            }
            if len(set(sides.values())) == 1:
                continue
            there = next(side for side, listens in sides.items() if listens)
            missing = next(side for side, listens in sides.items() if not listens)
            yield Hit(
                item=sockets.edge.item,
                part=f"{sockets.host.name} {service.process}",
                places={
                    "process": Text(service.process),
                    "service": Text(service.display_name(sockets.edge.product)),
                    "server": Host(sockets.host.name),
                    "side": Text(there.value),
                    "missing": Text(missing.value),
                    "stops": Text((inside if missing is inside.interface else outside).stops),
                },
            )


@attrs.frozen
class _Side:
    """One side of a service that has two, and what stops without it."""

    interface: Interface
    stops: str


_TWO_SIDES = {
    AV_EDGE: (
        _Side(Interface.INTERNAL, "there is no relay for internal clients and servers"),
        _Side(Interface.AV, "there is no relay for clients and partners outside"),
    ),
    WEB_CONFERENCING: (
        _Side(Interface.INTERNAL, "there is no PSOM from Front Ends"),
        _Side(Interface.WEB_CONFERENCING, "there is no PSOM from outside"),
    ),
}


@edge_rule(
    id="PORT-13",
    title="Edge is connected to a server that is not its next hop",
    severity=Severity.WARNING,
    grade=Grade.INFERRED,
    message="{server} is connected to {peers} on TCP 5061, which is not its next hop {hop}",
    variants={
        "unknown": Wording(
            message="{peers} is connected to the internal SIP port of {server}, and the estate has no such server",
            effect="It may be a server that the evidence lacks, a load balancer, or one that has no business there.",
            remediation="Find out what it is; only Front Ends and Directors connect to this port.",
        )
    },
    effect="What comes from outside takes another way than the topology says, for example to a pool that will go.",
    remediation=(
        "Compare the next hop (Get-CsService -EdgeServer, Registrar; on OCS 2007 R2 "
        "MSFT_SIPFederationInternalEdgeSetting) with hosts file and DNS of the Edge server."
    ),
    references=(SUMMARY, "r2-wmi-internal-edge", "get-csservice"),
    basis="inferred from the rule that the Edge connects inward to its next hop only",
    minutes=30,
)
def other_peers(estate: Estate, _context: Context) -> Iterator[Hit | Gap]:
    """A connection on the internal SIP port of an Edge has a peer other than its next hop or an internal server.

    Why it matters: it shows the way that calls really take, whatever the topology says.

    When it is wrong: a load balancer connects with an address of its own.
    """
    found = looked_at(estate)
    yield from without_netstat(found)
    known = {a for m in estate.of(Machine) if m.knows("addresses") for a in m.addresses}
    for sockets in found.hosts:
        edge, inside = sockets.edge, sockets.addresses(Interface.INTERNAL)
        outward = _peers(s for s in sockets.connected if s.address in inside and s.row.remote_port == 5061)
        inward = _peers(
            s for s in sockets.connected if s.address in inside and s.port == edge.port(EdgePort.SIP_INTERNAL)
        )
        hop = next_hop_addresses(estate, edge)
        if (outward and not hop) or (inward and not known):
            yield Gap(
                reason="the evidence does not tell the addresses of {servers}",
                places={"servers": Host(edge.next_hop or "the next hop") if outward else Text("internal servers")},
                needs=(Collect("edge_server", edge.product),),
            )
        places = {"server": Host(sockets.host.name), "hop": Host(edge.next_hop or "")}
        if others := [peer for peer in outward if hop and peer not in hop]:
            yield Hit(item=edge.item, part=f"{sockets.host.name} out", places={**places, "peers": texts(others)})
        if others := [peer for peer in inward if known and peer not in known and peer not in hop]:
            yield Hit(
                item=edge.item,
                part=f"{sockets.host.name} in",
                variant="unknown",
                places={**places, "peers": texts(others)},
            )


def _peers(sockets: Iterable[Socket]) -> list[str]:
    """The addresses at the other end, each once."""
    return list(dict.fromkeys((s.row.remote_address or "").partition("%")[0] for s in sockets))


@edge_rule(
    id="PORT-14",
    title="Internal clients use external addresses of the Edge",
    severity=Severity.WARNING,
    grade=Grade.OBSERVED,
    message=(
        "{count:connection|connections} from internal addresses to {interface} {address}:{port} of {server}: "
        "{peers:first 5}"
    ),
    effect="Their sign-in and meetings go through the firewall and back; they count as users outside.",
    remediation=(
        "Internal DNS gives external names: publish the internal records (sipinternaltls, lyncdiscoverinternal, pool) "
        "in the internal zone, and take sip and lyncdiscover of outside out of it (DNS-11, DNS-13, DNS-15)."
    ),
    references=(FIELD,),
    minutes=30,
)
def internal_clients_outside(estate: Estate, _context: Context) -> Iterator[Hit | Gap]:
    """Clients with internal addresses are connected to Access or Web Conferencing Edge from the inside.

    Why it matters: internal clients register with the Front End, never with the Edge; something sends them outside.

    When it is wrong: the firewall in front of the Edge gives all clients an internal address.
    """
    found = looked_at(estate)
    yield from without_netstat(found)
    internal = internal_networks(estate)
    for sockets in found.hosts:
        for interface, port in _CLIENT_PORTS.items():
            number = sockets.edge.port(port)
            peers = [
                s.row.remote_address or ""
                for s in sockets.connected
                if interface in sockets.interfaces_of(s.address)
                and s.port == number
                and is_internal(s.row.remote_address or "", internal, sockets.external_addresses)
            ]
            if peers:
                yield Hit(
                    item=sockets.edge.item,
                    part=f"{sockets.host.name} {interface.value}",
                    places={
                        "count": Amount(len(peers)),
                        "interface": Text(interface.value),
                        "address": place(sockets, interface),
                        "port": Text(str(number)),
                        "server": Host(sockets.host.name),
                        "peers": texts(dict.fromkeys(peers)),
                    },
                )


_CLIENT_PORTS = {Interface.ACCESS: EdgePort.SIP_CLIENTS, Interface.WEB_CONFERENCING: EdgePort.PSOM_EXTERNAL}


@edge_rule(
    id="PORT-15",
    title="Replication connects to an external address of the Edge",
    severity=Severity.WARNING,
    grade=Grade.OBSERVED,
    message="{peers:first 5} is connected to the replica agent on the external address {address}:4443 of {server}",
    effect="The configuration crosses the firewall of the internet, and a rule that closes it stops replication.",
    remediation="In internal DNS the name of the Edge server must have its internal address alone (DNS-19).",
    references=(FIELD, SUMMARY),
    minutes=20,
)
def replication_outside(estate: Estate, _context: Context) -> Iterator[Hit | Gap]:
    """A connection on port 4443 has an external address of the Edge at its end.

    Why it matters: the replica agent listens on all addresses, but the Central Management store uses the internal one.

    When it is wrong: somebody tested the port from outside while netstat ran.
    """
    found = looked_at(estate)
    yield from without_netstat(found)
    for sockets in found.hosts:
        by_address: dict[str, list[Socket]] = defaultdict(list)
        for socket in sockets.connected:
            if socket.port == REPLICATION_PORT and socket.address in sockets.external_addresses:
                by_address[socket.address].append(socket)
        for address, connections in by_address.items():
            yield Hit(
                item=sockets.edge.item,
                part=f"{sockets.host.name} {address}",
                places={
                    "peers": texts(_peers(connections)),
                    "address": Text(address),
                    "server": Host(sockets.host.name),
                },
            )
