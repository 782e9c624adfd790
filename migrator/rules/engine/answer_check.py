"""Checks that only people can decide: the answer itself is the finding."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ...estate.estate import Estate
from .check import Check
from .model import TARGETS, Context, Grade, Hit, Severity
from .values import Text


def answer_check(
    *,
    title: str,
    severity: Severity,
    when: Mapping[str, str],
    says: str,
    why: str,
    wrong: str,
    effect: str,
    remediation: str,
    references: tuple[str, ...],
    basis: str = "",
    minutes: int = 15,
    grade: Grade = Grade.DOCUMENTED,
    targets: tuple[str, ...] = TARGETS,
) -> Check:
    """A check that finds the estate if every answer of *when* begins with the value given there."""

    def find(_estate: Estate, context: Context, _product: str) -> Iterator[Hit]:
        given = {name: context.answers[name].strip() for name in when}
        if all(given[name].casefold().startswith(value) for name, value in when.items()):
            yield Hit(item=None, evidence={f"answer {name}": Text(value) for name, value in given.items()})

    find.__doc__ = f"You answered: {says}\n\nWhy it matters: {why}\n\nWhen it is wrong: {wrong}"
    return Check(
        title=title,
        message=says,
        severity=severity,
        grade=grade,
        effect=effect,
        remediation=remediation,
        references=references,
        basis=basis,
        find=find,
        answers=tuple(when),
        targets=targets,
        minutes=minutes,
    )
