"""Splits the text of a console into the outputs of the network commands that it holds.

A file holds one output or several, of one command or of several, with prompts or without. Each command's reader says
from two lines whether its output begins there; headings are localised, so readers go by structure where it is enough.
Lines that belong to no output are a loss: they are counted, and the first of them is named.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property, lru_cache
from ipaddress import IPv4Address, ip_address
from typing import ClassVar, TypedDict

import attrs

from ...estate.counting import counted
from ...estate.network import UNKNOWN_VANTAGE
from ..bundle import Member
from ..format import Collected, Cut, Format, Origin, ReadResult
from ..record import Rejected
from ..text.decoding import OEM, TextLines, head_text, open_text

#: prompts of cmd.exe, of Windows PowerShell and of shells, with the command
_PROMPTS = (
    re.compile(r"(?:\[PS\] |PS )?(?:[A-Za-z]:|\\\\|Microsoft\.PowerShell)[^<>|\"?*]{0,250}>\s*(?P<command>.*)"),
    re.compile(r"(?:\[?[\w.@~:/ -]{1,80}\]?)?[$#] ?(?P<command>(?:dig|host|nslookup|cat)\b.*)"),
)
_PROMPT_SIGNS = frozenset(">$#")
#: what a line has at which an output begins, or the line after it
_POSSIBLE = re.compile(r"[:=*;.]|Proto|---")
#: what cmd.exe prints when it starts, and the frame of a PowerShell transcript
_BANNER = re.compile(r"Microsoft Windows \[.*|(?:\(c\)|Copyright|©).*Microsoft.*|\*{10,}", re.IGNORECASE)
#: objects that PowerShell printed as a list or a table: a file that begins with them is of another format
_OBJECTS = re.compile(r"[A-Za-z]\w{1,60} *: \S|-{2,}(?: +-{2,})+ *$")
#: a sentence, or the name of a program in brackets: a last line that was not cut, although it has no line end
_COMPLETE = re.compile(r"[A-Z][^:=\d]*\.|\s*\[[^\]]+\]")
#: what stands between two lines whose line end is lost: no value of these commands has so many blanks in it
_GAP = re.compile(r"\S\s{3,}\S|(?: \.){3,}")
#: lines that are looked at to recognise a file
_LINES_BEFORE_OUTPUT = 40
#: a longer line is not one of these commands, and would take the patterns long
LONGEST_LINE = 2000
#: a folder of this name says from where the names in it were looked up
_VANTAGE_POINTS = frozenset({"public", "internal", "edge"})


class Common(TypedDict):
    """Values that every item of an output has."""

    key: str
    product: str
    sources: tuple[str, ...]


@attrs.define
class Place:
    """Where an output was collected, as far as the kit, a folder or the text says it.

    Attributes:
        path: of the file.
        machine: the server, or None.
        role: that the kit collected on it, or "".
        command: the last command that a prompt showed, without its options' meaning.
    """

    path: str
    product: str
    machine: str | None
    role: str = ""
    command: Sequence[str] = ()

    @cached_property
    def vantage_point(self) -> str:
        """``public``, ``internal`` or ``edge``: by a folder of that name, else by the role that the kit collected."""
        folders = re.split(r"[/\\!]", self.path.casefold())[:-1]
        by_role = UNKNOWN_VANTAGE if not self.role else "edge" if self.role == "edge" else "internal"
        return next((name for name in reversed(folders) if name in _VANTAGE_POINTS), by_role)

    def common(self, number: int, *names: object, machine: str | None = None) -> Common:
        """Key, product and source of an item; what has no machine is kept apart by its file."""
        server = machine or self.machine
        shown = " ".join(str(name) for name in names if name not in (None, ""))
        key = f"{server}/{shown}" if server else f"{self.path} {shown}"
        return {"key": key, "product": self.product, "sources": (f"{self.path}#line {number}",)}


def place_of(member: Member, origin: Origin) -> Place:
    """The place of a file."""
    return Place(member.path, origin.product or "unknown", origin.machine, origin.role)


class Output(ABC):
    """Reads the output of one command, line by line.

    Attributes:
        name: of the format, as shown to the user.
        kinds: of which an output holds all that the command lists.
        prints_blanks: whether the command itself prints lines of nothing but blanks.
    """

    name: ClassVar[str]
    kinds: ClassVar[tuple[str, ...]] = ()
    prints_blanks: ClassVar[bool] = False

    def __init__(self, place: Place) -> None:
        self.place = place

    @classmethod
    @abstractmethod
    def begins(cls, line: str, following: str, command: Sequence[str]) -> bool:
        """Whether an output begins with *line*.

        Args:
            line: a line that is not blank.
            following: the next line that is not blank.
            command: the words of the last command that a prompt showed.
        """

    @abstractmethod
    def read(self, number: int, line: str, following: str) -> Iterable[ReadResult] | None:
        """What a line completes; None if the line does not belong to the output."""

    def interrupted(self) -> Iterable[ReadResult]:
        """What is complete above a line that belongs to no output: what follows it may belong to something else."""
        return ()

    def cut(self) -> Iterable[ReadResult]:
        """What is complete above the last line, which may have been cut."""
        return self.interrupted()

    def end(self) -> Iterable[ReadResult]:
        """What is still open when the output ends."""
        return ()


@attrs.frozen
class _Line:
    number: int
    text: str


def _paired(lines: Iterable[str]) -> Iterator[tuple[_Line, str]]:
    """Each line with the next one that is not blank, blank lines included; at most 100 blank lines are held."""
    waiting: list[_Line] = []
    for number, text in enumerate(lines, start=1):
        line = _Line(number, text)
        if text.strip() or len(waiting) > 100:
            for earlier in waiting:
                yield earlier, text
            waiting = []
        waiting.append(line)
    for earlier in waiting:
        yield earlier, ""


class OutputReader:
    """Reads all outputs of a file.

    Args:
        kinds_of_output: the readers of all commands, in the order in which they are asked.
    """

    def __init__(self, kinds_of_output: Sequence[type[Output]], place: Place) -> None:
        self._kinds = kinds_of_output
        self._place = place
        self._current: Output | None = None
        self._announced: set[type[Output]] = set()
        self._lost = 0
        self._first_lost: _Line | None = None

    def read(self, lines: TextLines) -> Iterator[ReadResult]:
        """What the lines hold; at the end, how many of them belong to no output."""
        for line, following in _paired(lines):
            yield from self._line(line, following)
        is_cut = bool(lines.unended) and not _is_complete(lines.unended)
        if is_cut and self._current is not None:
            yield from self._current.cut()
        yield from self._finish()
        if is_cut:
            yield Cut(f"the last line has no line end, and may be cut ({lines.unended.strip()[:60]!r})")
        if self._first_lost is not None:
            what = counted(self._lost, "line that belongs", "lines that belong")
            yield Rejected(
                f"line {self._first_lost.number}",
                f"{what} to no output that migrator reads, the first is {self._first_lost.text.strip()[:60]!r}",
            )

    def _line(self, line: _Line, following: str) -> Iterator[ReadResult]:
        is_blanked = line.text.isspace() and self._has_no_blank_lines
        if is_blanked or "\0" in line.text or len(line.text) > LONGEST_LINE:
            yield from self._lose(line)
            return
        results = self._read_on(line, following)
        if results is not None:
            yield from results
            return
        command = prompted(line.text)
        if command is not None:
            yield from self._finish()
            self._place.command = command
            return
        beginning = _beginning(self._kinds, line.text, following, self._place.command)
        if beginning is None:
            if line.text.strip() and not _BANNER.fullmatch(line.text.strip()):
                yield from self._lose(line)
            return
        yield from self._finish()
        self._current = beginning(self._place)
        if beginning.kinds and beginning not in self._announced:
            self._announced.add(beginning)
            yield Collected(self._place.product, beginning.kinds)
        yield from self._read_on(line, following) or ()

    def _read_on(self, line: _Line, following: str) -> Iterable[ReadResult] | None:
        """What the current output makes of a line; None if the line does not belong to it."""
        return self._current.read(line.number, line.text, following) if self._current else None

    def _finish(self) -> Iterator[ReadResult]:
        if self._current is not None:
            yield from self._current.end()
        self._current = None

    @property
    def _has_no_blank_lines(self) -> bool:
        """Whether a line of blanks has lost what stood in it: these commands print lines without any character."""
        return self._current is not None and not self._current.prints_blanks

    def _lose(self, line: _Line) -> Iterable[ReadResult]:
        self._lost += 1
        self._first_lost = self._first_lost or line
        return self._current.interrupted() if self._current else ()


def _beginning(
    kinds_of_output: Sequence[type[Output]], line: str, following: str, command: Sequence[str]
) -> type[Output] | None:
    """The reader of the output that begins with *line*."""
    if not line.strip() or (_POSSIBLE.search(line) is None and _POSSIBLE.search(following) is None):
        return None
    return next((kind for kind in kinds_of_output if kind.begins(line, following, command)), None)


def _is_complete(line: str) -> bool:
    return _COMPLETE.fullmatch(line) is not None or prompted(line) == []


def is_glued(value: str) -> bool:
    """Whether a value is that of two lines, of which the first has lost its line end."""
    return _GAP.search(value) is not None


def is_address(text: str) -> bool:
    """Whether a text is an address of IPv4 or IPv6."""
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def is_mask(text: str) -> bool:
    """Whether a text is the mask of a network of IPv4, and not an address that came to stand in its place."""
    try:
        return "01" not in f"{int(IPv4Address(text)):032b}"
    except ValueError:
        return False


def prompted(line: str) -> list[str] | None:
    """The words of the command behind a prompt, None if the line is not a prompt."""
    if not _PROMPT_SIGNS.intersection(line):
        return None
    for prompt in _PROMPTS:
        if match := prompt.fullmatch(line.strip()):
            return match["command"].split()
    return None


def output_formats(kinds_of_output: Sequence[type[Output]]) -> tuple[Format, ...]:
    """One format for each command: a file is of the format whose output comes first in it."""

    @lru_cache(maxsize=2)  # every format asks for the same file in turn
    def first(head: bytes) -> str:
        text = head_text(head)
        if text.lstrip().startswith("<"):
            return ""
        lines = [line for line in text.splitlines() if line.strip()][: _LINES_BEFORE_OUTPUT + 1]
        command: Sequence[str] = ()
        for line, following in zip(lines, [*lines[1:], ""], strict=False):
            if len(line) > LONGEST_LINE:
                continue
            prompt = prompted(line)
            if prompt is not None:
                command = prompt
            elif kind := _beginning(kinds_of_output, line, following, command):
                return kind.name
            elif _OBJECTS.match(line):
                return ""
        return ""

    def matches(name: str) -> Callable[[Member, bytes], bool]:
        return lambda _member, head: first(head) == name

    def read(member: Member, origin: Origin) -> Iterator[ReadResult]:
        return _read(kinds_of_output, member, origin)

    return tuple(Format(name, matches(name), read) for name in dict.fromkeys(kind.name for kind in kinds_of_output))


def _read(kinds_of_output: Sequence[type[Output]], member: Member, origin: Origin) -> Iterator[ReadResult]:
    text = open_text(member, code_page=OEM)
    yield from text.closing()
    place = place_of(member, origin)
    yield from OutputReader(kinds_of_output, place).read(text.lines())
