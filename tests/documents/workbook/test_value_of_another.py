"""Columns of a sheet that an object has through another: a workflow of OCS 2007 R2 and its contact."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from migrator.estate.estate import Estate
from migrator.estate.kinds import fields_of
from migrator.estate.response_groups import ApplicationContact, Workflow

NUMBER = next(field for field in fields_of(Workflow) if field.name == "line_uri")


def column(book: Workbook, sheet: str, label: str) -> list[Any]:
    """The cells of a column below its header."""
    index = [cell.value for cell in book[sheet][1]].index(label)
    return [row[index] for row in book[sheet].iter_rows(min_row=2)]


def test_each_workflow_shows_the_number_of_its_contact(contoso_book: Workbook) -> None:
    """On the Workflows sheet of an OCS 2007 R2 estate no address and number is empty, and each leads to its contact."""
    for label in ("SIP URI", "Line URI"):
        cells = column(contoso_book, "Workflows", label)
        assert {cell.value for cell in cells} <= {
            cell.value for cell in column(contoso_book, "Application contacts", label)
        }
        assert all(cell.value and cell.hyperlink.location.startswith("'Application contacts'!") for cell in cells)


def test_what_a_workflow_says_itself_stands(case_of: Callable[..., Any], tmp_path: Path) -> None:
    """The number of a workflow of Lync is its own, and leads nowhere."""
    contact = ApplicationContact(key="c", line_uri="tel:+1")
    (cell,) = column(
        case_of(Workflow(key="w", line_uri="tel:+2", contact="c"), contact).book(tmp_path / "x.xlsx"),
        "Workflows",
        "Line URI",
    )
    assert (cell.value, cell.hyperlink) == ("tel:+2", None)


@pytest.mark.parametrize("contact", [None, "CN=gone"])
def test_a_contact_that_was_not_read_tells_nothing(contact: str | None) -> None:
    """Neither without a reference nor with one that leads nowhere is there a value, and the item is not changed."""
    workflow = Workflow(key="w", contact=contact)
    assert Estate([workflow, ApplicationContact(key="c", line_uri="tel:+1")]).effective(workflow, NUMBER) == (
        None,
        None,
    )
