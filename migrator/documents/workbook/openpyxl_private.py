"""What openpyxl does only under private names, or wrongly; nowhere else in this program names them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Font

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


def new_workbook(*, write_only: bool = True) -> Any:
    """An empty workbook whose styles are written as the schema of Office demands."""
    Font.__elements__ = _FONT_ELEMENTS
    return Workbook(write_only=write_only)


def put_in_order(workbook: Any, titles: Sequence[str]) -> None:
    """Order the sheets of *workbook* as *titles*, which names each once; `move_sheet` one by one is quadratic."""
    sheets = {sheet.title: sheet for sheet in workbook.worksheets}
    workbook._sheets = [sheets[title] for title in titles]  # noqa: SLF001 - openpyxl has no public name for it
