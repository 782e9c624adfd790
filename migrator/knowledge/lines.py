"""Finds messages in plain text: known sentences in any wrapping, diagnoses and codes in lines, and lines unknown.

A text is read in blocks between blank lines, so that any length needs the memory of one block only. A message that a
window broke into several lines is found where the break is inside one block.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator
from functools import lru_cache
from itertools import accumulate
from typing import NamedTuple

from .clues import Clue, clue_of_text, diagnoses_in, is_wordy, status_in
from .matching import Part, without_prefix
from .recognition import Recogniser, Recognition

#: lines and characters after which a block ends at the end of a sentence, and after which it ends anyway
_LINES, _CHARACTERS = 300, 60_000
_ENDS = frozenset(".!?:;)\"'\u201d")
#: marks before each line of a quoted mail, and before an item of a list
_MARK = re.compile(r"\s{0,8}(?:[>|]\s?){1,5}")
_BULLET = re.compile(r"^\s{0,8}[-*\u2022\u00b7]\s+(?=[^\W_])")
_PAIRS = {'"': '"', "'": "'", "`": "`", "\u201c": "\u201d", "\u201e": "\u201c", "\u00ab": "\u00bb", "\u2018": "\u2019"}
#: where a SIP message begins
_SIP_START = re.compile(r"^[ \t]*(?:SIP/2\.0 \d{3}|[A-Z]{3,20} \S{1,300} SIP/2\.0)", re.MULTILINE)
_SIP_HEADER = re.compile(r"[ \t]*[\w-]{1,40}[ \t]*:(?!:)|[ \t]+\S")
_LETTER = re.compile(r"[^\W\d_]")
_DIGITS = re.compile(r"[0-9]+")
#: characters of a line behind which a window broke a sentence
_WRAPPED = 60
#: behind what a line goes on: a list of numbers
_GOES_ON = " /"
#: blanks around the parts of a sentence that is joined again
_AROUND = 200
#: characters of a sentence that is joined again
_LONGEST = 2000
#: characters of a line that names events
_FEW = 300
#: short blocks, and short lines without a meaning, that are remembered, because logs repeat them
_REMEMBERED, _SHORT = 5_000, 500


class Seen(NamedTuple):
    """One message of a source.

    Attributes:
        recognitions: what it is, the most precise first; () where nothing is known of it.
        text: as the source has it.
        place: where it stands: ``line 12``.
        level: ERROR, WARNING or another one, where the source says it.
        is_quiet: a SIP message that reports no error: there is nothing to explain.
    """

    clue: Clue
    recognitions: tuple[Recognition, ...]
    text: str
    place: str = ""
    level: str = ""
    is_quiet: bool = False

    def at(self, place: str) -> Seen:
        """The same message at a place."""
        return Seen(
            clue=self.clue,
            recognitions=self.recognitions,
            text=self.text,
            place=place,
            level=self.level,
            is_quiet=self.is_quiet,
        )


class TextMessages:
    """Reads plain text for messages."""

    def __init__(self, recogniser: Recogniser) -> None:
        self._recogniser = recogniser
        self._read = lru_cache(_REMEMBERED)(self._seen_in)
        #: lines that show nothing but unknown words, their numbers as 0: most of a log are alike
        self._wordy: set[str] = set()

    def seen(self, lines: Iterable[str]) -> Iterator[Seen]:
        """Every message of a text, in order, and each line of which nothing is known."""
        for number, block in _blocks(lines):
            text = "\n".join(block)
            for at, seen in self._read(text) if len(text) <= _SHORT else self._seen_in(text):
                yield seen.at(f"line {number + at}")

    def _seen_in(self, block: str) -> tuple[tuple[int, Seen], ...]:
        """The messages of a block, each with the number of its line, from 0."""
        parts = self._recogniser.parts(block)
        ends = [*accumulate(len(line) + 1 for line in block.split("\n"))]
        found: list[tuple[int, Seen]] = []
        for number, part in enumerate(parts):
            if part.entry is not None:
                found.append((bisect_right(ends, part.start), self._known(part)))
            elif number == 0 or parts[number - 1].entry is not None:
                after = next((each for each in parts[number:] if each.entry is not None), None)
                at = block.rfind("\n", 0, part.start) + 1 if number == 0 else part.start
                run = _without_last_prefix(block[at : after.start]) if after else block[at:]
                holding = tuple(each.start - at for each in parts[number:] if each.contains)
                unknown = self._unknown(run, holding)
                found += ((bisect_right(ends, at + start), seen) for start, seen in unknown)
        return tuple(found)

    def _known(self, part: Part) -> Seen:
        clue = clue_of_text(part.text)
        return Seen(clue=clue, recognitions=self._recogniser.recognise(clue, (part,)), text=part.text)

    def _unknown(self, run: str, holding: Collection[int]) -> Iterator[tuple[int, Seen]]:
        """The messages of some lines that are not known sentences, each with the place where it begins.

        Args:
            holding: places of what holds a known sentence inside another.
        """
        for start, piece in _pieces(run):
            clue = clue_of_text(piece)
            signs = [place for _, place in diagnoses_in(piece)]
            sign = _SIP_START.search(piece)
            if not signs and clue.status is None and sign is None:
                yield from self._sentences(start, piece, holding)
                continue
            response = status_in(piece)
            first = min([*signs, *([sign.start()] if sign else []), *([response[1]] if response else [])])
            before = piece[: piece.rfind("\n", 0, first) + 1]
            yield from self._sentences(start, before, holding)
            shown = _shown(piece, signs, sign)
            found = self._recogniser.recognise(clue)
            is_quiet = not signs and clue.status is None and not found
            yield start + first, Seen(clue=clue, recognitions=found, text=shown, is_quiet=is_quiet)

    def _sentences(self, start: int, text: str, holding: Collection[int]) -> Iterator[tuple[int, Seen]]:
        """The lines of a text, each as one message, or as the events that it names."""
        for at, line in _sentences(text):
            ends = start + at + len(line) + _AROUND
            is_plain = not any(start + at <= place < ends for place in holding)
            shape = _DIGITS.sub("0", line) if is_plain and len(line) <= _SHORT else ""
            if shape in self._wordy:
                yield start + at, Seen(clue=Clue(text=line), recognitions=(), text=line)
                continue
            clue = clue_of_text(line)
            is_single = is_plain and line in text  # one that was joined again can be known
            found = self._recogniser.recognise(clue, () if is_single else None)
            named = self._recogniser.named(line, is_all=False) if not found and len(line) <= _FEW else ()
            events = [Seen(clue=each, recognitions=self._recogniser.recognise(each), text=line) for each in named]
            events = [seen for seen in events if seen.recognitions]
            yield from ((start + at, seen) for seen in events or [Seen(clue=clue, recognitions=found, text=line)])
            is_unknown = shape and is_single and not found and len(self._wordy) < _REMEMBERED
            if is_unknown and is_wordy(shape.lower()) and not self._recogniser.names_event(shape):
                self._wordy.add(shape)


def _without_last_prefix(run: str) -> str:
    """A run without the time and the level that stand before the message behind it."""
    last = run.rfind("\n") + 1
    return run if without_prefix(run[last:]).strip() else run[:last]


def _blocks(lines: Iterable[str]) -> Iterator[tuple[int, list[str]]]:
    """The lines between blank ones, with the number of the first."""
    block: list[str] = []
    size = number = 0
    for number, line in enumerate(lines, start=1):
        if line.strip():
            block.append(line)
            size += len(line)
        is_long = len(block) >= _LINES or size >= _CHARACTERS
        is_full = len(block) >= 2 * _LINES or size >= 2 * _CHARACTERS
        if block and (not line.strip() or is_full or (is_long and line.rstrip()[-1:] in _ENDS)):
            yield number - len(block) + bool(line.strip()), _unmarked(block)
            block, size = [], 0
    if block:
        yield number - len(block) + 1, _unmarked(block)


def _unmarked(lines: list[str]) -> list[str]:
    """Lines without the marks of a quoted mail and of lists, and without quotes around all of them."""
    if all(map(_MARK.match, lines)):
        lines = [_MARK.sub("", line, count=1) for line in lines]
    lines = [_BULLET.sub("", line, count=1) for line in lines]
    first, last = lines[0].lstrip(), lines[-1].rstrip()
    inner = "\n".join(lines).strip()[1:-1]
    if len(inner) > 1 and _PAIRS.get(first[0]) == last[-1] and first[0] not in inner and last[-1] not in inner:
        return inner.split("\n")
    return lines


def _pieces(run: str) -> Iterator[tuple[int, str]]:
    """A run cut before each SIP message, and before each diagnosis behind another that is not of the same message."""
    starts = {match.start() for match in _SIP_START.finditer(run)}
    cuts, has_one = {0} | starts, False
    for diagnosis, place in sorted(diagnoses_in(run), key=lambda each: each[1]):
        begins = run.rfind("\n", 0, place) + 1
        has_one = has_one and not any(start <= place for start in starts)
        if has_one and not diagnosis.is_public:
            cuts.add(begins)
        has_one = True
    ordered = sorted(cuts)
    for start, end in zip(ordered, [*ordered[1:], len(run)], strict=True):
        if run[start:end].strip():
            yield start, run[start:end]


def _shown(piece: str, signs: list[int], start: re.Match[str] | None) -> str:
    """Of a SIP message the start line and the diagnoses; other headers name people."""
    lines = [start[0].strip()] if start else []
    if start:
        lines = [piece[start.start() :].strip().partition("\n")[0].strip()]
    for at in signs or ([] if start else [0]):
        begins = piece.rfind("\n", 0, at) + 1
        lines.append(" ".join(piece[begins:].split("\n\n", maxsplit=1)[0].partition("\n")[0].split()))
    return "\n".join(lines)


def _sentences(text: str) -> Iterator[tuple[int, str]]:
    """The lines with letters of a text, those joined that a window broke, each with the place of its beginning."""
    start, joined, last, at = 0, "", "", 0
    for line in text.splitlines(keepends=True):
        shown = line.strip()
        is_wrapped = (len(last) >= _WRAPPED and last[-1] not in _ENDS) or last.endswith(_GOES_ON)
        is_rest = joined and is_wrapped and without_prefix(shown) == shown and len(joined) < _LONGEST
        if shown and is_rest:
            joined = f"{joined} {shown}"
        else:
            if _LETTER.search(joined):
                yield start, joined
            start, joined = at, shown
        last = shown
        at += len(line)
    if _LETTER.search(joined):
        yield start, joined
