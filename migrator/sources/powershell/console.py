"""What a console showed, in order: what was typed, the objects that lists and tables print, and messages.

Nothing depends on the language of Windows: a transcript has its heads between lines of asterisks, a prompt begins with
``PS`` and a path, lists and tables show their form.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import takewhile

import attrs

from ..format import Cut, Remark
from ..record import Record, Rejected, Truncated
from ..text.prompt import PROMPT
from ..text.wrapping import Window
from .columns import Heading, heading_of
from .format_list import ListReader, begins_list, column_of
from .format_table import TableReader
from .lines import ConsoleLines, Survey
from .messages import ShownMessage, begins_message, has_tail, read_message
from .secrecy import without_secrets
from .values import SERVER_VERSION

_STARS = re.compile(r"\*{10,}\s*")
_MACHINE = re.compile(r"[^:]+: (?P<machine>\S+) \(Microsoft Windows ")
_GROUP = re.compile(r" {3}(?P<name>\S[^:]*): (?P<value>.*)")
_TRACED = re.compile(r"(?:PS>|PS [^>]*> ?|>> ?)?(?:CommandInvocation|ParameterBinding)\(")
#: what Start-Transcript prints below the head: the path of the file
_STARTED = re.compile(r"[^:]* (?:[A-Za-z]:\\|\\\\|/)\S.*")
#: the first line of what Move-CsManagementServer prints, as text and without a level (cms-move-failed)
TEXT_OF_CMDLET = re.compile(r"\s*This cmdlet moves Central Management Server to the pool that contains this computer")
#: what scripts write between two outputs: a line of signs, a title between signs, the name of a cmdlet
_TITLE = re.compile(r"[^\w\s]{3,}(?:\s*\w[^=*#]{0,120}?[^\w\s]{3,})?|\W*Get-Cs[A-Za-z]+\W*")
_CMDLET = re.compile(r"\bGet-Cs[A-Za-z]+")
#: the end of a command line that goes on in the next
_GOES_ON = re.compile(r".*[`|,({]|&&", re.DOTALL)
#: what ends a command line and begins a message where a line end is lost
_GLUED = re.compile(
    r".*(?:[\w.!?](?:WARNING|WARNUNG|AVERTISSEMENT|ADVERTENCIA|AVVISO|VERBOSE|DEBUG) ?: |"
    r"[a-z][A-Z][a-z]+-[A-Z]\w+ ?: )",
    re.DOTALL,
)
#: a prompt without its start, a command line that goes on, and parts of an error: none begins what a command prints
_REST = re.compile(r"P?S? *[A-Za-z]:[\\/][^<>|\"]*>+ ?[A-Za-z]|>>( |$)|\s*\+ |\s{3,}\S*$|P?S?$")
_GIVES_OBJECTS = re.compile(r"\bGet-|\|\s*(?:f[lt]|format-\w+|select(?:-object)?)\b", re.IGNORECASE)
#: lines of a text between two parts of an object
_MOST_STRAYS = 4
#: lines of the head of a transcript
_MAX_HEAD = 40


@attrs.frozen
class Typed:
    """A command line as the prompt shows it, without secrets."""

    number: int
    command: str
    machine: str


@attrs.frozen
class Unread:
    """Lines that belong to no object, table or message: where, how many, and the first of them."""

    number: int
    count: int
    first: str


Shown = Record | Rejected | Remark | Cut | ShownMessage | Typed | Unread


@attrs.define
class Console:
    """Reads the text of one console from its start to its end.

    Attributes:
        machine: on which a transcript was written, or "".
        command: what was typed last, without secrets, or "" where it is not sure.
    """

    lines: ConsoleLines
    survey: Survey
    machine: str = ""
    command: str = ""
    _typed: str = ""
    _prompts: int = 0
    _is_transcript: bool = False
    _prints_text: bool = False
    _list: ListReader | None = None
    _column: int = 0
    _group: tuple[str, str] | None = None
    _tables: set[tuple[str, ...]] = attrs.field(factory=set)
    _recent: tuple[str, str] = ("", "")

    def shown(self) -> Iterator[Shown]:
        """Everything in order.  Nothing is left out: what is not understood is `Unread`."""
        number = count = 0
        first = ""
        while (line := self.lines.take()) is not None:
            if not line or line.isspace():
                continue
            found = self._part(line)
            if found is None:
                if not count:
                    number, first = self.lines.number, line.strip()
                count += 1
                continue
            if count:
                yield Unread(number, count, first)
                count = 0
            yield from found
        if count:
            yield Unread(number, count, first)

    def is_other(self, line: str) -> bool:
        """Whether the line begins what is neither a row of a table nor a property of an object."""
        return PROMPT.match(line) is not None or begins_message(line) or _STARS.fullmatch(line) is not None

    def _part(self, line: str) -> Iterable[Shown] | None:
        """What begins with *line*, to be consumed before the next line is taken; None where nothing does."""
        if self._list and line.startswith(self._list.first):
            return self._object(line, self._column)
        if prompt := PROMPT.match(line):
            self._prompts += 1
            return () if _TRACED.match(line) else self._prompt(prompt)
        if _STARS.fullmatch(line):
            return self._head()
        if _TRACED.match(line):
            return ()
        if begins_message(line):
            return self._message(line)
        ahead = self.lines.peek(16)
        column = column_of(line)
        if column is not None and (
            begins_list(line, ahead) or (self._list and column == self._column) or column_of((*ahead, "")[0])
        ):
            return self._object(line, column)
        below = "\n".join(ahead)
        if "-" in below and (heading := heading_of([line, *ahead])):
            self.lines.back()
            return self._table(heading)
        if ahead and not ahead[0].strip() and (group := _GROUP.fullmatch(line)):
            self._list, self._group = None, (group["name"], group["value"])
            return ()
        return self._text(line, ahead)

    def _text(self, line: str, ahead: list[str]) -> Iterable[Shown] | None:
        """What a line is that begins neither an object nor a table; *ahead* are the lines below it."""
        if _TITLE.fullmatch(line.strip()):
            named = _CMDLET.findall(line)
            self._list, self._typed = None, named[0] if len(named) == 1 else ""
            return ()
        if SERVER_VERSION.match(line):
            return (Record("S", {"Value": line.strip()}, f"line {self.lines.number}", self._command()),)
        if _REST.match(line):
            self._list, self._typed, self.command = None, "", ""
            return None
        if has_tail([line, *ahead]):
            return self._message(line)
        self._prints_text = self._prints_text or TEXT_OF_CMDLET.match(line) is not None
        if self._prints_text:
            return (ShownMessage(number=self.lines.number, level="", text=without_secrets(line.strip())),)
        return None

    def _window(self) -> Window:
        """The window of the lines since the last prompt."""
        return self.survey.windows[min(self._prompts, len(self.survey.windows) - 1)]

    def _command(self) -> str:
        """The command whose output is read, or "" where several were typed in one line."""
        return self._typed if ";" not in self._typed else ""

    def _head(self) -> Iterable[Shown]:
        """Read over the head of a transcript, which names the machine, or over its end."""
        ahead = self.lines.peek(_MAX_HEAD)
        end = next((at for at, line in enumerate(ahead) if _STARS.fullmatch(line)), None)
        if end is None or any(PROMPT.match(line) for line in ahead[:end]):
            return ()
        self._is_transcript = True
        for line in ahead[: end + 1]:
            self.lines.take()
            if match := _MACHINE.match(line):
                self.machine = match["machine"]
        started = self.lines.peek(1)
        if started and _STARTED.fullmatch(started[0]) and not self.is_other(started[0]):
            self.lines.take()
        return ()

    def _prompt(self, prompt: re.Match[str]) -> Iterator[Typed | Rejected]:
        """What was typed at a prompt, with the lines on which it goes on."""
        number, typed = self.lines.number, prompt["typed"].strip()
        while (ahead := self.lines.peek(1)) and ahead[0].startswith(">> ") and not _TRACED.match(ahead[0]):
            self.lines.take()
            typed = f"{typed} {ahead[0][3:].strip()}"
        self._list = self._group = None
        self._typed = without_secrets(typed)
        self._prints_text = bool(typed) and not _GIVES_OBJECTS.search(typed)
        if _GOES_ON.fullmatch(typed) or _GLUED.match(typed):
            self._typed = self.command = ""
            reason = "the command line goes on, but the next line does not" if _GOES_ON.fullmatch(typed) else ""
            yield Rejected(f"line {number}", reason or "a message stands in the command line")
        elif typed:
            self.command = self._typed
            yield Typed(number, self._typed, prompt["server"] or self.machine)

    def _message(self, line: str) -> Iterator[ShownMessage | Rejected]:
        message = read_message(self.lines, line, self.is_other, is_wrapped=not self._is_transcript)
        is_part = message.level == "ERROR" and not (message.cmdlet or message.position or message.category)
        if not message.text or (is_part and message.error_id) or _GLUED.match(message.text):
            yield Rejected(f"line {message.number}", f"a part of a message ({line.strip()[:60]!r})")
            return
        what = (message.cmdlet, message.text)
        if what != self._recent:  # a transcript shows the same error twice
            yield message
        self._recent = what

    def _object(self, line: str, column: int) -> Iterator[Shown]:
        if self._list is None or column != self._column:
            self._list = ListReader(
                self.lines, self._command(), self._window(), self.is_other, self.survey, self._group
            )
            self._column, self._group = column, None
            self._list.first = line[: column + 2]
        following: str | None = line
        while following is not None and (following is line or following.startswith(self._list.first)):
            first, number = following, self.lines.number
            printed = self._list.read(following, column)
            is_single = isinstance(printed.result, Record) and len(printed.result.properties) == 1
            if is_single and [ahead for ahead in self.lines.peek(1) if ahead.startswith(self._list.first)]:
                what = "the line stands twice" if self.lines.peek(1) == [first] else "an object without its other lines"
                yield Rejected(f"line {number}", f"{what} ({first.strip()[:60]!r})")
                following = self._below()
            else:
                following = self._below()
                yield self._without_end(printed.result, following, column)
            if printed.notes:
                yield from printed.notes
        if following is not None:
            self.lines.back()

    def _below(self) -> str | None:
        """The next line that is not empty."""
        following = self.lines.take()
        while following == "":
            following = self.lines.take()
        return following

    def _without_end(self, result: Record | Rejected, following: str | None, column: int) -> Record | Rejected:
        """The object; its last value is not certain where more of it stands below, behind lines that are of no object.

        Args:
            following: the line below it.
        """
        if self._list is None or following is None or following.startswith(self._list.first):
            return result
        if not isinstance(result, Record) or self.is_other(following) or column_of(following) is not None:
            return result
        rest = takewhile(str.strip, self.lines.peek(_MOST_STRAYS))
        below = next((line for line in rest if column_of(line) == column), None)
        if below is None or below.startswith(self._list.first):
            return result
        last = list(result.properties)[-1]
        value = result.properties[last]
        if isinstance(value, Truncated):
            return result
        return attrs.evolve(result, properties={**result.properties, last: Truncated(str(value), value)})

    def _table(self, heading: Heading) -> Iterator[Shown]:
        number = self.lines.number + 1
        table = TableReader(
            self.lines, heading, self._command(), self._window(), self.is_other, self.survey.is_ended, self._group
        )
        self._list = self._group = None
        yield from table.read()
        if heading.names not in self._tables:
            self._tables.add(heading.names)
            shown = ", ".join(heading.names)
            text = f"line {number}: a table shows only {shown} of its objects; what else they have is unknown"
            yield Remark(text, must_be_seen=True)
        if table.cut:
            cut = ", ".join(f"{name} ({count})" for name, count in table.cut.items())
            yield Remark(f"line {number}: the table has values that are cut off or cannot be parted: {cut}")
        if table.is_cut:
            yield Cut("the text ends inside a row of a table")
