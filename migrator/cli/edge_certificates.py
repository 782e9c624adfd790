"""`edge certificates`: names, chains, stores and expiry of the certificates of an Edge."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..estate.counting import counted
from ..terminal.console import print_json, say
from .findings import exit_code, threshold_option
from .options import evidence_argument, json_option, snapshot_option
from .outputs import output_option

if TYPE_CHECKING:
    from ..app.settings import Settings


@click.command()
@evidence_argument
@output_option("--calendar", metavar="FILE", help="Write the days on which certificates expire as iCalendar.")
@click.option(
    "--probe",
    "probes",
    multiple=True,
    metavar="HOST:PORT",
    help=(
        "Connect to this server now and look at its certificate; may be repeated, at most 64 servers, 3 "
        "seconds for each connection. Nothing is sent but a TLS handshake. Without it nothing is connected to."
    ),
)
@snapshot_option
@threshold_option
@json_option
@click.pass_obj
def certificates(
    settings: Settings,
    files: tuple[Path, ...],
    calendar: Path | None,
    probes: tuple[str, ...],
    snapshot: str | None,
    threshold: str,
    as_json: bool,
) -> int:
    """Check the certificates of an Edge against the names that this topology needs, and list them by expiry.

    FILE is Get-CsCertificate as CLIXML, a certificate (PEM, DER, PKCS #7) or the output of certutil -store. The A/V
    Edge uses no name, so none is asked for.

    \b
    Example:
      migrator edge certificates sip.cer
      migrator edge certificates --calendar certificates.ics
      migrator edge certificates --probe sip.contoso.com:443 --probe sip.contoso.com:5061
    """
    from ..app.edge import read_evidence
    from ..app.edge_certificates import look_at_certificates, write_calendar
    from ..app.live_certificates import endpoint

    now = settings.now()
    endpoints = tuple(map(endpoint, probes))
    look = look_at_certificates(settings.project_url, snapshot, read_evidence(files), now=now, endpoints=endpoints)
    prediction, losses = look.assessment.prediction, look.assessment.losses
    if as_json:
        from ..documents.shapes.edge_certificates import edge_certificates_document

        print_json(edge_certificates_document(look.certificates, look.looks, prediction, losses, now))
    else:
        from ..terminal.edge_certificates import print_certificates

        print_certificates(look, now)
    if calendar is not None:
        events = write_calendar(calendar, look.certificates, now=now)
        say(f"{calendar} written: {counted(events, 'event')}")
    return exit_code(prediction, losses, threshold)
