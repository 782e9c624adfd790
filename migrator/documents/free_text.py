"""Finds people in free text: their names, addresses, numbers and SIDs in every spelling."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import pairwise, takewhile

from .spelling import SID, Folded, addresses_in, fold, product_words, words_in

#: whose name it is: an identity, AMBIGUOUS where several persons have it, KEPT for the name of another object
AMBIGUOUS, KEPT = "", "\0"
_WIDEST_GAP = 4
_SIGNS_IN_NUMBERS = frozenset(" \t().-/\u2010\u2011\u2012\u2013\u2014\u2015")
_FEWEST_DIGITS = 5
#: lower relative ids belong to accounts and groups of Windows itself
_FIRST_OWN_RID = 1000
_MOST_DIGITS = 20
#: digits that a national number shares with the international one
_FEWEST_NATIONAL = 7
#: digits after which a number without country code is taken for a telephone number
_FEWEST_UNPREFIXED = 10
_EXTENSION = re.compile(r"\s*(?:;\s*ext=|,?\s*ext\.?\s*|\s+x|\s*#)\s*(\d+)")
_PROFILE = re.compile(r"(?:(?<![\w.])/|\\)(?:users|home|documents and settings)[\\/]{1,4}([^\\/\n\"'<>|:*?]+)")
_NOBODYS_PROFILES = frozenset({"public", "default", "all users", "default user"})


class PersonNames:
    """What people are called, as free text is searched for it."""

    def __init__(self) -> None:
        self.addresses: dict[str, str] = {}
        self.accounts: dict[str, str] = {}
        self._words: dict[str, str] = {}
        self._counts: dict[str, set[int]] = {}
        self._as_written: dict[str, str] = {}
        self._numbers: dict[str, str] = {}
        self._bases: dict[str, str] = {}
        self._national: dict[str, str] = {}
        self._public_numbers: set[str] = set()

    def add_words(self, words: str, written: str, identity: str) -> None:
        """Add a name by its words; product words, digits and single letters stand for nobody."""
        if len(words) < 2 or words.replace(" ", "").isdigit() or words in product_words():
            return
        if len(words) == 2:
            self._as_written.setdefault(words, written)
        add(self._words, words, identity)
        self._count(words)

    def add_number(self, digits: str, extension: str, identity: str) -> None:
        """Add a telephone number; with an extension, the number before it belongs to whoever alone has it."""
        if extension:
            add(self._numbers, f"{digits};{extension}", identity)
            add(self._bases, digits, identity)
            return
        add(self._numbers, digits, identity)
        for length in range(_FEWEST_NATIONAL, len(digits)):
            add(self._national, digits[-length:], identity)

    def keep_numbers(self, public: Iterable[str]) -> None:
        """Keep the numbers of other objects, but for those that a person has too."""
        self._public_numbers.update(public)

    def keep(self, public: Iterable[str]) -> None:
        """Keep the names of other objects, also where a word of them is a person's only name.

        A longer name in which the name and surname of a person stand is not kept.
        """
        single = {words for words in self._words if " " not in words}
        several = {words: identity for words, identity in self._words.items() if " " in words}
        for name in public:
            parts = name.split()
            if name in self._words or (not single.isdisjoint(parts) and not _holds(several, parts, self._counts)):
                self._words[name] = KEPT
                self._count(name)

    def number(self, digits: str, extension: str = "") -> str | None:
        """Whose number it is; None where nobody is known to have it."""
        if extension and (found := self._numbers.get(f"{digits};{extension}")) is not None:
            return found
        if (found := self._numbers.get(digits)) is not None:
            return found
        if digits in self._public_numbers:
            return None
        if (found := self._bases.get(digits)) is not None:
            return AMBIGUOUS if extension else found
        if digits.startswith("00"):
            return self.number(digits[2:], extension) if len(digits) > _FEWEST_NATIONAL else None
        if digits.startswith("0") or len(digits) >= _FEWEST_UNPREFIXED:
            return self._national.get(digits.removeprefix("0"))
        return None

    def has_extensions(self, digits: str) -> bool:
        """True for the number before the extension of a person."""
        return digits in self._bases

    def is_public_number(self, digits: str) -> bool:
        """True for the number of an object that is not a person."""
        return digits in self._public_numbers

    def at(self, folded: Folded, text: str, words: list[re.Match[str]], first: int) -> tuple[int, str] | None:
        """The longest name that begins with the word *first*: how many words it has, and whose it is."""
        for count in sorted(self._counts.get(words[first][0], ()), reverse=True):
            run = words[first : first + count]
            if len(run) < count or any(b.start() - a.end() > _WIDEST_GAP for a, b in pairwise(run)):
                continue
            name = " ".join(word[0] for word in run)
            if (identity := self._words.get(name)) is not None:
                written = self._as_written.get(name)
                if written is None or text[folded.starts[run[0].start()] : folded.starts[run[-1].end()]] == written:
                    return count, identity
        return None

    def account_at(self, words: list[re.Match[str]], first: int) -> tuple[int, str] | None:
        r"""The account behind the backslash of ``DOMAIN\account``."""
        for count in (4, 3, 2, 1):
            run = words[first : first + count]
            if len(run) == count and (found := self.accounts.get(" ".join(word[0] for word in run))) is not None:
                return count, found
        return None

    def _count(self, words: str) -> None:
        first, *others = words.split()
        self._counts.setdefault(first, set()).add(len(others) + 1)


def add(names: dict[str, str], name: str, identity: str) -> None:
    """Note whose *name* is; of a name that several have nobody knows whose it is."""
    if names.setdefault(name, identity) != identity:
        names[name] = AMBIGUOUS


def _holds(several: Mapping[str, str], parts: list[str], counts: Mapping[str, set[int]]) -> bool:
    return any(
        " ".join(parts[start : start + count]) in several
        for start, first in enumerate(parts)
        for count in counts.get(first, ())
    )


Label = Callable[[str], str]


class Searched:
    """A free text that is searched for people.

    Args:
        label: the label of an identity; ``""`` for one that is not known.
    """

    def __init__(self, text: str, names: PersonNames, public: frozenset[str], label: Label) -> None:
        self._text, self._names, self._public, self._label = text, names, public, label
        self._folded = fold(text)
        self._words = list(words_in(self._folded.text))

    def without_people(self) -> str:
        """The text with labels."""
        starts = self._folded.starts
        pieces: list[str] = []
        end = 0
        for start, stop, identity in sorted(self._found(), key=lambda each: (each[0], -each[1])):
            if start >= end:
                pieces += [self._text[starts[end] : starts[start]], self._label(identity)]
                end = stop
        return "".join([*pieces, self._text[starts[end] :]]) if pieces else self._text

    def _found(self) -> Iterator[tuple[int, int, str]]:
        """Where people stand in the folded text, and who they are."""
        folded = self._folded.text
        taken: list[tuple[int, int]] = []
        for address in addresses_in(folded):
            identity = self._names.addresses
            known = next((identity[name] for name in address.names if name in identity), None)
            kept = known is None and (
                any(name in self._public for name in address.names) or folded.startswith(";gruu", address.end)
            )
            taken.append((address.start, address.end))
            if not kept:
                yield address.start, address.end, address.names[0] if known is None else known
        for match in SID.finditer(folded):
            if int(match[1]) >= _FIRST_OWN_RID and match[0] not in self._public:
                identity_of_sid = self._names.addresses.get(match[0], AMBIGUOUS)
                taken.append(match.span())
                yield (*match.span(), identity_of_sid)
        for match in _PROFILE.finditer(folded):
            if match[1] not in _NOBODYS_PROFILES:
                account = " ".join(word[0] for word in words_in(match[1]))
                taken.append(match.span(1))
                yield (*match.span(1), self._names.accounts.get(account, AMBIGUOUS))
        yield from self._found_words(sorted(taken))

    def _found_words(self, taken: list[tuple[int, int]]) -> Iterator[tuple[int, int, str]]:
        folded, words = self._folded.text, self._words
        number = next_taken = 0
        while number < len(words):
            start = words[number].start()
            while next_taken < len(taken) and taken[next_taken][1] <= start:
                next_taken += 1
            if next_taken < len(taken) and taken[next_taken][0] <= start:
                number += 1
                continue
            found = self._names.at(self._folded, self._text, words, number)
            if found is None and folded[start - 1 : start] == "\\":
                found = self._names.account_at(words, number)
            if found:
                count, identity = found
                if identity != KEPT:
                    yield start, words[number + count - 1].end(), identity
                number += count
                continue
            if words[number][0].isdigit() and (dialled := self._number_at(number)):
                begin, end, identity = dialled
                if identity != KEPT:
                    yield begin, end, identity
                while number < len(words) and words[number].start() < end:
                    number += 1
                continue
            number += 1

    def _number_at(self, first: int) -> tuple[int, int, str] | None:
        """The longest telephone number of a person that begins with the digits of word *first*."""
        folded = self._folded.text
        begin = self._words[first].start()
        while begin and folded[begin - 1] in "+(":
            begin -= 1
        is_uri = folded.endswith("tel:", 0, begin)
        best: tuple[int, str] | None = None
        for digits, end, is_unbroken in self._digits_at(first):
            if len(digits) < _FEWEST_DIGITS and not is_uri:
                continue
            identity, stop = self._owner(digits, end)
            if identity is not None:
                best = (stop, identity)
            elif is_uri and is_unbroken and len(digits) >= _FEWEST_DIGITS and not self._names.is_public_number(digits):
                best = (end, AMBIGUOUS)
        if best is None:
            return None
        if is_uri:
            begin -= len("tel:")
        elif folded[begin] == "(" and ")" not in folded[begin : best[0]]:
            begin += 1
        return begin, *best

    def _digits_at(self, first: int) -> Iterator[tuple[str, int, bool]]:
        """The digits from word *first* on, their end, and whether no blank is among them: shorter runs first."""
        folded = self._folded.text
        digits = ""
        end = self._words[first].start()
        is_unbroken = True
        for word in takewhile(lambda word: word[0].isdigit(), self._words[first : first + _MOST_DIGITS]):
            gap = folded[end : word.start()]
            if len(gap) > _WIDEST_GAP or not _SIGNS_IN_NUMBERS.issuperset(gap):
                return
            end = word.end()
            if digits and word[0] == "0" and gap.endswith("(") and folded.startswith(")", end):
                continue  # the trunk prefix in +49 (0)30
            digits += word[0]
            is_unbroken = is_unbroken and " " not in gap
            if len(digits) > _MOST_DIGITS:
                return
            yield digits, end, is_unbroken

    def _owner(self, digits: str, end: int) -> tuple[str | None, int]:
        """Whose number it is that ends at *end*, and where its extension ends."""
        identity = self._names.number(digits)
        if identity is None and not self._names.has_extensions(digits):
            return None, end
        extension = _EXTENSION.match(self._folded.text, end)
        return (self._names.number(digits, extension[1]), extension.end()) if extension else (identity, end)
