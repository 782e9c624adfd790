"""The JSON documents of `inventory`, `snapshots` and `show`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ...estate.kinds import Item
    from ...estate.provenance import Snapshot, SourceReport
    from ...estate.reconciliation import Reconciled


def inventory_document(snapshot: Snapshot) -> dict[str, Any]:
    """The JSON shape of `inventory --json`."""
    return {
        "snapshot": {"name": snapshot.name, "taken_at": snapshot.taken_at},
        "products": snapshot.products,
        "items": snapshot.items,
        "sources": [_source(report) for report in snapshot.sources],
    }


def reconciled_document(one: Reconciled) -> dict[str, Any]:
    """The JSON shape of a kind that was collected in several ways."""
    return {
        "kind": one.kind,
        "product": one.product,
        "counts": one.counts,
        "objects": one.objects,
        "differing": one.differing,
        "missing": one.missing,
    }


def item_document(item: Item) -> dict[str, Any]:
    """The JSON shape of one item: key, declared fields, then where it came from."""
    from ...estate.kinds import fields_of

    return {
        "key": item.key,
        **{field.name: getattr(item, field.name) for field in fields_of(type(item))},
        "product": item.product,
        "extra": item.extra,
        "source": item.sources[0] if item.sources else "",
        "sources": item.sources,
        "differences": item.differences,
    }


def _source(report: SourceReport) -> dict[str, Any]:
    return {
        "path": report.path,
        "format": report.format,
        "status": report.status,
        "read": report.read,
        "rejected": report.rejected,
        "unknown": report.unknown,
        "sha256": report.sha256,
        "messages": report.messages,
        "product": report.product,
        "collected": report.collected,
        "gaps": report.gaps,
        "collected_at": report.collected_at,
        "collected_by": report.collected_by,
    }
