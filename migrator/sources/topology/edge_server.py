"""The addresses of an Edge server, as the topology document has them.

Where all services share one FQDN, the document has one external interface (lab-topology). Of several interfaces, each
external port names the number of its own; where all name the same one, three interfaces are those of Access, Web
Conferencing and A/V Edge in the order of Topology Builder's pages (l13-edge-topology; inferred: no published document
has three). The unspecified address leaves the address unknown.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from ...estate.topology import EdgeServer
from .document import Cluster, InterfaceNode, MachineNode

#: field -> the component that listens there, in the order of Topology Builder
_EXTERNAL = {
    "access_addresses": "AccessEdge",
    "web_conferencing_addresses": "DataEdge",
    "av_addresses": "MediaRelayEdge",
}
Ports = Sequence[Mapping[str, str]]


def edge_servers(host: Cluster, ports: Ports, product: str, path: str) -> Iterator[EdgeServer]:
    """The Edge servers that the machines of an Edge pool are; what the document leaves open is unknown."""
    for machine in host.machines:
        yield _edge_server(machine, host.fqdn, ports, product, f"{path}#{machine.position}")


def _edge_server(machine: MachineNode, pool: str, ports: Ports, product: str, source: str) -> EdgeServer:
    external = [i for i in machine.interfaces if i.side == "External"]
    numbers = _numbers(ports, external)
    placed = {field: [i for i in external if i.number == numbers.get(field)] for field in _EXTERNAL}
    found = {"internal_addresses": [i for i in machine.interfaces if i.side == "Internal"], **placed}
    known = {field: _addresses(i.address for i in interfaces) for field, interfaces in found.items()}
    return EdgeServer(
        key=machine.fqdn,
        product=product,
        sources=(source,),
        aliases=(machine.fqdn,),
        fqdn=machine.fqdn,
        pool=pool,
        public_av_addresses=_addresses(i.public_address for i in placed["av_addresses"]),
        internal_addresses=known["internal_addresses"],
        access_addresses=known["access_addresses"],
        web_conferencing_addresses=known["web_conferencing_addresses"],
        av_addresses=known["av_addresses"],
        unknown=tuple(field for field, addresses in known.items() if not addresses),
    )


def _numbers(ports: Ports, external: Sequence[InterfaceNode]) -> Mapping[str, str]:
    """The number of the interface of each component; empty where nothing shows it."""
    there = list(dict.fromkeys(interface.number for interface in external))
    if len(there) == 1:
        return dict.fromkeys(_EXTERNAL, there[0])
    named = {
        field: port.get("InterfaceNumber", "")
        for field, component in _EXTERNAL.items()
        for port in ports
        if port.get("Owner") == f"urn:component:{component}" and port.get("InterfaceSide") == "External"
    }
    if len(set(named.values())) > 1:
        return named
    return dict(zip(_EXTERNAL, there, strict=True)) if len(there) == len(_EXTERNAL) else {}


def _addresses(values: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for value in values if value))
