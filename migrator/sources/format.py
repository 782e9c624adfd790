"""What each format of evidence offers: how it is recognised and how it is read."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import attrs

from ..estate.kinds import Item
from .bundle import Member
from .record import Rejected


@attrs.frozen
class Note:
    """Something the user must know about a source that is no rejected record."""

    text: str


@attrs.frozen
class Collected:
    """The source is evidence for these kinds, even if it holds none of them."""

    product: str
    kinds: tuple[str, ...]


Event = Item | Rejected | Note | Collected


@attrs.frozen
class Format:
    """One format of evidence.

    Attributes:
        name: as shown to the user.
        matches: whether a file with this first part is of the format.
        read: yields what the file holds. A file that must be refused raises InputError before the first item.
    """

    name: str
    matches: Callable[[Member, bytes], bool]
    read: Callable[[Member], Iterator[Event]]
