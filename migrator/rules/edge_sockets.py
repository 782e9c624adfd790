"""What the rules of Edge servers share: the sockets of the estate, how sentences name them, and what is missing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import partial

from ..estate.estate import Estate
from ..estate.evidence import Listener
from ..estate.topology import EdgePool, EdgeServer, Pool
from ..network.edges import DeployedEdge, Interface, edges_of
from ..network.listeners import ExpectedListener, expected_listeners
from ..network.sockets import HostSockets, Netstats, Socket, netstats
from .engine.gaps import Collect, Gap, Run
from .engine.model import LYNC2010, LYNC2013, R2, rule
from .engine.values import Amount, Host, Places, Text, hosts, texts

#: a rule about the Edge servers of any product, which does not apply to an estate without an Edge pool
edge_rule = partial(rule, products=(R2, LYNC2010, LYNC2013), needs=(EdgePool,), concerns=EdgePool)
FIELD = "schertz-edge-ports"
SUMMARY = "l13-edge-ports"
NETSTAT = Run("netstat -abno > netstat.txt (as administrator, on the Edge server)")
#: what an Edge server of OCS 2007 R2 needs follows from the names of its properties and from its successor
BASIS = (
    "for OCS 2007 R2, the executables and purposes are those of its successor, with the ports of its own settings; "
    "what fails without a listener follows from its purpose"
)


def looked_at(estate: Estate, *, for_absence: bool = False) -> Netstats:
    """The sockets of the Edge servers.

    Args:
        for_absence: something follows from what is not there, or is said of all rows together; it is in doubt if rows
            of netstat were lost.
    """
    if for_absence:
        estate.of(Listener)
    edges = list(edges_of(estate))
    doubt_lost_servers(estate, edges)
    return netstats(estate, edges)


def gave_way(estate: Estate, target: str) -> frozenset[str]:
    """The FQDNs of Edge pools whose federation went to an Edge of the target: their Access Edge may be stopped.

    Args:
        target: the product to which the estate moves.
    """
    if any(edge.federates for edge in edges_of(estate, product=target)):
        return frozenset(e.fqdn for e in edges_of(estate) if e.product != target and e.federates is False)
    estate.of(EdgePool, product=target)  # one that was lost may carry federation
    return frozenset()


def doubt_lost_servers(estate: Estate, edges: Iterable[DeployedEdge]) -> None:
    """Ask the estate for what it does not have of the servers of *edges*: it is in doubt if it was lost."""
    for edge in edges:
        if not edge.item.machines:
            estate.find(Pool.kind, edge.fqdn, product=edge.product)
        if any(host.item is None for host in edge.hosts):
            estate.of(EdgeServer, product=edge.product)


def without_netstat(found: Netstats) -> Iterator[Gap]:
    """A gap for each Edge server of which there is no netstat."""
    by_product: dict[str, list[str]] = defaultdict(list)
    for edge, host in found.missing:
        by_product[edge.product].append(host.name)
    for product, names in by_product.items():
        yield Gap(
            reason="no netstat of {servers}",
            places={"servers": hosts(names)},
            needs=(Collect("listener", product),),
        )


def of_other_machines(found: Netstats) -> Iterator[Gap]:
    """A gap for each netstat that is of no Edge server."""
    for file, machine in found.foreign:
        yield Gap(
            reason=(
                "the netstat in {file} is of another machine: it "
                + ("names {machine}, and " if machine else "")
                + "shows no address of an Edge server"
            ),
            places={"file": Text(file), "machine": Host(machine or "")},
            needs=(NETSTAT,),
        )


def not_shown(sockets: HostSockets, *protocols: str) -> Iterator[Gap]:
    """A gap where netstat does not show all sockets of these protocols, so that none is known to be absent."""
    if partial := [protocol for protocol in protocols if not sockets.shows_all(protocol)]:
        yield Gap(
            reason=(
                "the netstat of {server} does not show all {protocols: and } sockets that wait: it was asked for some, "
                "or ends too early"
            ),
            places={"server": Host(sockets.host.name), "protocols": texts(partial)},
            needs=(NETSTAT,),
        )


def without_executables(sockets: HostSockets, of: list[Socket]) -> Iterator[Gap]:
    """A gap where netstat shows no executable of sockets that matter."""
    unnamed = [socket for socket in of if socket.process is None]
    if unnamed:
        yield Gap(
            reason="netstat of {server} does not show the executables of {count:socket|sockets}",
            places={"server": Host(sockets.host.name), "count": Amount(len(unnamed))},
            needs=(NETSTAT,),
        )


def place(sockets: HostSockets, interface: Interface | None) -> Text:
    """An interface with its addresses, as a sentence names it."""
    if interface is None:
        return Text("all addresses")
    addresses = sockets.addresses(interface)
    return Text(", ".join(addresses) or f"the {interface.value}")


def socket_places(sockets: HostSockets, expected: ExpectedListener) -> Places:
    """What a sentence says of a socket that an Edge server needs."""
    need = expected.need
    where = "all addresses" if need.interface is None else need.interface.value
    return {
        "process": Text(need.service.process),
        "address": place(sockets, need.interface),
        "protocol": Text(need.protocol),
        "port": Text(str(expected.port)),
        "interface": Text(where),
        "purpose": Text(need.purpose),
        "fails": Text(need.fails),
        "service": Text(need.service.display_name(sockets.edge.product)),
        "server": Host(sockets.host.name),
    }


def must_listen(sockets: HostSockets) -> list[ExpectedListener]:
    """The sockets whose absence is a fault."""
    return [e for e in expected_listeners(sockets.edge) if e.need.must]


def serving(sockets: HostSockets, expected: ExpectedListener) -> list[Socket]:
    """What listens where the Edge server needs it."""
    return sockets.at(expected.need.interface, expected.need.protocol, expected.port)


def is_unplaced(sockets: HostSockets, expected: ExpectedListener) -> bool:
    """Whether something serves the port, and nothing tells on which of the interfaces that need it."""
    need, there = expected.need, serving(sockets, expected)
    if need.interface is None or not there or sockets.addresses(need.interface):
        return False
    also = [*expected_listeners(sockets.edge), expected]
    asking = {
        each.need.interface
        for each in also
        if (each.need.protocol, each.port) == (need.protocol, expected.port)
        and each.need.interface is not None
        and not sockets.addresses(each.need.interface)
        and (each.need.service is need.service or any(socket.process is None for socket in there))
    }
    own = {s.address for s in there if s.process is None or s.is_of(need.service)}
    return not any(socket.is_wildcard for socket in there) and 0 < len(own) < len(asking)


def without_addresses(sockets: HostSockets) -> Gap:
    """The gap where a port serves several interfaces and nothing shows which address each of them has."""
    return Gap(
        reason="nothing shows which address of {server} is that of which interface",
        places={"server": Host(sockets.host.name)},
        needs=(Collect(EdgeServer.kind, sockets.edge.product),),
    )


def listening_elsewhere(sockets: HostSockets, expected: ExpectedListener) -> list[str]:
    """Where the service listens on this port instead; sockets that another need of it explains do not count."""
    need = expected.need
    return [
        s.address
        for s in sockets.listening
        if s.port == expected.port
        and s.row.protocol == need.protocol
        and s.is_of(need.service)
        and not any(s.is_of(e.need.service) and s in serving(sockets, e) for e in must_listen(sockets))
    ]
