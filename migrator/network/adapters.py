"""The network adapters of an Edge server: which faces inside and which outside, what they reach, their routes."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import TypeVar

import attrs

from ..estate.estate import Estate
from ..estate.network import HostsEntry, NetworkInterface, PersistentRoute, parsed_address
from ..estate.observation import original
from .edges import EXTERNAL, DeployedEdge, EdgeHost, Interface, edges_of
from .host_evidence import of_host
from .internal import PRIVATE, Network, internal_networks, network, networks_of
from .sockets import netstats

_NO_ADDRESS = ("0.0.0.0", "::")  # noqa: S104 - compared, not bound to


@attrs.frozen
class HostAdapters:
    """The adapters, persistent routes and hosts file of one Edge server.

    Attributes:
        inside: the addresses of its internal interface, by the topology or by what listens there.
        outside: those of its external interfaces.
    """

    edge: DeployedEdge
    host: EdgeHost
    adapters: tuple[NetworkInterface, ...]
    inside: frozenset[str]
    outside: frozenset[str]
    _estate: Estate = attrs.field(repr=False, eq=False)

    @cached_property
    def routes(self) -> tuple[PersistentRoute, ...] | None:
        """Its persistent routes; None if there is no output of route print of this server."""
        return _listed(self._estate, PersistentRoute, self.host)

    @cached_property
    def hosts_file(self) -> tuple[HostsEntry, ...] | None:
        """The lines of its hosts file that name something; None if there is no hosts file of this server."""
        return _listed(self._estate, HostsEntry, self.host)

    @cached_property
    def internal(self) -> tuple[NetworkInterface, ...]:
        """The adapters with an internal address."""
        return tuple(a for a in self.adapters if self.inside & set(a.addresses))

    @cached_property
    def external(self) -> tuple[NetworkInterface, ...]:
        """The adapters with an external address."""
        return tuple(a for a in self.adapters if self.outside & set(a.addresses))

    @property
    def with_gateway(self) -> tuple[NetworkInterface, ...]:
        """The adapters that have a default gateway."""
        return tuple(adapter for adapter in self.adapters if self.gateways_of(adapter))

    def gateways_of(self, adapter: NetworkInterface) -> tuple[str, ...]:
        """The default gateways of an adapter, also those of persistent default routes; one of no address is none."""
        own = networks_of(adapter)
        routes = (r.gateway or "" for r in self.routes or () if r.destination in _NO_ADDRESS)
        through = (g for g in routes if (a := parsed_address(g)) and any(a in n for n in own if n.version == a.version))
        return tuple(dict.fromkeys(g for g in (*adapter.gateways, *through) if g not in _NO_ADDRESS))

    @cached_property
    def reached_inside(self) -> list[Network]:
        """What the server reaches through its internal adapters: their own networks and those of persistent routes."""
        own = [each for adapter in self.internal for each in networks_of(adapter)]
        return own + [each for route in self.internal_routes if (each := _destination(route)) is not None]

    @cached_property
    def internal_routes(self) -> tuple[PersistentRoute, ...]:
        """The persistent routes whose gateway is in the network of an internal adapter."""
        own = [each for adapter in self.internal for each in networks_of(adapter)]
        return tuple(
            route
            for route in self.routes or ()
            if (gateway := parsed_address(route.gateway or "")) is not None
            and any(gateway in each for each in own if each.version == gateway.version)
        )

    def not_reached(self, networks: list[Network]) -> list[Network]:
        """Those of *networks* to which no internal adapter leads; what lies outside the Edge is not asked for."""
        outside = [each for adapter in self.external for each in networks_of(adapter)]
        return [
            wanted
            for wanted in networks
            if not any(_holds(each, wanted) for each in self.reached_inside)
            and not any(wanted.overlaps(each) for each in outside if each.version == wanted.version)
        ]

    def in_the_way(self, block: Network) -> list[str]:
        """Addresses and gateways outside the Edge in *block*, so that no route to all of it may lead inside."""
        found = [*self.outside, *(g for adapter in self.external for g in adapter.gateways)]
        parsed = ((address, parsed_address(address)) for address in found)
        return sorted({a for a, p in parsed if p is not None and p.version == block.version and p in block})


def adapters_of(estate: Estate) -> Iterator[HostAdapters]:
    """Each Edge server with its adapters; without adapters where there is no ipconfig of it."""
    edges = list(edges_of(estate))
    placed = {found.host.name: found for found in netstats(estate, edges).hosts}
    for edge in edges:
        for host in edge.hosts:
            sockets = placed.get(host.name)
            where = {i: (sockets.addresses(i) if sockets else host.addresses(i) or ()) for i in Interface}
            yield HostAdapters(
                edge=edge,
                host=host,
                adapters=tuple(of_host(estate, NetworkInterface, host)),
                inside=frozenset(where[Interface.INTERNAL]),
                outside=frozenset(a for i in EXTERNAL for a in where[i]),
                estate=estate,
            )


_Listed = TypeVar("_Listed", PersistentRoute, HostsEntry)


def _listed(estate: Estate, cls: type[_Listed], host: EdgeHost) -> tuple[_Listed, ...] | None:
    """What an output of a server lists; None if there is no output of it.

    An output that lists nothing has an object that says so. Without any object the evidence holds empty outputs only.
    """
    if found := tuple(of_host(estate, cls, host)):
        return tuple(each for each in found if not each.is_none)
    is_read = any(kind == cls.kind for _, kind in estate.collected)
    return () if is_read and not any(map(original, estate.each(cls))) else None


def route_lines(found: HostAdapters, missing: list[Network], gateway: str) -> tuple[list[str], list[str]]:
    """The commands that add the missing persistent routes, and why where one block would be too much.

    The three private blocks are enough in general (schertz-edge-ports). A block that holds an external address or
    gateway of the Edge gets a line per internal network instead.
    """
    lines: list[str] = []
    why: list[str] = []
    for block in PRIVATE:
        inside = [each for each in missing if _holds(block, each)]
        if outside := found.in_the_way(block):
            lines += [_line(each, gateway) for each in inside]
            why.append(f"{block} holds {', '.join(outside)} outside the Edge")
        else:
            lines.append(_line(block, gateway))
    lines += [_line(each, gateway) for each in missing if not any(_holds(block, each) for block in PRIVATE)]
    return lines, why


def known_gateway(found: HostAdapters) -> str | None:
    """The gateway of the internal network that persistent routes use already."""
    return next((route.gateway for route in found.internal_routes if route.gateway), None)


def estate_networks(estate: Estate) -> list[Network]:
    """The internal networks that an Edge server must reach, IPv4."""
    return [each for each in internal_networks(estate) if each.version == 4]


def _line(each: Network, gateway: str) -> str:
    return f"route -p add {each.network_address} mask {each.netmask} {gateway}"


def _holds(outer: Network, inner: Network) -> bool:
    return outer.version == inner.version and inner.subnet_of(outer)  # type: ignore[arg-type]  # of one version


def _destination(route: PersistentRoute) -> Network | None:
    return network(route.destination or "", route.mask or "")
