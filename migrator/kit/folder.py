"""Writes the kit to a folder."""

from __future__ import annotations

from pathlib import Path

from ..errors import InputError


def write_kit(files: dict[str, str], into: Path) -> tuple[Path, ...]:
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
        written = []
        for name, text in files.items():
            path = into / name
            path.write_bytes(text.encode("ascii"))
            written.append(path)
    except OSError as error:
        raise InputError(f"{into}: the kit cannot be written there ({error.strerror})") from error
    return tuple(written)
