"""Dates and times as evidence in XML writes them: ISO 8601 with up to nine digits of a fraction."""

from __future__ import annotations

import re
from datetime import UTC, datetime

_DATE = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,9})?(?:Z|[+-][0-9]{2}:[0-9]{2})?"
)


def parse_datetime(text: str) -> datetime:
    """The date and time; with an offset it becomes UTC, without one it stays naive (local time of the estate).

    Raises:
        ValueError: it is not a date and time.
    """
    stripped = text.strip()
    if not _DATE.fullmatch(stripped):
        raise ValueError(f"{text!r} is not a date and time")
    parsed = datetime.fromisoformat(stripped)  # cuts a fraction to microseconds
    try:
        return parsed if parsed.tzinfo in (None, UTC) else parsed.astimezone(UTC)
    except OverflowError:  # DateTime.MinValue and MaxValue of .NET with an offset
        return parsed.replace(tzinfo=UTC)
