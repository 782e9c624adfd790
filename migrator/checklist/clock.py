"""Times of a checklist: kept in UTC to the minute, shown and read on the clocks of the project's time zone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, tzinfo

_FIRST_YEAR, _LAST_YEAR = 1990, 2199


def kept(time: datetime, zone: tzinfo) -> str:
    """A time as it is kept: UTC in ISO 8601, to the nearest minute.

    Args:
        zone: that of a time without an offset; where clocks go back, it is the first of the two times.

    Raises:
        ValueError: no clock shows that time, because clocks go forward then, or it is of another century.
    """
    if not _FIRST_YEAR <= time.year <= _LAST_YEAR:
        raise ValueError(f"a year from {_FIRST_YEAR} to {_LAST_YEAR} is expected")
    minute = (time + timedelta(seconds=30)).replace(second=0, microsecond=0)
    utc = (minute if minute.tzinfo else minute.replace(tzinfo=zone)).astimezone(UTC)
    if minute.tzinfo is None and wall(utc, zone) != minute:
        raise ValueError(f"in {zone} no clock shows that time, because clocks go forward then")
    return text_of(utc)


def text_of(time: datetime | None) -> str:
    """A time with an offset as it is kept; "" for none."""
    return time.astimezone(UTC).isoformat(timespec="minutes") if time else ""


def wall(time: datetime, zone: tzinfo) -> datetime:
    """What clocks of the zone show at a time, without an offset."""
    return time.astimezone(zone).replace(tzinfo=None, fold=0)
