"""The JSON document of `log compare`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from ...estate.provenance import SourceReport
from ...knowledge.grade import Grade
from .document import Shape, shaped
from .losses import LostSourceDocument, lost_sources

if TYPE_CHECKING:
    from ...knowledge.known_message import KnownMessage
    from ...rules.engine.expectation import Expectation
    from ...rules.engine.log_comparison import ExplainedLine, LogComparison, Match, UnknownLine


class ExplanationDocument(Shape):
    """What a known message means.

    Attributes:
        expected: whether it is expected now; null where that depends on when the log was written.
        expectation: the same in words.
        phase: the phases of the migration that its step belongs to; empty for any.
        step: the step in which it is printed.
        cure: what to do; empty if there is nothing to do.
        seen_in: products of which it was published.
        basis: what of it is inferred.
    """

    cmdlet: str
    meaning: str
    expected: bool | None
    expectation: str
    phase: str
    step: str
    cure: str
    grade: Grade
    basis: str
    seen_in: tuple[str, ...]
    references: tuple[str, ...]


class PredictedLineDocument(Shape):
    """A predicted line, how often it was predicted and how often it was seen.

    Attributes:
        sought: whether a log of its cmdlet is among the files.
        presumed: what of the line no source says.
    """

    id: str
    level: str
    text: str
    predicted: int
    seen: int
    sought: bool
    presumed: str
    explanation: ExplanationDocument


class UnpredictedLineDocument(Shape):
    """A line of the log that nothing predicted.

    Attributes:
        template: id of the known message that it is, or "".
        as_template: the text with its quoted parts as places.
    """

    level: str
    text: str
    count: int
    source: str
    template: str
    as_template: str


class ExplainedLineDocument(Shape):
    """A line of the log that nothing predicted and that is known.

    Attributes:
        template: id of the known message.
        needs_action: whether it is never expected, or not now.
    """

    level: str
    text: str
    count: int
    source: str
    template: str
    needs_action: bool
    explanation: ExplanationDocument


class UnknownLineDocument(Shape):
    """A line of the log that nothing knows.

    Attributes:
        as_template: the text with its quoted parts as places.
        contains: ids of known messages that are a part of the text.
    """

    level: str
    text: str
    count: int
    source: str
    as_template: str
    contains: tuple[str, ...]


class LogComparisonDocument(Shape):
    """A real log against the prediction.

    Attributes:
        losses: sources of which something is not in the snapshot.
        lines: how many entries the logs have.
        phase: the phase in which the migration is; empty if nothing tells it.
        phase_because: the evidence for it; empty if somebody said it.
        seen_and_not_predicted: the explained and the unknown lines.
    """

    losses: tuple[LostSourceDocument, ...]
    lines: int
    phase: str
    phase_because: str
    predicted_and_seen: tuple[PredictedLineDocument, ...]
    predicted_and_not_seen: tuple[PredictedLineDocument, ...]
    seen_and_not_predicted: tuple[UnpredictedLineDocument, ...]
    seen_and_explained: tuple[ExplainedLineDocument, ...]
    seen_and_unknown: tuple[UnknownLineDocument, ...]


def log_comparison_document(comparison: LogComparison, reports: Iterable[SourceReport]) -> LogComparisonDocument:
    """The document of a comparison."""
    lines = [(_predicted(match), match.seen) for match in comparison.matches]
    return LogComparisonDocument(
        losses=lost_sources(reports),
        lines=comparison.lines,
        phase=str(comparison.now.phase or ""),
        phase_because=comparison.now.because,
        predicted_and_seen=tuple(line for line, seen in lines if seen),
        predicted_and_not_seen=tuple(line for line, seen in lines if not seen),
        seen_and_not_predicted=(
            *(
                shaped(UnpredictedLineDocument, line, template=line.entry.id, as_template="")
                for line in comparison.explained
            ),
            *(shaped(UnpredictedLineDocument, line, template="") for line in comparison.unknown),
        ),
        seen_and_explained=tuple(map(_explained, comparison.explained)),
        seen_and_unknown=tuple(map(_unknown, comparison.unknown)),
    )


def _explanation(entry: KnownMessage, expectation: Expectation) -> ExplanationDocument:
    return shaped(
        ExplanationDocument,
        entry,
        expected=expectation.now,
        expectation=expectation.text,
        phase=expectation.phase,
    )


def _predicted(match: Match) -> PredictedLineDocument:
    return shaped(
        PredictedLineDocument,
        match.message,
        predicted=match.message.count,
        seen=match.seen,
        sought=match.sought,
        explanation=_explanation(match.entry, match.expectation),
    )


def _explained(line: ExplainedLine) -> ExplainedLineDocument:
    explanation = _explanation(line.entry, line.expectation)
    return shaped(ExplainedLineDocument, line, template=line.entry.id, explanation=explanation)


def _unknown(line: UnknownLine) -> UnknownLineDocument:
    return shaped(UnknownLineDocument, line)
