"""Finds the known messages of which somebody pasted a part: one sentence of a long one, or the words before a value."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import attrs

from .known_message import KnownMessage
from .matching import Matcher, printer_of, without_prefix
from .shelf import Raw, letters_of, longest_literal, shelf

_PLACE = re.compile(r"\{\w+(?::\w+)?\}")
_SENTENCE = re.compile(r"(?<=[.!?:])\s+")
#: what people put around a part
_AROUND = " \t\r\n'()[]\u2026\u201c\u201d."
#: letters and words of a part at least, and messages that share it at most: what more of them have says nothing
_LETTERS, _WORDS, _MOST = 12, 3, 3
#: letters of the pieces into which a text is cut: one of them lies in every part of it that has `_LETTERS`
_RUN = _LETTERS // 2


def messages_with(text: str) -> tuple[KnownMessage, ...]:
    """The messages of which *text* is a part, three at most; () where it is none, or too short or common to tell.

    What a cmdlet printed is a part of its own messages alone.
    """
    shown = _trimmed(without_prefix(text))
    given = letters_of(shown)
    if len(given) < _LETTERS or len(shown.split()) < _WORDS:
        return ()
    likely = [raw for raw in shelf() if raw.is_long or any(_share(given, own) for own in raw.letters)]
    found = [raw.entry() for raw in likely if any(given in own for own in _letters(raw))]
    found = [entry for entry in found if not entry.full_line] or _by_sentence(likely, shown, given)
    if printer := printer_of(text):
        found = [entry for entry in found if entry.cmdlet.lower() in ("", printer)]
    return tuple(found) if len(found) <= _MOST else ()


def _share(given: str, text: str) -> bool:
    """Whether two texts have as many letters in a row as a part has at least; True for some that have fewer."""
    return any(given[at : at + _RUN] in text for at in range(0, len(given) - _RUN + 1, _RUN))


def _letters(raw: Raw) -> list[str]:
    return [letters_of(part) for part in _PLACE.split(raw.entry().text)] if raw.is_long else raw.letters


def _by_sentence(raws: Iterable[Raw], shown: str, given: str) -> list[KnownMessage]:
    """The messages of which *shown* is a whole sentence with its values."""
    found = []
    for raw in raws:
        for text in raw.texts:
            sentences = [part for each in _SENTENCE.split(text) for part in _begins(each) if part != text]
            if likely := [each for each in sentences if _LETTERS <= len(longest_literal(each)) < len(given)]:
                entry = raw.entry() if any(longest_literal(each) in given for each in likely) else None
                if entry and not entry.full_line and any(_is_one(entry, each, shown) for each in likely):
                    found.append(entry)
    return found


def _begins(sentence: str) -> Iterator[str]:
    """A sentence with values, and what stands before its last ones."""
    places = [match.start() for match in _PLACE.finditer(sentence)]
    for end in [*places[1:], *([len(sentence)] if places else [])]:
        yield _trimmed(sentence[:end])


def _trimmed(text: str) -> str:
    """A text without what stands around it; of quotes those that have no other."""
    trimmed = text.strip(_AROUND)
    return (
        trimmed.strip('"').strip(_AROUND) if trimmed.count('"') % 2 or trimmed[:1] == trimmed[-1:] == '"' else trimmed
    )


def _is_one(entry: KnownMessage, sentence: str, shown: str) -> bool:
    parts = Matcher([attrs.evolve(entry, text=sentence, inner="")]).parts(shown)
    return len(parts) == 1 and parts[0].entry is not None
