"""What was lost when the evidence of a snapshot was read, and which rules that touches."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import attrs

from ...estate.counting import counted
from ...estate.provenance import SourceReport
from .prediction import Outcome


@attrs.frozen(kw_only=True)
class SourceLoss:
    """A source of which something is not in the snapshot.

    Attributes:
        reason: what is missing, and why.
        kinds: kinds of which objects are missing, or may be; empty if that is not known.
        rules: ids of the rules that asked for these kinds, and of those that could not run without them.
    """

    path: str
    reason: str
    product: str
    kinds: tuple[str, ...]
    rules: tuple[str, ...]


def losses(reports: Iterable[SourceReport], outcomes: Sequence[Outcome]) -> tuple[SourceLoss, ...]:
    """The sources with losses, in the order in which they were read."""
    touched = [(outcome.rule, {gap.lost for gap in outcome.gaps}) for outcome in outcomes]
    return tuple(
        SourceLoss(
            path=report.path,
            reason=_reason(report),
            product=report.product,
            kinds=report.incomplete,
            rules=tuple(
                rule for rule, lost in touched if any((report.product, kind) in lost for kind in report.incomplete)
            ),
        )
        for report in reports
        if report.has_losses
    )


def _reason(report: SourceReport) -> str:
    """The numbers of what is missing, then what the reader said first."""
    missing = (
        (report.rejected, "record rejected", "records rejected"),
        (report.unknown, "object of an unknown kind", "objects of an unknown kind"),
        (report.contested, "record contradicts another of its key", "records contradict others of their keys"),
        (report.gaps, "block of the collection missing or failed", "blocks of the collection missing or failed"),
    )
    counts = ", ".join(counted(number, one, many) for number, one, many in missing if number)
    said = report.messages[0] if report.messages else ""
    return ": ".join(filter(None, (counts, said)))
