"""PowerShell source: literals that no name can break out of, comments that stay one line, templates that know both.

PowerShell takes the typographic quotes U+2018 to U+201B for single quotes (about_Quoting_Rules), so each is doubled.
What does not show in an editor (controls, line breaks, marks of direction) is written by its number.
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
    """Source that stands as it is, e.g. ``$action1``."""

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
        return _quoted(plain)
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
    """The text as one line of comment, whatever it holds."""
    return "# " + one_line(text)


def one_line(text: str) -> str:
    """The text without what ends a line or does not show."""
    return "".join(" " if unicodedata.category(char) in _HIDDEN else char for char in text)


def splatted(name: str, parameters: Parameters) -> list[str]:
    """Lines that fill ``$name`` with the parameters that have a value."""
    given = [(key, each) for key, each in parameters.items() if each is not None]
    return [f"${name} = @{{", *(f"    {key} = {value(each)}" for key, each in given), "}"]


def rendered(folder: str, name: str, **values: object) -> str:
    """The template ``reports/FOLDER/NAME`` with *values*.

    A template says of each value what becomes of it: ``| ps`` makes it a literal, ``| line`` one line of a comment or
    of a README. `Code` and numbers stand as they are.

    Raises:
        TypeError: a text stands in the template without a filter: a mistake in this program.
        jinja2.UndefinedError: the template names a value that is not given: likewise.
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
    """What an expression of a template gives, which has to be source."""
    if isinstance(of, Code):
        return of.text
    if isinstance(of, int):
        return value(of)
    raise TypeError(f"a value of the template has no filter: {of!r}")
