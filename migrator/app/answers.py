"""Answers to the questions of the rules: they belong to the project, and everything that asks the rules uses them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import attrs

if TYPE_CHECKING:
    from ..estate.estate import Estate
    from ..occurrences.occurrence import Occurrence
    from ..rules.engine.answers import Answer
    from ..rules.engine.model import Context
    from ..store.project import Project


@attrs.frozen(kw_only=True)
class KeptAnswers:
    """What became of answers that were given.

    Attributes:
        new: names of questions that had no answer before.
        replaced: name -> the answer before.
        forgotten: name -> the answer that was taken back.
        unchanged: names of questions that had this answer already.
    """

    new: tuple[str, ...]
    replaced: Mapping[str, str]
    forgotten: Mapping[str, str]
    unchanged: tuple[str, ...]


def keep_answers(project: str, given: Mapping[str, str], *, now: datetime) -> KeptAnswers:
    """Keep answers in the project, each in place of an earlier one; an empty one takes the earlier back.

    Args:
        given: name of the question -> text, checked.

    Raises:
        InputError: there is no project.
    """
    from ..store.decisions import StoredAnswer
    from ..store.project import open_project
    from ..store.times import stamp
    from .repair import operator

    decisions = open_project(project).decisions
    before = {name: stored.value for name, stored in decisions.answers().items()}
    changed = {name: text for name, text in given.items() if text != before.get(name, "")}
    who, at = operator(), stamp(now)
    forgotten = {name: before[name] for name, text in changed.items() if not text}
    decisions.change_answers(
        [StoredAnswer(name=name, value=text, who=who, at=at) for name, text in changed.items() if text],
        remove=tuple(forgotten),
    )
    return KeptAnswers(
        new=tuple(name for name in changed if name not in before),
        replaced={name: before[name] for name, text in changed.items() if text and name in before},
        forgotten=forgotten,
        unchanged=tuple(name for name in given if name not in changed),
    )


def import_answers(project: str, path: Path, *, now: datetime) -> KeptAnswers:
    """Keep the answers of a file in the project; questions that the file does not name stay as they are.

    Raises:
        InputError: there is no project, or the file is not an answers file; nothing is changed.
    """
    from ..rules.engine.answers import read_answers

    return keep_answers(project, read_answers(path), now=now)


def export_answers(project: str, path: Path) -> int:
    """Write the answers of the project to a file, in which comments are kept; returns how many.

    Raises:
        InputError: there is no project, or the file is not an answers file or cannot be written.
    """
    from ..rules.engine.answers import write_answers
    from ..store.project import open_project

    answers = {name: stored.value for name, stored in open_project(project).decisions.answers().items()}
    write_answers(path, answers)
    return len(answers)


def list_answers(project: str) -> tuple[Answer, ...]:
    """Every question with its answer; what is derived comes from the newest snapshot.

    Raises:
        InputError: there is no project.
    """
    from ..store.project import open_project

    opened = open_project(project)
    return answers_of(opened, opened.estate() if opened.snapshots() else None)


def context_of(
    answers: Iterable[Answer], *, now: datetime, target: str, happened: tuple[Occurrence, ...] | None = None
) -> Context:
    """What rules may know besides the estate: the answers, and which of them the evidence gave.

    Args:
        happened: groups of events and records that were counted while they were read.
    """
    from ..rules.engine.model import Context

    given = [answer for answer in answers if answer.text]
    return Context(
        now=now,
        target=target,
        answers={answer.question.name: answer.text for answer in given},
        derived={answer.question.name: answer.derived for answer in given if answer.derived},
        happened=happened,
    )


def answers_of(opened: Project, estate: Estate | None, target: str = "2013") -> tuple[Answer, ...]:
    """Every question with its answer in this project; what the evidence shows is derived until somebody says it."""
    from ..rules.engine.answers import Answer
    from ..rules.engine.questions import QUESTIONS

    stored = opened.decisions.answers()
    answers = {
        name: Answer(question=question, text=kept.value, who=kept.who, at=kept.at)
        if (kept := stored.get(name))
        else Answer(question=question)
        for name, question in QUESTIONS.items()
    }
    if estate is not None:
        answers |= {a.question.name: a for a in _derived(estate, target) if a.question.name not in stored}
    return tuple(answers.values())


def _derived(estate: Estate, target: str) -> Iterator[Answer]:
    """The answers that the evidence gives, with that evidence."""
    from ..rules.engine.answers import Answer
    from ..rules.engine.countries import derived_countries
    from ..rules.engine.current_phase import derived_phase
    from ..rules.engine.phases import phase_answer
    from ..rules.engine.questions import COUNTRIES, CURRENT_PHASE, QUESTIONS

    if phase := derived_phase(estate, target):
        yield Answer(question=QUESTIONS[CURRENT_PHASE], text=phase_answer(phase.phase), derived=phase.because)
    if countries := derived_countries(estate):
        codes = ", ".join(country.code for country in countries)
        yield Answer(question=QUESTIONS[COUNTRIES], text=codes, derived="; ".join(countries.values()))
