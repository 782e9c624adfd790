"""The messages that rules predict: known ones, and templates of the user's own, with lines of a customer's log."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

import attrs

from ...errors import InputError
from ...knowledge.base import entries_of, known_entries
from ...knowledge.known_message import KnownMessage
from .prediction import Message, PredictedEntry
from .toml_file import edited_toml, read_toml

_FILE = "a file of message templates"


def read_templates(path: Path) -> dict[str, KnownMessage]:
    """Templates of a user's file by id, in the order in which their lines are printed.

    Raises:
        InputError: the file is not TOML of this shape.
    """
    try:
        return entries_of(read_toml(path, _FILE))
    except (TypeError, ValueError, KeyError, AttributeError) as error:
        raise InputError(f"{path}: not {_FILE} ({error})") from error


def with_own(path: Path | None) -> dict[str, KnownMessage]:
    """The known messages and the templates of the user's file, which may replace a known one by its id.

    Raises:
        InputError: the file is not of this shape.
    """
    templates = dict(known_entries())
    if path is not None:
        templates.update(read_templates(path))
    return templates


def append_template(path: Path, template: KnownMessage) -> None:
    """Add a template to the user's file, which is made where there is none.

    Raises:
        InputError: the file has that id already, or cannot be written.
    """
    if path.exists() and template.id in read_templates(path):
        raise InputError(f"{path}: has a template {template.id} already", hint="Choose another --id")
    names = ("cmdlet", "level", "grade", "source", "rule", "text")
    values = {name: str(getattr(template, name)) for name in names}
    with edited_toml(path, _FILE) as document:
        document.append(template.id, {name: value for name, value in values.items() if value})


def predicted_log(messages: Iterable[Message], templates: Mapping[str, KnownMessage]) -> tuple[PredictedEntry, ...]:
    """The entries a real log will show: joined lines in one entry, a line printed n times in n entries."""
    entries: list[PredictedEntry] = []
    openers: dict[str, int] = {}
    for message in messages:
        template = templates[message.id]
        for _ in range(message.count):
            opener = openers.get(template.joins)
            if opener is None:
                openers.setdefault(message.id, len(entries))
                entries.append(PredictedEntry(cmdlet=message.cmdlet, level=message.level, text=message.text))
            else:
                glue = "\n" if template.newline else ""
                entries[opener] = attrs.evolve(entries[opener], text=entries[opener].text + glue + message.text)
    return tuple(entries)
