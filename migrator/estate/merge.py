"""One object in several sources becomes one item with all their sources; differing values are kept and reported.

Some results depend on the order in which sources are read. If two values differ, the first is kept and the other is
recorded as a difference. If two objects have the same key, the first keeps it and the second gets another by `rekeyed`;
an object without other names counts as the first. Sources and aliases are listed in the order of reading.

Two records of one file with one key are one object only if they do not contradict each other. If they do, both are
kept, the second as ``KEY #2``, and all fields of both become unknown: nothing shows which of them is right.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from datetime import datetime
from typing import Any, Literal, Protocol

import attrs

from .comparing import same_value
from .kinds import Difference, Field, Item, ItemType, fields_of
from .repeated import Repeated, file_of, name_of_file

Identity = tuple[str, str, str]
#: when a source was collected, if that is known
Dates = Callable[[str], datetime | None]
_NOTHING: tuple[Any, ...] = (None, (), [], "")


class ItemsByIdentity(Protocol):
    """Merged items, one per identity: a dict in memory, or the rows of a project."""

    def get(self, name: Identity, /) -> Item | None:
        """The item of that identity, or None."""

    def __setitem__(self, name: Identity, item: Item, /) -> None:
        """Keep *item*, in the place of the one that has its identity."""


def undated(_source: str) -> None:
    """The date of sources of which no date is known."""


def merged(items: Iterable[Item], dates: Dates = undated) -> Collection[Item]:
    """One item per object, in the order in which the objects first appear in *items*."""
    kept: dict[Identity, Item] = {}
    merge_into(kept, items, dates)
    return kept.values()


def merge_into(kept: ItemsByIdentity, items: Iterable[Item], dates: Dates = undated) -> Repeated:
    """Merge each of *items* with the item of its object in *kept*; nothing else stays in memory.

    Returns the keys that stand twice in one file.
    """
    repeated = Repeated()
    for item in items:
        name = identity(item)
        earlier = kept.get(name)
        if earlier is None:
            kept[name] = item
        else:
            one = _with_earlier(kept, earlier, item, repeated, dates)
            kept[identity(one)] = one
    return repeated


def _with_earlier(kept: ItemsByIdentity, earlier: Item, item: Item, repeated: Repeated, dates: Dates) -> Item:
    """*item* merged with the kept item of its object; with a key of its own if another object has its key."""
    key, number, found = item.key, 1, earlier
    contradicted = False
    while True:
        if not same_object(found, item):
            item = rekeyed(item)
            key, number = item.key, 1
        elif not _contradict(found, item):
            _note_equal(found, item, repeated)
            return merge(found, _untrusted(item) if contradicted else item, dates)
        else:
            kept[identity(found)] = _untrusted(found)
            number, contradicted = number + 1, True
            item = attrs.evolve(item, key=f"{key} #{number}")
        following = kept.get(identity(item))
        if following is None:
            if contradicted:
                repeated.contradicting(item)
                return _untrusted(item)
            return item
        found = following


def _untrusted(item: ItemType) -> ItemType:
    """*item* with all its fields unknown, because another record of its file says otherwise."""
    return attrs.evolve(item, unknown=tuple(field.name for field in fields_of(type(item))))


def _is_untrusted(item: Item) -> bool:
    return len(item.unknown) == len(fields_of(type(item)))


def _note_equal(found: Item, item: Item, repeated: Repeated) -> None:
    """Note a record that stands twice; what knows only some fields of an object is not a record of it."""
    if (
        not item.unknown
        and _in_one_file(found, item)
        and all(getattr(found, field.name) == getattr(item, field.name) for field in fields_of(type(item)))
    ):
        repeated.equal(item)


def _in_one_file(found: Item, item: Item) -> bool:
    """Whether another record of the file of *item* is in *found*."""
    return any(file_of(source) == file_of(here) for here in item.sources for source in found.sources if source != here)


def _contradict(found: Item, item: Item) -> bool:
    """Whether the file of *item* says in another record, which is in *found*, that a field has another value.

    Facts of the forest stand in several entries of a directory, and what shows a part of an object does not know the
    object's other names: an empty field says nothing there.
    """
    if not _in_one_file(found, item):
        return False
    of_parts = item.of_forest or bool(found.aliases) != bool(item.aliases)
    unknown = {*item.unknown} if _is_untrusted(found) else {*found.unknown, *item.unknown}
    here = file_of(item.sources[0])
    said = {d.field: d.value for d in found.differences if file_of(d.source) == here}
    for field in fields_of(type(item)):
        theirs = getattr(item, field.name)
        if field.name in said:
            if said[field.name] != shown(theirs):
                return True
            continue
        ours = getattr(found, field.name)
        if ours == theirs or field.name in unknown:
            continue
        if of_parts and (ours in _NOTHING or theirs in _NOTHING):
            continue
        if ours in _NOTHING and theirs in _NOTHING:
            continue
        if file_of(_source_of(found, field.name)) == here and not _same(found, field, ours, theirs):
            return True
    return any(
        value not in _NOTHING
        and found.extra.get(name) not in _NOTHING
        and name not in said
        and file_of(_source_of(found, name)) == here
        and not same_value(found.extra[name], value)
        for name, value in item.extra.items()
    )


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


def merge(first: ItemType, second: ItemType, dates: Dates = undated) -> ItemType:
    """*first* with the sources, names and missing values of *second*; differing values become differences.

    What one source has only in part is taken from the other that has all of it. A field that is empty in one of two
    files of one name, as two collections have them, is a value like others.
    """
    changes: dict[str, Any] = {}
    filled: dict[str, str] = {}
    differences = [*first.differences, *second.differences]
    is_other_time = _is_other_collection(first, second)
    for field in fields_of(type(first)):
        name, theirs = field.name, getattr(second, field.name)
        outcome = _outcome(first, second, field, is_other_time=is_other_time)
        if outcome == "take":
            changes[name], filled[name] = theirs, _source_of(second, name)
        elif outcome == "differ":
            differences.append(_difference(first, second, name, theirs, dates))
    extra = dict(first.extra)
    for name, value in second.extra.items():
        if extra.get(name) in _NOTHING:
            extra[name] = value
            if value not in _NOTHING and not name.startswith("__"):
                filled[name] = _source_of(second, name)
        elif not name.startswith("__") and value not in _NOTHING and not same_value(extra[name], value):
            differences.append(_difference(first, second, name, value, dates))
    return attrs.evolve(
        first,
        sources=tuple(dict.fromkeys((*first.sources, *second.sources))),
        aliases=tuple(dict.fromkeys((*first.aliases, *second.aliases))),
        extra=extra,
        differences=tuple(dict.fromkeys(differences)),
        filled_by={**first.filled_by, **filled},
        unknown=_still_unknown(first, second),
        **changes,
    )


def _outcome(first: Item, second: Item, field: Field, *, is_other_time: bool) -> Literal["keep", "take", "differ"]:
    """Whether a field keeps the value of *first*, takes that of *second*, or keeps the one while the other differs."""
    name = field.name
    ours, theirs = getattr(first, name), getattr(second, name)
    if ours == theirs or (ours in _NOTHING and theirs in _NOTHING):
        return "keep"
    if ours in _NOTHING or theirs in _NOTHING:
        if is_other_time and name not in first.unknown and name not in second.unknown:
            return "differ"
        if theirs in _NOTHING:
            return "keep"
        return "differ" if any(d.field == name for d in first.differences) else "take"
    if name in _unknown_alone(second):
        return "keep"
    if name in _unknown_alone(first):
        return "take"
    return "keep" if _same(first, field, ours, theirs) else "differ"


def _same(item: Item, field: Field, ours: Any, theirs: Any) -> bool:
    """Whether a field has one value; what refers to an object, and the object's own name, are names in any case."""
    is_key = isinstance(ours, str) and ours.casefold() == item.key.casefold()
    return same_value(ours, theirs, any_case=is_key or bool(field.refers_to), any_order=not field.in_order)


