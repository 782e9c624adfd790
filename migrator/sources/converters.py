"""Makes values of the declared types out of what evidence holds: typed values, and the texts that PowerShell prints."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import datetime

from .dates import in_utc, parse_datetime, parse_own_time, parse_printed
from .record import Truncated

#: a value of which only the name of its .NET type is left, or a part of that, an unresolved reference, the text of a
#: dictionary; Microsoft.Rtc.Applications.* are names of applications, real values
_LOST = re.compile(
    r"(?:System|Microsoft\.Rtc(?!\.Applications\.))\.[\w.+`]+(?:\[.*)?|@\{.*\}|\(reference to .*\)", re.DOTALL
)
_SEPARATORS = re.compile(r"[;\n]")
#: one name among several that are joined by commas or blanks: an address, a DNS name, a reference with its role
_NAME = re.compile(r"[^\s,;]+[.:@][^\s,;]+")
#: a distinguished name of a domain or a container in it, also as the scope of an administrative role
_DN = re.compile(r"(?:OU:)?(?:(?:CN|OU)=(?:[^,=]|\\.)+,\s*)*DC=[\w-]+(?:,\s*DC=[\w-]+)*", re.IGNORECASE)
_GUID = re.compile(r"\{?[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}\}?")
_SPAN = re.compile(r"P(?:(?P<d>\d+)D)?(?:T(?:(?P<h>\d+)H)?(?:(?P<m>\d+)M)?(?:(?P<s>\d+)(?:\.\d+)?S)?)?")
_CLOCK = re.compile(r"(?:(?P<d>\d+)\.)?(?P<h>\d{1,2}):(?P<m>\d\d):(?P<s>\d\d)(?:\.\d+)?")


#: first letters of what stands in place of a value; the empty text is in it too
MAY_BE_LOST = "SM@("


def is_lost(text: str) -> bool:
    """Whether the text stands in place of a value: the name of its type, the text of a dictionary, a lost reference."""
    return text[:1] in MAY_BE_LOST and _LOST.fullmatch(text) is not None


def lost_in(value: object) -> Truncated | None:
    """What stands in place of a value, or None if it is one."""
    if type(value) is str:
        return Truncated(value) if value[:1] in MAY_BE_LOST and _LOST.fullmatch(value) else None
    return value if type(value) is Truncated else None


def as_text(value: object) -> object:
    """The text of a primitive; an object or list is not a text."""
    if isinstance(value, str):
        return Truncated(value) if is_lost(value) else value
    if isinstance(value, bool):
        return "True" if value else "False"
    if isinstance(value, dict | list):
        return ValueError("a single value was expected")
    return str(value)


def as_int(value: object) -> object:
    """An integer, also from its decimal text."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, str) and re.fullmatch(r"\s*-?\d{1,18}\s*", value):
        return int(value)
    return ValueError(f"{value!r} is not an integer")


def as_float(value: object) -> object:
    """A number."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    return ValueError(f"{value!r} is not a number")


def as_bool(value: object) -> object:
    """True or False, also from their text in any case."""
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value.strip().casefold() in ("true", "false"):
        return value.strip().casefold() == "true"
    return ValueError(f"{value!r} is not true or false")


def as_list(value: object) -> object:
    """An ordered list of texts; a text in its place is split where only one reading is possible."""
    if isinstance(value, str):
        return split_list(value)
    if isinstance(value, list | tuple):
        if are_plain(value):
            return tuple(value)
        lost = next((v for v in value if _is_no_text(v)), None)
        texts = tuple(str(v) for v in value if v is not None and not _is_no_text(v))
        return texts if lost is None else Truncated(_shown(lost), texts)
    # a property that Select-Object calculated from an empty list is an object without properties
    return () if value == {} else ValueError(f"{value!r} is not a list")


def are_plain(values: Sequence[object]) -> bool:
    """Whether all values are texts that need no second look; nearly every list holds no others."""
    for value in values:  # noqa: SIM110 - a generator would cost more than it saves
        if type(value) is not str or value[:1] in MAY_BE_LOST:
            return False
    return True


def _is_no_text(value: object) -> bool:
    return isinstance(value, Truncated | dict | list) or (isinstance(value, str) and is_lost(value))


def _shown(value: object) -> str:
    return value.shown if isinstance(value, Truncated) else value if isinstance(value, str) else "an object"


def split_list(text: str) -> tuple[str, ...] | Truncated:
    """The texts of a list that was joined to one, or that had one text only; Truncated where it may be either.

    Semicolons and line ends part texts; commas and blanks do only between addresses and names of hosts: the names of
    usages have both.
    """
    if is_lost(text):
        return Truncated(text)
    parts = tuple(part for part in map(str.strip, _SEPARATORS.split(text)) if part)
    if len(parts) != 1:
        return parts
    joined = tuple(part for part in re.split(r"[\s,]+", parts[0]) if part)
    if len(joined) == 1 or all(_NAME.fullmatch(part) or _GUID.fullmatch(part) for part in joined):
        return joined
    if _SEPARATORS.search(text):
        return parts
    return _distinguished_names(parts[0]) or Truncated(text)


def _distinguished_names(text: str) -> tuple[str, ...]:
    """The distinguished names in a text of them alone, which a comma and a blank part; none if it is another text.

    One name may be written with blanks after its commas too, so each of several has its domain in two parts.
    """
    several = tuple(re.split(r",\s+", text))
    if len(several) > 1 and all(_DN.fullmatch(name) and name.casefold().count("dc=") > 1 for name in several):
        return several
    return (text,) if _DN.fullmatch(text) else ()


def as_datetime(value: object) -> datetime | ValueError:
    """A point in time: UTC where the evidence has an offset, else without one."""
    if isinstance(value, datetime):
        return in_utc(value)
    try:
        return parse_datetime(str(value))
    except ValueError as error:
        return parse_printed(str(value)) or error


def as_own_time(value: object) -> datetime | ValueError:
    """A date and time as its server shows it, without an offset."""
    try:
        found = value if isinstance(value, datetime) else parse_own_time(str(value))
    except ValueError as error:
        return parse_printed(str(value)) or error
    return found.replace(tzinfo=None)


def as_duration(value: object) -> str | None:
    """``HH:MM:SS`` of a TimeSpan (``PT9H``) or of its text (``09:00:00``); a full day is 24:00:00."""
    text = str(value)
    match = _SPAN.fullmatch(text) or _CLOCK.fullmatch(text)
    if not match or not any(match.groups()):
        return None
    days, hours, minutes, seconds = (int(part or 0) for part in match.group("d", "h", "m", "s"))
    return f"{days * 24 + hours:02}:{minutes:02}:{seconds:02}"


def as_part(value: object) -> object:
    """A nested value that a getter of the mapper has built; text in its place was cut off by the export."""
    if isinstance(value, str):
        return Truncated(value)
    return value


#: type of field -> type of the values that its converter gives back unchanged
READY: dict[str, type] = {"text": str, "int": int, "bool": bool}
CONVERTERS: dict[str, Callable[[object], object]] = {
    "text": as_text,
    "int": as_int,
    "float": as_float,
    "bool": as_bool,
    "datetime": as_datetime,
    "list": as_list,
    "part": as_part,
    "parts": as_part,
}
