"""`note` and `journal`: what happened in a project, in order of occurrence."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from ..terminal.console import print_json, print_line
from .losses import say_losses_of
from .options import json_option, snapshot_option
from .pasted import PastedText

if TYPE_CHECKING:
    from ..app.settings import Settings


@click.command(cls=PastedText)
@click.argument("text")
@click.option("--at", default="", metavar="TIME", help="When it happened; a time to come is a plan. Default: now.")
@click.option("--step", default="", help="The step of the migration that it belongs to.")
@click.option("--text", "exact", default="", metavar="EXACT", help="The exact text of a message.")
@click.option("--cure", default="", help="What cured it.")
@click.pass_obj
def note(settings: Settings, text: str, at: str, step: str, exact: str, cure: str) -> None:
    """Write TEXT into the journal of the project, with who and when.

    TIME is ISO 8601; without an offset it is in the time zone of the project (`migrator answers set time_zone`), or
    local time of this machine while that has no answer. A project is made if there is none.

    \b
    Example:
      migrator note "Merge published" --step Merge-CsLegacyTopology --at "2013-09-25 14:04"
      migrator note "Number cannot be set" --text "An instance with ID ... exists" --cure "workflow made anew"
    """
    from ..app.journal import WrittenNote, add_note
    from ..checklist.journal import shown_time

    written = WrittenNote(text=text, at=at, step=step, exact=exact, cure=cure)
    print_line(f"Noted at {shown_time(add_note(settings.project_url, written, now=settings.now()))}")


@click.command()
@snapshot_option
@json_option
@click.pass_obj
def journal(settings: Settings, snapshot: str | None, as_json: bool) -> None:
    """Show what happened, in order of occurrence: notes, logs, events, repairs, snapshots, the phase of the migration.

    What came within an hour after a step names that step. Lines of one cmdlet and events of one kind stand as one
    entry. Times are shown with their zone; with the answer `time_zone` all are shown in it, and times of logs that name
    no zone are taken as times in it. The workbook has the journal as a sheet.

    \b
    Example:
      migrator journal
    """
    from ..app.journal import project_journal
    from ..documents.shapes.journal import journal_document
    from ..estate.evidence import EVIDENCE
    from ..estate.missing import of_areas
    from ..terminal.journal import print_journal

    entries = project_journal(settings.project_url, snapshot)
    say_losses_of(settings, snapshot, of_areas(EVIDENCE))
    if as_json:
        print_json(journal_document(entries))
    else:
        print_journal(entries)
