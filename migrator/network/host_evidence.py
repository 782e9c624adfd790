"""What the evidence has of one Edge server besides its sockets: services, events, adapters, routes, hosts files."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeVar

from ..estate.estate import Estate
from ..estate.evidence import Event
from ..estate.naming import short_name
from ..estate.network import HostsEntry, NetworkInterface, PersistentRoute
from ..estate.observation import original
from ..estate.topology import WindowsService
from .edges import EdgeHost

OfHost = TypeVar("OfHost", WindowsService, Event, NetworkInterface, PersistentRoute, HostsEntry)


def of_host(estate: Estate, cls: type[OfHost], host: EdgeHost) -> Iterator[OfHost]:
    """The objects of an Edge server: evidence of a server in no domain names it without one."""
    wanted = short_name(host.name)
    for item in map(original, estate.each(cls)):
        if item.machine and short_name(item.machine) == wanted:
            yield item
