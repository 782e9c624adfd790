"""Opens evidence: a file, a folder or a zip, as members that can be read more than once.

Nothing is ever unpacked to disk. A zip that could hurt (paths that leave it, far too many members, a member that
grows a hundredfold) is refused with all its files, by name.
"""

from __future__ import annotations

import io
import lzma
import os
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path, PurePath, PurePosixPath
from typing import BinaryIO

import attrs

from ..errors import InputError

MAX_MEMBERS = 20_000
MAX_RATIO = 100  # uncompressed : compressed, looked at only above MIN_SUSPECT_BYTES
MIN_SUSPECT_BYTES = 10 * 1024 * 1024
MAX_TOTAL_BYTES = 8 * 1024**3
MAX_NESTED_BYTES = 512 * 1024**2  # zips inside zips are held in memory
MAX_NESTING = 3
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
_TRUST = "unpack it yourself and give the folder, if you trust it"
_LEAVE_OUT = "collect it again, or take it out of the evidence: nothing was read"


@attrs.frozen
class Member:
    """One file of the evidence.

    Attributes:
        path: how a person finds it; members of archives as ``archive.zip!folder/member``.
        name: file name without folders.
        open: opens it for reading, each time from the start.
        outer: the zip that it is packed in.
        modified_at: when it was changed last, if its folder or zip says so.
    """

    path: str
    name: str
    size_bytes: int
    open: Callable[[], BinaryIO]
    outer: Member | None = None
    modified_at: datetime | None = None

    def head(self, length: int = 65536) -> bytes:
        """The first bytes."""
        with self.open() as file:
            return file.read(length)

    def chunks(self) -> Iterator[bytes]:
        """The content piece by piece."""
        with self.open() as file:
            while chunk := file.read(CHUNK_BYTES):
                yield chunk


def open_evidence(path: Path, stack: ExitStack) -> Iterator[Member]:
    """Members of a file, folder or zip, in a stable order; zips inside are opened too, and closed with *stack*.

    Raises:
        InputError: the path does not exist or cannot be read, or a zip must be refused.
    """
    if not path.exists():
        raise InputError(f"{path}: no such file or folder")
    for file in _files(path) if path.is_dir() else (path,):
        yield from _Opener(stack).expand(file_member(file), 0)


def _files(folder: Path) -> list[Path]:
    """Every file below *folder*; a link that leaves it, or what is neither file nor folder, is refused."""

    def refuse(error: OSError) -> None:
        raise InputError(f"{error.filename}: the folder cannot be read ({error.strerror})") from error

    real = folder.resolve()
    found: list[Path] = []
    for where, folders, names in os.walk(folder, onerror=refuse):
        for entry in (Path(where, name) for name in (*folders, *names)):
            if entry.is_symlink() and not entry.resolve().is_relative_to(real):
                raise InputError(f"{entry}: a link that leaves the folder is not followed", hint=_LEAVE_OUT)
        found += [Path(where, name) for name in names]
    return sorted(found)


def file_member(file: Path) -> Member:
    """The file as a member.

    Raises:
        InputError: it cannot be read.
    """
    if not file.is_file():
        raise InputError(f"{file}: not a file that can be read")
    # A name that is not UTF-8, as old Unix tools leave it, could not be stored.
    path = os.fsencode(file).decode("utf-8", "replace")
    found = file.stat()
    changed = datetime.fromtimestamp(found.st_mtime, UTC)
    return Member(path, PurePath(path).name, found.st_size, lambda: _open(file), modified_at=changed)


def _open(file: Path) -> BinaryIO:
    """The file, opened by number: lxml uses a file's name as base URL, and fails on a name that is not UTF-8."""
    return os.fdopen(os.open(file, os.O_RDONLY | getattr(os, "O_BINARY", 0)), "rb")


