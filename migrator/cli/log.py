"""`log`: a real migration log against the prediction, and lines of it made into templates."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..errors import InputError
from ..terminal.console import print_json, print_line, say
from ..terminal.losses import say_losses
from .answers import keep_file
from .options import (
    EXISTING_FILE,
    NEW_FILE,
    answers_option,
    json_option,
    messages_option,
    snapshot_option,
    target_option,
)
from .pasted import PastedText

if TYPE_CHECKING:
    from ..app.settings import Settings


@click.group()
def log() -> None:
    """Read real logs of the cmdlets of the migration.

    \b
    Example:
      migrator log compare merge.log import.log
    """


@log.command()
@click.argument("files", nargs=-1, required=True, type=EXISTING_FILE, metavar="FILE...")
@snapshot_option
@target_option
@answers_option
@messages_option
@click.option("--details", is_flag=True, help="Print every line, with its step, sources and grade.")
@json_option
@click.pass_obj
def compare(
    settings: Settings,
    files: tuple[Path, ...],
    snapshot: str | None,
    target: str,
    answers: Path | None,
    messages: Path | None,
    details: bool,
    as_json: bool,
) -> int:
    """Compare logs with the prediction, and explain what is known of them; exit code 1 where they differ.

    A log is the text of a console, or the HTML or XML of -Report, of any cmdlet of the migration; or an exported event
    log, of which the known events are explained.

    \b
    Example:
      migrator log compare merge.log import.log
    """
    from ..app.logs import compare_logs
    from ..app.prediction import PredictionRequest
    from ..documents.shapes.log_comparison import log_comparison_document
    from ..store.project import open_project
    from ..terminal.log_comparison import print_log_comparison

    keep_file(settings, answers)
    request = PredictionRequest(snapshot=snapshot, target=target, messages=messages)
    comparison = compare_logs(settings.project_url, files, request, now=settings.now())
    read = open_project(settings.project_url).snapshot(snapshot)
    lost = say_losses(read)
    if as_json:
        print_json(log_comparison_document(comparison, read.sources))
    else:
        print_log_comparison(comparison, details=details)
    return lost if comparison.is_complete else 1


@log.command(cls=PastedText)
@click.argument("text")
@click.option("--into", required=True, type=NEW_FILE, help="Your file of templates; it is made if it does not exist.")
@click.option("--id", "id_", required=True, help="Name of the line, e.g. U1.")
@click.option("--cmdlet", default="Import-CsLegacyConfiguration", show_default=True, help="Cmdlet that printed it.")
@click.option(
    "--level",
    type=click.Choice(("INFORMATION", "WARNING", "ERROR")),
    default="WARNING",
    show_default=True,
    help="Level at which it was printed.",
)
@click.option("--rule", default="", help="Predict it for each finding of this rule.")
def template(text: str, into: Path, id_: str, cmdlet: str, level: str, rule: str) -> None:
    """Add TEXT of a log to your own templates; its quoted parts become placeholders.

    With --rule the placeholders are filled from that rule's findings: rename {value1} and so on in the file to {name},
    {key} or a field of the evidence. Use the file with `migrator predict --messages FILE`.

    \b
    Example:
      migrator log template 'Cannot find a pool "old.contoso.local".' --into messages.toml --id U1
    """
    from ..knowledge.grade import Grade
    from ..knowledge.known_message import KnownMessage
    from ..rules.engine.catalogue import all_rules
    from ..rules.engine.log_comparison import as_template
    from ..rules.engine.messages import append_template

    if not text.strip():
        raise InputError("the text of a template is empty", hint="Give the line as the log has it, in quotes")
    made = KnownMessage(
        id=id_,
        cmdlet=cmdlet,
        level=level,
        grade=Grade.OBSERVED,
        source="a log of your own",
        rule=rule,
        text=as_template(text),
    )
    if rule and rule not in {each.id for each in all_rules()}:
        raise InputError(f"--rule: there is no rule {rule}", hint="`migrator rules` lists them")
    append_template(into, made)
    print_line(f"{into}: template {id_} added: {made.text}")
    if rule and "{value" in made.text:
        say(f"Next: rename {{value1}} and so on in {into} to {{name}}, {{key}} or a field of the evidence of {rule}")
