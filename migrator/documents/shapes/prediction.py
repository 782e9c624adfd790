"""The JSON document of `predict`, whose fields the workbook and every other document show too."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

import msgspec

from ...rules.engine.losses import SourceLoss
from ...rules.engine.model import Change, Grade, Severity
from ...rules.engine.prediction import Finding, Message, Outcome, Prediction, Result
from ...rules.engine.readiness import Readiness
from ...rules.engine.suppression import Applied, State
from ...rules.engine.values import plain
from .document import Shape, shaped
from .losses import LossDocument
from .rules import ReferenceDocument, reference_documents


class ChangeDocument(Shape):
    """What the migration will make of a field of an object; *field* is "" for the object itself."""

    kind: str
    key: str
    field: str
    before: str | None
    after: str | None


class FindingDocument(Shape):
    """A finding.

    Attributes:
        effect: what will be true afterwards.
        original_severity: the severity of the rule, where the project has changed it.
        references: ids of the published sources.
        phase: phases of the checklist that it blocks.
        suppressed: reason and approver where it was accepted.
    """

    rule: str
    severity: Severity
    original_severity: Severity | None
    grade: Grade
    product: str
    kind: str
    key: str
    name: str
    title: str
    message: str
    effect: str
    evidence: Mapping[str, str]
    remediation: str
    changes: tuple[ChangeDocument, ...]
    references: tuple[str, ...]
    phase: str
    minutes: int
    fingerprint: str
    baseline: bool
    suppressed: str | None


class MessageDocument(Shape):
    """A line that a cmdlet will print.

    Attributes:
        presumed: what of it no source says; empty if it was published so.
    """

    id: str
    cmdlet: str
    level: str
    text: str
    count: int
    keys: tuple[str, ...]
    grade: Grade
    presumed: str
    baseline: bool
    references: tuple[str, ...]


class OutcomeDocument(Shape):
    """How a rule ended, why, and what would supply missing data."""

    rule: str
    outcome: Result
    reason: str
    needs: tuple[str, ...]


class SuppressionDocument(Shape):
    """An accepted finding as the project keeps it."""

    id: int
    rule: str
    pattern: str
    reason: str
    approver: str
    created: date
    expires: date | None


class AppliedDocument(SuppressionDocument):
    """What became of an accepted finding in this run."""

    state: State
    matched: int


class ReadinessDocument(Shape):
    """The findings that block one phase of one pool, with the estimated work in minutes."""

    group: str
    phase: str
    blocking: int
    other: int
    minutes: int


class LogEntryDocument(Shape):
    """An entry of the log that the cmdlets will write."""

    cmdlet: str
    level: str
    text: str


class PredictionDocument(Shape):
    """All that the rules say of a snapshot.

    Attributes:
        losses: sources of which something is not in the snapshot.
        references: the published sources that findings and predicted lines name.
    """

    target: str
    losses: tuple[LossDocument, ...]
    findings: tuple[FindingDocument, ...]
    messages: tuple[MessageDocument, ...]
    outcomes: tuple[OutcomeDocument, ...]
    suppressions: tuple[AppliedDocument, ...]
    readiness: tuple[ReadinessDocument, ...]
    log: tuple[LogEntryDocument, ...]
    references: tuple[ReferenceDocument, ...]


def prediction_document(
    prediction: Prediction, applied: Iterable[Applied], readiness: Iterable[Readiness], losses: Iterable[SourceLoss]
) -> PredictionDocument:
    """The document of a prediction."""
    return PredictionDocument(
        target=prediction.target,
        losses=tuple(shaped(LossDocument, loss) for loss in losses),
        findings=tuple(map(finding_document, prediction.findings)),
        messages=tuple(map(message_document, prediction.messages)),
        outcomes=tuple(map(outcome_document, prediction.outcomes)),
        suppressions=tuple(shaped(AppliedDocument, a.suppression, state=a.state, matched=a.matched) for a in applied),
        readiness=tuple(map(readiness_document, readiness)),
        log=tuple(shaped(LogEntryDocument, entry) for entry in prediction.log),
        references=reference_documents(
            [*(each.references for each in prediction.findings), *(each.references for each in prediction.messages)]
        ),
    )


def finding_document(finding: Finding) -> FindingDocument:
    """The document of one finding."""
    changes = tuple(map(_change, finding.changes))
    suppressed = None if finding.suppressed is None else str(finding.suppressed)
    return shaped(FindingDocument, finding, evidence=finding.shown_evidence(), changes=changes, suppressed=suppressed)


def message_document(message: Message) -> MessageDocument:
    """The document of one predicted line."""
    return shaped(MessageDocument, message)


def outcome_document(outcome: Outcome) -> OutcomeDocument:
    """The document of how one rule ended."""
    return shaped(OutcomeDocument, outcome, needs=tuple(map(str, outcome.needs)))


def readiness_document(one: Readiness) -> ReadinessDocument:
    """The document of one phase of one pool."""
    return shaped(ReadinessDocument, one)


def suppression_document(kept: object) -> SuppressionDocument:
    """The document of an accepted finding, whose attributes are those of the document."""
    return msgspec.convert(kept, SuppressionDocument, from_attributes=True)


def _change(change: Change) -> ChangeDocument:
    before, after = (None if value is None else plain(value) for value in (change.before, change.after))
    return ChangeDocument(kind=change.item.kind, key=change.item.key, field=change.field, before=before, after=after)
