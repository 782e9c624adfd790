"""What was lost when the evidence of a snapshot was read, and which rules that touches."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import attrs

from ...estate.missing import reason_of
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
            reason=reason_of(report),
            product=report.product,
            kinds=report.incomplete,
            rules=tuple(
                rule for rule, lost in touched if any((report.product, kind) in lost for kind in report.incomplete)
            ),
        )
        for report in reports
        if report.has_losses
    )
