"""What the rules of the adapters of Edge servers share."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from ..estate.estate import Estate
from ..estate.network import NetworkInterface
from ..network.adapters import HostAdapters, adapters_of
from .engine.gaps import Collect, Gap
from .engine.values import Host, Text, hosts


def with_adapters(estate: Estate) -> Iterator[HostAdapters | Gap]:
    """Each Edge server whose adapters are known, a gap for each other one."""
    missing: dict[str, list[str]] = defaultdict(list)
    for found in adapters_of(estate):
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
