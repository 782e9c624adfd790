"""Whether federation of an estate is open, closed or off."""

from __future__ import annotations

from enum import StrEnum

import attrs

from ..estate.estate import Estate
from ..estate.external import AccessEdgeSettings, AllowedDomain
from ..estate.products import LYNC2010, LYNC2013, R2, in_one_store


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
    Those of OCS 2007 R2, which each Edge server has, count only where there are none of Lync; if they differ, nothing
    is known of the whole.
    Source: Set-CsAccessEdgeConfiguration, AllowFederatedUsers and EnablePartnerDiscovery; r2-wmi-external-edge.
    """
    products = (*in_one_store(LYNC2013), R2)
    settings = next((found for product in products if (found := estate.of(AccessEdgeSettings, product=product))), ())
    of_lync = any(one.product != R2 for one in settings)
    listing = (LYNC2010, LYNC2013) if of_lync else products
    domains = {(each.domain or each.key).casefold() for p in listing for each in estate.of(AllowedDomain, product=p)}
    states = set(map(_state, settings[:1] if of_lync else settings))
    return FederationWithPartners(
        state=states.pop() if len(states) == 1 else FederationMode.NOT_KNOWN, allowed_domains=len(domains)
    )


def _state(settings: AccessEdgeSettings) -> FederationMode:
    if settings.allow_federated is None:
        return FederationMode.NOT_KNOWN
    if not settings.allow_federated:
        return FederationMode.OFF
    if settings.partner_discovery is None:
        return FederationMode.NOT_KNOWN
    return FederationMode.OPEN if settings.partner_discovery else FederationMode.CLOSED
