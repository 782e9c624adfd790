"""Times as a project keeps them."""

from __future__ import annotations

from datetime import UTC, datetime


def stamp(time: datetime) -> str:
    """A time as UTC text, ISO 8601, to the second."""
    return time.astimezone(UTC).isoformat(timespec="seconds")
