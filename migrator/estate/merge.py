"""One object seen by several sources becomes one item with all their sources; what differs is kept and reported.

What depends on the order in which sources are read: of two values the first is kept, the other is recorded as a
difference; of two objects with one key the first keeps it, the next is named by `rekeyed`, and one that has no other
names counts as the first; sources and aliases stand in the order of reading. Nothing else does.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any, Protocol, TypeVar

import attrs

from .kinds import Difference, Item, fields_of

Identity = tuple[str, str, str]
ItemType = TypeVar("ItemType", bound=Item)
_NOTHING: tuple[Any, ...] = (None, (), [], "")


class Kept(Protocol):
    """Where merged items are kept, one per identity: a dict in memory, or the rows of a project."""

    def get(self, name: Identity, /) -> Item | None:
        """The item of that identity, or None."""

    def __setitem__(self, name: Identity, item: Item, /) -> None:
        """Keep *item*, in the place of the one that has its identity."""


def merged(items: Iterable[Item]) -> Collection[Item]:
    """One item per object, in the order in which the objects first appear in *items*."""
    kept: dict[Identity, Item] = {}
    merge_into(kept, items)
    return kept.values()


def merge_into(kept: Kept, items: Iterable[Item]) -> None:
    """Merge each of *items* with what *kept* holds of its object; nothing else of them stays in memory."""
    for item in items:
        one = _with_earlier(kept, item)
        kept[identity(one)] = one


def _with_earlier(kept: Kept, item: Item) -> Item:
    """*item* with what is kept of its object; under a key of its own where another object has its key."""
    while (earlier := kept.get(identity(item))) is not None:
        if same_object(earlier, item):
            return merge(earlier, item)
        item = rekeyed(item)
    return item


def identity(item: Item) -> Identity:
    """What two items of one object have in common: product, kind and key without case."""
    return (item.product, item.kind, item.key.casefold())


def same_object(one: Item, other: Item) -> bool:
    """False where both carry other names (InstanceID, DN) and share none: two objects that chose the same key."""
    names = {name.casefold() for name in one.aliases}
    return not names or not other.aliases or any(name.casefold() in names for name in other.aliases)


def rekeyed(item: ItemType) -> ItemType:
    """*item* with its last alias added to the key, for the second of two objects of one key."""
    return attrs.evolve(item, key=f"{item.key} [{item.aliases[-1]}]")


def merge(first: ItemType, second: ItemType) -> ItemType:
    """*first* with the sources, names and missing values of *second*; differing values become differences."""
    changes: dict[str, Any] = {}
    differences = list(first.differences)
    source = second.sources[0] if second.sources else ""
    for field in fields_of(type(first)):
        ours, theirs = getattr(first, field.name), getattr(second, field.name)
        if theirs in _NOTHING:
            continue
        if ours in _NOTHING:
            changes[field.name] = theirs
        elif ours != theirs:
            differences.append(Difference(field.name, source, _shown(theirs)))
    differences += [
        Difference(name, source, _shown(value))
        for name, value in second.extra.items()
        if not name.startswith("__")
        and value not in _NOTHING
        and first.extra.get(name) not in _NOTHING
        and first.extra[name] != value
    ]
    return attrs.evolve(
        first,
        sources=tuple(dict.fromkeys((*first.sources, *second.sources))),
        aliases=tuple(dict.fromkeys((*first.aliases, *second.aliases))),
        extra={**first.extra, **{n: v for n, v in second.extra.items() if first.extra.get(n) in _NOTHING}},
        differences=tuple(dict.fromkeys(differences)),
        truncated=_still_truncated(first, second),
        **changes,
    )


def _still_truncated(first: Item, second: Item) -> tuple[str, ...]:
    """Fields of which neither source holds everything."""
    ours = (n for n in _marked(first, second) if n in second.truncated or getattr(second, n) in _NOTHING)
    parts = (n for n in first.truncated if getattr(first, n) not in _NOTHING)
    theirs = (n for n in _marked(second, first) if getattr(first, n) in _NOTHING)
    return tuple(dict.fromkeys((*ours, *parts, *theirs)))


def _marked(one: Item, other: Item) -> tuple[str, ...]:
    """Marked fields of *one*, but where it holds only what it fills and *other* holds more, those with a part.

    A row of rgsconfig marks every field that it does not fill; beside the cmdlet's object it takes nothing from what
    that object shows to be empty.
    """
    if one.truncated and _holds_only_what_it_fills(one) and not _holds_only_what_it_fills(other):
        return tuple(name for name in one.truncated if getattr(one, name) not in _NOTHING)
    return one.truncated


def _holds_only_what_it_fills(item: Item) -> bool:
    unfilled = {field.name for field in fields_of(type(item)) if getattr(item, field.name) in _NOTHING}
    return bool(unfilled) and unfilled <= set(item.truncated)


def _shown(value: Any) -> str:
    return "; ".join(map(str, value)) if isinstance(value, tuple) else str(value)