class _Opener:
    """Opens one file of the evidence; the limits hold for all that is packed inside it, at any depth."""

    def __init__(self, stack: ExitStack) -> None:
        self._stack = stack
        self._members = 0
        self._nested_bytes = 0

    def expand(self, member: Member, nesting: int) -> Iterator[Member]:
        """*member* itself, or what it holds if it is a zip."""
        if not _is_zip(member):
            yield member
            return
        if nesting >= MAX_NESTING:
            raise InputError(f"{member.path}: zips are nested more than {MAX_NESTING} deep")
        try:
            archive = self._stack.enter_context(zipfile.ZipFile(self._stack.enter_context(member.open())))
        except UNREADABLE as error:
            yield attrs.evolve(member, open=_refusing(f"the zip is incomplete or damaged ({error})"))
            return
        infos = _admitted(archive, member)
        self._members += len(infos)
        if self._members > MAX_MEMBERS:
            raise InputError(f"{member.path}: {self._members:,} files are packed; at most {MAX_MEMBERS:,} are opened")
        for info in infos:
            yield from self.expand(self._zip_member(archive, info, member), nesting + 1)

    def _zip_member(self, archive: zipfile.ZipFile, info: zipfile.ZipInfo, outer: Member) -> Member:
        name = info.filename.replace("\\", "/")
        path = f"{outer.path}!{name}"

        def open_() -> BinaryIO:
            try:
                return archive.open(info)  # type: ignore[return-value]
            except UNREADABLE as error:
                raise InputError(f"{path}: cannot be unpacked ({error})") from error

        if not name.lower().endswith(".zip"):
            return Member(path, PurePosixPath(name).name, info.file_size, open_, outer, _modified_at(info))
        self._nested_bytes += info.file_size
        if self._nested_bytes > MAX_NESTED_BYTES:
            raise InputError(f"{path}: the zips inside hold more than {MAX_NESTED_BYTES // 1024**2} MiB", hint=_TRUST)
        content = _read_all(open_, path)
        return Member(path, PurePosixPath(name).name, len(content), lambda: io.BytesIO(content), outer)


def _modified_at(info: zipfile.ZipInfo) -> datetime | None:
    """The time of a packed file, which is local time without a zone; None if it is not a date."""
    try:
        return datetime(*info.date_time).astimezone(UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _refusing(reason: str) -> Callable[[], BinaryIO]:
    """Opens nothing: a zip that is damaged is one failed source, whatever else the evidence holds."""

    def open_() -> BinaryIO:
        raise InputError(reason)

    return open_


def _is_zip(member: Member) -> bool:
    """Whether the file is a zip; one that cannot be read is none, and the reading says why."""
    try:
        head = member.head(4)
    except UNREADABLE:
        return False
    return head == b"PK\x03\x04" or (member.size_bytes == 22 and head == b"PK\x05\x06")


def _admitted(archive: zipfile.ZipFile, member: Member) -> list[zipfile.ZipInfo]:
    infos = [info for info in archive.infolist() if not info.filename.endswith("/")]  # is_dir() fails on an empty name
    unpacked, packed = sum(info.file_size for info in infos), sum(info.compress_size for info in infos)
    if unpacked > MAX_TOTAL_BYTES:
        raise InputError(f"{member.path}: would unpack to more than {MAX_TOTAL_BYTES // 1024**3} GiB")
    for info in infos:
        name = PurePosixPath(info.filename.replace("\\", "/"))
        if name.is_absolute() or ".." in name.parts or info.filename[1:2] == ":":
            raise InputError(f"{member.path}: the name {info.filename!r} leaves the zip; the zip is refused")
        if info.flag_bits & 0x1:
            raise InputError(f"{member.path}: {info.filename!r} is encrypted", hint="Unpack it first")
        if _swells(info.file_size, info.compress_size):
            raise InputError(
                f"{member.path}: {info.filename!r} unpacks to more than {MAX_RATIO} times its size; the zip is refused",
                hint=_TRUST,
            )
    if _swells(unpacked, packed):
        raise InputError(
            f"{member.path}: unpacks to more than {MAX_RATIO} times its size; the zip is refused", hint=_TRUST
        )
    return sorted(infos, key=lambda info: info.filename)


def _swells(unpacked_bytes: int, packed_bytes: int) -> bool:
    return unpacked_bytes > MIN_SUSPECT_BYTES and unpacked_bytes > MAX_RATIO * max(packed_bytes, 1)


def _read_all(open_: Callable[[], BinaryIO], path: str) -> bytes:
    try:
        with open_() as file:
            return file.read(MAX_NESTED_BYTES)
    except UNREADABLE as error:
        raise InputError(f"{path}: cannot be unpacked ({error})") from error
