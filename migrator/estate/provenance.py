"""Where an estate came from: one report per source, one record per snapshot."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime

import attrs

from .products import UNKNOWN

#: called with what is read or written, how much of it is done, and how much there is
Progress = Callable[[str, int, int], None]


@attrs.frozen(kw_only=True)
class SourceReport:
    """The result of reading one file or live source; found = read + rejected + unknown.

    Attributes:
        path: the file as the user would name it; members of archives as ``archive.zip!member``.
        status: ``read``, ``empty``, ``partial`` (some records or values lost, or cut), ``failed`` (nothing was read) or
            ``unknown``.
        unknown: objects of no known kind, kept as kind `other`; 1 for a file that is not recognised, or that
            holds nothing and does not say of what.
        items: objects read, by kind.
        collected: kinds for which this source is evidence, even if it has no object of them.
        incomplete: kinds of which this source has lost objects, or may have.
        cut: why the source ends before its end; "" if it does not.
        gaps: blocks of the kit that failed, and files of its manifest that are missing or have changed.
        messages: rejected records with position and reason, and other things the user must know.
        notices: those of *messages* that the user must see even if nothing was lost.
        contested: records that have the key of another record of the file and other values.
        unlisted: messages that were left out of *messages*, because there were too many.
        collected_at: when it was collected, as the manifest of the kit says.
        collection_at: the time of the collection that it belongs to, by its manifest or else by the time of its files.
    """

    path: str
    format: str
    status: str
    read: int = 0
    rejected: int = 0
    unknown: int = 0
    sha256: str = ""
    product: str = UNKNOWN
    items: Mapping[str, int] = attrs.field(factory=dict)
    collected: tuple[str, ...] = ()
    incomplete: tuple[str, ...] = ()
    cut: str = ""
    gaps: int = 0
    messages: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()
    contested: int = 0
    unlisted: int = 0
    collected_at: datetime | None = None
    collected_by: str | None = None
    collection_at: datetime | None = None

    def noticed(self, *notices: str) -> SourceReport:
        """This report with what else the user must see."""
        return attrs.evolve(self, notices=(*self.notices, *notices), messages=(*self.messages, *notices))

    @property
    def parts(self) -> tuple[str, ...]:
        """The path of a file, folder by folder; a database is one part."""
        if self.format.startswith("sql:"):
            return (self.path,)
        return tuple(part for part in self.path.replace("\\", "/").replace("!", "/").split("/") if part)

    @property
    def short_name(self) -> str:
        """The last part of a file's path; a database as it is named."""
        return self.parts[-1] if self.path else self.path

    @property
    def has_losses(self) -> bool:
        """True if something of this source is not in the snapshot, or no rule can look at it."""
        is_void = self.status == "empty" and self.format == UNKNOWN
        return (
            self.rejected > 0
            or self.unknown > 0
            or self.gaps > 0
            or self.contested > 0
            or is_void
            or self.status in ("failed", "unknown", "partial")
        )


@attrs.frozen(kw_only=True)
class Snapshot:
    """An estate as stored at one time."""

    name: str
    taken_at: datetime
    products: tuple[str, ...]
    items: Mapping[str, int]
    sources: tuple[SourceReport, ...]


def collected(reports: Iterable[SourceReport]) -> Iterator[tuple[str, str]]:
    """Each product and kind for which *reports* are evidence, in the form that `Estate` expects."""
    from .catalogue import KINDS

    of_forest = {name for name, cls in KINDS.items() if cls.of_forest}
    for report in reports:
        yield from (("" if kind in of_forest else report.product, kind) for kind in report.collected)


def incomplete(reports: Iterable[SourceReport]) -> Iterator[tuple[str, str]]:
    """Each product and kind of which *reports* have lost objects, or may have; product "unknown" may be any."""
    return ((report.product, kind) for report in reports for kind in report.incomplete)
