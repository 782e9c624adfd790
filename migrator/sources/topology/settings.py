"""Settings of the services of a topology: texts and booleans under names that several versions spell alike."""

from __future__ import annotations

from collections.abc import Mapping


def boolean(settings: Mapping[str, object], part: str) -> bool | None:
    """The first boolean setting whose name contains *part*; None where there is none."""
    found = (v for n, v in settings.items() if part in n.casefold() and isinstance(v, bool))
    return next(found, None)


def exact_boolean(settings: Mapping[str, object], name: str) -> bool | None:
    """The boolean setting of exactly that name; None where there is none."""
    value = settings.get(name)
    return value if isinstance(value, bool) else None


def port_number(shown: str | None) -> int | None:
    """The number of a port; None where the text is not one."""
    return int(shown) if shown and shown.isascii() and shown.isdecimal() and len(shown) < 6 else None


def absent(**values: object) -> tuple[str, ...]:
    """The names of the values that are None."""
    return tuple(name for name, value in values.items() if value is None)


def text_of(settings: Mapping[str, object], *names: str) -> str | None:
    """The first of several settings with a text."""
    return next((v for n in names if isinstance(v := settings.get(n), str) and v), None)
