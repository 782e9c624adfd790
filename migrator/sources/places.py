"""What the files of some evidence are called where their place counts: as short as it tells them apart."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path, PurePath

from .bundle import Member


def place_names(members: Sequence[Member], roots: Sequence[Path]) -> Mapping[str, str]:
    """Path of each file -> its path inside the source that was given, ``edge13/netstat.txt``.

    A file directly in a source is named with that source. Where two folders would have one name, paths are not cut.
    """
    starts = sorted((str(root) for root in roots), key=len, reverse=True)
    short = {member.path: _inside(member.path, starts) for member in members}
    folders: dict[str, set[str]] = defaultdict(set)
    for path, name in short.items():
        folders[_folder(name)].add(_folder(path))
    return {path: name if len(folders[_folder(name)]) == 1 else path for path, name in short.items()}


def _inside(path: str, starts: Sequence[str]) -> str:
    start = next((start for start in starts if path.startswith(start)), "")
    rest = path[len(start) :].lstrip("/\\!")
    if not rest:  # the source is this file
        return f"{PurePath(path).parent.name}/{PurePath(path).name}"
    return rest if _folder(rest) else f"{PurePath(start).name}/{rest}"


def _folder(path: str) -> str:
    return path[: max(path.rfind("/"), path.rfind("\\"), path.rfind("!")) + 1]
