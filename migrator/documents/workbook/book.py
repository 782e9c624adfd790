"""The workbook being written: tables of rows on one or several pages, in memory that does not grow with them."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

import attrs
from openpyxl.formatting.rule import CellIsRule, FormulaRule
from openpyxl.styles import Alignment, Font, NamedStyle, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from ...estate.counting import counted
from ...estate.width import display_width
from .cells import Content, Sheet, SheetRow, cell, content
from .layout import Column, Layout
from .names import sheet_name
from .openpyxl_private import new_workbook, put_in_order, save_workbook
from .row_heights import POINTS_PER_LINE, line_count

#: rows of a sheet and links of a sheet that Excel takes
MAX_ROWS = 1_048_576
MAX_LINKS = 65_530
_MEASURED_ROWS = 200
_MIN_WIDTH, _MAX_WIDTH = 8, 60
_FONT = "Calibri"
#: what the button of the filter takes of a heading
_BUTTON = 2
_REPORT_EVERY = 1000

BODY, NUMBER, YES_NO, HEADER, TIME, LINK, TITLE, LABEL, FACT, MUTED, STRUCK = (
    "Body",
    "Number",
    "Yes or no",
    "Header",
    "Time",
    "Link",
    "Title line",
    "Label",
    "Fact",
    "Muted",
    "Struck",
)


@attrs.frozen
class CellLink:
    """A value, linked to a row of the workbook."""

    value: Any
    row: SheetRow | None


@attrs.frozen
class Note:
    """Something that a sheet does not show as it was read."""

    sheet: str
    note: str
    row: int | None = None
    column: str = ""
    length: int | None = None


@attrs.frozen
class Pages:
    """The sheets that one table takes."""

    titles: tuple[str, ...]
    count: int
    per_page: int

    def row(self, index: int) -> SheetRow:
        """The row of the sheet with row *index* of the table; the header is row 1."""
        return SheetRow(self.titles[index // self.per_page], index % self.per_page + 2)

    def rows(self, page: int) -> int:
        """How many rows of the table are on a page."""
        return min(self.per_page, self.count - page * self.per_page)


class Book:
    """A workbook: sheets are reserved first, so that links have their targets, then each is written once.

    Args:
        progress: called with the sheet, the rows written and all rows.
    """

    def __init__(
        self,
        layout: Layout,
        *,
        max_rows: int = MAX_ROWS,
        max_links: int = MAX_LINKS,
        progress: Callable[[str, int, int], None] | None = None,
    ) -> None:
        self.layout = layout
        self.notes: list[Note] = []
        self.cut_cells = 0
        self.rows: dict[str, int] = {}
        self.max_rows = max_rows
        self.max_links = max_links
        self._progress = progress or (lambda _sheet, _done, _all: None)
        self._done = self._all = 0
        self._taken: list[str] = []
        self._book: Any = new_workbook()
        _define_styles(self._book, layout)

    def add_style(self, style: NamedStyle) -> None:
        """Name a style that only this workbook has."""
        self._book.add_named_style(style)

    def reserve(self, wanted: str, count: int) -> Pages:
        """Sheets for a table of *count* rows, split before the limit of Excel."""
        per_page = self.max_rows - 1
        titles = []
        for _ in range(max(1, math.ceil(count / per_page))):
            titles.append(sheet_name(wanted, self._taken))
            self._taken.append(titles[-1])
        self._all += count
        return Pages(tuple(titles), count, per_page)

    def fill(self, pages: Pages, count: int) -> Pages:
        """The one sheet of *pages*, reserved before it was known that it takes *count* rows."""
        self._all += count
        return Pages(pages.titles, count, max(1, count))

    def sheet(self, title: str, *, tab: str = "tab_control") -> Sheet:
        """A new sheet for a reserved title, with its print set-up, before its first row."""
        sheet: Sheet = self._book.create_sheet(title)
        sheet.sheet_properties.tabColor = self.layout.colours[tab]
        sheet.sheet_properties.pageSetUpPr.fitToPage = True
        sheet.page_setup.orientation = "landscape"
        sheet.page_setup.paperSize = self.layout.print.paper
        sheet.page_setup.fitToWidth = 1
        sheet.page_setup.fitToHeight = 0
        sheet.page_margins.left = sheet.page_margins.right = 0.4
        sheet.page_margins.top, sheet.page_margins.bottom, sheet.page_margins.footer = 0.5, 0.8, 0.4
        sheet.oddFooter.left.text = self.layout.classification.partition(":")[0].replace("&", "&&")
        sheet.oddFooter.center.text = "&A"
        sheet.oddFooter.right.text = "&P / &N"
        self.rows.setdefault(title, 0)
        return sheet

    def table(
        self,
        pages: Pages,
        columns: Sequence[Column],
        rows: Iterable[Sequence[Any]],
        *,
        frozen_columns: int = 1,
        tab: str = "tab_control",
        footer: Sequence[str] = (),
        printed_rows: int | None = None,
    ) -> None:
        """Write a table on its pages: header, frozen panes, filter, widths, marks; *footer* below the last row.

        The first *frozen_columns* stay on the screen and are repeated on every printed page. Rows behind the first
        *printed_rows* are looked up on the screen only, as are columns that are not to be printed.
        """
        stream = iter(rows)
        head = [[_held(value) for value in row] for row in islice(stream, _MEASURED_ROWS)]
        columns = [attrs.evolve(c, width=c.width or _width(c, head, i)) for i, c in enumerate(columns)]
        remaining = _chain(head, stream)
        for number, title in enumerate(pages.titles):
            page = _Page(self, self.sheet(title, tab=tab), columns, frozen_columns)
            for row in islice(remaining, pages.rows(number)):
                page.append(row)
                self._done += 1
                if self._done % _REPORT_EVERY == 0:
                    self._progress(title, self._done, self._all)
            page.close(footer if number == len(pages.titles) - 1 else (), printed_rows)
            self._progress(title, self._done, self._all)

    def save(self, path: Path, *, order: Sequence[str], properties: Mapping[str, Any]) -> None:
        """Write the file, its sheets in *order*, with document properties (times in UTC)."""
        put_in_order(self._book, order)
        for name, value in properties.items():
            is_time = isinstance(value, datetime)
            setattr(self._book.properties, name, value.astimezone(UTC).replace(tzinfo=None) if is_time else value)
        save_workbook(self._book, path)


class _Page:
    """One sheet of a table."""

    def __init__(self, book: Book, sheet: Sheet, columns: Sequence[Column], frozen_columns: int) -> None:
        self._book = book
        self._sheet = sheet
        self._columns = columns
        self._row = 1
        self._links = 0
        self._unlinked = 0
        self._shared = {s: cell(sheet, Content(None), style=s) for s in (BODY, NUMBER, YES_NO, TIME)}
        self._printed = [column for column in columns if column.printed]
        repeated, turned = columns[:frozen_columns], self._printed[frozen_columns:]
        free = book.layout.print.characters_per_page - _shown_width(repeated)
        sheet.page_setup.fitToWidth = max(1, math.ceil(_shown_width(turned) / free))
        sheet.print_title_rows = "1:1"
        sheet.print_title_cols = f"A:{get_column_letter(frozen_columns)}"
        sheet.freeze_panes = f"{get_column_letter(frozen_columns + 1)}2"
        for number, column in enumerate(columns, 1):
            dimension = sheet.column_dimensions[get_column_letter(number)]
            dimension.width = column.width
            dimension.hidden = column.hidden
        height = max(line_count(column.label, column.width - _BUTTON) for column in columns)
        if height > 1:
            sheet.row_dimensions[1].height = height * POINTS_PER_LINE
        sheet.append([cell(sheet, content(c.label), style=HEADER) for c in columns])

    def append(self, row: Sequence[tuple[Content, SheetRow | None]]) -> None:
        self._row += 1
        height = _height(row, self._columns)
        if height:
            self._sheet.row_dimensions[self._row].height = height
        self._sheet.append(self._cells(row))
        if height:
            del self._sheet.row_dimensions[self._row]

    def _cells(self, row: Sequence[tuple[Content, SheetRow | None]]) -> Iterator[Any]:
        """The cells of a row; each is written before the next is asked for, so most are one cell per style."""
        for (held, link), column in zip(row, self._columns, strict=True):
            if held.cut_from or held.replaced:
                self._note_loss(held, column)
            if link and self._may_link():
                yield cell(self._sheet, held, style=LINK, link=link)
            elif held.quoted:
                yield cell(self._sheet, held, style=BODY)
            elif held.value is None:
                yield None
            else:
                shared = self._shared[_style(held.value)]
                shared.value = held.value
                yield shared

    def _may_link(self) -> bool:
        if self._links < self._book.max_links:
            self._links += 1
            return True
        self._unlinked += 1
        return False

    def _note_loss(self, held: Content, column: Column) -> None:
        title, notes = self._sheet.title, self._book.notes
        if held.cut_from:
            self._book.cut_cells += 1
            notes.append(
                Note(title, "Text cut: a cell can have 32,767 characters", self._row, column.label, held.cut_from)
            )
        if held.replaced:
            what = f"{counted(held.replaced, 'character')} that a cell cannot hold: each is shown by a mark"
            notes.append(Note(title, what, self._row, column.label))

    def close(self, footer: Sequence[str], printed_rows: int | None) -> None:
        sheet, last = self._sheet, get_column_letter(len(self._columns))
        self._book.rows[sheet.title] = self._row - 1
        sheet.auto_filter.ref = f"A1:{last}{self._row}"
        for number, column in enumerate(self._columns, 1):
            if column.marks and self._row > 1:
                letter = get_column_letter(number)
                for text, colour in self._book.layout.marks[column.marks].items():
                    fill = PatternFill(bgColor=colour, fill_type="solid")
                    rule = CellIsRule(  # type: ignore[no-untyped-call]
                        operator="equal", formula=[f'"{text}"'], fill=fill
                    )
                    sheet.conditional_formatting.add(f"{letter}2:{letter}{self._row}", rule)
            if column.offers and self._row > 1:
                offered = DataValidation(type="list", formula1=f'"{",".join(column.offers)}"', allow_blank=True)
                offered.add(f"{get_column_letter(number)}2:{get_column_letter(number)}{self._row}")
                sheet.data_validations.append(offered)
            if column.struck and self._row > 1:
                own = get_column_letter(number)
                crossed = FormulaRule(  # type: ignore[no-untyped-call]
                    formula=[f"LEN({own}2)>0"], font=Font(strike=True, color=self._book.layout.colours["muted"])
                )
                sheet.conditional_formatting.add(f"{own}2:{own}{self._row}", crossed)
            if column.strikes and self._row > 1:
                struck = FormulaRule(  # type: ignore[no-untyped-call]
                    formula=[f"LEN(${get_column_letter(number)}2)>0"],
                    font=Font(strike=True, color=self._book.layout.colours["muted"]),
                )
                sheet.conditional_formatting.add(f"A2:{last}{self._row}", struck)
        if footer:
            sheet.append([])
        for line in footer:
            sheet.append([cell(sheet, content(line), style=LABEL)])
        printed = self._row + (len(footer) + 1 if footer else 0)
        if printed_rows is not None:
            printed = min(self._row, printed_rows + 1)
        sheet.print_area = f"A1:{get_column_letter(len(self._printed))}{printed}"
        if self._unlinked:
            what = f"{counted(self._unlinked, 'cell is', 'cells are')} not linked: "
            what += f"a sheet can have {counted(self._links, 'link')}"
            self._book.notes.append(Note(sheet.title, what))
        sheet.close()


def _define_styles(book: Any, layout: Layout) -> None:
    """Name the styles; every cell gets one, because programs disagree on what an unstyled cell looks like."""
    colours = layout.colours
    font = partial(Font, name=_FONT, size=11)
    top = partial(Alignment, vertical="top")
    styles = [
        NamedStyle(BODY, font(), alignment=top(wrap_text=True)),
        NamedStyle(NUMBER, font(), alignment=top(horizontal="right", indent=1)),
        NamedStyle(YES_NO, font(), alignment=top(horizontal="center"), number_format='"TRUE";"TRUE";"FALSE"'),
        NamedStyle(TIME, font(), alignment=top(horizontal="left"), number_format="yyyy-mm-dd hh:mm:ss"),
        NamedStyle(LINK, font(color=colours["link"], underline="single"), alignment=top(wrap_text=True)),
        NamedStyle(TITLE, Font(name=_FONT, size=20, bold=True, color=colours["header_fill"])),
        NamedStyle(LABEL, font(bold=True), alignment=top()),
        NamedStyle(FACT, font(), alignment=top(horizontal="left")),
        NamedStyle(STRUCK, font(strike=True, color=colours["muted"]), alignment=top(horizontal="left")),
        NamedStyle(MUTED, font(italic=True, color=colours["muted"]), alignment=top()),
        NamedStyle(
            HEADER,
            font(bold=True, color=colours["header_text"]),
            PatternFill(fgColor=colours["header_fill"], fill_type="solid"),
            alignment=Alignment(vertical="center", wrap_text=True),
        ),
    ]
    for style in styles:
        book.add_named_style(style)


def _style(value: object) -> str:
    if isinstance(value, bool):
        return YES_NO
    if isinstance(value, int | float):
        return NUMBER
    return TIME if isinstance(value, date) else BODY


def _held(value: Any) -> tuple[Content, SheetRow | None]:
    return (content(value.value), value.row) if isinstance(value, CellLink) else (content(value), None)


def _chain(head: list[Any], stream: Iterator[Any]) -> Iterator[Any]:
    yield from head
    head.clear()
    for row in stream:
        yield [_held(value) for value in row]


def _width(column: Column, head: Sequence[Sequence[tuple[Content, SheetRow | None]]], index: int) -> int:
    """Characters that the widest line among the measured rows takes, and the filter button."""
    widest = max((_columns_of(row[index][0].value) for row in head), default=0)
    return min(_MAX_WIDTH, max(_MIN_WIDTH, len(column.label) + 4, widest + 2))


def _shown_width(columns: Iterable[Column]) -> int:
    return sum(column.width for column in columns if not column.hidden)


def _columns_of(value: Any) -> int:
    if isinstance(value, datetime):
        return 19
    return max(map(display_width, str(value).split("\n"))) if value is not None else 0


def _height(row: Sequence[tuple[Content, SheetRow | None]], columns: Sequence[Column]) -> float | None:
    """Points for a row of several lines, else None: not every program fits rows to wrapped text when it opens them.

    No row gets taller than 12 lines, and the text of low columns does not make it taller.
    """
    shown = longest = 1
    for (held, _), column in zip(row, columns, strict=True):
        value = held.value
        if column.hidden or not isinstance(value, str) or (len(value) <= column.width and "\n" not in value):
            continue
        count = line_count(value, column.width)
        longest = max(longest, count)
        if not column.low:
            shown = max(shown, count)
    return shown * POINTS_PER_LINE if longest > 1 else None
