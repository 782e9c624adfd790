"""The checks of a symptom in order: what the evidence says, how each fits the answers, and what was ruled out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from enum import IntEnum

import attrs

from ..knowledge.known_message import Cause
from ..knowledge.symptom import Symptom
from ..network.comparison import ComparedRecord
from ..rules.engine.cause_state import CauseState, state_by_answer, state_of
from ..rules.engine.prediction import Prediction
from .edge_check import points
from .investigation import Investigation


class Fit(IntEnum):
    """How a cause fits the answers, the best first."""

    LIKELY = 0
    POSSIBLE = 1
    UNLIKELY = 2


@attrs.frozen(kw_only=True)
class SymptomCheck:
    """One cause of a symptom, with its place in the order of checks.

    Attributes:
        id: by which it is ruled out: the id of a point of the check list, or the number of the cause in its file.
        fit: how it fits the answers.
        ruled_out: somebody ruled it out in this investigation.
    """

    id: str
    state: CauseState
    fit: Fit = Fit.POSSIBLE
    ruled_out: bool = False


@attrs.frozen(kw_only=True)
class Examination:
    """A symptom with what is known of its causes here.

    Attributes:
        answers: the answers that put the checks in this order.
        checks: in the order in which to work through them.
        records: the DNS records that the estate needs, with what was seen; () where DNS is not the question.
        investigation: the open investigation, or the one that was closed now; None if nothing is kept.
        has_evidence: whether there is a snapshot to look at.
    """

    symptom: Symptom
    answers: Mapping[str, str]
    checks: tuple[SymptomCheck, ...]
    records: tuple[ComparedRecord, ...] = ()
    investigation: Investigation | None = None
    has_evidence: bool = False


@attrs.frozen(kw_only=True)
class ListedSymptom:
    """A symptom, and its newest investigation in this project."""

    symptom: Symptom
    investigation: Investigation | None = None


def causes_of(symptom: Symptom) -> dict[str, Cause]:
    """The causes of a symptom by the id of their check, points of the check list among them, in their order."""
    return {
        **dict(_points(symptom.sections)),
        **{str(number): cause for number, cause in enumerate(symptom.causes, 1)},
        **dict(_points(symptom.last_sections)),
    }


def _points(sections: Iterable[str]) -> Iterator[tuple[str, Cause]]:
    """The points of sections of the check list of federation, each as the cause that it does not hold."""
    for section in sections:
        for point in points():
            if point.section == section:
                cause = f"{section}: this does not hold: {point.title}."
                command, look = (point.verify, "") if point.rules else ("", point.verify)
                yield point.id, Cause(cause=cause, rules=point.rules, command=command, look=look, verify=point.verify)


def checks_of(
    symptom: Symptom, answers: Mapping[str, str], ruled_out: Iterable[str], prediction: Prediction | None
) -> tuple[SymptomCheck, ...]:
    """The checks of a symptom: those whose cause fits the answers first, what was ruled out last.

    Of several that fit, that comes first which fits the answer to the earlier question.

    Args:
        ruled_out: causes, in their words.
        prediction: how the rules ended; None where there is no evidence.
    """
    out = frozenset(ruled_out)
    checks = [
        SymptomCheck(
            id=id_,
            state=state_by_answer(cause, symptom.questions, answers) or state_of(cause, prediction),
            fit=_fit(cause, answers),
            ruled_out=cause.cause in out,
        )
        for id_, cause in causes_of(symptom).items()
    ]
    return tuple(sorted(checks, key=lambda check: (check.ruled_out, check.fit, _first_question(check, symptom))))


def _fit(cause: Cause, answers: Mapping[str, str]) -> Fit:
    """LIKELY if the answers are those of the cause, UNLIKELY if one is another; an answer ``unknown`` says nothing."""
    given = {name: answers[name] for name in cause.when if answers.get(name, "unknown") != "unknown"}
    if any(cause.when[name] != text for name, text in given.items()):
        return Fit.UNLIKELY
    return Fit.LIKELY if given and len(given) == len(cause.when) else Fit.POSSIBLE


def _first_question(check: SymptomCheck, symptom: Symptom) -> int:
    """The place of the first question that a fitting cause answers; 0 for every other cause."""
    if check.fit is not Fit.LIKELY:
        return 0
    return next(at for at, question in enumerate(symptom.questions) if question.name in check.state.cause.when)
