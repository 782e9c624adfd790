"""Who connects to the gateway side of Mediation Servers, as netstat shows it, and which addresses gateways have."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

import attrs

from .estate import Estate
from .evidence import Listener
from .naming import short_name
from .network import DnsRecord, HostsEntry, folded, is_address
from .products import R2
from .repeated import file_of
from .topology import Gateway, GatewayLink, Machine, MediationServer, Pool, Trunk

#: properties of a Mediation Server of OCS that hold its gateway and the port on which it expects it
#: (r2-wmi-mediation-settings); collections may show them with the server itself
_GATEWAY_OF, _PORT_OF = ("GatewayNextHopAddress", "GatewayFQDN"), "GatewayListeningPort"


@attrs.frozen
class Callers:
    """The hosts that connect to one Mediation Server from outside.

    Attributes:
        server: its name; empty if the evidence does not show of which server the connections are.
        addresses: those that are no address of a gateway, nor of a server of the estate.
        unresolved: names of gateways of which no address was read.
    """

    server: str
    port: int
    addresses: tuple[str, ...]
    unresolved: tuple[str, ...]
    is_known: bool


def unknown_callers(estate: Estate, product: str) -> Iterator[Callers]:
    """What netstat shows on the gateway side of each Mediation Server of *product*, port by port."""
    names = gateway_names(estate, product)
    known, unresolved = _addresses(estate, names)
    servers = {server.casefold(): frozenset(ports) for server, ports in _ports(estate, product).items() if ports}
    every_port = frozenset(port for ports in servers.values() for port in ports)
    own = {a for machine in estate.of(Machine) for a in machine.addresses}
    by_place: dict[str, list[Listener]] = defaultdict(list)
    for listener in estate.of(Listener):
        by_place[listener.machine or (file_of(listener.sources[0]) if listener.sources else "")].append(listener)
    for sockets in by_place.values():
        name = next((socket.machine for socket in sockets if socket.machine), None) or ""
        server = next((s for s in servers if short_name(s) == short_name(name)), "") if name else ""
        if name and not server:
            continue
        local = {socket.local_address for socket in sockets}
        for port in sorted(servers.get(server, every_port) & {socket.local_port for socket in sockets}):
            callers = dict.fromkeys(
                socket.remote_address
                for socket in sockets
                if socket.local_port == port and not socket.listening and socket.remote_address
            )
            strange = [a for a in callers if a.casefold() not in known and a not in own and a not in local]
            if strange:
                shown = bool(server) or _is_mediation(sockets, port, known)
                yield Callers(server, port, tuple(sorted(strange)), unresolved, shown)


def gateway_names(estate: Estate, product: str) -> tuple[str, ...]:
    """Names and addresses of the gateways that the evidence of *product* declares, each once."""
    found = [gateway.fqdn or gateway.key for gateway in estate.of(Gateway)]
    found += [trunk.gateway for trunk in estate.of(Trunk) if trunk.gateway]
    if product == R2:
        found += [link.gateway for link in estate.of(GatewayLink) if link.gateway]
        for server in estate.of(MediationServer, product=R2):
            found += [str(value) for name in _GATEWAY_OF if (value := server.extra.get(name))]
    return tuple(dict.fromkeys(name.strip().casefold() for name in found))


def ports_of(text: str | None) -> Iterable[int]:
    """The ports of ``5067`` or ``5067-5080``; none for 0, which means that the protocol is off."""
    first, _, last = (text or "").partition("-")
    if not first.strip().isdigit() or (last and not last.strip().isdigit()):
        return ()
    ports = range(int(first), int(last or first) + 1)
    return [port for port in ports if 0 < port <= 65535]


def _ports(estate: Estate, product: str) -> dict[str, set[int]]:
    """The ports on which each Mediation Server expects gateways, by the names of its computers."""
    found: dict[str, set[int]] = defaultdict(set)
    for server in estate.of(MediationServer, product=product):
        ports = {int(port)} if str(port := server.extra.get(_PORT_OF, "")).isdigit() else set()
        for text in (server.tls_port, server.tcp_port):
            ports |= set(ports_of(text))
        name = server.fqdn or server.key
        ports |= {
            trunk.mediation_port
            for trunk in estate.of(Trunk)
            if trunk.mediation_port and (trunk.mediation_server or "").casefold() == name.casefold()
        }
        pool = estate.find("pool", server.pool, product=product)
        for host in {name, *(pool.members if isinstance(pool, Pool) else ())}:
            found[host] |= ports
    if product == R2:
        for link in estate.of(GatewayLink):
            if link.machine and link.listening_port:
                found[link.machine].add(link.listening_port)
    return found


def _addresses(estate: Estate, names: Iterable[str]) -> tuple[frozenset[str], tuple[str, ...]]:
    """Every name and address of the gateways, and the names of which no address was read."""
    by_name: dict[str, set[str]] = defaultdict(set)
    for machine in estate.of(Machine):
        by_name[(machine.fqdn or machine.key).casefold()].update(machine.addresses)
    for record in estate.of(DnsRecord):
        if (record.type or "").upper() in ("A", "AAAA") and record.owner:
            by_name[folded(record.owner)].add(record.target or record.data or "")
    for entry in estate.of(HostsEntry):
        for name in entry.names:
            by_name[name.casefold()].add(entry.address or "")
    known: set[str] = set()
    unresolved: list[str] = []
    for name in names:
        known.add(name)
        if is_address(name):
            continue
        if found := by_name.get(name, set()) - {""}:
            known |= {address.casefold() for address in found}
        else:
            unresolved.append(name)
    return frozenset(known), tuple(unresolved)


def _is_mediation(sockets: Iterable[Listener], port: int, known: frozenset[str]) -> bool:
    """Whether the process on *port* is the Mediation Server: by its name, or because it also calls a gateway."""
    of_port = [socket for socket in sockets if socket.local_port == port]
    processes = {socket.pid for socket in of_port if socket.knows("pid")} - {None}
    calls = (s for s in sockets if s.knows("pid") and s.pid in processes)
    if any((socket.remote_address or "").casefold() in known for socket in calls):
        return True
    return any(socket.knows("process") and "mediation" in (socket.process or "").casefold() for socket in of_port)
