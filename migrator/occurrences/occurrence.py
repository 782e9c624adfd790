"""A group of events, records or lines that are alike: how many, from when to when, and what they are known as."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

import attrs

from ..estate.kinds import Item
from ..knowledge.known_message import KnownMessage
from .sighting import Sighting, sortable


@attrs.frozen(kw_only=True)
class Occurrence:
    """A group of what is alike.

    Attributes:
        first_item: the first of them that was read.
        sighting: what they have in common; its time is that of the first that was read.
        hour: the hour in which they were; None where no time is given, or where groups of several hours are one.
        entries: the known messages that they are, the most precise first; () where nothing is known of them.
        first, last: when the earliest and the latest of them was; None where no time is given.
        together: ids of others in the same second about the same, with how often.
        answers: of a known SERVICE request, the final responses to it, with how often.
    """

    first_item: Item
    sighting: Sighting
    count: int
    hour: datetime | None = None
    first: datetime | None = None
    last: datetime | None = None
    entries: tuple[KnownMessage, ...] = ()
    together: tuple[tuple[str, int], ...] = ()
    answers: tuple[tuple[str, int], ...] = ()

    @property
    def entry(self) -> KnownMessage | None:
        """The known message that they most precisely are."""
        return self.entries[0] if self.entries else None


def joined(groups: Sequence[Occurrence]) -> Occurrence:
    """Groups of several hours, or that else are one, as one group."""
    times = [at for group in groups for at in (group.first, group.last) if at]
    together = summed(group.together for group in groups)
    hours = {group.hour for group in groups}
    return attrs.evolve(
        groups[0],
        count=sum(group.count for group in groups),
        hour=hours.pop() if len(hours) == 1 else None,
        first=min(times, key=sortable, default=None),
        last=max(times, key=sortable, default=None),
        together=together,
        answers=summed(group.answers for group in groups),
    )


def summed(counts: Iterable[Iterable[tuple[str, int]]]) -> tuple[tuple[str, int], ...]:
    """Counts by id, added up."""
    found: dict[str, int] = {}
    for each in counts:
        for id_, count in each:
            found[id_] = found.get(id_, 0) + count
    return tuple(sorted(found.items()))


def in_order(groups: Iterable[Occurrence]) -> Iterator[Occurrence]:
    """The groups from the earliest on, those without a time last."""
    listed = list(groups)
    timed = [(sortable(group.first), at) for at, group in enumerate(listed) if group.first]
    yield from (listed[at] for _, at in sorted(timed))
    yield from (group for group in listed if group.first is None)
