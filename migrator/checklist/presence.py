"""What an estate may have besides pools, users and Edges: branch appliances, Directors, XMPP, Group Chat, and more."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import attrs

from ..estate.estate import Estate
from ..estate.external import XmppPartner
from ..estate.kinds import Item
from ..estate.topology import InstalledComponent, Pool, Service, WindowsService
from ..estate.users import User
from ..network.branches import branch_pools, is_without_users
from ..network.servers import director_pools
from .names import EstateNames

#: what Group Chat is called among programs and services of a server
_GROUP_CHAT = "group chat"


def has_branch_appliance(estate: Estate, names: EstateNames, answers: Mapping[str, str]) -> bool | None:
    """Whether there is a branch appliance of Lync 2010; None where its services were not collected, or not in full."""
    if branch_pools(estate) or answers.get("sba_2010_kept") == "yes":
        return True
    return False if _is_read(estate, names, Service) else None


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


def has_director(estate: Estate, names: EstateNames, _answers: Mapping[str, str]) -> bool | None:
    """Whether there is a Director of the legacy product; None where its services were not collected, or not in full.

    A Registrar without users in a central site is one, too.
    """
    branches = {name.casefold() for name in branch_pools(estate)}
    lone = (pool for pool in estate.of(Pool, product=names.legacy) if is_without_users(pool))
    if director_pools(estate, names.legacy) or any((pool.fqdn or pool.key).casefold() not in branches for pool in lone):
        return True
    return False if _is_read(estate, names, Service) else None


def has_remote_call_control(estate: Estate, names: EstateNames, _answers: Mapping[str, str]) -> bool | None:
    """Whether a user has remote call control; None where users were not collected, not in full, or without it."""
    users = list(estate.of(User, product=names.legacy))
    if any(user.remote_call_control for user in users):
        return True
    is_known = _is_read(estate, names, User) and all(user.knows("remote_call_control") for user in users)
    return False if is_known else None


def _is_read(estate: Estate, names: EstateNames, cls: type[Item]) -> bool:
    """Whether the legacy objects of a kind were collected, and none of the kind was lost."""
    return estate.has(cls.kind, names.legacy) and not estate.lost(cls.kind)


@attrs.frozen
class EstatePart:
    """Whether an estate has something.

    Attributes:
        of: the kind of objects that would show it where nothing is known.
    """

    has: Callable[[Estate, EstateNames, Mapping[str, str]], bool | None]
    of: type[Item] = Service


#: what steps are only for -> whether the estate has it
PRESENCE: dict[str, EstatePart] = {
    "branch_appliance": EstatePart(has_branch_appliance),
    "legacy_director": EstatePart(has_director),
    "remote_call_control": EstatePart(has_remote_call_control, User),
    "xmpp": EstatePart(has_xmpp),
    "group_chat": EstatePart(has_group_chat),
}
