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
from .sip_headers import Headers

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
    """An entry that is being read; *line* is empty for a record that no entry line precedes."""

    position: str
    line: str
    begun: bool
    in_body: bool = False
    headers: Headers = attrs.field(factory=Headers)

    @property
    def is_record(self) -> bool:
        return self.begun or self.headers.has(*_RECORD_KEYS)


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
        self._entry: _Entry | None = None
        self._others = 0

    def read(self, lines: Iterable[str]) -> Iterator[ReadResult]:
        for number, line in enumerate(lines, start=1):
            if _ENTRY.match(line):
                yield from self._abandon("the record has no end")
                self._entry = _Entry(f"line {number}", _cut(line), begun=False)
            if _BEGIN in line:
                self._begin(f"line {number}", line)
                continue
            content, found, _after = line.partition(_END)
            if not _ENTRY.match(line):
                self._take(content)
            if found:
                yield self._end(f"line {number}")
        yield from self._abandon("the file ends inside the record")
        if self._others:
            yield Remark(
                f"{counted(self._others, 'trace entry', 'trace entries')} without SIP message or diagnosis: passed over"
            )

    def _begin(self, position: str, line: str) -> None:
        if self._entry is None:
            self._entry = _Entry(position, _cut(line), begun=True)
        self._entry.begun = True

    def _take(self, line: str) -> None:
        entry = self._entry
        if entry is None or entry.in_body:
            return
        if line.startswith("Message-Body:"):
            entry.in_body = True
        else:
            entry.headers.add(line)

    def _end(self, position: str) -> ReadResult:
        entry, self._entry = self._entry, None
        if entry is None:
            return Rejected(position, "the end of a record whose beginning is missing")
        if entry.headers.is_too_long:
            return Rejected(entry.position, "the headers of the record are too long to be those of a SIP message")
        if not entry.headers:
            return Rejected(entry.position, "the record is empty")
        return self._item(entry)

    def _abandon(self, reason: str) -> Iterator[Rejected]:
        """An entry that no end marker closed: a loss where it was a record, else one of the others."""
        entry, self._entry = self._entry, None
        if entry is not None and entry.is_record:
            yield Rejected(entry.position, reason)
        elif entry is not None:
            self._others += 1

    def _item(self, entry: _Entry) -> TraceRecord:
        fields = entry.headers.fields()
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
