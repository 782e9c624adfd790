"""`edge certificates`: names, chains, stores and expiry of the certificates of an Edge."""

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
def certificates(
    settings: Settings, files: tuple[Path, ...], snapshot: str | None, threshold: str, as_json: bool
) -> int:
    """Check the certificates of an Edge against the names that this topology needs, and list them by expiry.

    FILE is Get-CsCertificate as CLIXML, a certificate (PEM, DER, PKCS #7) or the output of certutil -store. The A/V
    Edge uses no name, so none is asked for.

    \b
    Example:
      migrator edge certificates sip.cer
    """
    from ..app.edge import EdgeQuestion, assess_edge, read_evidence
    from ..app.edge_certificates import RULES, by_expiry
    from ..documents.shapes.edge_certificates import edge_certificates_document

    question = EdgeQuestion(rules=RULES, snapshot=snapshot)
    assessment = assess_edge(settings.project_url, question, read_evidence(files), now=settings.now())
    listed = by_expiry(assessment.estate)
    if as_json:
        print_json(edge_certificates_document(listed, assessment.prediction, assessment.losses))
    else:
        from ..terminal.edge_certificates import print_certificates

        print_certificates(listed, assessment.prediction, assessment.losses)
    return exit_code(assessment.prediction, assessment.losses, threshold)
