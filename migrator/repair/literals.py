"""Values as text and as typed literals that mean the same on every server, whatever its language and date settings."""

from __future__ import annotations

import re
import uuid
from collections.abc import Sequence
from decimal import Decimal
from itertools import groupby
from typing import cast

from ..database.catalogue import ColumnFamily, ColumnType
from ..database.connection import Dialect
from ..errors import InputError

_VALUE: dict[ColumnFamily, re.Pattern[str]] = {
    "guid": re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"),
    "integer": re.compile(r"-?(0|[1-9][0-9]{0,18})"),
    "decimal": re.compile(r"-?[0-9]{1,38}(\.[0-9]{1,38})?"),
    "binary": re.compile(r"0x([0-9a-f]{2})*"),
}
_DECLARED: dict[ColumnFamily, re.Pattern[str]] = {
    "guid": re.compile(r"uniqueidentifier"),
    "integer": re.compile(r"tinyint|smallint|int|bigint|INTEGER"),
    "text": re.compile(r"n?char\([0-9]{1,4}\)|n?varchar\(([0-9]{1,4}|max)\)|TEXT"),
    "decimal": re.compile(r"(decimal|numeric)\([0-9]{1,2},[0-9]{1,2}\)"),
    "binary": re.compile(r"(var)?binary\([0-9]{1,4}\)|BLOB"),
}
_COLLATION = re.compile(r"[A-Za-z0-9_]{1,128}")


def value_text(value: object, column_type: ColumnType) -> str:
    """*value* from a driver, as text in the form that plans use.

    GUIDs are lower-case text, binary values ``0x`` and lower-case hex, numbers plain digits, text itself.

    Raises:
        InputError: the value is not of the column's type (SQLite stores what it is given), so it has no fixed form.
    """
    match column_type.kind, value:
        case "guid", str() | uuid.UUID():
            return str(value).lower()
        case "integer", int():
            return str(value)
        case "text", str():
            return value
        case "decimal", Decimal():
            return format(value, "f")
        case "binary", bytes() | bytearray() | memoryview():
            return "0x" + bytes(value).hex()
    raise InputError(f"a {column_type.declared} column contains the value {value!r}, which cannot be written as a key")


def column_text(values: Sequence[object], column_type: ColumnType) -> Sequence[str]:
    """`value_text` of every value; plain text stays as it is.

    Raises:
        InputError: as `value_text`.
    """
    if column_type.kind == "text" and set(map(type, values)) == {str}:
        return cast("Sequence[str]", values)
    return [value_text(value, column_type) for value in values]


def check_type(column_type: ColumnType) -> None:
    """Refuse a type in a plan file that this program never writes.

    Raises:
        InputError: the declaration or the collation is not allowed in a script.
    """
    pattern = _DECLARED.get(column_type.kind)
    if pattern is None or not pattern.fullmatch(column_type.declared):
        raise InputError(f"the plan names the column type {column_type.declared!r}, which cannot be the type of a key")
    if column_type.collation is not None and not _COLLATION.fullmatch(column_type.collation):
        raise InputError(
            f"the plan names the collation {column_type.collation!r}, which is not the name of a collation"
        )


def check_value(text: str, column_type: ColumnType) -> None:
    """Refuse a value in a plan file that is not of the column's type; a text column takes any text.

    Raises:
        InputError: the text is not a value of the type.
    """
    pattern = _VALUE.get(column_type.kind)
    if pattern and not pattern.fullmatch(text):
        raise InputError(f"{text!r} is not a value of type {column_type.declared}")


def literal(text: str, column_type: ColumnType, dialect: Dialect) -> str:
    """*text* as a typed literal of *dialect*.

    Raises:
        InputError: the text is not a value of the type.
    """
    if column_type.kind == "text":
        return text_literal(text, dialect)
    check_value(text, column_type)
    if column_type.kind == "guid":
        return f"CONVERT(uniqueidentifier, '{text}')"
    if column_type.kind == "decimal":
        return f"CONVERT({column_type.declared}, '{text}')"
    if column_type.kind == "binary" and dialect == "sqlite":
        return f"X'{text[2:]}'"
    return text


def text_literal(text: str, dialect: Dialect) -> str:
    """*text* as a string literal; what cannot be seen, and what ``sqlcmd`` would replace, is never inside quotes.

    Control characters, line and paragraph separators and marks of direction become ``NCHAR(n)``. ``sqlcmd`` replaces
    ``$(name)`` even inside a literal, and takes a line with GO as the end of a batch.
    """
    prefix, join = ("N", " + ") if dialect == "mssql" else ("", " || ")
    if text.isprintable() and "$(" not in text:
        doubled = text.replace("'", "''")
        return f"{prefix}'{doubled}'"
    pieces: list[str] = []
    for is_printable, characters in groupby(text, str.isprintable):
        if is_printable:
            piece = "".join(characters).replace("'", "''")
            pieces += [f"{prefix}'{part}'" for part in re.split(r"(?<=\$)(?=\()", piece)]
        else:
            pieces += [_character(character, dialect) for character in characters]
    return join.join(pieces)


def _character(character: str, dialect: Dialect) -> str:
    """A character by its code; ``NCHAR`` has none beyond U+FFFF in a database without supplementary characters."""
    if dialect == "sqlite":
        return f"char({ord(character)})"
    if character > "\uffff":
        return f"CONVERT(nvarchar(2), 0x{character.encode('utf-16-le').hex()})"
    return f"NCHAR({ord(character)})"


def comment_text(text: str) -> str:
    """*text* for a line comment, without anything that ends the comment, hides text or that ``sqlcmd`` replaces."""
    if not text.isprintable():
        text = "".join(character if character.isprintable() else f"\\u{ord(character):04x}" for character in text)
    return text.replace("$(", "$ (").replace("*/", "* /").replace("/*", "/ *")
