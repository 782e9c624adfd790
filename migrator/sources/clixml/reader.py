"""Streaming reader of Windows PowerShell CLIXML (Export-Clixml): [MS-PSRP] 2.2.5 (ms-psrp).

Each element is decoded when it ends, in the one pass of the parser over the file; there is no tree of elements.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from functools import lru_cache
from typing import Any, BinaryIO
from xml.parsers import expat

from ...errors import InputError
from ..record import Record, Rejected
from .lines import Lines
from .pieces import utf8_pieces
from .primitives import PRIMITIVES, unescape

NAMESPACE = "http://schemas.microsoft.com/powershell/2004/04"
_SEPARATOR = " "
_NS = NAMESPACE + _SEPARATOR
_SELF = "(reference to itself)"
#: what references may make of one record; without a limit a few hundred bytes become gigabytes
_MAX_VALUES = 200_000
_MAX_DEPTH = 256
_MAX_TAG_BYTES = 1024**2
_MAX_TEXT = 10_000_000
_TEXT_PIECE_BYTES = 32 * 1024
#: pieces of text at which it is worth to count their characters
_MANY_TEXTS = 100

_ROOT, _OBJECT, _PROPERTIES, _LIST, _DICTIONARY, _ENTRY, _TYPES, _TYPES_AGAIN, _REFERENCE, _ANY, _MIXED = range(11)
_KINDS = {
    _NS + name: kind
    for name, kind in {
        "Obj": _OBJECT,
        "Props": _PROPERTIES,
        "MS": _PROPERTIES,
        "LST": _LIST,
        "IE": _LIST,
        "QUE": _LIST,
        "STK": _LIST,
        "DCT": _DICTIONARY,
        "En": _ENTRY,
        "TN": _TYPES,
        "TNRef": _TYPES_AGAIN,
        "Ref": _REFERENCE,
        "PR": _ANY,  # a progress record, which holds elements that nobody needs
    }.items()
}
_CONVERTERS: dict[str, Callable[[str], object]] = {
    _NS + name: convert for name, convert in {**PRIMITIVES, "ToString": unescape, "T": unescape}.items()
}
_TOSTRING, _NIL, _PROGRESS = _NS + "ToString", _NS + "Nil", _NS + "PR"
#: names of properties repeat in every object: one string for each, of which the hash is computed once
_name = lru_cache(maxsize=4096)(unescape)


class _Open:
    """An element that is open and can hold others.

    Attributes:
        name: the property or the entry that it is, if it has a name.
        named: its values by name, where all of them have names; else None.
        values: its other values: a list, a dictionary, or the properties of an object; of properties that are added to
            those of an object, the names of these.
        content: of an object: the list, dictionary or primitive in it, in a tuple.
        names: of an object: its type names, most specific first.
        ref: the id by which others refer to it.
    """

    __slots__ = ("content", "kind", "name", "named", "names", "ref", "shown", "values")

    def __init__(self, kind: int, name: str | None, ref: str | None) -> None:
        self.kind = kind
        self.name = name
        self.ref = ref
        self.named: dict[str, Any] | None = None
        self.values: Any = None
        self.content: tuple[object] | None = None
        self.names: tuple[str, ...] = ()
        self.shown: str | None = None

    def as_value(self, *, is_record: bool) -> object:
        """Value of an object: its text if it is an enum, else list, dictionary or primitive, properties, or its text.

        An object inside another keeps its ToString as a property of that name: an Identity shows itself there.
        """
        shown = self.shown
        if shown is not None and "System.Enum" in self.names:
            return shown
        if self.content is not None:
            return self.content[0]
        if self.values and shown is not None and not is_record:
            return {"ToString": shown, **self.values}
        return self.values if self.values or shown is None else shown


class _Decoder:
    """Makes `ready` records of what the parser finds; type names and referenced objects are kept to the end."""

    def __init__(self, wanted: Collection[str]) -> None:
        self.ready: list[Record | Rejected] = []
        self._wanted = wanted
        self._objects: dict[str, object] = {}
        self._types: dict[str, tuple[str, ...]] = {}
        self._open: list[_Open] = []
        #: where the values of the innermost element stand by name, if it is one of properties or of an entry
        self._named: dict[str, Any] | None = None
        #: of the element that is open and holds only text
        self._convert: Callable[[str], object] | None = None
        self._attributes: dict[str, str] = {}
        self._texts: list[str] = []
        #: of the object that is decoded
        self._count = self._line = 0
        self._failure = ""
        self._has_references = False
        self._lines = Lines()
        self._parser = parser = expat.ParserCreate("utf-8", _SEPARATOR)
        parser.buffer_text = True
        parser.buffer_size = _TEXT_PIECE_BYTES
        parser.StartDoctypeDeclHandler = _refuse_doctype
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._texts.append

    def feed(self, piece: bytes, *, last: bool) -> None:
        """Parse the next piece.

        Raises:
            InputError: the XML ends too early, is malformed or too deep, or has a DOCTYPE.
        """
        self._lines.add(piece)
        try:
            self._parser.Parse(piece, last)
        except expat.ExpatError as error:
            why = f"{expat.errors.messages[error.code]}, line {error.lineno}"
            raise InputError(f"the XML is incomplete or malformed ({why})") from error
        if self._lines.end - self._parser.CurrentByteIndex > _MAX_TAG_BYTES:
            raise InputError(f"it has a tag of more than {_MAX_TAG_BYTES:,} bytes")
        if len(self._texts) > _MANY_TEXTS:
            if self._convert is None:
                self._texts.clear()  # nothing but space between elements
            elif sum(map(len, self._texts)) > _MAX_TEXT:
                self._texts.clear()
                self._convert = _too_long

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
        if self._open[-1].kind == _ROOT:
            self._begin_record()
        try:
            value = convert("".join(self._texts))
        except (ValueError, OverflowError) as error:
            self._fail(str(error))
            value = None
        name = self._attributes.get("N")
        if self._named is not None and name is not None:
            if (name := _name(name)) in self._named:
                self._check_again(name)
            self._named[name] = value
        elif tag == _TOSTRING:
            self._open[-1].shown = value  # type: ignore[assignment]  # it is a text
        else:
            self._add(self._open[-1], tag, name, value)

    def _begin(self, tag: str, attributes: dict[str, str]) -> None:
        """An element that can hold others begins."""
        if not self._open:
            self._open.append(_Open(_ROOT, None, None))
            return
        around = self._open[-1]
        if around.kind == _ROOT:
            self._begin_record()
        if self._convert is not None:
            self._convert = None
            around = _Open(_MIXED, self._attributes.get("N"), None)
            self._open.append(around)
        if len(self._open) >= _MAX_DEPTH:
            raise InputError(f"it is nested more than {_MAX_DEPTH} deep")
        kind = _KINDS.get(tag, _ANY)
        if kind == _ANY and around.kind < _ANY and tag != _PROGRESS:
            self._fail(f"unknown element {_local(tag)}")
        opened = self._opened(kind, attributes, around)
        self._open.append(opened)
        self._named = opened.named

    def _opened(self, kind: int, attributes: dict[str, str], around: _Open) -> _Open:
        ref = attributes.get("RefId")
        opened = _Open(kind, attributes.get("N"), ref)
        if kind == _OBJECT:
            opened.values = {}
            if ref in self._wanted:
                self._objects[ref] = _SELF  # type: ignore[index]  # not None
        elif kind == _PROPERTIES:
            opened.named = around.values if around.kind == _OBJECT else {}
            opened.values = set(opened.named) if opened.named else ()
        elif kind in (_LIST, _TYPES):
            opened.values = []
        elif kind == _DICTIONARY:
            opened.values = {}
        elif kind == _ENTRY:
            opened.named = {}
        elif kind == _TYPES_AGAIN:
            around.names = around.names or self._types.get(ref or "", ())
        return opened

    def _finish(self, tag: str) -> None:
        """The innermost element that can hold others ends."""
        closed = self._open.pop()
        if not self._open:
            return
        around = self._open[-1]
        self._named = around.named
        kind = closed.kind
        if kind == _OBJECT:
            self._finish_object(closed, around, tag)
        elif kind == _PROPERTIES:
            if around.kind != _OBJECT:  # inside of properties a set of properties is one of them
                self._add(around, tag, closed.name, closed.named)
        elif kind in (_LIST, _DICTIONARY):
            if around.kind != _OBJECT:
                self._fail(f"unknown element {_local(tag)}")
            around.content = (closed.values,)
        elif kind == _ENTRY:
            self._add_entry(around, closed.named or {})
        elif kind == _TYPES:
            around.names = around.names or tuple(closed.values)
            self._types[closed.ref or ""] = tuple(closed.values)
        elif kind == _REFERENCE:
            self._has_references = True
            value = self._objects.get(closed.ref or "", f"(reference to unknown object {closed.ref})")
            self._add(around, tag, closed.name, value)
        elif kind >= _ANY:
            if kind == _MIXED:
                self._fail(f"an element inside {_local(tag)}, which holds text")
            self._add(around, tag, closed.name, None)

    def _finish_object(self, closed: _Open, around: _Open, tag: str) -> None:
        value = closed.as_value(is_record=around.kind == _ROOT)
        if closed.ref in self._wanted:
            self._objects[closed.ref] = value  # type: ignore[index]  # not None
        self._add(around, tag, closed.name, value, closed.names)

    def _add(
        self, around: _Open, tag: str, name: str | None, value: object, names: tuple[str, ...] | None = None
    ) -> None:
        """Add a value to the element *around* it."""
        kind = around.kind
        if around.named is not None:
            if name is None:
                self._fail("a property without a name")
            else:
                if (name := _name(name)) in around.named:
                    self._check_again(name)
                around.named[name] = value
        elif kind in (_LIST, _TYPES):
            around.values.append(value)
        elif kind == _OBJECT:
            around.content = (value,)
        elif kind == _ROOT:
            if tag != _NIL:  # what $null is exported as is not an object
                self._end_record(_local(tag) if names is None else plain_type(names), value)
        elif kind < _ANY:
            self._fail(f"unknown element {_local(tag)}")

    def _check_again(self, name: str) -> None:
        """A property has a value already: added ones (MS) may hide those of the object (Props), nothing else may."""
        before = self._open[-1].values
        if isinstance(before, set) and name in before:
            before.remove(name)
        else:
            self._fail(f"the property {name} stands twice")

    def _add_entry(self, around: _Open, pair: dict[str, Any]) -> None:
        if around.kind == _DICTIONARY:
            key = str(pair.get("Key"))
            if key in around.values:
                self._fail(f"the key {key} stands twice")
            around.values[key] = pair.get("Value")
        else:
            self._fail("unknown element En")

    def _begin_record(self) -> None:
        self._count += 1
        self._line = self._lines.line_at(self._parser.CurrentByteIndex)
        self._failure = ""
        self._has_references = False

    def _end_record(self, type_name: str, value: object) -> None:
        position = f"object {self._count} (line {self._line})"
        if self._has_references and not self._failure:
            self._failure = _why_swollen(value)
        if self._failure:
            self.ready.append(Rejected(position, self._failure))
        else:
            self.ready.append(Record(type_name, value if isinstance(value, dict) else {"Value": value}, position))

    def _fail(self, why: str) -> None:
        """The object cannot be decoded; the type names in it still count, because later ones refer to them."""
        self._failure = self._failure or why


def read_clixml(file: BinaryIO, *, repeated: Collection[str] = ()) -> Iterator[Record | Rejected]:
    """Each top-level object of a CLIXML file, in order, in constant memory.

    The record's type name is the most specific type without ``Deserialized.`` and, for WMI, the class after ``#``.
    An object that cannot be decoded is rejected and the reading goes on.

    Args:
        repeated: ids of the objects to which others refer, from `repeated_ids`.

    Raises:
        InputError: after the objects before it: the XML ends too early or is malformed, or has a DOCTYPE or
            more than 256 levels; without the file's name.
    """
    decoder = _Decoder(repeated)
    for piece, last in utf8_pieces(file):
        try:
            decoder.feed(piece, last=last)
        except InputError:
            yield from decoder.ready
            raise
        yield from decoder.ready
        decoder.ready.clear()


def _refuse_doctype(*_declared: object) -> None:
    raise InputError("it has a DOCTYPE, which evidence never has")


def _too_long(_text: str) -> None:
    raise ValueError(f"a text of more than {_MAX_TEXT:,} characters")


def _local(tag: str) -> str:
    return tag.rpartition(_SEPARATOR)[2]


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


@lru_cache(maxsize=1024)
def plain_type(names: tuple[str, ...]) -> str:
    """The type a mapping knows: without ``Deserialized.``, ``#Decorated``, or the WMI path before the class."""
    if not names:
        return ""
    name = names[0].removeprefix("Deserialized.")
    head, _, tail = name.partition("#")
    return tail.rpartition("\\")[2] if "\\" in tail else head
