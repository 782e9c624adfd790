"""Certificates on the terminal: what is wrong with them first, then when each expires."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from ..estate.counting import counted
from ..network.certificate_expiry import Due, due
from ..network.certificate_names import common_name, is_of_store_of_authorities
from .console import SEVERITY_STYLES, print_labelled, print_line, print_table, shown
from .prediction import print_losses, print_outcomes

if TYPE_CHECKING:
    from ..app.edge_certificates import CertificatesLook
    from ..network.tls_endpoints import CertificateLook

_STYLES = {
    Due.EXPIRED: "bold red",
    Due.NOT_YET: "red",
    Due.SOON: "red",
    Due.NEXT: "yellow",
    Due.LATER: "green",
    Due.UNKNOWN: "dim",
}


def print_certificates(look: CertificatesLook, now: datetime) -> None:
    """Print what the evidence lacks, findings, live looks, then when each expires; those of authorities are counted."""
    prediction, certificates = look.assessment.prediction, look.certificates
    print_losses(look.assessment.losses)
    found = prediction.findings
    own = [certificate for certificate in certificates if not is_of_store_of_authorities(certificate)]
    others = len(certificates) - len(own)
    more = f", and {others} of authorities" if others else ""
    findings = counted(len(found), "finding") if found else "no finding"
    print_line(f"{counted(len(own), 'certificate')}{more}: {findings}", "bold")
    for finding in found:
        print_line(f"{finding.rule} {finding.message}", SEVERITY_STYLES[finding.severity.value])
        print_labelled((("Cure", (finding.remediation,)),))
    if look.looks:
        print_table("Live looks", ("Server", "TLS", "Certificate", "Remark"), map(_looked, look.looks))
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


def _looked(look: CertificateLook) -> tuple[str, ...]:
    own = look.certificate
    name = common_name(own) or own.subject or own.key if own else "none seen"
    remarks = [look.failure] if look.failure else []
    if own and look.has_name is False:
        remarks.append(f"it does not have the name {look.endpoint.host}")
    if look.authorities is not None:
        remarks.append(f"sent with {counted(look.authorities, 'certificate')} of authorities")
    return str(look.endpoint), look.version or "-", name, "; ".join(remarks)
