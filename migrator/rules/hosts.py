"""Host names as routes and trusted services write them."""

from __future__ import annotations

from ..estate.estate import Estate
from ..estate.topology import TrustedService

#: types of trusted service that are roles of the product itself (formats.md 4.2)
ROLE_TYPES = frozenset({"mediationserver", "mras", "qosm", "cwa"})


def host(entry: str) -> str:
    """The host of ``host[:port]``, as written."""
    name, colon, port = entry.strip().rpartition(":")
    return name if colon and port.isdigit() else entry.strip()


def mediation_hosts(estate: Estate, product: str) -> frozenset[str]:
    """FQDNs of the Mediation Servers, in lower case; each shows as a trusted service of that type (formats.md 4.2)."""
    return frozenset(
        (service.fqdn or "").casefold()
        for service in estate.of(TrustedService, product=product)
        if (service.type or "").casefold() == "mediationserver"
    )
