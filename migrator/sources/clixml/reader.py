"""Streaming reader of Windows PowerShell CLIXML (Export-Clixml): [MS-PSRP] 2.2.5 (ms-psrp)."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Collection, Iterator
from functools import lru_cache
from typing import BinaryIO

import attrs
from lxml import etree

from ...errors import InputError
from ..dates import parse_datetime
from ..record import Record, Rejected
from ..xml import PARSER_OPTIONS, Element, refuse_doctype

NAMESPACE = "http://schemas.microsoft.com/powershell/2004/04"
_NS = f"{{{NAMESPACE}}}"
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_INTEGER = re.compile(r"[+-]?[0-9]{1,40}")
_LISTS = frozenset({"LST", "IE", "QUE", "STK"})
_SELF = "(reference to itself)"
#: what references may make of one record; without a limit a few hundred bytes become gigabytes
_MAX_VALUES = 200_000
_MAX_DEPTH = 256
_CHUNK_BYTES = 64 * 1024


def unescape(text: str) -> str:
    """The text with ``_xHHHH_`` escapes decoded; two escapes of a surrogate pair become one character.

    A lone surrogate, which no file can hold, becomes U+FFFD.
    """
    if "_" not in text:
        return text
    decoded = _ESCAPE.sub(lambda m: chr(int(m[1], 16)), text)
    return decoded.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


#: names of properties repeat in every object: one string for each, of which the hash is computed once
_name = lru_cache(maxsize=4096)(unescape)


def _decimal(text: str) -> float | str:
    """A .NET decimal as a number where that loses nothing, else its text."""
    value = float(text)
    exact = text.rstrip("0").rstrip(".") if "." in text else text
    return value if f"{value:f}".rstrip("0").rstrip(".") == exact else text


def _float(text: str) -> float | str:
    """A floating point number; what JSON cannot write (NaN, INF) stays its text."""
    value = float(text)
    return value if math.isfinite(value) else text


def _integer(low: int, high: int) -> Callable[[str], int]:
    """A converter of integers that refuses what the type cannot hold."""

    def convert(text: str) -> int:
        if not _INTEGER.fullmatch(text):
            raise ValueError(f"{text[:40]!r} is not an integer")
        value = int(text)
        if not low <= value <= high:
            raise ValueError(f"{text} is outside {low} to {high}")
        return value

    return convert


def _character(text: str) -> str:
    """The character of a UTF-16 code unit; a lone surrogate becomes U+FFFD, as in `unescape`."""
    code = _integer(0, 0xFFFF)(text)
    return "\ufffd" if 0xD800 <= code <= 0xDFFF else chr(code)


def _no_text(_text: str) -> None:
    """A progress record, which holds elements that nobody needs."""


def _boolean(text: str) -> bool:
    if text not in ("true", "false"):
        raise ValueError(f"{text!r} is not true or false")
    return text == "true"


_PRIMITIVES: dict[str, Callable[[str], object]] = {
    **dict.fromkeys(("S", "URI", "Version", "XD", "SBK", "TS", "BA"), unescape),
    "By": _integer(0, 2**8 - 1),
    "SB": _integer(-(2**7), 2**7 - 1),
    "U16": _integer(0, 2**16 - 1),
    "I16": _integer(-(2**15), 2**15 - 1),
    "U32": _integer(0, 2**32 - 1),
    "I32": _integer(-(2**31), 2**31 - 1),
    "U64": _integer(0, 2**64 - 1),
    "I64": _integer(-(2**63), 2**63 - 1),
    **dict.fromkeys(("Sg", "Db"), _float),
    "D": _decimal,
    "B": _boolean,
    "C": _character,
    "DT": parse_datetime,
    "G": str.lower,
    "SS": lambda _text: "(secure string, not kept)",
    "PR": _no_text,
}
#: one look-up decides how an element is read: its tag as lxml gives it -> converter of a primitive
_BY_TAG = {_NS + name: convert for name, convert in _PRIMITIVES.items()}
_OBJS, _OBJ, _NIL = _NS + "Objs", _NS + "Obj", _NS + "Nil"
_REF_TAG, _TN, _TNREF = _NS + "Ref", _NS + "TN", _NS + "TNRef"
_PROPS, _MS, _TOSTRING, _DCT = _NS + "Props", _NS + "MS", _NS + "ToString", _NS + "DCT"
_PROPERTY_TAGS, _TYPE_TAGS = frozenset({_PROPS, _MS}), frozenset({_TN, _TNREF})
_LIST_TAGS = frozenset(_NS + name for name in _LISTS)


@attrs.frozen
class Admission:
    """What the first reading of a file gives to the second.

    Attributes:
        objects: number of top-level objects.
        wanted: ids that ``Ref`` elements use; only those objects are remembered while decoding.
    """

    objects: int
    wanted: frozenset[str]


class _Decoder:
    """Decodes one file; the tables of type names and of referenced objects are kept to its end."""

    def __init__(self, wanted: Collection[str]) -> None:
        self._wanted = wanted
        self._objects: dict[str, object] = {}
        self._types: dict[str, tuple[str, ...]] = {}
        self.has_references = False
        #: the top-level element that is decoded
        self.record: Element | None = None
        #: type names of the Obj decoded last
        self.names: tuple[str, ...] = ()

    def learn_types(self, element: Element) -> None:
        """Remember the type name lists inside a record that could not be decoded: later records refer to them."""
        for names in element.iter(_TN):
            self._types.setdefault(names.get("RefId", ""), tuple(unescape(t.text or "") for t in names))

    def _type_names(self, element: Element) -> tuple[str, ...]:
        """Type names in a TN, or those that a TNRef refers to, most specific first; an unknown TNRef gives none."""
        ref = element.get("RefId", "")
        if element.tag == _TNREF:
            return self._types.get(ref, ())
        names = tuple(unescape(name.text or "") for name in element)
        if ref:
            self._types[ref] = names
        return names

    def decode_object(self, element: Element) -> object:
        """Value of an Obj: list, dict, primitive, or its ToString where it holds nothing else.

        An object inside another keeps its ToString as a property of that name: an Identity shows itself there.
        """
        ref = element.get("RefId") if self._wanted else None
        if ref is None or ref not in self._wanted:
            return self._value(element)
        self._objects[ref] = _SELF
        value = self._objects[ref] = self._value(element)
        return value

    def _value(self, element: Element) -> object:
        names: tuple[str, ...] = ()
        properties: dict[str, object] = {}
        shown: str | None = None
        content: object = None
        has_content = False
        for child in element:
            tag = child.tag
            if tag in _PROPERTY_TAGS:
                self.properties(child, properties)
            elif tag == _TOSTRING:
                shown = unescape(child.text or "")
            elif tag in _TYPE_TAGS:
                names = names or self._type_names(child)
            elif tag in _LIST_TAGS:
                content, has_content = [self.element(e) for e in child], True
            elif tag == _DCT:
                content, has_content = self._dictionary(child), True
            else:
                content, has_content = self.element(child), True
        self.names = names  # after the objects inside, which set theirs
        if shown is not None and "System.Enum" in names:
            return shown
        if has_content:
            return content
        if properties and shown is not None and element is not self.record:
            return {"ToString": shown, **properties}
        return properties if properties or shown is None else shown

    def properties(self, container: Element, into: dict[str, object]) -> None:
        """Read the named values of Props or MS; a nested property set (MS with N) is read like one."""
        converter = _BY_TAG.get
        for child in container:
            name = child.get("N")
            if name is None:
                raise ValueError(f"a property without a name in {etree.QName(container).localname}")
            convert = converter(child.tag)
            if convert is None or len(child):
                into[_name(name)] = self.element(child)
            else:  # most are simple: `element` would do the same more slowly
                into[_name(name)] = convert(child.text or "")

    def element(self, element: Element) -> object:
        """Value of any value element."""
        tag = element.tag
        convert = _BY_TAG.get(tag)
        if convert is not None:
            if len(element) and convert is not _no_text:
                raise ValueError(f"an element inside {etree.QName(element).localname}, which holds text")
            return convert(element.text or "")
        if tag == _OBJ:
            return self.decode_object(element)
        if tag == _NIL:
            return None
        if tag == _REF_TAG:
            self.has_references = True
            ref = element.get("RefId", "")
            return self._objects.get(ref, f"(reference to unknown object {ref})")
        if tag in _PROPERTY_TAGS:
            nested: dict[str, object] = {}
            self.properties(element, nested)
            return nested
        raise ValueError(f"unknown element {etree.QName(element).localname}")

    def _dictionary(self, element: Element) -> dict[str, object]:
        entries: dict[str, object] = {}
        for entry in element:
            pair = {child.get("N"): self.element(child) for child in entry}
            entries[str(pair.get("Key"))] = pair.get("Value")
        return entries


def read_clixml(file: BinaryIO, *, wanted: Collection[str] = ()) -> Iterator[Record | Rejected]:
    """Each top-level object of an admitted CLIXML file, in order, in constant memory.

    The record's type name is the most specific type without ``Deserialized.`` and, for WMI, the class after ``#``.
    *wanted* comes from `admit_clixml`; an object that cannot be decoded is rejected and the reading goes on.
    """
    decoder = _Decoder(wanted)
    elements = (element for few in _top_elements(file, lambda _: None) for element in few)
    for count, element in enumerate(elements, start=1):
        # libxml2 counts lines up to 65,535
        line: int = element.sourceline  # type: ignore[assignment]  # the stubs leave its type open
        yield _top_level(decoder, element, f"object {count}" + (f" (line {line})" if line < 65535 else ""))


def admit_clixml(file: BinaryIO) -> Admission:
    """What the file holds, after parsing all of it with the parser that decodes it later.

    So a file that is admitted cannot fail half-way through.

    Raises:
        InputError: malformed, truncated, too deep (256), a text over 10 MB, or a DOCTYPE; without the file's name.
    """
    wanted: set[str] = set()
    objects = sum(map(len, _top_elements(file, wanted.add)))
    return Admission(objects, frozenset(wanted))


def _top_elements(file: BinaryIO, on_reference: Callable[[str], None]) -> Iterator[list[Element]]:
    """The children of the root, a few at a time; they are freed when the next ones are asked for.

    Only the root and the ``Ref`` elements become events: an event for each element would double the time.
    """
    parser = etree.XMLPullParser(events=("start",), tag=(_OBJS, _REF_TAG), **PARSER_OPTIONS)
    root: Element | None = None
    try:
        while chunk := file.read(_CHUNK_BYTES):
            parser.feed(chunk)
            for _, element in parser.read_events():
                if root is None:
                    root = element.getroottree().getroot()  # type: ignore[union-attr]  # the stubs think of namespaces
                    refuse_doctype(root)
                on_reference(element.get("RefId", ""))  # type: ignore[union-attr]
            if root is not None and len(root) > 1:
                yield root[:-1]  # type: ignore[index,misc]  # a slice is a list; the last may not be complete yet
                del root[:-1]
        root = parser.close()
        refuse_doctype(root)
        yield list(root)
    except etree.XMLSyntaxError as error:
        raise InputError(f"the XML is incomplete or malformed ({error.msg})") from error


def _top_level(decoder: _Decoder, element: Element, position: str) -> Record | Rejected:
    try:
        decoder.record, decoder.has_references = element, False
        value = decoder.element(element)
        if decoder.has_references:
            _refuse_swollen(value)
    except (ValueError, OverflowError, RecursionError) as error:
        decoder.learn_types(element)
        return Rejected(position, str(error))
    if element.tag != _OBJ:
        return Record(etree.QName(element).localname, {"Value": value}, position)
    return Record(plain_type(decoder.names), value if isinstance(value, dict) else {"Value": value}, position)


def _refuse_swollen(value: object) -> None:
    """Raise ValueError where references have made a record too large or too deep to be written."""
    waiting, values = [(value, 1)], 0
    while waiting:
        each, depth = waiting.pop()
        inside = each.values() if isinstance(each, dict) else each if isinstance(each, list) else ()
        values += 1 + len(inside)
        if values > _MAX_VALUES or depth > _MAX_DEPTH:
            raise ValueError(f"its references make it larger than {_MAX_VALUES:,} values or {_MAX_DEPTH} levels")
        waiting += [(one, depth + 1) for one in inside if isinstance(one, dict | list)]


@lru_cache(maxsize=1024)
def plain_type(names: tuple[str, ...]) -> str:
    """The type a mapping knows: without ``Deserialized.``, ``#Decorated``, or the WMI path before the class."""
    if not names:
        return ""
    name = names[0].removeprefix("Deserialized.")
    head, _, tail = name.partition("#")
    return tail.rpartition("\\")[2] if "\\" in tail else head
