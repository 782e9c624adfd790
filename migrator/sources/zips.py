"""Opens zips as members that can be read more than once; nothing is ever unpacked to disk.

A zip or a member of it that could hurt (a name that leaves it, far too many members, content that grows a hundredfold)
is one source that cannot be read and says why; what lies beside it is read.
"""

from __future__ import annotations

import io
import zipfile
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import PurePosixPath
from typing import BinaryIO

import attrs

from ..errors import InputError
from ..estate import workflow_form
from ..estate.counting import counted
from .bundle import UNREADABLE, Member, refused
from .file_types import what_zip_is

MAX_MEMBERS = 20_000
MAX_RATIO = 100  # uncompressed : compressed, looked at only above MIN_SUSPECT_BYTES
MIN_SUSPECT_BYTES = 10 * 1024 * 1024
MAX_TOTAL_BYTES = 8 * 1024**3
MAX_NESTED_BYTES = 512 * 1024**2  # zips inside zips are held in memory
MAX_NESTING = 3
_UNPACK = "unpack it yourself and give the folder"
_TRUST = f"{_UNPACK}, if you trust it"
_LOCAL, _END = b"PK\x03\x04", b"PK\x05\x06"
_END_BYTES = 22
_ENCRYPTED = 0x1
#: the sheet of our workbook that comes back with results (reports/workbook.toml)
PORT_TESTS_SHEET = "Port tests"
#: sheets of workbooks of ours that are read back; other workbooks are opened as zips
OWN_SHEETS = (PORT_TESTS_SHEET, workflow_form.SHEET)
_MOST_OF_A_LIST_OF_SHEETS = 1024 * 1024


class ZipOpener:
    """Opens what one file of the evidence packs; the limits hold for all that is inside it, at any depth."""

    def __init__(self, stack: ExitStack) -> None:
        self._stack = stack
        self._members = 0
        self._nested_bytes = 0

    def expand(self, member: Member, nesting: int = 0) -> Iterator[Member]:
        """*member* itself, or what it holds if it is a zip, and what of that cannot be read."""
        if not _is_zip(member):
            yield member
            return
        if nesting >= MAX_NESTING:
            yield refused(member, f"zips are nested more than {MAX_NESTING} deep; {_UNPACK}")
            return
        try:
            opened = self._stack.enter_context(self._in_memory(member) if member.outer else member.open())
            archive = self._stack.enter_context(zipfile.ZipFile(opened))
            beside = _beside(archive, opened)
        except InputError as error:
            yield refused(member, error.message)
            return
        except UNREADABLE as error:
            yield refused(member, f"the zip is incomplete or damaged ({error}); copy it again, or {_UNPACK}")
            return
        if any(_has_sheet(archive, name) for name in OWN_SHEETS):
            yield member
            return
        yield from self._members_of(archive, member, nesting)
        if beside:
            yield refused(attrs.evolve(member, path=f"{member.path} (outside its members)"), beside)

    def _in_memory(self, member: Member) -> BinaryIO:
        """A zip that is packed in another, unpacked: a zip is not read from front to back."""
        self._nested_bytes += member.size_bytes
        if self._nested_bytes > MAX_NESTED_BYTES:
            raise InputError(f"the zips inside hold more than {MAX_NESTED_BYTES // 1024**2} MiB; {_TRUST}")
        with member.open() as file:
            return io.BytesIO(file.read(member.size_bytes))

    def _members_of(self, archive: zipfile.ZipFile, outer: Member, nesting: int) -> Iterator[Member]:
        infos = sorted(
            # is_dir() fails on an empty name; what is named like a folder and holds data is a file all the same
            (info for info in archive.infolist() if not info.filename.endswith("/") or info.file_size),
            key=lambda info: info.filename,
        )
        if reason := self._why_refused(infos):
            yield refused(outer, reason)
            return
        seen: Counter[str] = Counter()
        for info in infos:
            name = info.filename.replace("\\", "/")
            seen[name] += 1
            again = f" (number {seen[name]} of this name)" if seen[name] > 1 else ""
            member = _packed(archive, info, outer, f"{outer.path}!{name}{again}")
            if reason := _why_member_refused(info, name):
                yield refused(member, reason)
            else:
                yield from self.expand(member, nesting + 1)

    def _why_refused(self, infos: Sequence[zipfile.ZipInfo]) -> str:
        """Why none of the members is read; "" if they are."""
        if not infos:
            return "the zip is empty; copy it again, or take it out"
        if known := what_zip_is([info.filename for info in infos]):
            return f"it is {known[0]}; {known[1]}"
        if infos and all(info.flag_bits & _ENCRYPTED for info in infos):
            return f"the zip is protected by a password; {_UNPACK}"
        self._members += len(infos)
        if self._members > MAX_MEMBERS:
            packed_files = counted(self._members, "file is", "files are")
            return f"{packed_files} packed, and at most {MAX_MEMBERS:,} are opened; {_UNPACK}"
        honest = [info for info in infos if not _swells(info.file_size, info.compress_size)]
        unpacked, packed = sum(info.file_size for info in honest), sum(info.compress_size for info in honest)
        if unpacked > MAX_TOTAL_BYTES:
            return f"it would unpack to more than {MAX_TOTAL_BYTES // 1024**3} GiB; {_UNPACK}"
        if _swells(unpacked, packed):
            return f"it unpacks to more than {MAX_RATIO} times its size; {_TRUST}"
        return ""


