"""Events copied as text from Event Viewer, from `wevtutil qe /f:text` or from an article: blocks, or all in one line.

A block is ten labelled lines in a fixed order with the number of the event on the fourth, in any language; where lines
are missing, the labels must be of a known language. "Copy as text" of Event Viewer also adds the event's XML, which has
the time in UTC and the record number.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import islice, pairwise

import attrs
from lxml import etree

from ...estate.counting import counted
from ...estate.evidence import Event
from ..bundle import Member
from ..format import Cut, Format, Lost, Origin, ReadResult, Remark
from ..record import Rejected
from ..text.cells import width
from ..text.decoding import OEM, TextFile, head_text, open_text
from ..text.html import is_html
from ..text.wrapping import WindowEdge, unwrapped
from ..xml import PARSER_OPTIONS, legal_in_xml
from .event_labels import FIELDS, FIRST, GLUED, INSIDE, PARTS, START, STARTS, labelled
from .event_parts import EventParts
from .event_record import NAMESPACE
from .lines import plain

#: lines of a block before its text, with one blank line after each
_MOST_LINES = 2 * len(PARTS)
#: characters of one event in memory
_MAX_EVENT = 1024 * 1024
_NUMBER = re.compile(r"[0-9]{1,10}")
_NOISE = re.compile(r"\s*Event\[(\d{1,9})\]:?\s*")
_XML_LABEL = re.compile(r"[^:\uff1a]{0,30}XML\s*[:\uff1a]\s*", re.IGNORECASE)
_DATED = re.compile(r"[:\uff1a]\s*(\d{1,2}/\d{1,2}/\d{4})")
#: the end of a sentence, at which a text whose last line has no line end is complete
_SENTENCE_END = re.compile(r"[.!?)\"'\u3002]\s*$")
#: the beginning of another event, behind text whose line end is lost
_EVENT_INSIDE = re.compile(rf"Event\[\d+\]|\S\s*(?:{STARTS})\s?[:\uff1a]")
_ALONE = re.compile(r"[^:\uff1a]{1,40}[:\uff1a]\s*")
#: labels that another language can have in common with those that are known
_MOST_KNOWN = 4
_SHOWN = 60
_CUT = "..."


@attrs.define
class _Block:
    """An event that is being read: its labelled parts, then the lines of its text and of its XML."""

    position: str
    parts: dict[str, str]
    doubtful: set[str] = attrs.field(factory=set)
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


@attrs.frozen
class Header:
    """The labelled lines before the text of an event.

    Attributes:
        rows: the line of each part, from 0.
        used: how many lines they take.
        doubtful: parts that may be cut or hold parts of others.
    """

    parts: Mapping[str, str]
    rows: Mapping[str, int]
    used: int
    doubtful: frozenset[str] = frozenset()


def header(window: Sequence[str]) -> Header | None:
    """The header of a block that begins with the first of these lines; else None."""
    if START.match(window[0]):
        return _known(list(window))
    if len(window) >= len(PARTS) and window[3][-1:].isdecimal():
        return _unknown(window)
    return None


def _known(window: list[str]) -> Header | None:
    """A block with labels of a known language, of which some can be missing.

    Blank lines between them do not count. A line without a label before one with a label may be the rest of a value, or
    of something else.
    """
    parts: dict[str, str] = {}
    rows: dict[str, int] = {}
    doubtful: set[str] = set()
    last = ""
    for number, line in enumerate(window):
        value = _part_of(line, parts)
        if value:
            last = value[0]
            parts[last], rows[last] = value[1], number
            if last == "message":
                break
            if GLUED.search(value[1]):
                doubtful.add(last)
        elif not line.strip() or ((again := _part_of(line, {})) and parts.get(again[0]) == again[1]):
            continue
        elif last and number + 1 < len(window) and _part_of(window[number + 1], parts):
            doubtful.add(again[0] if again else last)
            parts[last] += "" if again else line.strip()
        else:
            break
    if "source" not in parts or not ("id" in parts or "log" in parts):
        return None
    first, second, *_ = parts
    if first == "time" and second != "id":
        return None
    if "message" not in parts:
        doubtful.add("message")
    return Header(parts, rows, max(rows.values()) + 1, frozenset(doubtful))


def _part_of(line: str, parts: Mapping[str, str]) -> tuple[str, str] | None:
    """The part that a line names, with its value, if *parts* does not have it yet."""
    found = labelled(line)
    part = FIELDS.get(found[0]) if found else None
    return (part, found[1]) if found and part and part not in parts else None


def _unknown(window: Sequence[str]) -> Header | None:
    """A complete block in a language without published sample: by the places of its lines."""
    if not _NUMBER.fullmatch(window[3].replace("\uff1a", ":").rpartition(":")[2].strip()):
        return None
    labels = [labelled(window[number]) for number in range(len(PARTS))]
    found = {label[0]: label[1] for label in labels if label}
    values = list(found.values())
    is_known = len(found.keys() & FIELDS.keys()) > _MOST_KNOWN
    if is_known or any(map(GLUED.search, values)):
        return None
    if len(found) < len(PARTS) or not re.search(r"\d:\d\d", values[2]) or re.search(r"[ /]|^$", values[8]):
        return None
    rows = {part: number for number, part in enumerate(PARTS)}
    # the label of the text stands alone: where it comes a line later, a line of something else is among these
    has_another = bool(values[-1]) and len(window) > len(PARTS) and _ALONE.fullmatch(window[len(PARTS)]) is not None
    doubtful = frozenset(PARTS[PARTS.index("id") + 1 :]) if has_another else frozenset()
    return Header(dict(zip(PARTS, values, strict=True)), rows, len(PARTS), doubtful)


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
    """Whether a line begins an event with more than two of its parts; two are lines of which one lost its end."""
    first = START.match(line)
    parts = [_part(m) for m in islice(INSIDE.finditer(line, first.end()), 2)] if first else []
    return len(parts) == 2 and parts[0] == "source"


def _is_event(lines: list[str]) -> bool:
    return is_one_line(lines[0]) or ((found := header(lines)) is not None and "id" in found.parts)


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


@attrs.frozen
class _Line:
    text: str
    is_at_edge: bool


class _Events:
    """One pass over the lines of a file."""

    def __init__(self, path: str, origin: Origin, text: TextFile) -> None:
        self._text = text
        self._parts = EventParts(path, origin)
        self._block: _Block | None = None
        self._edge = WindowEdge()
        self._numbers: set[int] = set()
        self._numbered = 0
        self._strays = 0
        self._first_stray: tuple[int, str] = (0, "")

    def read(self) -> Iterator[ReadResult]:
        times = self._parts.times
        for line in self._text.lines():
            self._edge.learn(line)
            if not times.is_learned and "/" in line and (dated := _DATED.search(line)):
                times.learn(dated[1])
        window: deque[_Line] = deque()
        number, read = 1, 0
        lines = self._text.lines()
        for read, line in enumerate(lines, start=1):
            window.append(_Line(plain(line).rstrip(), 0 < width(line) == self._edge.at))
            if len(window) == _MOST_LINES:
                yield from self._take(window, number)
                number = read - len(window) + 1
        while window:
            yield from self._take(window, number)
            number = read - len(window) + 1
        is_cut = bool(lines.unended) and (self._lacks_text or not _SENTENCE_END.search(lines.unended))
        if is_cut and self._block is not None:
            self._block.doubtful.add("message")
        yield from self._finish(is_cut=is_cut)
        if is_cut:
            shown = lines.unended.strip()[-_SHOWN:]
            yield Cut(f"the last line has no line end and does not end a sentence, it may be cut ({shown!r})")
        if self._numbers and (gaps := self._gaps()):
            yield Rejected("the file", gaps, ("event",))
        if self._strays:
            number, line = self._first_stray
            what = counted(self._strays, "line that belongs", "lines that belong")
            yield Rejected(f"line {number}", f'{what} to no event, the first: "{line.strip()[:_SHOWN]}"', ("event",))

    def notes(self) -> Iterator[Remark | Lost | Cut]:
        """What the user must know about the file; complete after its last line."""
        yield from self._parts.notes()
        yield from self._text.closing()

    @property
    def _lacks_text(self) -> bool:
        """Whether an event is open of which only labelled lines were read."""
        return self._block is not None and not self._block.is_line and not self._block.text

    def _gaps(self) -> str:
        """What the numbers that wevtutil gives the events show to be missing; "" where all are there."""
        first, last = min(self._numbers), max(self._numbers)
        expected = last - first + 1
        if len(self._numbers) == expected == self._numbered:
            return ""
        return f"the events are numbered from {first} to {last}, and {self._numbered} of them are there"

    def _take(self, window: deque[_Line], number: int) -> Iterator[ReadResult]:
        """Read the first line of *window*, or the lines of the block that begins there."""
        line = window[0].text
        used = 1
        if numbered := _NOISE.fullmatch(line):
            self._numbers.add(int(numbered[1]))
        if self._block is not None and self._block.is_in_xml:
            self._block.add(line)
        elif is_one_line(line):
            yield from self._finish()
            self._block = _Block(f"line {number}", {}, is_line=True)
            self._block.add(line)
        elif found := header([each.text for each in window]):
            yield from self._finish()
            used = found.used
            cut = {part for part, row in found.rows.items() if window[row].is_at_edge}
            self._block = _Block(f"line {number}", dict(found.parts), {*found.doubtful, *cut})
            self._numbered += 1
            if text := found.parts.get("message"):
                self._block.add(text)
        elif self._block is not None and not self._block.is_complete and not numbered:
            self._block.add(line)
            if window[0].is_at_edge or (not self._block.is_line and _part_of(line, {})):
                self._block.doubtful.add("message")
        elif line.strip() and not numbered:
            self._first_stray = self._first_stray if self._strays else (number, line)
            self._strays += 1
        for _ in range(used):
            window.popleft()

    def _finish(self, *, is_cut: bool = False) -> Iterator[ReadResult]:
        """The event that is open; one that is cut above its text may end inside its number."""
        block, self._block = self._block, None
        if block is None:
            return
        if is_cut and not block.is_line and not block.text.strip():
            yield Rejected(block.position, "the file ends inside the event", ("event",))
            return
        if not block.is_line:
            if _EVENT_INSIDE.search(block.text):
                yield Rejected(block.position, "another event begins inside a line of its text", ("event",))
            if not block.xml and any(map(_XML_LABEL.fullmatch, block.lines)):
                yield Rejected(block.position, "its XML is not there; its text is read", ("event",))
            parts = {**block.parts, "message": block.text}
            yield from self._results(block.position, parts, block.doubtful, block.xml)
            return
        joint = _joint(block.lines)
        events = list(split_line(unwrapped(block.lines)))
        if not events:
            yield Rejected(block.position, "an event in one line whose parts cannot be told apart", ("event",))
        for number, parts in enumerate(events, start=1):
            position = block.position if number == 1 else f"{block.position}, event {number}"
            if _EVENT_INSIDE.search(parts.get("message", "")):
                yield Rejected(position, "another event begins inside its text", ("event",))
            if is_cut and number == len(events) and not parts.get("message"):
                yield Rejected(position, "the file ends inside the event", ("event",))
                return
            doubtful = block.doubtful if number == len(events) else set()
            broken = {part for part, value in parts.items() if "\n" in value or (joint and joint in value)}
            doubtful |= broken - {"message"}
            yield from self._results(position, parts, doubtful, [])

    def _results(
        self, position: str, parts: Mapping[str, str], doubtful: Collection[str], xml: list[str]
    ) -> Iterator[ReadResult]:
        event = self._parts.event(position, parts, doubtful=doubtful)
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


def _joint(lines: Sequence[str]) -> str:
    """The word that two lines make where they are joined: a blank may have stood in it; "" where that is certain."""
    if len(lines) != 2 or not (lines[0][-1:].isalnum() and lines[1][:1].isalnum()):
        return ""
    return lines[0].rpartition(" ")[2] + lines[1].partition(" ")[0]


FORMAT = Format("event text", _matches, _read)
