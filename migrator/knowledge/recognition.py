"""Recognises known messages by what a clue shows of them: most precise first, and never by a number alone.

An entry is found by the most precise of what it declares: the event, else the ms-diagnostics id, else the result code,
else the exception, else the SIP response; the rest tells apart entries that share it. Its text finds it too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import IntEnum
from typing import NamedTuple, TypeVar

import attrs

from ..estate.diagnosis import Diagnosis
from .clues import Clue
from .known_message import KnownMessage
from .matching import Matcher, Part
from .pattern import NO_VALUES
from .products import names_own
from .providers import Likeness, is_of_product, likeness
from .result_codes import normalised
from .squeezed import squeezed

# those below that a text without a number never needs are compiled where they are first used
_NUMBER = re.compile(r"(?<![\w.-])([0-9]{2,5})(?![\w.%-])")
#: numbers of events inside a sentence: behind the word, or before it
_LIST = r"(?<![\w.-])(?P<{0}>[0-9]{{2,5}}(?:(?:\s*[/,;&]\s*|\s+(?:and|or)\s+|,\s+and\s+)[0-9]{{2,5}})*)(?![\w%-]|\.\d)"
_MENTIONED = (
    rf"(?i)\b(?:events?(?:[ -]?ids?)?|log(?:s|ged)?)(?:\s*[:=#]\s*|\s+){_LIST.format('behind')}|"
    rf"{_LIST.format('before')}\s+(?:\w+\s+)?events?\b"
)
#: a number that few things but events have; ports have it too
_LARGE = r"(?i)(?<![\w.:-])(?<!port )(?<!ports )[1-9][0-9]{4}(?![\w%-]|\.\d)"
#: the number of an event with its severity, as lists of PowerShell show it
_INSTANCE = re.compile(r"(?<![\w.-])([0-9]{10})(?![\w.%-])")
#: any word beside a number but those that name an event, and, where the words are all that there is, an error
_EVENT = (
    "events?|eventid|ereignis(?:se)?|ereigniskennung|[ée]v[ée]nements?|"
    "eventos?|eventi|gebeurtenis|händelse|событи[ея]|イベント|事件"
)
_WORDS_BESIDE = rf"(?!(?:{_EVENT}|ids?|source|and|or|from|of)(?!\w))\b\w+|[;=\"]"
_EVENT_WORD = rf"\b(?:{_EVENT})\b"
_ERROR_WORDS = r"\b(?:an?|errors?|codes?|numbers?|sip|responses?|status|windows|win32|winsock|hresult|wsa)\b"
_QUESTION_WORDS = r"\b(?:what|does|do|is|the|mean|means|meaning|explain|help|with|please|my|i|get|see)\b"
#: the same where the words are those of a diagnosis
_DIAGNOSIS_WORDS = r"\b(?:ms-?)?(?:client-?)?diagnos(?:tics?|is|es)\b(?:-public)?|\bms\b"
#: a code and nothing else: as Windows prints it, or its eight digits without 0x
_CODE_ALONE = re.compile(r"(?:%%)?-?[0-9]{9,10}|(?P<hex>[89CcEe][0-9A-Fa-f]{7})|(?:%%|-)[0-9]{4,8}")
_REASON_NAME = re.compile(r"\s*reason\s*[=:]\s*", re.IGNORECASE)
_LONGEST_REASON = 300
_Key = TypeVar("_Key", int, str)


class By(IntEnum):
    """By what a message was recognised, the most precise first."""

    EVENT = 1
    EVENT_OF_FAMILY = 2
    EVENT_ID = 3
    DIAGNOSIS = 4
    TEXT = 5
    CODE = 6
    EXCEPTION = 7
    STATUS = 8
    DIAGNOSIS_RANGE = 9
    PART = 10
    FRAGMENT = 11
    ID = 12

    @property
    def words(self) -> str:
        """The same for people."""
        return _WORDS[self]


_WORDS = {
    By.EVENT: "the id and the source of the event",
    By.EVENT_OF_FAMILY: "the id of the event; its source is that of another version of the product",
    By.EVENT_ID: "the id of the event alone; its source is not given",
    By.DIAGNOSIS: "the ms-diagnostics id",
    By.TEXT: "its text",
    By.CODE: "the result code",
    By.EXCEPTION: "the class of the exception",
    By.STATUS: "the SIP response alone",
    By.DIAGNOSIS_RANGE: "the range of the ms-diagnostics id; the id itself is not known",
    By.PART: "a known sentence inside it",
    By.FRAGMENT: "words that are a part of its text",
    By.ID: "the id that it has in this program",
}


class Recognition(NamedTuple):
    """A known message that a clue shows.

    Attributes:
        value: what it was recognised by: the id, the code or the class; empty for a text.
        values: the places of the entry's text as written; empty where the text did not match.
        matched: the text that matched the entry's text.
        is_worded: False where the text of an event is not that of the entry of its id: another language, or another
            meaning of the id.
    """

    entry: KnownMessage
    by: By
    value: str = ""
    values: Mapping[str, str] = NO_VALUES
    matched: str = ""
    is_worded: bool = True


@attrs.define
class _Found:
    """Entries of one kind of clue, and what of the clue they answer."""

    by: By
    value: str
    entries: list[KnownMessage] = attrs.field(factory=list)


class Recogniser:
    """Recognises messages among known ones."""

    def __init__(self, entries: Iterable[KnownMessage]) -> None:
        self._events: dict[int, list[KnownMessage]] = {}
        self._diagnostics: dict[str, list[KnownMessage]] = {}
        self._ranges: list[KnownMessage] = []
        self._codes: dict[str, list[KnownMessage]] = {}
        self._exceptions: dict[str, list[KnownMessage]] = {}
        self._statuses: dict[int, list[KnownMessage]] = {}
        self._reasons: dict[str, list[KnownMessage]] = {}
        known = tuple(entries)
        for entry in known:
            self._index(entry)
        self._matcher = Matcher(known)
        self._sources = sorted({source.casefold() for entry in known for source in entry.providers})
        self._begins = {source[: source.find(" ") + 2] if " " in source else source for source in self._sources}

    def _index(self, entry: KnownMessage) -> None:
        """Put an entry under the most precise of what it declares; the reason of a diagnosis can stand alone."""
        if entry.reason:
            _put(self._reasons, [_reason(entry.reason)], entry)
        if entry.events:
            _put(self._events, entry.events, entry)
        elif entry.diagnostics:
            _put(self._diagnostics, entry.diagnostics, entry)
        elif entry.diagnostic_range:
            self._ranges.append(entry)
        elif entry.codes:
            _put(self._codes, map(normalised, entry.codes), entry)
        elif entry.exceptions:
            _put(self._exceptions, entry.exceptions, entry)
        else:
            _put(self._statuses, entry.statuses, entry)

    def parts(self, text: str) -> tuple[Part, ...]:
        """A text cut into known messages and the lines that nothing knows; see `Matcher.parts`."""
        return self._matcher.parts(text)

    def recognise(self, clue: Clue, parts: Sequence[Part] | None = None) -> tuple[Recognition, ...]:
        """The known messages of a clue, each once, the most precise first; () where nothing is known.

        A number or a class in an event of another product says nothing, unless its id or its text is known.

        Args:
            parts: of the clue's text, where it was cut already.
        """
        if parts is None:
            parts = self._matcher.parts(clue.text) if clue.text else ()
        texts = {part.entry.id: part for part in parts if part.entry is not None and _may_be(part.entry, clue)}
        found: dict[str, Recognition] = {}
        for each in self._found(clue):
            for entry in _fitting([entry for entry in each.entries if entry.may_be(clue.text)], clue, texts):
                found.setdefault(entry.id, _recognition(entry, each, clue, texts.get(entry.id)))
        for id_, part in texts.items():
            if part.entry is not None and id_ not in found:
                found[id_] = Recognition(entry=part.entry, by=By.TEXT, values=part.values, matched=part.message)
        if not found:
            inside = (entry for part in parts for entry in part.contains if _may_be(entry, clue))
            found = {entry.id: Recognition(entry=entry, by=By.PART) for entry in inside}
        ranked = sorted(found.values(), key=lambda one: one.by)
        if ranked and ranked[0].by <= By.TEXT and ranked[0].entry.events:  # it explains the exception that it names
            ranked = [one for one in ranked if one.by is not By.EXCEPTION]
        precise = [one for one in ranked if one.by < By.STATUS]
        is_foreign = bool(clue.source) and not is_of_product(clue.source)
        if is_foreign and not any(one.by <= By.TEXT for one in ranked):
            return ()
        return tuple(precise or ranked)

    def names_event(self, text: str) -> bool:
        """Whether the word event, or a known source of events, stands in a text."""
        folded = text.casefold()
        is_likely = any(begin in folded for begin in self._begins)
        return "event" in folded or (is_likely and any(source in folded for source in self._sources))

    def named(self, text: str, *, is_all: bool = True) -> tuple[Clue, ...]:
        """What a few words name by its number: ``LS Protocol Stack event ID 14501 / 14502``, ``14428``, ``1027``.

        A number alone can be the id of an event, that of a diagnosis, a SIP response or a result code. A known source
        beside the id of one of its events names it in any language, also in a row of a list. () where the words say
        more.

        Args:
            is_all: whether the words are all that there is; numbers alone say nothing in a longer text.
        """
        if is_all and (alone := _CODE_ALONE.fullmatch(text.strip())):
            return (Clue(codes=(normalised(f"0x{alone['hex']}" if alone["hex"] else alone[0]),)),)
        if not any(map(str.isdigit, text)):
            return ()
        numbers = tuple(map(int, _NUMBER.findall(text)))
        folded = " ".join(text.casefold().split())
        if not is_all and not self.names_event(folded):
            return ()
        source = max((each for each in self._sources if each in folded), key=len, default="")
        shown = (*numbers, *(int(number) & 0xFFFF for number in _INSTANCE.findall(text)))
        if known := [number for number in shown if source and self._is_of(source, number)]:
            return tuple(Clue(event_id=number, source=source) for number in known)
        rest = _NUMBER.sub(" ", folded.replace(source, " ") if source else folded)
        rest = re.sub(_ERROR_WORDS, " ", re.sub(_QUESTION_WORDS, " ", rest)) if is_all else rest
        if (
            is_all
            and re.search(_DIAGNOSIS_WORDS, rest)
            and not re.search(_WORDS_BESIDE, re.sub(_DIAGNOSIS_WORDS, " ", rest))
        ):
            return tuple(Clue(diagnoses=(Diagnosis(str(number)),)) for number in numbers)
        if not numbers or re.search(_WORDS_BESIDE, rest):
            return ()
        if source or re.search(_EVENT_WORD, rest):
            return tuple(Clue(event_id=number, source=source) for number in numbers)
        return tuple(map(self._clue_of_number, numbers)) if is_all else ()

    def mentioned(self, text: str) -> tuple[KnownMessage, ...]:
        """The known events whose numbers a sentence gives beside the word event.

        Large ones may stand far from it, or without it where the sentence names OCS or Lync or a part of them.
        It need not be about them.
        """
        if not any(map(str.isdigit, text)):
            return ()
        lists = " ".join(found["behind"] or found["before"] for found in re.finditer(_MENTIONED, text))
        if re.search(_EVENT_WORD, text.casefold()) or names_own(text):
            lists = " ".join([lists, *re.findall(_LARGE, text)])
        numbers = dict.fromkeys(map(int, _NUMBER.findall(lists)))
        return tuple(entry for number in numbers for entry in self._events.get(number, ()))

    def _is_of(self, source: str, number: int) -> bool:
        """Whether a known event of this number is of this source."""
        return any(_likeness(source, entry) is Likeness.SAME for entry in self._events.get(number, ()))

    def _clue_of_number(self, number: int) -> Clue:
        """All that a number alone can be; a diagnosis or result code only if it is known, for every number is one."""
        code = normalised(str(number))
        codes = (code,) if code in self._codes else ()
        diagnoses = (Diagnosis(str(number)),) if str(number) in self._diagnostics else ()
        return Clue(event_id=number, diagnoses=diagnoses, codes=codes, status=number)

    def _found(self, clue: Clue) -> Iterator[_Found]:
        if clue.event_id is not None:
            yield from self._of_event(clue.event_id, clue.source)
        for diagnosis in clue.diagnoses:
            yield self._of_diagnosis(diagnosis.code.partition(".")[0])
        if clue.event_id is None and not clue.diagnoses and (entries := self._reasons.get(_reason(clue.text))):
            yield _Found(By.TEXT, "", entries)
        for code in clue.codes:
            yield _Found(By.CODE, code, self._codes.get(code, []))
        for exception in clue.exceptions:
            yield _Found(By.EXCEPTION, exception, self._exceptions.get(exception, []))
        if clue.status is not None:
            yield _Found(By.STATUS, str(clue.status), self._statuses.get(clue.status, []))

    def _of_diagnosis(self, code: str) -> _Found:
        """The entries of an ms-diagnostics id; of one that is not known, that of the range of its component."""
        if entries := self._diagnostics.get(code):
            return _Found(By.DIAGNOSIS, code, entries)
        id_ = int(code) if code.isascii() and code.isdecimal() else -1
        ranged = [entry for entry in self._ranges if entry.diagnostic_range[0] <= id_ <= entry.diagnostic_range[1]]
        return _Found(By.DIAGNOSIS_RANGE, code, ranged)

    def _of_event(self, event_id: int, source: str) -> Iterator[_Found]:
        """The entries of an event, those whose source is the event's before those of its family."""
        alike: dict[Likeness, list[KnownMessage]] = {}
        for entry in self._events.get(event_id, ()):
            alike.setdefault(_likeness(source, entry), []).append(entry)
        for how, by in _EVENT_BY.items():
            if entries := alike.get(how):
                yield _Found(by, str(event_id), entries)
                return


