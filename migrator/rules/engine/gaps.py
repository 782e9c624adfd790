"""Why a part of a rule could not be evaluated, and what would supply the missing data."""

from __future__ import annotations

from collections.abc import Iterable

import attrs

from ...estate.catalogue import KINDS
from ...estate.collection import how_to_collect
from ...estate.counting import in_sentence
from ...estate.kinds import Item
from ...estate.products import PRODUCTS, product_name
from .values import Places, Text, fill, texts


@attrs.frozen
class Collect:
    """Evidence that would supply data: a kind of a product."""

    kind: str
    product: str

    def __str__(self) -> str:
        return how_to_collect(self.kind, self.product)


@attrs.frozen
class Ask:
    """An answer that would supply data, by the name of its question."""

    question: str

    def __str__(self) -> str:
        return f"migrator answers set {self.question} VALUE"


@attrs.frozen
class Run:
    """A command or a file that would supply data.

    Attributes:
        all_of: what gives all such commands, where there are many of one kind.
    """

    command: str
    all_of: str = ""

    def __str__(self) -> str:
        return self.command


Need = Collect | Ask | Run


@attrs.frozen(kw_only=True)
class Gap:
    """A part of a rule that could not be evaluated.

    Attributes:
        reason: why, as a template.
        places: values for its named places.
        needs: what would supply the data.
        lost: product and kind of which objects were collected, but lost when they were read; None if nothing was.
    """

    reason: str
    needs: tuple[Need, ...] = ()
    lost: tuple[str, str] | None = None
    places: Places = attrs.field(factory=dict)

    @property
    def text(self) -> str:
        """The reason, filled."""
        return fill(self.reason, self.places)


def not_collected(kinds: Iterable[type[Item]], product: str) -> Gap:
    """The gap of kinds of *product* of which no evidence was read."""
    listed = list(kinds)
    return Gap(
        reason="no evidence of {kinds}",
        places={"kinds": texts(in_sentence(cls.label) for cls in listed)},
        needs=tuple(Collect(cls.kind, product) for cls in listed),
    )


def incomplete(lost: tuple[str, str], product: str) -> Gap:
    """The gap of the product and kind of which objects were *lost* when the evidence was read.

    Args:
        product: that of the rule, for evidence whose product is not known.
    """
    of_product, kind = lost
    known = of_product in PRODUCTS
    return Gap(
        reason="incomplete: {kinds}" + " of {product}" * known + " were lost when the evidence was read",
        places={"kinds": Text(in_sentence(KINDS[kind].label)), "product": Text(product_name(of_product))},
        needs=(Collect(kind, of_product if known else product),),
        lost=lost,
    )


def not_answered(*questions: str) -> Gap:
    """The gap of questions that were not answered."""
    return Gap(reason="needs an answer from you", needs=tuple(map(Ask, questions)))
