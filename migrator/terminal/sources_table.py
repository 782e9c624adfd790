"""What became of the sources on the terminal: those read without losses by folder, each other one on its own line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from ..estate.accounting import accounting, worst_first
from ..estate.counting import counted
from .console import print_line, print_table, shown

if TYPE_CHECKING:
    from ..estate.provenance import SourceReport

_STATUS_STYLES = {"failed": "red", "partial": "yellow", "unknown": "yellow"}
_MOST_MESSAGES = 5
_MOST_NAMED = 8
_COLUMNS = ("Source", "Files", "Format", "Read", "Rejected", "Unknown")


def print_sources(reports: Sequence[SourceReport]) -> None:
    """Print one line per folder of sources without a loss, then one per source with a loss; the columns add up."""
    rows = [_row(name, members) for name, members in _folders(reports)]
    rows += [_row(report.short_name, [report]) for report in reports if report.has_losses]
    print_table("Sources", _COLUMNS, rows, numeric="lllrrr")


def print_worst(reports: Sequence[SourceReport]) -> None:
    """Print how many sources have losses and the worst of them with what to do; nothing if there is no loss."""
    lost = worst_first(reports)
    if not lost:
        return
    sources = counted(len(lost), "source is", "sources are")
    print_line(f"{sources} not completely in this snapshot, so the exit code is 5; the worst:", "bold yellow")
    for report in lost[:_MOST_NAMED]:
        print_line(f"  {report.short_name}: {report.messages[0] if report.messages else report.status}", "yellow")
    if len(lost) > _MOST_NAMED:
        print_line(f"  ... and {len(lost) - _MOST_NAMED:,} more, each with its reason at the end", "yellow")


def print_totals(reports: Sequence[SourceReport]) -> None:
    """Print what was lost and what else must be seen, then the sum of all sources, so that it is what is seen last."""
    for report in reports:
        for notice in () if report.has_losses else report.notices:
            print_line(f"  {report.path}: {notice}", "yellow")
    for report in worst_first(reports):
        for message in report.messages[:_MOST_MESSAGES]:
            print_line(f"  {report.path}: {message}", "yellow")
        more = len(report.messages[_MOST_MESSAGES:]) + report.unlisted
        if more:
            print_line(f"  ... and {more:,} more (with --json the first and the last of them)", "yellow")
    print_line(totals(reports))


def totals(reports: Sequence[SourceReport]) -> str:
    """Sources and records in one line."""
    return f"{counted(len(reports), 'source')}, {accounting(reports)}"


def _row(name: str, members: Sequence[SourceReport]) -> tuple[object, ...]:
    """A line of the table; of a file that could not be read no record is counted, which is not the same as none."""
    statuses = Counter(report.status for report in members)
    worst = next((_STATUS_STYLES[s] for s in ("failed", "partial", "unknown") if s in statuses), "")
    files = shown(", ".join(f"{count:,} {status}" for status, count in statuses.most_common()), worst)
    counts = (sum(getattr(report, field) for report in members) for field in ("read", "rejected", "unknown"))
    cells = ["-"] * 3 if set(statuses) == {"failed"} else [f"{count:,}" for count in counts]
    return (name, files, ", ".join(dict.fromkeys(report.format for report in members)), *cells)


def _folders(reports: Sequence[SourceReport]) -> Iterator[tuple[str, list[SourceReport]]]:
    """The sources without a loss by the first folder (or zip) below what all files have in common."""
    parts = {report.path: report.parts for report in reports}
    levels = list(zip(*(of[:-1] for of in parts.values() if len(of) > 1), strict=False))
    common = next((depth for depth, names in enumerate(levels) if len(set(names)) > 1), len(levels))
    groups: dict[tuple[str, ...], list[SourceReport]] = {}
    for report in reports:
        of = parts[report.path]
        if not report.has_losses:
            groups.setdefault(of[: common + 1] if len(of) > common + 1 else of[:-1] or of, []).append(report)
    for folder, members in groups.items():
        yield (members[0].short_name if len(members) == 1 else folder[-1]), members
