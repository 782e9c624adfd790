"""Whether federation of an estate is open, closed or off."""

from __future__ import annotations

from enum import StrEnum

import attrs

from ..estate.estate import Estate
from ..estate.external import AccessEdgeSettings, AllowedDomain
from ..estate.products import LYNC2010, LYNC2013, in_one_store


class FederationMode(StrEnum):
    """What the Access Edge settings make of federation."""

    OPEN = "open"
    CLOSED = "closed"
    OFF = "off"
    NOT_KNOWN = "not known"


@attrs.frozen(kw_only=True)
class FederationWithPartners:
    """Federation of an estate.

    Attributes:
        allowed_domains: how many domains of partners are on the list.
    """

    state: FederationMode
    allowed_domains: int


def federation_of(estate: Estate) -> FederationWithPartners:
    """Whether federation is open (partners are found by DNS), closed (only allowed domains) or off.

    The settings exist once for the Central Management store; what Lync Server 2013 shows goes before Lync Server 2010.
    Source: Set-CsAccessEdgeConfiguration, AllowFederatedUsers and EnablePartnerDiscovery.
    """
    products = in_one_store(LYNC2013)
    settings = next((one for product in products for one in estate.of(AccessEdgeSettings, product=product)), None)
    domains = [domain for product in (LYNC2010, LYNC2013) for domain in estate.of(AllowedDomain, product=product)]
    return FederationWithPartners(
        state=_state(settings), allowed_domains=len({(each.domain or each.key).casefold() for each in domains})
    )


def _state(settings: AccessEdgeSettings | None) -> FederationMode:
    if settings is None or settings.allow_federated is None:
        return FederationMode.NOT_KNOWN
    if not settings.allow_federated:
        return FederationMode.OFF
    if settings.partner_discovery is None:
        return FederationMode.NOT_KNOWN
    return FederationMode.OPEN if settings.partner_discovery else FederationMode.CLOSED
