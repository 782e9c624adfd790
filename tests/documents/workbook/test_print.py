"""What a printed page of the workbook shows: the width, the repeated header, the footer, and what only a screen has."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import attrs
import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.utils import get_column_letter, range_boundaries

from migrator.documents.workbook.layout import read_layout
from migrator.estate.response_groups import Workflow
from migrator.rules.engine.prediction import Outcome, Prediction, Result


def printed(book: Workbook, sheet: str) -> list[list[Any]]:
    """The cells that are printed, without hidden columns."""
    page = book[sheet]
    left, top, right, bottom = range_boundaries(page.print_area.rpartition("!")[2].replace("$", ""))
    shown = [n for n in range(left, right + 1) if not page.column_dimensions[get_column_letter(n)].hidden]
    return [[page.cell(row, column).value for column in shown] for row in range(top, bottom + 1)]


def test_every_sheet_is_set_up_for_print(contoso_book: Workbook) -> None:
    """Landscape A4, fitted in width, any number of pages down, header repeated, sheet and page in the footer."""
    for sheet in contoso_book.worksheets:
        setup = sheet.page_setup
        assert (setup.orientation, int(setup.paperSize), setup.fitToHeight) == ("landscape", 9, 0)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert setup.fitToWidth >= 1
        assert (sheet.oddFooter.center.text, sheet.oddFooter.right.text) == ("&A", "&P / &N")
        assert sheet.title == "Cover" or sheet.print_title_rows == "$1:$1"


def test_no_sheet_is_printed_as_a_header_alone(contoso_book: Workbook) -> None:
    """A sheet with rows prints rows: the published sources can be looked up on paper too."""
    for sheet in contoso_book.worksheets:
        if sheet.title != "Cover" and sheet.max_row > 1:
            assert len(printed(contoso_book, sheet.title)) > 1, sheet.title


def test_sources_and_raw_properties_stay_on_the_screen(case_of: Callable[..., Any], tmp_path: Path) -> None:
    """A printed page ends before them, the sheet still has them, and the notes name them."""
    workflow = Workflow(key="w", name="Reception", definition="<x/>", sources=("a.xml#1",), extra={"raw": 1})
    book = case_of(workflow).book(tmp_path / "x.xlsx")
    assert printed(book, "Workflows") == [["Key", "Product", "Name"], ["w", "unknown", "Reception"]]
    labels = [cell.value for cell in book["Workflows"][1]]
    assert {"Source", "Other properties", "Definition (XML)"} <= set(labels)
    notes = [row[4] for row in book["Notes"].iter_rows(min_row=2, values_only=True) if row[0] == "Workflows"]
    assert "Columns that are not printed: Definition (XML), Source, Other properties" in notes


def test_columns_that_are_not_printed_stand_last() -> None:
    """A print area is one rectangle: no printed column stands behind one that is not."""
    for sheet in read_layout().sheets.values():
        flags = [column.printed for column in sheet.columns]
        assert flags == sorted(flags, reverse=True), sheet.name


def test_rules_that_do_not_apply_are_not_printed(contoso: Any, tmp_path: Path) -> None:
    """They stand last on both sheets, behind the print area; none that applies does."""
    first, second, *_ = contoso.rules
    outcomes = (
        Outcome(rule=first.id, outcome=Result.NOT_APPLICABLE),
        Outcome(rule=second.id, outcome=Result.CLEAR),
    )
    prediction = Prediction(target="2013", findings=(), messages=(), outcomes=outcomes)
    book = attrs.evolve(contoso, prediction=prediction, rules=(first, second)).book(tmp_path / "x.xlsx")
    for sheet in ("Outcomes", "Rule catalogue"):
        assert [row[0] for row in printed(book, sheet)] == ["Rule", second.id]
        assert book[sheet].max_row == 3


def test_the_sum_below_the_sources_is_printed(contoso_book: Workbook) -> None:
    """The lines below a table belong to what is printed."""
    assert str(printed(contoso_book, "Sources and coverage")[-2][0]).startswith("204 records found")


@pytest.mark.debian("libreoffice-calc")
def test_libreoffice_prints_it_on_few_pages(contoso_file: Path, tmp_path: Path) -> None:
    """Another program than ours prints every sheet, on at most two pages for each sheet on average."""
    command = ["soffice", "--headless", f"-env:UserInstallation=file://{tmp_path}/profile", "--convert-to", "pdf"]
    subprocess.run([*command, "--outdir", tmp_path, contoso_file], check=True, capture_output=True, timeout=120)
    pdf = (tmp_path / "contoso.pdf").read_bytes()
    pages = len(re.findall(rb"/Type\s*/Page\b", pdf))
    assert 0 < pages <= 2 * len(load_workbook(contoso_file, read_only=True).sheetnames)
