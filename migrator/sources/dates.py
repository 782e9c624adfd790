"""Dates and times as evidence writes them: ISO 8601, WMI's own form, and what .NET prints for people."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone

_DATE = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,9})?(?:Z|[+-][0-9]{2}:[0-9]{2})?"
)
#: WMI (DMTF): 20131225000000.000000+060, the offset in minutes
_WMI = re.compile(r"(\d{14})\.\d{6}(?:([+-]\d{3})|\*{3})")
#: JSON of Windows PowerShell: milliseconds since 1970 in UTC
_JSON = re.compile(r"/Date\((-?\d{1,14})(?:[+-]\d{4})?\)/")
_PRINTED = re.compile(
    r"(?P<a>\d{1,4})(?P<sep>[./-])(?P<b>\d{1,2})(?P=sep)(?P<c>\d{1,4})\.?,?"
    r"(?:\s+(?P<h>\d{1,2})[:.](?P<m>\d{2})(?:[:.](?P<s>\d{2}))?(?:\s*(?P<half>[AaPp])\.?\s?[Mm]\.?)?)?"
)


def in_utc(value: datetime) -> datetime:
    """The same time in UTC; without an offset, or beyond the years that UTC can have, as it is."""
    if value.tzinfo in (None, UTC):
        return value
    try:
        return value.astimezone(UTC)
    except OverflowError:  # DateTime.MinValue and MaxValue of .NET with an offset
        return value.replace(tzinfo=UTC)


def parse_datetime(text: str) -> datetime:
    """The date and time; with an offset it becomes UTC, without one it stays naive (local time of the estate).

    Raises:
        ValueError: it is not a date and time.
    """
    return in_utc(parse_own_time(text))


def parse_own_time(text: str) -> datetime:
    """The date and time with the offset that its server wrote, or without one.

    Raises:
        ValueError: it is not a date and time.
    """
    stripped = text.strip()
    if not _DATE.fullmatch(stripped):
        raise ValueError(f"{text!r} is not a date and time")
    return datetime.fromisoformat(stripped)  # cuts a fraction to microseconds


def parse_printed(text: str) -> datetime | None:
    """The date and time in a form of WMI, of JSON or of .NET's cultures; None where it has no reading or two.

    ``03/04/2012`` is March or April, as the culture of the server goes; a date with points begins with the day.
    """
    stripped = text.strip()
    try:
        if match := _WMI.fullmatch(stripped):
            zone = timezone(timedelta(minutes=int(match[2]))) if match[2] else None
            local = datetime.strptime(match[1], "%Y%m%d%H%M%S").replace(tzinfo=zone)
            return local.astimezone(UTC) if zone else local
        if match := _JSON.fullmatch(stripped):
            return datetime.fromtimestamp(0, UTC) + timedelta(milliseconds=int(match[1]))
        return _printed(stripped)
    except (ValueError, OverflowError):
        return None


def _printed(text: str) -> datetime | None:
    match = _PRINTED.fullmatch(text)
    if not match:
        return None
    first, second, third = int(match["a"]), int(match["b"]), int(match["c"])
    if len(match["a"]) == 4:
        year, month, day = first, second, third
    elif len(match["c"]) != 4:
        return None
    elif match["sep"] == "." or first > 12 or first == second:
        year, month, day = third, second, first
    elif second > 12:
        year, month, day = third, first, second
    else:
        return None
    hour = int(match["h"] or 0)
    if match["half"]:
        hour = hour % 12 + (12 if match["half"] in "Pp" else 0)
    minute, second = int(match["m"] or 0), int(match["s"] or 0)
    return datetime.fromisoformat(f"{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}")
