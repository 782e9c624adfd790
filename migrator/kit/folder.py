"""Writes the kit to a folder."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from ..errors import InputError
from ..files import write_files


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
        if foreign:
            raise InputError(
                f"{into}: {foreign[0]!r} is in this folder and is not a file of this kit",
                hint="Name a new or empty folder with --into",
            )
    except OSError as error:
        raise InputError(f"{into}: the kit cannot be written there ({error.strerror})") from error
    return write_files(into, kit_contents(files))
