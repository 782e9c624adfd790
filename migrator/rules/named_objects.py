"""What a group of events or records names in the estate, as evidence of a finding."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from weakref import WeakKeyDictionary

from ..estate.estate import Estate
from ..estate.observation import unobserved
from ..occurrences.joins import Joins, Named
from ..occurrences.occurrence import Occurrence
from .engine.values import Listing, Text, Value, items, people

_JOINS: WeakKeyDictionary[Estate, Joins] = WeakKeyDictionary()


def named_by(estate: Estate, group: Occurrence) -> tuple[Named, ...]:
    """The objects of the estate that a group names; nothing follows from what is not found."""
    return _joins(estate).of(group)


def named_in(estate: Estate, text: str) -> tuple[Named, ...]:
    """The objects of the estate that a text names."""
    return _joins(estate).of_text(text)


def _joins(estate: Estate) -> Joins:
    seen = unobserved(estate)
    if seen not in _JOINS:
        _JOINS[seen] = Joins(seen)
    return _JOINS[seen]


def evidence_of(named: Iterable[Named]) -> Iterator[tuple[str, Value]]:
    """The objects by what they are, with the members of groups and how a serial number was read."""
    by_role: dict[str, list[Named]] = {}
    for each in named:
        by_role.setdefault(each.role, []).append(each)
    for role, found in by_role.items():
        yield role, items(each.item for each in found)
        if members := tuple(dict.fromkeys(member for each in found for member in each.members)):
            yield f"members of the {role}", people(members)
        if read := tuple(dict.fromkeys(each.how for each in found if each.how)):
            yield f"serial number of the {role}", Listing(tuple(map(Text, read)))
