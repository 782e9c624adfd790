"""The keys of a large table as one literal, so that the number of statements does not grow with the rows.

A short list, which a person can review line by line, stays a list of values with the names as comments. Longer lists
are packed: as XML for SQL Server (its ``nodes()`` turns XML into rows since 2005), as JSON for SQLite.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import msgspec

from .literals import check_value, comment_text
from .plan import PlannedTable

LISTED_ROWS = 200  # SQL Server 2005 has no multi-row VALUES, and longer UNION ALL chains exhaust its parser
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0, 2.2: not even as &#n;
_MARKUP = frozenset("<>&'\"$")  # the dollar sign: sqlcmd replaces $(name) even inside a literal


def xml_of_keys(table: PlannedTable) -> str | None:
    """The rows as elements ``row`` with the attributes k1, k2, ... and n (the name), escaped for use inside ``N''``.

    None if there are few enough rows to list them, or if a key cannot be written in XML: a binary key, or a character
    that XML 1.0 does not allow.

    Raises:
        InputError: a key is not a value of its type.
    """
    kinds = {column.kind for column in table.key_columns}
    if len(table.rows) <= LISTED_ROWS or not kinds <= {"guid", "integer", "decimal", "text"}:
        return None
    if any(_NOT_XML.search(value) for row in table.rows for value in row.key):
        return None
    attributes = [
        [f' k{number}="{_escaped(value)}"' for value in values]
        for number, values in enumerate(_columns(table), start=1)
    ]
    names = [f' n="{_escaped(comment_text(row.name))}"' if row.name else "" for row in table.rows]
    rows = "\n".join(map("<row{}/>".format, map("".join, zip(*attributes, names, strict=True))))
    return f"<rows>\n{rows}\n</rows>"


def json_of_keys(table: PlannedTable) -> str | None:
    """The rows as a JSON array: of values, or of arrays where the key has several columns.

    None if there are few enough rows to list them, or if a key cannot be written in SQLite's JSON: a binary key, or a
    NUL character.

    Raises:
        InputError: a key is not a value of its type.
    """
    if len(table.rows) <= LISTED_ROWS or not {column.kind for column in table.key_columns} <= {"integer", "text"}:
        return None
    if any("\0" in value for row in table.rows for value in row.key):
        return None
    columns = [
        list(values) if column.kind == "integer" else [msgspec.json.encode(value).decode() for value in values]
        for values, column in zip(_columns(table), table.key_columns, strict=True)
    ]
    rows = columns[0] if len(columns) == 1 else [f"[{','.join(row)}]" for row in zip(*columns, strict=True)]
    return "[\n" + ",\n".join(rows) + "\n]"


def _columns(table: PlannedTable) -> Iterable[tuple[str, ...]]:
    """The keys, column by column, each value checked to be of its type."""
    for values, column in zip(zip(*(row.key for row in table.rows), strict=True), table.key_columns, strict=True):
        column_type = column.type
        for value in values:
            check_value(value, column_type)
        yield values


def _escaped(text: str) -> str:
    if text.isprintable() and _MARKUP.isdisjoint(text):
        return text
    return "".join(one if one.isprintable() and one not in _MARKUP else f"&#{ord(one)};" for one in text)
