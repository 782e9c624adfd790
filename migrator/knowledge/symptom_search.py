"""Finds a symptom by its id, or by words in which people describe it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from .symptom import Symptom, symptoms_with

_WORD = re.compile(r"[^\W_]+")
#: words that say nothing about a symptom
_EMPTY = frozenset(
    _WORD.findall(
        "a an and are as at be but by can cannot do does for from has have in is it no not of on one or our that the "
        "their them they to us we with"
    )
)

_LEAST_LIKENESS = 0.5


def symptoms_named(text: str, symptoms: Iterable[Symptom]) -> tuple[Symptom, ...]:
    """The symptoms that *text* means, the best first; one alone if it is its id or fits clearly better than others.

    A symptom fits if at least half of the words of *text* stand in its id, its title or its other names.
    """
    every = tuple(symptoms)
    asked = _words(text)
    if len(same := tuple(each for each in every if asked and asked in map(_words, _names(each)))) == 1:
        return same
    scored = sorted(((len(asked & _words_of(each)), each) for each in every), key=lambda one: -one[0])
    found = [(score, each) for score, each in scored if asked and score * 2 >= len(asked)]
    best = [each for score, each in found if score == found[0][0]]
    return tuple(best) if len(best) == 1 else tuple(each for _, each in found)


def symptoms_like(text: str) -> tuple[Symptom, ...]:
    """The known symptoms of which one name has half of its words in common with *text*, the best first, three at most.

    Words that stand in only one of both count against it, and one common word is not enough.
    """
    asked = _words(text)
    likely = symptoms_with(asked, least=max(2, _LEAST_LIKENESS * len(asked)))
    scored = [(_likeness(asked, symptom), symptom) for symptom in likely]
    found = sorted((one for one in scored if one[0] >= _LEAST_LIKENESS), key=lambda one: -one[0])
    return tuple(symptom for _, symptom in found[:3])


def _likeness(asked: frozenset[str], symptom: Symptom) -> float:
    names = [named for named in map(_words, _names(symptom)) if len(asked & named) > 1]
    return max((len(asked & named) / len(asked | named) for named in names), default=0.0)


def _names(symptom: Symptom) -> tuple[str, ...]:
    return (symptom.id, symptom.title, *symptom.words)


def _words(text: str) -> frozenset[str]:
    return frozenset(_stem(word) for word in _WORD.findall(text.casefold())) - _EMPTY


def _words_of(symptom: Symptom) -> frozenset[str]:
    return frozenset().union(*map(_words, _names(symptom)))


def _stem(word: str) -> str:
    """A word without the ending of the plural."""
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word
