"""The certificates of an Edge in the order in which they expire."""

from __future__ import annotations

from datetime import UTC, datetime

from ..estate.estate import Estate
from ..estate.topology import Certificate

RULES = ("CERT-*",)
_LAST = datetime.max.replace(tzinfo=UTC)


def by_expiry(estate: Estate) -> tuple[Certificate, ...]:
    """The certificates, the next that expires first; those whose day is not known last."""
    return tuple(sorted(estate.of(Certificate), key=lambda c: (c.not_after or _LAST, c.subject or c.key)))
