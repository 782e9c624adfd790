"""Logical lines of a zone file (RFC 1035 5.1): parentheses joined, comments dropped, quoted texts kept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import attrs

#: characters of one record; a parenthesis that is never closed does not fill the memory
_LONGEST = 1024 * 1024
_MOST_COMMENTS = 10


@attrs.frozen
class ZoneLine:
    """One record or directive.

    Attributes:
        number: of its first line.
        text: in one line, without comments and parentheses.
        starts_blank: it begins with a blank, so it is of the owner before it.
        is_cut: the file ends inside its parentheses or its quotes.
    """

    number: int
    text: str
    starts_blank: bool
    is_cut: bool = False


def zone_lines(lines: Iterable[str], comment: list[str]) -> Iterator[ZoneLine]:
    """Each record or directive; the first comments that are lines of their own are added to *comment*.

    Parentheses join lines; quotes may not.
    """
    parts: list[str] = []
    depth = start = length = 0
    starts_blank = False
    for number, line in enumerate(lines, start=1):
        text, depth_after, is_open = _without_comment(line, depth)
        if not parts and not text.strip():
            if line.lstrip().startswith(";") and len(comment) < _MOST_COMMENTS:
                comment.append(line.strip()[:1000])
            continue
        if not parts:
            start, starts_blank, length = number, line[:1] in (" ", "\t"), 0
        parts.append(text)
        length += len(text)
        depth = depth_after
        if depth > 0 and length < _LONGEST and not is_open:
            continue
        yield ZoneLine(start, " ".join(parts).strip(), starts_blank, is_cut=is_open or depth > 0)
        parts, depth = [], 0
    if parts:
        yield ZoneLine(start, " ".join(parts).strip(), starts_blank, is_cut=True)


def _without_comment(line: str, depth: int) -> tuple[str, int, bool]:
    """The line without comment and parentheses, the depth after it, and whether a quote in it is not closed."""
    if '"' not in line and "\\" not in line:
        text = line.partition(";")[0]
        if "(" not in text and ")" not in text:
            return text, depth, False
    kept: list[str] = []
    quoted = escaped = False
    for character in line:
        if escaped:
            escaped = False
        elif character == "\\":
            escaped = True
        elif character == '"':
            quoted = not quoted
        elif not quoted and character == ";":
            break
        elif not quoted and character in "()":
            depth = max(depth + (1 if character == "(" else -1), 0)
            character = " "  # noqa: PLW2901 - the parenthesis is replaced by a blank
        kept.append(character)
    return "".join(kept), depth, quoted
