"""Keys that stand twice in one file, counted per file for its report."""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from .counting import counted
from .kinds import Item
from .provenance import SourceReport

_SHOWN = 3


def file_of(source: str) -> str:
    """The file of a source, which is ``path#position``; a live source has no position."""
    path, _, position = source.rpartition("#")
    return path or position


def name_of_file(path: str) -> str:
    """The name of a file without its folders and zips, in lower case."""
    return path.replace("\\", "/").replace("!", "/").rpartition("/")[2].casefold()


@attrs.define
class _Counted:
    """How many objects, and the keys of the first."""

    count: int = 0
    first: list[str] = attrs.field(factory=list)

    def add(self, item: Item) -> None:
        self.count += 1
        if len(self.first) < _SHOWN:
            self.first.append(f"{item.kind} {item.key} ({item.sources[-1].rpartition('#')[2]})")

    def __str__(self) -> str:
        more = f" and {self.count - len(self.first):,} more" if self.count > len(self.first) else ""
        return ", ".join(self.first) + more


@attrs.define
class Repeated:
    """What a merge met twice in one file: records that contradict each other, and records that are equal."""

    _contradicting: dict[str, _Counted] = attrs.field(factory=dict)
    _equal: dict[str, _Counted] = attrs.field(factory=dict)

    def contradicting(self, item: Item) -> None:
        """Count a record that got a key of its own."""
        self._contradicting.setdefault(file_of(item.sources[0]), _Counted()).add(item)

    def equal(self, item: Item) -> None:
        """Count a record that an earlier one of its file equals."""
        self._equal.setdefault(file_of(item.sources[0]), _Counted()).add(item)

    def noted(self, report: SourceReport) -> SourceReport:
        """The report of a file with what it holds twice."""
        notices = tuple(self._notices(report.path))
        if not notices:
            return report
        contested = self._contradicting.get(report.path, _Counted()).count
        return attrs.evolve(report.noticed(*notices), contested=contested)

    def _notices(self, path: str) -> Iterator[str]:
        if found := self._contradicting.get(path):
            records = counted(found.count, "record has", "records have")
            yield (
                f"{records} the key of another record of this file and other values: kept beside it as {found}; "
                "rules over these objects are not evaluated"
            )
        if found := self._equal.get(path):
            records = counted(found.count, "record stands", "records stand")
            yield f"{records} twice in this file with equal values: each is read as one object: {found}"
