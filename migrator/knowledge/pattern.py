"""The text of a known message as literals and places, and how it is found at one place of a text.

Nothing here goes back and tries again: a place ends at the first occurrence of what follows it, so that the time for a
text grows with its length, whatever is in it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from .known_message import KnownMessage
from .squeezed import Squeezed, squeezed

#: the places of a text that did not match
NO_VALUES: Mapping[str, str] = MappingProxyType({})
_PLACE = re.compile(r"\{(\w+)(?::(rest|words))?\}")
_QUOTES = frozenset("\"'")
_BLANK = re.compile(r"[^\S\r\n]")
#: characters by which a message is found
ANCHOR = 6
#: characters of a place in quotes, of one that is a word, and of the rest of a line
_QUOTED, _WORD, _REST = 2000, 1000, 20_000


class Found(NamedTuple):
    """A known message in a text, from *start* to *end* of its squeezed characters, and where its places are."""

    entry: KnownMessage
    start: int
    end: int
    places: Mapping[str, tuple[int, int]]


class _Place(NamedTuple):
    name: str
    is_quoted: bool
    kind: str


class Pattern(NamedTuple):
    """The literals of a message, one more than its places, and the one by which it is found."""

    entry: KnownMessage
    literals: tuple[str, ...]
    places: tuple[_Place, ...]
    anchor: int

    @classmethod
    def of(cls, entry: KnownMessage, text: str | None = None) -> Pattern:
        """The pattern of an entry, or of a *text* of it that has no places."""
        if text is not None:
            return cls(entry, (squeezed(text),), (), 0)
        parts = _PLACE.split(entry.text)
        literals = tuple(map(squeezed, parts[::3]))
        places = tuple(
            _Place(name, before[-1:] in _QUOTES and before[-1:] == after[:1], kind or "")
            for name, kind, before, after in zip(parts[1::3], parts[2::3], literals, literals[1:], strict=False)
        )
        long = next((at for at, literal in enumerate(literals) if len(literal) >= ANCHOR), None)
        longest = max(range(len(literals)), key=lambda at: len(literals[at]))
        return cls(entry, literals, places, longest if long is None else long)

    def find(self, text: Squeezed, at: int) -> Found | None:
        """The message whose anchor stands at the squeezed character *at*; None if it does not."""
        literal = self.literals[self.anchor]
        if not text.chars.startswith(literal, at):
            return None
        places: dict[str, tuple[int, int]] = {}
        end = self._forward(text, at + len(literal), places)
        start = None if end is None else self._backward(text, at, places)
        return None if start is None or end is None or start == end else Found(self.entry, start, end, places)

    def _forward(self, text: Squeezed, at: int, places: dict[str, tuple[int, int]]) -> int | None:
        for place, literal in zip(self.places[self.anchor :], self.literals[self.anchor + 1 :], strict=True):
            end = _end_of(place, literal, text, at)
            if end is None or not text.chars.startswith(literal, end) or not _fits(place, text, at, end):
                return None
            places[place.name] = (at, end)
            at = end + len(literal)
        return at

    def _backward(self, text: Squeezed, at: int, places: dict[str, tuple[int, int]]) -> int | None:
        before = zip(self.places[: self.anchor][::-1], self.literals[: self.anchor][::-1], strict=True)
        for place, literal in before:
            start = _start_of(place, literal, text, at)
            if start is None or not text.chars.endswith(literal, 0, start) or not _fits(place, text, start, at):
                return None
            places[place.name] = (start, at)
            at = start - len(literal)
        return at


def _end_of(place: _Place, literal: str, text: Squeezed, at: int) -> int | None:
    """Where a place ends that begins at *at* and is followed by *literal*."""
    if place.kind == "rest":
        line_end = text.line_end(at, _REST)
        end = text.chars.rfind(literal, at, line_end) if literal else line_end
    elif not literal:
        end = text.word_end(at)
    else:
        most = _QUOTED if place.is_quoted else _WORD
        end = text.chars.find(literal[0] if place.is_quoted else literal, at, at + most)
    return end if end >= at else None


def _fits(place: _Place, text: Squeezed, start: int, end: int) -> bool:
    """Whether a place without quotes is one word, which a window may have broken; only ``words`` has blanks."""
    return place.is_quoted or bool(place.kind) or not _BLANK.search(text.between(start, end))


def _start_of(place: _Place, literal: str, text: Squeezed, at: int) -> int | None:
    """Where a place begins that ends at *at* and follows *literal*."""
    if not literal:
        return text.word_start(at)
    most = _QUOTED if place.is_quoted else _WORD
    sought = literal[-1] if place.is_quoted else literal
    start = text.chars.rfind(sought, max(0, at - most), at)
    return start + len(sought) if start >= 0 else None
