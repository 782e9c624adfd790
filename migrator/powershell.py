"""PowerShell source: safe literals for any text, comments of one line, and templates that use both.

PowerShell treats the typographic quotes U+2018 to U+201B as single quotes (about_Quoting_Rules), so each is doubled.
Characters that an editor does not show (controls, line breaks, direction marks) are written by their number.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING

import attrs

from .resources import report_file

if TYPE_CHECKING:
    from jinja2 import Environment

_QUOTES = re.compile("(['\u2018\u2019\u201a\u201b])")
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp", "Co", "Cn"})


@attrs.frozen
class Code:
    """Source that is used as it is, e.g. ``$action1``."""

    text: str


Parameters = Mapping[str, str | int | Code | Sequence[str | Code] | None]


def literal(text: str) -> str:
    """The text as one expression: ``'O''Brien'``, ``('a' + [char]0x000A + 'b')``."""
    pieces: list[str] = []
    plain = ""
    for char in text:
        if unicodedata.category(char) in _HIDDEN:
            pieces += [_quoted(plain)] if plain or not pieces else []
            pieces.append(_by_number(char))
            plain = ""
        else:
            plain += char
    if not pieces:
        # as a parameter, even quoted, --% makes the rest of the line verbatim (about_Parsing)
        return f"({_quoted(plain)})" if plain == "--%" else _quoted(plain)
    return "(" + " + ".join([*pieces, *([_quoted(plain)] if plain else [])]) + ")"


def _quoted(text: str) -> str:
    return "'" + _QUOTES.sub(r"\1\1", text) + "'"


def _by_number(char: str) -> str:
    number = ord(char)
    return f"[char]::ConvertFromUtf32(0x{number:X})" if number > 0xFFFF else f"[char]0x{number:04X}"


def value(of: str | int | Code | Sequence[str | Code]) -> str:
    """A value as source; True and False are ints too, and a list of one stays a list."""
    if isinstance(of, Code):
        return of.text
    if isinstance(of, bool):
        return "$true" if of else "$false"
    if isinstance(of, int):
        return str(of)
    if isinstance(of, str):
        return literal(of)
    return "@(" + ", ".join(value(each) for each in of) + ")"


def comment(text: str) -> str:
    """The text as one line of comment, for any text."""
    return "# " + one_line(text)


def one_line(text: str) -> str:
    """The text without characters that end a line or are not visible."""
    return "".join(" " if unicodedata.category(char) in _HIDDEN else char for char in text)


def splatted(name: str, parameters: Parameters) -> list[str]:
    """Lines that fill ``$name`` with the parameters that have a value."""
    given = [(key, each) for key, each in parameters.items() if each is not None]
    return [f"${name} = @{{", *(f"    {key} = {value(each)}" for key, each in given), "}"]


def rendered(folder: str, name: str, **values: object) -> str:
    """The template ``reports/FOLDER/NAME`` with *values*.

    A template gives each value a filter: ``| ps`` makes it a literal, ``| line`` one line of a comment or of a README.
    `Code` and numbers need none.

    Raises:
        TypeError: a text in the template has no filter: a mistake in this program.
        jinja2.UndefinedError: the template names a value that was not given: a mistake in this program.
    """
    return _environment().from_string(report_file(folder, name).read_text("utf-8")).render(**values)


@cache
def _environment() -> Environment:
    from jinja2 import Environment, StrictUndefined

    environment = Environment(
        autoescape=False,  # noqa: S701 - made for HTML; _source lets no value through that is not PowerShell
        undefined=StrictUndefined,
        finalize=_source,
        keep_trailing_newline=True,
    )
    environment.filters.update(ps=lambda of: Code(value(of)), line=lambda text: Code(one_line(text)))
    return environment


def _source(of: object) -> str:
    """The result of an expression of a template, which must be source."""
    if isinstance(of, Code):
        return of.text
    if isinstance(of, int):
        return value(of)
    raise TypeError(f"a value of the template has no filter: {of!r}")
