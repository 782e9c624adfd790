"""Asks what only the user knows; the questions are those that the rules declare."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ..rules.engine.questions import QUESTIONS, Question
from .prompt import Choice, Prompt
from .state import SessionState

_UNKNOWN = ""


def ask_answers(names: Iterable[str], earlier: Mapping[str, str], state: SessionState) -> dict[str, str]:
    """The answers to these questions of the rules, with *earlier* ones as defaults; an empty one is unknown.

    Raises:
        KeyboardInterrupt: Ctrl-C; nothing was written.
    """
    return {name: str(_question(QUESTIONS[name], earlier.get(name, _UNKNOWN)).ask(state)) for name in names}


def _question(asked: Question, earlier: str) -> Prompt:
    choices = (Choice(_UNKNOWN, "not known"), Choice("yes", "yes"), Choice("no", "no"))
    note = {"list": " (separated by commas, empty: not known):", "text": " (empty: not known):"}.get(asked.kind, "")
    return Prompt(
        name=asked.name,
        text=asked.text + note,
        kind="choice" if asked.kind == "bool" else "text",
        option="--answers",
        help=asked.text,
        default=lambda _state: earlier,
        choices=lambda _state: choices,
    )
