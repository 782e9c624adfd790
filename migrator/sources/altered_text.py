"""Finds text that was changed on its way into the evidence: letters that a program could not write, or cut in half.

U+FFFD stands where some program could not read a letter, NUL where a text was broken; a lone surrogate is half a
character, which no file can hold. Looking at every value would cost more than reading them, so the bytes of a file
show first whether it can hold any.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Mapping
from typing import Any

import attrs

from ..estate.kinds import Item, fields_of
from .recognise import text_encoding

_ALTERED = re.compile("[\ufffd\x00\ud800-\udfff]")
_SURROGATE = re.compile("[\ud800-\udfff]")
#: how CLIXML, JSON and XML write such a character, and how LDIF begins a value in Base64; each pattern begins with
#: letters as they are, and is looked for where its first sign is, which makes the search fast
_WRITTEN = {
    sign: re.compile(pattern)
    for sign, pattern in (
        ("_", "_x(?:[Ff]{3}[Dd]|0000|[Dd][89A-Fa-f][0-9A-Fa-f]{2})_"),
        ("\\", r"\\u(?:[Ff]{3}[Dd]|0000|[Dd][89A-Fa-f][0-9A-Fa-f]{2})"),
        ("&", "&#(?:0+|65533|[Xx]0+|[Xx][Ff]{3}[Dd]);"),
        (":", ":: "),
    )
}
#: how CLIXML begins what stands for another value
_REFERENCE = re.compile("<Ref")
_LONGEST_MARK = 8


class TextWatch:
    """Takes the bytes of a file as they are read.

    Attributes:
        found: whether its texts must be looked at one by one.
        has_references: whether a value in it may stand for another.
    """

    def __init__(self) -> None:
        self.found = self.has_references = False
        self._rest = ""  # a mark may begin in one piece and end in the next
        self._decoder: codecs.IncrementalDecoder | None = None

    def feed(self, chunk: bytes) -> None:
        """Look at the next piece of the file."""
        if self.found and self.has_references:
            return
        if self._decoder is None:
            self._decoder = codecs.getincrementaldecoder(text_encoding(chunk))("replace")
        text = self._decoder.decode(chunk)
        border = self._rest + text[:_LONGEST_MARK]
        self._rest = (border if len(text) < _LONGEST_MARK else text)[-_LONGEST_MARK:]
        self._look(border)
        self._look(text)

    def _look(self, text: str) -> None:
        self.has_references = self.has_references or _REFERENCE.search(text) is not None
        self.found = (
            self.found
            or "\ufffd" in text
            or "\0" in text
            or any(sign in text and pattern.search(text) for sign, pattern in _WRITTEN.items())
        )


def mark_altered(item: Item) -> tuple[Item, tuple[str, ...]]:
    """The item, its altered fields marked as unknown, and the names of what is altered; none if nothing is.

    A lone surrogate becomes U+FFFD, because no file could hold it.
    """
    names = [a.name for a in attrs.fields(type(item)) if a.name != "sources" and _is_altered(getattr(item, a.name))]
    if not names:
        return item, ()
    declared = [field.name for field in fields_of(type(item)) if field.name in names]
    changes: dict[str, Any] = {name: _writable(getattr(item, name)) for name in names}
    unknown = (*item.unknown, *(name for name in declared if name not in item.unknown))
    return attrs.evolve(item, **{**changes, "unknown": unknown}), tuple(names)


def _is_altered(value: Any) -> bool:
    if isinstance(value, str):
        return _ALTERED.search(value) is not None
    if isinstance(value, Mapping):
        return any(_is_altered(part) for pair in value.items() for part in pair)
    if isinstance(value, tuple | list):
        return any(map(_is_altered, value))
    if attrs.has(type(value)):
        return any(_is_altered(getattr(value, a.name)) for a in attrs.fields(type(value)))
    return False


def _writable(value: Any) -> Any:
    if isinstance(value, str):
        return _SURROGATE.sub("\ufffd", value)
    if isinstance(value, Mapping):
        return {_writable(name): _writable(part) for name, part in value.items()}
    if isinstance(value, tuple | list):
        return type(value)(map(_writable, value))
    if attrs.has(type(value)):
        changes = {a.name: _writable(getattr(value, a.name)) for a in attrs.fields(type(value)) if a.init}
        return attrs.evolve(value, **changes)
    return value
