"""What shows that federation is wanted, and where the settings of an Access Edge are changed."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from ..estate.estate import Estate
from ..estate.evidence import Event
from ..estate.external import (
    AccessEdgeSettings,
    AllowedDomain,
    BlockedDomain,
    HostingProvider,
    PublicProvider,
    PushNotificationSettings,
)
from ..estate.network import folded
from ..estate.observation import original
from ..estate.products import LYNC2010, R2, UNKNOWN
from ..estate.topology import EdgePool
from ..network.edges import is_federating
from .engine.gaps import Gap, not_collected
from .engine.model import Context
from .engine.scope import ALL, LYNC
from .engine.values import Host, Places

#: where the switches are in Lync, beside the cmdlet
PANEL = (
    "Control Panel: Federation and External Access (some pages: External User Access) > Access Edge "
    "Configuration > Global > Edit > Show details. Verify with Get-CsAccessEdgeConfiguration."
)
PANEL_PAGE = "l13-enable-federation"
#: where they are in OCS 2007 R2, whose Edge servers have each their own (r2-federated-domains)
CONSOLE = (
    "On each Edge server of OCS 2007 R2: Computer Management > Services and Applications > right-click Office "
    "Communications Server 2007 R2 > Properties"
)
_SETTINGS = "MSFT_SIPFederationExternalEdgeSetting"


def in_console(change: str, shown_by: str = _SETTINGS) -> str:
    """How a setting of OCS 2007 R2 is changed, and the WMI class that shows it afterwards."""
    return rf"{CONSOLE}{change} Verify on each: Get-WmiObject -Namespace root\cimv2 -Class {shown_by}."


def of_server(settings: AccessEdgeSettings) -> Places:
    """The Edge server of OCS 2007 R2 on which settings were read; Lync has one for all."""
    if settings.product != R2:
        return {}
    return {"server": Host(str(settings.extra.get("__SERVER") or "an Edge server"))}


def signs_of_federation(estate: Estate, context: Context, *, without_switch: bool = False) -> list[str]:
    """What shows that federation is wanted: the answer, else what is set up for it; empty where nothing does.

    Args:
        without_switch: leave out AllowFederatedUsers itself.
    """
    answer = context.answers.get("federation_wanted")
    if answer is not None:
        return ["the answer federation_wanted"] if answer == "yes" else []
    signs = []
    if not without_switch and any(s.allow_federated for s in estate.of(AccessEdgeSettings)):
        signs.append("AllowFederatedUsers is True")
    if any(estate.of(AllowedDomain)):
        signs.append("allowed domains")
    if any(p.enabled for p in estate.of(HostingProvider)) or any(p.enabled for p in estate.of(PublicProvider)):
        signs.append("an enabled provider")
    if any(is_federating(edge, estate) for edge in estate.of(EdgePool)):
        signs.append("an Edge pool with port 5061")
    if context.answers.get("push_notification_wanted") == "yes":
        signs.append("push notifications are wanted")
    elif any(each.apple or each.microsoft for each in estate.of(PushNotificationSettings)):
        signs.append("push notifications are on")
    return signs


def is_listed(partner: str, domains: Collection[str]) -> bool:
    """Whether a domain or one above it is listed: both lists match the end of a name (l13-allowed-domains)."""
    labels = partner.strip(". ").casefold().split(".")
    return any(".".join(labels[start:]) in domains for start in range(len(labels)))


def name_of(listed: AllowedDomain | BlockedDomain) -> str:
    """The name of a domain of a list, as it is compared."""
    return folded((listed.domain or listed.key).strip())


def limits_partners(settings: AccessEdgeSettings) -> bool:
    """Whether settings of Lync limit discovered partners; those of 2010 show no limit, and nothing is in doubt."""
    if settings.product == LYNC2010:
        return bool(original(settings).limits_discovered_partners)
    return settings.limits_discovered_partners is not False


def without_events(estate: Estate) -> Iterator[Gap]:
    """A gap for each product with settings and without events; those of Lync rarely name their version."""
    for product in ALL:
        sources = (R2,) if product == R2 else (*LYNC, UNKNOWN)
        is_read = any(estate.has(Event.kind, each) for each in sources)
        if estate.has(AccessEdgeSettings.kind, product) and not is_read:
            yield not_collected([Event], product)
