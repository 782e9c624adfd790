"""Who uses an object: the objects that refer to it, by the references that kinds declare.

A reference by which an object belongs to another or has others (`Field.link`) is no use, but leads on: a voice policy
that has a PSTN usage uses the routes of that usage. A kind that is declared later counts by itself. What has no object
of its own, such as a dial-in region, is found by `named`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cache

import attrs

from .catalogue import KINDS
from .collection import is_listed
from .estate import Estate
from .kinds import Field, Item, fields_of
from .observation import unobserved
from .products import FOREST, UNKNOWN, in_one_store

#: kind and name, in lower case, of an object or of what nothing but its name was read
Node = tuple[str, str]


@attrs.frozen
class Referrer:
    """A reference that makes an object used.

    Attributes:
        item: the object that refers.
        field: the declared field that has the reference.
    """

    item: Item
    field: str


@attrs.frozen
class DeclaredReference:
    """A declared field by which objects of a kind refer to others."""

    cls: type[Item]
    field: Field


@cache
def references_to(kind: str) -> tuple[DeclaredReference, ...]:
    """Every declared reference to *kind*."""
    return tuple(
        DeclaredReference(cls, field) for cls in KINDS.values() for field in fields_of(cls) if kind in field.refers_to
    )


@cache
def referring_to(kind: str) -> tuple[DeclaredReference, ...]:
    """Every declared reference that can make an object of *kind* used, also over what it belongs to or is a part of."""
    found: dict[DeclaredReference, None] = {}
    waiting, seen = [kind], {kind}
    while waiting:
        now = waiting.pop()
        own = [DeclaredReference(KINDS[now], field) for field in fields_of(KINDS[now]) if field.link == "belongs to"]
        over = {name for ref in own for name in ref.field.refers_to}
        for ref in references_to(now):
            if ref.field.link in ("", "has"):
                found[ref] = None
            if ref.field.link == "has":
                over.add(ref.cls.kind)
        found |= dict.fromkeys(own)
        waiting += sorted(over - seen)
        seen |= over
    return tuple(found)


class Uses:
    """Who uses the objects of one product of an estate.

    That an object is used does not depend on what the evidence does not tell of others; that it is not used does.
    """

    def __init__(self, estate: Estate, product: str) -> None:
        self._estate = estate
        self._plain = unobserved(estate)
        self._product = product
        self._products = (*in_one_store(product), UNKNOWN, FOREST)
        self._direct: dict[str, Mapping[str, list[Referrer]]] = {}
        self._untold: dict[tuple[DeclaredReference, ...], bool] = {}

    def of(self, item: Item) -> tuple[Referrer, ...]:
        """The uses of *item*, each once, in the order of the kinds."""
        return self.of_name(item.kind, item.key)

    def of_name(self, kind: str, name: str | None) -> tuple[Referrer, ...]:
        """The uses of the object of *kind* that *name* names, also where nothing but its name was read."""
        found: dict[tuple[int, str], Referrer] = {}
        waiting = [self._node(kind, name or "")]
        seen = set(waiting)
        while waiting:
            node = waiting.pop()
            over = set(self._belongs_to(node))
            for use, link in self._at(node):
                if not link:
                    found[id(use.item), use.field] = use
                elif link == "has":
                    over.add((use.item.kind, use.item.key.casefold()))
            waiting += sorted(over - seen)
            seen |= over
        return tuple(found.values())

    def unread(self, kind: str) -> tuple[type[Item], ...]:
        """Kinds of which an object could use one of *kind*, that the product has, and of which no evidence was read."""
        kinds = {ref.cls: None for ref in referring_to(kind) if not ref.field.link and self._has(ref)}
        return tuple(cls for cls in kinds if not self._was_read(cls))

    def _has(self, ref: DeclaredReference) -> bool:
        """Whether the product has objects with that reference."""
        return ref.field.since in ("", self._product) and is_listed(ref.cls.kind, self._product)

    def is_used(self, item: Item) -> bool | None:
        """Whether anything uses *item*; None if what was read does not tell (`read_untold`)."""
        if self.of(item):
            return True
        return None if self.unread(item.kind) or self._is_untold(item, referring_to(item.kind)) else False

    def has_any(self, item: Item) -> bool | None:
        """Whether any object belongs to *item*, as routes to a PSTN usage; None if what was read does not tell."""
        node = self._node(item.kind, item.key)
        own = [field for field in fields_of(KINDS[item.kind]) if field.link == "has"]
        if any(getattr(item, field.name) for field in own) or any(self._members(node)):
            return True
        refs = [ref for ref in references_to(item.kind) if ref.field.link == "belongs to"]
        unread = any(not self._was_read(ref.cls) for ref in refs)
        return None if unread or self._is_untold(item, refs) else False

    def read_untold(self, item: Item, *kinds: type[Item]) -> None:
        """Read what the evidence does not tell of objects of *kinds*, or of all, that may use or belong to *item*.

        So it is noted (`observation`), and what is said of the object is in doubt.
        """
        if self._estate is self._plain:  # everything was told
            return
        for ref in (*referring_to(item.kind), *references_to(item.kind)):
            for product in self._products if not kinds or ref.cls in kinds else ():
                for other in self._estate.of(ref.cls, product=product):
                    if self._matters(ref, other, item) and not other.knows(ref.field.name):
                        getattr(other, ref.field.name)

    @staticmethod
    def _matters(ref: DeclaredReference, other: Item, item: Item) -> bool:
        """Whether the reference of *other* can concern *item*: what others of its kind belong to does not."""
        return ref.cls.kind != item.kind or (other.product, other.key) == (item.product, item.key)

    def _is_untold(self, item: Item, references: Iterable[DeclaredReference]) -> bool:
        """Whether something of *item*, or of objects that can have these references, was not told or was lost."""
        if any(field.link and not item.knows(field.name) for field in fields_of(KINDS[item.kind])):
            return True
        key = tuple(references)
        if key not in self._untold:
            self._untold[key] = any(
                (product, ref.cls.kind) in self._plain.incomplete
                or any(not one.knows(ref.field.name) for one in self._plain.of(ref.cls, product=product))
                for ref in key
                if ref.cls.kind != item.kind  # what others belong to does not matter
                for product in self._products
            )
        return self._untold[key]

    def _was_read(self, cls: type[Item]) -> bool:
        return any(self._plain.has(cls.kind, product) for product in self._products)

    def _at(self, node: Node) -> Iterator[tuple[Referrer, str]]:
        """Every reference to a node, and what link it is."""
        kind, name = node
        if kind not in self._direct:
            self._direct[kind] = self._index(kind)
        for use in self._direct[kind].get(name, ()):
            yield use, next(field.link for field in fields_of(type(use.item)) if field.name == use.field)

    def _members(self, node: Node) -> Iterator[Item]:
        return (use.item for use, link in self._at(node) if link == "belongs to")

    def _index(self, kind: str) -> Mapping[str, list[Referrer]]:
        found: dict[str, list[Referrer]] = defaultdict(list)
        for ref in references_to(kind):
            for item in (one for product in self._products for one in self._plain.of(ref.cls, product=product)):
                for name in _texts(getattr(item, ref.field.name)):
                    for node in self._nodes(item, ref.field, name):
                        if node[0] == kind:
                            found[node[1]].append(Referrer(item, ref.field.name))
        return found

    def _belongs_to(self, node: Node) -> Iterator[Node]:
        kind, name = node
        item = self._plain.find(kind, name, product=self._product)
        if item is None:
            return
        for field in fields_of(KINDS[kind]):
            if field.link == "belongs to":
                for text in _texts(getattr(item, field.name)):
                    yield from self._nodes(item, field, text)

    def _nodes(self, item: Item, field: Field, name: str) -> Iterator[Node]:
        """The object that a reference names; where it was not read, what it may name."""
        found = self._plain.find_any(field.refers_to, name, product=item.product)
        if found is not None:
            yield found.kind, found.key.casefold()
        else:
            yield from ((kind, name.casefold()) for kind in field.refers_to)

    def _node(self, kind: str, name: str) -> Node:
        found = self._plain.find(kind, name, product=self._product)
        return kind, (found.key if found else name).casefold()


def named(estate: Estate, what: str, product: str) -> Mapping[str, list[Referrer]]:
    """What names a *what* that is no object of its own, in the store of *product*, by its name in lower case."""
    found: dict[str, list[Referrer]] = defaultdict(list)
    for cls in KINDS.values():
        for field in fields_of(cls):
            if field.names == what:
                for item in (one for each in in_one_store(product) for one in estate.of(cls, product=each)):
                    for name in _texts(getattr(item, field.name)):
                        found[name.strip().casefold()].append(Referrer(item, field.name))
    return found


def of_kinds(uses: Iterable[Referrer], *kinds: type[Item]) -> tuple[Item, ...]:
    """The objects of these kinds among the uses, or of all kinds, each once."""
    return tuple({id(use.item): use.item for use in uses if isinstance(use.item, kinds or Item)}.values())


def _texts(value: object) -> Iterable[str]:
    return (value,) if isinstance(value, str) and value else tuple(value) if isinstance(value, tuple) else ()
