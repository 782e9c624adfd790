"""What openpyxl does only under private names, or wrongly; nowhere else in this program names them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.writer.excel import ExcelWriter

#: the order that the schema demands (CT_Font, ISO/IEC 29500-1); openpyxl writes the name first
_FONT_ELEMENTS = (
    "b",
    "i",
    "strike",
    "condense",
    "extend",
    "outline",
    "shadow",
    "u",
    "vertAlign",
    "sz",
    "color",
    "name",
    "family",
    "charset",
    "scheme",
)

_MERGED = re.compile(rb"""<(?:\w+:)?mergeCell\s+ref=["']([A-Z]{1,3}[0-9]{1,7}:[A-Z]{1,3}[0-9]{1,7})["']""")
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")


def new_workbook(*, write_only: bool = True) -> Any:
    """An empty workbook whose styles are written as the schema of Office demands."""
    Font.__elements__ = _FONT_ELEMENTS
    return Workbook(write_only=write_only)


def save_workbook(workbook: Any, path: Path) -> None:
    """Save *workbook*; where that fails or is interrupted the file is closed, which openpyxl leaves to chance."""
    workbook.properties.modified = datetime.now(UTC).replace(tzinfo=None)
    try:
        with ZipFile(path, "w", ZIP_DEFLATED) as archive:
            ExcelWriter(workbook, archive).save()
    except BaseException:
        for sheet in workbook.worksheets if workbook.write_only else ():
            with suppress(Exception):  # saved already, or stopped in the middle of a row: what is raised is the cause
                sheet.close()
        raise


def put_in_order(workbook: Any, titles: Sequence[str]) -> None:
    """Order the sheets of *workbook* as *titles*, which names each once; `move_sheet` one by one is quadratic."""
    sheets = {sheet.title: sheet for sheet in workbook.worksheets}
    workbook._sheets = [sheets[title] for title in titles]  # noqa: SLF001 - openpyxl has no public name for it


def merged_ranges(sheet: Any) -> list[str]:
    """The merged cells of a sheet that is read row by row, as ``A1:B2``: openpyxl does not read them then."""
    return [match[1].decode() for match in _MERGED.finditer(_part(sheet))]


def has_formulas(sheet: Any) -> bool:
    """Whether a sheet that is read row by row has a formula; finding out is cheap, reading its cells is not."""
    return _FORMULA.search(_part(sheet)) is not None


def _part(sheet: Any) -> bytes:
    content: bytes = sheet.parent._archive.read(sheet._worksheet_path)  # noqa: SLF001 - no public name for it
    return content
