"""`edge check`: the check list of federation."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..terminal.console import print_json
from .findings import exit_code, threshold_option
from .options import json_option, snapshot_option

if TYPE_CHECKING:
    from ..app.settings import Settings


@click.command()
@click.argument("files", nargs=-1, type=click.Path(exists=True, path_type=Path), metavar="[FILE]...")
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
    from ..app.edge import EdgeQuestion, assess_edge, read_evidence
    from ..checklist.edge_check import checked, rules_of_points
    from ..documents.shapes.edge_check import edge_check_document
    from ..network.federation import federation_of

    question = EdgeQuestion(rules=rules_of_points(), snapshot=snapshot)
    assessment = assess_edge(settings.project_url, question, read_evidence(files), now=settings.now())
    points = checked(assessment.prediction)
    federation = federation_of(assessment.estate)
    if as_json:
        print_json(edge_check_document(points, federation, assessment.prediction, assessment.losses))
    else:
        from ..terminal.edge_check import print_check

        print_check(points, federation)
    return exit_code(assessment.prediction, assessment.losses, threshold)