def is_workbook_with(member: Member, head: bytes, sheet: str) -> bool:
    """Whether a file, which begins with *head*, is an Excel workbook with a sheet of that name."""
    if not head.startswith(_LOCAL):
        return False
    with member.open() as file:
        try:
            with zipfile.ZipFile(file) as archive:
                return _has_sheet(archive, sheet)
        except (zipfile.BadZipFile, OSError, ValueError):
            return False


def _has_sheet(archive: zipfile.ZipFile, sheet: str) -> bool:
    try:
        info = archive.getinfo("xl/workbook.xml")
        if info.file_size > _MOST_OF_A_LIST_OF_SHEETS:
            return False
        return f'name="{sheet}"'.encode() in archive.read(info)
    except (KeyError, RuntimeError, *UNREADABLE):
        return False


def _packed(archive: zipfile.ZipFile, info: zipfile.ZipInfo, outer: Member, path: str) -> Member:
    def open_() -> BinaryIO:
        try:
            return archive.open(info)  # type: ignore[return-value]
        except (*UNREADABLE, RuntimeError) as error:  # RuntimeError: encrypted, which only the member's own header says
            raise InputError(f"it cannot be unpacked ({error}); copy the zip again, or {_UNPACK}") from error

    name = PurePosixPath(info.filename.replace("\\", "/")).name
    return Member(path, name, info.file_size, open_, outer, _modified_at(info))


def _modified_at(info: zipfile.ZipInfo) -> datetime | None:
    """The time of a packed file, which is local time without a zone; None if it is not a date."""
    try:
        return datetime(*info.date_time).astimezone(UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _why_member_refused(info: zipfile.ZipInfo, name: str) -> str:
    """Why a member is not read; "" if it is."""
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or name[1:2] == ":":
        return f"its name leaves the zip; {_TRUST}"
    if name.endswith("/"):
        return f"it is named like a folder, but holds {info.file_size:,} bytes; {_UNPACK}"
    if info.flag_bits & _ENCRYPTED:
        return f"it is protected by a password (encrypted); {_UNPACK}"
    if _swells(info.file_size, info.compress_size):
        return f"it unpacks to more than {MAX_RATIO} times its size; {_TRUST}"
    return ""


def _is_zip(member: Member) -> bool:
    """Whether the file is a zip; for one that cannot be read, the reading says why."""
    try:
        head = member.head(4)
    except (InputError, *UNREADABLE):
        return False
    return head == _LOCAL or (member.size_bytes == _END_BYTES and head == _END)


def _beside(archive: zipfile.ZipFile, opened: BinaryIO) -> str:
    """What the file holds before or after the zip that was opened, if that looks like another zip; "" if nothing.

    The directory that is found is the last one of the file: of two zips in one file, it names the members of one.
    """
    first = min((info.header_offset for info in archive.infolist()), default=archive.start_dir)
    after = opened.seek(0, io.SEEK_END) - archive.start_dir
    opened.seek(archive.start_dir)
    tail = opened.read(min(after, 64 * 1024**2))
    end = tail.rfind(_END)
    comment = int.from_bytes(tail[end + 20 : end + _END_BYTES], "little")
    behind = tail[end + _END_BYTES + comment :] if end >= 0 else b""
    opened.seek(0)
    if first and opened.read(4) == _LOCAL:
        return f"another zip stands in its first {first:,} bytes; copy each zip into a file of its own, or {_UNPACK}"
    if _LOCAL in behind:
        return f"another zip begins in its last {len(behind):,} bytes; copy each zip into a file of its own"
    return ""


def _swells(unpacked_bytes: int, packed_bytes: int) -> bool:
    return unpacked_bytes > MIN_SUSPECT_BYTES and unpacked_bytes > MAX_RATIO * max(packed_bytes, 1)
