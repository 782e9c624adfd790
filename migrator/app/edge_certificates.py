"""The certificates of an Edge: what the rules say of them, in the order in which they expire, and as a calendar."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import attrs

from ..errors import InputError
from ..estate.topology import Certificate
from ..network.certificate_expiry import by_expiry
from .edge import EdgeAssessment, EdgeQuestion, Evidence, assess_edge

RULES = ("CERT-*",)


@attrs.frozen(kw_only=True)
class CertificatesLook:
    """What was found.

    Attributes:
        certificates: the next that expires first.
    """

    certificates: tuple[Certificate, ...]
    assessment: EdgeAssessment


def look_at_certificates(project: str, snapshot: str | None, evidence: Evidence, *, now: datetime) -> CertificatesLook:
    """The certificates of a snapshot and of the evidence beside it.

    Raises:
        InputError: no such snapshot, or neither a snapshot nor evidence.
    """
    assessment = assess_edge(project, EdgeQuestion(rules=RULES, snapshot=snapshot), evidence, now=now)
    return CertificatesLook(certificates=by_expiry(assessment.estate), assessment=assessment)


def write_calendar(path: Path, certificates: Sequence[Certificate], *, now: datetime) -> int:
    """Write the days on which certificates expire as iCalendar; the number of events.

    Raises:
        InputError: the file cannot be written.
    """
    from ..documents.calendar import expiry_calendar

    calendar = expiry_calendar(certificates, now)
    try:
        path.write_bytes(calendar.content)
    except OSError as error:
        raise InputError(f"{path}: it cannot be written ({error.strerror or error})") from error
    return calendar.events
