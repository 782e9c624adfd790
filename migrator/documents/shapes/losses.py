"""What documents say of sources that were read with losses."""

from __future__ import annotations

from collections.abc import Iterable

from ...estate.missing import reason_of
from ...estate.provenance import SourceReport
from .document import Shape


class LostSourceDocument(Shape):
    """A source of which something is not in the snapshot.

    Attributes:
        reason: what is missing, and why.
        kinds: kinds of which objects are missing, or may be; empty if that is not known.
    """

    path: str
    reason: str
    product: str
    kinds: tuple[str, ...]


class LossDocument(LostSourceDocument):
    """A source of which something is not in the snapshot, and the rules that this touches.

    Attributes:
        rules: ids of the rules that this touches.
    """

    rules: tuple[str, ...]


def lost_sources(reports: Iterable[SourceReport]) -> tuple[LostSourceDocument, ...]:
    """The sources with losses, in the order in which they were read."""
    return tuple(
        LostSourceDocument(path=report.path, reason=reason_of(report), product=report.product, kinds=report.incomplete)
        for report in reports
        if report.has_losses
    )
