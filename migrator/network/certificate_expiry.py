"""When certificates expire: in order, and how urgent each is."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from enum import StrEnum

from ..estate.estate import Estate
from ..estate.topology import Certificate

_LAST = datetime.max.replace(tzinfo=UTC)
_SOON, _NEXT = timedelta(days=30), timedelta(days=90)


class Due(StrEnum):
    """How urgent a certificate is; 30 and 90 days are rules of thumb."""

    EXPIRED = "expired"
    NOT_YET = "not valid yet"
    SOON = "within 30 days"
    NEXT = "within 90 days"
    LATER = "later"
    UNKNOWN = "not known"


def by_expiry(estate: Estate) -> tuple[Certificate, ...]:
    """The certificates, the next that expires first; those whose day is not known last."""
    return tuple(sorted(estate.of(Certificate), key=lambda c: (c.not_after or _LAST, c.subject or c.key)))


def due(certificate: Certificate, now: datetime) -> Due:
    """How urgent a certificate is on a day."""
    if certificate.not_after is None:
        return Due.UNKNOWN
    if certificate.not_after <= now:
        return Due.EXPIRED
    if certificate.not_before and certificate.not_before > now:
        return Due.NOT_YET
    left = certificate.not_after - now
    return Due.SOON if left < _SOON else Due.NEXT if left < _NEXT else Due.LATER
