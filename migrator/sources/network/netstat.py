"""Sockets of a server from `netstat`, with any of -a, -n, -o, -b and -t: one listener item per row.

Seen (schertz-edge-ports): rows ``Proto Local Foreign [State] [PID]``, UDP without a state, IPv6
in brackets; with ``-b`` then component lines and `` [exe]`` or `` Can not obtain ownership information``. Title,
headings, states and (not seen, so assumed) that sentence are localised: a listener is recognised by its foreign
port 0, the sentence by its indent of one blank. ``findstr`` leaves rows only. Without ``-n`` rows have names of hosts
and services: the number of a port with a name is unknown. The state is kept as it was printed; a row of another width
is rejected. Without ``-o`` the process id is unknown, without its
lines of ``-b`` the process.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

import attrs

from ...estate.evidence import Listener
from ..format import ReadResult
from ..record import Rejected
from .outputs import Output, Place, is_address, is_glued

_HOST = r"(?:\[[0-9A-Fa-f:.]+(?:%\w+)?\]|[^\s:\[\]]{1,255})"
_PORT = r"(?:\d{1,5}|[^\s:\[\]]{1,63})"
_ROW = re.compile(
    rf"\s*(?P<protocol>TCP|UDP)(?:v6)?\s+"
    rf"(?P<local>{_HOST}):(?P<local_port>{_PORT})\s+"
    rf"(?P<remote>{_HOST}):(?P<remote_port>{_PORT})"
    r"(?P<rest>\s.*)?"
)
_ROW_LIKE = re.compile(r"\s*(?:TCP|UDP)(?:v6)?\s+\S+:\S+\s+\S+:\S+")
_ROW_INSIDE = re.compile(r"\b(?:TCP|UDP)(?:v6)?\s+\S+:\S+")
_ROW_BEGUN = re.compile(r"\s*(?:TC?|UD?|(?:TCP|UDP)(?:v6)?(?:\s+\S+(?::\S*)?){0,2})\s*")
#: state, process and, with -t, where the connection is handled; without -o that word follows the state
_ENDING = re.compile(
    r"(?P<state>[^\W\d][\w-]*(?: [^\W\d][\w-]*)?)?(?:(?:\s+|^)(?P<pid>\d{1,10}))?"
    r"(?:\s+(?P<offload>InHost|Offload(?:ed|ing)|Uploading))?"
)
#: as Windows writes them in English; part of one is a state that was cut
_STATES = frozenset(
    {"BOUND", "CLOSED", "CLOSE_WAIT", "CLOSING", "ESTABLISHED", "FIN_WAIT_1", "FIN_WAIT_2", "LAST_ACK", "LISTENING"}
    | {"SYN_RECEIVED", "SYN_SENT", "TIME_WAIT"}
)
_PROCESS = re.compile(r"\s*\[(?P<process>[^\]]+)\]\s*")
_NO_OWNER = "can not obtain ownership information"
_COLUMNS = re.compile(r"\s*Proto\w*\s{2,}\S.*\s{2,}\S.*")
_LONGEST_ROW = 400
#: component lines of one row; Windows Server 2003 lists the modules of a process
_MOST_COMPONENTS = 50
#: sockets of which it is remembered that they were there
_MOST_ENDS = 100_000


def _is_row(line: str) -> bool:
    """Whether a line is a row, with names or numbers; longer lines cannot be rows, and would take the pattern long."""
    return len(line) <= _LONGEST_ROW and _ROW_LIKE.match(line) is not None


class Netstat(Output):
    """Reads rows, and attaches the owner lines to the row before them."""

    name = "netstat"
    kinds = ("listener",)
    _row: Listener | None = None
    _process: str | None = None
    _components: Sequence[str] = ()
    _line = ""
    _is_doubtful = False

    def __init__(self, place: Place) -> None:
        super().__init__(place)
        self._ends: Counter[str] = Counter()

    @classmethod
    def begins(cls, line: str, following: str, _command: Sequence[str]) -> bool:
        """At a row, or at the headings, which are evidence of an empty table."""
        if _is_row(line) or _is_heading(line):
            return True
        return not line.startswith(" ") and len(line) < _LONGEST_ROW and _is_heading(following)

    def read(self, number: int, line: str, following: str) -> Iterable[ReadResult] | None:
        """The row before, when the next one or a blank line shows that nothing more belongs to it."""
        if _is_row(line):
            return self._next_row(number, line)
        if not line.strip():
            return self.end()
        if _is_heading(line) or _is_heading(following):
            self._ends.clear()  # another output: what is in both is the same socket
            return self.end()
        is_below = self._row is not None and self._process is None and len(self._components) < _MOST_COMPONENTS
        if is_below and len(line) <= _LONGEST_ROW and line.startswith(" ") and not _ROW_BEGUN.fullmatch(line):
            return self._owner(line)
        return self._cut_row(number, line)

    def interrupted(self) -> Iterable[ReadResult]:
        """The row above the line, without an owner: the line may be that of this row, or of the next."""
        self._components, self._process = (), None
        results = self.end()
        self._is_doubtful = True
        return results

    def cut(self) -> Iterable[ReadResult]:
        """The last row; where it is the last line, its last column may be a part of one."""
        if self._row is not None and not (self._process or self._components):
            last = next((name for name in ("pid", "state") if getattr(self._row, name) is not None), "")
            self._row = attrs.evolve(self._row, unknown=(*self._row.unknown, *filter(None, [last])))
        return self.interrupted()

    def end(self) -> Iterable[ReadResult]:
        """The last row."""
        return list(self._finish())

    def _next_row(self, number: int, line: str) -> Iterable[ReadResult]:
        is_doubled = self._row is not None and self._process is None and self._line == line
        results: list[ReadResult] = list(self._finish())
        if is_doubled and self._is_once(line):
            return [*results, Rejected(f"line {number}", f"the row stands twice ({line.strip()[:60]!r})")]
        self._line = line
        row = self._parse(number, line)
        if isinstance(row, Rejected):
            results.append(row)
        else:
            self._row = row
        return results

    def _cut_row(self, number: int, line: str) -> Iterable[ReadResult] | None:
        """A row that ends in the middle; None for anything else."""
        if not (line.strip() and len(line) <= _LONGEST_ROW and _ROW_BEGUN.fullmatch(line)):
            return None
        return [*self._finish(), Rejected(f"line {number}", f"the row ends in the middle ({line.strip()[:60]!r})")]

    def _owner(self, line: str) -> Iterable[ReadResult] | None:
        if match := _PROCESS.fullmatch(line):
            self._process = match["process"]
            return ()
        if "[" in line or is_glued(line):
            return None
        if line.strip().casefold() == _NO_OWNER or re.match(r" \S", line):
            return list(self._finish(owner=line.strip()))
        self._components = [*self._components, line.strip()]
        return ()

    def _finish(self, owner: str | None = None) -> Iterator[Listener]:
        if self._row is not None:
            # a connection that waits for its end has no process any more
            is_late = self._process is not None and self._row.state == "TIME_WAIT"
            is_doubtful = self._is_doubtful or is_late or len(set(self._components)) < len(self._components)
            process = self._process
            yield attrs.evolve(
                self._row,
                component="; ".join(self._components) or None,
                process=process,
                extra={**self._row.extra, **({"owner": owner} if owner else {})},
                unknown=(
                    *self._row.unknown,
                    *(() if process and not is_doubtful else ("process",)),
                    *(() if (process or self._components) and not is_doubtful else ("component",)),
                ),
            )
            self._is_doubtful = False
        self._row = self._process = None
        self._components = ()

    @staticmethod
    def _is_once(line: str) -> bool:
        """Whether two rows that are equal cannot be two sockets: of TCP one process has only one."""
        return line.lstrip().startswith("TCP")

    def _parse(self, number: int, line: str) -> Listener | Rejected:
        match = _ROW.fullmatch(line)
        ending = _ENDING.fullmatch((match["rest"] or "").strip()) if match else None
        if match is None or ending is None:
            return Rejected(f"line {number}", f"not a row of a width that is known ({line.strip()[:60]!r})")
        ports = {side: match[side] for side in ("local_port", "remote_port")}
        numbers = {side: int(port) for side, port in ports.items() if port.isascii() and port.isdecimal()}
        if strange := next((match[side] for side in ("local", "remote") if _is_no_host(match[side])), None):
            return Rejected(f"line {number}", f"{strange} is neither an address nor a name ({line.strip()[:60]!r})")
        if match["local"] == "*":
            return Rejected(f"line {number}", f"no socket has *:* for its own end ({line.strip()[:60]!r})")
        if max(numbers.values(), default=0) > 65535:
            return Rejected(f"line {number}", f"a port is beyond 65535 ({line.strip()[:60]!r})")
        if (match["protocol"] == "TCP") is not bool(ending["state"]):
            why = "a TCP row without a state" if match["protocol"] == "TCP" else "a UDP row with a state"
            return Rejected(f"line {number}", f"{why} ({line.strip()[:60]!r})")
        if match["protocol"] == "TCP" and numbers.get("local_port") == 0:
            return Rejected(f"line {number}", f"no socket of TCP has the port 0 ({line.strip()[:60]!r})")
        state, offload = ending["state"] or "", ending["offload"]
        named = {side: port for side, port in ports.items() if side not in numbers and port != "*"}
        ends = f"{match['protocol']} {match['local']}:{ports['local_port']} {match['remote']}:{ports['remote_port']}"
        if ends in self._ends or len(self._ends) < _MOST_ENDS:
            self._ends[ends] += 1  # several processes may share a socket
        again = f"#{self._ends[ends]}" if self._ends[ends] > 1 else ""
        return Listener(
            **self.place.common(number, ends, again),
            protocol=match["protocol"],
            local_address=match["local"].strip("[]"),
            local_port=numbers.get("local_port"),
            remote_address=match["remote"].strip("[]"),
            remote_port=numbers.get("remote_port"),
            state=state or None,
            listening=match["protocol"] == "UDP" or (numbers.get("remote_port") == 0 and state.upper() != "BOUND"),
            pid=int(ending["pid"]) if ending["pid"] else None,
            machine=self.place.machine,
            extra=named | ({"offload": offload} if offload else {}),
            unknown=(
                *named,
                *(() if ending["pid"] else ("pid",)),
                *(("state",) if _is_cut_state(state) else ()),
            ),
        )


def _is_no_host(text: str) -> bool:
    """Whether a text is an address of IPv4 with a strange sign in it: the last label of a name is no number."""
    labels = text.split(".")
    return labels[-1].isdecimal() and sum(map(str.isdecimal, labels)) > 1 and not is_address(text)


def _is_cut_state(state: str) -> bool:
    """Whether a state is only the beginning of one."""
    return bool(state) and state not in _STATES and any(known.startswith(state) for known in _STATES)


def _is_heading(line: str) -> bool:
    """Whether a line is the headings of the columns."""
    return len(line) <= _LONGEST_ROW and _COLUMNS.fullmatch(line) is not None and _ROW_INSIDE.search(line) is None
