"""Sheet names."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from migrator.documents.workbook.names import quoted, sheet_name


@pytest.mark.parametrize(
    ("wanted", "name"),
    [
        ("Users", "Users"),
        ("a:b\\c/d?e*f[g]h", "a b c d e f g h"),
        ("'quoted'", "quoted"),
        ("it's", "it's"),
        ("History", "History (2)"),
        ("", "Sheet"),
        ("'", "Sheet"),
        ("x" * 40, "x" * 31),
        ("\U0001f600" * 20, "\U0001f600" * 15),
    ],
)
def test_name_is_made_acceptable(wanted: str, name: str) -> None:
    """What Excel refuses in a sheet name is replaced, trimmed or counted up."""
    assert sheet_name(wanted, ()) == name


def test_taken_name_is_counted_up_whatever_its_case() -> None:
    """Excel sees USERS and Users as one name."""
    assert sheet_name("Users", ["USERS", "users (2)"]) == "Users (3)"


def test_count_fits_in_a_long_name() -> None:
    """The count stays within the 31 characters."""
    assert sheet_name("x" * 40, ["x" * 31]) == "x" * 27 + " (2)"


@settings(deadline=None)
@given(st.lists(st.text(), max_size=5))
def test_any_text_gives_a_name_that_excel_takes(wanted: list[str]) -> None:
    """No text and no collision leads to a name that openpyxl or Excel refuses."""
    taken: list[str] = []
    book = Workbook(write_only=True)
    for text in wanted:
        name = sheet_name(text, taken)
        taken.append(name)
        assert 0 < len(name.encode("utf-16-le")) // 2 <= 31
        assert not re.search(r"[:\\/?*\[\]]", name)
        assert not name.startswith("'")
        assert not name.endswith("'")
        assert name.casefold() != "history"
        assert book.create_sheet(name).title == name
    assert len({name.casefold() for name in taken}) == len(taken)


def test_apostrophe_is_doubled_in_a_reference() -> None:
    """A sheet name with an apostrophe can be referred to."""
    assert quoted("it's") == "'it''s'"
