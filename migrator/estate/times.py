"""Times of evidence, of which some show their offset from UTC and some do not."""

from __future__ import annotations

from datetime import datetime, timedelta


def as_it_stands(time: datetime) -> datetime:
    """The time without its offset, by which times with and without one are put in order."""
    return time.replace(tzinfo=None)


def since(one: datetime, other: datetime) -> timedelta:
    """How long after *one* the *other* was; with a time that shows no offset both count as they stand."""
    if (one.tzinfo is None) != (other.tzinfo is None):
        return as_it_stands(other) - as_it_stands(one)
    return other - one
