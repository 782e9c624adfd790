"""`edge ports`: listeners, services, adapters, routes and replication of Edge servers against what they need."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..terminal.console import print_json
from .findings import exit_code, threshold_option
from .options import evidence_argument, json_option, snapshot_option, target_option

if TYPE_CHECKING:
    from ..app.live_ports import Place
    from ..app.settings import Settings


@click.command()
@evidence_argument
@click.option(
    "--probe",
    type=click.Choice(["internet", "internal"]),
    help=(
        "Connect to the TCP ports of the Edge from this computer, which stands on the internet or is an internal "
        "server. At most 64 ports, 3 seconds for each connection; nothing is sent but a TLS handshake."
    ),
)
@snapshot_option
@target_option
@threshold_option
@json_option
@click.pass_obj
def ports(
    settings: Settings,
    files: tuple[Path, ...],
    probe: Place | None,
    snapshot: str | None,
    target: str,
    threshold: str,
    as_json: bool,
) -> int:
    """Compare an Edge server with what its topology needs: listeners, services, adapters, routes, replication.

    FILE is netstat -abno, a list of services, ipconfig /all, route print, the hosts file or another output of an Edge
    server, in any language of Windows; it stands beside the newest snapshot and takes the place of older evidence of
    that server.

    With --probe each way is open, closed, without an answer of TLS, or not tested with the reason: a name that does
    not resolve on this computer says nothing of the Edge, is not a finding and does not change the exit code.

    \b
    Example:
      migrator edge ports netstat.txt ipconfig.txt route.txt
      migrator edge ports --probe internet
    """
    from ..app.edge_ports import look_at_ports

    look = look_at_ports(settings.project_url, files, snapshot=snapshot, target=target, now=settings.now(), probe=probe)
    assessment = look.assessment
    if as_json:
        from ..documents.shapes.edge import edge_values
        from ..documents.shapes.edge_ports import edge_ports_document

        values = edge_values(assessment.prediction, assessment.losses)
        print_json(edge_ports_document(values, look.records, look.media_ports, look.looks))
    else:
        from ..terminal.edge_ports import print_ports

        print_ports(look)
    return exit_code(assessment.prediction, assessment.losses, threshold)
