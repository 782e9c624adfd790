"""Reads known messages: those of the program, and files of the user's own."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from ..resources import report_file
from .grade import Grade
from .known_message import KnownMessage


def entries_of(tables: Mapping[str, Any]) -> dict[str, KnownMessage]:
    """The entries of a TOML file by id, in their order.

    Raises:
        TypeError, ValueError, KeyError, AttributeError: the file is not of this shape.
    """
    return {id_: _entry(id_, table) for id_, table in tables.items()}


def _entry(id_: str, table: Mapping[str, Any]) -> KnownMessage:
    others = {name: value for name, value in table.items() if name != "grade"}
    return KnownMessage(id=id_, grade=Grade(table["grade"]), **others)


@cache
def known_entries() -> Mapping[str, KnownMessage]:
    """Every message of ``reports/knowledge/`` by id: a file per family, in the order of their names.

    A table ``defaults`` holds for the entries of its file.

    Raises:
        ValueError: two files declare one id.
    """
    import tomllib  # where a line is explained, only some entries are read

    found: dict[str, KnownMessage] = {}
    for path in sorted(report_file("knowledge").glob("*.toml")):
        tables = tomllib.loads(path.read_text("utf-8"))
        defaults = tables.pop("defaults", {})
        entries = entries_of({id_: defaults | table for id_, table in tables.items()})
        if twice := found.keys() & entries.keys():
            raise ValueError(f"{path.name}: {', '.join(sorted(twice))} is in another file too")
        found.update(entries)
    return found
