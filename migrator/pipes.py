"""Input and output as they may be: closed, unread, on a full disk, on a terminal that cannot show a character.

The output is lost, or a replacement stands for the character; the work and its exit code are what they would be.
"""

from __future__ import annotations

import errno
import io
import os
import select
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TextIO

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer


#: what a write says whose reader is gone: of a pipe, where Windows says EINVAL, or of a terminal that was closed
_GONE = (errno.EPIPE, errno.EINVAL) if os.name == "nt" else (errno.EPIPE, errno.EIO)


class _Pipe(io.RawIOBase):
    """Writes to a pipe, a file or a terminal, and drops what nobody reads any more or what cannot be written.

    Attributes:
        failure: why the output could not be written; None where it was, or where its reader is gone.
    """

    def __init__(self, descriptor: int) -> None:
        super().__init__()
        self._descriptor = descriptor
        self._is_written = True
        self.failure: str | None = None

    def fileno(self) -> int:
        """The file descriptor."""
        return self._descriptor

    def isatty(self) -> bool:
        """Whether it is a terminal."""
        return os.isatty(self._descriptor)

    def writable(self) -> bool:
        """True."""
        return True

    def write(self, data: ReadableBuffer, /) -> int:
        """Write, or drop what nobody reads or what cannot be written."""
        size = memoryview(data).nbytes
        if not self._is_written:
            return size
        try:
            return self._write(data)
        except OSError as error:
            if error.errno not in _GONE:
                self.failure = error.strerror or str(error)
            self._is_written = False
            return size

    def _write(self, data: ReadableBuffer) -> int:
        """Write what fits, and wait for a reader where another program made this a pipe that does not wait."""
        while True:
            try:
                return os.write(self._descriptor, data)
            except BlockingIOError:
                select.select([], [self._descriptor], [])


def prepare_streams() -> None:
    """Let stdin be empty where it is closed, stdout and stderr outlive their readers and show ``?`` where they must.

    A closed one is opened before any file gets its number, which a library would then take for the terminal.
    """
    sys.stdin = sys.stdin or _nothing("r")
    sys.stdout = _outliving(sys.stdout) if sys.stdout else _nothing("w")
    sys.stderr = _outliving(sys.stderr) if sys.stderr else _nothing("w")


def lost_output() -> str | None:
    """Why stdout could not be written, once all of it was tried; None where it was, or where its reader is gone."""
    sys.stdout.flush()
    raw = getattr(getattr(sys.stdout, "buffer", None), "raw", None)
    return raw.failure if isinstance(raw, _Pipe) else None


def _nothing(mode: Literal["r", "w"]) -> TextIO:
    return Path(os.devnull).open(mode, encoding="utf-8")


def _outliving(stream: TextIO) -> TextIO:
    try:
        descriptor = stream.fileno()
    except (AttributeError, OSError, ValueError):
        return stream
    is_terminal = stream.isatty()
    if is_terminal and os.name == "nt":  # a console takes its text in another way
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
        return stream
    made = io.TextIOWrapper(
        io.BufferedWriter(_Pipe(descriptor)), encoding=stream.encoding, errors="replace", line_buffering=is_terminal
    )
    stream.flush()
    return made
