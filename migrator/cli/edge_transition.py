"""`edge transition`: the steps that move federation and media to the Edge of Lync Server 2013."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from ..terminal.console import print_json
from ..terminal.losses import say_losses
from .options import json_option, snapshot_option

if TYPE_CHECKING:
    from ..app.settings import Settings


@click.command()
@snapshot_option
@json_option
@click.pass_obj
def transition(settings: Settings, snapshot: str | None, as_json: bool) -> None:
    """Show how federation moves to the Edge of Lync Server 2013: each step, its way back, and what evidence shows.

    The steps are those of the published pages, with the names of this estate. A gate is done only where the snapshot
    shows it.

    \b
    Example:
      migrator edge transition
    """
    from ..app.edge_transition import federation_transition
    from ..documents.shapes.edge_transition import transition_document
    from ..store.project import open_project

    read = open_project(settings.project_url).snapshot(snapshot)
    plan = federation_transition(settings.project_url, snapshot, now=settings.now())
    say_losses(read)
    if as_json:
        print_json(transition_document(plan))
        return
    from ..terminal.edge_transition import print_transition

    print_transition(plan)
