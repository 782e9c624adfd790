"""Files that this program writes, complete or not at all and for their owner only, and small ones that people name."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from .errors import InputError

#: how an SQLite database begins
SQLITE = b"SQLite format 3\0"


@contextmanager
def for_owner_only() -> Iterator[None]:
    """Files and folders that are made meanwhile can be read by their owner only; Windows has no such setting."""
    before = os.umask(0o077)
    try:
        yield
    finally:
        os.umask(before)


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A new file beside *path* that takes its place at the end, or leaves nothing and *path* as it was.

    A symbolic link stays one. What is not a file, such as /dev/stdout, is written to.

    Raises:
        InputError: it cannot be written.
    """
    path = Path(os.path.realpath(path)) if path.is_symlink() else path  # resolve() raises where links form a ring
    try:
        if path.exists() and not (path.is_file() or path.is_dir()):
            yield path
            return
        _refuse_unwritable(path)
        unfinished = path.with_name(f".migrator-{os.urandom(4).hex()}.part")
        try:
            yield unfinished
            unfinished.replace(path)
        finally:
            unfinished.unlink(missing_ok=True)
    except OSError as error:
        raise InputError(f"{path}: cannot be written ({error.strerror or error})") from error


def read_file(path: Path, *, most_bytes: int = 64 * 1024 * 1024) -> bytes:
    """The content of a file that a person named.

    Raises:
        OSError: it cannot be read.
        InputError: it has more than *most_bytes*, or is a pipe or a device, which perhaps never begins or never ends.
    """
    refuse_no_file(path)
    with path.open("rb") as file:
        content = file.read(most_bytes + 1)
    if len(content) > most_bytes:
        raise InputError(f"{path}: more than {most_bytes:,} bytes, which is not read", hint="Is this the right file?")
    return content


def refuse_no_file(path: Path) -> None:
    """Raise InputError if *path* is a pipe or a device: opening it may wait for ever, and reading it may never end."""
    if path.exists() and not (path.is_file() or path.is_dir()):
        raise InputError(f"{path}: not a file that can be read (a pipe or a device)", hint="Save it to a file first")


def is_database(path: Path) -> bool:
    """Whether *path* is an SQLite database, as a project is, or an embedded rgsconfig."""
    try:
        with path.open("rb") as file:
            return path.is_file() and file.read(len(SQLITE)) == SQLITE
    except OSError:
        return False


def write_file(path: Path, content: bytes) -> None:
    """Write *content* to *path*, all of it or nothing.

    Raises:
        InputError: it cannot be written.
    """
    with replacing(path) as unfinished:
        unfinished.write_bytes(content)


def write_files(folder: Path, contents: Mapping[str, bytes]) -> tuple[Path, ...]:
    """Write all files by their names into *folder*, which is made if it does not exist, or none; returns their paths.

    Raises:
        InputError: the folder cannot be made, or a file cannot be written.
    """
    is_new = not os.path.lexists(folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f"{folder}: the folder cannot be made ({error.strerror or error})") from error
    try:
        with ExitStack() as unfinished:
            for name, content in contents.items():
                unfinished.enter_context(replacing(folder / name)).write_bytes(content)
    except BaseException:
        if is_new:
            with suppress(OSError):
                folder.rmdir()
        raise
    return tuple(folder / name for name in contents)


def differing(folder: Path, contents: Mapping[str, bytes]) -> tuple[Path, ...]:
    """The files of *folder* that `write_files` would change: they exist with another content."""
    return tuple(folder / name for name, content in contents.items() if _differs(folder / name, content))


def _differs(path: Path, content: bytes) -> bool:
    if not os.path.lexists(path):
        return False
    try:
        return not path.is_file() or path.read_bytes() != content
    except OSError:
        return True


def _refuse_unwritable(path: Path) -> None:
    if path.is_symlink():
        raise InputError(f"{path}: cannot be written: a link that leads to itself", hint="Choose another name")
    if path.parent.is_file():
        raise InputError(f"{path}: cannot be written: {path.parent} is not a folder", hint="Choose another name")
    if not path.parent.is_dir():
        raise InputError(
            f"{path}: cannot be written: the folder {path.parent} does not exist",
            hint="Make it first, or choose another",
        )
    if path.is_dir():
        raise InputError(f"{path}: this is a folder", hint="Name the file, e.g. estate.xlsx")
    for lock in (path.with_name(f"~${path.name}"), path.with_name(f".~lock.{path.name}#")):
        if lock.exists():
            raise InputError(f"{path}: it is open in another program", hint=f"Close it (or delete {lock.name})")
    if is_database(path):
        raise InputError(f"{path}: this is a database, or a project, and is not replaced", hint="Choose another name")
    if path.exists():
        try:
            with path.open("r+b"):
                pass
        except OSError as error:
            raise InputError(f"{path}: cannot be written: open in another program, or write-protected") from error
