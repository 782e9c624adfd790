"""The JSON document of `diff`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ...estate.difference import EstateDifference, FieldChange, NotCompared, PoolMove, Renamed
from ...estate.kinds import Item
from ...estate.provenance import SourceReport
from .document import Shape, shaped
from .losses import LostSourceDocument, lost_sources


class DifferingObject(Shape):
    """An object that came or went."""

    kind: str
    key: str
    product: str
    title: str


class RenamedObject(Shape):
    """An object with another key and the same GUID."""

    kind: str
    before: str
    after: str


class MovedObject(Shape):
    """An object that is on another pool."""

    kind: str
    key: str
    before: str
    after: str


class ChangedField(Shape):
    """A field of an object that is on both sides; the values are as in `show KIND --json`."""

    kind: str
    key: str
    field: str
    before: Any
    after: Any


class NotComparedKind(Shape):
    """A kind that one side does not have in full.

    Attributes:
        side: "before" or "after".
        reason: "not collected" or "lost in part".
    """

    kind: str
    side: str
    reason: str


class EstateDifferenceDocument(Shape):
    """What changed between two snapshots.

    Attributes:
        losses: sources of which something is not in one of the snapshots.
        moved: objects on another pool; their field is among the changed ones too.
        same: how many objects are on both sides without a change.
    """

    losses: tuple[LostSourceDocument, ...]
    added: tuple[DifferingObject, ...]
    removed: tuple[DifferingObject, ...]
    renamed: tuple[RenamedObject, ...]
    moved: tuple[MovedObject, ...]
    changed: tuple[ChangedField, ...]
    not_compared: tuple[NotComparedKind, ...]
    same: int


def difference_document(found: EstateDifference, reports: Iterable[SourceReport]) -> EstateDifferenceDocument:
    """What changed, by kind."""
    return EstateDifferenceDocument(
        losses=lost_sources(reports),
        added=tuple(map(_object, found.added)),
        removed=tuple(map(_object, found.removed)),
        renamed=tuple(map(_renamed, found.renamed)),
        moved=tuple(map(_moved, found.moved)),
        changed=tuple(map(_changed, found.changed)),
        not_compared=tuple(map(_gap, found.not_compared)),
        same=found.same,
    )


def _object(item: Item) -> DifferingObject:
    return shaped(DifferingObject, item)


def _renamed(pair: Renamed) -> RenamedObject:
    return RenamedObject(kind=pair.after.kind, before=pair.before.key, after=pair.after.key)


def _moved(move: PoolMove) -> MovedObject:
    return MovedObject(kind=move.item.kind, key=move.item.key, before=move.before, after=move.after)


def _changed(change: FieldChange) -> ChangedField:
    return ChangedField(
        kind=change.item.kind,
        key=change.item.key,
        field=change.field.name,
        before=change.before,
        after=change.after,
    )


def _gap(gap: NotCompared) -> NotComparedKind:
    return shaped(NotComparedKind, gap)
