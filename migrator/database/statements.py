"""Fills the statement files of `sql/`.

A placeholder is valid T-SQL, so that each file can be parsed unfilled: ``[<name>]`` for a name, ``0 = [<name>]`` for a
condition, ``N'<name>'`` for a literal, and ``--<name>`` on a line of its own for lines.
"""

from __future__ import annotations

import logging
import re
from functools import cache

from ..resources import sql_file

_PLACEHOLDER = re.compile(
    r"(?:0 = )?\[<(?P<name>\w+)>\]|N'<(?P<value>\w+)>'|^(?P<indent> *)--<(?P<lines>\w+)>$", re.MULTILINE
)
_LOG = logging.getLogger(__name__)
_HEADER = re.compile(r"\A/\*.*?\*/\n", re.DOTALL)


def filled(folder: str, name: str, **values: str) -> str:
    """The text of ``sql/FOLDER/NAME.sql`` with its header and with every placeholder filled.

    Raises:
        KeyError: a placeholder has no value, or a value has no placeholder: a mistake in this program.
    """
    _LOG.debug("statement sql/%s/%s.sql", folder, name)
    return _fill(_text(folder, name), values)


def fragment(folder: str, name: str, **values: str) -> str:
    """The filled text without its header, for use inside another statement."""
    return _fill(_HEADER.sub("", _text(folder, name)), values).rstrip("\n")


@cache
def _text(folder: str, name: str) -> str:
    return sql_file(folder, f"{name}.sql").read_text(encoding="utf-8")


def _fill(text: str, values: dict[str, str]) -> str:
    used: set[str] = set()

    def replacement(match: re.Match[str]) -> str:
        name = match["name"] or match["value"] or match["lines"]
        used.add(name)
        value = values[name]
        if not match["lines"]:
            return value
        return "\n".join(match["indent"] + line if line else line for line in value.split("\n"))

    filled_text = _PLACEHOLDER.sub(replacement, text)
    if unused := set(values) - used:
        raise KeyError(f"no placeholder for {', '.join(sorted(unused))}")
    return filled_text
