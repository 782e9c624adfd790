"""What changed between two estates: objects that came, went, got another name, and their fields before and after."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator
from typing import Any

import attrs

from .catalogue import KINDS
from .comparing import same_value
from .estate import Estate
from .evidence import EVIDENCE
from .kinds import Field, Item, fields_of

_GUID = re.compile(r"\{?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\}?", re.IGNORECASE)
_NOTHING = (None, (), "")


@attrs.frozen(kw_only=True)
class FieldChange:
    """One field of an object that is on both sides."""

    item: Item
    field: Field
    before: Any
    after: Any


@attrs.frozen(kw_only=True)
class Renamed:
    """An object with another key and the same GUID."""

    before: Item
    after: Item


@attrs.frozen(kw_only=True)
class PoolMove:
    """An object that is on another pool now; pools by their FQDN, else as the evidence names them."""

    item: Item
    before: str
    after: str


@attrs.frozen(kw_only=True)
class NotCompared:
    """A kind that one side does not have in full, so that what is missing there says nothing.

    Attributes:
        reason: "not collected" or "lost in part".
        side: "before" or "after".
    """

    kind: str
    side: str
    reason: str


@attrs.frozen(kw_only=True)
class EstateDifference:
    """What changed.

    Attributes:
        moved: objects that are on another pool; their field is among the changed ones too.
        same: how many objects are on both sides without a change.
    """

    added: tuple[Item, ...]
    removed: tuple[Item, ...]
    renamed: tuple[Renamed, ...]
    moved: tuple[PoolMove, ...]
    changed: tuple[FieldChange, ...]
    not_compared: tuple[NotCompared, ...]
    same: int

    @property
    def is_empty(self) -> bool:
        """Whether nothing changed."""
        return not (self.added or self.removed or self.renamed or self.changed)


def difference(
    before: Estate, after: Estate, *, kinds: Container[str] = (), ignored: Container[str] = ()
) -> EstateDifference:
    """What changed from one estate to a later one, by kind and key; what happened (events, logs) is left out.

    An object that moves from one product to another is one object. A value that one side does not tell is no change.

    Args:
        kinds: only these; all but evidence where empty.
        ignored: kinds, or fields as ``user.pool``, of which nothing is told.
    """
    found = [
        _of_kind(before, after, cls, ignored)
        for kind, cls in KINDS.items()
        if kind in (kinds or compared()) and kind not in ignored
    ]
    return EstateDifference(
        added=tuple(item for each in found for item in each.added),
        removed=tuple(item for each in found for item in each.removed),
        renamed=tuple(pair for each in found for pair in each.renamed),
        moved=tuple(move for each in found for move in each.moved),
        changed=tuple(change for each in found for change in each.changed),
        not_compared=tuple(gap for each in found for gap in each.not_compared),
        same=sum(each.same for each in found),
    )


def compared() -> set[str]:
    """The kinds that are compared where none is named: all but evidence."""
    return {kind for kind, cls in KINDS.items() if cls.area != EVIDENCE}


def _of_kind(before: Estate, after: Estate, cls: type[Item], ignored: Container[str]) -> EstateDifference:
    old, new = list(before.of(cls)), list(after.of(cls))
    gaps = [*_gaps("before", before, cls, has_other=bool(new)), *_gaps("after", after, cls, has_other=bool(old))]
    pairs, gone, came = _paired(old, new)
    renames = _renamed(gone, came)
    old_names, new_names = {id(pair.before) for pair in renames}, {id(pair.after) for pair in renames}
    both = [*pairs, *((pair.before, pair.after) for pair in renames)]
    changes = [list(_changes(one, other, ignored)) for one, other in both]
    lost = {gap.side for gap in gaps}
    return EstateDifference(
        added=() if "before" in lost else tuple(item for item in came if id(item) not in new_names),
        removed=() if "after" in lost else tuple(item for item in gone if id(item) not in old_names),
        renamed=tuple(renames),
        moved=tuple(
            move for (one, _), each in zip(both, changes, strict=True) for move in _moves(before, after, one, each)
        ),
        changed=tuple(change for each in changes for change in each),
        not_compared=tuple(gaps),
        same=sum(not each for each in changes[: len(pairs)]),
    )


def _gaps(side: str, estate: Estate, cls: type[Item], *, has_other: bool) -> Iterator[NotCompared]:
    """Why what a side does not have of a kind shows nothing; of what was not collected if the other side has some."""
    if estate.lost(cls.kind):
        yield NotCompared(kind=cls.kind, side=side, reason="lost in part")
    elif has_other and not any(kind == cls.kind for _, kind in estate.collected):
        yield NotCompared(kind=cls.kind, side=side, reason="not collected")


def _paired(old: Iterable[Item], new: Iterable[Item]) -> tuple[list[tuple[Item, Item]], list[Item], list[Item]]:
    """Objects of both sides by product and key, then by key alone; those that went; those that came."""
    by_product = {(item.product, item.key.casefold()): item for item in new}
    taken: set[int] = set()
    pairs: list[tuple[Item, Item]] = []
    left: list[Item] = []
    for item in old:
        found = by_product.get((item.product, item.key.casefold()))
        if found is None:
            left.append(item)
        else:
            pairs.append((item, found))
            taken.add(id(found))
    free = {item.key.casefold(): item for item in by_product.values() if id(item) not in taken}
    gone: list[Item] = []
    for item in left:
        other = free.pop(item.key.casefold(), None)
        if other is None:
            gone.append(item)
        else:
            pairs.append((item, other))
    return pairs, gone, list(free.values())


def _renamed(gone: Iterable[Item], came: Iterable[Item]) -> list[Renamed]:
    """Objects with another key and a GUID that only one of each side has."""
    by_guid: dict[str, list[Item]] = {}
    for item in came:
        for guid in _guids(item):
            by_guid.setdefault(guid, []).append(item)
    found: list[Renamed] = []
    used: set[int] = set()
    for item in gone:
        others = {id(other): other for guid in _guids(item) for other in by_guid.get(guid, ())}
        others = {key: other for key, other in others.items() if key not in used}
        if len(others) == 1:
            (key, other), *_ = others.items()
            used.add(key)
            found.append(Renamed(before=item, after=other))
    return found


def _guids(item: Item) -> set[str]:
    return {match[1].casefold() for name in item.aliases if (match := _GUID.fullmatch(name))}


def _moves(before: Estate, after: Estate, one: Item, changes: Iterable[FieldChange]) -> Iterator[PoolMove]:
    for change in changes:
        if change.field.name == "pool" and change.field.refers_to and change.before and change.after:
            old = _pool_name(before, change.before, one.product)
            new = _pool_name(after, change.after, change.item.product)
            if old.casefold() != new.casefold():
                yield PoolMove(item=change.item, before=old, after=new)


def _pool_name(estate: Estate, reference: str, product: str) -> str:
    found = estate.find("pool", reference, product=product)
    return str(getattr(found, "fqdn", None) or (found.key if found else reference))


def _changes(before: Item, after: Item, ignored: Container[str]) -> Iterator[FieldChange]:
    for field in fields_of(type(before)):
        if f"{before.kind}.{field.name}" in ignored or field.name in before.unknown or field.name in after.unknown:
            continue
        one, other = getattr(before, field.name), getattr(after, field.name)
        if one in _NOTHING and other in _NOTHING:
            continue
        if not same_value(one, other, any_case=bool(field.refers_to), any_order=not field.in_order):
            yield FieldChange(item=after, field=field, before=one, after=other)
