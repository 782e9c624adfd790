"""What rules ask before they conclude from an absence: external names of Edge pools, and the pools behind them."""

from __future__ import annotations

from collections.abc import Iterator

from ..estate.estate import Estate
from ..estate.observation import unobserved
from ..estate.products import FULL_NAMES
from ..estate.topology import EdgePool, Service
from ..network.servers import registrars
from .engine.gaps import Collect, Gap
from .engine.values import Text


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
