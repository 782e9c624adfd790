"""What the rules of the adapters of Edge servers share."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from ..estate.estate import Estate
from ..estate.evidence import Listener
from ..estate.network import NetworkInterface
from ..estate.products import R2
from ..network.adapters import HostAdapters, adapters_of
from ..network.edges import Interface
from .edge_sockets import doubt_lost_servers
from .engine.gaps import Collect, Gap, Run
from .engine.values import Host, Text, hosts


def with_adapters(estate: Estate) -> Iterator[HostAdapters | Gap]:
    """Each Edge server whose adapters are known, a gap for each other one.

    What is said of a server is said of all its adapters, so it is in doubt if one was lost.
    """
    missing: dict[str, list[str]] = defaultdict(list)
    estate.of(NetworkInterface)
    servers = list(adapters_of(estate))
    doubt_lost_servers(estate, (found.edge for found in servers))
    if any(found.host.addresses(interface) is None for found in servers for interface in Interface):
        estate.of(Listener)  # netstat shows the addresses that the topology does not
    for found in servers:
        if found.adapters:
            yield found
        else:
            missing[found.edge.product].append(found.host.name)
    for product, names in missing.items():
        yield Gap(
            reason="no ipconfig of {servers}",
            places={"servers": hosts(names)},
            needs=(Collect(NetworkInterface.kind, product),),
        )


def unplaced(found: HostAdapters, side: str) -> Gap:
    """The gap of an Edge server whose internal or external adapter is not known."""
    return Gap(
        reason="the evidence does not tell which adapter of {server} is the {side} one",
        places={"server": Host(found.host.name), "side": Text(side)},
        needs=(Collect("edge_server", found.edge.product),),
    )


def without_networks(found: HostAdapters) -> Gap:
    """The gap where nothing tells the internal networks; of OCS 2007 R2 only the servers in them can."""
    servers = Run("ipconfig /all > ipconfig.txt (on the Front End Servers)")
    of_lync = (Collect("network_subnet", found.edge.product), Collect("edge_server", found.edge.product))
    return Gap(
        reason="the evidence does not tell the internal networks",
        needs=(servers,) if found.edge.product == R2 else of_lync,
    )
