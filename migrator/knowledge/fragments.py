"""Finds the known messages of which somebody pasted a part: a sentence of a long one, or one that a screen cut off."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from .known_message import KnownMessage
from .matching import printer_of, without_prefix
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
_VALUE, _OWN, _OWN_SHARE = 400, 20, 0.5


def messages_with(text: str) -> tuple[KnownMessage, ...]:
    """The messages of which *text* is a part, three at most; () where it is none, or too short or common to tell.

    What a cmdlet printed is a part of its own messages alone.
    """
    text = _PRINTED.split(text)[-1]
    shown = _trimmed(without_prefix(text))
    given = letters_of(shown)
    if len(given) < _LETTERS or len(shown.split()) < _WORDS:
        return ()
    likely = [raw for raw in shelf() if raw.is_long or any(_share(given, own) for own in raw.letters)]
    parts = [(own, raw) for raw in likely if (own := max(_own_letters(given, each) for each in _letters(raw)))]
    most = max((own for own, _ in parts), default=0)
    found = [raw.entry() for own, raw in parts if own == most]
    found = [entry for entry in found if not entry.full_line and entry.may_be(text)]
    if printer := printer_of(text):
        found = [entry for entry in found if entry.cmdlet.lower() in ("", printer)]
    return tuple(found) if len(found) <= _MOST else ()


def _share(given: str, text: str) -> bool:
    """Whether two texts have as many letters in a row as a part has at least; True for some that have fewer."""
    return any(given[at : at + _RUN] in text for at in range(0, len(given) - _RUN + 1, _RUN))


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
