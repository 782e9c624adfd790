"""Output to a pipe whose reader is gone: the output is lost, the work and its exit code are not."""

from __future__ import annotations

import errno
import io
import os
import sys
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer


#: what a write to a pipe says whose reader is gone; Windows says EINVAL
_GONE = (errno.EPIPE, errno.EINVAL) if os.name == "nt" else (errno.EPIPE,)


class _Pipe(io.RawIOBase):
    """Writes to a file descriptor, and drops what nobody reads any more."""

    def __init__(self, descriptor: int) -> None:
        super().__init__()
        self._descriptor = descriptor
        self._is_read = True

    def fileno(self) -> int:
        """The file descriptor."""
        return self._descriptor

    def writable(self) -> bool:
        """True."""
        return True

    def write(self, data: ReadableBuffer, /) -> int:
        """Write, or drop what nobody reads; a disk that is full is an error as ever.

        Raises:
            OSError: it cannot be written, and not because the reader of a pipe is gone.
        """
        size = memoryview(data).nbytes
        if not self._is_read:
            return size
        try:
            return os.write(self._descriptor, data)
        except OSError as error:
            if error.errno not in _GONE:
                raise
            self._is_read = False
            return size


def outlive_closed_pipes() -> None:
    """Let stdout and stderr outlive their readers, unless they are terminals or files."""
    sys.stdout, sys.stderr = _outliving(sys.stdout), _outliving(sys.stderr)


def _outliving(stream: TextIO) -> TextIO:
    try:
        descriptor = stream.fileno()
    except (AttributeError, OSError, ValueError):
        return stream
    if stream.isatty():
        return stream
    made = io.TextIOWrapper(
        io.BufferedWriter(_Pipe(descriptor)), encoding=stream.encoding, errors=stream.errors, line_buffering=False
    )
    stream.flush()
    return made
