"""Asks what only the user knows; the questions are those that the rules declare."""

from __future__ import annotations

from collections.abc import Iterable

from ..rules.engine.answers import Answer, checked
from .prompt import Choice, Prompt
from .state import SessionState

_UNKNOWN = ""


def ask_answers(answers: Iterable[Answer], state: SessionState) -> dict[str, str]:
    """The answers to the questions of *answers*, which are the defaults; an empty one is unknown or stays derived.

    Raises:
        KeyboardInterrupt: Ctrl-C; nothing was kept.
    """
    return {one.question.name: checked(one.question, _prompt(one).ask(state)) for one in answers}


def _prompt(answer: Answer) -> Prompt:
    asked = answer.question
    offered = {"bool": ("yes", "no"), "choice": asked.choices}.get(asked.kind, ())
    unknown = f"derived from the evidence: {answer.text}" if answer.derived else "not known"
    choices = (Choice(_UNKNOWN, unknown), *(Choice(each, each) for each in offered))
    note = "" if offered else " (empty: not known):"
    note = " (separated by commas, empty: not known):" if asked.kind == "list" else note
    return Prompt(
        name=asked.name,
        text=asked.text + note,
        kind="choice" if offered else "text",
        option="--answers",
        help=asked.text,
        default=lambda _state: _UNKNOWN if answer.derived else answer.text,
        choices=lambda _state: choices,
    )
