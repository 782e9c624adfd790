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
class Use:
    """A reference that makes an object used.

    Attributes:
        item: the object that refers.
        field: the declared field that has the reference.
    """

    item: Item
    field: str


@attrs.frozen
class Reference:
    """A declared field by which objects of a kind refer to others."""

    cls: type[Item]
    field: Field


@cache
def references_to(kind: str) -> tuple[Reference, ...]:
    """Every declared reference to *kind*."""
    return tuple(Reference(cls, field) for cls in KINDS.values() for field in fields_of(cls) if kind in field.refers_to)


@cache
def referring_to(kind: str) -> tuple[Reference, ...]:
    """Every declared reference that can make an object of *kind* used, also over what it belongs to or is a part of."""
    found: dict[Reference, None] = {}
    waiting, seen = [kind], {kind}
    while waiting:
        now = waiting.pop()
        own = [Reference(KINDS[now], field) for field in fields_of(KINDS[now]) if field.link == "belongs to"]
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

    That an object is used does not depend on what the evidence does not tell of others; that it is not used does
    (`may_be_used`).
    """

    def __init__(self, estate: Estate, product: str) -> None:
        self._estate = estate
        self._plain = unobserved(estate)
        self._product = product
        self._products = (*in_one_store(product), UNKNOWN, FOREST)
        self._direct: dict[str, Mapping[str, list[Use]]] = {}
        self._doubtful: dict[str, list[tuple[Item, str]]] = {}

    def of(self, item: Item) -> tuple[Use, ...]:
        """The uses of *item*, each once, in the order of the kinds."""
        return self.of_name(item.kind, item.key)

    def of_name(self, kind: str, name: str | None) -> tuple[Use, ...]:
        """The uses of the object of *kind* that *name* names, also where nothing but its name was read."""
        found: dict[tuple[int, str], Use] = {}
        waiting = [self._node(kind, name or "")]
        seen = set(waiting)
        while waiting:
            node = waiting.pop()
            for use, ties in self._at(node):
                if not ties:
                    found[id(use.item), use.field] = use
                elif (other := (use.item.kind, use.item.key.casefold())) not in seen:
                    seen.add(other)
                    waiting.append(other)
            for other in self._belongs_to(node):
                if other not in seen:
                    seen.add(other)
                    waiting.append(other)
        return tuple(found.values())

    def unread(self, kind: str) -> tuple[type[Item], ...]:
        """Kinds of which an object could use one of *kind*, that the product has, and of which no evidence was read."""
        kinds = {ref.cls: None for ref in referring_to(kind) if ref.cls.kind != kind and self._has(ref)}
        return tuple(cls for cls in kinds if not any(self._plain.has(cls.kind, p) for p in self._products))

    def _has(self, ref: Reference) -> bool:
        """Whether the product has objects with that reference."""
        return ref.field.since in ("", self._product) and is_listed(ref.cls.kind, self._product)

    def may_be_used(self, item: Item) -> bool:
        """Whether *item* is used, or a kind that can refer to it was not read.

        Where the answer is no, what the evidence does not tell of the objects that can refer is noted as read.
        """
        if self.of(item) or self.unread(item.kind):
            return True
        if not all(item.knows(field.name) for field in fields_of(KINDS[item.kind]) if field.link == "belongs to"):
            return True
        references = referring_to(item.kind)
        if item.kind not in self._doubtful:
            self._doubtful[item.kind] = [
                (other, ref.field.name)
                for ref in references
                for product in self._products
                for other in self._estate.of(ref.cls, product=product)
                if ref.field.name in other.unknown
            ]
        for ref in references:
            for product in self._products:
                self._estate.of(ref.cls, product=product)
        for other, field in self._doubtful[item.kind]:
            getattr(other, field)
        return False

    def _at(self, node: Node) -> Iterator[tuple[Use, bool]]:
        """The references to a node, and whether each only ties the two together; parts do not lead to their owners."""
        kind, name = node
        if kind not in self._direct:
            self._direct[kind] = self._index(kind)
        for use in self._direct[kind].get(name, ()):
            link = next(field.link for field in fields_of(type(use.item)) if field.name == use.field)
            if link in ("", "has"):
                yield use, link == "has"

    def _index(self, kind: str) -> Mapping[str, list[Use]]:
        found: dict[str, list[Use]] = defaultdict(list)
        for ref in references_to(kind):
            for item in (one for product in self._products for one in self._plain.of(ref.cls, product=product)):
                for name in _texts(getattr(item, ref.field.name)):
                    for node in self._nodes(item, ref.field, name):
                        if node[0] == kind:
                            found[node[1]].append(Use(item, ref.field.name))
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


def named(estate: Estate, what: str, product: str) -> Mapping[str, list[Use]]:
    """The objects of *product* whose fields name a *what* that is no object of its own, by its name in lower case."""
    found: dict[str, list[Use]] = defaultdict(list)
    for cls in KINDS.values():
        for field in fields_of(cls):
            if field.names == what:
                for item in estate.of(cls, product=product):
                    for name in _texts(getattr(item, field.name)):
                        found[name.strip().casefold()].append(Use(item, field.name))
    return found


def of_kinds(uses: Iterable[Use], *kinds: type[Item]) -> tuple[Item, ...]:
    """The objects of these kinds among the uses, each once."""
    return tuple({id(use.item): use.item for use in uses if isinstance(use.item, kinds)}.values())


def _texts(value: object) -> Iterable[str]:
    return (value,) if isinstance(value, str) and value else tuple(value) if isinstance(value, tuple) else ()
