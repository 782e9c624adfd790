"""How names, addresses and numbers of people are written: one form for all spellings of a text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache

import attrs

from ..estate.catalogue import KINDS
from ..estate.kinds import fields_of
from ..estate.products import PRODUCTS

SID = re.compile(r"s-1-5-21-\d+-\d+-\d+-(\d+)(?!\d|-)")
#: a letter of a script that is written without blanks is a word of its own
_UNSPACED = "\u0e00-\u0eff\u1100-\u11ff\u3040-\u30ff\u3400-\u9fff\U00020000-\U0003ffff"
_WORD = re.compile(rf"[{_UNSPACED}]|[^\W_{_UNSPACED}]+")
_HEX = re.compile(r"(?:\\[0-9a-f]{2})+", re.IGNORECASE)
_PIECE = re.compile(r"(?:\\[0-9a-f]{2})+|.", re.IGNORECASE | re.DOTALL)
_LOCAL = frozenset(".!#$%&*+/=?^_`{|}~'-")
_DOMAIN = re.compile(r"[\w-]+(?:\.[\w-]+)*")
_QUOTED = re.compile(r'"[^"\n]{1,64}"$')
_PLAIN_LOCAL = re.compile(r"[\w-]+(?:\.[\w-]+)*")
_LONGEST_LOCAL = 256
_SCHEME = re.compile(r"(?:sips?|mailto|smtp|tel):$")
_IN_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_PHONE = re.compile(
    r"(?:tel:|sip:)?\s*(\+?[\d\s()./\u2010-\u2015-]*\d)\s*(?:(?:;\s*ext=|ext\.?|x|#)\s*(\d+))?(?:[;@].*)?"
)
_MOST_WORDS = 40


@attrs.frozen
class Folded:
    """A text without case, accents and invisible characters.

    Attributes:
        starts: where each character stands in the original; one entry more for its end.
    """

    text: str
    starts: Sequence[int]


def fold(text: str) -> Folded:
    """*text* in the form that all its spellings share; hex escapes of a distinguished name are read."""
    escaped = "\\" in text and "=" in text
    if text.isascii() and not escaped:
        return Folded(text.lower(), range(len(text) + 1))
    pieces: list[str] = []
    starts: list[int] = []
    for match in _PIECE.finditer(text) if escaped else re.finditer(".", text, re.DOTALL):
        plain = "".join(map(_folded, _read_escapes(match[0])))
        pieces.append(plain)
        starts += [match.start()] * len(plain)
    return Folded("".join(pieces), (*starts, len(text)))


def _read_escapes(piece: str) -> str:
    r"""The characters of ``\C3\BC``; anything else as it stands."""
    if not _HEX.fullmatch(piece):
        return piece
    try:
        return bytes.fromhex(piece.replace("\\", "")).decode()
    except UnicodeDecodeError:
        return piece


@lru_cache(maxsize=4096)
def _folded(char: str) -> str:
    if char.isdecimal():
        return str(unicodedata.decimal(char))
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", char).casefold())
    return "".join(c for c in plain if unicodedata.category(c) not in ("Mn", "Me", "Cf")).replace("ı", "i")


def words_in(folded: str) -> Iterator[re.Match[str]]:
    """The words of a folded text."""
    return _WORD.finditer(folded)


def words_of(text: str) -> str:
    """The words of *text*, folded, with single blanks: the same for every punctuation and spacing."""
    return " ".join(_WORD.findall(fold(text).text)[:_MOST_WORDS])


def spellings(name: str) -> Iterator[str]:
    """The words of a display name in the orders in which people write it: "Last, First" and "First Last"."""
    for each in dict.fromkeys((name, _IN_BRACKETS.sub(" ", name))):
        words = words_of(each).split()
        if not words:
            continue
        yield " ".join(words)
        if "," in each:
            yield words_of(" ".join(reversed(each.split(",", maxsplit=1))))
        yield " ".join((words[-1], *words[:-1]))


@attrs.frozen
class Address:
    """An address in a folded text; *start* is that of its scheme.

    Attributes:
        names: what it may mean, the likeliest first: with and without signs before it and a tag behind a plus sign.
    """

    start: int
    end: int
    names: tuple[str, ...]


def addresses_in(folded: str) -> Iterator[Address]:
    """The addresses in a folded text, with the place that each takes."""
    at = folded.find("@")
    end = 0
    while at >= 0:
        domain = _DOMAIN.match(folded, at + 1)
        start = _start_of_local(folded, at, end)
        if domain and start < at:
            local, host = folded[start:at], domain[0]
            scheme = _SCHEME.search(folded, max(end, start - 7), start)
            end = domain.end()
            yield Address(scheme.start() if scheme else start, end, tuple(_readings(local, host)))
        at = folded.find("@", at + 1)


def _start_of_local(folded: str, at: int, earliest: int) -> int:
    if quoted := _QUOTED.search(folded, max(earliest, at - 66), at):
        return quoted.start()
    start = at
    while start > max(earliest, at - _LONGEST_LOCAL) and (folded[start - 1].isalnum() or folded[start - 1] in _LOCAL):
        start -= 1
    return start


def _readings(local: str, host: str) -> Iterator[str]:
    if _PLAIN_LOCAL.fullmatch(local):
        yield f"{local}@{host}"
        return
    for each in dict.fromkeys((local, local.lstrip(".'`*&=/|{"), re.split(r"[/=&|{'`*]", local)[-1])):
        yield f"{each}@{host}"
        if "+" in each[1:]:
            yield f"{each[: each.index('+', 1)]}@{host}"


def exact(text: str) -> str:
    """*text* without case, with its accents: what tells two persons apart whose names are nearly alike."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold()).strip()


def address_of(text: str) -> str | None:
    """The first address in *text* without its scheme, as `exact` writes it; None where there is none."""
    found = next(addresses_in(exact(text)), None) if "@" in text or "\uff20" in text else None
    return found.names[0] if found else None


def phone_of(text: str) -> tuple[str, str] | None:
    """The digits and the extension (or ``""``) of a text that is a telephone number; None for other text."""
    found = _PHONE.fullmatch(fold(text).text.strip())
    digits = "".join(filter(str.isdigit, found[1])) if found else ""
    return (digits, found[2] or "") if found and len(digits) > 1 else None


@lru_cache(maxsize=1)
def product_words() -> frozenset[str]:
    """Words of the product: the labels of kinds and fields. A person who is called so is not replaced in free text."""
    labels = [*PRODUCTS.values(), *(cls.label for cls in KINDS.values()), *KINDS]
    labels += [field.label for cls in KINDS.values() for field in fields_of(cls)]
    words = {word for label in labels for word in words_of(label).split()}
    return frozenset(words | {word.removesuffix("s") for word in words})
