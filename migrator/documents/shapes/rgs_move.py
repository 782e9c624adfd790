"""The JSON document of `rgs compare` with one side: what the move will do."""

from __future__ import annotations

from ...response_groups.move import Move, MoveResult, ObjectMove, Reason
from ...rules.engine.model import Grade
from .document import Shape
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
        stops: what keeps the whole pool from being moved.
        not_evaluated: what the evidence does not show.
    """

    objects: tuple[ObjectMoveDocument, ...]
    stops: tuple[ReasonDocument, ...]
    not_evaluated: tuple[str, ...]


def move_document(move: Move) -> MoveDocument:
    """The document of a move."""
    return MoveDocument(
        objects=tuple(map(_object, move.objects)),
        stops=tuple(map(_reason, move.stops)),
        not_evaluated=move.not_evaluated,
    )


def _object(each: ObjectMove) -> ObjectMoveDocument:
    return ObjectMoveDocument(
        product=each.product,
        pool=each.pool,
        kind=each.kind,
        key=each.key,
        name=each.name,
        result=each.result,
        why=tuple(map(_reason, each.why)),
    )


def _reason(reason: Reason) -> ReasonDocument:
    return ReasonDocument(
        rule=reason.rule,
        source=reason.source,
        references=reference_documents([reason.references]),
        grade=reason.grade,
        title=reason.title,
        text=reason.said(),
    )
