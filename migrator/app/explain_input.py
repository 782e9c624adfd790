"""Reads what somebody gives to be explained: a pasted text, or a file of any form of evidence, as messages."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from ..errors import InputError
from ..knowledge.clues import Clue, clue_of, clue_of_text, is_message
from ..knowledge.known_message import KnownMessage
from ..knowledge.lines import Seen, TextMessages
from ..knowledge.recognition import By, Recogniser
from ..rules.engine.explanation import Heard
from ..sources.powershell.secrecy import without_secret_lines

if TYPE_CHECKING:
    from ..estate.kinds import Item
    from ..sources.bundle import Member
    from ..sources.format import Format

#: forms of text that hold nothing but messages, or lines that may be some
_LINES = frozenset({"SIP text", "migration log"})
#: forms whose readers pass over lines in which a known sentence can stand
_LINES_TOO = frozenset({"text of PowerShell", "event text"})
#: what only a form with a reader of its own has: labels of an event, markup, traces, errors of PowerShell
_FORM = re.compile(
    r"^\s*[<{\[#]|TL_[A-Z]+\(TF_|\$\$begin_record|^\d\d/\d\d/\d{4}\||\+ CategoryInfo|^\s*EntryType\b", re.M
)
#: lines of a text that may be a block or a table in a form that nothing else shows
_MANY = 6
#: digits of the id of an event at most
_DIGITS_OF_ID = 5
#: labels of an event at least
_LABELS = 3
#: labels of an event of which only the source and the id are there
_LABELS_OF_ID = 2
#: characters of a few words that name an event or a code, and of an event in an unknown language; bytes of a pipe
_FEW, _MOST_NAMED, _MOST_PIPED = 300, 4000, 64 * 1024 * 1024
_HOW = "Give a message, a text file, or evidence that `migrator inventory` reads"


class Reader:
    """Reads messages and says of each what is known.

    Attributes:
        heard: what was passed over.
    """

    def __init__(self, recogniser: Recogniser) -> None:
        self._recogniser = recogniser
        self._lines = TextMessages(recogniser)
        self.heard = Heard()

    def of_text(self, text: str) -> Iterator[Seen]:
        """The messages of a pasted text, read as the event, the console or the trace that it is, or as sentences.

        Raises:
            InputError: it is empty, or binary.
        """
        if not text.strip():
            raise InputError("the text is empty", hint=_HOW)
        if len(text) <= _FEW and "\n" not in text.strip() and (named := self._recogniser.named(text)):
            yield from (self._seen(clue, text.strip(), "") for clue in named)
            return
        if len(text) <= _MOST_NAMED and not _FORM.search(text):
            kept = "\n".join(without_secret_lines(text.split("\n"))).strip()
            if events := _events_of_two_labels(kept):
                yield from (self._seen(clue, kept if len(events) == 1 else shown, "") for clue, shown in events)
                return
        if text.count("\n") >= _MANY or _FORM.search(text) or _may_be_event(text):
            yield from self.of_member(_pasted(text.encode("utf-8", "replace")))
        else:
            yield from self._lines.seen(without_secret_lines(text.split("\n")))

    def named_in(self, text: str) -> tuple[Seen, ...]:
        """The events that a text names anywhere by a known source and one of its ids, in any language."""
        clues = self._recogniser.named(text, is_all=False) if len(text) <= _MOST_NAMED else ()
        named = (clue._replace(text=text.strip()) for clue in clues if clue.source)
        seen = (self._seen(clue, clue.text, "") for clue in named)
        return tuple(each for each in seen if each.recognitions)

    def mentioned(self, text: str) -> tuple[KnownMessage, ...]:
        """The events whose numbers a sentence gives; it need not be about them."""
        return self._recogniser.mentioned(text)

    def of_member(self, member: Member) -> Iterator[Seen]:
        """The messages of a source: by the reader of its form, or line by line.

        Raises:
            InputError: it is empty or binary.
        """
        from ..sources.network.formats import FORMATS as NETWORK_FORMATS

        head = member.head()
        if _is_empty(head):
            raise InputError(f"{member.path}: it is empty", hint=_HOW)
        form = _form_of(member, head)
        if form is None:
            _refuse_binary(member, head)
            yield from self._of_lines(member)
            return
        known: set[str] = set()
        for seen in self._of_form(member, form):
            known.update(one.entry.id for one in seen.recognitions)
            yield seen
        if form.name in _LINES_TOO or form in NETWORK_FORMATS:
            for seen in self._of_lines(member):
                sure = [one for one in seen.recognitions if one.by in (By.TEXT, By.DIAGNOSIS)]
                others = [one for one in sure if one.entry.id not in known and not one.entry.full_line]
                if others:
                    yield seen._replace(recognitions=tuple(others))

    def _of_lines(self, member: Member) -> Iterator[Seen]:
        from ..sources.text.decoding import ANSI, open_text

        lines = map(as_printed, open_text(member, code_page=ANSI).lines())
        yield from self._lines.seen(without_secret_lines(lines))

    def _of_form(self, member: Member, form: Format) -> Iterator[Seen]:
        from ..estate.kinds import Item
        from ..sources.format import Cut, Lost, Origin
        from ..sources.record import Rejected

        for result in form.read(member, Origin()):
            if isinstance(result, Item):
                if is_message(result):
                    seen = self._of_item(result)
                    if seen.text or seen.clue.event_id is not None or seen.recognitions:
                        yield seen
                else:
                    self.heard.others[result.kind] += 1
            elif isinstance(result, Rejected):
                self.heard.lose(f"{result.position}: {result.reason}")
            elif isinstance(result, Cut | Lost):
                self.heard.lose(result.reason)

    def _of_item(self, item: Item) -> Seen:
        clue = clue_of(item)
        place = item.sources[0].rpartition("#")[2] if item.sources else ""
        text = "\n".join(filter(None, [clue.text, *map(str, clue.diagnoses)]))
        seen = self._seen(clue, text, place)
        if (heading := getattr(item, "heading", None)) and not seen.recognitions:
            seen = self._seen(clue._replace(text=f"{heading}: {clue.text}"), f"{heading}: {text}", place)
        is_sip = item.kind == "trace_record" and not getattr(item, "explanation", None)
        is_quiet = is_sip and clue.status is None and not clue.diagnoses and not seen.recognitions
        return seen._replace(level=getattr(item, "level", None) or "", is_quiet=is_quiet)

    def _seen(self, clue: Clue, text: str, place: str) -> Seen:
        return Seen(clue=clue, recognitions=self._recogniser.recognise(clue), text=text, place=place)


def _may_be_event(text: str) -> bool:
    """Whether a text has a label with which events begin, and more of them."""
    if text.count(":") + text.count("\uff1a") < _LABELS:
        return False
    from ..sources.logs.event_labels import START

    return START.search(text) is not None


def _events_of_two_labels(text: str) -> tuple[tuple[Clue, str], ...]:
    """The events of which somebody pasted the source and the id with their labels, each with its lines.

    Of other parts what they liked. () where the labels with which whole events begin are there, or where the source or
    the id of one is not.
    """
    if text.count(":") + text.count("\uff1a") < _LABELS_OF_ID:  # before the labels are loaded, which takes a while
        return ()
    from ..sources.logs.event_labels import FIELDS, START, labelled

    if START.search(text):
        return ()
    events: list[list[tuple[str, str]]] = [[]]
    for line in text.splitlines():
        label, value = labelled(line) or ("", "")
        part = FIELDS.get(label, "")
        if part and any(part == before for before, _ in events[-1]):
            events.append([])
        events[-1].append((part, line if part == "" else value))
    clues = [_clue_of_labels(parts) for parts in events]
    shown = ["\n".join(value for _, value in parts).strip() for parts in events]
    return tuple(zip(filter(None, clues), shown, strict=True)) if all(clues) else ()


def _clue_of_labels(parts: Sequence[tuple[str, str]]) -> Clue | None:
    known = dict(parts)
    number = known.get("id", "")
    if not known.get("source") or not (number.isascii() and number.isdecimal() and len(number) <= _DIGITS_OF_ID):
        return None
    rest = "\n".join(value for part, value in parts if part in ("", "message"))
    return clue_of_text(rest.strip())._replace(source=known["source"], event_id=int(number))


def as_printed(text: str) -> str:
    """A text without what a web page makes of its quotes."""
    if "&" in text and ";" in text:
        from html import unescape

        text = unescape(text)
    return text


def piped(pipe: BinaryIO) -> Member:
    """What a pipe holds, as a source; of one that never ends no more is read than is taken.

    Raises:
        InputError: it is too long to be kept in memory.
    """
    content = pipe.read(_MOST_PIPED + 1)
    if len(content) > _MOST_PIPED:
        raise InputError("the text is longer than 64 MB", hint="Save it in a file, and give its name")
    return _pasted(content)


def _pasted(content: bytes) -> Member:
    from ..sources.bundle import Member

    return Member("the text", "text.txt", len(content), lambda: io.BytesIO(content))


@contextmanager
def readable(path: Path) -> Iterator[Member]:
    """A file as a source.

    Raises:
        InputError: it cannot be read, when it is opened or later.
    """
    from ..sources.bundle import UNREADABLE, file_member

    try:
        yield file_member(path)
    except UNREADABLE as error:
        raise InputError(f"{path}: it cannot be read: {error}") from error


def plain_text(member: Member, most: int) -> str | None:
    """The text of a source of *most* bytes at most that has no form of its own; None of any other."""
    from ..sources.text.decoding import ANSI, open_text

    head = member.head(most + 1)
    if len(head) > most or _is_empty(head) or not _is_text(head) or _form_of(member, head) is not None:
        return None
    return "\n".join(line.rstrip("\r\n") for line in open_text(member, code_page=ANSI).lines())


def _form_of(member: Member, head: bytes) -> Format | None:
    """The form of a source that has a reader of its own; None for lines of text and for what nothing reads."""
    from ..sources.reading import FORMATS

    form = next((each for each in FORMATS if each.matches(member, head)), None)
    is_lines = form is not None and form.name in _LINES and not head.lstrip().startswith(b"<")
    return None if is_lines else form


def _refuse_binary(member: Member, head: bytes) -> None:
    """Refuse what is no text, and say what it is.

    Raises:
        InputError: it is none.
    """
    from ..sources.file_types import what_it_is

    if _is_text(head):
        return
    known = what_it_is(head, member.name)
    what, do = known if known else ("binary", _HOW)
    raise InputError(f"{member.path}: it is {what}, not a text with messages", hint=do)


def _is_empty(head: bytes) -> bool:
    return not head.strip(b"\0 \t\r\n\xef\xbb\xbf\xff\xfe")


def _is_text(head: bytes) -> bool:
    from ..sources.recognise import text_encoding

    return b"\0" not in head or text_encoding(head) != "utf-8"
