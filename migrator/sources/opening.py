"""Finds the files of the evidence: files, folders and what zips hold, each file once.

What cannot be read (a link that leaves its folder, a locked folder, a pipe) is a member of its own that says why.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path, PurePath

import attrs

from ..errors import InputError
from .bundle import Member, file_member, refusing, shown_path
from .zips import ZipOpener


def open_evidence(paths: Sequence[Path], stack: ExitStack) -> Iterator[Member]:
    """Members of files, folders and zips, in a stable order; zips inside are opened too, and closed with *stack*.

    A file that is named twice, also by a link or in a folder that is given too, is found once; its note says so.

    Raises:
        InputError: a path does not exist.
    """
    for path in paths:
        if not (path.exists() or path.is_symlink()):
            raise InputError(f"{path}: no such file or folder")
    found: dict[str, Member] = {}
    again: dict[str, list[str]] = {}
    for path in paths:
        empty = _unopened(path, "the folder is empty; copy the evidence again, or take it out")
        for file, member in _files(path) or [(path, empty)]:
            real = os.path.normcase(os.path.realpath(file))
            if real in found:
                again.setdefault(real, []).append(shown_path(file))
            else:
                found[real] = member
    for real, member in found.items():
        yield from _noted(ZipOpener(stack).expand(member), again.get(real, []))


def _noted(members: Iterator[Member], others: Sequence[str]) -> Iterator[Member]:
    """The members of one file; the first one says by which other names the file was given."""
    for number, member in enumerate(members):
        names = ", ".join(sorted({name for name in others if name != member.path}))
        note = f"it was given more than once{f' (also as {names})' if names else ''}, and read once" if others else ""
        yield attrs.evolve(member, note=note) if number == 0 else member


def _files(path: Path) -> list[tuple[Path, Member]]:
    """The file itself, or each file below the folder, with what cannot be read, in the order of their names."""
    if not path.is_dir():
        return [(path, _file(path))]
    real = path.resolve()
    locked: list[OSError] = []
    found: dict[Path, Member] = {}
    for where, folders, names in os.walk(path, onerror=locked.append):
        for entry in (Path(where, name) for name in (*folders, *names)):
            # realpath, because resolve() raises where links form a ring
            if entry.is_symlink() and not Path(os.path.realpath(entry)).is_relative_to(real):
                leads = "a link that leaves the folder, and is not followed; give what it leads to by its own name"
                found[entry] = _unopened(entry, leads)
            elif entry.name in names:
                found[entry] = _file(entry)
    for error in locked:
        folder = Path(error.filename)
        advice = "run migrator as a user who may read it, or take it out"
        found[folder] = _unopened(folder, f"the folder cannot be read ({error.strerror}); {advice}")
    return sorted(found.items(), key=lambda pair: pair[0])


def _file(file: Path) -> Member:
    try:
        return file_member(file)
    except (InputError, OSError) as error:
        if file.is_symlink():
            return _unopened(file, f"a link to nothing ({shown_path(file.readlink())}); take it out")
        why = error.strerror if isinstance(error, OSError) else "a pipe or a device"
        return _unopened(file, f"not a file that can be read ({why}); take it out")


def _unopened(path: Path, reason: str) -> Member:
    """A member for what is not looked into, for that reason."""
    shown = shown_path(path)
    return Member(shown, PurePath(shown).name, 0, refusing(reason))
