"""Writes the kit to a folder."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

from ..errors import InputError
from ..files import differing, write_files
from .readme import README, written_hashes


def kit_contents(files: Mapping[str, str]) -> dict[str, bytes]:
    """The content of each file of a kit by its name."""
    return {name: text.encode("ascii") for name, text in files.items()}


def write_kit(files: Mapping[str, str], into: Path) -> tuple[Path, ...]:
    """The files written; a kit that is there already is replaced.

    Raises:
        InputError: *into* has other files, or cannot be written.
    """
    try:
        into.mkdir(parents=True, exist_ok=True)
        foreign = sorted(entry.name for entry in into.iterdir() if entry.name not in files or not entry.is_file())
    except OSError as error:
        raise InputError(f"{into}: the kit cannot be written there ({error.strerror})") from error
    if foreign:
        raise InputError(
            f"{into}: {foreign[0]!r} is in this folder and is not a file of this kit",
            hint="Name a new or empty folder with --into",
        )
    return write_files(into, kit_contents(files))


def edited(into: Path, contents: Mapping[str, bytes]) -> tuple[Path, ...]:
    """The files of *into* that would be changed and are not as a kit wrote them: its README lists their SHA-256."""
    readme = into / README
    hashes = written_hashes(readme.read_bytes().decode("ascii", "replace")) if readme.is_file() else {}
    return tuple(path for path in differing(into, contents) if not (hashes and _is_listed(path, hashes)))


def _is_listed(path: Path, hashes: Mapping[str, str]) -> bool:
    """Whether a file is as it was written; `written_hashes` gives none where the README itself is not."""
    return path.name == README or (
        path.is_file() and hashes.get(path.name) == hashlib.sha256(path.read_bytes()).hexdigest()
    )
