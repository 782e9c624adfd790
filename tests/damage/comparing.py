"""Whether a damage of evidence was noticed: what is read differs only where a loss or an unknown field says so."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from migrator.errors import InputError
from migrator.estate.estate import Estate
from migrator.estate.kinds import Item, fields_of
from migrator.estate.provenance import SourceReport
from migrator.sources.reading import Reading

#: the key of what has none but its place
_PLACE = re.compile(r"#?\b(?:line|entry|event|record) \d+(?:, event \d+)?")
#: which it is of several that have one name
_WHICH = re.compile(r" (?:\[[^\]]+\]$|#\d+\b)")

#: of an equal value, against one that is equally absent
_WEIGHT = 10
#: what a field holds that is not filled
_NOTHING = (None, (), {}, "")

Read = tuple[list[Item], Sequence[SourceReport]]


class Difference(NamedTuple):
    """What differs without a word.

    Attributes:
        ours: the undamaged item, None for one that is invented.
        theirs: the item of the damaged file, None for one that is gone.
        field: of both that differs, else "".
    """

    ours: Item | None
    theirs: Item | None
    field: str = ""

    @property
    def item(self) -> Item:
        """The item that it is about, the undamaged one where there are both."""
        item = self.ours or self.theirs
        assert item is not None
        return item

    @property
    def before(self) -> Any:
        """The value of the field in the undamaged file."""
        return getattr(self.ours, self.field)

    @property
    def after(self) -> Any:
        """The value of the field in the damaged file."""
        return getattr(self.theirs, self.field)

    def __str__(self) -> str:
        name = f"{self.item.kind} {self.item.key}"
        if self.field:
            return f"{name}: {self.field} was {self.before!r:.80}, is {self.after!r:.80}"
        if self.theirs is None:
            return f"{name} is gone"
        return f"{name} is " + ("other, and no loss" if self.item.kind == "other" else "invented")


def read(folder: Path) -> Read | None:
    """The objects of the evidence and the report of each source; None where all of it is refused."""
    reading = Reading([folder])
    try:
        estate = Estate(reading.items())
    except InputError:
        return None
    return list(estate), reading.reports


def silent_differences(before: Read, after: Read | None) -> Iterator[str]:
    """What was lost, changed or invented without a word, one line for each."""
    return map(str, differences(before, after))


def differences(before: Read, after: Read | None) -> Iterator[Difference]:
    """What was lost, changed or invented without a word."""
    if after is None:
        return
    items, reports = after
    lost = any(report.has_losses for report in reports)
    pairs, left = _paired(before[0], items)
    for item, found in pairs:
        if found is None:
            if not lost:
                yield Difference(item, None)
            continue
        for field in fields_of(type(item)):
            ours, theirs = getattr(item, field.name), getattr(found, field.name)
            if field.name == "machine" and found.of_machine and theirs is None:
                continue  # its key says that the machine is not named
            if not _same(ours, theirs) and found.knows(field.name) and not _is_told(found, field.name):
                yield Difference(item, found, field.name)
    if not lost:
        yield from (Difference(None, item) for item in left)


def _paired(before: Sequence[Item], after: Sequence[Item]) -> tuple[list[tuple[Item, Item | None]], list[Item]]:
    """Each item with that of the same key, and what is left.

    A key that is a place in the file says nothing, as a line more moves all below it, nor does the number of one of
    several of a name: those items are paired with what is most like them.
    """
    several = {name for items in (before, after) for name, count in Counter(map(_name, items)).items() if count > 1}

    def is_placed(item: Item) -> bool:
        return _PLACE.search(item.key) is not None or _name(item) in several

    now = {_name(item): item for item in after if not is_placed(item)}
    pairs: list[tuple[Item, Item | None]] = [
        (item, now.pop(_name(item), None)) for item in before if not is_placed(item)
    ]
    placed = list(filter(is_placed, before))
    free = list(filter(is_placed, after))
    likeness = sorted(
        (
            (-_likeness(one, other), abs(m - n), m, n)
            for m, one in enumerate(placed)
            for n, other in enumerate(free)
            if type(one) is type(other) and _may_be_one(one, other)
        ),
    )
    found: dict[int, int] = {}
    for _, _, m, n in likeness:
        if m not in found and n not in found.values():
            found[m] = n
    pairs += [(item, free[found[m]] if m in found else None) for m, item in enumerate(placed)]
    return _renamed(pairs, [*now.values(), *(item for n, item in enumerate(free) if n not in found.values())])


def _renamed(
    pairs: list[tuple[Item, Item | None]], left: list[Item]
) -> tuple[list[tuple[Item, Item | None]], list[Item]]:
    """The pairs with those that got a key of a machine, which another output in the file names."""
    renamed = []
    for ours, theirs in pairs:
        new = theirs or next((each for each in left if each.of_machine and _is_equal(ours, each)), None)
        left = [each for each in left if each is not new] if theirs is None else left
        renamed.append((ours, new))
    return renamed, left


def _is_equal(one: Item, other: Item) -> bool:
    """Whether all but the machine and what is unknown is equal."""
    return type(one) is type(other) and all(
        _same(getattr(one, field.name), getattr(other, field.name))
        for field in fields_of(type(one))
        if field.name != "machine" and other.knows(field.name)
    )


def _name(item: Item) -> tuple[str, str, str]:
    return item.kind, item.product, _WHICH.sub("", item.key)


def _may_be_one(one: Item, other: Item) -> bool:
    """Whether no more fields contradict each other than agree, of those that both fill."""
    if not _PLACE.search(one.key) and _name(one) != _name(other):
        return False
    fields = [field.name for field in fields_of(type(one)) if other.knows(field.name)]
    values = [(getattr(one, name), getattr(other, name)) for name in fields]
    agree = [_same(ours, theirs) for ours, theirs in values if ours not in _NOTHING and theirs not in _NOTHING]
    return 2 * sum(agree) >= len(agree)


def _likeness(one: Item, other: Item) -> int:
    """How many fields are equal; two that hold nothing say little."""
    values = [(getattr(one, field.name), getattr(other, field.name)) for field in fields_of(type(one))]
    return sum(_same(ours, theirs) * (1 if ours in _NOTHING else _WEIGHT) for ours, theirs in values)


def _same(ours: Any, theirs: Any) -> bool:
    """Equal but for what a form cannot show: the fraction of a second and the zone of a time, the case of a scheme."""
    if isinstance(ours, datetime) and isinstance(theirs, datetime):
        return ours.replace(microsecond=0, tzinfo=None) == theirs.replace(microsecond=0, tzinfo=None)
    if isinstance(ours, str) and isinstance(theirs, str):
        return ours == theirs or (ours[:4].casefold() == "tel:" and ours.casefold() == theirs.casefold())
    return bool(ours == theirs)


def _is_told(item: Item, field: str) -> bool:
    """The evidence has two values, and both are kept."""
    return any(difference.field == field for difference in item.differences)