def _reason(text: str) -> str:
    """A reason as it is compared: alone, with or without its name, its quotes and its full stop."""
    begin = text[:_LONGEST_REASON]
    return squeezed(_REASON_NAME.sub("", begin, count=1) if "=" in begin or ":" in begin else begin).strip("\"'.;")


_EVENT_BY = {Likeness.SAME: By.EVENT, Likeness.FAMILY: By.EVENT_OF_FAMILY, Likeness.UNKNOWN: By.EVENT_ID}
_ORDER = (*_EVENT_BY, Likeness.FOREIGN)


def _put(index: dict[_Key, list[KnownMessage]], keys: Iterable[_Key], entry: KnownMessage) -> None:
    for key in keys:
        index.setdefault(key, []).append(entry)


def _likeness(source: str, entry: KnownMessage) -> Likeness:
    """How the source of an event is like those of an entry; an entry without any is of the product's components."""
    if not entry.providers:
        return Likeness.FAMILY if is_of_product(source) else Likeness.UNKNOWN if not source else Likeness.FOREIGN
    return min((likeness(source, known) for known in entry.providers), key=_ORDER.index)


def _may_be(entry: KnownMessage, clue: Clue) -> bool:
    """Whether an entry found by its text can be the event: one of another id or of a foreign source is not."""
    if not entry.may_be(clue.text):
        return False
    if not entry.events or clue.event_id is None:
        return True
    is_foreign = _likeness(clue.source, entry) is Likeness.FOREIGN and not is_of_product(clue.source)
    return clue.event_id in entry.events and not is_foreign


