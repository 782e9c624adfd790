"""The known messages that are most like a text that nothing knows, by the words that they share."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable

from .known_message import KnownMessage
from .shelf import shelf

_WORD = re.compile(r"[a-z]{3,}")
_PLACE = re.compile(r"\{\w+(?::\w+)?\}")
#: share of the weight of their words that two texts have in common, to be near
_NEAR = 0.4
#: words that they have in common at least
_COMMON = 4
_SHOWN = 3
#: characters of a text that are compared
_MOST = 4000


class Nearest:
    """Compares a text with the texts of known messages; a word counts the more, the fewer of them have it."""

    def __init__(self) -> None:
        owners = [raw for raw in shelf() for _ in raw.texts]
        self._all = _PLACE.sub(" ", "\n".join(text for raw in shelf() for text in raw.texts)).casefold()
        self._texts = list(zip(owners, self._all.split("\n"), strict=True))
        self._weights: dict[str, float] = {}

    def to(self, text: str) -> tuple[KnownMessage, ...]:
        """The nearest, the most alike first; () where nothing is alike."""
        given = {word: self._weight_of(word) for word in _words(text)}
        least = _NEAR / (2 - _NEAR) * sum(given.values())
        words = frozenset(given)
        scores = (
            (self._likeness(words, _words(other)), raw)
            for raw, other in self._texts
            # what the words in common weigh at least; few texts have so much, and only they are taken apart
            if sum(weight for word, weight in given.items() if word in other) >= least
        )
        ranked = sorted((pair for pair in scores if pair[0] >= _NEAR), key=lambda pair: (-pair[0], pair[1].id))
        return tuple(raw.entry() for _, raw in ranked[:_SHOWN])

    def _likeness(self, one: frozenset[str], two: frozenset[str]) -> float:
        """The weight of the common words in that of the words of each (the coefficient of Dice)."""
        common = one & two
        if len(common) < _COMMON:
            return 0.0
        return 2 * self._weight(common) / (self._weight(one) + self._weight(two))

    def _weight(self, words: Iterable[str]) -> float:
        return sum(map(self._weight_of, words))

    def _weight_of(self, word: str) -> float:
        """By how often the known messages have a word; one that none has counts half as much as the rarest."""
        if word not in self._weights:
            total = len(self._texts) + 1
            count = self._all.count(word)
            self._weights[word] = max(math.log(total / count), 0.0) if count else math.log(total) / 2
        return self._weights[word]


def _words(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(text[:_MOST].casefold()))
