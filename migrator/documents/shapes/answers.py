"""The JSON document of `answers list`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .document import Shape

if TYPE_CHECKING:
    from ...rules.engine.answers import Answer


class AnswerDocument(Shape):
    """A question that only people can answer, with its answer where there is one."""

    name: str
    question: str
    kind: str
    choices: tuple[str, ...]
    answer: bool | list[str] | str | None
    who: str | None
    at: str | None
    derived: str | None


def answer_document(answer: Answer) -> AnswerDocument:
    """The document of a question."""
    return AnswerDocument(
        name=answer.question.name,
        question=answer.question.text,
        kind=answer.question.kind,
        choices=tuple(answer.question.choices),
        answer=answer.value,
        who=answer.who or None,
        at=answer.at or None,
        derived=answer.derived or None,
    )
