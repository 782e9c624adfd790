"""The JSON document of `rgs compare` with one side: what the move will do."""

from __future__ import annotations

from collections.abc import Iterable

from ...estate.provenance import SourceReport
from ...response_groups.move import Move, MoveResult, Reason
from ...rules.engine.model import Grade
from .document import Shape, shaped
from .losses import LostSourceDocument, lost_sources
from .rules import ReferenceDocument, reference_documents


class ReasonDocument(Shape):
    """Why an object does not arrive as it is.

    Attributes:
        rule: id of the rule, or "" for what every move does.
        source: what it rests on, in one line.
    """

    rule: str
    source: str
    references: tuple[ReferenceDocument, ...]
    grade: Grade
    title: str
    text: str


class ObjectMoveDocument(Shape):
    """What becomes of one object."""

    product: str
    pool: str
    kind: str
    key: str
    name: str
    result: MoveResult
    why: tuple[ReasonDocument, ...]


class MoveDocument(Shape):
    """What the move will do to the response groups of an estate.

    Attributes:
        losses: sources of which something is not in the snapshot.
        stops: why the pool cannot be moved.
        not_evaluated: what the evidence does not show.
    """

    losses: tuple[LostSourceDocument, ...]
    objects: tuple[ObjectMoveDocument, ...]
    stops: tuple[ReasonDocument, ...]
    not_evaluated: tuple[str, ...]


def move_document(move: Move, reports: Iterable[SourceReport]) -> MoveDocument:
    """The document of a move."""
    objects = tuple(shaped(ObjectMoveDocument, each, why=tuple(map(_reason, each.why))) for each in move.objects)
    return shaped(
        MoveDocument, move, losses=lost_sources(reports), objects=objects, stops=tuple(map(_reason, move.stops))
    )


def _reason(reason: Reason) -> ReasonDocument:
    named = reference_documents([reason.references])
    return shaped(ReasonDocument, reason, references=named, text=reason.sentence())
