"""The JSON document of `answers list`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ...rules.engine.answers import Answer


def answer_document(answer: Answer) -> dict[str, Any]:
    """The JSON shape of a question with its answer."""
    return {
        "name": answer.question.name,
        "question": answer.question.text,
        "kind": answer.question.kind,
        "choices": answer.question.choices,
        "answer": answer.value,
        "who": answer.who or None,
        "at": answer.at or None,
        "derived": answer.derived or None,
    }
