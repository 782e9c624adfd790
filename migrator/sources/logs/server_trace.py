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
from ..format import Collected, Cut, Format, Origin, ReadResult, Remark
from ..record import Rejected
from ..text.decoding import ANSI, MAX_LINE, head_text, open_text
from .sip_headers import MAX_CHARACTERS, Headers

_BEGIN, _END = "$$begin_record", "$$end_record"
_BODY = "Message-Body:"
#: marks of a trace; in a long text a pattern of nothing but letters is found faster than a text
_MARK, _LEVEL = re.compile(r"\$\$"), re.compile("TL_")
_ENTRY = re.compile(r"\s*(?P<level>TL_[A-Z]+)\(TF_\w+\)")
_CUT_ENTRY = re.compile(r"\s*TL_[A-Z]+(?:\(\w*)?")
#: another text has come to stand before the entry
_ENTRY_INSIDE = re.compile(r"(?<=\S)\s*TL_[A-Z]+\(TF_\w+\) \[")
_STAMP = re.compile(r"::(\d\d)/(\d\d)/(\d{4})-(\d\d:\d\d:\d\d\.\d{3})\.[0-9A-Fa-f]+\b")
_COMPONENT = re.compile(r"\s\(([\w.]+),")
_HOST = re.compile(r"\)\s*\[([^\]\\]+)\\")
_LONGEST_ENTRY = 4000
#: lines that only a record has
_OF_RECORD = re.compile(r"^\s*(?:(?:sip-)?start-line|logtype|result-code)\s*:(?!:)", re.IGNORECASE | re.MULTILINE)


@attrs.define
class _Entry:
    """An entry that is being read; *line* is empty for a record that no entry line precedes.

    Attributes:
        headers: its lines up to its body, one or several in a text; no more than are allowed.
        size: characters of them.
    """

    number: int
    line: str
    begun: bool
    in_body: bool = False
    headers: list[str] = attrs.field(factory=list)
    size: int = 0

    @property
    def position(self) -> str:
        return f"line {self.number}"

    @property
    def is_record(self) -> bool:
        return self.begun or any(map(_OF_RECORD.search, self.headers))

    def take(self, lines: str) -> None:
        if self.size <= MAX_CHARACTERS:
            self.headers.append(lines)
            self.size += len(lines)

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
    yield from _Trace(member.path, origin).read(text.chunks())


