"""What an estate may have besides pools, users and Edges: branch appliances, XMPP, Group Chat."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ..estate.estate import Estate
from ..estate.external import XmppPartner
from ..estate.topology import InstalledComponent, Service, WindowsService
from ..network.branches import branch_pools
from .names import EstateNames

#: what Group Chat is called among programs and services of a server
_GROUP_CHAT = "group chat"


def has_branch_appliance(estate: Estate, names: EstateNames, answers: Mapping[str, str]) -> bool | None:
    """Whether there is a branch appliance of Lync 2010; None where its services were not collected, or not in full."""
    if branch_pools(estate) or answers.get("sba_2010_kept") == "yes":
        return True
    read = estate.has(Service.kind, names.legacy) and not estate.lost(Service.kind)
    return False if read else None


def has_xmpp(estate: Estate, names: EstateNames, answers: Mapping[str, str]) -> bool | None:
    """Whether XMPP partners are reached: as evidence of Lync Server 2013 or an answer says."""
    partners = any(estate.of(XmppPartner)) or answers.get("xmpp_gateway_in_use") == "yes"
    return partners or any(edge.has_xmpp for edge in names.deployed_edges)


def has_group_chat(estate: Estate, _names: EstateNames, answers: Mapping[str, str]) -> bool | None:
    """Whether Group Chat is deployed: as programs and services of the servers or an answer say."""
    if answers.get("group_chat_deployed") == "yes":
        return True
    programs = (each.name or "" for each in estate.of(InstalledComponent))
    services = (f"{each.name} {each.display_name}" for each in estate.of(WindowsService))
    return any(_GROUP_CHAT in name.casefold() for names in (programs, services) for name in names)


#: what steps are only for -> whether the estate has it
PRESENCE: dict[str, Callable[[Estate, EstateNames, Mapping[str, str]], bool | None]] = {
    "branch_appliance": has_branch_appliance,
    "xmpp": has_xmpp,
    "group_chat": has_group_chat,
}
