"""Reads the tables that ConvertTo-Html wrote, alone or within a page that a script has put together.

A table has a row of names and a row per object; with ``-As List`` an object has a row per property, with a colon behind
the name, and a line between two objects. Lists are printed as the name of their type. Of no object it writes an empty
table, without names.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator

import attrs
from lxml import etree

from ...estate.counting import counted
from ..bundle import Member
from ..dispatch import Dispatch, none_of
from ..format import Cut, Format, Origin, ReadResult
from ..record import Record, Rejected
from ..text.decoding import ANSI, TextFile, head_text, open_text
from ..xml import Element
from .values import lost_or_text

_TABLE = re.compile(
    r"<table>\s*(?:<colgroup>(?:\s*<col\s*/>)+\s*</colgroup>\s*<tr>\s*<th>|<tr><td>[^<>]{1,200}:</td><td>)",
    re.IGNORECASE,
)
#: what ConvertTo-Html writes of no object, as a page or with -Fragment
_EMPTY = re.compile(r"(?:<html xmlns=.*</head><body>.*|\A)<table>\s*</table>", re.IGNORECASE | re.DOTALL)
_BEGIN, _END = "<table", "</table"
#: tags of rows and cells, and a tag that a line cuts; ConvertTo-Html closes each of them and breaks no line in one
_TAG = re.compile(r"</(?P<ends>t[dhr])>|<t[dhr]\b(?![<\r\n])|(?P<cut></?t?[dhr]?(?=[<\r\n]))")
_PIECE = re.compile(r"/?t[dhr]>|<\s*\Z")
#: cells of one object
_MAX_CELLS = 10_000


class _Bytes(io.RawIOBase):
    """The text of a file as UTF-8, piece by piece.

    Attributes:
        opened: how many tables begin, less those that end.
        has_cells: whether a row or a cell was seen.
        is_broken: whether rows or cells begin that do not end, or the other way round, or a tag is cut.
    """

    def __init__(self, text: TextFile) -> None:
        super().__init__()
        self._chunks = text.chunks()
        self._rest = b""
        self._carried = ""
        self.opened = 0
        self.has_cells = False
        self._cells = self._cut = 0

    @property
    def is_broken(self) -> bool:
        return self._cells != 0 or self._cut > 0

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        """The next bytes, at most *size*; none at the end."""
        while not self._rest and (chunk := next(self._chunks, None)) is not None:
            seen = self._carried + chunk.casefold()
            end = max(0, len(seen) - len(_END) + 1)
            self.opened += seen[: end + len(_BEGIN) - 1].count(_BEGIN) - seen.count(_END)
            self._count(seen, end)
            self._carried = seen[end:]
            # libxml2 ends a document at the first NUL
            self._rest = chunk.replace("\x00", "\ufffd").encode("utf-8", "replace")
        if not self._rest:
            self._count(self._carried, len(self._carried))
            self._carried = ""
        given, self._rest = (self._rest, b"") if size < 0 else (self._rest[:size], self._rest[size:])
        return given

    def _count(self, text: str, end: int) -> None:
        for tag in _TAG.finditer(text):
            if tag.start() < end:
                self.has_cells = True
                self._cut += tag["cut"] is not None
                self._cells += 0 if tag["cut"] else -1 if tag["ends"] else 1


class _Table:
    """One table while its rows are read; gives a record per object."""

    def __init__(self) -> None:
        self._names: list[str] = []
        self._listed: dict[str, object] = {}
        self._began = 0
        self._twice = ""

    def row(self, row: Element) -> Iterator[Record | Rejected]:
        """The object that ends with this row, where one does."""
        line = _line_of(row)
        position = f"line {line}"
        cells = [cell for cell in row if cell.tag in ("td", "th")]
        texts = ["".join(map(str, cell.itertext())) for cell in cells]
        if cells and all(cell.tag == "th" for cell in cells):
            yield from self.end()
            self._names = [text.strip() for text in texts]
        elif any(map(_PIECE.search, texts)):
            yield Rejected(position, "a tag of the row is broken")
        elif self._names:
            yield self._object(self._names, texts, position)
        elif len(cells) == 1 and cells[0].find("hr") is not None:
            yield from self.end()
        elif len(cells) == 2 and texts[0].endswith(":") and len(self._listed) < _MAX_CELLS:
            self._add(texts[0][:-1], texts[1], line)
        elif cells:
            yield Rejected(position, f"{counted(len(cells), 'cell')} that are of no object")

    def end(self) -> Iterator[Record | Rejected]:
        """The last object of a list."""
        if self._listed:
            position = f"line {self._began}"
            twice = Rejected(position, f"two objects run into each other: {self._twice} is there twice")
            yield twice if self._twice else _record(self._listed, position)
        self._listed, self._twice = {}, ""

    def _add(self, name: str, text: str, line: int) -> None:
        if not self._listed:
            self._began = line
        if name in self._listed:
            self._twice = name
        self._listed[name] = lost_or_text(text)

    @staticmethod
    def _object(names: list[str], texts: list[str], position: str) -> Record | Rejected:
        if len(texts) != len(names):
            return Rejected(position, f"the row has {counted(len(texts), 'cell')}, the heading {len(names)}")
        if len(set(map(str.casefold, names))) < len(names):
            return Rejected(position, "the heading names a column twice")
        return attrs.evolve(_record(dict(zip(names, map(lost_or_text, texts), strict=True)), position), is_partial=True)


def _line_of(row: Element) -> int:
    """The line of the text in which a row begins."""
    line: object = row.sourceline
    return line if isinstance(line, int) else 0


def _record(properties: dict[str, object], position: str) -> Record:
    class_name = properties.get("__CLASS")
    return Record(class_name if isinstance(class_name, str) else "", properties, position)


def _matches(_member: Member, head: bytes) -> bool:
    text = head_text(head).lstrip("\ufeff \t\r\n")
    return text.startswith("<") and (_TABLE.search(text) or _EMPTY.search(text)) is not None


def _read(member: Member, origin: Origin) -> Iterator[ReadResult]:
    text = open_text(member, code_page=ANSI)
    dispatch = Dispatch(member.path, origin)
    stream, table, count = _Bytes(text), _Table(), 0
    last: list[Record | Rejected] = []
    elements = etree.iterparse(
        stream, events=("end",), tag=("tr", "table"), html=True, encoding="utf-8", no_network=True, remove_comments=True
    )
    try:
        for _, element in elements:
            if element.tag == "table":
                last.extend(table.end())
                table = _Table()
            else:
                for found in last:
                    count += 1
                    yield from (found,) if isinstance(found, Rejected) else dispatch.results(found)
                last = list(table.row(element))
            _free(element)
    except etree.XMLSyntaxError as error:
        yield Cut(f"the HTML cannot be read to its end ({error})")
    # libxml2 closes the row in which a text ends
    for found in last if stream.opened <= 0 or not stream.is_broken else ():
        count += 1
        yield from (found,) if isinstance(found, Rejected) else dispatch.results(found)
    yield from dispatch.closing()
    if stream.opened > 0:
        yield Cut("the text ends inside a table")
    elif stream.is_broken or (stream.has_cells and count == 0):
        yield Cut("the tags of its rows and cells do not match: what stands there is lost or wrong")
    elif count == 0:
        yield from none_of(member.path, origin)
    yield from text.closing()


def _free(element: Element) -> None:
    """Give the memory of a row or table back, and of what stands before it."""
    element.clear()
    while (before := element.getprevious()) is not None and (parent := element.getparent()) is not None:
        parent.remove(before)


FORMAT = Format("HTML of ConvertTo-Html", _matches, _read)
