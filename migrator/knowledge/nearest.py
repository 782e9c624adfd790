"""The known messages that are most like a text that nothing knows, by the words that they share."""

from __future__ import annotations

import math
import re
from collections import Counter
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
        self._words = [(raw, _words(_PLACE.sub(" ", text))) for raw in shelf() for text in raw.texts]
        counts = Counter(word for _, words in self._words for word in words)
        total = len(self._words) + 1
        self._weights = {word: math.log(total / count) for word, count in counts.items()}
        self._unseen = math.log(total) / 2

    def to(self, text: str) -> tuple[KnownMessage, ...]:
        """The nearest, the most alike first; () where nothing is alike."""
        given = _words(text)
        scores = ((self._likeness(given, words), raw) for raw, words in self._words)
        ranked = sorted((pair for pair in scores if pair[0] >= _NEAR), key=lambda pair: (-pair[0], pair[1].id))
        return tuple(raw.entry() for _, raw in ranked[:_SHOWN])

    def _likeness(self, one: frozenset[str], two: frozenset[str]) -> float:
        """The weight of the common words in that of the words of each (the coefficient of Dice)."""
        common = one & two
        if len(common) < _COMMON:
            return 0.0
        return 2 * self._weight(common) / (self._weight(one) + self._weight(two))

    def _weight(self, words: Iterable[str]) -> float:
        return sum(self._weights.get(word, self._unseen) for word in words)


def _words(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(text[:_MOST].casefold()))
