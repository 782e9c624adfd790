"""Certificates on the terminal: what is wrong with them first, then when each expires."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from ..estate.counting import counted
from ..estate.topology import Certificate
from ..network.certificate_expiry import Due, due
from ..network.certificate_names import common_name, is_of_store_of_authorities
from ..rules.engine.losses import SourceLoss
from ..rules.engine.prediction import Prediction
from .console import SEVERITY_STYLES, print_labelled, print_line, print_table, shown
from .prediction import print_losses, print_outcomes

_STYLES = {
    Due.EXPIRED: "bold red",
    Due.NOT_YET: "red",
    Due.SOON: "red",
    Due.NEXT: "yellow",
    Due.LATER: "green",
    Due.UNKNOWN: "dim",
}


def print_certificates(
    certificates: Sequence[Certificate], prediction: Prediction, losses: Sequence[SourceLoss], now: datetime
) -> None:
    """Print what the evidence lacks, findings, then when each expires; roots and intermediates are only counted."""
    print_losses(losses)
    found = prediction.findings
    own = [certificate for certificate in certificates if not is_of_store_of_authorities(certificate)]
    others = len(certificates) - len(own)
    more = f", and {others} of authorities" if others else ""
    findings = counted(len(found), "finding") if found else "no finding"
    print_line(f"{counted(len(own), 'certificate')}{more}: {findings}", "bold")
    for finding in found:
        print_line(f"{finding.rule} {finding.message}", SEVERITY_STYLES[finding.severity.value])
        print_labelled((("Cure", (finding.remediation,)),))
    print_table(
        "By expiry",
        ("Expires", "Day", "Name", "Use", "Server"),
        [
            (
                shown(due(certificate, now).value, _STYLES[due(certificate, now)]),
                certificate.not_after.date().isoformat() if certificate.not_after else "unknown",
                common_name(certificate) or certificate.subject or certificate.key,
                certificate.use or "",
                certificate.machine or "",
            )
            for certificate in own
        ],
    )
    print_outcomes(prediction)
