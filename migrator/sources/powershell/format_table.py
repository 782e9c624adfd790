"""Reads the rows of tables that Format-Table printed.

A table has only some properties of its objects, and a cell that is too narrow is cut with ``...``. With -Wrap a value
goes on in the lines below its row. Where a line may be the rest of the row above it or a row of its own, it is
rejected, and the values above it are unknown.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import chain, islice
from typing import Literal

import attrs

from ..mapping import Truncated
from ..record import Record, Rejected
from ..text.cells import cells, text_of, width
from ..text.wrapping import Window, joined
from .columns import Heading, borders_of
from .lines import ConsoleLines
from .values import cut_cell, printed_value

#: rows that show where the columns are
_SAMPLE = 500
#: lines that one row may have
_MAX_ROW = 5_000
#: what stands between two rows of which the first has lost its line end
_GAP = re.compile(r"\S {3,}\S")
_LABELLED = re.compile(r"[A-Za-z][A-Za-z ]*:(?: {2,}|$)")
_NEVER_EMPTY = re.compile(r"True|False|\d+")
_SCHEME = re.compile(r"\w+[:=]")
_WRAP = re.compile(r"\s-w(?:r(?:ap?)?)?\b", re.IGNORECASE)


@attrs.define
class _Row:
    """One row: the lines of each of its columns, and the columns whose values may go on in a line that was rejected."""

    number: int
    pieces: list[list[str]]
    unsure: set[int] = attrs.field(factory=set)


@attrs.define
class TableReader:
    """Reads one table; `cut` counts the cells that were cut, by column.

    Attributes:
        command: whose output it is.
        is_other: whether a line begins something else, so that it ends the table.
        is_ended: whether the last line of the text has a line end.
        group: name and value of the property by which Format-Table -GroupBy has put the rows under headings.
    """

    lines: ConsoleLines
    heading: Heading
    command: str
    window: Window
    is_other: Callable[[str], bool]
    is_ended: bool
    group: tuple[str, str] | None = None
    cut: Counter[str] = attrs.field(factory=Counter)
    _names: list[tuple[str, ...]] = attrs.field(factory=list)
    _starts: list[int] = attrs.field(factory=list)
    _edge: Window = attrs.field(factory=Window)
    _never_empty: list[int] = attrs.field(factory=list)
    _wraps: bool = False
    _at_end: bool = False

    @property
    def is_cut(self) -> bool:
        """Whether the text ends inside the last row."""
        return self._at_end and not self.is_ended

    def read(self) -> Iterator[Record | Rejected]:
        """Each row in order; the lines of the heading are read over."""
        for _ in range(self.heading.lines):
            self.lines.take()
        rows = self._rows()
        sample = list(islice(rows, _SAMPLE))
        self._set_columns([row for _, row in sample])
        self._wraps = _WRAP.search(self.command) is not None
        self._learn_never_empty([row for _, row in sample])
        row: _Row | None = None
        for number, line in chain(sample, rows):
            pieces = self._pieces(line)
            if (why := self._strangeness(line, pieces)) and not self._wraps:
                if row:  # it may be the rest of the row above it
                    filled = [at for at, column in enumerate(row.pieces) if any(column)]
                    row.unsure.update(range(filled[-1] if filled else 0, len(row.pieces)))
                yield Rejected(f"line {number}", f"{why} ({line.strip()[:60]!r})")
                continue
            relation = self._relation(pieces, row)
            if relation == "row":
                if row:
                    yield self._record(row)
                row = _Row(number, [[piece] for piece in pieces], self._moved(line, pieces))
            elif row and relation == "rest" and len(row.pieces[0]) < _MAX_ROW:
                self._wraps = True
                for column, piece in zip(row.pieces, pieces, strict=True):
                    column.append(piece)
            else:
                if row:
                    row.unsure.update(at for at, piece in enumerate(pieces) if piece.strip())
                yield Rejected(f"line {number}", f"{line.strip()[:60]!r} may be a row or the rest of the row above it")
        if row:
            yield self._record(row, is_cut=self.is_cut)
        elif not sample:
            # a table is printed when its first object comes
            yield Rejected(f"line {self.lines.number}", "a table without a row")

    def _rows(self) -> Iterator[tuple[int, str]]:
        """Number and cells of each line of the table."""
        while (line := self.lines.take()) is not None:
            if line.isspace() and any(ahead.strip() for ahead in self.lines.peek(1)):
                yield self.lines.number, ""
            elif not line.strip():
                self._at_end = bool(line) and not self.lines.peek(1)
                return
            elif self.is_other(line):
                self.lines.back()
                return
            else:
                yield self.lines.number, line if line.isascii() else cells(line)
        self._at_end = True

    def _set_columns(self, rows: Sequence[str]) -> None:
        """Where each column begins; columns between which no row shows a border are read as one."""
        self._names, self._starts = [(self.heading.names[0],)], [0]
        lengths = [len(row) for row in rows]
        longest = max(lengths, default=0)
        self._edge = self.window if self.window.cells > longest else Window.of(longest, lengths.count(longest))
        if self.heading.cells > max(self.heading.spans[-1][1], longest - 1):
            self._edge = Window(self.heading.cells, is_sure=True)
        for name, border in zip(self.heading.names[1:], borders_of(self.heading, rows), strict=True):
            if border is None:
                self._names[-1] = (*self._names[-1], name)
            else:
                self._names.append((name,))
                self._starts.append(border + 1)

    def _pieces(self, line: str) -> list[str]:
        """What the line has in each column, without the blanks behind it."""
        ends = [*self._starts[1:], len(line)]
        return [text_of(line[start:end]).rstrip() for start, end in zip(self._starts, ends, strict=True)]

    def _strangeness(self, line: str, pieces: Sequence[str]) -> str:
        """Why a line is not a row: what it has in each column must begin or end where the column does; "" if it is one.

        A value of a type that is never empty shows where a row ends too early.
        """
        if not line.strip(" -"):
            return "a line of dashes below that of the heading" if line.strip() else ""
        if _LABELLED.match(line):
            return "a line of another output"
        for at, piece in enumerate(pieces[:-1]):
            is_aligned = not piece or piece[:1] != " " or width(piece) == self._width(at)
            # letters that take two cells may have moved what is behind them
            if not is_aligned and len(self._names[at]) == 1 and line.isascii():
                return "a line with other columns than the table"
        if _GAP.search(pieces[-1].strip()):
            return "two rows in one line"
        count = sum(bool(piece.strip()) for piece in pieces)
        is_incomplete = any(not pieces[at].strip() for at in self._never_empty) and 2 * count < len(pieces)
        return "a row that ends too early" if is_incomplete and pieces[0].strip() else ""

    def _moved(self, line: str, pieces: Sequence[str]) -> set[int]:
        """The columns from the first whose value stands elsewhere, farther than wide letters may have moved it.

        Where values go on below their row, also all behind the first of a row with the next line behind it.
        """
        if self._wraps and _GAP.search(pieces[-1].strip()):
            return set(range(1, len(pieces)))
        wide = sum(not letter.isascii() for letter in line)
        first = next(
            (
                at
                for at, piece in enumerate(pieces[:-1])
                if wide and at and piece[:1] == " " and abs(width(piece) - self._width(at)) > wide
            ),
            None,
        )
        return set() if first is None else set(range(first - 1, len(pieces)))  # the value before it may be cut

    def _learn_never_empty(self, rows: Sequence[str]) -> None:
        """Learn which columns hold truth values or numbers in more than half of the rows: these have no empty cell."""
        cells_of = [[piece.strip() for piece in self._pieces(row)] for row in rows]
        for at in range(1, len(self._starts)):
            count = sum(_NEVER_EMPTY.fullmatch(row[at]) is not None for row in cells_of)
            if 2 * count >= len(rows) and all(_NEVER_EMPTY.fullmatch(row[at]) or not row[at] for row in cells_of):
                self._never_empty.append(at)

    def _relation(self, pieces: list[str], row: _Row | None) -> Literal["row", "rest", "unclear"]:
        """What a line is: a row, or the rest of the row above it."""
        if row is None:
            return "row"
        here = [at for at, piece in enumerate(pieces) if piece.strip()]
        above = [at for at, column in enumerate(row.pieces) if any(column)]
        if not here:
            return "rest" if self._wraps else "unclear"
        goes_on = [at for at in here if at in above and not self._fits(row.pieces[at][-1], pieces[at], at)]
        if here[0] > 0:
            if not set(here) <= set(above):
                return "row"
            return "rest" if self._wraps or goes_on == here else "unclear"
        may_go_on = goes_on == here and len(here) < len(above) and (self._wraps or here == [0])
        return "unclear" if may_go_on and not _SCHEME.match(pieces[0]) else "row"

    def _fits(self, before: str, after: str, at: int) -> bool:
        """Whether the first word of *after* would have fitted behind *before*, so that no width has broken them."""
        is_open = at + 1 == len(self._starts) and not self._edge.is_sure
        return is_open or width(before) + 1 + width(after.strip().partition(" ")[0]) <= self._width(at)

    def _width(self, at: int) -> int:
        """How wide the column is."""
        if at + 1 < len(self._starts):
            return self._starts[at + 1] - 1 - self._starts[at]
        return self._edge.cells - self._starts[at]

    def _record(self, row: _Row, *, is_cut: bool = False) -> Record | Rejected:
        properties: dict[str, object] = {}
        if is_cut:  # in the last column that the last line reaches
            reached = max((at for at, pieces in enumerate(row.pieces) if pieces[-1].strip()), default=0)
            row.unsure.update(range(reached, len(row.pieces)))
        for at, (names, pieces) in enumerate(zip(self._names, row.pieces, strict=True)):
            value = self._value(pieces, at)
            if at in row.unsure or len(names) > 1:
                value = Truncated(" ".join(filter(None, pieces)))
            if isinstance(value, Truncated):
                self.cut.update(names)
            properties.update(dict.fromkeys(names, value))
        if self.group:
            properties.setdefault(self.group[0], printed_value(self.group[1]))
        class_name = properties.get("__CLASS")
        type_name = class_name if isinstance(class_name, str) else ""
        position = f"line {row.number}"
        if all(name.startswith("__") for name in properties):
            return Rejected(position, f"the row shows none of the properties of an object of the class {type_name}")
        return Record(type_name, properties, position, self.command, is_partial=True)

    def _value(self, pieces: list[str], at: int) -> object:
        """The value of a cell, of one line or several."""
        if len(pieces) == 1:
            return cut_cell(pieces[0].strip())
        while pieces and not pieces[-1].strip():
            pieces.pop()
        if len(pieces) < 2:
            return cut_cell(pieces[0].strip()) if pieces else None
        full = self._width(at)
        is_sure = at + 1 < len(self._starts) or self._edge.is_sure
        text, certain = joined(pieces, 0, Window(full, is_sure=is_sure), keeps_blanks=False)
        value = printed_value(text)
        return value if certain or isinstance(value, Truncated) else Truncated(text, value)
