"""The JSON documents of `rules`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ...rules.engine.decisions import ChangedSeverity
from ...rules.engine.model import Grade, Rule, Severity
from ...rules.engine.phases import phases_text
from ...rules.engine.questions import Question
from ...rules.engine.references import Reference, references
from ...rules.engine.values import outline
from .document import Shape, shaped


class ReferenceDocument(Shape):
    """A published source: what a reader opens."""

    id: str
    title: str
    publisher: str
    address: str | None


class RuleDocument(Shape):
    """A rule; in its texts, words in capitals are places that a finding fills in.

    Attributes:
        needs: kinds of evidence.
        page: what it finds, why it matters, when it is wrong.
        basis: which part of it is inferred.
    """

    id: str
    title: str
    severity: Severity
    original_severity: Severity | None
    severity_changed: str | None
    grade: Grade
    products: tuple[str, ...]
    targets: tuple[str, ...]
    needs: tuple[str, ...]
    page: Mapping[str, str]
    message: str
    effect: str
    remediation: str
    minutes: int
    phase: str
    references: tuple[ReferenceDocument, ...]
    basis: str


def rule_document(rule: Rule, changed: ChangedSeverity | None = None) -> RuleDocument:
    """The document of a rule; *changed* is the project's own severity."""
    return shaped(
        RuleDocument,
        rule,
        severity=changed.severity if changed else rule.severity,
        original_severity=changed.original if changed else None,
        severity_changed=changed.decision if changed else None,
        needs=tuple(cls.kind for cls in rule.needs),
        message=outline(rule.wording.message),
        effect=outline(rule.wording.effect),
        remediation=outline(rule.wording.remediation),
        phase=phases_text(rule.phases),
        references=reference_documents([rule.references]),
    )


def reference_document(reference: Reference) -> ReferenceDocument:
    """The document of a published source."""
    return shaped(ReferenceDocument, reference)


def reference_documents(named: Iterable[Iterable[str]]) -> tuple[ReferenceDocument, ...]:
    """The documents of all sources that are *named*, each once, in the order in which they are named."""
    ids = dict.fromkeys(id_ for each in named for id_ in each)
    return tuple(map(reference_document, references(ids)))


class QuestionDocument(Shape):
    """A question that only people can answer."""

    name: str
    question: str
    kind: str


def question_document(question: Question) -> QuestionDocument:
    """The document of a question."""
    return QuestionDocument(name=question.name, question=question.text, kind=question.kind)
