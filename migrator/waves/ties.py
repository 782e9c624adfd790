"""What ties users together: delegates, lines that several have, agents and the response groups of a pool, gateways.

That response groups move by whole pools is documented (l13-rgs-r2, l13-rgs-2010). That managers and delegates, or those
who share a line, should move together is a conclusion: no page says it.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum

import attrs

from ..checklist.names import is_new_pool
from ..estate.catalogue import KINDS
from ..estate.estate import Estate
from ..estate.group_members import members_of
from ..estate.in_force import Scopes, home_named
from ..estate.kinds import Item, fields_of
from ..estate.missing import of_areas
from ..estate.naming import server_of
from ..estate.numbers import Use, shared_numbers
from ..estate.products import in_one_store
from ..estate.response_groups import Agent, AgentGroup, BusinessHours, HolidaySet, Queue, Workflow
from ..estate.topology import Pool
from ..estate.users import User
from ..estate.voice import VoicePolicy, VoiceRoute
from .population import Mover, Population

#: what Move-CsRgsConfiguration takes along, in the order in which people read it
GROUP_KINDS: tuple[type[Item], ...] = (Workflow, Queue, AgentGroup, BusinessHours, HolidaySet)

_NO_DIGITS = re.compile(r"\D+")
#: kinds on which ties rest
KINDS_READ = of_areas("Response groups", "Users") | {Pool.kind, VoicePolicy.kind, VoiceRoute.kind}
#: kinds whose objects have a number
_NUMBERED = tuple(cls for cls in KINDS.values() if any(field.name == "line_uri" for field in fields_of(cls)))


class TieKind(StrEnum):
    """Why two belong together."""

    DELEGATE = "delegate"
    COMPANION = "named by hand"
    LINE = "shared line"
    AGENT = "agent"


@attrs.frozen
class Tie:
    """Two users who belong together, by their ids; of a delegate *one* is the manager.

    Attributes:
        about: the number that they share, or the reason that somebody gave.
    """

    kind: TieKind
    one: str
    other: str
    about: str = ""


@attrs.frozen(kw_only=True)
class SharedLine:
    """A number that several objects have."""

    number: str
    holders: tuple[Item, ...]


@attrs.frozen(kw_only=True)
class PoolGroups:
    """The response groups of one legacy pool, which move all or none.

    Attributes:
        pool: its FQDN.
        objects: the workflows, queues, agent groups, business hours and holiday sets.
        agents: names of the agent groups that have each agent, by the id of the user.
        unread: distribution lists whose members, and agent groups whose agents, the evidence does not have.
        is_moved: whether the new product has a workflow of each of its names.
    """

    pool: str
    objects: tuple[Item, ...]
    agents: Mapping[str, tuple[str, ...]]
    unread: tuple[str, ...]
    is_moved: bool

    def of(self, kind: type[Item]) -> list[Item]:
        """The objects of one kind."""
        return [item for item in self.objects if isinstance(item, kind)]


@attrs.frozen(kw_only=True)
class Ties:
    """All that ties the users of an estate.

    Attributes:
        pairs: delegates, and those whom somebody named.
        lines: numbers that several objects have.
        groups: the response groups by the FQDN of their pool, in lower case.
        gateways: FQDNs of the gateways through which each user calls, by the id of the user.
        has_delegates: whether the evidence shows the delegates of anybody.
    """

    pairs: tuple[Tie, ...]
    lines: tuple[SharedLine, ...]
    groups: Mapping[str, PoolGroups]
    gateways: Mapping[str, tuple[str, ...]]
    has_delegates: bool


def ties_of(population: Population, companions: Iterable[tuple[str, str, str]] = ()) -> Ties:
    """The ties of an estate.

    Args:
        companions: keys of people whom somebody named, and why.
    """
    delegates = list(_delegates(population))
    named = (Tie(TieKind.COMPANION, one.casefold(), other.casefold(), reason) for one, other, reason in companions)
    return Ties(
        pairs=(*delegates, *named),
        lines=tuple(_lines(population.estate)),
        groups={groups.pool.casefold(): groups for groups in _groups(population)},
        gateways=_gateways(population),
        has_delegates=bool(delegates),
    )


def _delegates(population: Population) -> Iterator[Tie]:
    for mover in population.movers.values():
        for name in mover.user.delegates:
            found = population.find(name)
            if found is not None and found is not mover:
                yield Tie(TieKind.DELEGATE, mover.id, found.id)


def _lines(estate: Estate) -> Iterator[SharedLine]:
    """Numbers that several objects have; most users share no digits with anybody, and are left out beforehand."""
    numbered = [(item, _digits(item)) for kind in _NUMBERED for item in estate.of(kind)]
    held = Counter(one for _, digits in numbered for one in digits)
    alike = [item for item, digits in numbered if not isinstance(item, User) or any(held[one] > 1 for one in digits)]
    for number, holders in shared_numbers(Estate(alike)).items():
        items = tuple(entries[0].item for entries in holders)
        if any(isinstance(item, User) for item in items) and holders[0][0].use is not Use.ADDRESS:
            yield SharedLine(number=number, holders=items)


def _digits(item: Item) -> set[str]:
    """The digits of each number of an object: two that are equal have the same, however they are written."""
    texts = (getattr(item, name, None) for name in ("line_uri", "private_line", "display_number"))
    return {_NO_DIGITS.sub("", text) for text in texts if text}


def _groups(population: Population) -> Iterator[PoolGroups]:
    estate = population.estate
    by_pool: dict[str, list[Item]] = defaultdict(list)
    for kind in GROUP_KINDS:
        for item in estate.of(kind):
            pool = estate.find(Pool.kind, getattr(item, "pool", None), product=item.product)
            if item.product != population.new and not is_new_pool(estate, population.new, getattr(item, "pool", None)):
                by_pool[(getattr(pool, "fqdn", None) or getattr(item, "pool", None) or "")].append(item)
    copied = {item.title.casefold() for item in estate.of(Workflow, product=population.new)}
    for name, objects in by_pool.items():
        legacy = objects[0].product
        workflows = {item.title.casefold() for item in objects if isinstance(item, Workflow)}
        agents, unread = _agents(population, [item for item in objects if isinstance(item, AgentGroup)])
        yield PoolGroups(
            pool=name,
            objects=tuple(objects),
            agents=agents,
            unread=unread,
            is_moved=bool(workflows) and workflows <= copied and not estate.lost(Workflow.kind, legacy),
        )


def _agents(
    population: Population, groups: Sequence[AgentGroup]
) -> tuple[Mapping[str, tuple[str, ...]], tuple[str, ...]]:
    """The agent groups of each user who is an agent, and the lists and groups of which not all agents were read."""
    found: dict[str, dict[str, None]] = defaultdict(dict)
    unread: dict[str, None] = {}
    for group in groups:
        if not group.knows("agents"):
            unread[group.title] = None
        names = [_address(item) or reference for reference, item in population.estate.resolve(group, "agents")]
        if members := members_of(population.estate, group):
            names += [user.key for user in members.users]
            if members.group is None:
                unread[members.address] = None
        for name in names:
            if mover := population.find(name):
                found[mover.id][group.title] = None
    return {id_: tuple(titles) for id_, titles in found.items()}, tuple(unread)


def _address(item: Item | None) -> str | None:
    return item.sip_address if isinstance(item, Agent | User) else None


def _gateways(population: Population) -> Mapping[str, tuple[str, ...]]:
    """The gateways of each user who is enabled for Enterprise Voice, through the voice policy that is in force."""
    by_policy: dict[tuple[str | None, str | None, str], tuple[str, ...]] = {}
    scopes: dict[str, Scopes] = {}
    found: dict[str, tuple[str, ...]] = {}
    for mover in population.movers.values():
        user = mover.user
        if mover.is_moved or user.voice_enabled is False:
            continue
        place = (user.voice_policy, user.pool, user.product)
        if place not in by_policy:
            own = scopes.setdefault(user.product, Scopes(population.estate, VoicePolicy, user.product))
            home = home_named(population.estate, user.pool, user.product)
            by_policy[place] = _gateways_of(population.estate, own.of_user(user.voice_policy, home).item, user.product)
        if by_policy[place]:
            found[mover.id] = by_policy[place]
    return found


def _gateways_of(estate: Estate, policy: Item | None, product: str) -> tuple[str, ...]:
    """The gateways of the routes that have a usage of the policy."""
    if not isinstance(policy, VoicePolicy):
        return ()
    usages = {_named(*pair) for pair in estate.resolve(policy, "usages")}
    routes = (route for each in in_one_store(product) for route in estate.of(VoiceRoute, product=each))
    return tuple(
        dict.fromkeys(
            _named(reference, item)
            for route in routes
            if usages & {_named(*pair) for pair in estate.resolve(route, "usages")}
            for reference, item in estate.resolve(route, "gateways")
        )
    )


def _named(reference: str, item: Item | None) -> str:
    """The name of what a reference leads to, in lower case; of a trunk its gateway."""
    name = item and (getattr(item, "gateway", None) or getattr(item, "fqdn", None) or item.key)
    return server_of(str(name or reference)).casefold()


def holder_is_moved(population: Population, item: Item) -> bool:
    """Whether an object that has a number is on the new product already."""
    mover = population.movers.get(item.key.casefold()) if isinstance(item, User) else None
    if mover is not None:
        return mover.is_moved
    return item.product == population.new or is_new_pool(population.estate, population.new, getattr(item, "pool", None))


def of_mover(population: Population, item: Item) -> Mover | None:
    """The user whom an item shows; None if it is another object."""
    return population.movers.get(item.key.casefold()) if isinstance(item, User) else None
