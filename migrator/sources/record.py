"""What a decoder yields: records, and records it had to reject."""

from __future__ import annotations

from collections.abc import Mapping

import attrs


@attrs.frozen
class Record:
    """One decoded object of a file.

    Attributes:
        type_name: what the format calls the type, e.g. ``MSFT_SIPPhoneRouteData``.
        properties: texts, numbers, booleans, datetimes, None, and lists and dicts of them.
        position: where in the file, for people.
    """

    type_name: str
    properties: Mapping[str, object]
    position: str


@attrs.frozen
class Rejected:
    """A record that could not be read; counted, never silently dropped.

    Attributes:
        kinds: kinds of the objects that it would have given; without them, every kind of its source is incomplete.
    """

    position: str
    reason: str
    kinds: tuple[str, ...] = ()
