"""The known messages as they lie in their files: only those that a text can be are read.

To read all takes longer than to explain a line. An entry that cannot match is left out by its raw text: none of its
ids and codes stands in the text, and its longest sentence does not either, letters and digits compared. What is kept
is read as TOML and matched in earnest. Nothing is kept between two runs, so that nothing can be out of date.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import cache, cached_property

import attrs

from ..resources import report_file
from .base import entries_of
from .clues import Clue
from .known_message import KnownMessage
from .result_codes import normalised

#: the line with which a table of an entry begins; `[[ID.causes]]` goes on with the entry before it
_TABLE = re.compile(r"^\[{1,2}([\w-]+)[.\]]", re.MULTILINE)
_IDS = re.compile(r"^(?:events|diagnostics|statuses|codes|exceptions)\s*=\s*\[([^\]]*)\]", re.MULTILINE)
_TEXT = re.compile(r'^text\s*=\s*(?:"(?!")((?:[^"\\\n]|\\.)*)"|\'(?!\')([^\'\n]*)\'|(.))', re.MULTILINE)
_ID = re.compile(r"[\w.%-]+")
_PLACE = re.compile(r"\{\w+(?::\w+)?\}")
_ESCAPED = re.compile(r"\\(?:u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|x[0-9A-Fa-f]{2}|.)")
_SIGNS = re.compile(r"[^0-9a-z]+")
_NUMBER = re.compile(r"[0-9]+")


@attrs.frozen(eq=False)
class Raw:
    """One entry as its file has it.

    Attributes:
        defaults: the table that holds for all entries of the file.
    """

    id: str
    toml: str
    defaults: str

    @cached_property
    def ids(self) -> frozenset[str]:
        """The ids, codes and classes by which it is recognised."""
        found = {word for match in _IDS.finditer(self.toml) for word in _ID.findall(match[1])}
        return frozenset({*found, *(normalised(word) for word in found)} - {""})

    @property
    def is_range(self) -> bool:
        """Whether it stands for a range of ids of diagnoses."""
        return "\ndiagnostic_range" in self.toml

    @cached_property
    def text(self) -> str:
        """Its text, or the first one behind it, as written."""
        match = _TEXT.search(self.toml)
        return (match[1] or match[2] or "") if match else ""

    @cached_property
    def sentence(self) -> str | None:
        """Letters and digits of the longest part of its text between two places; None where it has no text."""
        match = _TEXT.search(self.toml)
        if match is None:
            return None
        if match[3] is not None:
            return ""
        return max((_letters(part) for part in _PLACE.split(_ESCAPED.sub(" ", self.text))), key=len)

    def entry(self) -> KnownMessage:
        """The entry, read in full."""
        defaults = tomllib.loads(self.defaults).get("defaults", {})
        (entry,) = entries_of({id_: defaults | table for id_, table in tomllib.loads(self.toml).items()}).values()
        return entry


@cache
def shelf() -> tuple[Raw, ...]:
    """Every entry of ``reports/knowledge/``, in the order of the files."""
    files = sorted(report_file("knowledge").glob("*.toml"))
    return tuple(raw for path in files for raw in raw_of(path.read_text("utf-8")))


def raw_of(toml: str) -> Iterator[Raw]:
    """The entries of a file; every table of one entry stands behind its first."""
    tables: dict[str, str] = {}
    starts = list(_TABLE.finditer(toml))
    for match, end in zip(starts, [*(each.start() for each in starts[1:]), len(toml)], strict=True):
        tables[match[1]] = tables.get(match[1], "") + toml[match.start() : end]
    defaults = tables.pop("defaults", "")
    for id_, table in tables.items():
        yield Raw(id_, table, defaults)


def candidates(text: str, clue: Clue) -> tuple[KnownMessage, ...]:
    """The entries that *text* can be, the others left out."""
    letters = _letters(text)
    given = {*clue.codes, *clue.exceptions, *_NUMBER.findall(text)}
    has_diagnosis = bool(clue.diagnoses) or text.strip().isdecimal()
    may_be = (
        raw
        for raw in shelf()
        if not given.isdisjoint(raw.ids)
        or (raw.sentence is not None and raw.sentence in letters)
        or (has_diagnosis and raw.is_range)
    )
    return tuple(raw.entry() for raw in may_be)


def _letters(text: str) -> str:
    return _SIGNS.sub("", text.lower())
