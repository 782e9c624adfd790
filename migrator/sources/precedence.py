"""Which collection a file belongs to, when that was collected, and in which order files are read.

Of two values the first that is read is kept (`estate.merge`), so that the newest collection is read first. The files
below a manifest of the kit are one collection, collected when its last block ended. Other files are one collection if
they are in one folder or zip and no hour lies between the time of one and of the next; it is as old as its newest file.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta

import attrs

from ..errors import InputError
from ..estate.repeated import file_of
from .bundle import Member

#: the order of reading if nobody asks for another
NEWEST = "newest"
_APART = timedelta(hours=1)
_BEFORE_ALL = datetime.min.replace(tzinfo=UTC)


@attrs.frozen
class Precedence:
    """The order in which the sources of some evidence are read.

    Attributes:
        times: path -> when its collection was collected.
        preferred: how the paths begin that go before all others; "" for none.
    """

    times: Mapping[str, datetime]
    preferred: str = ""

    def date(self, source: str) -> datetime | None:
        """When a source (``path#position``) was collected, if that is known."""
        return self.times.get(file_of(source))

    def prefers(self, path: str) -> bool:
        """Whether a source goes before all others."""
        return bool(self.preferred) and _folded(path).startswith(self.preferred)

    def in_order(self, members: Iterable[Member]) -> list[Member]:
        """The files as they are read: the newest first, those of one collection as they are given."""
        return sorted(members, key=lambda member: self.times.get(member.path, _BEFORE_ALL), reverse=True)


def precedence(
    members: Sequence[Member],
    by_manifest: Callable[[Member], datetime | None],
    live: Mapping[str, datetime],
    prefer: str,
) -> Precedence:
    """The order for these files and these live sources (place -> time of reading).

    Args:
        by_manifest: when a file was collected by the manifest of the kit beside or above it, if there is one.
        prefer: ``newest``, or how the path of the sources begins that go before all others.

    Raises:
        InputError: no source begins with *prefer*.
    """
    times = dict(live)
    loose: dict[str, list[tuple[datetime, str]]] = defaultdict(list)
    for member in members:
        if at := by_manifest(member):
            times[member.path] = at
        elif member.modified_at:
            loose[member.path[: len(member.path) - len(member.name)]].append((member.modified_at, member.path))
    for files in loose.values():
        times.update(_collections(files))
    order = Precedence(times, "" if prefer == NEWEST else _folded(prefer))
    if order.preferred and not any(map(order.prefers, (*live, *(member.path for member in members)))):
        raise InputError(f"--prefer {prefer}: no source begins with it", hint="Give the beginning of a path, or newest")
    return order


def _collections(files: list[tuple[datetime, str]]) -> dict[str, datetime]:
    """Each file of a folder with the time of its collection."""
    times: dict[str, datetime] = {}
    newest = previous = None
    for at, path in sorted(files, reverse=True):
        if previous is None or newest is None or previous - at > _APART:
            newest = at
        times[path] = newest
        previous = at
    return times


def _folded(path: str) -> str:
    return path.replace("\\", "/").casefold()
