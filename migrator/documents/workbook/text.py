"""Values that are more than one text, as people read them in a cell."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

import attrs

#: the name of what a reference inside a nested value means: kind, reference -> name
Named = Callable[[str, str], str]


def lines(values: Iterable[object]) -> str:
    """One value per line."""
    return "\n".join(map(str, values))


def pairs(values: Mapping[str, Any]) -> str:
    """One ``name: value`` per line; nested values as JSON, and text that would break its line too."""
    return "\n".join(f"{name}: {_pair_value(value)}" for name, value in values.items())


def _pair_value(value: Any) -> str:
    if isinstance(value, str) and "\n" not in value and "\r" not in value:
        return value
    return json.dumps(value, ensure_ascii=False, default=str)


def nested(value: Any, named: Named) -> str:
    """A nested value: one line where it is flat, else a line per property, deeper ones indented.

    The first property is shown without its name, because it says what the value is ("Terminate",
    "Monday"). A property with the name of a kind refers to that kind, as `CallAction.queue` does.
    """
    if isinstance(value, list | tuple):
        return "\n".join(nested(each, named) for each in value)
    if not attrs.has(type(value)):
        return _simple(value)
    flat: list[str] = []
    deep: list[str] = []
    for position, attribute in enumerate(attrs.fields(type(value))):
        inner = getattr(value, attribute.name)
        if inner is None or inner in ((), ""):
            continue
        shown = named(attribute.name, inner) if isinstance(inner, str) else nested(inner, named)
        label = attribute.name.replace("_", " ")
        if "\n" in shown or attrs.has(type(inner)) or isinstance(inner, tuple):
            gap = "\n  " if "\n" in shown else " "
            deep.append(f"{label}:{gap}" + shown.replace("\n", "\n  "))
        else:
            flat.append(shown if position == 0 else f"{label}: {shown}")
    return "\n".join(filter(None, ("; ".join(flat), *deep)))


def _simple(value: Any) -> str:
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="minutes")
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)
