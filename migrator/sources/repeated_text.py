"""Notices a file that holds its content twice: another copy of an output was appended to it.

Most objects of the second copy are those of the first, but what is told apart only by its place, as events, log lines
and sockets are, would be counted twice.
"""

from __future__ import annotations

import zlib

#: a shorter file, such as two equal lines, says nothing
_SHORTEST = 100
_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")


class Halves:
    """Takes the bytes of a file as they are read; `are_equal` then says whether its second half is its first again.

    Args:
        size: of the file in bytes.
        head: its first bytes; a byte order mark stands once or in both halves.
    """

    def __init__(self, size: int, head: bytes) -> None:
        mark = next((len(each) for each in _MARKS if head.startswith(each)), 0)
        starts = {start for start in (0, mark) if (size - start) % 2 == 0}
        self._pairs = [_Pair(start, (size + start) // 2, size) for start in sorted(starts)] if size > _SHORTEST else []

    def feed(self, chunk: bytes) -> None:
        """Look at the next piece of the file."""
        for pair in self._pairs:
            pair.feed(chunk)

    @property
    def are_equal(self) -> bool:
        """Whether the file holds its content twice; known at its end."""
        return any(pair.first == pair.second and pair.has_ended for pair in self._pairs)


class _Pair:
    """The checksums of the bytes from *start* to *middle*, and of those from there to *end*."""

    def __init__(self, start: int, middle: int, end: int) -> None:
        self._start, self._middle, self._end = start, middle, end
        self._at = 0
        self.first = self.second = 0

    def feed(self, chunk: bytes) -> None:
        view, at = memoryview(chunk), self._at
        self._at += len(chunk)
        if at < self._middle:
            self.first = zlib.crc32(view[max(0, self._start - at) : self._middle - at], self.first)
        if self._at > self._middle:
            self.second = zlib.crc32(view[max(0, self._middle - at) :], self.second)

    @property
    def has_ended(self) -> bool:
        return self._at == self._end
