"""`log`: a real migration log against the prediction, and lines of it made into templates."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..estate.counting import counted
from ..terminal.console import print_json, print_table, shown, stdout

if TYPE_CHECKING:
    from ..rules.engine.log_comparison import Comparison
    from .app import Settings

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group()
def log() -> None:
    """Read real logs of Merge, Import and Publish.

    \b
    Example:
      migrator log compare merge.log import.log
    """


@log.command()
@click.argument("files", nargs=-1, required=True, type=_FILE, metavar="FILE...")
@click.option("--snapshot", help="Name of the snapshot; the newest where it is not given.")
@click.option("--target", type=click.Choice(("2010", "2013")), default="2013", show_default=True, help="Lync Server.")
@click.option("--answers", type=_FILE, help="TOML file with what only you know.")
@click.option("--messages", type=_FILE, help="TOML file with your own message templates.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.pass_obj
def compare(
    settings: Settings,
    files: tuple[Path, ...],
    snapshot: str | None,
    target: str,
    answers: Path | None,
    messages: Path | None,
    as_json: bool,
) -> int:
    """Compare logs (text, or the HTML of -Report) with the prediction; exit code 1 where they differ.

    \b
    Example:
      migrator log compare merge.log import.log
    """
    from ..app.actions import Question, compare_logs

    question = Question(snapshot=snapshot, target=target, answers=answers, messages=messages)
    comparison = compare_logs(settings.project_url, files, question, now=settings.now())
    if as_json:
        print_json(comparison_document(comparison))
    else:
        _print_comparison(comparison)
    return 0 if comparison.is_complete else 1


def comparison_document(comparison: Comparison) -> dict[str, Any]:
    """The JSON shape of `log compare --json`."""
    lines = [
        {
            "id": m.message.id,
            "level": m.message.level,
            "text": m.message.text,
            "predicted": m.message.count,
            "seen": m.seen,
        }
        for m in comparison.matches
    ]
    return {
        "predicted_and_seen": [line for line in lines if line["seen"]],
        "predicted_and_not_seen": [line for line in lines if not line["seen"]],
        "seen_and_not_predicted": [
            {
                "level": s.level,
                "text": s.text,
                "count": s.count,
                "source": s.source,
                "template": s.template,
                "as_template": s.as_template,
            }
            for s in comparison.surprises
        ],
    }


def _print_comparison(comparison: Comparison) -> None:
    matches = comparison.matches
    rows = [
        (
            shown("seen", "green") if m.seen else shown("not seen", "yellow"),
            m.message.id,
            m.message.count,
            m.seen,
            m.message.text,
        )
        for m in sorted(matches, key=lambda m: m.seen == 0)
    ]
    print_table("Predicted lines", ("In the log", "Line", "Predicted", "Seen", "Text"), rows, numeric="llrr")
    if comparison.surprises:
        print_table(
            "Seen and not predicted",
            ("Level", "Times", "Known line", "Text"),
            [(s.level, s.count, s.template, s.text) for s in comparison.surprises],
            numeric="lr",
        )
        if any(s.as_template for s in comparison.surprises):
            out = stdout()
            out.print(shown('Keep one as a template: migrator log template "TEXT" --into messages.toml --id U1', "dim"))
    seen = sum(m.seen > 0 for m in matches)
    stdout().print(
        shown(
            f"{seen} of {counted(len(matches), 'predicted line')} seen, "
            f"{counted(len(comparison.surprises), 'line')} not predicted"
        )
    )


@log.command()
@click.argument("text")
@click.option("--into", required=True, type=click.Path(dir_okay=False, path_type=Path), help="Your file of templates.")
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
    """Add TEXT of a log to your own templates; its quoted parts become places to fill.

    With --rule the places are filled from that rule's findings: rename {value1} and so on in the file to {name},
    {key} or a piece of evidence. Use the file with `migrator predict --messages FILE`.

    \b
    Example:
      migrator log template 'Cannot find a pool "old.contoso.local".' --into messages.toml --id U1
    """
    from ..rules.engine.log_comparison import as_template
    from ..rules.engine.messages import Template, append_template
    from ..rules.engine.model import Grade

    made = Template(
        id=id_,
        cmdlet=cmdlet,
        level=level,
        grade=Grade.OBSERVED,
        source="a log of your own",
        rule=rule,
        text=as_template(text),
    )
    append_template(into, made)
    stdout().print(shown(f"{into}: template {id_} added: {made.text}"))
