"""The JSON document of `explain`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...knowledge.grade import Grade
from ...rules.engine.explanation import evidence_text
from .document import Shape, shaped
from .edge_events import NamedDocument, named_document

if TYPE_CHECKING:
    from ...knowledge.known_message import Cause
    from ...rules.engine.cause_state import CauseState
    from ...rules.engine.explanation import Explained, Explanation, SaidSymptom, UnknownMessage


class CauseDocument(Shape):
    """One cause of a message, in the order in which to check them.

    Attributes:
        check: how it is checked: a command, a look, or the rules by whose findings the evidence shows it.
        evidence: what the evidence says of it; empty without a project.
        result: found, clear, not applicable, not evaluated or people; empty without a project.
        needs: what would supply the evidence that is lacking.
        cure: what removes it.
        basis: who says so, where it is less certain than the message.
    """

    cause: str
    check: str
    evidence: str
    result: str
    needs: tuple[str, ...]
    cure: str
    verify: str
    rules: tuple[str, ...]
    basis: str


class CodeNumberDocument(Shape):
    """A result code of the message: as printed, and as Windows prints it elsewhere."""

    printed: str
    code: str
    signed: int | None
    win32: int | None


class SerialDocument(Shape):
    """A certificate serial of the message, and how it reads backwards, by bytes and by digits."""

    printed: str
    readings: tuple[str, ...]


class ExplainedMessageDocument(Shape):
    """A message of a source.

    Attributes:
        id: of the known message, or of the symptom that the text describes; null where nothing knows it.
        matched: the text as the source has it, without secrets.
        by: by what it was recognised.
        expected_in: the phases in which it is expected, or never.
        expected: whether it is expected now; null where that depends on when it was printed.
        expectation: the same in words.
        needs_action: whether it is never expected, or not now.
        count: how often the source has it.
        place: where the first stands.
        source: of an event that nothing knows, its source.
        event_id: of an event that nothing knows.
        named: objects of the estate that the message names; empty without a project.
        near: ids of known messages that are worded alike, none of which it is.
        symptoms: ids of symptoms that people describe alike (`explain --symptom ID`).
    """

    id: str | None
    matched: str
    by: str
    values: dict[str, str]
    meaning: str
    expected_in: str
    expected: bool | None
    expectation: str
    step: str
    needs_action: bool
    causes: tuple[CauseDocument, ...]
    cure: str
    verify: str
    numbers: tuple[CodeNumberDocument, ...]
    serials: tuple[SerialDocument, ...]
    named: tuple[NamedDocument, ...]
    grade: Grade | None
    basis: str
    seen_in: tuple[str, ...]
    references: tuple[str, ...]
    count: int
    place: str
    source: str
    event_id: int | None
    near: tuple[str, ...]
    symptoms: tuple[str, ...]


def explanation_document(explanation: Explanation) -> list[ExplainedMessageDocument]:
    """The document of an explanation: a symptom, the known messages, then the unknown."""
    symptom = explanation.symptom
    said = [_symptom(symptom)] if symptom and symptom.is_sure else []
    return [*said, *map(_known, explanation.explained), *map(_unknown, explanation.unknown)]


def _known(one: Explained) -> ExplainedMessageDocument:
    entry, now = one.entry, one.expectation
    return ExplainedMessageDocument(
        id=entry.id,
        matched=one.text,
        by=one.by.words,
        values=dict(one.values),
        meaning=entry.meaning,
        expected_in=now.phase or {"never": "never", "always": "every run"}.get(entry.expected.value, entry.step),
        expected=now.now,
        expectation=now.text,
        step=entry.step,
        needs_action=one.needs_action,
        causes=tuple(_cause(cause, state, entry.cure) for cause, state in one.causes),
        cure=entry.cure,
        verify=entry.verify,
        numbers=tuple(shaped(CodeNumberDocument, number) for number in one.numbers),
        serials=tuple(shaped(SerialDocument, serial) for serial in one.serials),
        named=tuple(map(named_document, one.named)),
        grade=entry.grade,
        basis=entry.basis,
        seen_in=entry.seen_in,
        references=entry.references,
        count=one.count,
        place=one.place,
        source="",
        event_id=None,
        near=(),
        symptoms=(),
    )


def _cause(cause: Cause, state: CauseState | None, cure: str) -> CauseDocument:
    check = "; ".join(filter(None, [cause.command, cause.look])) or f"migrator predict: {', '.join(cause.rules)}"
    return CauseDocument(
        cause=cause.cause,
        check=check,
        evidence=evidence_text(state),
        result=state.result.value if state else "",
        needs=state.needs if state else (),
        cure=cause.cure or cure,
        verify=cause.verify,
        rules=cause.rules,
        basis=cause.basis,
    )


def _unknown(one: UnknownMessage) -> ExplainedMessageDocument:
    return ExplainedMessageDocument(
        id=None,
        matched=one.text,
        by="",
        values={},
        meaning="",
        expected_in="",
        expected=None,
        expectation="",
        step="",
        needs_action=False,
        causes=(),
        cure="",
        verify="",
        numbers=tuple(shaped(CodeNumberDocument, number) for number in one.numbers),
        serials=(),
        named=(),
        grade=None,
        basis="",
        seen_in=(),
        references=(),
        count=one.count,
        place=one.place,
        source=one.source,
        event_id=one.event_id,
        near=tuple(entry.id for entry in one.near),
        symptoms=one.symptoms,
    )


def _symptom(one: SaidSymptom) -> ExplainedMessageDocument:
    symptom = one.symptom
    return ExplainedMessageDocument(
        id=symptom.id,
        matched=one.said,
        by="the words of the symptom",
        values={},
        meaning=symptom.meaning,
        expected_in="never",
        expected=False,
        expectation="never expected",
        step="",
        needs_action=True,
        causes=tuple(_cause(each.cause, each if one.has_evidence else None, "") for each in one.states),
        cure="",
        verify="",
        numbers=(),
        serials=(),
        named=(),
        grade=symptom.grade,
        basis="; ".join(symptom.remarks),
        seen_in=symptom.seen_in,
        references=symptom.references,
        count=1,
        place="",
        source="",
        event_id=None,
        near=(),
        symptoms=(symptom.id, *one.others),
    )
