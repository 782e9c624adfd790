"""One file of the evidence, wherever it lies, as a member that can be read more than once."""

from __future__ import annotations

import lzma
import os
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path, PurePath
from typing import BinaryIO

import attrs

from ..errors import InputError

CHUNK_BYTES = 256 * 1024
#: what reading a file or a damaged zip raises
UNREADABLE = (
    OSError,
    EOFError,
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    NotImplementedError,  # a zip of a later version or of another compression
    UnicodeDecodeError,  # names that say they are UTF-8
)


@attrs.frozen
class Member:
    """One file of the evidence.

    Attributes:
        path: how a person finds it; members of archives as ``archive.zip!folder/member``.
        name: file name without folders.
        open: opens it for reading, each time from the start; InputError if it must not be read.
        outer: the zip that it is packed in.
        modified_at: when it was changed last, if its folder or zip says so.
        note: what the user must know of how it was found; "" if nothing.
    """

    path: str
    name: str
    size_bytes: int
    open: Callable[[], BinaryIO]
    outer: Member | None = None
    modified_at: datetime | None = None
    note: str = ""

    def head(self, length: int = 65536) -> bytes:
        """The first bytes."""
        with self.open() as file:
            return file.read(length)

    def chunks(self) -> Iterator[bytes]:
        """The content piece by piece."""
        with self.open() as file:
            while chunk := file.read(CHUNK_BYTES):
                yield chunk


def refused(member: Member, reason: str) -> Member:
    """The member as a source that cannot be read, for that reason, whatever else the evidence holds."""
    return attrs.evolve(member, open=refusing(reason))


def refusing(reason: str) -> Callable[[], BinaryIO]:
    """Opens nothing, and says why."""

    def open_() -> BinaryIO:
        raise InputError(reason)

    return open_


def file_member(file: Path) -> Member:
    """The file as a member.

    Raises:
        InputError: it is not a file.
        OSError: it cannot be looked at.
    """
    if not file.is_file():
        raise InputError(f"{file}: not a file that can be read")
    found = file.stat()
    changed = datetime.fromtimestamp(found.st_mtime, UTC)
    path = shown_path(file)
    return Member(path, PurePath(path).name, found.st_size, lambda: _open(file), modified_at=changed)


def shown_path(file: Path) -> str:
    """The path as text; a name that is not UTF-8, as old Unix tools leave it, could not be stored."""
    return os.fsencode(file).decode("utf-8", "replace")


def _open(file: Path) -> BinaryIO:
    """The file, opened by number: lxml uses a file's name as base URL, and fails on a name that is not UTF-8."""
    return os.fdopen(os.open(file, os.O_RDONLY | getattr(os, "O_BINARY", 0)), "rb")
