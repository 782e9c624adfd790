"""Objects that only the older of two collections has, although the newer one lists their kind.

Two files are of two collections of one estate if they have one name in two places, are of one format, and their
collections were made at different times. That they show the same part of the estate is taken for shown if they share
an object of the kind: a file of another pool or server, collected later, shares none.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

import attrs

from .kinds import Item
from .products import R2, UNKNOWN
from .provenance import SourceReport
from .repeated import file_of, name_of_file

#: areas of which a file that has no object of a kind may be that of another pool
_OF_ONE_POOL = "Response groups"


@attrs.frozen
class NewerSource:
    """The file of the newest collection that has the name of a file of an older one.

    Attributes:
        at: when its collection was made.
        older_at: when the collection of the older file was made.
        kinds: of which it is evidence without a loss.
        held: those of which it has an object.
    """

    path: str
    product: str
    at: datetime
    older_at: datetime
    kinds: frozenset[str]
    held: frozenset[str]

    def may_lack(self, kind: str, *, area: str) -> bool:
        """Whether it is evidence that there is no object of *kind*, and not the file of another pool."""
        is_of_one_pool = self.product == R2 or area == _OF_ONE_POOL
        return kind in self.kinds and kind not in self.held and not is_of_one_pool


def newer_sources(reports: Iterable[SourceReport]) -> dict[str, NewerSource]:
    """For each file of an older collection the file of its name in the newest one."""
    by_name: dict[tuple[str, str], list[tuple[datetime, SourceReport]]] = defaultdict(list)
    for report in reports:
        if report.collection_at is not None and report.format != UNKNOWN:
            by_name[name_of_file(report.path), report.format].append((report.collection_at, report))
    newer: dict[str, NewerSource] = {}
    for group in by_name.values():
        at, newest = max(group, key=lambda pair: pair[0])
        kinds, held = frozenset(newest.collected) - {*newest.incomplete}, frozenset(newest.items)
        newer |= {
            report.path: NewerSource(newest.path, newest.product, at, older_at, kinds, held)
            for older_at, report in group
            if older_at < at
        }
    return newer


def only_in_older(
    items: Iterable[Item], newer: Mapping[str, NewerSource], *, area: str
) -> Iterator[tuple[Item, NewerSource]]:
    """Each of *items*, all of one kind, that only older files have, with the newest file that should have it."""
    shared: set[tuple[str, str]] = set()
    alone: list[tuple[Item, str]] = []
    for item in items:
        files = {file_of(source): None for source in item.sources}
        shared.update((file, newer[file].path) for file in files if file in newer and newer[file].path in files)
        if files and all(file in newer for file in files):
            alone.append((item, max(files, key=lambda file: newer[file].older_at)))
    for item, file in alone:
        one = newer[file]
        if item.product != one.product or item.kind not in one.kinds:
            continue
        if (file, one.path) in shared or one.may_lack(item.kind, area=area):
            yield item, one
