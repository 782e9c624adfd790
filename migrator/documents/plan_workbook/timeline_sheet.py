"""The sheet with a bar for each step that has times, as in a Gantt chart: planned ones, and over them actual ones."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import datetime, timedelta

import attrs
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Side
from openpyxl.utils import get_column_letter

from ...checklist.clock import wall
from ...checklist.overview import TimedStep
from ..workbook.book import BODY, HEADER, MUTED, TIME, Book
from ..workbook.cells import cell, content
from ..workbook.row_heights import POINTS_PER_LINE, line_count
from .contents import PlanContents

NAME = "Timeline"
_COLUMNS = (
    ("Key", 34),
    ("Step", 40),
    ("Owner", 16),
    ("Status", 12),
    ("Planned begin", 18),
    ("Planned end", 18),
    ("Actual begin", 18),
    ("Actual end", 18),
)
_PLANNED, _ACTUAL, _LATE = "9DC3E6", "70AD47", "F4B6B6"
_MOST_HOURS, _MOST_SLOTS = 72, 150
_SLOT_WIDTH = 3.5
_SLOT = "Slot"


@attrs.frozen
class _Slots:
    """The columns of the bars: begin of each, how long one is, and how its heading is written."""

    begins: tuple[datetime, ...]
    length: timedelta
    number_format: str

    @property
    def unit(self) -> str:
        """What a column stands for."""
        if self.length < timedelta(days=1):
            return "one hour"
        return "one day" if self.length == timedelta(days=1) else f"{self.length.days} days"


def write_timeline(book: Book, title: str, contents: PlanContents) -> None:
    """Write the sheet *title*; the bars are colours that follow its times."""
    slots = _slots(contents)
    side = Side(style="hair", color="D9D9D9")
    book.add_style(
        NamedStyle(
            _SLOT,
            Font(name="Calibri", size=9, bold=True),
            PatternFill(fgColor="D9E2F3", fill_type="solid"),
            Border(left=side),
            Alignment(text_rotation=90, horizontal="center", vertical="bottom"),
            slots.number_format,
        )
    )
    sheet = book.sheet(title)
    for number, (_, width) in enumerate(_COLUMNS, 1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    for number in range(len(slots.begins)):
        sheet.column_dimensions[get_column_letter(len(_COLUMNS) + 1 + number)].width = _SLOT_WIDTH
    sheet.freeze_panes = "C2"
    sheet.print_title_rows, sheet.print_title_cols = "1:1", "A:B"
    total = sum(width for _, width in _COLUMNS) + _SLOT_WIDTH * len(slots.begins)
    sheet.page_setup.fitToWidth = math.ceil(total / book.layout.print.characters_per_page)
    sheet.row_dimensions[1].height = 5 * POINTS_PER_LINE
    headings = [f"{label} ({contents.zone})" if "begin" in label or "end" in label else label for label, _ in _COLUMNS]
    head = [cell(sheet, content(text), style=HEADER) for text in headings]
    sheet.append([*head, *(cell(sheet, content(begin), style=_SLOT) for begin in slots.begins)])
    for number, each in enumerate(contents.timed, 2):
        lines = max(line_count(each.step.key, _COLUMNS[0][1]), line_count(each.step.title, _COLUMNS[1][1]))
        if lines > 1:
            sheet.row_dimensions[number].height = lines * POINTS_PER_LINE
        sheet.append(
            [cell(sheet, content(v), style=TIME if isinstance(v, datetime) else BODY) for v in _row(each, contents)]
        )
    if not contents.timed:
        sheet.append([cell(sheet, content("No step has times yet."), style=MUTED)])
    else:
        _draw(sheet, slots, len(contents.timed) + 1)
        sheet.append([])
        legend = f"A column is {slots.unit}. Blue: planned. Green: actual. Red: late, up to the export."
        sheet.append([cell(sheet, content(legend), style=MUTED)])
    book.rows[title] = len(contents.timed)
    sheet.close()


def _row(each: TimedStep, contents: PlanContents) -> Sequence[str | datetime | None]:
    step, decision = each.step, each.step.decision
    times = (decision.planned_start, decision.planned_end, decision.actual_start, decision.actual_end)
    shown = [wall(time, contents.zone) if time else None for time in times]
    return [step.key, step.title, decision.owner or None, step.status.value, *shown]


def _slots(contents: PlanContents) -> _Slots:
    """Columns from the first to the last time: hours for some days, days for some months, else weeks."""
    times = [time for each in contents.timed for time in _row(each, contents) if isinstance(time, datetime)]
    if not times:
        return _Slots((), timedelta(days=1), "dd mmm")
    first, last = min(times), max(times)
    now = wall(contents.made_at, contents.zone)
    if now - last < last - first:  # room for the bars of what is late, unless the plan is long over
        last = max(last, now)
    if last - first <= timedelta(hours=_MOST_HOURS):
        first, length, shown = first.replace(minute=0), timedelta(hours=1), "dd mmm hh:mm"
    else:
        first = first.replace(hour=0, minute=0)
        length, shown = timedelta(days=1), "dd mmm yyyy"
        if (last - first) / length >= _MOST_SLOTS:
            first -= timedelta(days=first.weekday())
            length = timedelta(weeks=math.ceil((last - first) / timedelta(weeks=_MOST_SLOTS)))
    count = (last - first) // length + 1
    return _Slots(tuple(first + number * length for number in range(count)), length, shown)


def _draw(sheet: object, slots: _Slots, last: int) -> None:
    """The bars: conditional colours, so that they follow the times of the row when somebody changes them."""
    first = len(_COLUMNS) + 1
    letter = get_column_letter(first)
    area = f"{letter}2:{get_column_letter(first + len(slots.begins) - 1)}{last}"
    days = slots.length.total_seconds() / 86400
    head = f"{letter}$1"

    def covers(begin: str, end: str) -> str:
        """Whether a row's time covers the column; without an end, its begin alone."""
        return (
            f"AND(ISNUMBER(${begin}2),${begin}2<{head}+{days:.10g},OR(MAX(${begin}2,${end}2)>{head},${begin}2>={head}))"
        )

    late = f'AND(ISNUMBER($E2),$D2<>"done",$D2<>"skipped",MAX($E2,$F2)<={head})'
    for formula, colour in ((covers("G", "H"), _ACTUAL), (covers("E", "F"), _PLANNED), (late, _LATE)):
        rule = FormulaRule(  # type: ignore[no-untyped-call]
            formula=[formula], fill=PatternFill(bgColor=colour, fill_type="solid"), stopIfTrue=True
        )
        sheet.conditional_formatting.add(area, rule)  # type: ignore[attr-defined]
