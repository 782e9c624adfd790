"""Sockets of a server from `netstat -an`, `-abn` or `-abno`: one listener item per row.

Seen (schertz-edge-ports): rows ``Proto Local Foreign [State] [PID]``, UDP without a state, IPv6
in brackets; with ``-b`` then component lines and `` [exe]`` or `` Can not obtain ownership information``. Title,
headings, states and (not seen, so assumed) that sentence are localised: a listener is recognised by its foreign
port 0, the sentence by its indent of one blank. ``findstr`` leaves rows only.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

import attrs

from ...estate.counting import counted
from ...estate.evidence import Listener
from ..bundle import Member
from ..format import Collected, Format, Origin, ReadResult, Remark
from ..record import Rejected
from ..text.decoding import OEM, head_text, open_text

_ROW = re.compile(
    r"\s*(?P<protocol>TCP|UDP)(?:v6)?\s+"
    r"(?P<local>\[[0-9A-Fa-f:.]+(?:%\w+)?\]|[\d.]+|\*):(?P<local_port>\d{1,5})\s+"
    r"(?P<remote>\[[0-9A-Fa-f:.]+(?:%\w+)?\]|[\d.]+|\*):(?P<remote_port>\d{1,5}|\*)"
    r"(?P<rest>\s.*)?"
)
_ROW_LIKE = re.compile(r"\s*(?:TCP|UDP)(?:v6)?\s+\S+:\S+\s+\S+:\S+")
_STATE_AND_PID = re.compile(r"\s*(?P<state>.*?)\s*(?P<pid>(?<!\S)\d{1,10})?\s*")
_PROCESS = re.compile(r"\s*\[(?P<process>[^\]]+)\]\s*")
_NO_OWNER = "can not obtain ownership information"
_HEADINGS = re.compile(r"^\s*Active Connections\s*$.*?^\s*Proto\s+Local Address\b", re.MULTILINE | re.DOTALL)
_LINES_BEFORE_ROWS = 40
_LONGEST_ROW = 400
#: component lines of one row; Windows Server 2003 lists the modules of a process
_MOST_COMPONENTS = 50


def _matches(_member: Member, head: bytes) -> bool:
    text = head_text(head)
    if text.lstrip().startswith("<"):
        return False
    first = [line for line in text.split("\n") if line.strip()][:_LINES_BEFORE_ROWS]
    return any(map(_is_row, first)) or _HEADINGS.search("\n".join(first)) is not None


def _is_row(line: str) -> bool:
    """Whether a line is a row, with names or numbers; longer lines cannot be rows, and would take the pattern long."""
    return len(line) <= _LONGEST_ROW and _ROW_LIKE.match(line) is not None


def _read(member: Member, origin: Origin) -> Iterator[ReadResult]:
    text = open_text(member, code_page=OEM)
    product = origin.product or "unknown"
    yield Collected(product, ("listener",))
    if text.remark:
        yield Remark(text.remark)
    yield from _Rows(member.path, product, origin.machine).read(text.lines())


class _Rows:
    """Attaches the owner lines to the row before them."""

    def __init__(self, path: str, product: str, machine: str | None) -> None:
        self._path = path
        self._product = product
        self._machine = machine
        self._keys: Counter[str] = Counter()
        self._row: Listener | None = None
        self._components: list[str] = []
        self._passed_over = 0
        self._first_passed_over = ""

    def read(self, lines: Iterator[str]) -> Iterator[ReadResult]:
        seen_row = False
        for number, line in enumerate(lines, start=1):
            if _is_row(line):
                yield from self._finish()
                seen_row = True
                row = self._parse(line, f"line {number}")
                if isinstance(row, Rejected):
                    yield row
                else:
                    self._row = row
            elif not line.strip():
                yield from self._finish()
            elif self._row is not None and len(self._components) < _MOST_COMPONENTS:
                yield from self._owner(line)
            elif seen_row:
                self._passed_over += 1
                self._first_passed_over = self._first_passed_over or f"line {number}: {line.strip()[:60]!r}"
        yield from self._finish()
        if self._passed_over:
            yield Remark(
                f"{counted(self._passed_over, 'line that is not a row', 'lines that are not rows')}: "
                f"passed over, first {self._first_passed_over}"
            )

    def _owner(self, line: str) -> Iterator[ReadResult]:
        if match := _PROCESS.fullmatch(line):
            yield from self._finish(process=match["process"])
        elif line.strip().casefold() == _NO_OWNER or re.match(r" \S", line):
            yield from self._finish(owner=line.strip())
        else:
            self._components.append(line.strip())

    def _finish(self, process: str | None = None, owner: str | None = None) -> Iterator[Listener]:
        if self._row is not None:
            yield attrs.evolve(
                self._row,
                component="; ".join(self._components) or None,
                process=process,
                extra={"owner": owner} if owner else {},
            )
        self._row = None
        self._components = []

    def _parse(self, line: str, position: str) -> Listener | Rejected:
        match = _ROW.fullmatch(line)
        if match is None:
            return Rejected(position, f"not a row with numbers ({line.strip()[:60]!r}); collect it with -n")
        ports = int(match["local_port"]), None if match["remote_port"] == "*" else int(match["remote_port"])
        if max(ports[0], ports[1] or 0) > 65535:
            return Rejected(position, f"a port is beyond 65535 ({line.strip()[:60]!r})")
        ending = _STATE_AND_PID.fullmatch(match["rest"] or "")
        state, pid = (ending["state"] or None, ending["pid"]) if ending else (None, None)
        is_listening = match["protocol"] == "UDP" or ports[1] == 0
        return Listener(
            key=self._key(match),
            product=self._product,
            sources=(f"{self._path}#{position}",),
            protocol=match["protocol"],
            local_address=match["local"].strip("[]"),
            local_port=ports[0],
            remote_address=match["remote"].strip("[]"),
            remote_port=ports[1],
            state=state,
            listening=is_listening,
            pid=int(pid) if pid else None,
            machine=self._machine,
        )

    def _key(self, match: re.Match[str]) -> str:
        """Machine (else file), protocol and both ends; several processes may share them, so then a number too."""
        ends = f"{match['local']}:{match['local_port']} {match['remote']}:{match['remote_port']}"
        key = f"{self._machine or self._path} {match['protocol']} {ends}"
        self._keys[key] += 1
        return key if self._keys[key] == 1 else f"{key} #{self._keys[key]}"


FORMAT = Format("netstat", _matches, _read)
