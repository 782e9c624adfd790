"""Microsoft's own reader of Office files finds no error in a workbook, and private names of openpyxl do their work."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from migrator.app.inventory import take_inventory
from migrator.app.prediction import PredictionRequest
from migrator.app.workbook import write_workbook
from migrator.documents.workbook.openpyxl_private import new_workbook, put_in_order
from migrator.estate.topology import Pool
from migrator.estate.users import User
from migrator.resources import fixture

ODD_NAMES = (
    "=1+1",
    "_x000D_",
    "a\x07\ud800\uffff",
    "<b>&amp;]]>",
    "x" * 40_000,
    "\U0001f4de" * 20_000,
    " \n\t ",
    "'",
    "\u202eabc",
    "#REF!",
)


@pytest.mark.program("openxmlcheck")
def test_both_estates_are_valid_for_every_office(
    contoso_file: Path, contoso_lync: Any, tmp_path: Path, workbook_errors: Callable[..., list[str]]
) -> None:
    """No version's schema finds an error: with users counted, with users listed, with labels in place of people."""
    listed, labelled = tmp_path / "listed.xlsx", tmp_path / "labelled.xlsx"
    contoso_lync.export(listed, users=True)
    project, now = str(tmp_path / "p.db"), datetime(2026, 11, 28, 8, 0, tzinfo=UTC)
    take_inventory(project, [fixture("contoso-ocs2007r2")], name="before", now=now)
    write_workbook(project, labelled, request=PredictionRequest(), now=now, people="labels", users=True)
    assert workbook_errors(contoso_file, listed, labelled) == []


@pytest.mark.program("openxmlcheck")
def test_odd_estates_are_valid_for_every_office(
    case_of: Callable[..., Any], tmp_path: Path, workbook_errors: Callable[..., list[str]]
) -> None:
    """Neither hostile names nor an estate without any object lead to a workbook that Office has to mend."""
    users = [User(key=f"sip:{number}", product="lync2010", display_name=name) for number, name in enumerate(ODD_NAMES)]
    pools = [Pool(key=name, product="lync2010", name=name, extra={name: name}) for name in ODD_NAMES]
    odd, empty = tmp_path / "odd.xlsx", tmp_path / "empty.xlsx"
    case_of(*users, *pools).export(odd)
    case_of().export(empty)
    assert workbook_errors(odd, empty) == []


@pytest.mark.program("openxmlcheck")
def test_the_reader_does_find_errors(tmp_path: Path, workbook_errors: Callable[..., list[str]]) -> None:
    """An attribute that no schema has is an error, so that silence means something."""
    file = tmp_path / "wrong.xlsx"
    book = Workbook()
    book.active.sheet_view.zoomScale = 7  # type: ignore[union-attr]
    book.save(file)
    assert workbook_errors(file) != []


def test_sheets_are_put_in_order(tmp_path: Path) -> None:
    """Sheets stand in the order that is asked for, whatever the order in which they were written."""
    book = new_workbook()
    for title in ("a", "b", "c"):
        book.create_sheet(title).append([title])
    put_in_order(book, ["c", "a", "b"])
    book.save(tmp_path / "x.xlsx")
    read = load_workbook(tmp_path / "x.xlsx")
    assert [(sheet.title, sheet["A1"].value) for sheet in read.worksheets] == [(name, name) for name in "cab"]
