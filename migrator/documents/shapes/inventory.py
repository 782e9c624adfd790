"""The JSON documents of `inventory`, `snapshots` and `show`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal, get_type_hints

import msgspec

from ...estate.catalogue import KINDS
from ...estate.conflicts import Conflict
from ...estate.kinds import Difference, Item, fields_of
from ...estate.provenance import Snapshot, SourceReport
from ...estate.reconciliation import Reconciled
from .document import Shape, shaped


class SnapshotName(Shape):
    """Which snapshot."""

    name: str
    taken_at: datetime


class SourceDocument(Shape):
    """What became of one file or live source; found = read + rejected + unknown.

    Attributes:
        incomplete: kinds of which it has lost objects, or may have.
        cut: why it ends before its end; "" if it does not.
        contested: records that have the key of another record of the file and other values.
        has_losses: whether something of it is not in the snapshot, or no rule can look at it.
        unlisted: messages that were left out, because there were too many.
        collection_at: the time of the collection that it belongs to, by manifest or by the time of its files.
    """

    path: str
    format: str
    status: Literal["read", "empty", "partial", "failed", "unknown"]
    read: int
    rejected: int
    unknown: int
    sha256: str
    messages: tuple[str, ...]
    contested: int
    unlisted: int
    has_losses: bool
    product: str
    collected: tuple[str, ...]
    incomplete: tuple[str, ...]
    cut: str
    gaps: int
    collected_at: datetime | None
    collected_by: str | None
    collection_at: datetime | None


class ReconciledDocument(Shape):
    """A kind that was collected in several ways.

    Attributes:
        counts: objects by way of collection.
        missing: objects that a way does not have, by way.
    """

    kind: str
    product: str
    counts: Mapping[str, int]
    objects: int
    differing: int
    missing: Mapping[str, tuple[str, ...]]


class ConflictDocument(Shape):
    """A value that is used and another that an older collection has, or one that is not preferred."""

    kind: str
    product: str
    key: str
    field: str
    value: str
    source: str
    at: datetime
    other_value: str
    other_source: str
    other_at: datetime


class SnapshotDocument(Shape):
    """A snapshot: products, objects by kind, and its sources."""

    snapshot: SnapshotName
    products: tuple[str, ...]
    items: Mapping[str, int]
    sources: tuple[SourceDocument, ...]


class InventoryDocument(SnapshotDocument):
    """A snapshot that was just taken."""

    reconciliation: tuple[ReconciledDocument, ...]
    conflicts: tuple[ConflictDocument, ...]


class ItemDocument(Shape):
    """What every object has, beside the fields of its kind.

    Attributes:
        unknown: fields that the evidence does not tell; they hold what could be read, or nothing.
    """

    key: str
    product: str
    extra: Mapping[str, Any]
    source: str
    sources: tuple[str, ...]
    differences: tuple[Difference, ...]
    unknown: tuple[str, ...]


def snapshot_document(snapshot: Snapshot) -> SnapshotDocument:
    """The document of a snapshot."""
    return SnapshotDocument(**_snapshot(snapshot))


def inventory_document(
    snapshot: Snapshot, reconciled: tuple[Reconciled, ...] = (), conflicts: tuple[Conflict, ...] = ()
) -> InventoryDocument:
    """The document of a snapshot that was just taken."""
    kinds = tuple(msgspec.convert(one, ReconciledDocument, from_attributes=True) for one in reconciled)
    return InventoryDocument(**_snapshot(snapshot), reconciliation=kinds, conflicts=tuple(map(_conflict, conflicts)))


def _conflict(conflict: Conflict) -> ConflictDocument:
    item = conflict.item
    return shaped(ConflictDocument, conflict, kind=item.kind, product=item.product, key=item.key, field=conflict.label)


def _snapshot(snapshot: Snapshot) -> dict[str, Any]:
    return {
        "snapshot": SnapshotName(name=snapshot.name, taken_at=snapshot.taken_at),
        "products": snapshot.products,
        "items": snapshot.items,
        "sources": tuple(map(_source, snapshot.sources)),
    }


def _source(report: SourceReport) -> SourceDocument:
    return msgspec.convert(report, SourceDocument, from_attributes=True)


_ITEM_TYPES: dict[str, type[ItemDocument]] = {}


def item_type(cls: type[Item]) -> type[ItemDocument]:
    """The document type of a kind: its declared fields, and what every object has."""
    if cls.kind not in _ITEM_TYPES:
        hints = get_type_hints(cls)
        declared = [(field.name, hints[field.name]) for field in fields_of(cls)]
        made: Any = msgspec.defstruct(
            f"{cls.__name__}Document", declared, bases=(ItemDocument,), kw_only=True, module=__name__
        )
        _ITEM_TYPES[cls.kind] = made
    return _ITEM_TYPES[cls.kind]


def item_document(item: Item) -> ItemDocument:
    """The document of one object; a declared field goes before what every object has under its name."""
    values: dict[str, Any] = {
        "key": item.key,
        "product": item.product,
        "extra": item.extra,
        "source": item.sources[0] if item.sources else "",
        "sources": item.sources,
        "differences": item.differences,
        "unknown": item.unknown,
    }
    values |= {field.name: getattr(item, field.name) for field in fields_of(type(item))}
    return item_type(type(item))(**values)


def items_schema_types() -> tuple[type[ItemDocument], ...]:
    """The document types of all kinds."""
    return tuple(item_type(cls) for cls in KINDS.values())