def _is_other_collection(first: Item, second: Item) -> bool:
    """Whether *second* was read from a file that has the name, but not the place, of a file of *first*."""
    if not second.sources:
        return False
    path = file_of(second.sources[0])
    name = name_of_file(path)
    paths = [file_of(source) for source in first.sources]
    return path not in paths and any(name_of_file(each) == name for each in paths)


def _difference(first: Item, second: Item, name: str, value: Any, dates: Dates) -> Difference:
    source, kept_source = _source_of(second, name), _source_of(first, name)
    return Difference(name, source, shown(value), dates(source), kept_source, dates(kept_source))


def _source_of(item: Item, name: str) -> str:
    """The source of the value of a field."""
    return item.filled_by.get(name) or (item.sources[0] if item.sources else "")


def _unknown_alone(item: Item) -> Collection[str]:
    """Fields that *item* has only in part; an object whose records contradict each other has values, if unsure ones."""
    return () if _is_untrusted(item) else item.unknown


def _still_unknown(first: ItemType, second: ItemType) -> tuple[str, ...]:
    """Fields that are not complete in any of the two sources."""
    if _is_untrusted(first) or _is_untrusted(second):
        return _untrusted(first).unknown
    ours = (name for name in _marked(first, second) if not _has(second, name))
    theirs = (name for name in _marked(second, first) if not _has(first, name))
    return tuple(dict.fromkeys((*ours, *theirs)))


def _has(item: Item, name: str) -> bool:
    return name not in item.unknown and getattr(item, name) not in _NOTHING


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


def shown(value: Any) -> str:
    """The text of a value in a difference; an empty one has none."""
    if isinstance(value, tuple | list):
        return "; ".join(map(str, value))
    return "" if value is None else str(value)
