"""Events copied as text from Event Viewer, from `wevtutil qe /f:text` or from an article: blocks, or all in one line.

A block is ten labelled lines in a fixed order with the number of the event on the fourth, in any language; where lines
are missing, the labels must be of a known language. "Copy as text" of Event Viewer also adds the event's XML, which has
the time in UTC and the record number.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

import attrs
from lxml import etree

from ...estate.counting import counted
from ...estate.evidence import Event
from ..bundle import Member
from ..format import Cut, Format, Origin, ReadResult, Remark
from ..record import Rejected
from ..text.decoding import OEM, TextFile, head_text, open_text
from ..text.html import is_html
from ..xml import PARSER_OPTIONS, legal_in_xml
from .event_labels import FIELDS, FIRST, INSIDE, PARTS, START, labelled
from .event_parts import EventParts
from .event_record import NAMESPACE
from .lines import plain, unwrapped

#: lines of a block before its text, with one blank line after each
_MOST_LINES = 2 * len(PARTS)
#: characters of one event in memory
_MAX_EVENT = 1024 * 1024
_NUMBER = re.compile(r"[0-9]{1,10}")
_NOISE = re.compile(r"\s*Event\[\d+\]:?\s*")
_XML_LABEL = re.compile(r"[^:\uff1a]{0,30}XML\s*[:\uff1a]\s*", re.IGNORECASE)
_DATED = re.compile(r"[:\uff1a]\s*(\d{1,2}/\d{1,2}/\d{4})")
_SHOWN = 60
_CUT = "..."


@attrs.define
class _Block:
    """An event that is being read: its labelled parts, then the lines of its text and of its XML."""

    position: str
    parts: dict[str, str]
    is_line: bool = False
    lines: list[str] = attrs.field(factory=list)
    xml: list[str] = attrs.field(factory=list)
    size: int = 0

    @property
    def is_in_xml(self) -> bool:
        return bool(self.xml) and not self.is_complete

    @property
    def is_complete(self) -> bool:
        """Whether its XML was read to the end: nothing can follow."""
        return bool(self.xml) and "</Event>" in self.xml[-1]

    def add(self, line: str) -> None:
        """Take a line of the text or of the XML; what is beyond the limit of one event is cut off with a mark."""
        self.size += len(line)
        in_xml = not self.is_line and (bool(self.xml) or (NAMESPACE in line and "<Event" in line))
        lines = self.xml if in_xml else self.lines
        if self.size <= _MAX_EVENT:
            lines.append(line)
        elif lines and lines[-1] != _CUT:
            lines.append(_CUT)

    @property
    def text(self) -> str:
        lines = self.lines[:-1] if self.xml and self.lines and _XML_LABEL.fullmatch(self.lines[-1]) else self.lines
        return "\n".join(lines).strip()


def header(window: Sequence[str]) -> tuple[dict[str, str], int] | None:
    """The parts of a block that begins with the first of these lines, and how many lines they take; else None."""
    if START.match(window[0]):
        return _known(list(window))
    if len(window) >= len(PARTS) and window[3][-1:].isdecimal():
        return _unknown(window)
    return None


def _known(window: list[str]) -> tuple[dict[str, str], int] | None:
    """A block with labels of a known language, of which some can be missing.

    Blank lines between them do not count, and a line without a label before one with a label is the rest of a value.
    """
    parts: dict[str, str] = {}
    used = 0
    last = ""
    for number, line in enumerate(window):
        value = _part_of(line, parts)
        if value:
            last = value[0]
            parts[last] = value[1]
            used = number + 1
            if last == "message":
                break
        elif not line.strip():
            continue
        elif last and number + 1 < len(window) and _part_of(window[number + 1], parts):
            parts[last] += line.strip()
        else:
            break
    if "source" not in parts or not ("id" in parts or "log" in parts):
        return None
    first, second, *_ = parts
    if first == "time" and second != "id":
        return None
    return parts, used


def _part_of(line: str, parts: Mapping[str, str]) -> tuple[str, str] | None:
    """The part that a line names, with its value, if *parts* does not have it yet."""
    found = labelled(line)
    part = FIELDS.get(found[0]) if found else None
    return (part, found[1]) if found and part and part not in parts else None


def _unknown(window: Sequence[str]) -> tuple[dict[str, str], int] | None:
    """A complete block in a language without published sample: by the places of its lines."""
    if not _NUMBER.fullmatch(window[3].replace("\uff1a", ":").rpartition(":")[2].strip()):
        return None
    rows = [labelled(window[number]) for number in range(len(PARTS))]
    found = {row[0]: row[1] for row in rows if row}
    values = list(found.values())
    if len(found) < len(PARTS) or not re.search(r"\d:\d\d", values[2]) or " " in values[8] or not values[8]:
        return None
    return dict(zip(PARTS, values, strict=True)), len(PARTS)


def split_line(text: str) -> Iterator[dict[str, str]]:
    """The events of a text that holds each of them in one line, one after the other; see `is_one_line`."""
    labels = [(m.start(), m.end(), _part(m)) for m in INSIDE.finditer(text)]
    starts = [n for n, (one, two) in enumerate(pairwise(labels)) if _begins(text, one, two)]
    for start, end in pairwise([*starts, len(labels)]):
        parts: dict[str, str] = {}
        until = labels[end][0] if end < len(labels) else len(text)
        for number in range(start, end):
            _, begin, part = labels[number]
            if part in parts:
                continue
            is_last = part == "message" or number + 1 == end
            parts[part] = text[begin : until if is_last else labels[number + 1][0]].strip()
            if is_last:
                break
        yield parts


def _part(match: re.Match[str]) -> str:
    return FIELDS[" ".join(match["label"].casefold().split())]


def _begins(text: str, one: tuple[int, int, str], two: tuple[int, int, str]) -> bool:
    """Whether an event begins at the label *one*: the next label is its source's."""
    label = " ".join(text[one[0] : one[1]].casefold().split()).rstrip(":\uff1a ")
    return two[2] == "source" and label in FIRST


