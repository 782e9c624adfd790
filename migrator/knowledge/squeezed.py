"""Text without what differs between a log, a console and a web page: blanks, line breaks, kinds of quotes, case."""

from __future__ import annotations

import string
from bisect import bisect_left
from collections.abc import Mapping
from functools import cached_property
from itertools import compress

_QUOTES = dict.fromkeys("“”„‟«»″＂", '"') | dict.fromkeys("‘’‚‛′´`＇", "'") | dict.fromkeys("‐‑‒–—−", "-")
#: characters without a width, which web pages and editors leave in text
_INVISIBLE = "\u00ad\u200b\u200c\u200d\u2060\ufeff\x00"
#: every character that is a blank for `str.isspace`
_SPACES = (
    "\t\n\x0b\x0c\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000"
)
_BLANKS = frozenset(_INVISIBLE + _SPACES)
_TABLE: Mapping[int, str | None] = {
    **{ord(char): same for char, same in _QUOTES.items()},
    **{ord(upper): lower for upper, lower in zip(string.ascii_uppercase, string.ascii_lowercase, strict=True)},
    **{ord(char): None for char in _BLANKS},
}
_ZEROS = {ord(char): "\0" for char in _BLANKS}


def squeezed(text: str) -> str:
    """*text* as it is compared: no blanks or line breaks, one kind of quotes and hyphens, ASCII letters small.

    A window breaks lines inside words too, and how lines were joined again is not known: without blanks both are equal.
    """
    return text.translate(_TABLE)


class Squeezed:
    """A text and its squeezed characters, each with its place in the text."""

    def __init__(self, text: str) -> None:
        """Squeeze *text*."""
        self.text = text
        self.chars = squeezed(text)

    @cached_property
    def at(self) -> list[int]:
        """The place of each of them in the text."""
        shown = self.text.translate(_ZEROS).encode("ascii", "replace")  # a byte for each character
        return [*compress(range(len(self.text)), shown)]

    def until(self, end: int) -> int:
        """The place in the text behind the squeezed characters before *end*."""
        return self.at[end - 1] + 1 if end else 0

    def between(self, start: int, end: int) -> str:
        """The text from one squeezed character to before another."""
        return self.text[self.at[start] : self.until(end)] if end > start else ""

    def word_end(self, start: int) -> int:
        """Where the word that begins at a squeezed character ends: at the next blank of the text."""
        at, end = self.at, start
        while end < len(at) and (end == start or at[end] == at[end - 1] + 1):
            end += 1
        return end

    def word_start(self, end: int) -> int:
        """Where the word that ends before a squeezed character begins."""
        at, start = self.at, end
        while start > 0 and (start == end or at[start - 1] + 1 == at[start]):
            start -= 1
        return start

    def line_end(self, start: int, most: int) -> int:
        """Where the line of a squeezed character ends, *most* characters further at most."""
        far = min(len(self.at), start + most)
        if start >= far:
            return far
        place = self.text.find("\n", self.at[start], self.at[far - 1])
        return far if place < 0 else bisect_left(self.at, place, start, far)
