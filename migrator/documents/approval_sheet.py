"""The approval sheet: a plan as an Excel workbook with an Approve column, and the narrower plan that comes back.

Cells are made as in the workbook: a name that starts with ``=`` stays a name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ..errors import GuardRefused, InputError
from ..files import replacing
from ..repair.plan import Plan, PlannedRow, PlannedTable, narrow
from .workbook.cells import Sheet, cell, content
from .workbook.given import given_workbook
from .workbook.openpyxl_private import has_formulas, merged_ranges, new_workbook, save_workbook

PLAN_SHEET = "Plan"
ROWS_SHEET = "Rows"
HEADINGS = ("Row", "Table", "Key", "Name", "Owner before", "Owner after", "Approve")
_WIDTHS = (8, 28, 42, 40, 14, 42, 10)
_WHAT = "an approval sheet"
_LARGEST_CONTENT_BYTES = 512 * 1024 * 1024
#: keeps text from being read as an escape; Excel removes it when it reads, openpyxl only from shared text
_ESCAPE = "x005F_"
#: LibreOffice writes a CR as LF and no tab at all
_LOST = re.compile(r"[\t\r\n]")


def write_sheet(plan: Plan, path: Path) -> None:
    """Writes *plan* to *path*: sheet "Plan" with its digest, sheet "Rows" with one row each and an empty Approve cell.

    Raises:
        InputError: the file cannot be written.
    """
    workbook = new_workbook()
    with replacing(path) as unfinished:
        about = workbook.create_sheet(PLAN_SHEET)
        about.column_dimensions["A"].width, about.column_dimensions["B"].width = 22, 90
        for label, value in _about(plan):
            about.append([_cell(about, label), _cell(about, value)])
        rows = workbook.create_sheet(ROWS_SHEET)
        rows.freeze_panes = "A2"
        for letter, width in zip("ABCDEFG", _WIDTHS, strict=True):
            rows.column_dimensions[letter].width = width
        rows.append([_cell(rows, heading) for heading in HEADINGS])
        for number, table, row in _numbered(plan):
            rows.append([_cell(rows, value) for value in (str(number), *_shown(table, row), "")])
        save_workbook(workbook, unfinished)


def read_approval(plan: Plan, path: Path) -> Plan:
    """*plan* narrowed to the rows that the workbook at *path* approves with Y.

    A row that is missing, empty or N is not approved. Order does not matter, so the sheet may be sorted and filtered.

    Raises:
        InputError: not an approval sheet, or a row that cannot be the plan's.
        GuardRefused: the sheet belongs to another plan, or approves nothing.
    """
    sheets = _read_workbook(path)
    _refuse_unread(path)
    if PLAN_SHEET not in sheets or ROWS_SHEET not in sheets:
        raise InputError(f"{path}: not an approval sheet: it needs the sheets {PLAN_SHEET} and {ROWS_SHEET}")
    about = {row[0]: row[1] for row in sheets[PLAN_SHEET] if len(row) > 1}
    if about.get("Digest") != plan.digest:
        raise GuardRefused(
            f"{path}: the sheet belongs to another plan (digest {about.get('Digest') or 'missing'})",
            hint="Approve the sheet that was written with this plan",
        )
    for title, rows in sheets.items():
        if title != ROWS_SHEET and rows and tuple(rows[0][: len(HEADINGS)]) == HEADINGS:
            raise InputError(
                f"{path}: the sheet {title} has the headings of {ROWS_SHEET}, and only that one would be read",
                hint=f"Write Y into the sheet {ROWS_SHEET}, and delete the other",
            )
    return narrow(plan, _approved(plan, sheets[ROWS_SHEET], path))


def _approved(plan: Plan, rows: list[tuple[str, ...]], path: Path) -> list[tuple[str, tuple[str, ...]]]:
    if not rows or tuple(rows[0][: len(HEADINGS)]) != HEADINGS:
        raise InputError(f"{path}: the headings of the sheet {ROWS_SHEET} were changed: {', '.join(HEADINGS)} expected")
    planned = {str(number): (table, row) for number, table, row in _numbered(plan)}
    seen: set[str] = set()
    approved = []
    for line, cells in enumerate(rows[1:], start=2):
        number, *shown, answer = (*cells, *[""] * len(HEADINGS))[: len(HEADINGS)]
        if not any(cells):
            continue
        where = f"{path}: sheet {ROWS_SHEET}, line {line}"
        if number not in planned:
            raise InputError(f"{where}: the plan has no row {number!r}")
        table, row = planned[number]
        # the name too: where only some columns are sorted, a Y stands beside another name than that of its row
        for heading, cell_text, planned_text in zip(HEADINGS[1:-1], shown, _shown(table, row), strict=True):
            if _compared(cell_text) != _compared(planned_text):
                raise InputError(
                    f"{where}: row {number} is not the plan's row {number}: {heading} was changed",
                    hint="Sort whole rows, and change nothing but Approve; or write the sheet anew: repair approve",
                )
        if number in seen:
            raise InputError(f"{where}: row {number} is there twice")
        seen.add(number)
        verdict = answer.strip().upper()
        if verdict not in {"Y", "N", ""}:
            raise InputError(f"{where}: Approve says {answer!r}", hint="Write Y to approve; N or nothing to leave out")
        if verdict == "Y":
            approved.append((table.table, row.key))
    return approved


def _about(plan: Plan) -> Iterator[tuple[str, str]]:
    yield "Digest", plan.digest
    yield "Server", plan.server
    yield "Database", plan.database
    yield "Owner pool", f"{plan.owner.name or 'no name'} ({plan.owner.id}), {plan.owner.chosen}"
    yield "Made", f"{plan.when} by {plan.who}"
    yield "Expires", plan.expires
    yield "How to approve", f"Write Y in the column Approve of the sheet {ROWS_SHEET}; other rows stay as they are."
    for note in plan.notes:
        yield "Note", note


def _numbered(plan: Plan) -> Iterator[tuple[int, PlannedTable, PlannedRow]]:
    number = 0
    for table in plan.tables:
        for row in table.rows:
            number += 1
            yield number, table, row


def _shown(table: PlannedTable, row: PlannedRow) -> tuple[str, ...]:
    """What the sheet shows of a row between its number and the answer."""
    return table.table, " / ".join(row.key), row.name or "", "NULL", row.after


def _cell(sheet: Sheet, text: str) -> Any:
    return cell(sheet, content(text))


def _compared(text: str) -> str:
    """The text of a cell as it is compared: whether Excel or LibreOffice has saved the sheet makes no difference."""
    return _LOST.sub("", str(content(text).value or "").replace(_ESCAPE, ""))


def _read_workbook(path: Path) -> dict[str, list[tuple[str, ...]]]:
    """All sheets as text."""
    with given_workbook(path, _WHAT, largest_content_bytes=_LARGEST_CONTENT_BYTES, results=True) as workbook:
        return {
            sheet.title: [
                tuple("" if value is None else str(value) for value in row) for row in sheet.iter_rows(values_only=True)
            ]
            for sheet in workbook.worksheets
        }


def _refuse_unread(path: Path) -> None:
    """Refuse cells that look answered and read as empty: those behind a merged one, and formulas without a result."""
    column = len(HEADINGS)
    with (
        given_workbook(path, _WHAT, largest_content_bytes=_LARGEST_CONTENT_BYTES) as formulas,
        given_workbook(path, _WHAT, largest_content_bytes=_LARGEST_CONTENT_BYTES, results=True) as results,
    ):
        if PLAN_SHEET not in formulas.sheetnames or ROWS_SHEET not in formulas.sheetnames:
            return
        if merged := merged_ranges(formulas[ROWS_SHEET]):
            raise InputError(
                f"{path}: sheet {ROWS_SHEET}: {merged[0]} is merged, so that its other cells hold nothing",
                hint="Unmerge the cells, and write Y into each row that is approved",
            )
        if not has_formulas(formulas[ROWS_SHEET]):
            return
        answers = [book[ROWS_SHEET].iter_rows(min_col=column, max_col=column) for book in (formulas, results)]
        for line, ((cell_,), (result,)) in enumerate(zip(*answers, strict=True), start=1):
            if cell_.data_type == "f" and result.value is None:
                raise InputError(
                    f"{path}: sheet {ROWS_SHEET}, line {line}: Approve holds a formula without a result",
                    hint="Write Y itself, or open and save the sheet in Excel",
                )
