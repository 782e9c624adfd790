r"""Items from CSV files that Export-Csv wrote: the same objects as CLIXML, flattened to texts.

What a CSV cannot hold is reported, never guessed: a list or object is only its .NET type name, and letters beyond ASCII
are question marks, because Export-Csv of Windows PowerShell writes ASCII by default (about-character-encoding).
The ``#TYPE`` line says what the objects are; without it (``-NoTypeInformation``, Export-Csv of PowerShell 6 and later)
the file's name or the column ``__CLASS`` of WMI must. An empty cell and a null look the same: both are None.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator

from ...errors import InputError
from ...estate.counting import counted
from ..bundle import Member
from ..clixml.elements import plain_type
from ..converters import is_lost
from ..dispatch import Dispatch, may_be_known
from ..format import Cut, Format, Origin, ReadResult, Remark
from ..mapping import Truncated
from ..record import Record, Rejected
from ..text.decoding import ANSI, TextFile, head_text, open_text
from ..text.prompt import PROMPT
from ..type_names import plain

_TYPE_LINE = re.compile(r'"?#TYPE ([^"\n]+?)"?[;,\t\s]*', re.IGNORECASE)
#: columns in which a question mark is not a lost letter: patterns, addresses, XML
_MAY_ASK = re.compile(r"pattern|translation|regex|targetphonenumber|ur[il]|xml|__path|__relpath|element", re.IGNORECASE)
_DELIMITERS = (",", ";", "\t")
#: characters of one cell; a quotation mark that is never closed swallows no more
MAX_CELL = 16 * 1024 * 1024
_SHOWN = 8


def _matches(member: Member, head: bytes) -> bool:
    lines = head_text(head).lstrip("\ufeff").splitlines()
    if not lines or PROMPT.match(lines[0]):
        return False  # a command with commas, typed at a prompt
    if _TYPE_LINE.fullmatch(lines[0]):
        return True
    columns = tuple(name.strip() for name in _cells(lines[0], _delimiter(lines[0])))
    return _is_of_texts(columns) or (len(columns) > 1 and may_be_known(columns, member.path))


def _is_of_texts(columns: Iterable[str]) -> bool:
    """Whether these are the columns that Export-Csv writes of texts, whose only property is their length."""
    return [name.casefold() for name in columns] == ["length"]


def _delimiter(header: str) -> str:
    """The delimiter that gives the header the most columns; it depends on the locale of the server."""
    return max(_DELIMITERS, key=lambda delimiter: len(_cells(header, delimiter)))


def _cells(line: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:
        return []


def _lines(text: TextFile) -> Iterator[str]:
    """Each line with its end, so that a line break inside a cell stays what it is."""
    rest = ""
    for chunk in text.chunks():
        *lines, rest = (rest + chunk).split("\n")
        yield from (f"{line}\n" for line in lines)
        if len(rest) > MAX_CELL:
            yield rest
            rest = ""
    if rest:
        yield rest


def _read(member: Member, origin: Origin) -> Iterator[ReadResult]:
    text = open_text(member, code_page=ANSI)
    table = _Table(text)
    dispatch = Dispatch(member.path, origin)
    for row in table.rows():
        if isinstance(row, Rejected):
            yield row
        else:
            yield from dispatch.results(row)
    yield from dispatch.closing()
    if table.count == 0:
        yield Cut("it has headings, but no row: Export-Csv writes no headings where there is no object")
    yield from table.closing()
    yield from text.closing()


class _Table:
    """The rows of one file as records, and what the file has lost."""

    def __init__(self, text: TextFile) -> None:
        self._text = text
        self._lost: Counter[str] = Counter()
        self._asking: Counter[str] = Counter()
        self._is_ascii = text.encoding == "utf-8"
        self._raw: list[str] = []
        self.count = self._quotes = 0
        self._is_ended = True

    def rows(self) -> Iterator[Record | Rejected]:
        """Each row in order; one that does not fit the header is rejected.

        Raises:
            InputError: the header is missing or names a column twice, or the rows are the lengths of texts.
        """
        lines = _lines(self._text)
        first = next(lines, "")
        started = 1
        type_name = ""
        if match := _TYPE_LINE.fullmatch(first.rstrip("\r\n")):
            type_name = _type_of(match[1])
            first, started = next(lines, ""), 2
        columns = _header(first)
        csv.field_size_limit(MAX_CELL)
        reader = csv.reader(self._counting(lines), delimiter=_delimiter(first), strict=True)
        while True:
            position = f"line {started + reader.line_num + 1}"
            self._quotes = 0
            self._raw.clear()
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                self.count += 1
                yield Rejected(position, f"the row is broken or cut off ({error})")
                continue
            if cells:
                self.count += 1
                yield self._record(type_name, columns, cells, position)

    def _counting(self, lines: Iterator[str]) -> Iterator[str]:
        """The lines; their quotation marks are counted."""
        for line in lines:
            self._quotes += line.count('"')
            self._raw.append(line)
            self._is_ended = line.endswith("\n")
            yield line

    def closing(self) -> Iterator[Remark]:
        """What the file has lost."""
        if self._lost:
            yield Remark(
                f"{counted(self._lost.total(), 'list or object is', 'lists or objects are')} lost in "
                f"{_counted(self._lost)}: Export-Csv writes only their type; collect with Export-Clixml"
            )
        if self._is_ascii and self._asking:
            yield Remark(
                f"the file is ASCII and has question marks in {_counted(self._asking)}: Export-Csv replaces all other"
                " letters by them unless -Encoding UTF8 is given; these may be lost"
            )

    def _record(self, type_name: str, columns: list[str], cells: list[str], position: str) -> Record | Rejected:
        if len(cells) != len(columns):
            return Rejected(position, f"the row has {counted(len(cells), 'cell')}, the header {len(columns)}")
        if self._quotes % 2:
            return Rejected(position, "a quotation mark is lost: Export-Csv doubles one that is part of a cell")
        if any(_quoted(cell) not in "".join(self._raw) for cell in cells if '"' in cell):
            return Rejected(position, "a quotation mark inside a cell that stands in none")
        if cells == columns:
            return Rejected(position, "the headings stand there again: two outputs are in one file")
        properties: dict[str, object] = {}
        for column, cell in zip(columns, cells, strict=True):
            self._is_ascii = self._is_ascii and cell.isascii()
            if is_lost(cell):
                self._lost[column] += 1
                properties[column] = cell
                continue
            if "?" in cell and not _MAY_ASK.search(column):
                self._asking[column] += 1
            properties[column] = cell or None
        if not self._is_ended and not cells[-1]:
            properties[columns[-1]] = Truncated("")  # the file may end before the cell
        return Record(type_name, properties, position)


def _quoted(cell: str) -> str:
    """The cell as Export-Csv writes it."""
    doubled = cell.replace('"', '""')
    return f'"{doubled}"'


def _type_of(name: str) -> str:
    """The type as a mapping knows it."""
    return plain_type((plain(name.strip()),))


def _header(line: str) -> list[str]:
    columns = [name.strip() for name in _cells(line.rstrip("\r\n"), _delimiter(line))]
    if not any(columns):
        raise InputError("the CSV has no header")
    if _is_of_texts(columns):
        raise InputError(
            "Export-Csv wrote only the length of each text: the cmdlet gives texts, not objects; run it again with"
            " Export-Clixml, or with > into a text file"
        )
    twice = sorted(name for name, count in Counter(map(str.casefold, columns)).items() if count > 1)
    if twice:
        raise InputError(f"the header of the CSV names {', '.join(map(repr, twice[:_SHOWN]))} twice")
    return columns


def _counted(columns: Counter[str]) -> str:
    """The columns, those with the most first."""
    shown = ", ".join(f"{name} ({count})" for name, count in columns.most_common(_SHOWN))
    return shown + (f" and {counted(len(columns) - _SHOWN, 'more column')}" if len(columns) > _SHOWN else "")


FORMAT = Format("CSV of Export-Csv", _matches, _read)
