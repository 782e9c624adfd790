"""Response group objects counted by each way in which they were collected."""

from __future__ import annotations

from collections.abc import Iterable

import attrs

from ..estate.estate import Estate
from ..estate.evidence import CollectionBlock
from ..estate.kinds import Item
from ..estate.products import R2
from ..estate.provenance import SourceReport
from .copies import KINDS

WMI, CMDLET, SHOW_ALL, EXPORT, SQL = "WMI", "cmdlet", "cmdlet -ShowAll", "export zip", "SQL"
WAYS = (WMI, CMDLET, SHOW_ALL, EXPORT, SQL)


@attrs.frozen(kw_only=True)
class Count:
    """Objects of one kind that one way of collection shows.

    Attributes:
        way: one of `WAYS`.
        lacks: names of objects that only other ways show.
    """

    side: str
    kind: str
    way: str
    objects: int
    lacks: tuple[str, ...]
    sources: tuple[str, ...]


def count_by_way(side: str, estate: Estate, reports: Iterable[SourceReport]) -> tuple[Count, ...]:
    """Objects of each kind, counted by each way of collection that shows any response group object of that side.

    A cmdlet counts as run with -ShowAll where the manifest of the kit or the path of the file says so.
    """
    reports = tuple(reports)
    ways = _ways(estate, reports)
    items_of = {cls: [(item, _paths(item)) for item in estate.of(cls)] for cls in KINDS}
    used = {ways.get(path, CMDLET) for items in items_of.values() for _, paths in items for path in paths}
    # an empty file of a cmdlet counts too
    products = {item.product for items in items_of.values() for item, _ in items}
    kinds = {cls.kind for cls in KINDS}
    used |= {ways[each.path] for each in reports if each.product in products and kinds & set(each.collected)}
    counts = []
    for cls, items in items_of.items():
        for way in (way for way in WAYS if way in used and items):
            having = [(i, [p for p in paths if ways.get(p, CMDLET) == way]) for i, paths in items]
            counts.append(
                Count(
                    side=side,
                    kind=cls.kind,
                    way=way,
                    objects=sum(bool(paths) for _, paths in having),
                    lacks=tuple(item.title for item, paths in having if not paths),
                    sources=tuple(dict.fromkeys(path for _, paths in having for path in paths)),
                )
            )
    return tuple(counts)


def _paths(item: Item) -> list[str]:
    return [source.rpartition("#")[0] for source in item.sources]


def _ways(estate: Estate, reports: Iterable[SourceReport]) -> dict[str, str]:
    """Path of a file -> how its objects were collected."""
    asked = {
        _folded(source.rpartition("#")[0].rpartition("manifest.xml")[0] + (block.file or ""))
        for block in estate.of(CollectionBlock)
        for source in block.sources
        if "-showall" in (block.command or "").casefold()
    }
    return {report.path: _way(report, _folded(report.path) in asked) for report in reports}


def _way(report: SourceReport, asked_for_all: bool) -> str:  # noqa: FBT001 (a boolean is what the manifest says)
    path = _folded(report.path)
    if report.format.startswith("sql:"):
        return SQL
    if "rgsimportexport/" in path:
        return EXPORT
    if report.product == R2:
        return WMI
    return SHOW_ALL if asked_for_all or "showall" in path else CMDLET


def _folded(path: str) -> str:
    return path.replace("\\", "/").casefold()
