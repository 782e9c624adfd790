"""Members of the distribution group that is the list of agents of an agent group, as Active Directory has them."""

from __future__ import annotations

import attrs

from .call_flow_words import list_address
from .estate import Estate
from .response_groups import AgentGroup
from .users import DirectoryGroup, User


@attrs.frozen
class Members:
    """What was read of the distribution group of an agent group.

    Attributes:
        address: the address by which the agent group names it.
        group: the group in Active Directory; None if it was not read.
        users: its members that are users.
        nested: its members that are groups.
        others: the names of its other members: people who are not enabled, contacts, or groups that were not read.
    """

    address: str
    group: DirectoryGroup | None = None
    users: tuple[User, ...] = ()
    nested: tuple[DirectoryGroup, ...] = ()
    others: tuple[str, ...] = ()


def members_of(estate: Estate, group: AgentGroup) -> Members | None:
    """The members of the distribution group of *group*; None if its agents are chosen one by one."""
    if not group.distribution_list:
        return None
    address = list_address(estate, group)
    found = estate.find("directory_group", address.strip())
    if not isinstance(found, DirectoryGroup):
        return Members(address)
    users: list[User] = []
    nested: list[DirectoryGroup] = []
    others: list[str] = []
    for name in found.members:
        member = estate.find_any(("user", "directory_group"), name, product=group.product)
        if isinstance(member, User):
            users.append(member)
        elif isinstance(member, DirectoryGroup):
            nested.append(member)
        else:
            others.append(name)
    return Members(address, found, tuple(users), tuple(nested), tuple(others))