def is_one_line(line: str) -> bool:
    """Whether a line begins an event with more than one of its parts."""
    first = START.match(line)
    return first is not None and next((_part(m) == "source" for m in INSIDE.finditer(line, first.end())), False)


def _is_event(lines: list[str]) -> bool:
    return is_one_line(lines[0]) or ((found := header(lines)) is not None and "id" in found[0])


def _matches(_member: Member, head: bytes) -> bool:
    text = head_text(head).lstrip("\ufeff")
    if text.lstrip().startswith("<") or is_html(head):
        return False
    lines = [line.rstrip() for line in text.split("\n")]
    return any(line.strip() and _is_event(lines[n : n + _MOST_LINES]) for n, line in enumerate(lines))


def _read(member: Member, origin: Origin) -> Iterator[ReadResult]:
    text = open_text(member, code_page=OEM)
    reader = _Events(member.path, origin, text)
    yield from reader.read()
    yield from reader.notes()


class _Events:
    """One pass over the lines of a file."""

    def __init__(self, path: str, origin: Origin, text: TextFile) -> None:
        self._text = text
        self._parts = EventParts(path, origin)
        self._block: _Block | None = None
        self._strays = 0
        self._first_stray: tuple[int, str] = (0, "")

    def read(self) -> Iterator[ReadResult]:
        for line in self._text.lines():
            if "/" in line and (dated := _DATED.search(line)):
                self._parts.times.learn(dated[1])
                if self._parts.times.is_learned:
                    break
        window: deque[str] = deque()
        number, read = 1, 0
        for read, line in enumerate(self._text.lines(), start=1):
            window.append(plain(line).rstrip())
            if len(window) == _MOST_LINES:
                yield from self._take(window, number)
                number = read - len(window) + 1
        while window:
            yield from self._take(window, number)
            number = read - len(window) + 1
        yield from self._finish()
        if self._strays:
            number, line = self._first_stray
            what = counted(self._strays, "line that belongs", "lines that belong")
            yield Rejected(f"line {number}", f'{what} to no event, the first: "{line.strip()[:_SHOWN]}"', ("event",))

    def notes(self) -> Iterator[Remark | Cut]:
        """What the user must know about the file; complete after its last line."""
        yield from self._parts.notes()
        yield from self._text.closing()

    def _take(self, window: deque[str], number: int) -> Iterator[ReadResult]:
        """Read the first line of *window*, or the lines of the block that begins there."""
        line = window[0]
        used = 1
        if self._block is not None and self._block.is_in_xml:
            self._block.add(line)
        elif is_one_line(line):
            yield from self._finish()
            self._block = _Block(f"line {number}", {}, is_line=True)
            self._block.add(line)
        elif found := header(window):
            yield from self._finish()
            parts, used = found
            self._block = _Block(f"line {number}", parts)
            if text := parts.get("message"):
                self._block.add(text)
        elif self._block is not None and not self._block.is_complete and not _NOISE.fullmatch(line):
            self._block.add(line)
        elif line.strip() and not _NOISE.fullmatch(line):
            self._first_stray = self._first_stray if self._strays else (number, line)
            self._strays += 1
        for _ in range(used):
            window.popleft()

    def _finish(self) -> Iterator[ReadResult]:
        block, self._block = self._block, None
        if block is None:
            return
        if not block.is_line:
            yield from self._results(block.position, block.parts, block.text, block.xml)
            return
        events = list(split_line(unwrapped(block.lines)))
        if not events:
            yield Rejected(block.position, "an event in one line whose parts cannot be told apart", ("event",))
        for number, parts in enumerate(events, start=1):
            position = block.position if number == 1 else f"{block.position}, event {number}"
            yield from self._results(position, parts, parts.get("message", ""), [])

    def _results(self, position: str, parts: Mapping[str, str], text: str, xml: list[str]) -> Iterator[ReadResult]:
        event = self._parts.event(position, {**parts, "message": text})
        if xml and isinstance(event, Event):
            mapped = self._from_xml(position, xml)
            if isinstance(mapped, Event):
                yield attrs.evolve(mapped, message=mapped.message or event.message)
                return
            yield mapped
        yield event

    def _from_xml(self, position: str, xml: list[str]) -> Event | Rejected:
        try:
            content = legal_in_xml("\n".join(xml).strip().removesuffix(_CUT)).encode("utf-8", "replace")
            element = etree.fromstring(content, etree.XMLParser(**PARSER_OPTIONS))
        except etree.XMLSyntaxError as error:
            return Rejected(position, f"its XML is incomplete or malformed ({error.msg}); its text is read", ("event",))
        return self._parts.mapper.map(element, position)


FORMAT = Format("event text", _matches, _read)
