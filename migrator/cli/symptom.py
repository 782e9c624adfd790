"""`explain --symptom`: what people see, its questions, its checks, and the investigation that the project keeps."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

import attrs
import click

from ..errors import InputError
from ..terminal.console import print_json, say
from .losses import say_losses_of

if TYPE_CHECKING:
    from ..app.settings import Settings

Command = TypeVar("Command", bound=Callable[..., object])


@attrs.frozen(kw_only=True)
class SymptomOptions:
    """The options of `explain` that concern a symptom, as they were typed."""

    answers: tuple[str, ...] = ()
    since: str = ""
    ruled_out: tuple[str, ...] = ()
    note: str = ""
    cure: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether none was given."""
        return self == SymptomOptions()


def symptom_options(command: Command) -> Command:
    """Add the options that concern a symptom."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


_OPTIONS = (
    click.option(
        "--symptom",
        is_flag=False,
        flag_value="",
        metavar="[ID or WORDS]",
        help="Explain something that does not work; without a value, list the known symptoms.",
    ),
    click.option(
        "--answer", "answers", multiple=True, metavar="NAME=VALUE", help="Answer to a question; may be repeated."
    ),
    click.option("--since", default="", help="Since when the symptom is there; kept in the project."),
    click.option("--ruled-out", multiple=True, metavar="CHECK", help="A check whose cause is ruled out; repeatable."),
    click.option("--note", default="", help="A note about the symptom; kept in the project."),
    click.option("--cured-by", "cure", default="", help="What removed the symptom; closes its investigation."),
)


def explain_symptom(settings: Settings, words: str, given: SymptomOptions, *, as_json: bool) -> None:
    """List the symptoms, or explain the one that *words* name.

    Raises:
        InputError: no symptom or several fit, or an option that does not fit the symptom.
    """
    from ..app.investigations import SymptomReport, answers_as_typed
    from ..app.symptoms import examine, list_symptoms, symptom_named
    from ..documents.shapes.symptom import symptom_document, symptom_list_document
    from ..rules.engine.references import references
    from ..terminal.symptoms import print_examination, print_symptoms

    if not words:
        if not given.is_empty:
            raise InputError("--symptom: name the symptom", hint="`migrator explain --symptom` lists them")
        listed = list_symptoms(settings.project_url)
        if as_json:
            print_json(symptom_list_document(listed))
        else:
            print_symptoms(listed)
        return
    report = SymptomReport(
        since=given.since,
        answers=answers_as_typed(given.answers),
        ruled_out=given.ruled_out,
        note=given.note,
        cure=given.cure,
    )
    made = examine(settings.project_url, symptom_named(words), report, now=settings.now())
    say_losses_of(settings)
    if as_json:
        print_json([symptom_document(made)])
    else:
        print_examination(made, references(made.symptom.references))
    if given.answers and made.investigation is None:
        say("There is no project, so the answers are not kept.", "yellow")
