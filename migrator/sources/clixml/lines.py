"""Line numbers of a text that is given piece by piece."""

from __future__ import annotations


class Lines:
    """Counts the lines up to one place after another; only the newest piece is kept."""

    def __init__(self) -> None:
        self.end = 0  # bytes so far
        self.skipped = 0  # lines that are not among them
        self._piece = b""
        self._start = 0
        self._counted = 0  # bytes whose lines are in `_line`
        self._line = 1

    def add(self, piece: bytes) -> None:
        """The next piece."""
        self._line += self._piece.count(b"\n", self._counted - self._start)
        self._piece, self._start = piece, self.end
        self._counted = self.end
        self.end += len(piece)

    def skip(self, lines: int) -> None:
        """Lines that are not among the pieces, behind the newest."""
        self._line += lines
        self.skipped += lines

    def line_at(self, place: int) -> int:
        """The line of the byte at *place*, which is not before the one of the last call."""
        if place > self._counted:
            self._line += self._piece.count(b"\n", self._counted - self._start, place - self._start)
            self._counted = place
        return self._line
