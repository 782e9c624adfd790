"""Whether two sources mean the same value: types are compared, not the texts that a form of export makes of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import attrs

#: an XML duration without years and months (``PT1M30S``), as CLIXML and settings documents write a TimeSpan
_DURATION = re.compile(r"(-)?P(?:(\d{1,9})D)?(?:T(?:(\d{1,9})H)?(?:(\d{1,9})M)?(?:(\d{1,9})(?:\.(\d{1,7}))?S)?)?")
#: a TimeSpan as .NET writes it as text: ``[-][d.]hh:mm:ss[.fffffff]``
_TIME_SPAN = re.compile(r"(-)?(?:(\d{1,9})\.)?(\d{1,2}):(\d{2}):(\d{2})(?:\.(\d{1,7}))?")
#: no place on earth is farther from UTC
_FARTHEST_ZONE = timedelta(hours=14)
_ZONE_STEP = timedelta(minutes=15)


def same_value(one: Any, other: Any, *, any_case: bool = False, any_order: bool = False) -> bool:
    """True if both are one value: ``False`` and "False", ``PT1M30S`` and ``00:01:30``, 5 and "5" are.

    Args:
        any_case: texts are names, which have no letter case.
        any_order: lists are sets.
    """
    if one == other:
        return True
    if isinstance(one, str) and isinstance(other, str):
        return (any_case and one.casefold() == other.casefold()) or _same_duration(one, other)
    if isinstance(one, str) or isinstance(other, str):
        return _same_as_text(other, one) if isinstance(one, str) else _same_as_text(one, other)
    if isinstance(one, datetime) and isinstance(other, datetime):
        return _same_time(one, other)
    if isinstance(one, Sequence) and isinstance(other, Sequence):
        return _same_list(one, other, any_case=any_case, any_order=any_order)
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return one.keys() == other.keys() and all(same_value(value, other[name]) for name, value in one.items())
    if attrs.has(type(one)) and type(one) is type(other):
        return all(same_value(getattr(one, a.name), getattr(other, a.name)) for a in attrs.fields(type(one)))
    return False


def _same_list(one: Sequence[Any], other: Sequence[Any], *, any_case: bool, any_order: bool) -> bool:
    if any_order:
        one, other = sorted(one, key=_folded), sorted(other, key=_folded)
    return len(one) == len(other) and all(same_value(a, b, any_case=any_case) for a, b in zip(one, other, strict=True))


def _folded(value: Any) -> str:
    return str(value).casefold()


def _same_as_text(value: Any, text: str) -> bool:
    """Whether *text* is how an export writes *value*."""
    if isinstance(value, bool | int):
        return str(value).casefold() == text.strip().casefold()
    if isinstance(value, float):
        return bool(_read(float, text) == value)
    if isinstance(value, datetime):
        read = _read(datetime.fromisoformat, text)
        return isinstance(read, datetime) and _same_time(value, read)
    return False


def _read(convert: Callable[[str], Any], text: str) -> Any:
    try:
        return convert(text.strip())
    except ValueError:
        return None


def _same_time(one: datetime, other: datetime) -> bool:
    """Whether both can be one point in time; a time without a zone is that of any zone."""
    if (one.tzinfo is None) == (other.tzinfo is None):
        return one == other
    apart = abs(one.replace(tzinfo=None) - other.replace(tzinfo=None))
    return apart <= _FARTHEST_ZONE and apart % _ZONE_STEP == timedelta()


def _same_duration(one: str, other: str) -> bool:
    ours = _ticks(one)
    return ours is not None and ours == _ticks(other)


def _ticks(text: str) -> int | None:
    """The length of a duration in units of 100 nanoseconds; None if the text is not one."""
    match = _DURATION.fullmatch(text) or _TIME_SPAN.fullmatch(text)
    if match is None or not any(match.groups()[1:]):
        return None
    sign, *numbers, fraction = match.groups()
    days, hours, minutes, seconds = (int(number or 0) for number in numbers)
    length = (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 10**7 + int((fraction or "").ljust(7, "0"))
    return -length if sign else length
