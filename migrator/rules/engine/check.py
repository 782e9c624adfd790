"""Checks for several products: a check becomes a rule of each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import wraps

import attrs

from ...estate.estate import Estate
from ...estate.kinds import Item
from .gaps import Gap
from .model import LYNC2010, TARGETS, Context, Find, Grade, Hit, Rule, Severity, Wording
from .model import rule as declared
from .phases import Phase
from .scope import read_of

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
    references: tuple[str, ...]
    find: FindIn
    needs: tuple[type[Item], ...] = ()
    any_need: bool = False
    answers: tuple[str, ...] = ()
    targets: tuple[str, ...] = TARGETS
    minutes: int = 15
    message: str = ""
    basis: str = ""
    variants: Mapping[str, Wording] = attrs.field(factory=dict)

    def rule(
        self,
        id_: str,
        *products: str,
        phases: tuple[Phase, ...] = (),
        severity: Severity | None = None,
        references: tuple[str, ...] = (),
        remediation: str = "",
    ) -> Rule:
        """This check as a rule of one or several products, which may have its own references and remedy."""
        return declared(
            id=id_,
            title=self.title,
            severity=severity or self.severity,
            grade=self.grade,
            products=products,
            needs=self.needs,
            any_need=self.any_need,
            answers=self.answers,
            targets=("2013",) if LYNC2010 in products else self.targets,
            effect=self.effect,
            remediation=remediation or self.remediation,
            message=self.message,
            variants=self.variants,
            references=references or self.references,
            basis=self.basis,
            minutes=self.minutes,
            phases=phases,
        )(self._within(products))

    def _within(self, products: tuple[str, ...]) -> Find:
        @wraps(self.find)
        def found(estate: Estate, context: Context) -> Iterator[Hit | Gap]:
            for product in products:
                if len(products) == 1 or read_of(estate, product, self.needs, any_need=self.any_need):
                    yield from self.find(estate, context, product)

        return found
