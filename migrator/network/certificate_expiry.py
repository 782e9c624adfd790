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


def ends(certificate: Certificate) -> datetime | None:
    """When a certificate expires; None if that is not known. certutil prints local times, which are taken for UTC."""
    return _in_utc(certificate.not_after)


def begins(certificate: Certificate) -> datetime | None:
    """From when on a certificate is valid; None if that is not known."""
    return _in_utc(certificate.not_before)


def _in_utc(time: datetime | None) -> datetime | None:
    return time.replace(tzinfo=UTC) if time is not None and time.tzinfo is None else time


def by_expiry(estate: Estate) -> tuple[Certificate, ...]:
    """The certificates, the next that expires first; those whose day is not known last."""
    return tuple(sorted(estate.of(Certificate), key=lambda c: (ends(c) or _LAST, c.subject or c.key)))


def due(certificate: Certificate, now: datetime) -> Due:
    """How urgent a certificate is on a day."""
    last, first = ends(certificate), begins(certificate)
    if last is None:
        return Due.UNKNOWN
    if last <= now:
        return Due.EXPIRED
    if first is not None and first > now:
        return Due.NOT_YET
    left = last - now
    return Due.SOON if left < _SOON else Due.NEXT if left < _NEXT else Due.LATER
