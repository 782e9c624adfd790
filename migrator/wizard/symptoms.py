"""Explains a symptom in the assistant: asks the questions that separate its causes, then shows the checks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from ..terminal.console import print_line, typed
from ..terminal.symptoms import print_examination
from .prompt import Choice, Prompt
from .state import SessionState

if TYPE_CHECKING:
    from ..knowledge.symptom import Symptom, SymptomQuestion


def chosen_symptom(words: str, state: SessionState) -> str:
    """The id of the symptom that *words* mean; of several, and where they mean none, that which is chosen from a list.

    Empty where none is chosen.

    Raises:
        KeyboardInterrupt: Ctrl-C.
    """
    from ..knowledge.symptom_search import symptoms_named

    found = symptoms_named(words) if words else ()
    if len(found) == 1:
        return found[0]
    if words and not found:
        print_line("No known symptom is described so; these are known.")
    return str(_list_of(found).ask(state))


def _list_of(found: Sequence[str]) -> Prompt:
    """Asks for one of some symptoms, or of all."""
    from ..knowledge.symptom_names import symptom_names

    named = tuple(Choice(id_, symptom_names()[id_].names[0]) for id_ in found or symptom_names())
    back = Choice("", "none of these: back to the menu")
    return Prompt(
        name="symptom",
        text="Which of these?",
        kind="choice",
        option="--symptom",
        help="The symptom to explain.",
        choices=lambda _state: (*named, back) if found else (back, *named),
    )


def explain_symptom(project: str, words: str, given: Iterable[str] | None, state: SessionState) -> str:
    """Show the checks of the symptom that *words* name; returns what the board says of it.

    Args:
        given: answers as ``NAME=VALUE``; None asks for them.

    Raises:
        InputError: no symptom or several fit, or an answer that the symptom does not have.
        KeyboardInterrupt: Ctrl-C; nothing was kept.
    """
    from ..app.investigations import SymptomReport, answers_as_typed
    from ..app.symptoms import examine, symptom_named
    from ..rules.engine.references import references

    symptom = symptom_named(words)
    answers = _asked(symptom, state) if given is None else answers_as_typed(given, "--symptom-answer")
    made = examine(project, symptom, SymptomReport(answers=answers), now=state.now)
    print_examination(made, references(symptom.references))
    print_line(f"When it is cured: {typed('migrator', 'explain', '--symptom', symptom.id, '--cured-by')} TEXT")
    found = sum(check.state.result == "found" for check in made.checks)
    return f"{symptom.title}: {found} of {len(made.checks)} checks found something"


def _asked(symptom: Symptom, state: SessionState) -> dict[str, str]:
    asked = {question.name: str(_prompt(question).ask(state)) for question in symptom.questions}
    return {name: text for name, text in asked.items() if text}


def _prompt(question: SymptomQuestion) -> Prompt:
    choices = (Choice("", "not known"), *(Choice(each, each) for each in question.options if each != "unknown"))
    return Prompt(
        name=question.name,
        text=question.text,
        kind="choice" if question.options else "text",
        option="--symptom-answer",
        help=question.text,
        choices=lambda _state: choices,
    )
