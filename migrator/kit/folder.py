"""Writes the kit to a folder."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

from ..errors import InputError
from ..files import write_files
from .readme import README, written_hashes


def kit_contents(files: Mapping[str, str]) -> dict[str, bytes]:
    """The content of each file of a kit by its name."""
    return {name: text.encode("ascii") for name, text in files.items()}


def write_kit(files: Mapping[str, str], into: Path) -> tuple[Path, ...]:
    """The files written; a kit that is there already is replaced, if nobody changed it since it was written.

    Raises:
        InputError: *into* has other files, or a file of a kit that was changed, or cannot be written.
    """
    contents = kit_contents(files)
    refuse_changed(contents, into)
    return write_files(into, contents)


def refuse_changed(contents: Mapping[str, bytes], into: Path) -> None:
    """Refuse a folder that has files of somebody else, or files of a kit that somebody changed.

    Raises:
        InputError: it has, or it cannot be made.
    """
    try:
        into.mkdir(parents=True, exist_ok=True)
        foreign = sorted(entry.name for entry in into.iterdir() if entry.name not in contents or not entry.is_file())
        changed = "" if foreign else _changed(contents, into)
    except OSError as error:
        raise InputError(f"{into}: the kit cannot be written there ({error.strerror})") from error
    if foreign:
        raise InputError(
            f"{into}: {foreign[0]!r} is in this folder and is not a file of this kit",
            hint="Name a new or empty folder with --into",
        )
    if changed:
        raise InputError(
            f"{into / changed}: it was changed since a kit was written there, so nothing was written",
            hint="Name a new folder with --into; compare the two before one of them goes to a server",
        )


def _changed(contents: Mapping[str, bytes], into: Path) -> str:
    """The first file in *into* that is neither as it will be written nor as the README there says; "" if none."""
    readme = into / README
    hashes = written_hashes(readme.read_bytes().decode("ascii", "replace")) if readme.exists() else {}
    for name, content in contents.items():
        path = into / name
        if not path.exists() or (found := path.read_bytes()) == content:
            continue
        if name == README:
            if not hashes:
                return name
        elif hashes.get(name) != hashlib.sha256(found).hexdigest():
            return name
    return ""
