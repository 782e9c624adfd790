"""The sockets that netstat shows, placed on the Edge servers of an estate.

An output is of the server that it names. One that names none is of the Edge server that has one of its local addresses;
where the addresses of the only Edge server are not known, executables of an Edge are enough. An output that names an
Edge server, or none, and shows addresses of which none is one of an Edge's, is of another machine. Where the evidence
does not tell the address of an interface, the executables show it (schertz-edge-ports: which one listens where).
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property

import attrs

from ..estate.estate import Estate
from ..estate.evidence import Listener
from ..estate.naming import short_name
from ..estate.observation import original
from ..estate.repeated import file_of
from ..estate.topology import Machine, WindowsService
from .edges import EXTERNAL, DeployedEdge, EdgeHost, EdgePort, Interface
from .services import (
    ACCESS_EDGE,
    AUTHENTICATION,
    AV_EDGE,
    REPLICA,
    WEB_CONFERENCING,
    EdgeService,
    service_of_process,
)

#: the kernel, in whose name IIS and other users of HTTP.sys listen; netstat -b cannot name it
KERNEL, KERNEL_PID = "System", 4
#: listens on every address
WILDCARDS = frozenset({"0.0.0.0", "::"})  # noqa: S104 - compared, not bound to
_OF_EXTERNAL = {Interface.ACCESS: ACCESS_EDGE, Interface.WEB_CONFERENCING: WEB_CONFERENCING, Interface.AV: AV_EDGE}


@attrs.frozen
class Socket:
    """A row of netstat with the executable that holds it.

    Attributes:
        process: its executable by netstat -b, or by its process id in a list of services; None if neither shows it.
    """

    row: Listener
    process: str | None

    @property
    def address(self) -> str:
        """The local address, without the zone of IPv6."""
        return (self.row.local_address or "").partition("%")[0]

    @property
    def port(self) -> int | None:
        """The local port."""
        return self.row.local_port

    @property
    def is_wildcard(self) -> bool:
        """Whether it is open on every address."""
        return self.address in WILDCARDS

    def is_of(self, service: EdgeService) -> bool:
        """Whether the executable of *service* holds it."""
        return service_of_process(self.process) is service


@attrs.frozen
class HostSockets:
    """The sockets of one Edge server.

    Attributes:
        own: what netstat shows of it.
    """

    edge: DeployedEdge
    host: EdgeHost
    own: tuple[Socket, ...]

    @cached_property
    def listening(self) -> tuple[Socket, ...]:
        """Sockets that wait for connections, and those of UDP."""
        return tuple(socket for socket in self.own if socket.row.listening)

    @cached_property
    def connected(self) -> tuple[Socket, ...]:
        """Sockets with a peer."""
        return tuple(
            socket
            for socket in self.own
            if not socket.row.listening and socket.row.remote_port and (socket.row.remote_address or "*") != "*"
        )

    @cached_property
    def _shown(self) -> Mapping[Interface, tuple[str, ...]]:
        """The addresses of interfaces by what listens there."""
        inside = _addresses(
            s
            for s in self.listening
            if (s.is_of(AUTHENTICATION) and s.port == self.edge.port(EdgePort.MRAS))
            or (s.is_of(WEB_CONFERENCING) and s.port == self.edge.port(EdgePort.PSOM_INTERNAL))
        )
        media = set(self.edge.media_range)
        found = {Interface.INTERNAL: inside}
        for interface, service in _OF_EXTERNAL.items():
            of_service = (s for s in self.listening if s.is_of(service) and s.port not in media)
            found[interface] = tuple(a for a in _addresses(of_service) if a not in inside) if inside else ()
        return found

    def addresses(self, interface: Interface) -> tuple[str, ...]:
        """The addresses of an interface, by the topology, else by what listens there; none where neither shows them."""
        return self.host.addresses(interface) or self._shown[interface]

    def interfaces_of(self, address: str) -> tuple[Interface, ...]:
        """The interfaces that have an address."""
        return tuple(interface for interface in Interface if address in self.addresses(interface))

    @cached_property
    def external_addresses(self) -> frozenset[str]:
        """Every address that faces the internet."""
        return frozenset(address for interface in EXTERNAL for address in self.addresses(interface))

    def shows_all(self, protocol: str) -> bool:
        """Whether netstat shows all sockets of a protocol that wait.

        It lists TCP, then UDP, and of each IPv4 before IPv6; each Windows has some of UDP, with IPv6 some of that too.
        So without any of UDP it ended before, or TCP alone was asked for (-p tcp). Without -b, ports that begin with
        one digit are what findstr left (`findstr :5`).
        """
        waiting = {(socket.row.protocol, ":" in socket.address) for socket in self.listening}
        if not {("UDP", False), ("UDP", True)} & waiting or protocol not in {each for each, _ in waiting}:
            return False
        if protocol == "UDP" and ("TCP", True) in waiting and ("UDP", True) not in waiting:
            return False
        tcp = {str(socket.port)[0] for socket in self.listening if socket.row.protocol == "TCP"}
        return len(tcp) > 1 or any(socket.row.process for socket in self.listening)

    def at(self, interface: Interface | None, protocol: str, port: int) -> list[Socket]:
        """The listening sockets of a port that serve an interface; all of the port where its address is not known."""
        addresses = self.addresses(interface) if interface else ()
        others = {a for i in Interface if i is not interface for a in self.addresses(i)} if interface else set()
        return [
            socket
            for socket in self.listening
            if socket.row.protocol == protocol
            and socket.port == port
            and (
                socket.is_wildcard
                or not interface
                or socket.address in addresses
                or (not addresses and socket.address not in others)
            )
        ]


@attrs.frozen
class Netstats:
    """What netstat shows of the Edge servers of an estate.

    Attributes:
        hosts: the sockets of each Edge server of which there is an output.
        missing: Edge servers without one.
        foreign: for each output that is of no Edge server, its file and the server that it names, if it names one.
    """

    hosts: tuple[HostSockets, ...]
    missing: tuple[tuple[DeployedEdge, EdgeHost], ...]
    foreign: tuple[tuple[str, str | None], ...]


def netstats(estate: Estate, edges: Iterable[DeployedEdge]) -> Netstats:
    """Each output of netstat with its Edge server.

    An output of a server that is known and is no Edge is left out: it has nothing to do here.
    """
    servers = [(edge, host) for edge in edges for host in edge.hosts]
    named_by_pid = _by_pid(estate)
    sockets: dict[str, dict[tuple[object, ...], Socket]] = {}
    placed: dict[str, tuple[DeployedEdge, EdgeHost]] = {}
    foreign: list[tuple[str, str | None]] = []
    left: list[tuple[str | None, str, list[Listener]]] = []
    for (machine, file), rows in _outputs(estate).items():
        if found := _server(machine, rows, servers):
            _, host = placed.setdefault(found[1].name, found)
            _add(sockets.setdefault(host.name, {}), (_socket(row, machine, named_by_pid) for row in rows))
        else:
            left.append((machine, file, rows))
    for machine, file, rows in left:
        # TCP and UDP in two files, neither of which names the server: the addresses of one show that of the other
        own = _own_addresses(rows)
        same = [name for name, seen in sockets.items() if own & {socket.address for socket in seen.values()}]
        if machine is None and len(same) == 1:
            _add(sockets[same[0]], (_socket(row, machine, named_by_pid) for row in rows))
        elif not _is_another_server(estate, machine, servers):
            foreign.append((file, machine))
    hosts = tuple(HostSockets(*placed[name], tuple(own.values())) for name, own in sockets.items())
    missing = tuple((edge, host) for edge, host in servers if host.name not in placed)
    return Netstats(hosts, missing, tuple(foreign))


def _add(own: dict[tuple[object, ...], Socket], more: Iterable[Socket]) -> None:
    """Add sockets of another output of the server: TCP and UDP are often in two, and one output may be there twice.

    Two programs on one socket are two rows of one output, which stay two.
    """
    earlier = {key[:-1] for key in own}
    rows: dict[tuple[object, ...], int] = {}
    for socket in more:
        row = socket.row
        ends = (row.protocol, row.local_address, row.local_port, row.remote_address, row.remote_port)
        rows[ends] = rows.get(ends, 0) + 1
        if ends not in earlier:
            own[*ends, rows[ends]] = socket


def _outputs(estate: Estate) -> dict[tuple[str | None, str], list[Listener]]:
    """The rows of each server, or of each file that names none."""
    found: dict[tuple[str | None, str], list[Listener]] = {}
    files: dict[str | None, str] = {}
    for row in map(original, estate.each(Listener)):
        file = file_of(row.sources[0]) if row.sources else ""
        file = files.setdefault(row.machine.casefold(), file) if row.machine else file
        found.setdefault((row.machine, file), []).append(row)
    return found


def _server(
    machine: str | None, rows: Sequence[Listener], servers: Sequence[tuple[DeployedEdge, EdgeHost]]
) -> tuple[DeployedEdge, EdgeHost] | None:
    """The Edge server of which an output is."""
    own = _own_addresses(rows)
    by_address = [pair for pair in servers if own & pair[1].all_addresses]
    if machine:
        by_name = [pair for pair in servers if short_name(pair[1].name) == short_name(machine)]
        fitting = [pair for pair in by_name if pair in by_address or not own or not pair[1].all_addresses]
        return fitting[0] if fitting else None
    if by_address:
        return by_address[0]
    processes = {service_of_process(row.process) for row in rows} - {None, REPLICA}
    unplaced = [pair for pair in servers if not pair[1].all_addresses]
    return unplaced[0] if len(unplaced) == len(servers) == 1 and len(processes) > 1 else None


def _own_addresses(rows: Iterable[Listener]) -> set[str]:
    """The local addresses that tell one server from another."""
    return {address for row in rows if is_own_address(address := (row.local_address or "").partition("%")[0])}


def _is_another_server(estate: Estate, machine: str | None, servers: Sequence[tuple[DeployedEdge, EdgeHost]]) -> bool:
    """Whether an output names a server that the estate knows and that is no Edge server."""
    if not machine or any(short_name(host.name) == short_name(machine) for _, host in servers):
        return False
    known = {short_name(server.fqdn or server.key) for server in estate.each(Machine)}
    return short_name(machine) in known


def is_own_address(address: str) -> bool:
    """Whether *address* tells one server from another: no wildcard, loopback or link-local address."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return False
    return not (parsed.is_unspecified or parsed.is_loopback or parsed.is_link_local)


