"""The known messages as they lie in their files: only those that a text can be are read.

To read all takes longer than to explain a line. An entry that cannot match is left out by its raw text: none of its
ids and codes stands in the text, and its longest sentence does not either, letters and digits compared. What is kept
is read as TOML and matched in earnest. Nothing is kept between two runs, so that nothing can be out of date.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cache
from string import ascii_lowercase, digits

import attrs

from ..resources import report_file
from .base import entries_of
from .clues import Clue
from .known_message import KnownMessage
from .result_codes import normalised, signed, win32_error

#: the keys by which an entry is recognised
_IDS = ("events", "diagnostics", "statuses", "codes", "exceptions")
_TEXTS = ("text", "more", "reason")
_RANGE = "diagnostic_range"
_KEY = re.compile(rf"\n({'|'.join((*_IDS, *_TEXTS, _RANGE))}) = ")
#: where an entry begins; its causes are tables in two brackets
_ENTRY = re.compile(r"\n\[(?=\w)")
_ID = re.compile(r"[\w.%-]+")
#: stands among the letters of a text where it has a value
PLACE = "\x00"
_PLACE = re.compile(r"\{\w+(?::\w+)?\}")
_ESCAPED = re.compile(r"\\(?:u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|x[0-9A-Fa-f]{2}|.)")
_SIGNS = re.compile(r"[^0-9a-z]+")
_LETTERS: defaultdict[int, str | None] = defaultdict(
    lambda: None, {ord(sign): sign for sign in f"{ascii_lowercase}{digits}\n{PLACE}"}
)
_HEX = re.compile(r"(?<![0-9A-Za-z])[0-9A-Fa-f]{8}(?![0-9A-Za-z])")
_NUMBER = re.compile(r"(?<![0-9])-?[0-9]+")
#: digits of the number of an event with its severity, as lists of PowerShell show it
_INSTANCE = 10


@attrs.define(eq=False)
class Raw:
    """One entry as its file has it.

    Attributes:
        defaults: the table that holds for all entries of the file.
        ids: the ids, codes and classes by which it is recognised, as written.
        texts: its text, what stands behind it, and the reason of a diagnosis, as written; of one on several lines the
            first.
        letters: of each text its letters and digits, with `PLACE` where it has a value.
        is_long: its text is written on several lines.
        is_range: it stands for a range of ids of diagnoses.
    """

    id: str
    defaults: str
    toml: str
    ids: str = ""
    texts: list[str] = attrs.field(factory=list)
    letters: list[str] = attrs.field(factory=list)
    is_long: bool = False
    is_range: bool = False

    def entry(self) -> KnownMessage:
        """The entry, read in full."""
        import tomllib  # an unknown line needs no entry

        defaults = tomllib.loads(self.defaults).get("defaults", {})
        (entry,) = entries_of({id_: defaults | table for id_, table in tomllib.loads(self.toml).items()}).values()
        return entry

    def may_be(self, ids: frozenset[str], letters: str) -> bool:
        """Whether one of its ids is among *ids*, in lower case, or the longest part of its text in *letters*."""
        if self.ids and not ids.isdisjoint(_ID.findall(self.ids.lower())):
            return True
        return self.is_long or any(max(own.split(PLACE), key=len) in letters for own in self.letters)


@cache
def shelf() -> tuple[Raw, ...]:
    """Every entry of ``reports/knowledge/``, in the order of the files."""
    files = sorted(report_file("knowledge").glob("*.toml"))
    raws = tuple(raw for path in files for raw in _raw_of(path.read_text("utf-8")))
    letters = iter(_letters_of_each([text for raw in raws for text in raw.texts]))
    for raw in raws:
        raw.letters = [next(letters) for _ in raw.texts]
    return raws


def _raw_of(toml: str) -> Iterable[Raw]:
    """The entries of a file; every table of one entry stands behind its first (``[[ID.causes]]`` goes on with it)."""
    defaults = ""
    for entry in _ENTRY.split(f"\n{toml}")[1:]:
        id_ = entry[: entry.index("]")]
        if id_ == "defaults":
            defaults = f"[{entry}"
            continue
        raw = Raw(id_, defaults, f"[{entry}")
        _note_keys(raw, entry.partition("\n[[")[0])
        yield raw


def _note_keys(raw: Raw, table: str) -> None:
    """Note what *table* says by which the entry is recognised."""
    for key in _KEY.finditer(table):
        begins = key.end()
        if key[1] in _TEXTS:
            ends = table.find("\n", begins)
            line = table[begins : ends if ends >= 0 else None].rstrip()
            raw.is_long |= line.startswith(('"""', "'''"))
            raw.texts.append(line[1:-1])
        elif key[1] == _RANGE:
            raw.is_range = True
        else:
            raw.ids += f" {table[begins : table.find(']', begins)]}"


def entry_of(id_: str) -> KnownMessage | None:
    """The entry of an id, read alone; None if there is none."""
    return next((raw.entry() for raw in shelf() if raw.id == id_), None)


def candidates(text: str, clue: Clue) -> tuple[KnownMessage, ...]:
    """The entries that *text* can be, the others left out."""
    letters = letters_of(text)
    shown = {number for found in _NUMBER.findall(text) for number in (found, found.lstrip("-"))}
    codes = {*clue.codes, *map(normalised, shown), *(normalised(f"0x{number}") for number in _HEX.findall(text))}
    numbers = (number for code in codes for number in (signed(code), win32_error(code)) if number is not None)
    instances = (str(int(number) & 0xFFFF) for number in shown if len(number) == _INSTANCE and number.isdecimal())
    given = {*codes, *clue.exceptions, *shown, *map(str, numbers), *instances}
    ids = frozenset(word.lower() for word in given)
    found = [raw.entry() for raw in shelf() if raw.may_be(ids, letters)]
    diagnosed = {each.code.partition(".")[0] for each in clue.diagnoses} or {text.strip()} & given
    if not diagnosed <= {id_ for entry in found for id_ in entry.diagnostics}:
        found += [raw.entry() for raw in shelf() if raw.is_range]
    return tuple(found)


def _letters_of_each(texts: Sequence[str]) -> Sequence[str]:
    """Letters and digits of texts of one line with their places, all at once, which is faster than one by one."""
    plain = _PLACE.sub(PLACE, _ESCAPED.sub(" ", "\n".join(texts)))
    return plain.lower().translate(_LETTERS).split("\n")


def letters_of(text: str) -> str:
    """Letters and digits of a text, in small letters."""
    return _SIGNS.sub("", text.lower())
