"""Finds known messages in a text: alone, joined without a separator, broken into lines, or inside a longer text."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from .known_message import KnownMessage
from .pattern import ANCHOR, NO_VALUES, Found, Pattern
from .squeezed import Squeezed, squeezed

#: what stands before a message and says nothing: a time, a level, the cmdlet that printed it
_PREFIX = re.compile(
    r"(?:\s++|\d{4}-\d\d-\d\d(?:T(?=\d))?|\d\d?[./]\d\d?[./]\d{4},?|\d\d?:\d\d:\d\d(?:[.,]\d{1,7})?Z?|[ap]m(?=\s)|"
    r"[-|](?=\s)|\[[^\[\]\r\n]{1,60}\]:?|(?-i:(?:ERROR|WARN|WARNING|INFO|INFORMATION|DEBUG|VERBOSE|FATAL)(?!\w):?)|"
    r"(?:information|info|warning|error|verbose|warnung|fehler|avertissement|advertencia|aviso|avviso|警告) ?[:\uff1a]|"
    r"[a-z]{3,20}-cs[a-z]{1,60} ?:){1,16}",
    re.IGNORECASE,
)
_CMDLET = re.compile(r"[a-z]+-cs[a-z]+", re.IGNORECASE)
_ENDS = frozenset(".!?\"'”)")
_LETTER = re.compile(r"[^\W_]")
_LONGEST_PREFIX = 200
#: general forms inside each other
_MOST_FORMS = 3


class Part(NamedTuple):
    """A part of a text: a known message, or text that nothing knows.

    Attributes:
        start: where in the text.
        entry: the known message; None for unknown text.
        values: its places as written.
        outer: the general form in which the message stands, such as ``An error occurred``.
        message: the text of the message without that form.
        contains: known messages that stand inside unknown text, as part of a longer sentence.
    """

    text: str
    start: int
    entry: KnownMessage | None = None
    message: str = ""
    values: Mapping[str, str] = NO_VALUES
    outer: KnownMessage | None = None
    contains: tuple[KnownMessage, ...] = ()


class Matcher:
    """Finds messages among known ones."""

    def __init__(self, entries: Iterable[KnownMessage], literal: Iterable[tuple[KnownMessage, str]] = ()) -> None:
        """Take the known messages.

        Args:
            literal: texts that are searched as they are, for entries whose places hold quotes.
        """
        self._full_lines: dict[str, KnownMessage] = {}
        self._by_anchor: dict[str, list[Pattern]] = {}
        patterns = [Pattern.of(entry, text) for entry, text in literal]
        for entry in entries:
            if not entry.text:
                continue
            pattern = Pattern.of(entry)
            if entry.full_line and not pattern.places:
                self._full_lines[pattern.literals[0]] = entry
            else:
                patterns.append(pattern)
        for pattern in patterns:
            self._by_anchor.setdefault(pattern.literals[pattern.anchor][:ANCHOR], []).append(pattern)
        anchors = frozenset(anchor for anchor in self._by_anchor if anchor)
        self._lengths = sorted(set(map(len, anchors)))
        self._anchors = re.compile(f"(?={_any_of(anchors)})") if anchors else None

    def parts(self, text: str) -> tuple[Part, ...]:
        """*text* cut into known messages and what nothing knows, in order; all of it but prefixes and blanks."""
        return tuple(self._parts(text, _MOST_FORMS))

    def _parts(self, text: str, forms: int) -> Iterator[Part]:
        source = Squeezed(text)
        found = _chosen(source, self._found(source))
        alone: list[Found] = []
        inside: list[Found] = []
        for before, each, after in zip([None, *found], found, [*found[1:], None], strict=False):
            is_alone = _begins(source, each, before) and _ends(source, each, after)
            (alone if is_alone else inside).append(each)
        rests = _Rests(source, inside, self._full_lines)
        done = 0
        for each in alone:
            yield from rests.between(done, each.start)
            yield self._known(source, each, forms)
            done = each.end
        yield from rests.between(done, len(source.chars))

    def _found(self, text: Squeezed) -> Iterator[Found]:
        """The messages whose anchors stand in a text; not those inside one that begins with its anchor."""
        chars, by_anchor = text.chars, self._by_anchor
        reached: dict[int, int] = {}
        following = 0
        for match in self._anchors.finditer(chars) if self._anchors else ():
            if (at := match.start()) < following:
                continue
            for length in self._lengths:
                for pattern in by_anchor.get(chars[at : at + length], ()):
                    if at >= reached.get(id(pattern), 0) and (found := pattern.find(text, at)):
                        reached[id(pattern)] = found.end
                        yield found
                        if found.start == at and not found.entry.full_line:
                            following = max(following, found.end)

    def _known(self, text: Squeezed, found: Found, forms: int) -> Part:
        """The part that a message is; a general form is explained by the message in it."""
        values = {name: text.between(*where) for name, where in found.places.items()}
        shown = text.between(found.start, found.end)
        part = Part(text=shown, start=text.at[found.start], entry=found.entry, message=shown, values=values)
        if not found.entry.inner or not forms:
            return part
        inner = tuple(self._parts(values[found.entry.inner], forms - 1))
        if inner and (one := inner[0]).entry and all(each.entry for each in inner):
            return part._replace(entry=one.entry, message=one.message, values=one.values, outer=found.entry)
        return part._replace(entry=None, message="", values={}, outer=found.entry, contains=_named(inner))


class _Rests:
    """The lines between messages that were found, asked for from the first to the last."""

    def __init__(self, text: Squeezed, inside: Sequence[Found], full_line: Mapping[str, KnownMessage]) -> None:
        self._text = text
        self._inside = [*inside[::-1]]
        self._full_lines = full_line

    def between(self, start: int, end: int) -> Iterator[Part]:
        """The lines between two squeezed characters, without prefixes, and the messages inside them."""
        if start >= end:
            return
        text = self._text.text
        # of a text in which nothing is known, the places of all its characters need not be counted
        ends = self._text.at[start] if start else 0
        first = ends if start else -1
        last = self._text.until(end) if end < len(self._text.chars) else len(text)
        for line in text[ends:last].splitlines(keepends=True):
            begins, ends = ends, ends + len(line)
            here = []
            while self._inside and self._text.at[self._inside[-1].start] < ends:
                here.append(self._inside.pop().entry)
            shown = without_prefix(line).strip()
            if not _LETTER.search(shown):
                continue
            entry = self._full_lines.get(squeezed(shown))
            is_begun = entry and (begins == first or _begins_line(self._text, begins))
            if is_begun and entry and (ends < last or "\n" in line or _ends_line(self._text, end)):
                yield Part(text=shown, start=begins, entry=entry, message=shown)
            else:
                yield Part(text=shown, start=begins, contains=tuple({entry.id: entry for entry in here}.values()))


def _any_of(words: Collection[str]) -> str:
    """A pattern for the beginnings of *words*, as a tree: one that lists them is slow where they are many."""
    if "" in words:
        return ""
    rests: dict[str, set[str]] = {}
    for word in words:
        rests.setdefault(word[0], set()).add(word[1:])
    parts = [re.escape(char) + _any_of(rest) for char, rest in sorted(rests.items())]
    return parts[0] if len(parts) == 1 else f"(?:{'|'.join(parts)})"


def printer_of(text: str) -> str:
    """The cmdlet that stands before a message, in small letters; "" where there is none."""
    prefix = _PREFIX.match(text)
    named = _CMDLET.findall(prefix[0]) if prefix else []
    return named[-1].lower() if named else ""


def without_prefix(text: str) -> str:
    """*text* without a time, a level and a cmdlet before it."""
    return text[prefix.end() :] if (prefix := _PREFIX.match(text)) else text


def _named(parts: Iterable[Part]) -> tuple[KnownMessage, ...]:
    """The messages that some parts are or contain, each once."""
    entries = [entry for part in parts for entry in (part.entry, *part.contains) if entry]
    return tuple({entry.id: entry for entry in entries}.values())


def _chosen(text: Squeezed, found: Iterable[Found]) -> list[Found]:
    """Those of *found* that do not overlap: the first, of two that begin together the longest."""
    chosen: list[Found] = []
    for each in sorted(found, key=lambda one: (one.start, -one.end, -len(one.entry.text))):
        is_free = each.start >= (chosen[-1].end if chosen else 0)
        if is_free and (not each.entry.full_line or _is_line(text, each)):
            chosen.append(each)
    return chosen


def _is_line(text: Squeezed, found: Found) -> bool:
    return _begins_line(text, text.at[found.start]) and _ends_line(text, found.end)


def _begins_line(text: Squeezed, start: int) -> bool:
    """Whether nothing but a prefix stands before a place of a text in its line."""
    before = text.text[max(0, start - _LONGEST_PREFIX) : start].rpartition("\n")[2]
    return not before.strip() or _PREFIX.fullmatch(before) is not None


def _ends_line(text: Squeezed, end: int) -> bool:
    """Whether nothing stands behind the squeezed character before *end* in its line."""
    return end == len(text.chars) or "\n" in text.text[text.until(end) : text.at[end]]


def _begins(text: Squeezed, found: Found, before: Found | None) -> bool:
    """Whether a message can begin where it does: at a line, behind a sentence or another message, or joined on."""
    if found.start == 0 or (before and before.end == found.start) or _begins_line(text, text.at[found.start]):
        return True
    start = text.at[found.start]
    last = text.text[text.until(found.start) - 1]
    is_joined = start == text.until(found.start) and text.text[start].isupper() and not last.isupper()
    return is_joined or last in _ENDS


def _ends(text: Squeezed, found: Found, after: Found | None) -> bool:
    """Whether a message can end where it does: at a line, with a sentence, or where the next is joined on."""
    if _ends_line(text, found.end) or (after and after.start == found.end):
        return True
    end = text.until(found.end)
    return text.text[end - 1] in _ENDS or text.text[end].isupper() or _is_full_stop(text, found.end)


def _is_full_stop(text: Squeezed, at: int) -> bool:
    """Whether a squeezed character is a full stop that ends its line."""
    return text.chars[at] == "." and (at + 1 == len(text.chars) or "\n" in text.text[text.at[at] : text.at[at + 1]])
