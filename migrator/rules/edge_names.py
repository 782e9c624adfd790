"""The names of Edge pools, and what rules ask before they conclude that one, or the pool behind it, is not there."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from ..estate.estate import Estate
from ..estate.network import folded
from ..estate.observation import unobserved
from ..estate.products import FULL_NAMES, R2
from ..estate.topology import EdgePool, Service
from ..network.edges import DeployedEdge
from ..network.servers import registrars
from .engine.gaps import Collect, Gap
from .engine.model import rule
from .engine.values import Text

#: declares a rule that says something of Edge pools alone: it does not apply where the estate has none
rule_of_edges = partial(rule, concerns=EdgePool)


def names_of_edge(edge: EdgePool) -> Iterator[tuple[str, str]]:
    """What an Edge pool is called, inside and outside: which name, and the name.

    Get-CsService shows the name of the internal interface beside that of the pool; it counts where it differs.
    """
    fqdn = edge.fqdn or edge.key
    interface = str(edge.extra.get("InternalInterfaceFqdn") or "")
    for what, name in (
        ("internal FQDN", fqdn),
        ("internal interface FQDN", interface if folded(interface.strip()) != folded(fqdn.strip()) else None),
        ("Access Edge FQDN", edge.access_fqdn),
        ("Web Conferencing Edge FQDN", edge.web_conferencing_fqdn),
        ("A/V Edge FQDN", edge.av_fqdn),
    ):
        if name:
            yield what, name.strip()


def without_ports(edge: DeployedEdge) -> Iterator[Gap]:
    """A gap where nothing tells the ports of an Edge; OCS 2007 R2 has them on each of its servers."""
    if not edge.knows_ports:
        yield Gap(
            reason="the evidence does not tell the ports of {edge}",
            places={"edge": edge.item},
            needs=(Collect("edge_server" if edge.product == R2 else "edge_pool", edge.product),),
        )


def read_external_names(estate: Estate) -> None:
    """Read the external names of each Edge pool: a rule that asks for them is not clear where one is unknown."""
    for edge in estate.each(EdgePool):
        _ = (edge.access_fqdn, edge.web_conferencing_fqdn, edge.av_fqdn)


def without_registrars(estate: Estate, product: str) -> Iterator[Gap]:
    """A gap where no pool of the product is known, so that nothing is known of the Edge pools that pools use."""
    if not any(True for _ in registrars(unobserved(estate), product)):
        yield Gap(
            reason="no Registrar of {product} is among the services",
            places={"product": Text(FULL_NAMES[product])},
            needs=(Collect(Service.kind, product),),
        )
