"""The symptoms by name: what is searched, without the rest that takes longer to read than a line to explain."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from ..resources import report_file

#: where a symptom begins; its causes are tables in two brackets
_TABLE = re.compile(r"^(?=\[[^\[])", re.MULTILINE)
#: a text, none of which has a quote in it, and a list of them
_TEXT = re.compile(r'"([^"]*)"')
_GROUP = re.compile(r"\[([^\[\]]*)\]")


@cache
def symptom_tables() -> Mapping[str, str]:
    """The TOML of each symptom of ``reports/symptoms/`` by id, in the order of the files."""
    texts = (path.read_text("utf-8") for path in sorted(report_file("symptoms").glob("*.toml")))
    tables = (toml for text in texts for toml in _TABLE.split(text)[1:])
    return {toml[1 : toml.index("]")]: toml for toml in tables}


class SymptomName(NamedTuple):
    """By what a symptom is found.

    Attributes:
        names: its title and the other ways to say it.
        says: groups of words; a text that has one of each can be about it.
    """

    names: tuple[str, ...]
    says: tuple[frozenset[str], ...]


@cache
def symptom_names() -> Mapping[str, SymptomName]:
    """By what each symptom is found, by id; read line by line, for to read them as TOML takes longer."""
    return {id_: _name_of(toml.partition("\n[[")[0]) for id_, toml in symptom_tables().items()}


def _name_of(head: str) -> SymptomName:
    values = dict(
        line.split(" = ", 1) for line in head.split("\n") if line.startswith(("title = ", "words = ", "says = "))
    )
    names = [name for key in ("title", "words") for name in _TEXT.findall(values.get(key, ""))]
    return SymptomName(tuple(names), tuple(frozenset(_TEXT.findall(group)) for group in _GROUP.findall(values["says"])))
