"""What the evidence says of one cause of a message or symptom."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum

import attrs

from ...knowledge.known_message import Cause
from ...knowledge.symptom import SymptomQuestion
from .prediction import Finding, Prediction, Result

_NO_EVIDENCE = ("migrator inventory SOURCE",)


class CauseResult(StrEnum):
    """What is known of a cause."""

    FOUND = "found"
    CLEAR = "clear"
    NOT_APPLICABLE = "not applicable"
    NOT_EVALUATED = "not evaluated"
    PEOPLE = "people"


@attrs.frozen(kw_only=True)
class CauseState:
    """A cause with what the evidence says of it.

    Attributes:
        result: FOUND if one of its rules found it, CLEAR if all that apply found nothing, NOT_APPLICABLE if none
            applies to the estate, NOT_EVALUATED if one lacks data, PEOPLE if no rule shows it.
        findings: what its rules found, the severe first; also what the project accepted, for a cause stays one.
        needs: what would supply the evidence that its rules lack.
    """

    cause: Cause
    result: CauseResult
    findings: tuple[Finding, ...] = ()
    needs: tuple[str, ...] = ()


def rules_of(causes: Iterable[Cause]) -> tuple[str, ...]:
    """Ids of the rules that show *causes*, each once."""
    return tuple(dict.fromkeys(rule for cause in causes for rule in cause.rules))


def state_of(cause: Cause, prediction: Prediction | None) -> CauseState:
    """What the rules of *cause* found.

    Args:
        prediction: how its rules ended; None where there is no evidence at all.
    """
    if not cause.rules:
        return CauseState(cause=cause, result=CauseResult.PEOPLE)
    if prediction is None:
        return CauseState(cause=cause, result=CauseResult.NOT_EVALUATED, needs=_NO_EVIDENCE)
    findings = tuple(finding for finding in prediction.findings if _shows(finding, cause))
    outcomes = [outcome for outcome in prediction.outcomes if outcome.rule in cause.rules]
    lacking = [outcome for outcome in outcomes if outcome.outcome is Result.NOT_EVALUATED]
    return CauseState(
        cause=cause,
        result=_result(findings, [outcome.outcome for outcome in outcomes]),
        findings=findings,
        needs=tuple(dict.fromkeys(str(need) for outcome in lacking for need in outcome.needs)),
    )


def _shows(finding: Finding, cause: Cause) -> bool:
    """Whether a finding is of a rule of a cause, and not about something else that the rule finds too."""
    words = cause.shown_by.get(finding.rule, ("",))
    return finding.rule in cause.rules and any(word in finding.message for word in words)


def state_by_answer(
    cause: Cause, questions: Iterable[SymptomQuestion], answers: Mapping[str, str]
) -> CauseState | None:
    """What an answer says of a cause without a rule; None if none of *questions* decides about it.

    An answer that is missing, or ``unknown``, leaves the cause not evaluated.
    """
    deciding = [question.name for question in questions if question.decides and question.name in cause.when]
    if cause.rules or not deciding:
        return None
    lacking = [name for name in deciding if answers.get(name, "unknown") == "unknown"]
    if lacking:
        needs = tuple(f"--answer {name}=VALUE" for name in lacking)
        return CauseState(cause=cause, result=CauseResult.NOT_EVALUATED, needs=needs)
    is_so = all(answers[name] == cause.when[name] for name in deciding)
    return CauseState(cause=cause, result=CauseResult.FOUND if is_so else CauseResult.CLEAR)


def _result(findings: tuple[Finding, ...], results: list[Result]) -> CauseResult:
    if findings:
        return CauseResult.FOUND
    if Result.NOT_EVALUATED in results or not results:
        return CauseResult.NOT_EVALUATED
    if all(result is Result.NOT_APPLICABLE for result in results):
        return CauseResult.NOT_APPLICABLE
    return CauseResult.CLEAR
