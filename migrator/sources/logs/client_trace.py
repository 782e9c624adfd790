"""SIP messages from the log of a client: Communicator-uccapi-N.uccapilog, Lync-UccApi-N.UccApilog.

No complete log was found. Public scripts rely on the stamp ``MM/DD/YYYY|HH:MM:SS.mmm``, on two words
and a level before ``::``, on the start line of a message following it, and on ``Sending Packet -``; that received
messages are announced by ``Data Received -``, and the form of the address after it, is recollection.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import datetime

import attrs

from ...estate.counting import counted
from ...estate.evidence import TraceRecord
from ..bundle import Member
from ..format import Collected, Cut, Format, Lost, Origin, ReadResult, Remark
from ..record import Rejected
from ..text.decoding import ANSI, head_text, open_text
from .lines import plain
from .sip_headers import START_LINE, Headers, is_start_line

_ENTRY = re.compile(
    r"\ufeff?(?P<month>\d\d)/(?P<day>\d\d)/(?P<year>\d{4})\|(?P<time>\d\d:\d\d:\d\d\.\d{3})"
    r"(?:\s+\S+)?\s+(?P<level>[A-Z]+)\s*::\s?(?P<text>.*)"
)
#: the stamp of an entry, also inside a line or cut off
_STAMP = re.compile(r"\d\d/\d\d/\d{4}\|")
_CUT_STAMP = re.compile(r"\d\d/(?:\d{1,2}(?:/\d{0,4})?)?\s*")
_ANNOUNCED = re.compile(r"(?P<way>Sending Packet|Data Received)(?:\s*-\s*(?P<peer>[^\s(]+))?(?!.* [0-4] bytes)")
_DIRECTIONS = {"Sending Packet": "outgoing", "Data Received": "incoming"}


#: fields that the first line of a message shows, and those that the entry before it shows too
_BEGINS = frozenset({"start_line"})
_ANNOUNCES = _BEGINS | {"direction", "peer"}


@attrs.define
class _Message:
    """A message that is being read."""

    position: str
    start_line: str
    entry: re.Match[str]
    announced: re.Match[str] | None
    headers: Headers = attrs.field(factory=Headers)


def _matches(_member: Member, head: bytes) -> bool:
    return any(_ENTRY.match(line) for line in head_text(head).split("\n"))


def _read(member: Member, origin: Origin) -> Iterator[ReadResult]:
    text = open_text(member, code_page=ANSI)
    yield Collected(origin.product or "unknown", ("trace_record",))
    yield from text.closing()
    lines = text.lines()
    yield from _Log(member.path, origin).read(lines)
    if lines.unended:
        yield Cut(f"the last line has no line end, and may be cut ({lines.unended.strip()[:60]!r})")


class _Log:
    """One pass over the lines of a log; a message ends at the blank line after its headers, or at the next stamp."""

    def __init__(self, path: str, origin: Origin) -> None:
        self._path = path
        self._origin = origin
        self._message: _Message | None = None
        self._entry: re.Match[str] | None = None
        self._announced: re.Match[str] | None = None
        self._others = self._missed = 0
        self._strays: tuple[int, str] | None = None

    def read(self, lines: Iterable[str]) -> Iterator[ReadResult]:
        for number, given in enumerate(lines, start=1):
            line = plain(given) if "\x00" in given else given
            entry = _ENTRY.match(line)
            if entry:
                yield from self._finish()
                self._entry = entry
            if _is_damaged(line, entry):
                if self._message is not None and not _STAMP.match(line):
                    self._message.headers.add_damaged(line)
                yield from self._finish()
                self._strays = self._strays or (number, line)
                self._missed += self._announced is not None
                self._announced = None
                continue
            text = entry["text"] if entry else line
            if self._message is not None:
                if text.strip():
                    self._message.headers.add(text)
                else:
                    yield from self._finish()
            elif self._entry and (entry or self._announced) and START_LINE.fullmatch(text):
                self._message = _Message(f"line {number}", text.strip(), self._entry, self._announced)
                self._announced = None
            elif entry:
                self._missed += self._announced is not None
                self._announced = _ANNOUNCED.match(text)
                self._others += self._announced is None
            elif self._announced and line.strip():
                self._missed += 1
                self._announced = None
            elif self._entry is None and line.strip():
                self._strays = self._strays or (number, line)
        if self._message is not None:
            yield Rejected(self._message.position, "the file ends inside the message")
        yield from self._notes()

    def _notes(self) -> Iterator[ReadResult]:
        """What was not read."""
        if self._strays:
            number, line = self._strays
            yield Rejected(f"line {number}", f"lines that belong to no entry, the first: {line.strip()[:60]!r}")
        if self._missed:
            yield Lost(f"{counted(self._missed, 'packet', 'packets')} without a SIP message that could be read")
        if self._others:
            yield Remark(f"{counted(self._others, 'entry', 'entries')} without SIP message: passed over")

    def _finish(self) -> Iterator[ReadResult]:
        message, self._message = self._message, None
        if message is None:
            return
        if message.headers.is_too_long:
            yield Rejected(message.position, "the headers are too long to be those of a SIP message")
            return
        fields = message.headers.fields()
        way = message.announced
        # the rest of a start line in the line below it, or a header at its end
        is_complete = is_start_line(message.start_line) and not message.headers.begins_odd
        shown = (_ANNOUNCES if way else _BEGINS) if is_complete else _ANNOUNCES - _BEGINS if way else frozenset()
        yield TraceRecord(
            key=f"{self._path}#{message.position}",
            product=self._origin.product or "unknown",
            sources=(f"{self._path}#{message.position}",),
            at=_parse_time(message.entry),
            machine=self._origin.machine,
            level=message.entry["level"],
            **{
                **fields,
                "start_line": message.start_line,
                "direction": _DIRECTIONS[way["way"]] if way else None,
                "peer": way["peer"] if way else None,
                "unknown": tuple(name for name in fields["unknown"] if name not in shown),
            },
        )


def _is_damaged(line: str, entry: re.Match[str] | None) -> bool:
    """Whether a line holds a stamp that is not at its start, or a part of one."""
    if entry is None:
        is_part = line.startswith(":: ") or (line[:1].isdecimal() and _CUT_STAMP.fullmatch(line) is not None)
        return is_part or ("|" in line and _STAMP.search(line) is not None)
    return "|" in entry["text"] and _STAMP.search(entry["text"]) is not None


def _parse_time(entry: re.Match[str]) -> datetime | None:
    """Local time of the client; a log does not give the offset."""
    try:
        return datetime.fromisoformat(f"{entry['year']}-{entry['month']}-{entry['day']} {entry['time']}")
    except ValueError:
        return None


FORMAT = Format("client trace", _matches, _read)
