"""What became of the records of all sources, in one sentence: read + rejected + unknown = found."""

from __future__ import annotations

from collections.abc import Sequence

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
