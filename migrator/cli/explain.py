"""`explain`: from a message or a symptom to its causes, their checks and their cures."""

from __future__ import annotations

import gc
import sys
from typing import TYPE_CHECKING

import click

from ..errors import READ_WITH_LOSSES, InputError
from .losses import say_losses_of
from .options import json_option
from .pasted import PastedText
from .symptom import SymptomOptions, explain_symptom, symptom_options

if TYPE_CHECKING:
    from ..app.settings import Settings
    from ..rules.engine.explanation import Explanation

#: new objects after which garbage is looked for: what is loaded stays, and to look at it takes longer than it saves
_RARELY = 50_000


@click.command(cls=PastedText)
@click.argument("text", nargs=-1, metavar="[TEXT|FILE|-]")
@symptom_options
@click.option("--details", is_flag=True, help="Print every message and cause, with sources and grades.")
@json_option
@click.pass_obj
def explain(
    settings: Settings,
    /,
    text: tuple[str, ...],
    symptom: str | None,
    details: bool,
    as_json: bool,
    **given: object,
) -> int:
    """Explain a message, or something that does not work: what it means, what to check, what the evidence says of it.

    TEXT is what was on the screen, in any wrapping: an event, a SIP response, an ms-diagnostics header, a red error, a
    line of a log. A FILE is read as the event log, trace, transcript, report or text that it is; - reads what a pipe
    holds. A project is used if there is one, and none is made. Exit code 1 if something needs action or is unknown.

    With --symptom, answers, notes and what was ruled out are kept in the project until --cured-by closes the
    investigation.

    \b
    Example:
      migrator explain "ms-diagnostics: 1027;reason=..."
      migrator explain edge-system.evtx --details
      migrator explain --symptom
      migrator explain --symptom "presence unknown"
      migrator explain --symptom SYM-SOME-PARTNERS --answer listed=yes
    """
    options = SymptomOptions(**given)  # type: ignore[arg-type]  # click gives the options by their names
    if symptom is not None:
        explain_symptom(settings, " ".join([symptom, *text]).strip(), options, as_json=as_json)
        return 0
    if not options.is_empty:
        raise InputError("answers and notes belong to a symptom", hint="Give --symptom ID")
    explanation = _explanation(settings, text)
    if explanation.explained:
        say_losses_of(settings)
    if as_json:
        from ..documents.shapes.explanation import explanation_document
        from ..terminal.console import print_json

        print_json(explanation_document(explanation))
    else:
        from ..terminal.explain import print_explanation

        print_explanation(explanation, details=details)
    return 1 if explanation.needs_a_look else READ_WITH_LOSSES if explanation.heard.lost else 0


def _explanation(settings: Settings, text: tuple[str, ...]) -> Explanation:
    gc.set_threshold(_RARELY)
    from ..app.explain import explain_given, explain_pipe

    project, now = settings.project_url, settings.now()
    if text == ("-",) or (not text and not sys.stdin.isatty()):
        return explain_pipe(project, sys.stdin.buffer, now=now)
    if not text:
        raise InputError(
            "nothing to explain", hint="Give a message or a file; `migrator explain --symptom` lists symptoms"
        )
    return explain_given(project, " ".join(text), now=now)
