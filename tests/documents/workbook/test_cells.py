"""The one way into a cell."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone
from io import BytesIO
from ipaddress import ip_address
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from migrator.documents.workbook.cells import MAX_TEXT, Content, SheetRow, cell, content

ANY_TEXT = st.text(st.characters(exclude_categories=()))
NASTY_TEXT = st.lists(
    st.sampled_from(
        ["_x000D_", "_", "x000D_", "_x00", "=", "#N/A", "\r", "\n", "\x00", "\ud800", "\uffff", " ", "é", "'"]
    )
).map("".join)


def written(*values: Any) -> list[Any]:
    """The cells of the first column, after writing *values* one below the other and reading the file."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Sheet")
    for value in values:
        sheet.append([cell(sheet, content(value)), 1])
    stream = BytesIO()
    book.save(stream)
    return [row[0] for row in load_workbook(stream).active.iter_rows()]


def normalised(text: str) -> str:
    """The text as the documentation of `content` promises to show it."""
    text = re.sub("\r\n|\r", "\n", text)
    text = re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f]", lambda match: chr(0x2400 + ord(match[0])), text)
    return re.sub("[\ud800-\udfff\ufffe\uffff]", "\ufffd", text)


def as_excel_reads(text: str) -> str:
    """The text as Excel shows it: each _xHHHH_ is a character, and what it gives is not read again."""
    return re.sub(r"_x([0-9A-Fa-f]{4})_", lambda match: chr(int(match[1], 16)), text)


@settings(deadline=None)
@given(st.lists(ANY_TEXT | NASTY_TEXT, min_size=1, max_size=10))
def test_any_text_is_written_and_is_never_a_formula(texts: list[str]) -> None:
    """Every text survives the file as documented, and stays text."""
    cells = written(*texts)
    assert [as_excel_reads(c.value or "") for c in cells] == [normalised(text) for text in texts]
    assert all(c.data_type == "s" or c.value is None for c in cells)


@pytest.mark.parametrize("text", ["=1+1", "=", "=cmd|' /C calc'!A0", "#N/A", "#REF!", "#DIV/0!"])
def test_text_that_looks_like_a_formula_or_error_stays_text(text: str) -> None:
    """Such a text is quoted, so that it stays text when a person edits the cell."""
    (found,) = written(text)
    assert (found.value, found.data_type, found.quotePrefix) == (text, "s", True)


@pytest.mark.parametrize("text", ["+44 20 7946 0100", "-1", "@x", "\tx", "007", "1e5", "TRUE", "2013-12-25", " a "])
def test_text_that_looks_like_another_type_stays_as_it_is(text: str) -> None:
    """Numbers with leading zeros or plus signs, and texts that look like dates, are texts."""
    (found,) = written(text)
    assert (found.value, found.data_type) == (text, "s")


def test_empty_text_is_an_empty_cell() -> None:
    """A cell cannot tell an empty text from nothing."""
    assert content("") == content(None) == Content(None)


def test_control_characters_are_shown_and_counted() -> None:
    """What XML cannot hold is replaced by its picture, not left out."""
    assert content("a\x00b\x07\x1fc\td") == Content("a\u2400b\u2407\u241fc\td", replaced=3)


def test_line_ends_become_line_feeds() -> None:
    """Excel breaks lines at LF only."""
    assert content("a\r\nb\rc\nd").value == "a\nb\nc\nd"


@pytest.mark.parametrize("text", ["_x000D_", "_x000d_x000D_", "a_x0041_b", "_x005F_x000D_"])
def test_text_like_an_escape_is_shown_as_it_is(text: str) -> None:
    """Excel shows the very text, not the character it seems to stand for."""
    assert as_excel_reads(str(content(text).value)) == text


