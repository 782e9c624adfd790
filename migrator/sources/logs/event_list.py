"""Events as PowerShell lists them: `Get-EventLog LOG | Format-List` and `Get-WinEvent LOG | Format-List`.

An object is a block of ``Name : value`` lines; what is indented goes on with the value before it. Blank lines end
nothing, because a message has some: the next object begins where a property comes again. Get-EventLog does not name
the log.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import attrs

from ...estate.counting import counted
from ..bundle import Member
from ..format import Cut, Format, Lost, Origin, ReadResult
from ..record import Rejected
from ..text.cells import width
from ..text.decoding import OEM, TextLines, head_text, open_text
from ..text.wrapping import WindowEdge
from .event_parts import OTHER_PROPERTIES, PROPERTIES, EventParts, is_event
from .lines import plain

_PROPERTY = re.compile(r"([A-Za-z]{2,30}) {0,30}: ?(.*)")
#: a property behind a value whose line end is lost
_GLUED = re.compile(rf"(?:{'|'.join({*PROPERTIES, *OTHER_PROPERTIES} - {'id'})}|Id) *:(?: |$)", re.IGNORECASE)
_PROMPT = re.compile(r"\s*(?:\[[^\]]{1,80}\]: )?PS [^>]{0,200}>")
_DATES = ("timegenerated", "timecreated")
#: properties that only the objects of one of the two commands have
_OF_EVENTLOG = frozenset({"index", "entrytype", "instanceid", "eventid", "source", "timegenerated", "username"})
_OF_WINEVENT = frozenset({"id", "providername", "logname", "timecreated", "leveldisplayname", "recordid", "userid"})
#: characters of one event in memory
_MAX_EVENT = 1024 * 1024
#: parts by which an event is known
_OF_KEY = {"machine", "log", "record", "date"}
_SHOWN = 60


@attrs.define
class _Object:
    """An object that is being read: its properties in lower case, with their lines."""

    position: str
    values: dict[str, list[str]] = attrs.field(factory=dict)
    doubtful: set[str] = attrs.field(factory=set)
    last: str = ""
    is_at_edge: bool = False
    blanks: int = 0
    size: int = 0

    def begin(self, name: str, value: str, *, is_at_edge: bool) -> None:
        """Take the first line of a property."""
        self.doubt_edge()
        self.last = name
        self.is_at_edge = is_at_edge
        if _GLUED.search(value):
            self.doubtful.add(name)
        self.values[name] = [value]
        self.blanks = 0

    def is_again(self, name: str, value: str) -> bool:
        """Whether a line is the one above it once more."""
        return self.last == name and not self.blanks and self.values[name] == [value]

    def is_of_other_command(self, name: str) -> bool:
        """Whether a property is of an object of the other command, after a blank line."""
        other = _OF_WINEVENT if name in _OF_EVENTLOG else _OF_EVENTLOG if name in _OF_WINEVENT else frozenset()
        return self.blanks > 0 and not other.isdisjoint(self.values)

    def doubt_edge(self) -> None:
        """Doubt the last property where a window may have cut its last line."""
        if self.is_at_edge:
            self.doubtful.add(self.last)

    def add(self, line: str, *, is_at_edge: bool) -> None:
        """Take another line of the last property; what is beyond the limit of one event is cut off with a mark."""
        self.is_at_edge = is_at_edge
        if _GLUED.search(line):
            self.doubtful.add(self.last)
        self.size += len(line) + self.blanks
        lines = self.values[self.last]
        if self.size <= _MAX_EVENT:
            lines += [*[""] * self.blanks, line.strip()]
        elif lines[-1] != "...":
            lines.append("...")
        self.blanks = 0

    def parts(self) -> dict[str, str]:
        """The parts of the event; a list or a name that was broken at the width of the window is one line again."""
        return {
            PROPERTIES[name]: ("\n" if name == "message" else " ").join(lines).strip()
            for name, lines in self.values.items()
            if name in PROPERTIES
        }

    def doubtful_parts(self) -> set[str]:
        """The parts that may be cut or hold parts of others; the inserted strings where the list does not show them."""
        self.doubt_edge()
        doubtful = {PROPERTIES[name] for name in self.doubtful if name in PROPERTIES}
        lacks_data = "entrytype" in self.values and "replacementstrings" not in self.values
        return doubtful | ({"data"} if lacks_data else set())


def _property(line: str) -> tuple[str, str] | None:
    match = _PROPERTY.match(line)
    name = match[1].casefold() if match else ""
    return (name, match[2]) if match and (name in PROPERTIES or name in OTHER_PROPERTIES) else None


def _matches(_member: Member, head: bytes) -> bool:
    names: set[str] = set()
    for line in head_text(head).lstrip("\ufeff").replace("\r", "").split("\n"):
        found = _property(line)
        if found is None:
            if line.strip() and not line.startswith((" ", "\t")) and not _PROMPT.match(line):
                return False
            continue
        if found[0] in names:
            return False
        names.add(found[0])
        if is_event(names):
            return True
    return False


def _read(member: Member, origin: Origin) -> Iterator[ReadResult]:
    text = open_text(member, code_page=OEM)
    reader = _List(member.path, origin)
    reader.learn(text.lines())
    yield from reader.read(text.lines())
    yield from reader.parts.notes()
    yield from text.closing()


class _List:
    """One pass over the lines of a file."""

    def __init__(self, path: str, origin: Origin) -> None:
        self.parts = EventParts(path, origin)
        self._object: _Object | None = None
        self._edge = WindowEdge()
        self._colon = 0
        self._strays = 0
        self._first_stray = (0, "")

    def learn(self, lines: TextLines) -> None:
        """Learn the order of day and month from all dates, and where lines may be cut."""
        times = self.parts.times
        for line in lines:
            self._edge.learn(line)
            if not times.is_learned and "/" in line and (found := _property(line)) and found[0] in _DATES:
                times.learn(found[1])

    def read(self, lines: TextLines) -> Iterator[ReadResult]:
        for number, line in enumerate(lines, start=1):
            yield from self._take(number, plain(line), is_at_edge=0 < width(line) == self._edge.at)
        if lines.unended and self._object is not None:
            self._object.is_at_edge = True
        yield from self._finish()
        if lines.unended and not _PROMPT.match(lines.unended):
            yield Cut("the last line has no line end, and may be cut")
        if self._strays:
            number, line = self._first_stray
            what = counted(self._strays, "line that belongs", "lines that belong")
            yield Rejected(f"line {number}", f'{what} to no event, the first: "{line.strip()[:_SHOWN]}"', ("event",))

    def _take(self, number: int, line: str, *, is_at_edge: bool) -> Iterator[ReadResult]:
        found = _property(line)
        current = self._object
        is_aligned = line.find(":") == self._colon
        if found and current is not None and not current.blanks and (not is_aligned or current.is_again(*found)):
            self._stray(number, line)
        elif found:
            is_first = found[0] == "index"
            if (
                current is None
                or is_first
                or found[0] in current.values
                or current.is_of_other_command(found[0])
                or not is_aligned
            ):
                yield from self._finish()
                current = self._object = _Object(f"line {number}")
                self._colon = line.find(":")
            current.begin(*found, is_at_edge=is_at_edge)
            if _GLUED.search(found[1]):
                self._stray(number, line)
        elif not line.strip():
            if current is not None:
                current.blanks += 1
        elif current is not None and line.startswith((" ", "\t")):
            current.add(line, is_at_edge=is_at_edge)
        else:
            is_prompt = _PROMPT.match(line) is not None
            if current is not None and not current.blanks and not is_prompt:
                current.doubtful.add(current.last)  # the line may be the rest of its value
            yield from self._finish()
            if not is_prompt:
                self._stray(number, line)

    def _stray(self, number: int, line: str) -> None:
        self._first_stray = self._first_stray if self._strays else (number, line)
        self._strays += 1

    def _finish(self) -> Iterator[ReadResult]:
        current, self._object = self._object, None
        if current is None:
            return
        if is_event(current.values) or {"id", "message"} <= set(current.values):
            doubtful = current.doubtful_parts()
            yield self.parts.event(current.position, current.parts(), doubtful=doubtful)
            if cut := sorted(_OF_KEY & doubtful):
                yield Lost(f"{current.position}: {', '.join(cut)} of the event may be cut where the window ends")
        else:
            yield Rejected(current.position, "a list without the source and the id of an event", ("event",))


FORMAT = Format("event list", _matches, _read)
