"""Streaming reader of Windows PowerShell CLIXML (Export-Clixml), [MS-PSRP] 2.2.5 and formats.md section 3."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any, BinaryIO

from lxml import etree

from ..errors import InputError
from .record import Record, Rejected
from .xml import PARSER_OPTIONS, refuse_doctype

NAMESPACE = "http://schemas.microsoft.com/powershell/2004/04"
_NS = f"{{{NAMESPACE}}}"
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_REF = re.compile(r"<Ref\b[^>]{0,400}?\bRefId=\"(\d{1,9})\"")
_DATE = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)?")
_LISTS = frozenset({"LST", "IE", "QUE", "STK"})
_SELF = "(reference to itself)"


def unescape(text: str) -> str:
    """The text with ``_xHHHH_`` escapes decoded; two escapes of a surrogate pair become one character.

    A lone surrogate, which no file can hold, becomes U+FFFD.
    """
    if "_x" not in text and "_X" not in text:
        return text
    decoded = _ESCAPE.sub(lambda m: chr(int(m[1], 16)), text)
    return decoded.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def parse_moment(text: str) -> datetime:
    """The DT value; with an offset it becomes UTC, without one it stays naive (local time of the estate).

    Raises:
        ValueError: it is not a date and time.
    """
    match = _DATE.fullmatch(text.strip())
    if not match:
        raise ValueError(f"{text!r} is not a date and time")
    moment = datetime.fromisoformat(f"{match[1]}.{(match[2] or '0')[:6].ljust(6, '0')}{match[3] or ''}")
    try:
        return moment.astimezone(UTC) if moment.tzinfo else moment
    except OverflowError:  # DateTime.MinValue and MaxValue of .NET with an offset
        return moment.replace(tzinfo=UTC)


def _decimal(text: str) -> float | str:
    """A .NET decimal as a number where that loses nothing, else its text."""
    value = float(text)
    return value if f"{value:f}".rstrip("0").rstrip(".") == text.rstrip("0").rstrip(".") else text


def _boolean(text: str) -> bool:
    if text not in ("true", "false"):
        raise ValueError(f"{text!r} is not true or false")
    return text == "true"


_PRIMITIVES: dict[str, Callable[[str], Any]] = {
    **dict.fromkeys(("S", "URI", "Version", "XD", "SBK", "TS", "BA"), unescape),
    **dict.fromkeys(("By", "SB", "U16", "I16", "U32", "I32", "U64", "I64"), int),
    **dict.fromkeys(("Sg", "Db"), float),
    "D": _decimal,
    "B": _boolean,
    "C": lambda text: chr(int(text)),
    "DT": parse_moment,
    "G": str.lower,
    "SS": lambda _text: "(secure string, not kept)",
    "PR": lambda _text: None,
}
#: one look-up decides how an element is read: its tag as lxml gives it -> converter of a primitive
_BY_TAG = {_NS + name: convert for name, convert in _PRIMITIVES.items()}
_OBJ, _NIL, _REF_TAG, _TN, _TNREF = _NS + "Obj", _NS + "Nil", _NS + "Ref", _NS + "TN", _NS + "TNRef"
_PROPS, _MS, _TOSTRING, _DCT = _NS + "Props", _NS + "MS", _NS + "ToString", _NS + "DCT"
_LIST_TAGS = frozenset(_NS + name for name in _LISTS)


class ReferenceScan:
    """Collects the ids that ``Ref`` elements use, so that only those objects are remembered while decoding.

    Feed it the file's chunks in order (`__call__`), then read `wanted`.
    """

    _OVERLAP = 500  # characters; longer than a Ref element can sensibly be

    def __init__(self, encoding: str) -> None:
        self._decode = codecs.getincrementaldecoder(encoding)("replace").decode
        self._tail = ""
        self.wanted: set[str] = set()

    def __call__(self, chunk: bytes) -> None:
        """Look at the next chunk."""
        text = self._tail + self._decode(chunk)
        if "<Ref " in text:
            self.wanted.update(_REF.findall(text))
        self._tail = text[-self._OVERLAP :]


class _Decoder:
    """Decodes one file; the tables of type names and of referenced objects live for the whole file."""

    def __init__(self, wanted: set[str]) -> None:
        self._wanted = wanted
        self._objects: dict[str, Any] = {}
        self._types: dict[str, tuple[str, ...]] = {}

    def type_names(self, element: etree._Element) -> tuple[str, ...]:
        """Type names of an Obj, most specific first; an unknown TNRef gives none."""
        for child in element:
            tag = child.tag
            if tag == _TNREF:
                return self._types.get(child.get("RefId", ""), ())
            if tag == _TN:
                names = tuple(unescape(t.text or "") for t in child)
                if ref := child.get("RefId"):
                    self._types[ref] = names
                return names
        return ()

    def object(self, element: etree._Element) -> Any:
        """Value of an Obj: list, dict, primitive, or its ToString where it holds nothing else."""
        ref = element.get("RefId")
        remember = ref in self._wanted
        if remember and ref is not None:
            self._objects[ref] = _SELF
        value = self._value(element)
        if remember and ref is not None:
            self._objects[ref] = value
        return value

    def _value(self, element: etree._Element) -> Any:
        names = self.type_names(element)
        properties: dict[str, Any] = {}
        shown: str | None = None
        content: Any = None
        has_content = False
        for child in element:
            tag = child.tag
            if tag in (_PROPS, _MS):
                self.properties(child, properties)
            elif tag == _TOSTRING:
                shown = unescape(child.text or "")
            elif tag in _LIST_TAGS:
                content, has_content = [self.element(e) for e in child], True
            elif tag == _DCT:
                content, has_content = self._dictionary(child), True
            elif tag not in (_TN, _TNREF):
                content, has_content = self.element(child), True
        if "System.Enum" in names and shown is not None:
            return shown
        if has_content:
            return content
        return properties if properties or shown is None else shown

    def properties(self, container: etree._Element, into: dict[str, Any]) -> None:
        """Read the named values of Props or MS; a nested property set (MS with N) is read like one."""
        for child in container:
            name = child.get("N")
            if name is None:
                continue
            convert = _BY_TAG.get(child.tag)
            text = child.text
            if convert is unescape:
                value: Any = text if text is None or "_" not in text else unescape(text)
                into[unescape(name)] = value or ""
            elif convert is not None:
                into[unescape(name)] = convert(text or "")
            else:
                into[unescape(name)] = self.element(child)

    def element(self, element: etree._Element) -> Any:
        """Value of any value element."""
        tag = element.tag
        convert = _BY_TAG.get(tag)
        if convert is not None:
            return convert(element.text or "")
        if tag == _OBJ:
            return self.object(element)
        if tag == _NIL:
            return None
        if tag == _REF_TAG:
            ref = element.get("RefId", "")
            return self._objects.get(ref, f"(reference to unknown object {ref})")
        if tag in (_PROPS, _MS):
            nested: dict[str, Any] = {}
            self.properties(element, nested)
            return nested
        raise ValueError(f"unknown element {etree.QName(element).localname}")

    def _dictionary(self, element: etree._Element) -> dict[str, Any]:
        entries: dict[str, Any] = {}
        for entry in element:
            pair = {child.get("N"): self.element(child) for child in entry}
            entries[str(pair.get("Key"))] = pair.get("Value")
        return entries


def read_clixml(file: BinaryIO, *, wanted: set[str] | None = None) -> Iterator[Record | Rejected]:
    """Each top-level object of an admitted CLIXML file, in order, in constant memory.

    The record's type name is the most specific type without ``Deserialized.`` and, for WMI, the class after ``#``.
    *wanted* comes from `ReferenceScan`; an object that cannot be decoded is rejected and the reading goes on.
    """
    decoder = _Decoder(wanted or set())
    for count, element in enumerate(_top_elements(file), start=1):
        position = f"object {count} (line {element.sourceline})"
        yield _top_level(decoder, element, position)


def admit_clixml(file: BinaryIO) -> int:
    """Number of top-level objects, after parsing the whole file with the parser that decodes it later.

    So a file that is admitted cannot fail half-way through.

    Raises:
        InputError: malformed, truncated, too deep (256), a text over 10 MB, or a DOCTYPE; without the file's name.
    """
    try:
        return sum(1 for _ in _top_elements(file))
    except etree.XMLSyntaxError as error:
        raise InputError(f"it is not whole, well-formed XML ({error.msg})") from error


def _top_elements(file: BinaryIO) -> Iterator[etree._Element]:
    """Each child of the root that holds a value; it and those before it are freed when the next one is asked for."""
    first = True
    for _, element in etree.iterparse(file, events=("end",), tag=(_OBJ, *_BY_TAG, _NIL), **PARSER_OPTIONS):
        parent = element.getparent()
        if first:
            refuse_doctype(element)
            first = False
        if parent is None or parent.getparent() is not None:
            continue
        yield element
        element.clear()
        while element.getprevious() is not None:
            del parent[0]


def _top_level(decoder: _Decoder, element: etree._Element, position: str) -> Record | Rejected:
    try:
        if element.tag != _OBJ:
            return Record(etree.QName(element).localname, {"Value": decoder.element(element)}, position)
        value = decoder.object(element)
        names = decoder.type_names(element)
    except (ValueError, OverflowError) as error:
        return Rejected(position, str(error))
    return Record(plain_type(names), value if isinstance(value, dict) else {"Value": value}, position)


def plain_type(names: tuple[str, ...]) -> str:
    """The type a mapping knows: without ``Deserialized.``, ``#Decorated``, or the WMI path before the class."""
    if not names:
        return ""
    name = names[0].removeprefix("Deserialized.")
    head, _, tail = name.partition("#")
    return tail.rpartition("\\")[2] if "\\" in tail else head
