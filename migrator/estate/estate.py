"""The estate: all items that belong together, found by kind, key or alias."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from .kinds import Field, Item, fields_of
from .machines import with_machines
from .merge import Dates, merged, undated
from .older import NewerSource
from .pool_products import with_products_of_servers, with_products_of_services
from .products import FOREST, OF_NO_PRODUCT

T = TypeVar("T", bound=Item)


class Estate:
    """Items of one snapshot, indexed for rules and documents.

    Args:
        items: the items of the evidence, in the order in which they were read; items of one object from several
            sources are merged here (`merged`).
        collected: (product, kind) pairs for which evidence was read, even if it had no object; rules that need
            another kind are not evaluated. The kinds of *items* always count as collected. It is read after the
            last of *items*.
        incomplete: (product, kind) pairs of which objects were lost when the evidence was read, so that it does not
            show that there is none; read as *collected*.
        dates: when each source of *items* was collected, for the differences between them.
        newer: for each file of an older collection the file of its name in the newest one.
    """

    def __init__(
        self,
        items: Iterable[Item],
        *,
        collected: Iterable[tuple[str, str]] = (),
        incomplete: Iterable[tuple[str, str]] = (),
        dates: Dates = undated,
        newer: Mapping[str, NewerSource] | None = None,
    ) -> None:
        self._by_kind: dict[str, list[Item]] = {}
        held: set[tuple[str, str]] = set()
        found = merged(items, dates)
        for place in (with_machines, with_products_of_services, with_products_of_servers):
            placed = place(found)
            found = found if placed is found else merged(placed, dates)
        for item in found:
            self._by_kind.setdefault(item.kind, []).append(item)
            held.add(("" if item.of_forest else item.product, item.kind))
        self.collected = frozenset(collected) | held
        self.incomplete = frozenset(incomplete)
        self.newer = newer or {}
        self.products = frozenset(product for product, _ in self.collected) - {"", FOREST}
        self._by_product: dict[tuple[str, str], list[Item]] = {}
        self._names: dict[str, dict[str, list[Item]]] = {}

    def __iter__(self) -> Iterator[Item]:
        for items in self._by_kind.values():
            yield from items

    def __len__(self) -> int:
        return sum(map(len, self._by_kind.values()))

    def __repr__(self) -> str:
        return f"<Estate({len(self)} items, {len(self._by_kind)} kinds)>"

    def has(self, kind: str, product: str) -> bool:
        """True if evidence of *kind* of *product* was read, even if it had no object."""
        return (product, kind) in self.collected or ("", kind) in self.collected

    def lost(self, kind: str, product: str | None = None) -> bool:
        """True if objects of *kind* were lost when the evidence was read, or may have been; of *product* if given."""
        return any(
            of_kind == kind and (product is None or of in (product, *OF_NO_PRODUCT)) for of, of_kind in self.incomplete
        )

    def of(self, cls: type[T], *, product: str | None = None) -> Sequence[T]:
        """Items of a kind, optionally of one product, in the order they were read."""
        of_kind = self._by_kind.get(cls.kind, [])
        if product is None or cls.of_forest:
            return of_kind  # type: ignore[return-value]
        if (cls.kind, product) not in self._by_product:
            self._by_product[cls.kind, product] = [item for item in of_kind if item.product == product]
        return self._by_product[cls.kind, product]  # type: ignore[return-value]

    def each(self, cls: type[T], *, product: str | None = None) -> Iterable[T]:
        """As `of`, for conclusions that concern one object at a time and do not depend on the objects before it.

        If it is noted what the evidence does not tell (`observation.observed`), a gap in one object puts in doubt what
        is said of the others, unless they are read in this way. Objects that are only looked for may be read so too,
        as long as nothing follows from not finding one.
        """
        return self.of(cls, product=product)

    def find(self, kind: str, reference: str | None, *, product: str | None = None) -> Item | None:
        """The item of *kind* that *reference* names by key or alias, case-insensitively; None if there is none.

        An item of *product* is preferred to one of another product.
        """
        if not reference:
            return None
        names = self._names.get(kind)
        found = (self._index(kind) if names is None else names).get(reference.casefold(), ())
        for item in found:
            if product is None or item.product == product:
                return item
        return found[0] if found else None

    def resolve(self, item: Item, field: str) -> list[tuple[str, Item | None]]:
        """Each reference in *field* of *item* with the item it names, or None if it names nothing."""
        kinds = next(f.refers_to for f in fields_of(type(item)) if f.name == field)
        value = getattr(item, field)
        references = (value,) if isinstance(value, str) else value or ()
        return [(r, self.find_any(kinds, r, product=item.product)) for r in references]

    def effective(self, item: Item, field: Field) -> tuple[Any, Item | None]:
        """The value of *field*, and the object that has it if that is not *item* itself (`Field.through`)."""
        value = getattr(item, field.name)
        if value not in (None, (), "") or not field.through:
            return value, None
        holder = next((found for _, found in self.resolve(item, field.through)), None)
        return getattr(holder, field.name, value), holder

    def find_any(self, kinds: Iterable[str], reference: str | None, *, product: str | None = None) -> Item | None:
        """The first item of any of *kinds* that *reference* names."""
        for kind in kinds:
            if item := self.find(kind, reference, product=product):
                return item
        return None

    def _index(self, kind: str) -> dict[str, list[Item]]:
        if kind not in self._names:
            names: dict[str, list[Item]] = {}
            for item in self._by_kind.get(kind, ()):
                if not item.aliases:
                    names.setdefault(item.key.casefold(), []).append(item)
                    continue
                for name in {n.casefold() for n in (item.key, *item.aliases) if n}:
                    names.setdefault(name, []).append(item)
            self._names[kind] = names
        return self._names[kind]
