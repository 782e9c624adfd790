"""Damages of evidence that is text: lines cut, glued and mixed, lists cut, brackets lost, encodings changed.

What nobody can notice is not among them: a record or a member of a list that is gone, the end of a free text.
"""

from __future__ import annotations

import codecs
import random
import re
from collections.abc import Callable

from tests.damage.mutations import Damage

#: a line of an event, of a list and of nothing known
_STRANGE = (
    "Level:         Error",
    "Start time: 20140303093000",
    "%%% not a line of this output %%%",
)
_VALUE = re.compile(r"(?<=: )\{[^{}\n]+\}|(?<=\">)[^<>\n]+(?=<)|(?<=: )\"[^\"\n]+\"|(?<=<td>)[^<>\n]+(?=<)")
_LIST = re.compile(r"\{[^{}\n]*, [^{}\n]*\}")
#: only what is structure: values hold brackets and colons too
_MARKS = re.compile(
    r'^\s*[\[\]{}](?=,?$)|(?<=": )[\[{]|(?<!\\)"|[<>]|(?<=: )\{(?=.*\}$)|(?<=\w)\}$|(?<= ):(?= )', re.MULTILINE
)
_TYPES = ("System.Collections.Generic.List`1[System.String]", "System.Object[]", "System.String[]")


def _of_text(change: Callable[[str, random.Random], str]) -> Damage:
    """A change of the text, written back in the encoding in which it came."""

    def damage(data: bytes, chance: random.Random) -> bytes:
        wide = data.startswith(codecs.BOM_UTF16_LE)
        text = data.decode("utf-16" if wide else "utf-8-sig")
        changed = change(text, chance)
        if changed == text:
            return data
        return codecs.BOM_UTF16_LE + changed.encode("utf-16-le") if wide else changed.encode()

    damage.__name__ = change.__name__
    return damage


def _of_line(change: Callable[[str, random.Random], str]) -> Damage:
    """A change of one line that is not empty."""

    def damage(text: str, chance: random.Random) -> str:
        lines = text.splitlines(keepends=True)
        places = [number for number, line in enumerate(lines) if line.strip()]
        at = chance.choice(places)
        lines[at] = change(lines[at], chance)
        return "".join(lines)

    damage.__name__ = change.__name__
    return _of_text(damage)


def _end_in_word(line: str, chance: random.Random) -> int:
    """A place in the first word of a line; nothing shows that a line of blanks was another one."""
    word = re.search(r"\S+", line)
    return chance.randrange(word.start() + 1, max(word.start() + 2, word.end())) if word else 1


@_of_line
def line_is_cut_in_its_name(line: str, chance: random.Random) -> str:
    """A line that ends in the first word of it."""
    return line[: _end_in_word(line, chance)] + "\n"


@_of_line
def line_is_doubled(line: str, _chance: random.Random) -> str:
    """A line twice; a line of a value or a member of a list may well be there twice."""
    return line if line[:1].isspace() else line + line


@_of_line
def line_is_glued(line: str, _chance: random.Random) -> str:
    """A line without its end."""
    return line.rstrip("\r\n")


@_of_line
def strange_line(line: str, chance: random.Random) -> str:
    """A line of another output in between."""
    return line + chance.choice(_STRANGE) + "\n"


@_of_line
def line_is_broken(line: str, chance: random.Random) -> str:
    """A line that goes on in the next one, as a mail program wraps it; in a quoted value it is a part of the value."""
    if line.lstrip()[:1] in ("<", '"'):
        return line
    places = [found.start() for found in re.finditer(r" +", line.rstrip())]
    if not places:
        return line
    at = chance.choice(places)
    return line[:at] + "\n" + line[at:].lstrip(" ")


@_of_text
def mark_is_gone(text: str, chance: random.Random) -> str:
    """A bracket, a quotation mark or a colon is missing."""
    places = [found.start() for found in _MARKS.finditer(text)]
    if not places:
        return text
    at = chance.choice(places)
    return text[:at] + text[at:].lstrip(" ")[1:]


@_of_text
def value_became_its_type(text: str, chance: random.Random) -> str:
    """As Export-Csv writes a list."""
    found = list(_LIST.finditer(text)) or list(_VALUE.finditer(text))
    if not found:
        return text
    at = chance.choice(found)
    shown = chance.choice(_TYPES)
    return text[: at.start()] + (f'"{shown}"' if at.group().startswith('"') else shown) + text[at.end() :]


@_of_text
def list_is_cut(text: str, chance: random.Random) -> str:
    """A list that ends in three dots, as Format-List cuts it."""
    found = list(_LIST.finditer(text))
    if not found:
        return text
    at = chance.choice(found)
    commas = [comma.start() for comma in re.finditer(", ", at.group())]
    return text[: at.start()] + at.group()[: chance.choice(commas)] + ", ...}" + text[at.end() :]


@_of_text
def column_is_cut(text: str, chance: random.Random) -> str:
    """A window that shows only the left of each line."""
    lines = text.splitlines()
    width = chance.randrange(8, max(9, *map(len, lines)))
    return "\n".join(line[:width] for line in lines) + "\n"


@_of_text
def text_is_cut(text: str, chance: random.Random) -> str:
    """A file that ends in the first word of a line."""
    lines = text.splitlines(keepends=True)
    places = [number for number, line in enumerate(lines) if line.strip() and number > len(lines) // 3]
    if not places:
        return text
    at = chance.choice(places)
    return "".join(lines[:at]) + lines[at][: _end_in_word(lines[at], chance)]


def encoding_changes(data: bytes, chance: random.Random) -> bytes:
    """A file that another program has appended to, in another encoding."""
    wide = data.startswith(codecs.BOM_UTF16_LE)
    text = data.decode("utf-16" if wide else "utf-8-sig")
    lines = text.splitlines(keepends=True)
    at = chance.randrange(len(lines) // 3, len(lines))
    first, second = "".join(lines[:at]), "".join(lines[at:])
    if wide:
        return codecs.BOM_UTF16_LE + first.encode("utf-16-le") + second.encode()
    return first.encode() + chance.choice([b"", codecs.BOM_UTF16_LE]) + second.encode("utf-16-le")


def bytes_are_cut(data: bytes, chance: random.Random) -> bytes:
    """A file whose structure ends in the middle: JSON, XML, HTML."""
    if data.removeprefix(codecs.BOM_UTF8).lstrip()[:1] not in (b"<", b"[", b"{"):
        return data
    return data[: chance.randrange(len(data) // 8, max(len(data) // 8 + 1, len(data.rstrip()) - 1))]


def twice(data: bytes, _chance: random.Random) -> bytes:
    """The same output twice in one file."""
    if data.startswith(codecs.BOM_UTF16_LE):
        return data + data[2:]
    return data + data


TEXT: tuple[Damage, ...] = (
    line_is_cut_in_its_name,
    line_is_doubled,
    line_is_glued,
    line_is_broken,
    strange_line,
    mark_is_gone,
    value_became_its_type,
    list_is_cut,
    column_is_cut,
    text_is_cut,
    encoding_changes,
    bytes_are_cut,
    twice,
)
