"""The JSON documents of `rgs compare`."""

from __future__ import annotations

from collections.abc import Iterable

from ...estate.provenance import SourceReport
from ...response_groups.comparison import ResponseGroupComparison
from ...response_groups.counts import Count
from .document import Shape, shaped
from .losses import LostSourceDocument, lost_sources


class DifferenceDocument(Shape):
    """What differs between a response group object and its copy, and the command that repairs it."""

    kind: str
    name: str
    aspect: str
    legacy: str
    migrated: str
    command: str


class ResponseGroupComparisonDocument(Shape):
    """Response groups before and after the move.

    Attributes:
        losses: sources of which something is not in one of the snapshots.
    """

    losses: tuple[LostSourceDocument, ...]
    compared: int
    same: int
    differences: tuple[DifferenceDocument, ...]
    counts: tuple[Count, ...]
    not_evaluated: tuple[str, ...]


def rgs_comparison_document(
    comparison: ResponseGroupComparison, reports: Iterable[SourceReport]
) -> ResponseGroupComparisonDocument:
    """The document of a comparison."""
    differences = tuple(shaped(DifferenceDocument, loss) for loss in comparison.losses)
    return shaped(ResponseGroupComparisonDocument, comparison, losses=lost_sources(reports), differences=differences)
