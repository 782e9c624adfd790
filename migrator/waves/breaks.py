"""What the cut between waves breaks: ties of which one end moves and the other stays."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from enum import StrEnum

import attrs

from ..estate.kinds import Item
from ..estate.users import User
from .population import Population
from .ties import PoolGroups, SharedLine, Tie, TieKind, Ties, holder_is_moved


class BreakKind(StrEnum):
    """What is cut."""

    DELEGATE_STAYS = "manager moves, delegate stays"
    MANAGER_STAYS = "delegate moves, manager stays"
    COMPANION_STAYS = "one moves, the other stays"
    LINE_SPLIT = "number on both sides"
    AGENT_STAYS = "response groups move, agents stay"
    GROUPS_STAY = "agents move, response groups stay"
    GATEWAY_SHARED = "gateway used on both sides"


@attrs.frozen(kw_only=True)
class WaveBreak:
    """One thing that a wave cuts.

    Attributes:
        about: the number, the agent group, the pool or the gateway that is cut; the reason of those named by hand.
        inside: objects that move with the wave.
        outside: objects that stay.
        later: the wave after this one that has the first of those outside; "" if none has it.
        moving: how many users move, where they are too many to be named.
        staying: how many stay.
    """

    kind: BreakKind
    about: str = ""
    inside: tuple[Item, ...] = ()
    outside: tuple[Item, ...] = ()
    later: str = ""
    moving: int = 0
    staying: int = 0


class Cuts:
    """Cuts the ties of an estate, wave by wave.

    Args:
        population: the users.
        ties: what ties them.
        later: the wave of each user, by the id of the user.
    """

    def __init__(self, population: Population, ties: Ties, later: Mapping[str, str]) -> None:
        self._population = population
        self._ties = ties
        self._later = later
        self._gone = {mover.id for mover in population.movers.values() if mover.is_moved}
        self._gone_pools = {pool for pool, groups in ties.groups.items() if groups.is_moved}
        self._pairs: dict[str, list[Tie]] = defaultdict(list)
        for tie in ties.pairs:
            for id_ in (tie.one, tie.other):
                self._pairs[id_].append(tie)
        self._lines: dict[str, list[SharedLine]] = defaultdict(list)
        for line in ties.lines:
            for item in line.holders:
                if isinstance(item, User):
                    self._lines[item.key.casefold()].append(line)
        self._callers = Counter(ties.gateways.values())

    def cut(self, users: AbstractSet[str], pools: AbstractSet[str]) -> list[WaveBreak]:
        """What the next wave breaks: people first, then lines, response groups and gateways.

        Args:
            users: ids of its users who are not moved yet.
            pools: the pools whose response groups move with it, in lower case.
        """
        self._gone.update(users)
        found = [*self._cut_pairs(users), *self._cut_lines(users)]
        for pool, groups in self._ties.groups.items():
            if pool in pools and pool not in self._gone_pools:
                found += self._agents(groups)
            elif pool not in self._gone_pools:
                found += self._legacy_groups(groups, users)
        self._gone_pools.update(pools)
        return [*found, *self._cut_gateways(users)]

    def _cut_pairs(self, users: AbstractSet[str]) -> Iterator[WaveBreak]:
        for id_ in users:
            for tie in self._pairs.get(id_, ()):
                other = tie.other if tie.one == id_ else tie.one
                if other in self._gone or other not in self._population.movers:
                    continue
                kind = BreakKind.DELEGATE_STAYS if tie.one == id_ else BreakKind.MANAGER_STAYS
                yield WaveBreak(
                    kind=kind if tie.kind is TieKind.DELEGATE else BreakKind.COMPANION_STAYS,
                    about=tie.about,
                    inside=self._users([id_]),
                    outside=self._users([other]),
                    later=self._later.get(other, ""),
                )

    def _cut_lines(self, users: AbstractSet[str]) -> Iterator[WaveBreak]:
        lines = {line.number: line for id_ in users for line in self._lines.get(id_, ())}
        for line in lines.values():
            inside = tuple(item for item in line.holders if isinstance(item, User) and item.key.casefold() in users)
            outside = tuple(item for item in line.holders if self._stays(item))
            if outside:
                yield WaveBreak(
                    kind=BreakKind.LINE_SPLIT,
                    about=line.number,
                    inside=inside,
                    outside=outside,
                    later=self._later.get(outside[0].key.casefold(), "") if isinstance(outside[0], User) else "",
                )

    def _stays(self, item: Item) -> bool:
        if isinstance(item, User):
            return item.key.casefold() not in self._gone
        return not holder_is_moved(self._population, item)

    def _agents(self, groups: PoolGroups) -> Iterator[WaveBreak]:
        by_group: dict[str, list[str]] = defaultdict(list)
        for agent, titles in groups.agents.items():
            if agent not in self._gone:
                for title in titles:
                    by_group[title].append(agent)
        for title, staying in by_group.items():
            yield WaveBreak(
                kind=BreakKind.AGENT_STAYS,
                about=title,
                outside=self._users(staying),
                later=self._later.get(staying[0], ""),
            )

    def _legacy_groups(self, groups: PoolGroups, users: AbstractSet[str]) -> Iterator[WaveBreak]:
        if moving := [agent for agent in groups.agents if agent in users]:
            yield WaveBreak(kind=BreakKind.GROUPS_STAY, about=groups.pool, inside=self._users(moving))

    def _users(self, ids: Sequence[str]) -> tuple[Item, ...]:
        return tuple(self._population.movers[id_].user for id_ in ids)

    def _cut_gateways(self, users: AbstractSet[str]) -> Iterator[WaveBreak]:
        gateways = self._ties.gateways
        leaving = Counter(gateways[id_] for id_ in users if id_ in gateways)
        self._callers -= leaving
        moving, staying = _by_gateway(leaving), _by_gateway(self._callers)
        for gateway, number in sorted(moving.items()):
            if staying[gateway]:
                yield WaveBreak(kind=BreakKind.GATEWAY_SHARED, about=gateway, moving=number, staying=staying[gateway])


def _by_gateway(callers: Counter[tuple[str, ...]]) -> Counter[str]:
    """How many users call through each gateway."""
    found: Counter[str] = Counter()
    for gateways, number in callers.items():
        for gateway in gateways:
            found[gateway] += number
    return found