def _fitting(entries: Sequence[KnownMessage], clue: Clue, texts: Mapping[str, Part]) -> Iterator[KnownMessage]:
    """Of entries that share an id, those that agree most with the rest of the clue."""
    if len(entries) < 2:
        yield from entries
        return
    agreeing = [(_agreement(entry, clue, texts), entry) for entry in entries]
    best = max(score for score, _ in agreeing)
    yield from (entry for score, entry in agreeing if score == best)


def _agreement(entry: KnownMessage, clue: Clue, texts: Mapping[str, Part]) -> int:
    """How far an entry agrees with a clue: each thing that it declares speaks for it or against it."""
    score = 4 if entry.id in texts else 0
    pairs: tuple[tuple[frozenset[object], frozenset[object]], ...] = (
        (frozenset(entry.exceptions), frozenset(clue.exceptions)),
        (frozenset(map(normalised, entry.codes)), frozenset(clue.codes)),
        (frozenset(entry.diagnostics), frozenset(each.code for each in clue.diagnoses)),
        (frozenset(entry.statuses), frozenset([clue.status])),
    )
    for declared, given in pairs:
        if declared:
            score += 2 if declared & given else -1
    return score


def _recognition(entry: KnownMessage, found: _Found, clue: Clue, part: Part | None) -> Recognition:
    if part is not None:
        return Recognition(entry=entry, by=found.by, value=found.value, values=part.values, matched=part.message)
    is_worded = found.by > By.EVENT_ID or not (clue.text and entry.text)
    return Recognition(entry=entry, by=found.by, value=found.value, is_worded=is_worded)