def _socket(row: Listener, machine: str | None, named_by_pid: Mapping[tuple[str, int], str]) -> Socket:
    of_service = named_by_pid.get(((machine or "").casefold(), row.pid or 0))
    return Socket(row, row.process or of_service or (KERNEL if row.pid == KERNEL_PID else None))


def _by_pid(estate: Estate) -> Mapping[tuple[str, int], str]:
    """The executable of the Edge service with each process id, as a list of services shows them."""
    found: dict[tuple[str, int], str] = {}
    for item in map(original, estate.each(WindowsService)):
        service = next((s for s in _OF_PID if s.is_named(item.name, item.display_name)), None)
        if service is not None and item.pid:
            found[(item.machine or "").casefold(), item.pid] = service.process
    return found


_OF_PID = (ACCESS_EDGE, AUTHENTICATION, AV_EDGE, WEB_CONFERENCING, REPLICA)


def _addresses(sockets: Iterable[Socket]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(s.address for s in sockets if is_own_address(s.address)))


def media_ports(sockets: HostSockets) -> Iterator[Socket]:
    """The sockets of the media relay in the range of media ports: the local port counts, the peer's never."""
    media = set(sockets.edge.media_range)
    for socket in sockets.own:
        if socket.port in media and (socket.process is None or socket.is_of(AV_EDGE)):
            yield socket
