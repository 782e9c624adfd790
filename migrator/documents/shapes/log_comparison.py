"""The JSON document of `log compare`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .document import Shape, shaped

if TYPE_CHECKING:
    from ...rules.engine.log_comparison import LogComparison


class PredictedLineDocument(Shape):
    """A predicted line, how often it was predicted and how often it was seen."""

    id: str
    level: str
    text: str
    predicted: int
    seen: int


class UnpredictedLineDocument(Shape):
    """A line of the log that nothing predicted.

    Attributes:
        template: id of the known template it is an instance of, or "".
        as_template: the text with its quoted parts as places.
    """

    level: str
    text: str
    count: int
    source: str
    template: str
    as_template: str


class LogComparisonDocument(Shape):
    """A real log against the prediction."""

    predicted_and_seen: tuple[PredictedLineDocument, ...]
    predicted_and_not_seen: tuple[PredictedLineDocument, ...]
    seen_and_not_predicted: tuple[UnpredictedLineDocument, ...]


def log_comparison_document(comparison: LogComparison) -> LogComparisonDocument:
    """The document of a comparison."""
    lines = [
        shaped(PredictedLineDocument, m.message, predicted=m.message.count, seen=m.seen) for m in comparison.matches
    ]
    return LogComparisonDocument(
        predicted_and_seen=tuple(line for line in lines if line.seen),
        predicted_and_not_seen=tuple(line for line in lines if not line.seen),
        seen_and_not_predicted=tuple(shaped(UnpredictedLineDocument, line) for line in comparison.unpredicted),
    )
