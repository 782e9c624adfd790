"""Finds a symptom by its id, or by words in which people describe it."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from functools import cache, lru_cache
from itertools import pairwise
from typing import NamedTuple

from .products import names_product, others_in
from .symptom_names import symptom_names

_WORD = re.compile(r"[^\W_]+")
#: words that say nothing about a symptom
_EMPTY = frozenset(
    _WORD.findall(
        "a after again all also ca am an and any are as at be before been being but by can cannot do does doesn "
        "don even every for from has have i in into is it its just m me my no not of ok on one only or our out s "
        "so some still t that the their them then there they this through to up us very via was we were when where "
        "which while will with wo you your"
    )
)
#: words that mean the same in what people say of symptoms; a line each
_SAME = """
partner partners vendor vendors consultant consultants supplier suppliers company companies
sign signs signing logon login
message messages messaging im ims chat chats chatting
mobile mobiles phone phones cell smartphone smartphones
iphone iphones ipad ipads ios
presence status
outside home internet
fail fails failing broken breaks
sharing share shares shared screensharing
"""
_ENDINGS = ("ing", "ions", "ion", "ed", "es")
#: how much a word counts that no symptom has, against the rarest that one has
_UNSEEN = 0.4
#: likeness of a text that is near to a symptom, of one that has the words besides, of one that is a name but for a
#: word, and the lead over others
_NEAR, _SAID, _NAME, _LEAD = 0.45, 0.3, 0.85, 0.1
#: share of words that no symptom has from which a text is about something else, unless it is as like as this or names
#: the product
_FOREIGN, _LIKE_ENOUGH = 0.25, 0.7
#: characters of a text that may be one description, and sentences of a text that are looked at
_ONE, _SENTENCES = 300, 40
_SENTENCE_END = re.compile(r"(?<=[.?!])\s+|\s*\n\s*")
#: letters of a name that stands in a text
_LONG = 16
#: the time to live before the type of a record
_LIFE = re.compile(r"\b[0-9]+\s+(?=in\s+srv\b)")
_HOST = re.compile(r"(?<![\w.])([^\W\d_][\w-]*)(?:\.[\w-]+){2,}")
_NOT = re.compile(r"\b(do|does|did|ca|is|are|was|were|wo)(?:n['\u2019]?t|nnot)\b", re.IGNORECASE)
#: the name of a part that stands for something else, and of what: the edge of the table
_COMMON = re.compile(
    r"\b(?:edge|front|federation|trunks?|gateways?|queues?|desktops?|response groups?)\s+of\s+"
    r"(?:(?:the|an?|my|our|your|his|her|their|its)\s+)?([^\W_]+)"
)
_PORTS = frozenset({"443", "444", "3478", "5060", "5061", "5062", "8057"})
_MEDIA_PORTS = range(50_000, 60_000)
_YEARS = frozenset({"2003", "2007", "2008", "2010", "2012", "2013", "2015", "2016", "2019"})


class LikeSymptom(NamedTuple):
    """A symptom that a text describes, more or less.

    Attributes:
        likeness: from 0 to 1.
        is_sure: the text is or holds one of its names, or is one but for a word or has all the words that one says
            with it, and then has no number of its own and is not about another program or another thing.
    """

    id: str
    likeness: float
    is_sure: bool


@lru_cache(16)
def symptoms_like(text: str) -> tuple[LikeSymptom, ...]:
    """The known symptoms that *text* describes, the best first, three at most.

    Words count the more, the fewer symptoms have them. A text is like a symptom if it is like one of its names, or if
    most of what it says stands in its names; one common word is not enough. Of several sentences each is compared,
    and each with the next.
    """
    best: dict[str, LikeSymptom] = {}
    for part in _descriptions(text):
        said = _said(part)
        for each in filter(None, (_like(said, id_) for id_ in symptom_names())):
            if each.id not in best or _rank(each) < _rank(best[each.id]):
                best[each.id] = each
    likely = [each for each in best.values() if each.is_sure or each.likeness >= _NEAR]
    return tuple(sorted(likely, key=_rank)[:3])


def _rank(found: LikeSymptom) -> tuple[bool, float]:
    return not found.is_sure, -found.likeness


def _descriptions(text: str) -> Sequence[str]:
    """A short text, and the sentences of several, alone and with the next."""
    sentences = [part for part in _SENTENCE_END.split(text) if part.strip()][:_SENTENCES]
    short = (text,) if len(text) <= _ONE or not sentences else ()
    if len(sentences) < 2:
        return short or sentences
    return [*short, *sentences, *map(" ".join, pairwise(sentences))]


def symptoms_named(text: str) -> tuple[str, ...]:
    """Ids of the symptoms that *text* means, the best first; one alone if it fits clearly better than the others."""
    if (id_ := text.strip().upper()) in symptom_names():
        return (id_,)
    asked = _words(text)
    if len(same := [id_ for id_ in symptom_names() if asked and asked in _names(id_)]) == 1:
        return tuple(same)
    found = symptoms_like(text)
    if not found and asked:
        return tuple(id_ for id_ in symptom_names() if asked <= frozenset().union(*_names(id_)))
    is_clear = len(found) > 1 and found[0].likeness - found[1].likeness >= _LEAD
    return tuple(each.id for each in (found[:1] if is_clear else found))


class _Said(NamedTuple):
    """What a text says.

    Attributes:
        letters: its letters and digits.
        words: the stems of all its words.
        telling: the stems of those that say something.
        others: the other programs that it names; none where it names OCS or Lync too.
        is_ours: it names OCS or Lync.
        has_common_noun: it does not name them either, and uses the name of a part of them for something else.
    """

    letters: str
    words: frozenset[str]
    telling: frozenset[str]
    others: frozenset[str]
    is_ours: bool
    has_common_noun: bool


def _said(text: str) -> _Said:
    plain = _HOST.sub(r"\1", _LIFE.sub(" ", _plain(text)))
    telling, is_ours = _telling(plain), names_product(text)
    return _Said(
        letters=_letters(plain),
        words=frozenset(map(_stem, _WORD.findall(plain))),
        telling=telling,
        others=frozenset() if is_ours else others_in(text),
        is_ours=is_ours,
        has_common_noun=not is_ours and any(_stem(of[1]) not in _vocabulary() for of in _COMMON.finditer(plain)),
    )


def _like(said: _Said, id_: str) -> LikeSymptom | None:
    asked = said.telling
    if not (common := asked & _words_of(id_)):
        return None
    names = _names(id_)
    is_name = asked in names or any(len(name) >= _LONG and name in said.letters for name in _name_letters(id_))
    if len(common) < 2 and not is_name:
        return None
    weight = _weight(asked)
    by_name = max(2 * _weight(asked & name) / (weight + _weight(name)) for name in names)
    likeness = 1.0 if is_name else max(by_name, 0.9 * _weight(common) / weight)
    is_named = by_name >= _NAME and len(common) > 2
    has_own_numbers = any(_tells_apart(word) for word in asked - common)
    says_all = likeness >= _SAID and all(not group.isdisjoint(said.words) for group in _says(id_))
    is_said = is_named or says_all
    is_other = bool(said.others) and not said.others <= _others(id_)
    if is_name or not is_said or has_own_numbers:
        is_sure = asked in names or (is_name and not is_other)
    else:
        is_about_more = said.has_common_noun or (likeness < _LIKE_ENOUGH and _is_foreign(said))
        is_sure = not is_other and not is_about_more
    return LikeSymptom(id=id_, likeness=likeness, is_sure=is_sure)


def _is_foreign(said: _Said) -> bool:
    """Whether a text does not name OCS or Lync, and many of its words belong to no symptom, numbers left out."""
    words = [word for word in said.telling if not word.isdecimal()]
    return not said.is_ours and sum(word not in _vocabulary() for word in words) >= _FOREIGN * len(words) > 0


@cache
def _vocabulary() -> frozenset[str]:
    """The words of all symptoms: of their names, and those that one says with them."""
    return frozenset(_counts()).union(*(group for id_ in symptom_names() for group in _says(id_)))


def _tells_apart(word: str) -> bool:
    """Whether a word is a number that can be an event's or a code's: neither a year nor a port of the Edge."""
    is_port = word in _PORTS or (word.isdecimal() and int(word[:6]) in _MEDIA_PORTS)
    return len(word) > 2 and word.isdecimal() and word not in _YEARS and not is_port


def _weight(words: frozenset[str]) -> float:
    counts = _counts()
    most = math.log(len(symptom_names()) + 1)
    return sum(most - math.log(counts[word]) if word in counts else _UNSEEN * most for word in words)


@cache
def _counts() -> dict[str, int]:
    """How many symptoms have a word in their names."""
    counts: dict[str, int] = {}
    for id_ in symptom_names():
        for word in _words_of(id_):
            counts[word] = counts.get(word, 0) + 1
    return counts


@cache
def _names(id_: str) -> tuple[frozenset[str], ...]:
    return tuple(map(_telling, (id_.casefold(), *_plain_names(id_))))


@cache
def _plain_names(id_: str) -> tuple[str, ...]:
    return tuple(map(_plain, symptom_names()[id_].names))


@cache
def _words_of(id_: str) -> frozenset[str]:
    return _telling(_plain("\n".join((id_, *symptom_names()[id_].names))))


@cache
def _others(id_: str) -> frozenset[str]:
    return frozenset().union(*map(others_in, symptom_names()[id_].names))


@cache
def _says(id_: str) -> tuple[frozenset[str], ...]:
    return tuple(frozenset(map(_stem, _WORD.findall(_plain(" ".join(group))))) for group in symptom_names()[id_].says)


@cache
def _name_letters(id_: str) -> tuple[str, ...]:
    return tuple("".join(_WORD.findall(name)) for name in _plain_names(id_))


def _letters(text: str) -> str:
    """Letters and digits of a text, in small letters, with negations written in full."""
    return "".join(_WORD.findall(_plain(text)))


def _plain(text: str) -> str:
    """A text in small letters, with negations written in full: ``can't`` and ``cannot`` as ``ca not``."""
    return _NOT.sub(r"\1 not", text.casefold())


def _words(text: str) -> frozenset[str]:
    return _telling(_plain(text))


def _telling(plain: str) -> frozenset[str]:
    return frozenset(map(_stem, frozenset(_WORD.findall(plain)) - _EMPTY))


@cache
def _same() -> dict[str, str]:
    """The first word of each line of words that mean the same, by each of the others."""
    return {word: line.split()[0] for line in _SAME.strip().splitlines() for word in line.split()}


@cache
def _stem(word: str) -> str:
    """A word without its ending, as ``drop`` and ``drops`` are one; of words that mean the same always the first."""
    if word in _same():
        return _same()[word]
    if word.endswith("ies") and len(word) > 4:
        return f"{word[:-3]}y"
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) > len(ending) + 3:
            return word[: -len(ending)]
    if len(word) > 3 and word.endswith("s") and not word.endswith("ss"):
        return word[:-1]
    return word[:-1] if len(word) > 4 and word.endswith("e") else word
