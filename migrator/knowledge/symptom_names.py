"""The symptoms by name: what is searched, without the rest that takes longer to read than a line to explain."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from ..resources import report_file

#: where a symptom begins; its causes are tables in two brackets
_TABLE = re.compile(r"^(?=\[[^\[])", re.MULTILINE)


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
    """By what each symptom is found, by id."""
    heads = (toml.partition("\n[[")[0].split("\n") for toml in symptom_tables().values())
    lines = (line for head in heads for line in head if line.startswith(("[", "title = ", "words = ", "says = ")))
    return {
        id_: SymptomName((own["title"], *own.get("words", ())), tuple(map(frozenset, own["says"])))
        for id_, own in tomllib.loads("\n".join(lines)).items()
    }
