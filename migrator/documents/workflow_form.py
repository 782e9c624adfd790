"""Writes the form in which people complete the workflows of OCS 2007 R2 from the console, with drop-downs."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest
from pathlib import Path

from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from ..estate import workflow_form as form
from ..estate.estate import Estate
from ..estate.kinds import Item
from ..estate.products import R2
from ..estate.response_groups import HolidaySet, Queue, Workflow
from ..files import replacing
from .workbook.cells import content
from .workbook.openpyxl_private import new_workbook, save_workbook

#: an explanation of its heading stands in the second row, in the key's column with a mark that no key has
_EXPLANATION = "(explanation)"
_WIDTH = 24


def write_form(path: Path, estate: Estate) -> int:
    """Write the form for the workflows of OCS 2007 R2 to *path*; returns their number.

    Raises:
        InputError: the file cannot be written.
    """
    workflows = sorted(estate.of(Workflow, product=R2), key=lambda item: item.title.casefold())
    book = new_workbook(write_only=False)
    sheet: Worksheet = book.active
    sheet.title = form.SHEET
    headings = list(form.HEADINGS)
    sheet.append(headings)
    sheet.append([form.HEADINGS[heading] for heading in headings[:-1]] + [_EXPLANATION])
    for item in workflows:
        values = {form.NAME: item.title, form.POOL: item.pool, form.KEY: item.key, form.COMPLETE: "no"}
        _append(sheet, [values.get(heading) for heading in headings])
    _lists(book.create_sheet(form.LISTS), estate, [(item.title, item.key, item.pool or "") for item in workflows])
    _drop_downs(sheet, headings, len(workflows) + 2, estate)
    _style(sheet, headings)
    with replacing(path) as unfinished:
        save_workbook(book, unfinished)
    return len(workflows)


def _append(sheet: Worksheet, values: Sequence[str | None]) -> None:
    """A row of texts, of which none becomes a formula."""
    sheet.append([content(value).value for value in values])
    for cell in sheet[sheet.max_row]:
        if isinstance(cell.value, str):
            cell.data_type = "s"
            cell.quotePrefix = cell.value.startswith("=")


def _lists(sheet: Worksheet, estate: Estate, workflows: Sequence[tuple[str, str, str]]) -> None:
    """Names and keys of queues and holiday sets, and of *workflows* also the pools, side by side.

    Where a drop-down would have a name twice, it carries its key. Beside a name stands its key and the name again, so
    that the reader sees when they were parted, as by sorting one column. It wants in each row name and pool of its key.
    """
    queues, sets = _named(list(estate.of(Queue, product=R2))), _named(list(estate.of(HolidaySet, product=R2)))
    for queue, set_, workflow in zip_longest(queues, sets, workflows):
        _append(
            sheet, [text or None for each in (queue or ("", ""), set_ or ("", ""), workflow or ()) for text in each]
        )
    sheet.sheet_state = "hidden"


def _named(items: Sequence[Item]) -> list[tuple[str, str]]:
    titles = [" ".join(item.title.split()) for item in items]
    named = [
        (title if titles.count(title) == 1 else f"{title} [{item.key}]", item.key)
        for title, item in zip(titles, items, strict=True)
    ]
    return sorted((name, f"{key} {name}") for name, key in named)


def _drop_downs(sheet: Worksheet, headings: Sequence[str], last: int, estate: Estate) -> None:
    queues, sets = (sum(1 for _ in estate.of(cls, product=R2)) for cls in (Queue, HolidaySet))
    fixed = {form.COMPLETE: form.YES_NO, **{each[0]: tuple(form.ACTIONS) for each in (form.CLOSED, form.HOLIDAY)}}
    offered = {heading: f'"{",".join(values)}"' for heading, values in fixed.items()}
    if queues:
        offered[form.QUEUE] = f"{form.LISTS}!$A$1:$A${queues}"
    if sets:
        offered[form.HOLIDAY_SET] = f"{form.LISTS}!$C$1:$C${sets}"
    for heading, formula in offered.items():
        letter = get_column_letter(headings.index(heading) + 1)
        rule = DataValidation(type="list", formula1=formula, allow_blank=True, showErrorMessage=True)
        rule.add(f"{letter}3:{letter}{max(last, 3)}")
        sheet.add_data_validation(rule)


def _style(sheet: Worksheet, headings: Sequence[str]) -> None:
    for number in range(1, len(headings) + 1):
        sheet.column_dimensions[get_column_letter(number)].width = _WIDTH
        sheet.cell(1, number).font = Font(bold=True)
        sheet.cell(2, number).font = Font(italic=True)
    for row in sheet.iter_rows():
        for cell in row:
            cell.alignment = Alignment(vertical="top", wrap_text=True)
            cell.number_format = "@"
    sheet.freeze_panes = "B3"
