"""Opens evidence: a file, a folder or a zip, as members that can be read more than once.

Nothing is ever unpacked to disk. A zip that could hurt (paths that leave it, far too many members, a member that
swells a hundredfold) is refused whole, by name.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path, PurePosixPath
from typing import BinaryIO

import attrs

from ..errors import InputError

MAX_MEMBERS = 20_000
MAX_RATIO = 100  # uncompressed : compressed, looked at only above MIN_SUSPECT_BYTES
MIN_SUSPECT_BYTES = 10 * 1024 * 1024
MAX_TOTAL_BYTES = 8 * 1024**3
MAX_NESTED_BYTES = 1024**3
MAX_NESTING = 3
CHUNK_BYTES = 256 * 1024


@attrs.frozen
class Member:
    """One file of the evidence.

    Attributes:
        path: how a person finds it; members of archives as ``archive.zip!folder/member``.
        name: file name without folders.
        open: opens it for reading, each time from the start.
    """

    path: str
    name: str
    size_bytes: int
    open: Callable[[], BinaryIO]

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
    if path.is_dir():
        for file in sorted(p for p in path.rglob("*") if p.is_file()):
            if not file.resolve().is_relative_to(path.resolve()):
                raise InputError(f"{file}: a link that leaves the folder is not followed")
            yield from _expand(_file_member(file), 0, stack)
    else:
        yield from _expand(_file_member(path), 0, stack)


def _file_member(file: Path) -> Member:
    try:
        size = file.stat().st_size
        with file.open("rb"):
            pass
    except OSError as error:
        raise InputError(f"{file}: cannot be read ({error.strerror})") from error
    return Member(str(file), file.name, size, lambda: file.open("rb"))


def _expand(member: Member, nesting: int, stack: ExitStack) -> Iterator[Member]:
    if member.head(4) != b"PK\x03\x04" and not (member.size_bytes == 22 and member.head(4) == b"PK\x05\x06"):
        yield member
        return
    if nesting >= MAX_NESTING:
        raise InputError(f"{member.path}: zips are nested more than {MAX_NESTING} deep")
    try:
        archive = stack.enter_context(zipfile.ZipFile(stack.enter_context(member.open())))
    except (zipfile.BadZipFile, OSError) as error:
        raise InputError(f"{member.path}: not a whole zip ({error})") from error
    for info in _admitted(archive, member):
        yield from _expand(_zip_member(archive, info, member), nesting + 1, stack)


def _admitted(archive: zipfile.ZipFile, member: Member) -> list[zipfile.ZipInfo]:
    infos = [info for info in archive.infolist() if not info.is_dir()]
    if len(infos) > MAX_MEMBERS:
        raise InputError(f"{member.path}: holds {len(infos):,} files; at most {MAX_MEMBERS:,} are opened")
    if sum(info.file_size for info in infos) > MAX_TOTAL_BYTES:
        raise InputError(f"{member.path}: would unpack to more than {MAX_TOTAL_BYTES // 1024**3} GiB")
    for info in infos:
        name = PurePosixPath(info.filename.replace("\\", "/"))
        if name.is_absolute() or ".." in name.parts or (name.parts and name.parts[0].endswith(":")):
            raise InputError(f"{member.path}: the name {info.filename!r} leaves the zip; the zip is refused")
        if info.flag_bits & 0x1:
            raise InputError(f"{member.path}: {info.filename!r} is encrypted", hint="unpack it first")
        if info.file_size > MIN_SUSPECT_BYTES and info.file_size > MAX_RATIO * max(info.compress_size, 1):
            raise InputError(
                f"{member.path}: {info.filename!r} swells more than {MAX_RATIO}-fold; the zip is refused",
                hint="unpack it yourself and give the folder, if you trust it",
            )
    return sorted(infos, key=lambda info: info.filename)


def _zip_member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, outer: Member) -> Member:
    name = info.filename.replace("\\", "/")
    path = f"{outer.path}!{name}"

    def open_() -> BinaryIO:
        try:
            return archive.open(info)  # type: ignore[return-value]
        except (zipfile.BadZipFile, NotImplementedError, OSError) as error:
            raise InputError(f"{path}: cannot be unpacked ({error})") from error

    if name.lower().endswith(".zip") and info.file_size <= MAX_NESTED_BYTES:
        content = _read_all(open_, path)
        return Member(path, PurePosixPath(name).name, len(content), lambda: io.BytesIO(content))
    return Member(path, PurePosixPath(name).name, info.file_size, open_)


def _read_all(open_: Callable[[], BinaryIO], path: str) -> bytes:
    try:
        with open_() as file:
            return file.read(MAX_NESTED_BYTES)
    except (zipfile.BadZipFile, OSError, EOFError) as error:
        raise InputError(f"{path}: cannot be unpacked ({error})") from error
