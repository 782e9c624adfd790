"""A rule that is made from known messages: one of a family that reads alike."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ..estate.kinds import Item
from ..knowledge.known_message import KnownMessage
from .engine.levels import Grade
from .engine.model import Find, Rule, Wording
from .happened import ANY_PRODUCT, basis_of, remedy_of, severity_of


def rule_of(
    known: Sequence[KnownMessage],
    *,
    id_: str,
    title: str,
    family: str,
    about: type[Item],
    variants: Iterable[tuple[str, Wording]],
    find: Find,
) -> Rule:
    """The rule that says what some messages with one id mean; the first of them gives grade, basis and remedy.

    Args:
        about: the kind of the evidence that has them.
    """
    first = known[0]
    return Rule(
        id=id_,
        title=title,
        severity=min((severity_of(entry) for entry in known), key=lambda severity: severity.rank),
        grade=Grade(first.grade),
        products=ANY_PRODUCT,
        needs=(about,),
        wording=Wording(effect="In this phase: {expected}.", remediation=remedy_of(first)),
        variants=dict(variants),
        references=tuple(dict.fromkeys(each for entry in known for each in entry.references)),
        basis=basis_of(first),
        find=find,
        family=family,
    )
