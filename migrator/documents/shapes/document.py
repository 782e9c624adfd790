"""How a JSON document is declared: a type, and the version that its schema's ``$id`` carries."""

from __future__ import annotations

from inspect import cleandoc
from typing import Any, TypeVar

import attrs
import msgspec


class Shape(msgspec.Struct, kw_only=True):
    """Base of every value in a JSON document: fields may be added, none is renamed within a version."""


ShapeType = TypeVar("ShapeType", bound=Shape)


def shaped(cls: type[ShapeType], value: object, **own: object) -> ShapeType:
    """*value* as a document: each field of *cls* is the attribute of its name, but for those given as *own*."""
    fields = {name: getattr(value, name) for name in cls.__struct_fields__ if name not in own}
    return cls(**fields, **own)


@attrs.frozen
class Document:
    """A JSON document that a command prints.

    Attributes:
        name: of its schema file, after the command: ``predict``, ``rules-id``.
        type: of the value.
        any_of: where it is a list of values of several types: those types.
        version: grows where a field is renamed, dropped or changes its type.
    """

    name: str
    title: str
    type: Any = None
    any_of: tuple[Any, ...] = ()
    version: int = 1

    @property
    def id(self) -> str:
        """The ``$id`` of its schema."""
        return f"urn:migrator:{self.name}:{self.version}"

    def schema(self) -> dict[str, Any]:
        """The JSON Schema (2020-12) of the document."""
        head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": self.id, "title": self.title}
        if not self.any_of:
            return {**head, **_described(msgspec.json.schema(self.type))}
        each, definitions = msgspec.json.schema_components(self.any_of, ref_template="#/$defs/{name}")
        return {**head, **_described({"type": "array", "items": {"anyOf": list(each)}, "$defs": definitions})}


def _described(part: Any) -> Any:
    """The part of a schema as each version of msgspec gives it.

    Before 0.23 docstrings keep their indentation; since then some fields have an empty object as their default.
    """
    if isinstance(part, list):
        return [_described(each) for each in part]
    if not isinstance(part, dict):
        return part
    made = {name: _described(each) for name, each in part.items() if (name, each) != ("default", {})}
    if isinstance(text := made.get("description"), str):
        made["description"] = cleandoc(text)
    return made
