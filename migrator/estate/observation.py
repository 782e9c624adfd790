"""An estate that notes what was read of it although the evidence does not tell it.

A conclusion may rest on an unknown field or on a kind of which objects were lost. Who draws conclusions reads the
estate through `observed` and asks its `Reads` afterwards; items without unknown fields are the items themselves.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

import attrs

from .estate import Estate
from .kinds import Item
from .products import OF_NO_PRODUCT

T = TypeVar("T", bound=Item)
_set = object.__setattr__  # items are frozen
_CLASSES: dict[tuple[type[Item], tuple[str, ...]], tuple[type[Item], Mapping[str, Any]]] = {}


class Reads:
    """What was read since `start` although the evidence does not tell it.

    Attributes:
        unknown: product and kind -> field -> the objects of which the field is unknown, by key.
        incomplete: products and kinds of which objects were lost.
        doubts: how many of these reads a conclusion that is drawn now can rest on.
    """

    def __init__(self) -> None:
        self.start()

    def start(self) -> None:
        """Forget what was read."""
        self.unknown: dict[tuple[str, str], dict[str, dict[str, Item]]] = defaultdict(lambda: defaultdict(dict))
        self.incomplete: dict[tuple[str, str], None] = {}
        self.doubts = 0
        self._looked_at: list[Item] = []

    def field(self, item: Item, name: str, value: object) -> None:
        """Note that the unknown field *name* of *item* was read, which holds *value*.

        A part of a list is no reason to doubt what is said of its own object: what the part shows is there.
        """
        self.asked(item, name)
        if value in (None, (), "") or not any(item is each for each in self._looked_at):
            self.doubts += 1

    def asked(self, item: Item, name: str) -> None:
        """Note that somebody asked whether field *name* of *item* is known, and heard that it is not."""
        self.unknown[item.product, item.kind][name][item.key] = item

    def lost(self, kinds: Iterable[tuple[str, str]], *, doubted: bool) -> None:
        """Note that objects of incomplete *kinds* were asked for; *doubted* if one that was lost can matter."""
        for product_and_kind in kinds:
            self.incomplete[product_and_kind] = None
            self.doubts += doubted

    def each(self, items: Iterable[T]) -> Iterator[T]:
        """Each of *items*; what is read while one is looked at does not concern what is said of the next.

        What is read in a loop inside another concerns all that is said of the object of the outer one.
        """
        before, outer = self.doubts, 0
        inside = bool(self._looked_at)
        try:
            for item in items:
                self._looked_at.append(item)
                try:
                    yield item
                finally:
                    self._looked_at.pop()
                outer += self.doubts - before
                self.doubts = before
        finally:
            if inside:
                self.doubts += outer


def unobserved(estate: Estate) -> Estate:
    """*estate* without notes of what is read, for a search of which only some answers matter."""
    return estate.original if isinstance(estate, ObservedEstate) else estate


def observed(estate: Estate, reads: Reads) -> Estate:
    """*estate*, its unknown fields and incomplete kinds noted in *reads* when they are read."""
    if not estate.incomplete and not any(item.unknown for item in estate):
        return estate
    return ObservedEstate(estate, reads)


class ObservedEstate(Estate):
    """An estate whose unknown fields and incomplete kinds are noted in *reads* when they are read."""

    def __init__(self, estate: Estate, reads: Reads) -> None:
        self.original = estate
        self._reads = reads
        self._by_kind = {}
        for item in estate:
            self._by_kind.setdefault(item.kind, []).append(_observe(item, reads) if item.unknown else item)
        self._by_product = {}
        self._names = {}
        self.collected, self.products, self.incomplete = estate.collected, estate.products, estate.incomplete
        self.newer = estate.newer
        self._losses: dict[str, tuple[tuple[str, str], ...]] = {}
        for product, kind in sorted(estate.incomplete):
            self._losses[kind] = (*self._losses.get(kind, ()), (product, kind))

    def of(self, cls: type[T], *, product: str | None = None) -> Sequence[T]:
        """As `Estate.of`; whether there is another object is in doubt if the kind is incomplete."""
        if cls.kind in self._losses:
            self._reads.lost(self._lost(cls.kind, None if cls.of_forest else product), doubted=True)
        return super().of(cls, product=product)

    def each(self, cls: type[T], *, product: str | None = None) -> Iterable[T]:
        """As `Estate.each`; what is said of one object is not in doubt because another was lost."""
        if cls.kind in self._losses:
            self._reads.lost(self._lost(cls.kind, None if cls.of_forest else product), doubted=False)
        return self._reads.each(super().of(cls, product=product))

    def find(self, kind: str, reference: str | None, *, product: str | None = None) -> Item | None:
        """As `Estate.find`; "there is none" is in doubt if the kind is incomplete."""
        return self.find_any((kind,), reference, product=product)

    def find_any(self, kinds: Iterable[str], reference: str | None, *, product: str | None = None) -> Item | None:
        """As `Estate.find_any`; "there is none" is in doubt if one of the kinds is incomplete."""
        looked_through = tuple(kinds)
        for kind in looked_through:
            if found := super().find(kind, reference, product=product):
                return found
        for kind in looked_through if reference else ():
            self._reads.lost(self._losses.get(kind, ()), doubted=True)
        return None

    def _lost(self, kind: str, product: str | None) -> Iterator[tuple[str, str]]:
        """Incomplete kinds in which an object of *product* can be missing; None stands for any product."""
        return (each for each in self._losses[kind] if product is None or each[0] in (product, *OF_NO_PRODUCT))


class _Observed:
    """What an item with unknown fields does when it is observed; the fields themselves are properties (`_class_of`)."""

    __slots__ = ()

    original: Item
    reads: Reads

    def knows(self, field: str) -> bool:
        """As `Item.knows`; a field that is not known is noted."""
        known = self.original.knows(field)
        if not known:
            self.reads.asked(self, field)  # type: ignore[arg-type]
        return known

    def is_empty(self, field: str) -> bool:
        """As `Item.is_empty`; reading the field notes it."""
        return not getattr(self, field) and self.original.knows(field)

    @property
    def title(self) -> str:
        """As `Item.title`, which only names the object."""
        return self.original.title


def original(item: T) -> T:
    """*item* as the estate has it that is observed."""
    return item.original if isinstance(item, _Observed) else item


def _observe(item: Item, reads: Reads) -> Item:
    cls, slots = _class_of(type(item), item.unknown)
    seen: Item = cls.__new__(cls)
    for name, slot in slots.items():
        slot.__set__(seen, getattr(item, name))
    _set(seen, "original", item)
    _set(seen, "reads", reads)
    return seen


def _class_of(cls: type[Item], unknown: tuple[str, ...]) -> tuple[type[Item], Mapping[str, Any]]:
    """A class like *cls* whose fields in *unknown* are noted when they are read, and the slots of *cls* by name."""
    if (cls, unknown) not in _CLASSES:
        slots = {a.name: getattr(cls, a.name) for a in attrs.fields(cls)}
        members: dict[str, Any] = {name: _noted(name, slots[name]) for name in unknown if name in slots}
        members["__slots__"] = ("original", "reads")
        _CLASSES[cls, unknown] = type(cls.__name__, (_Observed, cls), members), slots
    return _CLASSES[cls, unknown]


def _noted(name: str, slot: Any) -> property:
    """A property with the value in *slot*, whose reading is noted."""

    def read(item: Any) -> Any:
        value = slot.__get__(item)
        item.reads.field(item, name, value)
        return value

    return property(read)
