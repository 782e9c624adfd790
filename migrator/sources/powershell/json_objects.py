r"""Reads objects that ConvertTo-Json wrote: one object, a list, or several texts one after another.

Windows PowerShell 5.1 writes dates as ``\/Date(milliseconds)\/`` and wraps what a pipeline has touched:
``{"value": [...], "Count": 2}`` is a list, ``{"value": "\/Date(0)\/", "DateTime": "..."}`` a date. Both versions write
a time span as an object with ``Ticks``, an enum as its number, an enum that was imported as ``{"value": 3, "Value":
"Name"}``, and below -Depth (2) what remains as a text: a name of a type, or elements with blanks between them.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from ..bundle import Member
from ..converters import is_lost
from ..dispatch import Dispatch, none_of
from ..format import Cut, Format, Origin, ReadResult
from ..mapping import Truncated
from ..record import Record, Rejected
from ..text.decoding import ANSI, head_text, open_text
from .values import SERVER_VERSION

#: characters of one object in memory
MAX_OBJECT = 16 * 1024 * 1024
_START = re.compile(r'\ufeff?\s*(?:\[\s*)*(?:\{\s*"(?:[^"\\]|\\.)+"\s*:|"Microsoft Lync Server )')
_EMPTY = re.compile(r"\ufeff?\s*\[\s*\]\s*")
_DATE = re.compile(r"/Date\((-?\d{1,14})(?:[+-]\d{4})?\)/")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_BETWEEN = re.compile(r"[\s,\ufeff]*")
_TICKS_PER_SECOND = 10_000_000
_SPAN = frozenset({"Ticks", "TotalSeconds"})
_DATED = frozenset({"value", "DisplayHint", "DateTime"})


class _BrokenJsonError(ValueError):
    """The text cannot be read from here on."""


class _Values:
    """The objects of a text of JSON; those of an outermost list come one by one, so that it is never in memory.

    Attributes:
        line: of what is read.
        is_open: whether a list has not ended.
    """

    def __init__(self, chunks: Iterator[str]) -> None:
        self._chunks = chunks
        self._decoder = json.JSONDecoder(object_pairs_hook=self._object, strict=False)
        self._text = ""
        self._at = 0
        self._depth = 0
        self._twice = ""
        self.line = 1

    @property
    def is_open(self) -> bool:
        return self._depth > 0

    def __iter__(self) -> Iterator[tuple[str, object]]:
        """Position and value of each.

        Raises:
            _BrokenJsonError: the text is not JSON, or an object is too big.
        """
        while self._skip():
            if (sign := self._text[self._at]) in "[]":
                self._depth += 1 if sign == "[" else -1
                self._at += 1
                if self._depth < 0:
                    raise _BrokenJsonError("a list ends that has not begun")
            else:
                position = f"line {self.line}"
                value = self._value()
                yield position, Rejected(position, f"the object has {self._twice} twice") if self._twice else value

    def _skip(self) -> bool:
        """Go to the next value or end of a list; False at the end of the text."""
        while True:
            match = _BETWEEN.match(self._text, self._at)
            self._go_to(match.end() if match else self._at)
            if self._at < len(self._text):
                return True
            if not self._more():
                return False

    def _go_to(self, at: int) -> None:
        self.line += self._text.count("\n", self._at, at)
        self._at = at

    def _more(self) -> bool:
        """Read on, so that the text that is held at least doubles; False where nothing is left."""
        pieces = [self._text[self._at :]]
        wanted, size = len(pieces[0]), 0
        while size <= wanted and (piece := next(self._chunks, None)) is not None:
            pieces.append(piece)
            size += len(piece)
        self._text, self._at = "".join(pieces), 0
        return size > 0

    def _value(self) -> object:
        while True:
            self._twice = ""
            try:
                value, end = self._decoder.raw_decode(self._text, self._at)
            except RecursionError as error:
                raise _BrokenJsonError("objects are nested too deep") from error
            except ValueError as error:
                if len(self._text) - self._at > MAX_OBJECT:
                    raise _BrokenJsonError(f"an object has more than {MAX_OBJECT:,} characters") from error
                if not self._more():
                    raise _BrokenJsonError(f"it is not JSON, or ends too early ({error})") from error
                continue
            if end == len(self._text) and not isinstance(value, dict) and self._more():
                continue  # a number may go on
            self._go_to(end)
            return value

    def _object(self, pairs: list[tuple[str, object]]) -> object:
        """An object of JSON as a value: what PowerShell wraps is unwrapped; a property that is there twice is noted."""
        found = {name: _plain(value) for name, value in pairs}
        if list(found) == ["value", "Value"]:
            return found["Value"]
        if len({name.casefold() for name in found}) < len(pairs):
            self._twice = Counter(name.casefold() for name, _ in pairs).most_common(1)[0][0]
        if found.keys() >= _SPAN and isinstance(ticks := found["Ticks"], int):
            return _span(ticks)
        value = found.get("value")
        if found.keys() == {"value", "Count"} and isinstance(value, list):
            return (
                value if len(value) == found["Count"] else Truncated(f"{len(value)} of {found['Count']}", tuple(value))
            )
        return value if len(found) > 1 and found.keys() <= _DATED and isinstance(value, datetime) else found


def _plain(value: object) -> object:
    """A value without the form that JSON gives it: a date as a date, what is left of a lost object as lost."""
    if not isinstance(value, str):
        return value
    if match := _DATE.fullmatch(value):
        return _EPOCH + timedelta(milliseconds=int(match[1]))
    return Truncated(value) if is_lost(value) else value


def _span(ticks: int) -> str:
    """A time span as CLIXML writes it: ``PT1M30S``."""
    seconds, rest = divmod(abs(ticks), _TICKS_PER_SECOND)
    days, seconds = divmod(seconds, 86_400)
    second = f"{seconds % 60}{f'.{rest:07}'.rstrip('0') if rest else ''}"
    parts = ((str(seconds // 3_600), "H"), (str(seconds // 60 % 60), "M"), (second, "S"))
    time = "".join(number + unit for number, unit in parts if number != "0")
    text = (f"{days}D" if days else "") + (f"T{time}" if time else "")
    return f"{'-' if ticks < 0 else ''}P{text or 'T0S'}"


def _records(value: object, position: str) -> Iterator[Record | Rejected]:
    """The records that one value of the text holds; null holds none."""
    if isinstance(value, Rejected):
        yield value
    elif isinstance(value, Truncated):
        yield Rejected(position, f"the list is not complete: {value.shown}")
        yield from _records(value.rest, position)
    elif isinstance(value, list | tuple):
        for number, inner in enumerate(value, start=1):
            yield from _records(inner, f"{position}, object {number}")
    elif isinstance(value, dict) and _is_container(value):
        for name, inner in value.items():
            yield from _records(inner, f"{position}, {name}")
    elif isinstance(value, dict):
        class_name = value.get("__CLASS")
        yield Record(class_name if isinstance(class_name, str) else "", value, position)
    elif isinstance(value, str) and SERVER_VERSION.match(value):
        yield Record("S", {"Value": value}, position)
    elif value is not None:
        yield Rejected(position, f"{str(value)[:60]!r} is not an object")


def _is_container(value: dict[str, object]) -> bool:
    """Whether an object is a table of outputs, such as ``@{Users = ...; Plan = ...}``: objects and lists of them."""
    held = [inner for inner in value.values() if inner is not None and inner != []]
    return bool(held) and all(
        isinstance(inner, dict) or (isinstance(inner, list) and all(isinstance(one, dict) for one in inner))
        for inner in held
    )


def _matches(_member: Member, head: bytes) -> bool:
    text = head_text(head)
    return _START.match(text) is not None or _EMPTY.fullmatch(text) is not None


def _read(member: Member, origin: Origin) -> Iterator[ReadResult]:
    text = open_text(member, code_page=ANSI)
    dispatch = Dispatch(member.path, origin)
    values = _Values(text.chunks())
    count = 0
    try:
        for position, value in values:
            for found in _records(value, position):
                count += 1
                yield from (found,) if isinstance(found, Rejected) else dispatch.results(found)
        if values.is_open:
            yield Cut("the list of the JSON text does not end")
    except _BrokenJsonError as error:
        yield Cut(f"line {values.line}: {error}; nothing from there on is read")
    else:
        if count == 0:
            yield from none_of(member.path, origin)
    yield from dispatch.closing()
    yield from text.closing()


FORMAT = Format("JSON of ConvertTo-Json", _matches, _read)