def test_long_text_is_cut_with_its_rest_counted() -> None:
    """A text of 40,000 characters fills the cell, and says how many are missing."""
    held = content("x" * 40_000)
    kept = str(held.value).partition("…")[0]
    assert held.cut_from == 40_000
    assert len(str(held.value)) <= MAX_TEXT
    assert held.value == f"{kept}… ({40_000 - len(kept)} more)"


def test_text_of_just_the_limit_is_whole() -> None:
    """32,767 characters fit."""
    assert content("x" * MAX_TEXT) == Content("x" * MAX_TEXT)


def test_limit_counts_utf16_units() -> None:
    """Excel counts an emoji as two; none is cut in half."""
    held = content("\U0001f600" * 20_000)
    text = str(held.value)
    assert held.cut_from == 40_000
    assert len(text.encode("utf-16-le")) // 2 <= MAX_TEXT
    assert set(text.partition("…")[0]) == {"\U0001f600"}


@pytest.mark.parametrize("text", ["_x000D_" * 4_000, "_x000D_" * 5_000, "_x000D_" * 40_000, "_x0000" * 40_000 + "_"])
def test_escapes_do_not_break_the_limit(text: str) -> None:
    """A text that grows by its escapes is cut by so much more."""
    held = content(text)
    assert len(str(held.value)) <= MAX_TEXT
    assert (written(text)[0].value) == held.value


def test_moment_with_an_offset_becomes_utc() -> None:
    """Excel knows no time zones."""
    moment = datetime(2026, 1, 1, 1, 0, tzinfo=timezone(timedelta(hours=2)))
    assert written(moment)[0].value == datetime.fromisoformat("2025-12-31T23:00")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (datetime.fromisoformat("1601-01-01"), "1601-01-01 00:00:00"),
        (datetime.fromisoformat("1900-02-28"), "1900-02-28 00:00:00"),
        (datetime.min.replace(tzinfo=timezone(timedelta(hours=1))), "0001-01-01 00:00:00+01:00"),
        (datetime.min.replace(tzinfo=UTC), "0001-01-01 00:00:00"),
        (date(1601, 1, 1), "1601-01-01"),
        (float("nan"), "nan"),
        (float("-inf"), "-inf"),
        (10**15, "1000000000000000"),
        (UUID(int=1), "00000000-0000-0000-0000-000000000001"),
        (ip_address("10.0.0.1"), "10.0.0.1"),
    ],
)
def test_value_that_excel_would_distort_becomes_text(value: object, text: str) -> None:
    """Days before 1900-03-01, NaN, infinities, long numbers and identifiers are texts."""
    (found,) = written(value)
    assert (found.value, found.data_type) == (text, "s")


@pytest.mark.parametrize("value", [True, False, 0, 999_999_999_999_999, -5, 1.5, datetime.fromisoformat("1900-03-01")])
def test_value_keeps_its_type(value: Any) -> None:
    """Flags, numbers and moments are no texts."""
    (found,) = written(value)
    assert (found.value, type(found.value)) == (value, type(value))


def test_end_of_time_stays_within_the_last_day() -> None:
    """What databases write for "never" is not rounded to a day that Excel does not have."""
    assert written(datetime.max.replace(tzinfo=UTC))[0].value == datetime.fromisoformat("9999-12-31T23:59:59")


@pytest.mark.parametrize("value", [b"x", ["a"], {"a": 1}, object()])
def test_value_that_is_no_single_value_is_refused(value: object) -> None:
    """Bytes, lists and mappings must be rendered first."""
    with pytest.raises(TypeError, match=f"cannot hold a {type(value).__name__}"):
        content(value)


def test_link_is_internal() -> None:
    """A link to a row is no relationship to another file."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("it's")
    sheet.append([cell(sheet, content("x"), link=SheetRow("it's", 7))])
    stream = BytesIO()
    book.save(stream)
    link = load_workbook(stream)["it's"]["A1"].hyperlink
    assert (link.ref, link.location, link.target) == ("A1", "'it''s'!A7", None)
