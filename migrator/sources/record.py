"""What a decoder yields: records, and records it had to reject."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

import attrs

_SEPARATORS = re.compile(r"[\s_-]+")


@lru_cache(maxsize=8192)
def folded(name: str) -> str:
    """The name of a property as names are compared: without case, blanks, underscores and hyphens.

    The underscores before a name stay: ``__SERVER`` of WMI is not the property ``Server``.
    """
    if name.startswith("__"):
        return name.casefold()
    return _SEPARATORS.sub("", name).casefold() or name


@attrs.frozen
class Record:
    """One decoded object of a file.

    Attributes:
        type_name: what the format calls the type, e.g. ``MSFT_SIPPhoneRouteData``.
        properties: texts, numbers, booleans, datetimes, None, and lists and dicts of them.
        position: where in the file, for people.
        command: the command whose output it is, as the prompt before it shows; "" where nothing shows one.
        is_partial: whether the form shows only some properties of its objects, as a table does.
    """

    type_name: str
    properties: Mapping[str, object]
    position: str
    command: str = ""
    is_partial: bool = False


@attrs.frozen
class Rejected:
    """A record that could not be read; counted, never silently dropped.

    Attributes:
        kinds: kinds of the objects that it would have given; without them, every kind of its source is incomplete.
    """

    position: str
    reason: str
    kinds: tuple[str, ...] = ()


@attrs.frozen
class Truncated:
    """A list or object of which the evidence only holds a text, because the export was not deep enough.

    Attributes:
        shown: the text.
        rest: what could be read all the same, where only a part is cut off.
    """

    shown: str
    rest: object = None


class TypedProperties(dict[str, object]):
    """The properties of an object that is a value of another, with the name of its type as in `Record`."""

    __slots__ = ("type_name",)
    type_name: str
