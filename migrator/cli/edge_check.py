"""`edge check`: the check list of federation."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..terminal.console import print_json
from .findings import exit_code, threshold_option
from .options import evidence_argument, json_option, snapshot_option

if TYPE_CHECKING:
    from ..app.settings import Settings


@click.command()
@evidence_argument
@snapshot_option
@threshold_option
@json_option
@click.pass_obj
def check(settings: Settings, files: tuple[Path, ...], snapshot: str | None, threshold: str, as_json: bool) -> int:
    """Work through the check list of federation: topology, Edge pool, Control Panel, DNS, firewall, then events.

    Each point is passed, failed (with cure and verification) or not evaluated (with what would supply the evidence).
    FILE is evidence beside the snapshot: netstat, ipconfig, route print, zone files, answers of name servers.

    \b
    Example:
      migrator edge check netstat.txt
    """
    from ..app.edge import read_evidence
    from ..app.edge_check import check_federation

    made = check_federation(settings.project_url, snapshot, read_evidence(files), now=settings.now())
    prediction, losses = made.assessment.prediction, made.assessment.losses
    if as_json:
        from ..documents.shapes.edge_check import edge_check_document

        print_json(edge_check_document(made.points, made.federation, prediction, losses))
    else:
        from ..terminal.edge_check import print_check

        print_check(made.points, made.federation, losses)
    return exit_code(prediction, losses, threshold)
