"""Notices a file that holds its content twice: another copy of an output was appended to it.

Most objects of the second copy are those of the first, but what is told apart only by its place, as events, log lines
and sockets are, would be counted twice.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable

#: a shorter file, such as two equal lines, says nothing
_SHORTEST = 100
_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
#: bytes with which equal halves begin alike, fewer than any half has
_BEGINNING = 32


class Halves:
    """Takes the bytes of a file as they are read, and then says whether its second half is its first again.

    Args:
        size: of the file in bytes.
        head: its first bytes; a byte order mark stands once or in both halves.
    """

    def __init__(self, size: int, head: bytes) -> None:
        mark = next((len(each) for each in _MARKS if head.startswith(each)), 0)
        starts = {start for start in (0, mark) if (size - start) % 2 == 0} if size > _SHORTEST else set()
        self._halves = {start: (size + start) // 2 for start in sorted(starts)}
        self._beginnings = {place: b"" for pair in self._halves.items() for place in pair}
        self._size, self._at = size, 0

    def feed(self, chunk: bytes) -> None:
        """Look at the next piece of the file."""
        for place, seen in self._beginnings.items():
            if len(seen) < _BEGINNING and self._at + len(chunk) > place:
                self._beginnings[place] = seen + chunk[max(0, place - self._at) :][: _BEGINNING - len(seen)]
        self._at += len(chunk)

    def are_equal(self, chunks: Callable[[], Iterable[bytes]]) -> bool:
        """Whether the file holds its content twice; known at its end. It is read again only if it begins twice alike.

        Args:
            chunks: gives the bytes of the file again.
        """
        return self._at == self._size and any(
            self._beginnings[start] == self._beginnings[middle] and _is_twice(chunks(), start, middle)
            for start, middle in self._halves.items()
        )


def _is_twice(chunks: Iterable[bytes], start: int, middle: int) -> bool:
    """Whether the bytes from *start* to *middle* have the checksum of those from there to the end."""
    first = second = at = 0
    for chunk in chunks:
        view, end = memoryview(chunk), at + len(chunk)
        if at < middle:
            first = zlib.crc32(view[max(0, start - at) : middle - at], first)
        if end > middle:
            second = zlib.crc32(view[max(0, middle - at) :], second)
        at = end
    return first == second
