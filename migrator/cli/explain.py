"""`explain`: from a message or a symptom to its causes, their checks and their cures."""

from __future__ import annotations

import gc
import re
import sys
from typing import TYPE_CHECKING

import click

from ..errors import READ_WITH_LOSSES, InputError
from .losses import say_losses_of
from .options import json_option
from .symptom import SymptomOptions, explain_symptom, symptom_options

if TYPE_CHECKING:
    from ..app.settings import Settings
    from ..rules.engine.explanation import Explanation

#: new objects after which garbage is looked for: what is loaded stays, and to look at it takes longer than it saves
_RARELY = 50_000
#: a negative number, or several words behind a hyphen
_NO_OPTION = re.compile(r"-(?:[0-9]{4,10}|[^-\s=]*\s.*)", re.DOTALL)


class _WithHyphens(click.Command):
    """A command whose text may begin with a hyphen: that of a negative number or of a list."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put such texts behind the options, but for the values of options."""
        options = args[: args.index("--")] if "--" in args else args
        with_value = {name for each in self.params if not getattr(each, "is_flag", False) for name in each.opts}
        above = ["", *options]
        is_text = [
            _NO_OPTION.fullmatch(arg) is not None and above[at] not in with_value for at, arg in enumerate(options)
        ]
        texts = [arg for arg, is_one in zip(options, is_text, strict=True) if is_one]
        others = [arg for arg, is_one in zip(options, is_text, strict=True) if not is_one]
        rest = args[len(options) + 1 :]
        return super().parse_args(ctx, [*others, "--", *texts, *rest] if texts or rest else args)


@click.command(cls=_WithHyphens)
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
