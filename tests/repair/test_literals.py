"""Typed literals: the value that went in is the value that the database reads, and nothing breaks out of it."""

from __future__ import annotations

import re
import sqlite3
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrator.database.catalogue import ColumnType
from migrator.errors import InputError
from migrator.repair.literals import check_type, comment_text, literal, text_literal, value_text

TEXT = ColumnType("text", "nvarchar(100)")
ANY_TEXT = st.text(st.characters(exclude_categories=("Cs",)))


@given(ANY_TEXT)
def test_sqlite_reads_back_any_text(text):
    """A text literal of SQLite is the text, whatever is in it."""
    with sqlite3.connect(":memory:") as connection:
        assert connection.execute(f"SELECT {text_literal(text, 'sqlite')}").fetchone() == (text,)
    connection.close()


@given(ANY_TEXT)
def test_t_sql_text_is_one_line_of_closed_literals(text):
    """A T-SQL text literal is printable: N'...', NCHAR(n) and, beyond U+FFFF, bytes, joined by +; it decodes to it."""
    rendered = text_literal(text, "mssql")
    piece = r"N'(?:[^']|'')*'|NCHAR\(\d+\)|CONVERT\(nvarchar\(2\), 0x[0-9a-f]{8}\)"
    assert re.fullmatch(rf"(?:{piece})(?: \+ (?:{piece}))*", rendered)
    assert rendered.isprintable()
    pieces = re.findall(r"N'((?:[^']|'')*)'|NCHAR\((\d+)\)|0x([0-9a-f]{8})", rendered)
    decoded = (
        chr(int(code)) if code else bytes.fromhex(units).decode("utf-16-le") if units else piece.replace("''", "'")
        for piece, code, units in pieces
    )
    assert "".join(decoded) == text


@pytest.mark.parametrize("character", ["\x85", "\u2028", "\u2029", "\u202e", "\u2066", "\ufeff", "\U000e0041"])
def test_what_cannot_be_seen_is_never_raw_in_a_literal(character):
    """Line separators, marks of direction and tags: the reviewer of a script sees that they are there."""
    for dialect in ("mssql", "sqlite"):
        assert text_literal(f"a{character}b", dialect).isascii()


@given(ANY_TEXT)
def test_sqlcmd_finds_no_variable_in_a_literal(text):
    """The sequence $( is never in a script: sqlcmd would replace it, even inside quotes."""
    assert "$(" not in text_literal(text + "$(x)", "mssql")
    assert "$(" not in comment_text(text + "$(x)")


@given(ANY_TEXT)
def test_a_comment_stays_one_printable_line(text):
    """A name in a comment cannot end the comment, hide text or change its direction."""
    shown = comment_text(text)
    assert shown.isprintable()
    assert "*/" not in shown


@pytest.mark.parametrize(
    ("value", "kind", "declared", "text", "t_sql"),
    [
        ("A0624626-2744-40C4-B2F7-B2E2A99C8A95", "guid", "uniqueidentifier", "a0624626-2744-40c4-b2f7-b2e2a99c8a95",
         "CONVERT(uniqueidentifier, 'a0624626-2744-40c4-b2f7-b2e2a99c8a95')"),
        (-5, "integer", "int", "-5", "-5"),
        (Decimal("12.50"), "decimal", "decimal(9,2)", "12.50", "CONVERT(decimal(9,2), '12.50')"),
        (b"\x00\xff", "binary", "binary(2)", "0x00ff", "0x00ff"),
        ("O'Hara", "text", "nvarchar(10)", "O'Hara", "N'O''Hara'"),
        ("", "text", "nvarchar(10)", "", "N''"),
    ],
)  # fmt: skip
def test_each_kind_has_one_form(value, kind, declared, text, t_sql):
    """A value as the driver gives it becomes one text, and that text one typed literal."""
    column_type = ColumnType(kind, declared)
    assert value_text(value, column_type) == text
    assert literal(text, column_type, "mssql") == t_sql


@pytest.mark.parametrize(
    ("text", "kind"),
    [("x' OR 1=1", "guid"), ("A0624626-2744-40C4-B2F7-B2E2A99C8A95", "guid"), ("1; DROP TABLE Q", "integer"),
     ("1e9", "decimal"), ("NaN", "decimal"), ("0xZZ", "binary"), ("0x0", "binary"), ("١", "integer")],
)  # fmt: skip
def test_refuses_what_is_not_a_value_of_the_type(text, kind):
    """A plan file can be hostile: nothing but a value of the type becomes a literal."""
    declared = {"guid": "uniqueidentifier", "integer": "int", "decimal": "decimal(9,2)", "binary": "binary(2)"}[kind]
    with pytest.raises(InputError, match=r"is not a value of type"):
        literal(text, ColumnType(kind, declared), "mssql")


@pytest.mark.parametrize(
    "column_type",
    [ColumnType("text", "nvarchar(10)); DROP TABLE Q --"), ColumnType("guid", "int"), ColumnType("other", "xml"),
     ColumnType("text", "nvarchar(10)", "Latin1_General_CI_AS; DROP")],
)  # fmt: skip
def test_refuses_a_type_that_is_no_type(column_type):
    """A type or collation from a plan file is not quoted in a script, so only known forms are accepted."""
    with pytest.raises(InputError, match=r"the plan names the"):
        check_type(column_type)


@pytest.mark.parametrize("value", [None, 1.5, "text"])
def test_refuses_a_value_of_another_type(value):
    """SQLite stores what it is given; a value that is not of the column's type has no fixed form."""
    with pytest.raises(InputError, match=r"cannot be written as a key"):
        value_text(value, ColumnType("integer", "INTEGER"))
