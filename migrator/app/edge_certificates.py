"""The certificates of an Edge: what the rules say of them, in the order in which they expire, and as a calendar."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import attrs

from ..errors import InputError
from ..estate.topology import Certificate
from ..files import write_file
from ..network.certificate_expiry import by_expiry
from ..network.tls_endpoints import CertificateLook, TlsEndpoint
from .edge import EdgeAssessment, EdgeQuestion, Evidence, assess_edge, stored_estate
from .live_certificates import Looking, live_certificates

RULES = ("CERT-*",)


@attrs.frozen(kw_only=True)
class CertificatesLook:
    """What was found.

    Attributes:
        certificates: the next that expires first.
        looks: what was looked at live.
    """

    certificates: tuple[Certificate, ...]
    assessment: EdgeAssessment
    looks: tuple[CertificateLook, ...] = ()


def look_at_certificates(
    project: str,
    snapshot: str | None,
    evidence: Evidence,
    *,
    now: datetime,
    endpoints: Sequence[TlsEndpoint] = (),
    looking: Looking | None = None,
) -> CertificatesLook:
    """The certificates of a snapshot, of the evidence beside it and of the endpoints that are named.

    Args:
        endpoints: servers to which a connection is made now; none without being named.

    Raises:
        InputError: no such snapshot, or nothing to look at.
    """
    stored = stored_estate(project, snapshot)
    looks = tuple(live_certificates(stored, endpoints, looking))
    seen = tuple(look.certificate for look in looks if look.certificate is not None)
    if looks and not seen and stored is None and evidence == Evidence():
        raise InputError(f"{looks[0].endpoint}: {looks[0].failure}", hint="No certificate was seen")
    evidence = attrs.evolve(evidence, items=(*evidence.items, *seen))
    assessment = assess_edge(project, EdgeQuestion(rules=RULES, snapshot=snapshot), evidence, now=now)
    return CertificatesLook(certificates=by_expiry(assessment.estate), assessment=assessment, looks=looks)


def write_calendar(path: Path, certificates: Sequence[Certificate], *, now: datetime) -> int:
    """Write the days on which certificates expire as iCalendar; the number of events.

    Raises:
        InputError: the file cannot be written.
    """
    from ..documents.calendar import expiry_calendar

    calendar = expiry_calendar(certificates, now)
    write_file(path, calendar.content)
    return calendar.events
