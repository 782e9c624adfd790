"""Reads one value that PowerShell printed: empty, a list in braces, a text, or what is left of a value.

A list is printed as ``{a, b}``; beyond $FormatEnumerationLimit (4) it is cut, with ``...`` by Windows PowerShell and
with one character for it by PowerShell 7 (about-preference-variables). Nothing marks where an element ends, so:
- elements are parted at ``, `` outside inner braces and not after a backslash; an element that holds a comma and a
  blank cannot be seen, and counts as two;
- where an element holds braces, that is no longer sure: the parts are given as the rest of a `Truncated` value;
- objects as ``Key=value;Key=value`` all begin with the same key, and are parted where it begins again;
- a GUID in braces is a text, as WMI prints it, also as an element.
"""

from __future__ import annotations

import re

from ..converters import is_lost
from ..mapping import Truncated

#: what Get-CsServerVersion gives: a text
SERVER_VERSION = re.compile(r"Microsoft Lync Server \d{4} \(\d")
CUT_MARKS = ("...", "\u2026")
_GUID = re.compile(r"\{[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}\}")
_GUID_LENGTH = 38
_OBJECT = re.compile(r"(\w+)=.*?;\w+=", re.DOTALL)
_COMMA = re.compile(r"(?<!\\), ")


def lost_or_text(text: str) -> object:
    """None, a text, or `Truncated` where only the type of a value is left."""
    return (Truncated(text) if is_lost(text) else text) or None


def printed_value(text: str) -> object:
    """None, a text, a list of texts, or `Truncated` where the value is cut, lost or cannot be parted surely."""
    if not text:
        return None
    first = text[0]
    if first == "{":
        return _in_braces(text)
    has_lost_brace = text[-1] == "}" and "{" not in text
    return Truncated(text) if has_lost_brace or is_lost(text) else text


def cut_cell(text: str) -> object:
    """The value of a cell of a table, which may end in a mark that says it was cut."""
    if not text.endswith(CUT_MARKS) or (text[0] == "{" and text.endswith("}")):
        return printed_value(text)
    if text[0] != "{":
        return Truncated(text)
    *complete, _cut = _parts(_without_mark(text[1:]))
    return Truncated(text, tuple(complete))


def _in_braces(text: str) -> object:
    inner = text[1:-1]
    if text[-1] != "}" or text == "{":
        return Truncated(text)
    if not inner:
        return []
    if len(text) == _GUID_LENGTH and _GUID.fullmatch(text):
        return text
    if inner.endswith(CUT_MARKS):
        return Truncated(text, tuple(_parts(_without_mark(inner))))
    if "{" not in inner and "}" not in inner:
        return _COMMA.split(inner) if "\\" in inner else inner.split(", ")
    parts = _parts(inner)
    is_sure = _OBJECT.match(inner) or all(map(_GUID.fullmatch, parts))
    return parts if is_sure else Truncated(text, tuple(parts))


def _without_mark(text: str) -> str:
    for mark in CUT_MARKS:
        if text.endswith(mark):
            return text.removesuffix(mark)
    return text


def _parts(inner: str) -> list[str]:
    """The elements of a list as far as they can be parted."""
    if match := _OBJECT.match(inner):
        return re.split(rf", (?={re.escape(match[1])}=)", inner)
    parts: list[str] = []
    depth = start = 0
    for match in re.finditer(r"[{}]|(?<!\\), ", inner):
        if match[0] == "{":
            depth += 1
        elif match[0] == "}":
            depth -= 1
        elif depth <= 0:
            parts.append(inner[start : match.start()])
            start = match.end()
    return [*parts, inner[start:]]
