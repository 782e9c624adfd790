"""Items from text that PowerShell printed: lists, tables, transcripts, pasted consoles and errors."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...estate.counting import counted
from ...estate.evidence import ConsoleCommand, ConsoleMessage
from ...estate.kinds import Item
from ..bundle import Member
from ..dispatch import Dispatch
from ..format import Collected, Cut, Format, Origin, ReadResult, Remark
from ..record import Record, Rejected
from ..text.decoding import ANSI, head_text, open_text
from ..text.prompt import PROMPT
from .columns import heading_of
from .console import TEXT_OF_CMDLET, Console, Typed, Unread
from .format_list import begins_list
from .lines import ConsoleLines, survey
from .messages import ShownMessage, begins_message, has_tail
from .values import SERVER_VERSION

#: category, object, command and type of the exception; the id of the error with the command that raised it
_CATEGORY = re.compile(r"\w+: \((?:(?! \+ ).)*\) \[[^\]]*\], \w+(?:Exception|Error|Record)(?:`\d)?", re.DOTALL)
#: a sentence before what says where an error is
_SENTENCE = re.compile(r"[.!?][A-Z]\w* ")
_DOUBLED = re.compile(r"(?:Cmdlet|Command)(?!s\.)[a-z]")
_ERROR_ID = re.compile(r"[^,\s:+]+(?:,[\w-]+|,[\w.]+(?:Command|Cmdlet|Proxy))?")
#: the name of a type in place of a value
_TYPE = re.compile(r"\bSystem\.(?:\w+\[\]|Collections\.)")
#: fields of a message that its lines fill
_CUT = ("cmdlet", "message", "error_id", "category", "place")
#: lines of a file that are looked at to recognise it
_LOOKED_AT = 400
_HEAD_OF_TRANSCRIPT = re.compile(r"\*{10,}\s*")
#: the first line of another form that has lists, tables or warnings too: stamped logs, traces, markup, CSV
_STAMPED = re.compile(r"\d{4}-\d\d-\d\d +\d\d:\d\d:\d\d +[A-Z]{4,15} *:")
_OTHER = re.compile(r"\s*[<{\[]|\d{4}-\d\d-\d\d |#TYPE |TL_|\d\d/\d\d/\d{4}\|")


def _matches(_member: Member, head: bytes) -> bool:
    text = head_text(head)
    lines = [line.removesuffix("\r") for line in text.lstrip("\ufeff").split("\n")[:_LOOKED_AT]]
    first = next((at for at, line in enumerate(lines) if line.strip()), None)
    if first is None:
        return False
    has_objects = _has_objects(lines, first)
    if _STAMPED.search(text) and not has_objects:
        return False
    if any(pattern.match(lines[first]) for pattern in (PROMPT, SERVER_VERSION, TEXT_OF_CMDLET)):
        return True
    if begins_message(lines[first]) or has_tail(lines[first : first + 20]):
        return True
    if _HEAD_OF_TRANSCRIPT.fullmatch(lines[first]):
        return any(map(_HEAD_OF_TRANSCRIPT.fullmatch, lines[first + 1 : first + 40]))
    return has_objects and not _OTHER.match(lines[first])


def _has_objects(lines: list[str], first: int) -> bool:
    """Whether a list or a table begins somewhere in the lines."""
    return any(
        begins_list(line, lines[at + 1 : at + 9]) or heading_of(lines[at : at + 17])
        for at, line in enumerate(lines[first:], start=first)
        if line.strip()
    )


def _read(member: Member, origin: Origin) -> Iterator[ReadResult]:
    text = open_text(member, code_page=ANSI)
    console = Console(ConsoleLines(text.chunks()), survey(text))
    items = _Items(member.path, origin, console)
    dispatch = Dispatch(member.path, origin)
    is_cut = False
    for shown in console.shown():
        is_cut = is_cut or isinstance(shown, Cut)
        if isinstance(shown, Record):
            yield from dispatch.results(shown)
        elif isinstance(shown, Rejected | Remark | Cut):
            yield shown
        elif isinstance(shown, Unread):
            what = counted(shown.count, "line belongs", "lines belong")
            reason = f"{what} to no object, table or message; the first is {shown.first[:60]!r}"
            yield Rejected(f"line {shown.number}", reason)
        else:
            is_last = not console.survey.is_ended and not console.lines.peek(1)
            yield from items.of(shown, is_cut=is_last and not _may_end(console.lines.last))
    if not is_cut and not console.survey.is_ended and not _may_end(console.lines.last):
        yield Cut(f"the last line has no line end, and may be cut ({console.lines.last.strip()[:60]!r})")
    yield from dispatch.closing()
    if console.lines.has_appended and not text.is_mixed:
        yield Remark("UTF-16 was appended to text of another encoding; other letters than a-z may be wrong there")
    yield from text.closing()


def _may_end(line: str) -> bool:
    """Whether a last line without a line end is complete: a prompt at which nothing was typed, or a sentence."""
    prompt = PROMPT.fullmatch(line)
    return not prompt["typed"].strip() if prompt else line.rstrip().endswith((".", "!", "?", ")", '"', "'"))


def _doubtful(shown: ShownMessage) -> Iterator[str]:
    """The parts of an error that end where they never do: a line of them is lost, or one of another output in them."""
    if (shown.category and not _CATEGORY.fullmatch(shown.category)) or (
        shown.error_id and (not _ERROR_ID.fullmatch(shown.error_id) or _DOUBLED.search(shown.error_id))
    ):
        yield from ("category", "error_id")
    if _SENTENCE.search(shown.position):
        yield from ("place", "message")
    if not shown.level and _TYPE.search(shown.text):
        yield "message"


def messages_of(member: Member) -> Iterator[ShownMessage]:
    """The errors, warnings and lines of text that a console shows, in order, each in one line."""
    text = open_text(member, code_page=ANSI)
    console = Console(ConsoleLines(text.chunks()), survey(text))
    return (shown for shown in console.shown() if isinstance(shown, ShownMessage))


class _Items:
    """Makes items of what was typed and of messages; the first of each kind says that the file is evidence of it."""

    def __init__(self, path: str, origin: Origin, console: Console) -> None:
        self._path = path
        self._origin = origin
        self._console = console
        self._product = origin.product or "unknown"
        self._announced: set[str] = set()

    def of(self, shown: Typed | ShownMessage, *, is_cut: bool) -> Iterator[ReadResult]:
        """The item of one command line or message; what the end of the text may have cut is unknown."""
        place = f"{self._path}#line {shown.number}"
        machine = self._console.machine or self._origin.machine
        item: Item
        if isinstance(shown, Typed):
            item = ConsoleCommand(
                key=place,
                product=self._product,
                sources=(place,),
                command=shown.command,
                machine=shown.machine or machine,
                unknown=(
                    *(("command",) if is_cut else ()),
                    *(() if shown.machine or machine else ("machine",)),
                ),
            )
        else:
            parts = {
                "cmdlet": shown.cmdlet,
                "error_id": shown.error_id,
                "category": shown.category,
                "place": shown.position,
                "command": self._console.command,
                "machine": machine,
            }
            # an error has all of these parts, and other output none but the command line above it
            open_parts = [
                name
                for name, text in parts.items()
                if not text and (shown.level == "ERROR" or name in ("command", "machine"))
            ]
            item = ConsoleMessage(
                key=place,
                product=self._product,
                sources=(place,),
                level=shown.level or None,
                cmdlet=shown.cmdlet or None,
                message=shown.text,
                error_id=shown.error_id or None,
                category=shown.category or None,
                place=shown.position or None,
                command=self._console.command or None,
                machine=machine,
                unknown=tuple(dict.fromkeys((*(_CUT if is_cut else _doubtful(shown)), *open_parts))),
            )
        if item.kind not in self._announced:
            self._announced.add(item.kind)
            yield Collected(self._product, (item.kind,))
        yield item


FORMAT = Format("text of PowerShell", _matches, _read)
