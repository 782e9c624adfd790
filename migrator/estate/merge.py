"""One object in several sources becomes one item with all their sources; differing values are kept and reported.

Some results depend on the order in which sources are read. If two values differ, the first is kept and the other is
recorded as a difference. If two objects have the same key, the first keeps it and the second gets another by `rekeyed`;
an object without other names counts as the first. Sources and aliases are listed in the order of reading.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any, Protocol

import attrs

from .kinds import Difference, Item, ItemType, fields_of

Identity = tuple[str, str, str]
_NOTHING: tuple[Any, ...] = (None, (), [], "")


class ItemsByIdentity(Protocol):
    """Merged items, one per identity: a dict in memory, or the rows of a project."""

    def get(self, name: Identity, /) -> Item | None:
        """The item of that identity, or None."""

    def __setitem__(self, name: Identity, item: Item, /) -> None:
        """Keep *item*, in the place of the one that has its identity."""


def merged(items: Iterable[Item]) -> Collection[Item]:
    """One item per object, in the order in which the objects first appear in *items*."""
    kept: dict[Identity, Item] = {}
    merge_into(kept, items)
    return kept.values()


def merge_into(kept: ItemsByIdentity, items: Iterable[Item]) -> None:
    """Merge each of *items* with the item of its object in *kept*; nothing else stays in memory."""
    for item in items:
        one = _with_earlier(kept, item)
        kept[identity(one)] = one


def _with_earlier(kept: ItemsByIdentity, item: Item) -> Item:
    """*item* merged with the kept item of its object; with a key of its own if another object has its key."""
    while (earlier := kept.get(identity(item))) is not None:
        if same_object(earlier, item):
            return merge(earlier, item)
        item = rekeyed(item)
    return item


def identity(item: Item) -> Identity:
    """What identifies an object: product, kind and key without case."""
    return (item.product, item.kind, item.key.casefold())


def same_object(one: Item, other: Item) -> bool:
    """False if both have other names (InstanceID, DN) and share none: these are two objects with the same key."""
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
        unknown=_still_unknown(first, second),
        **changes,
    )


def _still_unknown(first: Item, second: Item) -> tuple[str, ...]:
    """Fields that are not complete in any of the two sources."""
    ours = (n for n in _marked(first, second) if n in second.unknown or getattr(second, n) in _NOTHING)
    parts = (n for n in first.unknown if getattr(first, n) not in _NOTHING)
    theirs = (n for n in _marked(second, first) if getattr(first, n) in _NOTHING)
    return tuple(dict.fromkeys((*ours, *parts, *theirs)))


def _marked(one: Item, other: Item) -> tuple[str, ...]:
    """Unknown fields of *one*; if *one* is sparse and *other* is not, only those that have a value.

    A row of rgsconfig marks every field that it does not fill as unknown. Beside the cmdlet's object, that mark must
    not hide that a field is really empty.
    """
    if one.unknown and _is_sparse(one) and not _is_sparse(other):
        return tuple(name for name in one.unknown if getattr(one, name) not in _NOTHING)
    return one.unknown


def _is_sparse(item: Item) -> bool:
    """True if every field that *item* does not fill is marked as unknown."""
    unfilled = {field.name for field in fields_of(type(item)) if getattr(item, field.name) in _NOTHING}
    return bool(unfilled) and unfilled <= set(item.unknown)


def _shown(value: Any) -> str:
    return "; ".join(map(str, value)) if isinstance(value, tuple) else str(value)
