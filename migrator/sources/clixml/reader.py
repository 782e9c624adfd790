"""Streaming reader of Windows PowerShell CLIXML (Export-Clixml): [MS-PSRP] 2.2.5 (ms-psrp).

Each element is decoded when it ends, in the one pass of the parser over the file; there is no tree of elements. Objects
that are written like others before them are decoded without the parser (`shapes`).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from typing import Any, BinaryIO
from xml.parsers import expat

from ...errors import InputError
from ..record import Record, Rejected, TypedProperties
from .elements import (
    ALL,
    ELEMENTS,
    NONE,
    NOTHING,
    NS,
    SEPARATOR,
    TOSTRING,
    Element,
    Mixed,
    Object,
    Root,
    Tables,
    Unknown,
    local_name,
    plain_type,
    property_name,
)
from .lines import Lines
from .messages import STREAMS
from .pieces import text_pieces
from .primitives import PRIMITIVES, unescape
from .shapes import OBJECT_END, Shapes

#: the end of an object at the top
_END = OBJECT_END.lstrip().encode()
#: what references may make of one record; without a limit a few hundred bytes become gigabytes
_MAX_VALUES = 200_000
_MAX_DEPTH = 256
_MAX_TAG_BYTES = 1024**2
_MAX_TEXT = 10_000_000
_TEXT_PIECE_BYTES = 32 * 1024
#: pieces of text at which it is worth to count their characters
_MANY_TEXTS = 30

#: the first text inside an element in which no text has begun yet; the parser gives no empty ones
_EMPTY = ""

_CONVERTERS: dict[str, Callable[[str], object]] = {
    **{NS + name: convert for name, convert in PRIMITIVES.items()},
    TOSTRING: unescape,
    NS + "T": unescape,
}


#: stands around the members of a list that are not given one by one
_LIST = Element("", {}, None, Tables(()))


class _Decoder:
    """Makes `ready` records of what the parser finds; type names and referenced objects are kept to the end."""

    def __init__(self, wanted: Collection[str]) -> None:
        self.ready: list[Record | Rejected] = []
        #: whether the parser has seen all so far, and its last was the end of an object at the top
        self.is_between = False
        self._tables = Tables(wanted)
        self._shapes = None if wanted else Shapes(self._tables.types)
        self._open: list[Element] = []
        self._root = Root("", {}, None, self._tables)
        self._innermost: Element = self._root
        #: where the values of the innermost element stand by name, if all of them have names
        self._named: dict[str, Any] | None = None
        #: of the element that is open and holds only text
        self._convert: Callable[[str], object] | None = None
        self._attributes: dict[str, str] = {}
        self._texts: list[str] = []
        self._count = self._members = 0
        self._line = self._first_line = self._closed_at = 0
        self._stream = ""
        self._lines = Lines()
        self._parser = parser = expat.ParserCreate("utf-8", SEPARATOR)
        parser.buffer_text = True
        parser.buffer_size = _TEXT_PIECE_BYTES
        parser.StartDoctypeDeclHandler = _refuse_doctype
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._texts.append

    def _feed(self, piece: bytes, *, last: bool) -> None:
        """Parse the next piece.

        Raises:
            InputError: the XML ends too early, is malformed or too deep, or has a DOCTYPE.
        """
        self._lines.add(piece)
        try:
            self._parser.Parse(piece, last)
        except expat.ExpatError as error:
            why = f"{expat.errors.messages[error.code]}, line {error.lineno + self._lines.skipped}"
            raise InputError(f"the XML is incomplete or malformed ({why})") from error
        if self._lines.end - self._parser.CurrentByteIndex > _MAX_TAG_BYTES:
            raise InputError(f"it has a tag of more than {_MAX_TAG_BYTES:,} bytes")
        if len(self._texts) > _MANY_TEXTS:
            if self._convert is None:
                del self._texts[_MANY_TEXTS:]  # between elements is nothing but space
            elif sum(map(len, self._texts)) > _MAX_TEXT:
                self._texts.clear()
                self._convert = _too_long
        self.is_between = len(self._open) == 1 and self._lines.end - self._closed_at == len(_END)

    def begin(self, text: str) -> None:
        """What is read next is a part of *text*."""
        if self._shapes:
            self._shapes.begin(text)

    def read_part(self, text: str, *, last: bool) -> None:
        """Parse a part of the document, which ends with an object if it can.

        Raises:
            InputError: the XML ends too early, is malformed or too deep, or has a DOCTYPE.
        """
        began_between = self.is_between
        self._feed(text.encode(), last=last)
        if self._shapes is None:
            return
        if self._tables.has_new_types:
            self._tables.has_new_types = False
            self._shapes.forget()
        if began_between and self.is_between and len(self.ready) == 1 and not self._stream:
            (read,) = self.ready
            if isinstance(read, Record):
                self._shapes.learn(text, read.type_name, read.properties)

    def read_alike(self, text: str, at: int) -> tuple[Record, int] | None:
        """The object at a place between two others, if it is written like one before it, and the place behind it."""
        if self._shapes is None or (read := self._shapes.read(text, at)) is None:
            return None
        type_name, properties, end = read
        line = self._lines.line_at(self._lines.end)
        self._lines.skip(text.count("\n", at, end))
        self._count += 1
        return Record(type_name, properties, f"object {self._count} (line {line})"), end

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        convert = _CONVERTERS.get(tag)
        if convert is None or self._convert is not None:
            self._begin(tag, attributes)
        else:
            self._convert = convert
            self._attributes = attributes
            self._texts.clear()

    def _end(self, tag: str) -> None:
        convert = self._convert
        if convert is None:
            self._finish(tag)
            return
        self._convert = None
        named = self._named
        if named is None and self._innermost.gives == ALL:
            self._begin_record(self._innermost, self._attributes)
        try:
            value = convert("".join(self._texts))
        except (ValueError, OverflowError) as error:
            self._tables.fail(str(error))
            value = None
        name = self._attributes.get("N")
        if named is None or name is None:
            self._give(self._innermost, tag, name, value)
            return
        name = property_name(name)
        if name in named:
            self._innermost.repeat(name)
        named[name] = value

    def _begin(self, tag: str, attributes: dict[str, str]) -> None:
        """An element that can hold others begins."""
        if not self._open:
            self._push(self._root)
            self._root.gives = ALL
            return
        around = self._innermost
        if around.gives != NONE:
            self._begin_record(around, attributes)
        if self._convert is not None:
            self._convert = None
            self._push(Mixed(tag, self._attributes, around, self._tables))
        if len(self._open) >= _MAX_DEPTH:
            raise InputError(f"it is nested more than {_MAX_DEPTH} deep")
        element = ELEMENTS.get(tag, Unknown)(tag, attributes, self._innermost, self._tables)
        self._open.append(element)
        self._innermost = element
        self._named = element.named
        self._texts[:] = (_EMPTY,)

    def _push(self, element: Element) -> None:
        self._open.append(element)
        self._innermost = element
        self._named = element.named

    def _finish(self, tag: str) -> None:
        """The innermost element that can hold others ends."""
        closed = self._open.pop()
        if not self._open:
            return
        if len(self._open) == 1:
            self._closed_at = self._parser.CurrentByteIndex
        around = self._innermost = self._open[-1]
        self._named = around.named
        value = closed.end(tag, around)
        if self._texts and self._texts[0] == _EMPTY and "".join(self._texts).strip() and not closed.ignores_content:
            self._tables.fail(f"text directly in {local_name(tag)}, which holds elements")
        if value is NOTHING:
            if around is self._root and self._tables.failure:
                self._end_record(around, "", None)
            return
        type_name = plain_type(closed.names) if isinstance(closed, Object) else ""
        if around.gives != NONE and isinstance(closed, Object) and value is closed.properties:
            self._end_record(around, type_name, value)
        else:
            self._give(around, tag, closed.name, value, type_name)

    def _give(self, around: Element, tag: str, name: str | None, value: object, type_name: str = "") -> None:
        """Give a value to the element around it, or make a record of it."""
        if around.named is not None:
            if name is None:
                self._tables.fail("a property without a name")
            else:
                if (name := property_name(name)) in around.named:
                    around.repeat(name)
                around.named[name] = value
        elif around.gives == ALL:
            self._end_record(around, type_name or local_name(tag), value)
        else:
            around.add(tag, name, value)

    def _begin_record(self, around: Element, attributes: dict[str, str]) -> None:
        """What is a record of its own begins, or what may hold some."""
        self._line = self._lines.line_at(self._parser.CurrentByteIndex)
        self._tables.has_references = False
        if around is self._root:
            self._count += 1
            self._members = 0
            self._first_line = self._line
            self._stream = STREAMS.get(attributes.get("S", "").casefold(), "")
        elif self._tables.failure and around.gives == ALL:
            self._end_record(self._root, "", None)

    def _end_record(self, around: Element, type_name: str, value: object) -> None:
        tables = self._tables
        if tables.has_references and not tables.failure:
            tables.failure = _why_swollen(value)
        if tables.failure:
            self.ready.append(Rejected(self._position(around), tables.failure))
            tables.failure = ""
        elif isinstance(value, list):  # not given member by member, because something refers to it
            for one in _members(value):
                self._ready_is(_LIST, type_name, one)
        elif value is not None:  # what $null is exported as is not an object
            self._ready_is(around, type_name, value)

    def _ready_is(self, around: Element, type_name: str, value: object) -> None:
        """A record is ready."""
        properties = value if isinstance(value, dict) else {"Value": value}
        type_name = self._stream or (value.type_name if isinstance(value, TypedProperties) else type_name)
        self.ready.append(Record(type_name, properties, self._position(around)))

    def _position(self, around: Element) -> str:
        if around is self._root:
            return f"object {self._count} (line {self._first_line})"
        around.has_given = True
        self._members += 1
        return f"object {self._count}, member {self._members} (line {self._line})"


def read_clixml(file: BinaryIO, *, repeated: Collection[str] = ()) -> Iterator[Record | Rejected]:
    """Each object of a CLIXML file, in order, in constant memory.

    Lists, dictionaries and groups at the top are not objects: the objects in them are. The record's type name is the
    most specific type without ``Deserialized.`` and, for WMI, the class after ``#``. An object that cannot be decoded
    is rejected and the reading goes on.

    Args:
        repeated: ids of the objects to which others refer, from `repeated_ids`.

    Raises:
        InputError: after the objects before it: the XML ends too early or is malformed, or has a DOCTYPE or more than
            256 levels; without the file's name.
    """
    decoder = _Decoder(repeated)
    for text, last in text_pieces(file):
        decoder.begin(text)
        at = 0
        while at < len(text):
            if decoder.is_between and (alike := decoder.read_alike(text, at)):
                record, at = alike
                yield record
                continue
            end = text.find(OBJECT_END, at)
            part = text[at:] if end < 0 else text[at : end + len(OBJECT_END)]
            at += len(part)
            yield from _parsed(decoder, part, last=False)
        if last:
            yield from _parsed(decoder, "", last=True)


def _parsed(decoder: _Decoder, text: str, *, last: bool) -> Iterator[Record | Rejected]:
    try:
        decoder.read_part(text, last=last)
    except InputError:
        yield from decoder.ready
        raise
    yield from decoder.ready
    decoder.ready.clear()


def _members(values: list[object]) -> Iterator[object]:
    """What a list and the lists in it hold, without $null."""
    for one in values:
        if isinstance(one, list):
            yield from _members(one)
        elif one is not None:
            yield one


def _refuse_doctype(*_declared: object) -> None:
    raise InputError("it has a DOCTYPE, which evidence never has")


def _too_long(_text: str) -> None:
    raise ValueError(f"a text of more than {_MAX_TEXT:,} characters")


def _why_swollen(value: object) -> str:
    """Why a record cannot be written that references have made too large or too deep; else ""."""
    waiting, values = [(value, 1)], 0
    while waiting:
        each, depth = waiting.pop()
        inside = each.values() if isinstance(each, dict) else each if isinstance(each, list) else ()
        values += 1 + len(inside)
        if values > _MAX_VALUES or depth > _MAX_DEPTH:
            return f"its references make it larger than {_MAX_VALUES:,} values or {_MAX_DEPTH} levels"
        waiting += [(one, depth + 1) for one in inside if isinstance(one, dict | list)]
    return ""
