"""Agents of response groups: the groups that list them and the users that they are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from .estate import Estate
from .response_groups import AgentGroup
from .users import User


def groups_by_agent(estate: Estate, product: str) -> dict[str, list[AgentGroup]]:
    """Agent groups by the agents they list, in lower case: ids of OCS 2007 R2, SIP URIs of Lync."""
    groups: dict[str, list[AgentGroup]] = defaultdict(list)
    for group in estate.of(AgentGroup, product=product):
        for agent in dict.fromkeys(group.agents):
            groups[agent.casefold()].append(group)
    return groups


def users_by_name(estate: Estate, addresses: Iterable[str]) -> dict[str, list[User]]:
    """Users by the name in their address, in lower case, of the names that *addresses* have, wherever homed."""
    wanted = set(map(account_name, addresses))
    users: dict[str, list[User]] = defaultdict(list)
    for user in estate.of(User):
        name = account_name(user.sip_address or user.key)
        if name in wanted:
            users[name].append(user)
    return users


def account_name(address: str) -> str:
    """The part before the ``@``, without ``sip:``, in lower case."""
    return address.casefold().removeprefix("sip:").partition("@")[0]


def user_of(estate: Estate, address: str | None, product: str) -> User | None:
    """The user with this address, that of *product* if there are several; users move before response groups."""
    user = estate.find("user", address, product=product)
    return user if isinstance(user, User) else None
