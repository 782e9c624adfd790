"""The one way into a cell: what Excel would misread, refuse or cut is made safe here, and reported.

Text stays text, whatever it begins with; it never becomes a formula.
"""

from __future__ import annotations

import math
import re
from datetime import UTC, date, datetime
from decimal import Decimal
from ipaddress import IPv4Address, IPv6Address
from typing import Any
from uuid import UUID

import attrs
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ERROR_CODES
from openpyxl.worksheet.hyperlink import Hyperlink

from .names import quoted

#: a write-only worksheet; the stubs do not know what it has
Sheet = Any

#: UTF-16 units that one cell can have
MAX_TEXT = 32_767
#: Excel keeps 15 digits of a number
_MAX_INT = 10**15
#: Excel has no earlier day that it counts rightly
_FIRST_DAY = datetime(1900, 3, 1)  # noqa: DTZ001 - dates of Excel have no zone
#: rounded up, "never" (23:59:59.997) would be a day that Excel does not have
_LAST_YEAR = 9999
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
#: Excel reads _x000D_ in text as the character
_ESCAPE_LIKE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_ESCAPED_UNDERSCORE = "_x005F_"

Plain = str | int | float | bool | date | None


@attrs.frozen
class SheetRow:
    """A row of a sheet, as the target of a link."""

    sheet: str
    row: int


@attrs.frozen
class Content:
    """The value of a cell.

    Attributes:
        quoted: a text that Excel would take for a formula or an error.
        cut_from: length of the original text in UTF-16 units where it was cut, else 0.
        replaced: characters that a cell cannot have, each shown by a mark.
    """

    value: Plain
    quoted: bool = False
    cut_from: int = 0
    replaced: int = 0


def content(value: object) -> Content:
    """*value* as a cell can have it.

    Text: CR LF and CR become LF; control characters become their Unicode picture (U+0007 becomes U+2407), lone
    surrogates and U+FFFE/U+FFFF become U+FFFD; what looks like ``_x000D_`` is escaped; beyond 32,767 UTF-16 units it
    is cut, with "… (n more)" at its end; empty text is an empty cell. Integers of more than 15 digits, NaN,
    infinities and times before 1900-03-01 become text. Times with an offset become UTC.

    Raises:
        TypeError: bytes, a list or another value that a cell cannot have.
    """
    if value is None or isinstance(value, bool):
        return Content(value)
    if isinstance(value, str):
        return _text(str(value)) if value else Content(None)
    if isinstance(value, int):
        return Content(int(value)) if abs(value) < _MAX_INT else Content(str(value))
    if isinstance(value, float):
        return Content(value) if math.isfinite(value) else Content(str(value))
    if isinstance(value, datetime):
        return _time(value)
    if isinstance(value, date):
        return Content(value) if value >= _FIRST_DAY.date() else Content(value.isoformat())
    if isinstance(value, UUID | IPv4Address | IPv6Address | Decimal):
        return _text(str(value))
    raise TypeError(f"a cell cannot hold a {type(value).__name__}")


def _text(value: str) -> Content:
    text = value.replace("\r\n", "\n").replace("\r", "\n") if "\r" in value else value
    text, replaced = _ILLEGAL.subn(_mark, text)
    text, cut_from = _cut(text)
    text = _ESCAPE_LIKE.sub(_ESCAPED_UNDERSCORE, text)
    return Content(text, quoted=text.startswith("=") or text in ERROR_CODES, cut_from=cut_from, replaced=replaced)


def _mark(match: re.Match[str]) -> str:
    code = ord(match[0])
    return chr(0x2400 + code) if code < 0x20 else "\ufffd"


def _cut(text: str) -> tuple[str, int]:
    """*text* so short that it fits with its escapes, and its length before where it was too long."""
    if 2 * len(text) <= MAX_TEXT and "_x" not in text:
        return text, 0
    units = text.encode("utf-16-le")
    length = len(units) // 2
    growth = (len(_ESCAPED_UNDERSCORE) - 1) * len(_ESCAPE_LIKE.findall(text))
    if length + growth <= MAX_TEXT:
        return text, 0
    units_left = max(0, MAX_TEXT - growth - len(f"… ({length} more)"))
    kept = units[: 2 * units_left].decode("utf-16-le", "ignore")
    more = length - len(kept.encode("utf-16-le")) // 2
    return f"{kept}… ({more} more)", length


def _time(value: datetime) -> Content:
    if value.tzinfo is not None:
        try:
            value = value.astimezone(UTC).replace(tzinfo=None)
        except OverflowError:
            return Content(value.isoformat(sep=" "))
    if value.year == _LAST_YEAR:
        value = value.replace(microsecond=0)
    return Content(value) if value >= _FIRST_DAY else Content(value.isoformat(sep=" "))


def cell(sheet: Sheet, held: Content, *, style: str = "", link: SheetRow | None = None) -> Any:
    """What to append to *sheet* for *held*: the plain value, or a cell where it needs more.

    Args:
        style: name of a named style of the workbook.
        link: a row of this workbook.
    """
    if not (held.quoted or style or link):
        return held.value
    made = WriteOnlyCell(sheet)
    if style:
        made.style = style
    made.value = held.value
    if held.quoted:
        made.data_type = "s"
        made.quotePrefix = True
    if link:
        made.hyperlink = Hyperlink(ref=made.coordinate, location=f"{quoted(link.sheet)}!A{link.row}")
    return made
