"""Why a part of a rule could not be evaluated, and what would supply the missing data."""

from __future__ import annotations

from collections.abc import Iterable

import attrs

from ...estate.collection import how_to_collect
from ...estate.counting import in_sentence
from ...estate.kinds import Item
from .values import Places, fill, texts


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
    """A command or a file that would supply data."""

    command: str

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
    """

    reason: str
    needs: tuple[Need, ...] = ()
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


def not_answered(*questions: str) -> Gap:
    """The gap of questions that were not answered."""
    return Gap(reason="needs an answer from you", needs=tuple(map(Ask, questions)))
