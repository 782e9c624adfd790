"""Finds the known messages of which somebody pasted a part: a sentence, alone or quoted in his own, or a cut one."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import accumulate
from typing import NamedTuple

from .known_message import KnownMessage
from .matching import printer_of, without_prefix
from .products import is_of_other_cmdlet
from .shelf import PLACE, Raw, letters_of, shelf

_PLACE = re.compile(r"\{\w+(?::\w+)?\}")
#: an error behind the command that printed it, on one line
_PRINTED = re.compile(r"[;>}]\s*(?=[A-Za-z]{3,20}-Cs[A-Za-z]{1,60} ?: )")
#: what people put around a part
_AROUND = " \t\r\n'()[]\u2026\u201c\u201d."
#: letters and words of a part at least, and messages that share it at most: what more of them have says nothing
_LETTERS, _WORDS, _MOST = 12, 3, 3
#: letters of the pieces into which a text is cut: one of them lies in every part of it that has `_LETTERS`
_RUN = _LETTERS // 2
#: letters of a value at most; of a part with values, letters that are the message's own at least, and their share
_VALUE, _OWN, _OWN_SHARE = 400, 24, 0.5
#: letters and words of a part that stands in a sentence of somebody else, at least, and of one that is a whole message
_QUOTED, _QUOTED_WORDS, _FULL, _FULL_WORDS = 40, 6, 24, 4
_WORD = re.compile(r"[^\W_]+")


def messages_with(text: str) -> tuple[KnownMessage, ...]:
    """The messages of which *text* is a part, three at most; () where it is none, or too short or common to tell.

    What a cmdlet printed is a part of its own messages alone.
    """
    text = _PRINTED.split(text)[-1]
    shown = _trimmed(without_prefix(text))
    given = letters_of(shown)
    if len(given) < _LETTERS or len(shown.split()) < _WORDS:
        return ()
    sharing = _sharing(given)
    likely = [raw for number, raw in enumerate(shelf()) if raw.is_long or number in sharing]
    parts = [(own, raw) for raw in likely if (own := max(_own_letters(given, each) for each in _letters(raw)))]
    most = max((own for own, _ in parts), default=0)
    found = [raw.entry() for own, raw in parts if own == most]
    found = [entry for entry in found if not entry.full_line and entry.may_be(text)]
    if printer := printer_of(text):
        found = [entry for entry in found if entry.cmdlet.lower() in ("", printer)]
    return tuple(found) if len(found) <= _MOST else ()


class Quoted(NamedTuple):
    """A part of known messages inside a text of somebody's own.

    Attributes:
        letters: of the part, letters and digits alone.
    """

    entries: tuple[KnownMessage, ...]
    letters: str

    def is_in(self, line: str) -> bool:
        """Whether a line has it, or some of it where it goes over several lines."""
        given = letters_of(line)
        if self.letters in given or (given and given in self.letters):
            return True
        sizes = range(_RUN, min(len(given), len(self.letters)))
        return any(given.endswith(self.letters[:size]) or given.startswith(self.letters[-size:]) for size in sizes)


def messages_quoted_in(text: str) -> tuple[Quoted, ...]:
    """The parts of known messages that stand in the sentences of *text*, from the first to the last.

    Such a part has many words, or it is a whole message; what more than three messages have in common says nothing.
    """
    if is_of_other_cmdlet(text):
        return ()
    words = [letters for word in _WORD.findall(text) if (letters := letters_of(word))]
    given, ends = "".join(words), [*accumulate(map(len, words))]
    found: list[Quoted] = []
    number = 0
    while number < len(words):
        start = ends[number] - len(words[number])
        sharing = _longest(given[start:])
        size = bisect_right(ends, start + sharing.size)
        letters = given[start : ends[size - 1]] if size > number else ""
        is_long = len(letters) >= _QUOTED and size - number >= _QUOTED_WORDS
        is_full = len(letters) >= _FULL and size - number >= _FULL_WORDS
        owners = [raw for own, raw in sharing.owners if is_long or (is_full and own == letters)]
        entries = [entry for raw in owners if not (entry := raw.entry()).full_line and entry.may_be(text)]
        if entries and len(owners) <= _MOST:
            found.append(Quoted(tuple({entry.id: entry for entry in entries}.values()), letters))
            number = size
        else:
            number += 1
    return tuple(found)


class _Sharing(NamedTuple):
    """How many letters from a place on are those of messages, and the texts that have them, with their messages."""

    size: int
    owners: tuple[tuple[str, Raw], ...]


def _longest(given: str) -> _Sharing:
    """The longest beginning of *given* that stands in known messages; none where it is too short."""
    joined, texts, begins = _shelved()
    size = 0
    owners: list[tuple[str, Raw]] = []
    at = joined.find(given[:_FULL]) if len(given) >= _FULL else -1
    while at >= 0:
        number = bisect_right(begins, at) - 1
        own, raw = texts[number]
        rest = joined[at : begins[number] + len(own)]
        shared = next((n for n, (one, two) in enumerate(zip(given, rest, strict=False)) if one != two), None)
        length = min(len(given), len(rest)) if shared is None else shared
        if length > size:
            size, owners = length, []
        if length == size:
            owners.append((own, raw))
        at = joined.find(given[:_FULL], at + 1)
    return _Sharing(size, tuple(owners))


@cache
def _shelved() -> tuple[str, list[tuple[str, Raw]], list[int]]:
    """The letters of all parts of all messages between their values, one behind the other, and where each begins."""
    texts = [(part, raw) for raw in shelf() for literals in _letters(raw) for part in literals if len(part) >= _FULL]
    begins = [0, *accumulate(len(part) + 1 for part, _ in texts)][:-1]
    return "\n".join(part for part, _ in texts), texts, begins


def _sharing(given: str) -> frozenset[int]:
    """Numbers of the entries with as many letters of *given* in a row as a part has at least; some have fewer."""
    joined, begins = _joined()
    found: set[int] = set()
    for start in range(0, len(given) - _RUN + 1, _RUN):
        at = joined.find(given[start : start + _RUN])
        while at >= 0:
            found.add(number := bisect_right(begins, at) - 1)
            at = joined.find(given[start : start + _RUN], begins[number + 1]) if number + 1 < len(begins) else -1
    return frozenset(found)


@cache
def _joined() -> tuple[str, list[int]]:
    """The letters of all messages, one behind the other, and where each entry begins."""
    texts = ["\n".join(raw.letters) for raw in shelf()]
    return "\n".join(texts), [0, *accumulate(len(text) + 1 for text in texts)][:-1]


def _letters(raw: Raw) -> list[list[str]]:
    """The letters of each text of an entry, cut at its values."""
    if raw.is_long:
        return [[letters_of(part) for part in _PLACE.split(raw.entry().text)]]
    return [own.split(PLACE) for own in raw.letters]


def _own_letters(given: str, literals: Sequence[str]) -> int:
    """How many letters of *given* are those of a message of which it is a part; 0 where it is none."""
    if any(given in literal for literal in literals):
        return len(given)
    own = max((_matched(given, literals, *start) for start in _starts(given, literals)), default=0)
    return own if own >= max(_OWN, _OWN_SHARE * len(given)) else 0


def _starts(given: str, literals: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Where a part can begin: the number of the literal in which it does, and how many letters of it stand there."""
    for number, literal in enumerate(literals[:-1]):
        at = literal.find(given[:_RUN])
        while at >= 0:
            if given.startswith(literal[at:]):
                yield number, len(literal) - at
            at = literal.find(given[:_RUN], at + 1)
        if len(literals[number + 1]) >= _LETTERS:
            yield number, 0  # it begins with the value


def _matched(given: str, literals: Sequence[str], number: int, own: int) -> int:
    """The letters of *given* that are the message's, from a start on; 0 where the rest is not the message's."""
    place = own
    for literal in literals[number + 1 :]:
        at = given.find(literal, place, place + _VALUE + len(literal)) if literal else len(given)
        if at < 0:
            cut = next((size for size in range(len(literal) - 1, 0, -1) if given.endswith(literal[:size])), 0)
            return own + cut if len(given) - cut - place in range(_VALUE) else 0
        place = at + len(literal)
        own += len(literal)
    return own if place == len(given) else 0


def _trimmed(text: str) -> str:
    """A text without what stands around it; of quotes those that have no other."""
    trimmed = text.strip(_AROUND)
    return (
        trimmed.strip('"').strip(_AROUND) if trimmed.count('"') % 2 or trimmed[:1] == trimmed[-1:] == '"' else trimmed
    )
