"""`edge dns`: the DNS records that the estate needs, against what is there."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..terminal.console import print_json
from .findings import exit_code, threshold_option
from .options import json_option, snapshot_option, target_option

if TYPE_CHECKING:
    from ..app.edge_dns import ZoneEvidence
    from ..app.settings import Settings

_SIDES = ("public", "internal", "edge")


@click.command()
@click.option(
    "--zone",
    "zones",
    multiple=True,
    type=click.Path(exists=True, path_type=Path),
    metavar="FILE",
    help="A zone file, or pasted answers of nslookup, dig, host or Resolve-DnsName; may be repeated.",
)
@click.option(
    "--vantage",
    "vantages",
    multiple=True,
    type=click.Choice(_SIDES),
    help="From where the names of the --zone of the same place are seen; one alone counts for all.",
)
@click.option(
    "--resolver",
    "resolvers",
    multiple=True,
    metavar="SIDE=ADDRESS[:PORT]",
    help="Ask this name server now, for example public=192.0.2.53; may be repeated. Without it nothing is asked.",
)
@click.option("--partner", metavar="DOMAIN", help="Show the partner's records beside the own ones.")
@snapshot_option
@target_option
@threshold_option
@json_option
@click.pass_obj
def dns(
    settings: Settings,
    zones: tuple[Path, ...],
    vantages: tuple[str, ...],
    resolvers: tuple[str, ...],
    partner: str | None,
    snapshot: str | None,
    target: str,
    threshold: str,
    as_json: bool,
) -> int:
    """Compare the DNS records that the estate needs with zone files, answers of name servers, or live ones.

    What is not there and what is not known are two answers: a time-out or an error of a server proves nothing. The
    lines that look up what is not known are printed. Exit code 1 says that there are findings; 5 that there are none,
    but the evidence was read with losses.

    \b
    Example:
      migrator edge dns --zone public.txt --vantage public --zone contoso.com.dns --vantage internal
      migrator edge dns --resolver public=192.0.2.53 --partner fabrikam.com
    """
    from ..app.edge_dns import DnsQuestion, compare_dns, name_server, sip_domain
    from ..documents.shapes.edge import edge_values
    from ..documents.shapes.edge_dns import (
        EdgeDnsDocument,
        compared_record_document,
        discovery_document,
        side_by_side_document,
    )
    from ..terminal.edge_dns import print_dns

    question = DnsQuestion(
        zones=_zones(zones, vantages),
        servers=tuple(map(name_server, resolvers)),
        partner=sip_domain(partner) if partner is not None else None,
        snapshot=snapshot,
        target=target,
    )
    compared = compare_dns(settings.project_url, question, now=settings.now())
    prediction, losses = compared.assessment.prediction, compared.assessment.losses
    if as_json:
        print_json(
            EdgeDnsDocument(
                **edge_values(prediction, losses),
                records=tuple(map(compared_record_document, compared.records)),
                discovery=tuple(map(discovery_document, compared.discovery)),
                partner=tuple(map(side_by_side_document, compared.partner)),
                to_ask={side: tuple(lines) for side, lines in compared.to_ask.items()},
            )
        )
    else:
        print_dns(compared)
    return exit_code(prediction, losses, threshold)


def _zones(zones: Sequence[Path], vantages: Sequence[str]) -> tuple[ZoneEvidence, ...]:
    from ..app.edge_dns import ZoneEvidence

    if len(vantages) not in (0, 1, len(zones)):
        raise click.UsageError(f"{len(zones)} --zone and {len(vantages)} --vantage: give one for each, or one for all")
    sides: list[str | None] = [*vantages] * (len(zones) if len(vantages) == 1 else 1)
    sides = sides or [None] * len(zones)
    return tuple(ZoneEvidence(path, side) for path, side in zip(zones, sides, strict=True))
