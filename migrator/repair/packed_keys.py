"""The keys of a large table as one literal, so that the number of statements does not grow with the rows.

A short list, which a person can review line by line, stays a list of values with the names as comments. Longer lists
are packed: as XML for SQL Server (its ``nodes()`` turns XML into rows since 2005), as JSON for SQLite.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

import attrs
import msgspec

from .literals import check_value, comment_text
from .plan import PlannedTable

LISTED_ROWS = 200  # SQL Server 2005 has no multi-row VALUES, and longer UNION ALL chains exhaust its parser
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0, 2.2: not even as &#n;
#: what introduces the spelling of such a character, the first that no key has; then a private character
_SIGNS = "~^|%#!;"
_MARKUP = frozenset("<>&'\"$")  # the dollar sign: sqlcmd replaces $(name) even inside a literal


@attrs.frozen
class PackedKeys:
    """The keys of a table as one XML document.

    Attributes:
        xml: elements ``row`` with the attributes k1, k2, ... and n (the name), escaped for use inside ``N''``.
        spelled: for each key column, how characters that XML cannot hold are spelled in it: character -> spelling.
    """

    xml: str
    spelled: tuple[Mapping[str, str], ...]


def xml_of_keys(table: PlannedTable) -> PackedKeys | None:
    """The keys as XML; None if there are few enough rows to list them, or if a key column is binary.

    A character that XML 1.0 does not allow is spelled with a sign that no key of its column has: ``~01`` for U+0001.

    Raises:
        InputError: a key is not a value of its type.
    """
    kinds = {column.kind for column in table.key_columns}
    if len(table.rows) <= LISTED_ROWS or not kinds <= {"guid", "integer", "decimal", "text"}:
        return None
    columns = list(_columns(table))
    spelled = tuple(_spellings(values) for values in columns)
    patterns = [(f' k{number}="%s"', spelling) for number, spelling in enumerate(spelled, start=1)]
    attributes = [
        map(pattern.__mod__, _texts(values, spelling))
        for values, (pattern, spelling) in zip(columns, patterns, strict=True)
    ]
    names = (f' n="{_escaped(comment_text(row.name))}"' if row.name else "" for row in table.rows)
    rows = "/>\n<row".join(map("".join, zip(*attributes, names, strict=True)))
    return PackedKeys(f"<rows>\n<row{rows}/>\n</rows>", spelled)


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


def _spellings(values: Sequence[str]) -> Mapping[str, str]:
    """How the characters of *values* that XML does not allow are spelled; empty where there is none."""
    missing = sorted({character for value in values for character in _NOT_XML.findall(value)})
    if not missing:
        return {}
    used = set().union(*values)
    sign = next(sign for sign in (*_SIGNS, *map(chr, range(0xE000, 0xF8FF))) if sign not in used)
    return {character: f"{sign}{ord(character) & 0xFF:02x}" for character in missing}


def _texts(values: Sequence[str], spelled: Mapping[str, str]) -> Iterator[str]:
    """*values* as they stand in an attribute."""
    if not spelled:
        return map(_escaped, values)
    table = str.maketrans(dict(spelled))
    return (_escaped(value.translate(table)) for value in values)


def _escaped(text: str) -> str:
    if text.isprintable() and _MARKUP.isdisjoint(text):
        return text
    return "".join(one if one.isprintable() and one not in _MARKUP else f"&#{ord(one)};" for one in text)
