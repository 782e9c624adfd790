"""The JSON documents of `explain --symptom`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ...checklist.investigation import Investigation
from ...checklist.symptom_checks import Examination, ListedSymptom, SymptomCheck
from .document import Shape, shaped
from .edge_dns import ComparedRecordDocument, compared_record_document


class EntryDocument(Shape):
    """One entry of an investigation.

    Attributes:
        what: "opened", "since", "answer", "ruled out", "note" or "closed".
        name: the question of an answer, or the check that was ruled out.
    """

    at: str
    who: str
    what: str
    name: str
    value: str


class InvestigationDocument(Shape):
    """What a project keeps of a symptom; times are UTC.

    Attributes:
        cure: what closed it; empty while it is open.
    """

    opened: str
    who: str
    since: str
    cure: str
    closed: str
    history: tuple[EntryDocument, ...]


class ListedSymptomDocument(Shape):
    """A symptom of the list.

    Attributes:
        unsolved: no source has an answer.
        investigation: its newest one in this project.
    """

    id: str
    title: str
    words: tuple[str, ...]
    seen_in: tuple[str, ...]
    unsolved: bool
    investigation: InvestigationDocument | None


class SymptomQuestionDocument(Shape):
    """A question that separates the causes.

    Attributes:
        answer: empty while nobody answered.
        go_on: id of the symptom to which the answer leads; empty if it leads to none.
    """

    name: str
    text: str
    options: tuple[str, ...]
    answer: str
    go_on: str


class SymptomCheckDocument(Shape):
    """A cause of a symptom with its check.

    Attributes:
        id: by which the cause is ruled out.
        check: ids of rules, a command, or where people look.
        result: "found", "clear", "not applicable", "not evaluated", or "people" where only people can see it.
        fits: "likely", "possible" or "unlikely", by the answers.
        evidence: messages of the findings.
        findings: their fingerprints.
        needs: what would supply the evidence.
        basis: who says so, where it is less than the grade of the symptom.
    """

    id: str
    cause: str
    check: tuple[str, ...]
    result: str
    fits: str
    ruled_out: bool
    evidence: tuple[str, ...]
    findings: tuple[str, ...]
    needs: tuple[str, ...]
    cure: tuple[str, ...]
    verify: str
    basis: str


class SymptomDocument(Shape):
    """A symptom; `causes` are in the order in which to work through them.

    Attributes:
        matched: the symptom that the words were taken for.
        records: the DNS records that the estate needs; empty where DNS is not the question.
        investigation: null where the project keeps none.
    """

    id: str
    matched: str
    meaning: str
    seen_in: tuple[str, ...]
    unsolved: bool
    questions: tuple[SymptomQuestionDocument, ...]
    causes: tuple[SymptomCheckDocument, ...]
    records: tuple[ComparedRecordDocument, ...]
    remarks: tuple[str, ...]
    messages: tuple[str, ...]
    grade: str
    references: tuple[str, ...]
    investigation: InvestigationDocument | None


def symptom_list_document(listed: Iterable[ListedSymptom]) -> tuple[ListedSymptomDocument, ...]:
    """The document of the list."""
    return tuple(
        shaped(ListedSymptomDocument, one.symptom, investigation=_investigation(one.investigation)) for one in listed
    )


def symptom_document(made: Examination) -> SymptomDocument:
    """The document of one symptom."""
    symptom = made.symptom
    return shaped(
        SymptomDocument,
        symptom,
        matched=symptom.title,
        questions=_questions(made),
        causes=tuple(map(_check, made.checks)),
        records=tuple(map(compared_record_document, made.records)),
        grade=symptom.grade.value,
        investigation=_investigation(made.investigation),
    )


def _questions(made: Examination) -> tuple[SymptomQuestionDocument, ...]:
    answers: Mapping[str, str] = made.answers
    given = ((question, answers.get(question.name, "")) for question in made.symptom.questions)
    return tuple(
        shaped(SymptomQuestionDocument, question, answer=answer, go_on=question.leads_to.get(answer, ""))
        for question, answer in given
    )


def _check(check: SymptomCheck) -> SymptomCheckDocument:
    state, cause = check.state, check.state.cause
    cures = dict.fromkeys(finding.remediation for finding in state.findings)
    return SymptomCheckDocument(
        id=check.id,
        cause=cause.cause,
        check=(*cause.rules, *filter(None, (cause.command, cause.look))),
        result=state.result.value,
        fits=check.fit.name.casefold(),
        ruled_out=check.ruled_out,
        evidence=tuple(finding.message for finding in state.findings),
        findings=tuple(finding.fingerprint for finding in state.findings),
        needs=state.needs,
        cure=tuple(cures) or tuple(filter(None, (cause.cure,))),
        verify=cause.verify,
        basis=cause.basis,
    )


def _investigation(kept: Investigation | None) -> InvestigationDocument | None:
    if kept is None:
        return None
    return shaped(
        InvestigationDocument,
        kept,
        history=tuple(shaped(EntryDocument, entry, what=entry.what.value) for entry in kept.history),
    )
