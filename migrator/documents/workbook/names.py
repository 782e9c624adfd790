"""Sheet names that Excel accepts."""

from __future__ import annotations

import re
from collections.abc import Iterable

MAX_NAME = 31
_FORBIDDEN = re.compile(r"[:\\/?*\[\]\x00-\x1f\x7f\ud800-\udfff\ufffe\uffff]+")
#: Excel keeps this name for itself
_RESERVED = "history"


def sheet_name(wanted: str, taken: Iterable[str]) -> str:
    r"""*wanted* as Excel accepts it, different from every name in *taken* whatever the case.

    At most 31 UTF-16 units, none of ``: \ / ? * [ ]`` or control characters, no apostrophe at either end, not
    "History", not empty. A name that is taken gets " (2)", " (3)", ...
    """
    used = {name.casefold() for name in taken}
    base = " ".join(_FORBIDDEN.sub(" ", wanted).split()) or "Sheet"
    number = 1
    while True:
        suffix = "" if number == 1 else f" ({number})"
        name = _trimmed(base, MAX_NAME - len(suffix)) + suffix
        if name.casefold() not in used and name.casefold() != _RESERVED:
            return name
        number += 1


def quoted(name: str) -> str:
    """A sheet name as it is written in a reference."""
    return "'" + name.replace("'", "''") + "'"


def _trimmed(name: str, units: int) -> str:
    """The first *units* UTF-16 units of *name* that can be a name."""
    cut = name.strip("' ").encode("utf-16-le")[: 2 * units].decode("utf-16-le", "ignore")
    return cut.strip("' ") or "Sheet"
