"""`explain`: from what people see to its causes, their checks and their cures."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from ..errors import InputError
from .options import json_option
from .symptom import SymptomOptions, explain_symptom, symptom_options

if TYPE_CHECKING:
    from ..app.settings import Settings


@click.command()
@click.argument("text", nargs=-1)
@symptom_options
@json_option
@click.pass_obj
def explain(settings: Settings, /, text: tuple[str, ...], symptom: str | None, as_json: bool, **given: object) -> None:
    """Explain something that does not work: its questions, its checks in order, and what the evidence says of each.

    Answers, notes and what was ruled out are kept in the project until --cured-by closes the investigation.

    \b
    Example:
      migrator explain --symptom
      migrator explain --symptom "presence unknown"
      migrator explain --symptom SYM-SOME-PARTNERS --answer listed=yes
    """
    if symptom is None:
        raise InputError("nothing to explain", hint="`migrator explain --symptom` lists what is known")
    explain_symptom(settings, " ".join([symptom, *text]).strip(), SymptomOptions(**given), as_json=as_json)  # type: ignore[arg-type]
