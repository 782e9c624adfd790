"""Asks what only the user knows; the questions are those that the rules declare."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ..rules.engine.answers import ANSWERS, Answer
from .known import Known
from .question import Choice, Question

_UNKNOWN = ""


def ask_answers(names: Iterable[str], earlier: Mapping[str, str], known: Known) -> dict[str, str]:
    """The answers to these questions of the rules, with *earlier* ones as defaults; an empty one is unknown.

    Raises:
        KeyboardInterrupt: Ctrl-C; nothing was written.
    """
    return {name: str(_question(ANSWERS[name], earlier.get(name, _UNKNOWN)).ask(known)) for name in names}


def _question(answer: Answer, earlier: str) -> Question:
    choices = (Choice(_UNKNOWN, "not known"), Choice("yes", "yes"), Choice("no", "no"))
    note = {"list": " (separated by commas, empty: not known):", "text": " (empty: not known):"}.get(answer.kind, "")
    return Question(
        name=answer.name,
        text=answer.question + note,
        kind="choice" if answer.kind == "bool" else "text",
        option="--answers",
        help=answer.question,
        default=lambda _known: earlier,
        choices=lambda _known: choices,
    )
