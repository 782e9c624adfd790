"""Events as a table: "Save All Events As" of Event Viewer (CSV, or text with tabs), and Export-Csv of events.

Event Viewer writes five headings in the language of Windows and the message as a sixth cell without heading, so it is
recognised by the places of date and number; other columns need headings of a known language.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress

from ...errors import InputError
from ...estate.counting import counted
from ..bundle import Member
from ..format import Collected, Cut, Format, Origin, ReadResult
from ..record import Rejected
from ..text.decoding import ANSI, TextFile, head_text, open_text
from .event_labels import FIELDS, folded
from .event_parts import PROPERTIES, EventParts, is_event

_DELIMITERS = (",", ";", "\t")
#: the columns of Event Viewer, and the cell that has no heading
_DEFAULT = ("level", "date", "source", "id", "category", "message")
_DATE = re.compile(r"\d{1,4}[./-]\s?\d{1,2}[./-]\s?\d{1,4}.*\d[:.]\d\d")
_TYPE = re.compile(r'"?#TYPE [^\n]*', re.IGNORECASE)
_MAX_CELL = 1024 * 1024


def columns_of(rows: Sequence[Sequence[str]]) -> tuple[str, ...] | None:
    """The part that each column holds, "" for another one; None if the first row is not the header of events."""
    header = [folded(name.lstrip("\ufeff")) for name in rows[0]]
    if is_event(header):
        return tuple(PROPERTIES.get(name, "") for name in header)
    known = tuple(FIELDS.get(name, "") for name in header)
    if {"id", "source", "date"} <= set(known) and "level" in known:
        return known if "message" in known else (*known, "message")
    first = rows[1] if len(rows) > 1 else ()
    if len(header) == len(_DEFAULT) - 1 and len(first) in (len(header), len(_DEFAULT)):
        is_default = first[3].isdecimal() and _DATE.match(first[1]) and not header[3].isdecimal()
        return _DEFAULT if is_default else None
    return None


#: parts whose texts hold quotation marks
_FREE = frozenset({"message", "data"})


def _layout(head: bytes) -> tuple[str, tuple[str, ...], int] | None:
    """Delimiter, columns and number of lines before the first row; None if the file is not a table of events."""
    lines = head_text(head).lstrip("\ufeff").replace("\r", "").split("\n")
    skipped = 1 if _TYPE.match(lines[0]) else 0
    for delimiter in _DELIMITERS:
        try:
            rows = list(csv.reader((f"{line}\n" for line in lines[skipped : skipped + 2]), delimiter=delimiter))
        except csv.Error:
            continue
        if rows and len(rows[0]) > 2 and (columns := columns_of(rows)):
            return delimiter, columns, skipped + 1
    return None


def _matches(_member: Member, head: bytes) -> bool:
    return _layout(head) is not None


def _read(member: Member, origin: Origin) -> Iterator[ReadResult]:
    layout = _layout(member.head())
    if layout is None:
        raise InputError("it has no header of events")
    text = open_text(member, code_page=ANSI)
    parts = EventParts(member.path, origin)
    date = layout[1].index("date") if "date" in layout[1] else -1
    with suppress(InputError):
        for _, cells in _rows(text, layout):
            if 0 <= date < len(cells):
                parts.times.learn(cells[date])
            if parts.times.is_learned:
                break
    count = 0
    for position, cells in _rows(text, layout):
        count += 1
        yield _result(parts, position, layout[1], cells)
    if count == 0:
        yield Collected(origin.product or "unknown", ("event",))
        yield Cut("it has headings, but no event")
    yield from parts.notes()
    yield from text.closing()


def _result(parts: EventParts, position: str, columns: Sequence[str], cells: Sequence[str]) -> ReadResult:
    if not len(columns) - 1 <= len(cells) <= len(columns):
        width = counted(len(cells), "cell")
        return Rejected(position, f"the row has {width}, an event of this table {len(columns)}", ("event",))
    if any("\x00" in cell for cell in cells):
        return Rejected(position, "the row holds zero bytes", ("event",))
    if any('"' in cell for part, cell in zip(columns, cells, strict=False) if part and part not in _FREE):
        return Rejected(position, "a quotation mark of the row has no other", ("event",))
    found = {part: cell.strip() for part, cell in zip(columns, cells, strict=False) if part}
    if found.get("data", "").startswith("System."):
        found["data"] = "[]"
    return parts.event(position, found)


def _rows(text: TextFile, layout: tuple[str, tuple[str, ...], int]) -> Iterator[tuple[str, list[str]]]:
    """Each row with its place.

    Raises:
        InputError: a quotation mark is never closed.
    """
    delimiter, _columns, skipped = layout
    csv.field_size_limit(_MAX_CELL)
    reader = csv.reader((f"{line}\n" for line in text.lines()), delimiter=delimiter, strict=True)
    try:
        while True:
            number = reader.line_num + 1
            cells = next(reader, None)
            if cells is None:
                return
            if number > skipped and cells:
                yield f"line {number}", cells
    except csv.Error as error:
        raise InputError(f"line {number}: a cell is broken or cut off ({error})") from error


FORMAT = Format("event table", _matches, _read)
