"""Checks that serve several products: one becomes a rule of each, or several become one rule (``as R2-...``)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import wraps

import attrs

from ...estate.estate import Estate
from ...estate.kinds import Item
from .gaps import Gap, not_answered, not_collected
from .model import LYNC2010, TARGETS, Context, Find, Grade, Hit, Rule, Severity, Wording
from .model import rule as declared
from .phases import Phase

#: what a check finds in the objects of one product
FindIn = Callable[[Estate, Context, str], Iterator[Hit | Gap]]


@attrs.frozen(kw_only=True)
class Check:
    """What is checked, without saying in which product; the attributes are those of a Rule."""

    title: str
    severity: Severity
    grade: Grade
    effect: str
    remediation: str
    find: FindIn
    needs: tuple[type[Item], ...] = ()
    any_need: bool = False
    answers: tuple[str, ...] = ()
    targets: tuple[str, ...] = TARGETS
    minutes: int = 15
    references: tuple[str, ...] = ()
    basis: str = ""
    message: str = ""
    variants: Mapping[str, Wording] = attrs.field(factory=dict)
    source: str = ""

    def rule(
        self,
        id_: str,
        product: str,
        *,
        blocks: str = "",
        phases: tuple[Phase, ...] = (),
        severity: Severity | None = None,
        references: tuple[str, ...] = (),
    ) -> Rule:
        """This check as a rule of one product, which may have references of its own; Lync 2010 only moves to 2013."""
        return declared(
            id=id_,
            title=self.title,
            severity=severity or self.severity,
            grade=self.grade,
            products=(product,),
            needs=self.needs,
            any_need=self.any_need,
            answers=self.answers,
            targets=("2013",) if product == LYNC2010 else self.targets,
            effect=self.effect,
            remediation=self.remediation,
            message=self.message,
            variants=self.variants,
            references=references or self.references,
            basis=self.basis,
            source=self.source,
            minutes=self.minutes,
            blocks=blocks,
            phases=phases,
        )(_within(self.find, product))


def _within(find: FindIn, product: str) -> Find:
    @wraps(find)
    def found(estate: Estate, context: Context) -> Iterator[Hit | Gap]:
        return find(estate, context, product)

    return found


def checked(checks: Mapping[str, Check], estate: Estate, context: Context, product: str) -> Iterator[Hit | Gap]:
    """What several checks find, each hit with the words of its check; a check without its data is a gap.

    The name of a check tells its hits apart from those of another on the same object.
    """
    for name, check in checks.items():
        if context.target not in check.targets:
            continue
        if gap := _gap(check, estate, context, product):
            yield gap
            continue
        for hit in check.find(estate, context, product):
            yield hit if isinstance(hit, Gap) else _in_words_of(check, name, hit)


def _in_words_of(check: Check, name: str, hit: Hit) -> Hit:
    return attrs.evolve(
        hit,
        part="/".join(filter(None, (name, hit.part))),
        effect=hit.effect or check.effect,
        remediation=hit.remediation or check.remediation,
        severity=hit.severity or check.severity,
    )


def _gap(check: Check, estate: Estate, context: Context, product: str) -> Gap | None:
    """What a check lacks, or None."""
    missing = [cls for cls in check.needs if not estate.has(cls.kind, product)]
    if missing and not (check.any_need and len(missing) < len(check.needs)):
        return not_collected(missing, product)
    unanswered = [name for name in check.answers if name not in context.answers]
    return not_answered(*unanswered) if unanswered else None
