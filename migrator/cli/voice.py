"""`voice`: the voice configuration of OCS 2007 R2 as commands for Lync Server."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..errors import InputError
from ..terminal.console import print_line, print_table
from ..terminal.losses import say_losses
from .options import snapshot_option
from .outputs import into_option, write_scripts

if TYPE_CHECKING:
    from ..app.settings import Settings


@click.group()
def voice() -> None:
    """Dial plans, usages, routes and voice policies.

    \b
    Example:
      migrator voice rebuild --into voice
    """


@voice.command()
@into_option()
@snapshot_option
@click.pass_obj
def rebuild(settings: Settings, into: Path, snapshot: str | None) -> int:
    """Write PowerShell with the voice configuration of OCS 2007 R2, for what the import does not take.

    The script changes nothing until it is run with -Apply, and skips what exists. Exit code 1 where something is left
    to look at by hand.

    \b
    Example:
      migrator voice rebuild --into voice
    """
    from ..estate.missing import of_areas
    from ..store.project import open_project
    from ..voice.script import FILE_NAME, voice_script

    project = open_project(settings.project_url)
    made = voice_script(project.estate(snapshot))
    lost = say_losses(project.snapshot(snapshot), of_areas("Voice"))
    if not any(made.counts.values()):
        raise InputError(
            "the snapshot has no voice configuration of OCS 2007 R2",
            hint="`migrator show voice_route` lists what it has; Lync Server 2010 and 2013 share theirs",
        )
    write_scripts(into, {FILE_NAME: made.text})
    print_table(str(into / FILE_NAME), ("Commands for", "Objects"), list(made.counts.items()), numeric=" r")
    if made.gaps:
        print_line("To look at by hand (the head of the script lists them too):", "yellow")
        for gap in made.gaps:
            print_line(f"  {gap.kind.replace('_', ' ')} {gap.name}: {gap.what}")
    return 1 if made.gaps else lost
