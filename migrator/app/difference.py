"""What changed between two snapshots."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import InputError
from ..files import read_file

if TYPE_CHECKING:
    from ..estate.difference import EstateDifference
    from ..estate.kinds import Item


def compare_snapshots(
    project: str, before: str, after: str, *, kinds: Sequence[str], ignored: Sequence[str]
) -> EstateDifference:
    """What changed from one snapshot to another.

    Args:
        kinds: names of kinds as `show` takes them; all but evidence where empty.
        ignored: kinds, or fields as ``user.pool``.

    Raises:
        InputError: no such snapshot, kind or field.
    """
    from ..estate.difference import difference
    from ..store.project import open_project

    opened = open_project(project)
    return difference(
        opened.estate(before),
        opened.estate(after),
        kinds=kinds_compared(kinds),
        ignored={_checked(name) for name in ignored},
    )


def kinds_compared(names: Sequence[str]) -> set[str]:
    """The kinds of these names; all but evidence where there are none.

    Raises:
        InputError: no such kind.
    """
    from ..estate.difference import compared

    return {_kind("--kind", name).kind for name in names} or compared()


def ignored_in(path: Path) -> tuple[str, ...]:
    """The kinds and fields of an ignore list: one a line, # begins a comment.

    Raises:
        InputError: the file cannot be read as text.
    """
    try:
        lines = read_file(path).decode("utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: the ignore list cannot be read as UTF-8 text ({error})") from error
    return tuple(filter(None, (line.partition("#")[0].strip() for line in lines)))


def write_difference(
    project: str, found: EstateDifference, before: str, after: str, output: Path, *, labelled: bool, now: datetime
) -> None:
    """Write what changed as a workbook.

    Args:
        labelled: whether people stand there as labels that the project keeps.

    Raises:
        InputError: no such snapshot, or the file cannot be written.
    """
    from .. import __version__
    from ..documents.people import People
    from ..documents.workbook.difference_book import DifferenceBook, Shown, export_difference
    from ..store.project import open_project

    opened = open_project(project)
    sides = [People(opened.estate(name), opened.person_numbers) for name in (before, after)] if labelled else []
    made = DifferenceBook(before=before, after=after, made_at=now, version=__version__)
    export_difference(output, found, made, Shown(sides))


def _kind(option: str, name: str) -> type[Item]:
    """The kind of that name.

    Raises:
        InputError: there is none.
    """
    from ..estate.catalogue import find_kind

    if cls := find_kind(name):
        return cls
    raise InputError(f"{option}: there is no kind {name!r}", hint="`migrator show` lists the kinds")


def _checked(name: str) -> str:
    """The kind or field that a text names.

    Raises:
        InputError: there is none.
    """
    from ..estate.kinds import fields_of

    kind, _, field = name.partition(".")
    cls = _kind("--ignore", kind)
    if not field:
        return cls.kind
    if field not in (names := [each.name for each in fields_of(cls)]):
        raise InputError(f"--ignore: {cls.kind} has no field {field!r}", hint=f"One of: {', '.join(names)}")
    return f"{cls.kind}.{field}"
