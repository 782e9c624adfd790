"""What changed between two snapshots."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ..errors import InputError

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
        kinds={_kind("--kind", name).kind for name in kinds},
        ignored={_checked(name) for name in ignored},
    )


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
