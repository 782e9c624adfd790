"""Bundles: users who are tied to each other, directly or through others, and so belong into one wave."""

from __future__ import annotations

from collections import Counter, defaultdict

import attrs

from ..estate.users import User
from .population import Mover, Population
from .ties import TieKind, Ties


@attrs.frozen(kw_only=True)
class Bundle:
    """Users who are tied to each other, and the response groups of which they are agents.

    Attributes:
        users: those who are not moved yet.
        pools: FQDNs of the pools whose response groups they serve.
        ties: how many ties of each kind hold it together.
    """

    users: tuple[Mover, ...]
    pools: tuple[str, ...]
    ties: Counter[TieKind]


@attrs.frozen(kw_only=True)
class Bundles:
    """The bundles of an estate, the largest first.

    Attributes:
        free: of how many users no tie is seen.
        moved: how many are on the new product already.
    """

    bundles: tuple[Bundle, ...]
    free: int
    moved: int


def bundles_of(population: Population, ties: Ties) -> Bundles:
    """The users who belong together; gateways tie nobody, as they serve both sides until the last wave."""
    left = {id_: mover for id_, mover in population.movers.items() if not mover.is_moved}
    links = [
        *((tie.one, tie.other, tie.kind) for tie in ties.pairs),
        *_lines(ties),
        *(
            (agent, f"\0{pool}", TieKind.AGENT)
            for pool, groups in ties.groups.items()
            if not groups.is_moved
            for agent in groups.agents
        ),
    ]
    above: dict[str, str] = {}

    def top(name: str) -> str:
        while (own := above.setdefault(name, name)) != name:
            above[name] = name = above[own]
        return name

    held = [(one, other, kind) for one, other, kind in links if one in left and (other in left or other[:1] == "\0")]
    for one, other, _ in held:
        above[top(one)] = top(other)
    counts: dict[str, Counter[TieKind]] = defaultdict(Counter)
    for one, _, kind in held:
        counts[top(one)][kind] += 1
    members: dict[str, list[str]] = defaultdict(list)
    for name in above:
        members[top(name)].append(name)
    bundles = [
        Bundle(
            users=tuple(left[name] for name in names if name in left),
            pools=tuple(ties.groups[name[1:]].pool for name in names if name[:1] == "\0"),
            ties=counts[root],
        )
        for root, names in members.items()
    ]
    tied = sum(len(bundle.users) for bundle in bundles)
    return Bundles(
        bundles=tuple(sorted(bundles, key=lambda bundle: -len(bundle.users))),
        free=len(left) - tied,
        moved=len(population.movers) - len(left),
    )


def _lines(ties: Ties) -> list[tuple[str, str, TieKind]]:
    """The users of each shared line, each tied to the first of them."""
    found = []
    for line in ties.lines:
        first, *others = [item.key.casefold() for item in line.holders if isinstance(item, User)]
        found += [(first, other, TieKind.LINE) for other in others if other != first]
    return found
