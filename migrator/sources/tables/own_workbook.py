"""Sheets of workbooks that this program made, as people give them back: rows of cells, and no formula evaluated."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from typing import Any, BinaryIO

import attrs

from ...errors import InputError
from ..bundle import Member

_LARGEST_BYTES = 512 * 1024 * 1024
_MERGED = re.compile(rb"""<(?:\w+:)?mergeCell\s[^>]*?ref=["']([A-Z]{1,3}[0-9]{1,7}:[A-Z]{1,3}[0-9]{1,7})["']""")


@attrs.frozen
class ReadRow:
    """One row of a sheet."""

    sheet: str
    number: int
    cells: Sequence[Any]

    def address(self, at: int) -> str:
        """The address of the cell of a column: ``Sheet!H5``."""
        from openpyxl.utils import get_column_letter

        return f"{self.sheet}!{get_column_letter(at + 1)}{self.number}"

    def text(self, at: int) -> str:
        """The text of the cell of a column, "" for an empty one; a date as ISO 8601, without a time of midnight.

        Raises:
            ValueError: the cell holds a formula or an error.
        """
        cell = self.cells[at] if at < len(self.cells) else None
        if cell is None or cell.value is None:
            return ""
        if cell.data_type in ("f", "e"):
            raise ValueError("a formula or an error, which is not read: write the value")
        if isinstance(cell.value, datetime):
            day, clock = cell.value.date().isoformat(), cell.value.time()
            return day if clock == time() else f"{day} {clock:%H:%M}"
        if isinstance(cell.value, date):
            return cell.value.isoformat()
        return str(cell.value).strip()

    def texts(self) -> list[str]:
        """The texts of all cells; one that holds a formula or an error is ""."""
        found = []
        for at in range(len(self.cells)):
            try:
                found.append(self.text(at))
            except ValueError:
                found.append("")
        return found


def rows_of(member: Member, sheet: str, *, results: bool = False) -> Iterator[ReadRow]:
    """The rows of a sheet.

    Args:
        results: of formulas, the results that the program kept which saved the workbook.

    Raises:
        InputError: the workbook lacks the sheet, or cannot be read.
    """
    from openpyxl import load_workbook

    with member.open() as file:
        _check_size(file)
        try:
            workbook = load_workbook(file, read_only=True, data_only=results, keep_links=False)
            for number, cells in enumerate(_sheet(workbook, sheet).iter_rows(), start=1):
                yield ReadRow(sheet, number, cells)
        except (GeneratorExit, InputError):
            raise
        except Exception as error:  # noqa: BLE001 - openpyxl raises whatever a strange file provokes
            raise InputError(f"the workbook cannot be read ({type(error).__name__})") from None


def refuse_unread_cells(member: Member, sheet: str) -> None:
    """What looks filled in and would not be read: cells that are merged with others, and a copy of the sheet.

    Raises:
        InputError: the sheet has merged cells, of which the first is named; or another sheet has its headings.
    """
    from openpyxl import load_workbook

    with member.open() as file:
        _check_size(file)
        workbook: Any = load_workbook(file, read_only=True, keep_links=False)
        part = workbook._archive.read(_sheet(workbook, sheet)._worksheet_path)  # noqa: SLF001 - no public name for it
        if match := _MERGED.search(part):
            where = f"{sheet}!{match[1].decode()}"
            raise InputError(f"{where}: merged cells, of which one has a value", hint="unmerge them and fill in each")
        if copies := _copies_of(workbook, sheet):
            raise InputError(
                f"the sheets {sheet} and {copies[0]} have the same headings, and only one would be read",
                hint="keep the one that is meant under the first of these names, and delete the other",
            )


def _copies_of(workbook: Any, sheet: str) -> list[str]:
    """The names of other sheets that begin with the row of headings of *sheet*."""

    def headings(of: Any) -> list[str]:
        first = next(of.iter_rows(max_row=1, values_only=True), ())
        return [str(value) for value in first if value not in (None, "")]

    own = headings(_sheet(workbook, sheet))
    return [other.title for other in workbook.worksheets if other.title != sheet and headings(other) == own]


def _sheet(workbook: Any, name: str) -> Any:
    if name not in workbook.sheetnames:
        raise InputError(f"the workbook lacks the sheet {name}")
    return workbook[name]


def _check_size(file: BinaryIO) -> None:
    """Refuse a workbook that would unpack to more than is read."""
    with zipfile.ZipFile(file) as archive:
        if sum(info.file_size for info in archive.infolist()) > _LARGEST_BYTES:
            raise InputError("the workbook is too large to be read")
    file.seek(0)
