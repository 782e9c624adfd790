"""SIP messages and headers of a diagnosis that were pasted alone, outside of any trace.

A message begins with its start line, or without it at its first header, and ends at a blank line; what follows is its
body, which is not kept. The server that wrote a response names its version (``Server: RTC/5.0``) and, in a challenge,
itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import attrs

from ...estate.counting import counted
from ...estate.evidence import TraceRecord
from ..bundle import Member
from ..format import Collected, Format, Origin, ReadResult, Remark
from ..record import Rejected
from ..text.decoding import ANSI, head_text, open_text
from ..text.html import is_html
from .lines import plain
from .sip_headers import DIAGNOSIS, HEADER, START_LINE, Headers, is_start_line

#: versions of the Server header: RTC/3.5 in a published capture of OCS 2007 R2, 4.0 and 5.0 in those of Lync
_PRODUCTS = {"3.5": "ocs2007r2", "4.0": "lync2010", "5.0": "lync2013"}
_SERVER = re.compile(r"RTC/(\d\.\d)\b")
#: headers without which a run of labelled lines is not taken for a message
_OF_SIP = ("call-id", "i", "cseq", "ms-diagnostics", "ms-diagnostics-public", "ms-client-diagnostics")
_QUOTES = '"\u201c\u201d'
#: lines of the traces that have readers of their own
_TRACE = re.compile(r"^\s*TL_[A-Z]+\(TF_|\$\$begin_record|^\d\d/\d\d/\d{4}\|", re.MULTILINE)
_SHOWN = 60


@attrs.define
class _Message:
    """A message, or a run of headers, that is being read."""

    position: str
    number: int
    start_line: str = ""
    first: str = ""
    lines: int = 0
    headers: Headers = attrs.field(factory=Headers)
    is_quote_open: bool = False

    def add(self, line: str) -> None:
        """Take a header line, or the rest of the one before it."""
        self.first = self.first or line
        self.lines += 1
        if self.goes_on(line):
            self.headers.fold(line)
        else:
            self.headers.add(line)
            self.is_quote_open = False
        self.is_quote_open ^= sum(map(line.count, _QUOTES)) % 2 == 1

    def goes_on(self, line: str) -> bool:
        """Whether a line is the rest of the header before it: indented, or inside its quotes."""
        return bool(self.headers) and (line[:1] in (" ", "\t") or (self.is_quote_open and not HEADER.match(line)))


def _matches(_member: Member, head: bytes) -> bool:
    text = head_text(head).lstrip("\ufeff").replace("\r", "")
    if text.lstrip().startswith("<") or is_html(head) or _TRACE.search(text):
        return False
    return DIAGNOSIS.search(text) is not None or any(map(START_LINE.fullmatch, text.split("\n")))


def _read(member: Member, origin: Origin) -> Iterator[ReadResult]:
    text = open_text(member, code_page=ANSI)
    reader = _Text(member.path, origin)
    yield from reader.read(text.lines())
    yield from text.closing()


class _Text:
    """One pass over the lines of a file."""

    def __init__(self, path: str, origin: Origin) -> None:
        self._path = path
        self._origin = origin
        self._message: _Message | None = None
        self._in_body = False
        self._body_lines = 0
        self._strays = 0
        self._first_stray = (0, "")

    def read(self, lines: Iterable[str]) -> Iterator[ReadResult]:
        found = False
        for number, line in enumerate(lines, start=1):
            for result in self._take(number, plain(line)):
                found = True
                yield result
        for result in self._finish():
            found = True
            yield result
        if not found:
            yield Collected(self._origin.product or "unknown", ("trace_record",))
        if self._body_lines:
            yield Remark(f"{counted(self._body_lines, 'line')} of bodies of messages: not kept")
        if self._strays:
            number, line = self._first_stray
            what = counted(self._strays, "line that belongs", "lines that belong")
            reason = f'{what} to no SIP message, the first: "{line.strip()[:_SHOWN]}"'
            yield Rejected(f"line {number}", reason, ("trace_record",))

    def _take(self, number: int, line: str) -> Iterator[ReadResult]:
        message = self._message
        diagnosis = DIAGNOSIS.search(line) if "diagnostics" in line.casefold() else None
        if "SIP/2.0" in line and START_LINE.fullmatch(line):
            yield from self._finish()
            self._in_body = False
            self._message = _Message(f"line {number}", number, line.strip())
        elif not line.strip():
            self._in_body = message.headers.length_of_body() > 0 if message is not None else self._in_body
            yield from self._finish()
        elif message is not None and message.goes_on(line):
            message.add(line)
        elif diagnosis and (message is None or diagnosis.start() > 0):
            yield from self._finish()
            self._in_body = False
            self._message = _Message(f"line {number}", number)
            self._message.add(line[diagnosis.start() :])
        elif self._in_body:
            self._body_lines += 1
        elif HEADER.match(line):
            if message is None:
                self._message = message = _Message(f"line {number}", number)
            message.add(line)
        else:
            yield from self._finish()
            self._stray(number, line, 1)

    def _stray(self, number: int, line: str, count: int) -> None:
        self._first_stray = self._first_stray if self._strays else (number, line)
        self._strays += count

    def _finish(self) -> Iterator[ReadResult]:
        message, self._message = self._message, None
        if message is None:
            return
        if message.headers.is_too_long:
            yield Rejected(message.position, "the headers are too long to be those of a SIP message", ("trace_record",))
        elif message.start_line or message.headers.has(*_OF_SIP):
            yield self._record(message)
        else:
            self._stray(message.number, message.first, message.lines)

    def _record(self, message: _Message) -> TraceRecord:
        fields: dict[str, Any] = message.headers.fields()
        extra = fields["extra"]
        server = _SERVER.search(str(extra.get("Server", "")))
        place = f"{self._path}#{message.position}"
        at = _parse_date(extra.get("Date"))
        return TraceRecord(
            key=place,
            product=self._origin.product or (_PRODUCTS.get(server[1], "unknown") if server else "unknown"),
            sources=(place,),
            at=at,
            machine=self._origin.machine,
            **_with_start_line(fields, message.start_line, () if at else ("at",)),
        )


def _with_start_line(fields: dict[str, Any], line: str, absent: tuple[str, ...]) -> dict[str, Any]:
    """The fields with the start line that stands above the headers, if one does; *absent* ones are unknown too."""
    known = {"start_line"} if is_start_line(line) else set()
    unknown = tuple(name for name in (*fields["unknown"], *absent) if name not in known)
    return {**fields, **({"start_line": line} if line else {}), "unknown": unknown}


def _parse_date(value: object) -> datetime | None:
    """The time of a Date header, which is always in GMT."""
    try:
        return parsedate_to_datetime(str(value)).replace(tzinfo=UTC) if value else None
    except ValueError:
        return None


FORMAT = Format("SIP text", _matches, _read)
