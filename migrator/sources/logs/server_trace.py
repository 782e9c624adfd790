r"""SIP messages and diagnoses from the text of a server trace (OCSLogger or CLSLogger, converted by Snooper).

Seen (netdork-federation-dns, published samples): a line
``TL_LEVEL(TF_FLAG) [cpu]PID.TID::MM/DD/YYYY-HH:MM:SS.mmm.SEQhex (Component,Func:file(line))`` begins an entry, in newer
builds with ``[host\host]`` and ``[correlation]``; then comes
``$$begin_record``, on that line or the next, ``Key: value`` lines and ``$$end_record``. An end can come without a
begin. Entries without record are what the code says of itself; they are counted, not kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import datetime

import attrs

from ...estate.counting import counted
from ...estate.evidence import TraceRecord
from ..bundle import Member
from ..format import Collected, Format, Origin, ReadResult, Remark
from ..record import Rejected
from ..text.decoding import ANSI, head_text, open_text
from .sip_headers import MAX_CHARACTERS, Headers

_BEGIN, _END = "$$begin_record", "$$end_record"
_ENTRY = re.compile(r"\s*(?P<level>TL_[A-Z]+)\(TF_\w+\)")
_STAMP = re.compile(r"::(\d\d)/(\d\d)/(\d{4})-(\d\d:\d\d:\d\d\.\d{3})\.[0-9A-Fa-f]+\b")
_COMPONENT = re.compile(r"\s\(([\w.]+),")
_HOST = re.compile(r"\)\s*\[([^\]\\]+)\\")
_LONGEST_ENTRY = 4000
#: lines that only a record has
_RECORD_KEYS = ("start-line", "sip-start-line", "logtype", "result-code")


@attrs.define
class _Entry:
    """An entry that is being read; *line* is empty for a record that no entry line precedes.

    Attributes:
        headers: its lines up to its body, no more than are allowed.
    """

    number: int
    line: str
    begun: bool
    headers: list[str] = attrs.field(factory=list)

    @property
    def position(self) -> str:
        return f"line {self.number}"

    @property
    def is_record(self) -> bool:
        return self.begun or self.read_headers().has(*_RECORD_KEYS)

    def read_headers(self) -> Headers:
        headers = Headers()
        headers.add_all(self.headers)
        return headers


def _matches(_member: Member, head: bytes) -> bool:
    text = head_text(head)
    return not text.lstrip("\ufeff \r\n").startswith("<") and any(map(_is_trace_line, text.split("\n")))


def _is_trace_line(line: str) -> bool:
    return _BEGIN in line or (_ENTRY.match(line) is not None and _STAMP.search(line) is not None)


def _read(member: Member, origin: Origin) -> Iterator[ReadResult]:
    text = open_text(member, code_page=ANSI)
    yield Collected(origin.product or "unknown", ("trace_record",))
    yield from text.closing()
    yield from _Trace(member.path, origin).read(text.lines())


class _Trace:
    """One pass over the lines of a trace."""

    def __init__(self, path: str, origin: Origin) -> None:
        self._path = path
        self._origin = origin
        self._others = 0

    def read(self, lines: Iterable[str]) -> Iterator[ReadResult]:
        entry: _Entry | None = None
        taken: list[str] | None = None  # the headers of the entry; None without one, and in its body
        size = 0
        for number, line in enumerate(lines, start=1):
            if "TL_" not in line and "$$" not in line:
                if taken is not None:
                    taken, size = _with(taken, size, line)
                continue
            is_entry = _ENTRY.match(line) is not None
            if is_entry:
                yield from self._abandoned(entry, "the record has no end")
                entry = _Entry(number, _cut(line), begun=False)
                taken, size = entry.headers, 0
            if _BEGIN in line:
                if entry is None:
                    entry = _Entry(number, _cut(line), begun=True)
                    taken, size = entry.headers, 0
                entry.begun = True
                continue
            content, found, _after = line.partition(_END)
            if taken is not None and not is_entry:
                taken, size = _with(taken, size, content)
            if found:
                yield self._ended(entry, f"line {number}")
                entry = taken = None
        yield from self._abandoned(entry, "the file ends inside the record")
        if self._others:
            yield Remark(
                f"{counted(self._others, 'trace entry', 'trace entries')} without SIP message or diagnosis: passed over"
            )

    def _ended(self, entry: _Entry | None, position: str) -> ReadResult:
        if entry is None:
            return Rejected(position, "the end of a record whose beginning is missing")
        headers = entry.read_headers()
        if headers.is_too_long:
            return Rejected(entry.position, "the headers of the record are too long to be those of a SIP message")
        if not headers:
            return Rejected(entry.position, "the record is empty")
        return self._item(entry, headers)

    def _abandoned(self, entry: _Entry | None, reason: str) -> Iterator[Rejected]:
        """An entry that no end marker closed: a loss where it was a record, else one of the others."""
        if entry is not None and entry.is_record:
            yield Rejected(entry.position, reason)
        elif entry is not None:
            self._others += 1

    def _item(self, entry: _Entry, headers: Headers) -> TraceRecord:
        fields = headers.fields()
        level, component, host = _ENTRY.match(entry.line), _COMPONENT.search(entry.line), _HOST.search(entry.line)
        extra = {"entry": entry.line, **fields.pop("extra")}
        return TraceRecord(
            key=f"{self._path}#{entry.position}",
            product=self._origin.product or "unknown",
            sources=(f"{self._path}#{entry.position}",),
            extra=extra,
            at=_parse_time(entry.line),
            machine=self._origin.machine or (host[1] if host else None),
            component=component[1] if component else None,
            level=level["level"] if level else None,
            **fields,
        )


def _with(taken: list[str], size: int, line: str) -> tuple[list[str] | None, int]:
    """The headers of a record with one line more, and their characters; None once its body begins.

    Beyond the limit one line is enough to show that they are too long.
    """
    if line.startswith("Message-Body:"):
        return None, size
    if size <= MAX_CHARACTERS:
        taken.append(line)
    return taken, size + len(line)


def _cut(line: str) -> str:
    """The line before its begin marker, as far as an entry line can reach."""
    return line[:_LONGEST_ENTRY].partition(_BEGIN)[0].strip()


def _parse_time(line: str) -> datetime | None:
    """Local time of the server; a trace does not give the offset."""
    match = _STAMP.search(line)
    try:
        return datetime.fromisoformat(f"{match[3]}-{match[1]}-{match[2]} {match[4]}") if match else None
    except ValueError:
        return None


FORMAT = Format("server trace", _matches, _read)
