"""The sheet that says where the migration stands: progress by phase with a chart, and who owns what."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from openpyxl.chart import BarChart, Reference
from openpyxl.utils import get_column_letter

from ...checklist.clock import wall
from ...checklist.overview import OwnerWork, PhaseProgress, owners, progress
from ..workbook.book import FACT, HEADER, LABEL, NUMBER, TIME, Book
from ..workbook.cells import Sheet, cell, content
from ..workbook.row_heights import POINTS_PER_LINE
from .contents import PlanContents

NAME = "Progress"
_WIDTHS = (24, 10, 10, 10, 10, 14, 22, 22)
_PHASES = ("Phase", "Steps", "Done", "Left", "Late", "Hours of work left", "Planned begin", "Planned end")
_OWNERS = ("Owner", "Steps left", "Late", "Next")
_DONE, _LEFT = "70AD47", "D9D9D9"


def write_progress(book: Book, title: str, contents: PlanContents) -> None:
    """Write the sheet *title*: a table of phases with a chart beside it, below it the owners."""
    sheet = book.sheet(title)
    for number, width in enumerate(_WIDTHS, 1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.page_setup.fitToHeight = 1
    sheet.row_dimensions[1].height = 2 * POINTS_PER_LINE
    phases = progress(contents.steps)
    zone = contents.zone
    _append(sheet, [f"{text} ({zone})" if text.startswith("Planned") else text for text in _PHASES], HEADER)
    for phase in phases:
        _append(sheet, _phase(phase, contents))
    sheet.append([])
    sheet.append([cell(sheet, content("Who owns what"), style=LABEL)])
    _append(sheet, _OWNERS, HEADER)
    for owner in owners(contents.steps):
        _append(sheet, _owner(owner))
    if phases:
        sheet.add_chart(_chart(sheet, len(phases)), f"A{len(phases) + len(owners(contents.steps)) + 6}")
    book.rows[title] = len(phases)
    sheet.close()


def _append(sheet: Sheet, values: Sequence[Any], style: str = "") -> None:
    sheet.append([cell(sheet, content(value), style=style or _style(value)) for value in values])


def _style(value: object) -> str:
    if isinstance(value, int | float):
        return NUMBER
    return FACT if isinstance(value, str | None) else TIME


def _phase(phase: PhaseProgress, contents: PlanContents) -> list[Any]:
    times = (phase.planned_start, phase.planned_end)
    return [
        str(phase.phase),
        phase.steps,
        phase.done,
        phase.steps - phase.done,
        phase.late,
        round(phase.minutes_left / 60, 1),
        *(wall(time, contents.zone) if time else None for time in times),
    ]


def _owner(owner: OwnerWork) -> list[Any]:
    following = owner.following
    return [
        owner.owner or "nobody",
        owner.left,
        owner.late,
        f"{following.key} {following.title}" if following else "waits for other steps",
    ]


def _chart(sheet: Sheet, phases: int) -> BarChart:
    """Steps done and left of each phase, in one bar each, the first phase on top."""
    chart = BarChart()
    chart.type, chart.grouping, chart.overlap = "bar", "stacked", 100
    chart.title = "Steps by phase"
    chart.add_data(Reference(sheet, min_col=3, max_col=4, min_row=1, max_row=phases + 1), titles_from_data=True)
    chart.set_categories(Reference(sheet, min_col=1, min_row=2, max_row=phases + 1))
    for series, colour in zip(chart.series, (_DONE, _LEFT), strict=True):
        series.graphicalProperties.solidFill = colour
    chart.x_axis.scaling.orientation = "maxMin"
    chart.x_axis.delete = chart.y_axis.delete = False
    chart.y_axis.majorUnit = None
    chart.gapWidth = 40
    chart.legend.position = "b"
    chart.height, chart.width = 2.5 + 0.9 * phases, 24
    return chart
