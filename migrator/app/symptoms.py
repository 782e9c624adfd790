"""Explains a symptom: its questions, and its checks in order with what the newest evidence says of each."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from ..errors import InputError
from .cause_evidence import evidence_of_causes
from .edge import stored_estate
from .investigations import SymptomReport, investigations, keep_report

if TYPE_CHECKING:
    from ..checklist.symptom_checks import Examination, ListedSymptom
    from ..knowledge.symptom import Symptom
    from ..network.comparison import ComparedRecord


def list_symptoms(project: str) -> tuple[ListedSymptom, ...]:
    """Every known symptom with its newest investigation; those under investigation come first."""
    from ..checklist.symptom_checks import ListedSymptom
    from ..knowledge.symptom import known_symptoms

    newest = {each.symptom: each for each in investigations(project)}
    listed = [ListedSymptom(symptom=s, investigation=newest.get(s.id)) for s in known_symptoms().values()]
    return tuple(sorted(listed, key=lambda one: one.investigation is None or bool(one.investigation.cure)))


def symptom_named(text: str) -> Symptom:
    """The symptom that an id or words mean.

    Raises:
        InputError: none fits, or several do; the line names them.
    """
    from ..knowledge.symptom import symptom_of
    from ..knowledge.symptom_search import symptoms_named

    found = [symptom_of(id_) for id_ in symptoms_named(text)]
    if len(found) == 1:
        return found[0]
    if not found:
        raise InputError(f"no known symptom is described by {text!r}", hint="`migrator explain --symptom` lists them")
    named = "; ".join(f"{each.id} ({each.title})" for each in found[:5])
    raise InputError(f"several symptoms fit {text!r}: {named}", hint="Name one by its id")


def examine(project: str, symptom: Symptom, report: SymptomReport, *, now: datetime) -> Examination:
    """The checks of a symptom with the newest evidence, after what the user reports was kept.

    Raises:
        InputError: an answer or a check that the symptom does not have, or a project that cannot be used.
    """
    from ..checklist.symptom_checks import Examination, causes_of, checks_of
    from ..rules.engine.cause_state import rules_of

    _check_answers(symptom, report.answers)
    causes = causes_of(symptom)
    if unknown := [check for check in report.ruled_out if check not in causes]:
        raise InputError(
            f"--ruled-out {unknown[0]}: {symptom.id} has no such check", hint=f"The checks are {', '.join(causes)}"
        )
    ruled_out = {check: causes[check].cause for check in report.ruled_out}
    investigation = keep_report(project, symptom, report, ruled_out, now=now)
    answers = {**(investigation.answers if investigation else {}), **report.answers}
    prediction = evidence_of_causes(project, rules_of(causes.values()), now=now)
    return Examination(
        symptom=symptom,
        answers=answers,
        checks=checks_of(symptom, answers, investigation.ruled_out if investigation else (), prediction),
        records=_records(project) if symptom.records else (),
        investigation=investigation,
        has_evidence=prediction is not None,
    )


def _check_answers(symptom: Symptom, answers: Mapping[str, str]) -> None:
    questions = {question.name: question for question in symptom.questions}
    for name, text in answers.items():
        if name not in questions:
            known = f"The questions are {', '.join(questions)}" if questions else "This symptom has no questions"
            raise InputError(f"--answer {name}: {symptom.id} has no such question", hint=known)
        options = questions[name].options
        if options and text not in options:
            raise InputError(f"--answer {name}={text}: this is not an answer", hint=f"Answer {', '.join(options)}")


def _records(project: str) -> tuple[ComparedRecord, ...]:
    """The DNS records that the newest snapshot needs outside and on the Edge, with what was seen; () without one."""
    from ..network.comparison import compare
    from ..network.lookups import Side
    from ..network.records import expected_records
    from ..rules.dns_view import names_of

    estate = stored_estate(project, None)
    if estate is None:
        return ()
    expected = (record for record in expected_records(estate) if record.use.side is not Side.INTERNAL)
    return tuple(compare(expected, names_of(estate)))
