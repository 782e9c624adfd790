"""The JSON documents of `rgs compare`."""

from __future__ import annotations

from ...response_groups.comparison import ResponseGroupComparison
from ...response_groups.counts import Count
from .document import Shape, shaped


class DifferenceDocument(Shape):
    """What differs between a response group object and its copy, and the command that repairs it."""

    kind: str
    name: str
    aspect: str
    legacy: str
    migrated: str
    command: str


class ResponseGroupComparisonDocument(Shape):
    """Response groups before and after the move."""

    compared: int
    same: int
    differences: tuple[DifferenceDocument, ...]
    counts: tuple[Count, ...]
    not_evaluated: tuple[str, ...]


def rgs_comparison_document(comparison: ResponseGroupComparison) -> ResponseGroupComparisonDocument:
    """The document of a comparison."""
    differences = tuple(shaped(DifferenceDocument, loss) for loss in comparison.losses)
    return shaped(ResponseGroupComparisonDocument, comparison, differences=differences)
