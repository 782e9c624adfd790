"""Reads objects that Format-List printed: ``Name : value``, colons below each other, continuations below the value."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import NamedTuple

import attrs

from ..format import Cut, Remark
from ..mapping import Truncated
from ..record import Record, Rejected
from ..text.cells import cells, text_of, width
from ..text.wrapping import Window, joined
from .lines import ConsoleLines, Survey
from .values import printed_value

_PROPERTY = re.compile(r"[^\s:](?:[^:]{0,126}[^\s:])? *(?= :(?: |$))")
_COLON = re.compile(r" :(?= |$)")
_LABEL = re.compile(r"[A-Za-z_]\w* +")
#: characters that the lines of one object may have
MAX_OBJECT = 4 * 1024 * 1024
#: how values begin that are not simply texts
_SPECIAL = "{SM@("
#: blanks before a continuation that no value has inside: a line end is lost there
_SHORTEST_GAP = 8
#: lines of an object that is read at once
_MOST_LINES = 2_000


class Printed(NamedTuple):
    """An object that was read, with what the user must know about it."""

    result: Record | Rejected
    notes: tuple[Remark | Cut, ...] = ()


def column_of(line: str) -> int | None:
    """The column of the colon of a line ``Name : value``, or None for another line."""
    match = _PROPERTY.match(line)
    return width(match[0]) + 1 if match else None


def begins_list(line: str, following: list[str]) -> bool:
    """Whether *line* is the first of an object: the next line but for continuations has its colon in the column."""
    column = column_of(line)
    if column is None:
        return False
    other = next((o for o in following if o.strip() and not o.startswith(" " * (column + 2))), "")
    return column_of(other) == column


@attrs.define
class ListReader:
    """Reads the objects of one output one by one; what one shows of the window serves the next.

    Attributes:
        command: whose output it is.
        is_other: whether a line begins something else, so that it ends an object.
        survey: of the text.
        group: name and value of the property by which Format-List -GroupBy has put the objects under headings.
        first: how the first line of the first object begins.
    """

    lines: ConsoleLines
    command: str
    window: Window
    is_other: Callable[[str], bool]
    survey: Survey
    group: tuple[str, str] | None = None
    first: str = ""
    _labels: dict[str, str] = attrs.field(factory=dict)
    _names: frozenset[str] = frozenset()
    _above: list[str] = attrs.field(factory=list)
    _shape_above: _Shape | None = None

    def read(self, line: str, column: int) -> Printed:
        """The object whose first line is *line*, with its colon in *column*; the lines behind it are left."""
        printed = self._regular(column) or self._any(line, column)
        if not isinstance(printed.result, Record):
            return printed
        first, label = next(iter(printed.result.properties)), self.first.rpartition(" :")[0].rstrip()
        if first != label and label in printed.result.properties:
            return Printed(Rejected(printed.result.position, f"{first} of another object stands above {label}"))
        self._names = self._names or frozenset(printed.result.properties)
        if self.first.startswith(first) or first not in self._names:
            return printed
        return Printed(Rejected(printed.result.position, f"an object that begins in its middle, with {first}"))

    def _regular(self, column: int) -> Printed | None:
        """The object where its lines are as those of most objects are, by what stands before the values."""
        lines, start = self.lines.paragraph(_MOST_LINES), column + 2
        shape = self._shape_of([line[:start] for line in lines], column)
        if not shape or self.lines.peek(len(lines) + 1)[-1][:1] == " ":
            return None
        position = f"line {self.lines.number}"
        self.lines.skip(len(lines) - 1)
        values = [lines[at][start:] for at in shape.firsts] if shape.broken else [line[start:] for line in lines]
        for at, _, _ in shape.broken:
            values[at] = ""
        text = "\n".join(values)
        if " :" in text and (glued := self._glued(shape.names, values, column)):
            return Printed(Rejected(position, glued))
        found = [
            None if not value else value if value[0] not in _SPECIAL and value[-1] != "}" else printed_value(value)
            for value in values
        ]
        unsure: list[str] = []
        if " " * start in text:
            found = _without_gaps(found, values, start)
        for at, first, end in shape.broken:
            pieces = [line[start:] for line in lines[first:end]]
            found[at] = self._value(pieces, start, at, shape.names, unsure)
        notes = _notes(position, unsure, is_cut=False) if unsure else ()
        return Printed(self._record(position, shape.names, found), notes)

    def _shape_of(self, labels: list[str], column: int) -> _Shape | None:
        """As `_shape`; most objects have the labels of the one above, and lists are sooner compared than found."""
        if labels != self._above:
            self._above, self._shape_above = labels, _shape(tuple(labels), column)
        return self._shape_above

    def _any(self, line: str, column: int) -> Printed:
        """The object, line by line."""
        take, labels = self.lines.take, self._labels
        before, start, indent = column - 1, column + 2, " " * (column + 2)
        number, size, reason = self.lines.number, 0, ""
        names: list[str] = []
        values: list[str] = []
        broken: dict[int, list[str]] = {}
        following: str | None = line
        while following is not None and size <= MAX_OBJECT:
            line = following if following.isascii() else cells(following)
            if line[before:start] == " : " or line[before:] == " :":
                label = line[:column]
                name = labels.get(label) or labels.setdefault(label, text_of(label).rstrip())
                if names and name == names[0]:
                    self.lines.back()
                    break
                names.append(name)
                values.append(text_of(line[start:]))
            elif line.startswith(indent) and not line.isspace():
                broken.setdefault(len(values) - 1, [values[-1]]).append(text_of(line[start:]))
            elif not line or line.isspace():
                if not (ahead := self.lines.peek(1)) or not ahead[0].startswith(indent) or ahead[0].isspace():
                    break
                broken.setdefault(len(values) - 1, [values[-1]]).append("")
            else:
                self.lines.back()
                if not self.is_other(following) and not begins_list(following, self.lines.peek(4)[1:]):
                    reason = self._skip(column)
                break
            size += len(line)
            following = take()
        position = f"line {number}"
        if reason := reason or self._too_long(size, column):
            return Printed(Rejected(position, reason))
        if glued := self._glued(names, values, column):
            return Printed(Rejected(position, glued))
        is_cut = following is None and not (self.survey.is_ended and width(line) < self.window.cells)
        is_cut = is_cut or bool(following and not self.survey.is_ended and not self.lines.peek(1))
        unsure: list[str] = []
        found = [
            self._value(broken[at], start, at, names, unsure) if at in broken else printed_value(value)
            for at, value in enumerate(values)
        ]
        found = _without_gaps(found, values, start)
        if is_cut:
            found[-1] = Truncated(values[-1])
            unsure.append(names[-1])
        if twice := _twice(tuple(names)):
            return Printed(Rejected(position, f"two objects run into each other: {twice} is there twice"))
        return Printed(self._record(position, names, found), _notes(position, unsure, is_cut=is_cut))

    def _glued(self, names: Sequence[str], values: list[str], column: int) -> str:
        """Why the object is not read: a value goes on with the next property, colon and all; "" where none does."""
        for name, value in zip(names, values, strict=True):
            for colon in _COLON.finditer(value):
                start = colon.end() - 1 - column
                label = value[max(0, start) : colon.end() - 1]
                if start < 0 or not _LABEL.fullmatch(label) or (other := label.rstrip()) in names:
                    continue
                before = value[start - 1 : start]
                is_word = not before or before.isspace() or (label[0].isupper() and not before.isupper())
                if is_word or label.endswith("  ") or other in self._names:
                    return f"two lines run into each other: {other} stands in the value of {name}"
        return ""

    def _value(self, pieces: list[str], start: int, at: int, names: Sequence[str], unsure: list[str]) -> object:
        """The value of several lines of the property *at*; where it is not certain, its name is put into *unsure*.

        A line break in the first property, which names the object, or before the end of a list that has not begun,
        shows that a line is lost.
        """
        text, certain = joined(pieces, start, self.window, keeps_blanks=self.survey.keeps_blanks)
        value = printed_value(text)
        is_glued = start > _SHORTEST_GAP and " " * start in "\n".join(pieces)
        if is_glued:
            unsure.append(names[at])
            return Truncated(text)
        if "\n" in text and (at == 0 or (text.endswith("}") and not text.startswith("{"))):
            unsure.append(names[at])
            return Truncated(text)
        if certain or isinstance(value, Truncated):
            return value
        unsure.append(names[at])
        return Truncated(text, value)

    def _record(self, position: str, names: Sequence[str], values: list[object]) -> Record:
        properties = dict(zip(names, values, strict=True))
        if self.group and self.group[0] not in properties:
            properties[self.group[0]] = printed_value(self.group[1])
        class_name = properties.get("__CLASS")
        return Record(class_name if isinstance(class_name, str) else "", properties, position, self.command)

    def _too_long(self, size: int, column: int) -> str:
        """Why an object of *size* characters is not read, of which the rest is read over; "" if it is."""
        if size <= MAX_OBJECT:
            return ""
        self._skip(column)
        return f"the object has more than {MAX_OBJECT:,} characters"

    def _skip(self, column: int) -> str:
        """Read over the rest of an object that has a line which is not of it; gives the reason."""
        first, count = self.lines.number + 1, 0
        shown = ""
        while (line := self.lines.take()) is not None and line.strip() and not self.is_other(line):
            shown = shown or line.strip()[:60]
            count += 1
        if line is not None and line.strip():
            self.lines.back()
        return f"line {first} is not a property of this object, whose colons are in column {column + 1}: {shown!r}"


def _without_gaps(found: list[object], values: Sequence[str], start: int) -> list[object]:
    """The values; one that holds the blanks that stand before a continuation has lost a line end: it is not certain."""
    if start <= _SHORTEST_GAP:
        return found
    gap = " " * start
    return [Truncated(text) if gap in text else value for value, text in zip(found, values, strict=True)]


def _notes(position: str, unsure: list[str], *, is_cut: bool) -> tuple[Remark | Cut, ...]:
    """What the user must know about the values of an object that are not certain."""
    if is_cut:
        return (Cut(f"the text ends in {unsure[-1]} of the object at {position}"),)
    if not unsure:
        return ()
    return (Remark(f"{position}: the lines of {', '.join(unsure)} can be joined in more than one way"),)


class _Shape(NamedTuple):
    """How the lines of an object stand: many objects have the same.

    Attributes:
        firsts: the first line of each property.
        broken: of each property of several lines, which it is, its first line, and the line behind its last.
    """

    names: tuple[str, ...]
    firsts: tuple[int, ...]
    broken: tuple[tuple[int, int, int], ...]


@lru_cache(maxsize=1024)
def _shape(labels: tuple[str, ...], column: int) -> _Shape | None:
    """The shape of lines that have *labels* before their values, or None where they are not those of one object."""
    indent = " " * (column + 2)
    names: list[str] = []
    firsts: list[int] = []
    for at, label in enumerate(labels):
        if label[:1] not in (" ", "") and label[column - 1 :] in (" : ", " :") and label.isascii():
            names.append(label[:column].rstrip())
            firsts.append(at)
        elif label != indent or not names:
            return None
    if not names or _twice(tuple(names)):
        return None
    ends = [*firsts[1:], len(labels)]
    broken = [(at, *span) for at, span in enumerate(zip(firsts, ends, strict=True)) if span[1] - span[0] > 1]
    return _Shape(tuple(names), tuple(firsts), tuple(broken))


@lru_cache(maxsize=1024)
def _twice(names: tuple[str, ...]) -> str:
    """The first name that is there twice, whatever its letter case, or ""; kept, as objects have the same names."""
    seen: set[str] = set()
    for name in map(str.casefold, names):
        if name in seen:
            return name
        seen.add(name)
    return ""
