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
from ..format import Format, Origin, ReadResult
from ..record import Rejected
from ..text.decoding import OEM, head_text, open_text
from .event_parts import OTHER_PROPERTIES, PROPERTIES, EventParts, is_event
from .lines import plain

_PROPERTY = re.compile(r"([A-Za-z]{2,30}) {0,30}: ?(.*)")
_PROMPT = re.compile(r"\s*(?:\[[^\]]{1,80}\]: )?PS [^>]{0,200}>")
_DATES = ("timegenerated", "timecreated")
#: properties that only the objects of one of the two commands have
_OF_EVENTLOG = frozenset({"index", "entrytype", "instanceid", "eventid", "source", "timegenerated", "username"})
_OF_WINEVENT = frozenset({"id", "providername", "logname", "timecreated", "leveldisplayname", "recordid", "userid"})
#: characters of one event in memory
_MAX_EVENT = 1024 * 1024
_SHOWN = 60


@attrs.define
class _Object:
    """An object that is being read: its properties in lower case, with their lines."""

    position: str
    values: dict[str, list[str]] = attrs.field(factory=dict)
    last: str = ""
    blanks: int = 0
    size: int = 0

    def begin(self, name: str, value: str) -> None:
        """Take the first line of a property."""
        self.last = name
        self.values[name] = [value]
        self.blanks = 0

    def is_of_other_command(self, name: str) -> bool:
        """Whether a property is of an object of the other command, after a blank line."""
        other = _OF_WINEVENT if name in _OF_EVENTLOG else _OF_EVENTLOG if name in _OF_WINEVENT else frozenset()
        return self.blanks > 0 and not other.isdisjoint(self.values)

    def add(self, line: str) -> None:
        """Take another line of the last property; what is beyond the limit of one event is cut off with a mark."""
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
        self._strays = 0
        self._first_stray = (0, "")

    def learn(self, lines: Iterator[str]) -> None:
        """Learn the order of day and month from all dates."""
        for line in lines:
            if "/" in line and (found := _property(line)) and found[0] in _DATES:
                self.parts.times.learn(found[1])
                if self.parts.times.is_learned:
                    return

    def read(self, lines: Iterator[str]) -> Iterator[ReadResult]:
        for number, line in enumerate(lines, start=1):
            yield from self._take(number, plain(line))
        yield from self._finish()
        if self._strays:
            number, line = self._first_stray
            what = counted(self._strays, "line that belongs", "lines that belong")
            yield Rejected(f"line {number}", f'{what} to no event, the first: "{line.strip()[:_SHOWN]}"', ("event",))

    def _take(self, number: int, line: str) -> Iterator[ReadResult]:
        found = _property(line)
        current = self._object
        if found:
            if current is None or found[0] in current.values or current.is_of_other_command(found[0]):
                yield from self._finish()
                current = self._object = _Object(f"line {number}")
            current.begin(*found)
        elif not line.strip():
            if current is not None:
                current.blanks += 1
        elif current is not None and line.startswith((" ", "\t")):
            current.add(line)
        else:
            yield from self._finish()
            if not _PROMPT.match(line):
                self._first_stray = self._first_stray if self._strays else (number, line)
                self._strays += 1

    def _finish(self) -> Iterator[ReadResult]:
        current, self._object = self._object, None
        if current is None:
            return
        if is_event(current.values) or {"id", "message"} <= set(current.values):
            yield self.parts.event(current.position, current.parts())
        else:
            yield Rejected(current.position, "a list without the source and the id of an event", ("event",))


FORMAT = Format("event list", _matches, _read)
