"""Certificates on the terminal: what is wrong with them first, then when each expires."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from ..estate.counting import counted
from ..estate.topology import Certificate
from ..network.certificate_expiry import Due, due, ends
from ..network.certificate_names import common_name, is_of_store_of_authorities, thumbprint_of
from .console import print_line, print_table, shown
from .cures import print_cures
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
    seen = f"{counted(len(own), 'certificate')}{more}: {findings}" if certificates else "No certificate was read"
    print_line(seen, "bold")
    print_cures(found)
    if look.looks:
        print_table("Live looks", ("Server", "TLS", "Certificate", "Remark"), map(_looked, look.looks))
    if own:
        print_table("By expiry", ("Expires", "Day", "Name", "Use", "Server"), _by_expiry(own, now))
    print_outcomes(prediction)


def _by_expiry(certificates: Iterable[Certificate], now: datetime) -> Iterator[tuple[object, ...]]:
    """One row for each certificate, however many servers and uses it has."""
    together: dict[str, list[Certificate]] = {}
    for certificate in certificates:
        together.setdefault(thumbprint_of(certificate) or certificate.key, []).append(certificate)
    for same in together.values():
        first, last = same[0], ends(same[0])
        urgency = due(first, now)
        yield (
            shown(urgency.value, _STYLES[urgency]),
            last.date().isoformat() if last else "unknown",
            common_name(first) or first.subject or first.key,
            "\n".join(dict.fromkeys(each.use for each in same if each.use)),
            "\n".join(dict.fromkeys(each.machine for each in same if each.machine)),
        )


def _looked(look: CertificateLook) -> tuple[str, ...]:
    own = look.certificate
    name = common_name(own) or own.subject or own.key if own else "none seen"
    remarks = [look.failure] if look.failure else []
    if own and look.has_name is False:
        remarks.append(f"it does not have the name {look.endpoint.host}")
    if look.authorities == 0:
        remarks.append("sent without certificates of authorities: who does not have the one between does not trust it")
    elif look.authorities is not None:
        remarks.append(f"sent with {counted(look.authorities, 'certificate')} of authorities")
    return str(look.endpoint), look.version or "-", name, "; ".join(remarks)
