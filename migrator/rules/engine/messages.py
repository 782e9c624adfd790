"""Message templates: they are data, so that lines of a customer's own log can be added."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

import attrs

from ...errors import InputError
from .model import Grade
from .prediction import Message, PredictedEntry
from .toml_file import edited_toml, read_toml
from .values import places_of

_FILE = "a file of message templates"
_BUILT_IN = Path(__file__).with_name("messages.toml")


@attrs.frozen(kw_only=True)
class Template:
    """One line a cmdlet prints.

    Attributes:
        joins: id of the line in whose log entry it is printed.
        newline: whether it starts a new line of that entry.
        once: printed once, however many findings predict it.
        references: ids of the published sources.
        basis: what of it is inferred.
        source: where the user's own template comes from.
        rule: printed for each finding of this rule, its places filled from the finding (a user's own template).
    """

    id: str
    cmdlet: str
    level: str
    grade: Grade
    text: str
    references: tuple[str, ...] = attrs.field(default=(), converter=tuple)
    basis: str = ""
    source: str = ""
    joins: str = ""
    newline: bool = False
    once: bool = False
    rule: str = ""

    @property
    def places(self) -> frozenset[str]:
        """Names of the places in the text."""
        return places_of(self.text)


def read_templates(path: Path = _BUILT_IN) -> dict[str, Template]:
    """Templates of a file by id, in the order in which their lines are printed.

    Raises:
        InputError: the file is not TOML of this shape.
    """
    try:
        data = read_toml(path, _FILE)
        return {id_: Template(id=id_, grade=Grade(entry.pop("grade")), **entry) for id_, entry in data.items()}
    except (TypeError, ValueError, KeyError, AttributeError) as error:
        raise InputError(f"{path}: not {_FILE} ({error})") from error


def with_own(path: Path | None) -> dict[str, Template]:
    """The built-in templates and those of the user's file, which may replace a built-in one by its id.

    Raises:
        InputError: the file is not of this shape.
    """
    templates = read_templates()
    if path is not None:
        templates.update(read_templates(path))
    return templates


def append_template(path: Path, template: Template) -> None:
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


def predicted_log(messages: Iterable[Message], templates: Mapping[str, Template]) -> tuple[PredictedEntry, ...]:
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
