"""What became of the records of all sources, in one sentence: read + rejected + unknown = found."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from .counting import counted
from .products import UNKNOWN
from .provenance import SourceReport


def accounting(reports: Sequence[SourceReport]) -> str:
    """The sum, then the number of files that could not be read.

    A file that cannot be read has no records. It is named beside the sum, so that it does not look like an empty file.
    """
    read, rejected, unknown = (sum(getattr(r, n) for r in reports) for n in ("read", "rejected", "unknown"))
    sum_ = (
        f"{counted(read + rejected + unknown, 'record')} found = "
        f"{read:,} read + {rejected:,} rejected + {unknown:,} unknown"
    )
    return "; ".join(filter(None, (sum_ + (f" ({_kept(reports)})" if unknown else ""), unreadable(reports))))


def worst_first(reports: Iterable[SourceReport]) -> list[SourceReport]:
    """The sources with losses: first those with objects of no known kind, then those of which most is missing."""
    return sorted((report for report in reports if report.has_losses), key=_severity)


def _severity(report: SourceReport) -> tuple[int, int]:
    """Where a source with losses stands: the lower, the worse."""
    objects = report.unknown if report.format != UNKNOWN else 0
    ranks = (objects > 0, report.status == "failed", report.cut != "", report.rejected > 0, report.gaps > 0)
    place = next((place for place, is_so in enumerate(ranks) if is_so), len(ranks) + (report.status == "empty"))
    return place, -max(objects, report.rejected, report.gaps)


def unreadable(reports: Sequence[SourceReport]) -> str:
    """How many files could not be read; an empty text if all could."""
    failed = sum(report.status == "failed" for report in reports)
    return f"{counted(failed, 'file')} could not be read: not counted" if failed else ""


def _kept(reports: Sequence[SourceReport]) -> str:
    """What became of unknown records: objects are kept with all properties, files that are not recognised are not."""
    lost = sum(report.unknown > 0 and report.format == UNKNOWN for report in reports)
    if not lost:
        return "kept"
    return (
        counted(lost, "of them a file that is not recognised", "of them files that are not recognised") + ", not kept"
    )
