"""What each format of evidence offers: how it is recognised and how it is read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

import attrs

from ..estate.kinds import Item
from .bundle import Member
from .record import Rejected


@attrs.frozen
class Remark:
    """Something the user must know about a source that is not a rejected record.

    Attributes:
        must_be_seen: whether it is shown even if nothing was lost.
    """

    text: str
    must_be_seen: bool = False


@attrs.frozen
class Collected:
    """The source is evidence for these kinds, even if it holds none of them."""

    product: str
    kinds: tuple[str, ...]


@attrs.frozen
class Cut:
    """The source ends before its end: what was read is kept, and none of its kinds counts as collected."""

    reason: str


@attrs.frozen
class Lost:
    """A value of an item that the source does not hold in full or not in readable form: the field is unknown."""

    reason: str


ReadResult = Item | Rejected | Remark | Collected | Cut | Lost


def mapped(result: tuple[Item, tuple[str, ...]] | Rejected) -> tuple[ReadResult, ...]:
    """What a mapper made of a record: the item and what of it is lost, or the rejection."""
    if isinstance(result, Rejected):
        return (result,)
    item, notes = result
    return (item, *map(Lost, notes)) if notes else (item,)


@attrs.frozen(kw_only=True)
class Origin:
    """What is known of a file before it is read: from the manifest of the kit that collected it, and its hash's pass.

    Attributes:
        product: product and version of the server it came from, or "" where nothing says.
        machine: server on which it was collected.
        role: of the script that collected it, ``edge`` or another one, or "".
        twin: the file that holds the same in a better form.
        has_references: whether a value in it may stand for another, as `Ref` does in CLIXML.
    """

    product: str = ""
    machine: str | None = None
    role: str = ""
    collected_at: datetime | None = None
    collected_by: str | None = None
    twin: Member | None = None
    has_references: bool = True


@attrs.frozen
class Format:
    """One format of evidence.

    Attributes:
        name: as shown to the user.
        matches: whether a file with this first part is of the format.
        read: yields what the file holds. A file that must be refused raises InputError before the first result; after
            it, an InputError is the same as `Cut`.
    """

    name: str
    matches: Callable[[Member, bytes], bool]
    read: Callable[[Member, Origin], Iterator[ReadResult]]