class _Trace:
    """One pass over a trace: records that are well formed at once, everything else line by line."""

    def __init__(self, path: str, origin: Origin) -> None:
        self._path = path
        self._origin = origin
        self._others = 0
        self._number = 0
        self._entry: _Entry | None = None
        self._strays: tuple[int, str] | None = None

    def read(self, chunks: Iterable[str]) -> Iterator[ReadResult]:
        rest = ""
        for chunk in chunks:
            text = rest + chunk
            if "\r" in text:
                text = text.replace("\r\n", "\n")
            done = 0
            while (end := text.find(_END, done)) >= 0 and (after := text.find("\n", end) + 1):
                start = text.find("\n", text.rfind(_BEGIN, done, end), end) + 1 or end
                if start < end and _is_plain(text, start, end) and text.rfind(_BEGIN, done, start) >= 0:
                    yield from self._lines(text[done : start - 1])
                    yield self._record(text[start : end - 1])
                else:
                    yield from self._lines(text[done : after - 1])
                done = after
            rest = text[done:]
            if len(rest) > MAX_LINE:
                done = rest.rfind("\n") + 1 or len(rest)
                yield from self._lines(rest[:done].removesuffix("\n"))
                rest = rest[done:]
        if rest:
            yield from self._lines(rest.removesuffix("\n").removesuffix("\r"))
        yield from self._abandoned("the file ends inside the record")
        if rest and not rest.endswith("\n") and not rest.rstrip().endswith(_END):
            yield Cut("the last line has no line end, and may be cut")
        if self._strays:
            number, line = self._strays
            yield Rejected(f"line {number}", f"lines that belong to no entry, the first: {line.strip()[:60]!r}")
        if self._others:
            yield Remark(
                f"{counted(self._others, 'trace entry', 'trace entries')} without SIP message or diagnosis: passed over"
            )

    def _record(self, text: str) -> ReadResult:
        """A record from behind the line of its begin to before that of its end."""
        self._number += text.count("\n") + 2
        if self._entry is not None and not self._entry.in_body:
            body = text.find(_BODY)  # also where it is glued to the line above: what it holds is not kept
            self._entry.take(text if body < 0 else text[:body])
        return self._ended(f"line {self._number}")

    def _lines(self, text: str) -> Iterator[ReadResult]:
        for line in text.split("\n"):
            self._number += 1
            level_at = line.rfind("TL_")
            has_level = level_at >= 0
            if not has_level and "$$" not in line:
                self._take(line)
                continue
            is_entry = has_level and _ENTRY.match(line) is not None
            has_entry_inside = level_at > 0 and _ENTRY_INSIDE.search(line) is not None
            if has_entry_inside or (has_level and not is_entry and _CUT_ENTRY.fullmatch(line)):
                yield from self._abandoned("the record has no end")
                self._strays = self._strays or (self._number, line)
                continue
            if is_entry:
                yield from self._abandoned("the record has no end")
                self._entry = _Entry(self._number, _cut(line), begun=False)
            if _BEGIN in line:
                if _END in line:
                    yield from self._abandoned("its end and the begin of the next record stand in one line")
                    self._strays = self._strays or (self._number, line)
                begin = line.rpartition(_END)[2]
                self._entry = self._entry or _Entry(self._number, _cut(begin), begun=True)
                self._entry.begun = True
                continue
            content, found, after = line.partition(_END)
            if after and not after.isspace():
                self._strays = self._strays or (self._number, after)
            if not is_entry:
                self._take(content)
            if found:
                yield self._ended(f"line {self._number}")

    def _take(self, content: str) -> None:
        """What stands in a line that begins no entry: a part of the headers, of a body, or of nothing."""
        if self._entry is None:
            if content and not content.isspace():
                self._strays = self._strays or (self._number, content)
        elif not self._entry.in_body:
            before, found, _ = content.partition(_BODY)
            self._entry.in_body = bool(found)
            self._entry.take(before)

    def _ended(self, position: str) -> ReadResult:
        entry, self._entry = self._entry, None
        if entry is None:
            self._strays = None
            return Rejected(position, "the end of a record whose beginning is missing")
        headers = entry.read_headers()
        if headers.is_too_long:
            return Rejected(entry.position, "the headers of the record are too long to be those of a SIP message")
        if not headers:
            return Rejected(entry.position, "the record is empty")
        return self._item(entry, headers)

    def _abandoned(self, reason: str) -> Iterator[Rejected]:
        """An entry that no end marker closed: a loss where it was a record, else one of the others."""
        entry, self._entry = self._entry, None
        if entry is not None and entry.is_record:
            yield Rejected(entry.position, reason)
        elif entry is not None:
            self._others += 1

    def _item(self, entry: _Entry, headers: Headers) -> TraceRecord:
        line = entry.line
        fields = headers.fields({"entry": line})
        level, stamp = _ENTRY.match(line), _STAMP.search(line)
        host = _HOST.search(line, 0, stamp.start() if stamp else len(line))
        component = _COMPONENT.search(line, stamp.end() if stamp else 0)
        at = _time_of(stamp) if stamp else None
        # an entry without its time is cut: it may have named its machine
        if not (at and level and component):
            shown = {"at": at, "level": level, "component": component, "machine": at or host or self._origin.machine}
            fields["unknown"] = (*fields["unknown"], *(name for name, value in shown.items() if value is None))
        place = f"{self._path}#{entry.position}"
        return TraceRecord(
            key=place,
            product=self._origin.product or "unknown",
            sources=(place,),
            at=at,
            machine=self._origin.machine or (host[1] if host else None),
            component=component[1] if component else None,
            level=level["level"] if level else None,
            **fields,
        )


def _is_plain(text: str, start: int, end: int) -> bool:
    """Whether the lines of a record hold no other mark of a trace, and its end stands on a line of its own."""
    return text[end - 1] == "\n" and _MARK.search(text, start, end) is None and _LEVEL.search(text, start, end) is None


def _cut(line: str) -> str:
    """The line before its begin marker, as far as an entry line can reach."""
    return line[:_LONGEST_ENTRY].partition(_BEGIN)[0].strip()


def _time_of(stamp: re.Match[str]) -> datetime | None:
    """Local time of the server; a trace does not give the offset."""
    month, day, year, time = stamp.groups()
    try:
        return datetime.fromisoformat(f"{year}-{month}-{day} {time}")
    except ValueError:
        return None


FORMAT = Format("server trace", _matches, _read)
