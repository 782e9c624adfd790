"""Primitive values of CLIXML: the text of an element as a value, [MS-PSRP] 2.2.5.1 (ms-psrp)."""

from __future__ import annotations

import math
import re
from collections.abc import Callable

from ..dates import parse_own_time

#: begins an escape
ESCAPE = "_x"
_ESCAPE = re.compile(ESCAPE + r"([0-9A-Fa-f]{4})_")
_INTEGER = re.compile(r"[+-]?[0-9]{1,40}")


def unescape(text: str) -> str:
    """The text with ``_xHHHH_`` escapes decoded; two escapes of a surrogate pair become one character.

    A lone surrogate, which no file can hold, becomes U+FFFD.
    """
    if ESCAPE not in text:
        return text
    decoded = _ESCAPE.sub(lambda m: chr(int(m[1], 16)), text)
    return decoded.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _decimal(text: str) -> float | str:
    """A .NET decimal as a number where that loses nothing, else its text."""
    value = float(text)
    exact = text.rstrip("0").rstrip(".") if "." in text else text
    return value if f"{value:f}".rstrip("0").rstrip(".") == exact else text


def _float(text: str) -> float | str:
    """A floating point number; what JSON cannot write (NaN, INF) stays its text."""
    value = float(text)
    return value if math.isfinite(value) else text


def _integer(low: int, high: int) -> Callable[[str], int]:
    """A converter of integers that refuses what the type cannot hold."""

    def convert(text: str) -> int:
        if not _INTEGER.fullmatch(text):
            raise ValueError(f"{text[:40]!r} is not an integer")
        value = int(text)
        if not low <= value <= high:
            raise ValueError(f"{text} is outside {low} to {high}")
        return value

    return convert


def _character(text: str) -> str:
    """The character of a UTF-16 code unit; a lone surrogate becomes U+FFFD, as in `unescape`."""
    code = _integer(0, 0xFFFF)(text)
    return "\ufffd" if 0xD800 <= code <= 0xDFFF else chr(code)


def _nothing(_text: str) -> None:
    """The value of Nil."""


def _boolean(text: str) -> bool:
    if text not in ("true", "false"):
        raise ValueError(f"{text!r} is not true or false")
    return text == "true"


#: local name of an element -> converter of its text
PRIMITIVES: dict[str, Callable[[str], object]] = {
    **dict.fromkeys(("S", "URI", "Version", "XD", "SBK", "TS", "BA"), unescape),
    "By": _integer(0, 2**8 - 1),
    "SB": _integer(-(2**7), 2**7 - 1),
    "U16": _integer(0, 2**16 - 1),
    "I16": _integer(-(2**15), 2**15 - 1),
    "U32": _integer(0, 2**32 - 1),
    "I32": _integer(-(2**31), 2**31 - 1),
    "U64": _integer(0, 2**64 - 1),
    "I64": _integer(-(2**63), 2**63 - 1),
    **dict.fromkeys(("Sg", "Db"), _float),
    "D": _decimal,
    "B": _boolean,
    "C": _character,
    "DT": parse_own_time,
    "G": str.lower,
    "SS": lambda _text: "(secure string, not kept)",
    "Nil": _nothing,
}
