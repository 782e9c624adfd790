"""Reads evidence into a snapshot, and compares the ways in which it was collected."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import attrs

from ..errors import InputError
from ..estate.accounting import worst_first
from ..estate.catalogue import KINDS
from ..estate.counting import in_sentence
from ..estate.missing import reason_of
from ..estate.provenance import Progress, Snapshot

if TYPE_CHECKING:
    from ..estate.conflicts import Conflict
    from ..estate.kinds import Item
    from ..estate.reconciliation import Reconciled
    from ..sources.databases.live import LiveDatabase
    from ..sources.reading import Reading


def take_inventory(
    project: str,
    sources: Sequence[Path],
    *,
    name: str | None,
    now: datetime,
    progress: Progress | None = None,
    databases: Sequence[LiveDatabase] = (),
    prefer: str = "newest",
    merge_forests: bool = False,
) -> Snapshot:
    """Read evidence into a new snapshot of *project*, which is made where there is none.

    Args:
        prefer: which value is kept if two collections differ: ``newest``, or how the preferred source begins.
        merge_forests: evidence of several estates is read as that of one, instead of refused.

    Raises:
        InputError: the evidence is refused, or the name is taken; the project is unchanged.
        TargetError: a database cannot be reached, or answers with an error; the project is unchanged.
    """
    from ..sources.reading import Reading
    from ..store.connecting import files_of
    from ..store.project import discard_if_new, open_project

    reading = Reading(
        sources,
        progress=progress,
        skip=files_of(project),
        databases=databases,
        prefer=prefer,
        merge_forests=merge_forests,
    )
    with discard_if_new(project):
        return open_project(project, create=True).save_snapshot(
            name or now.strftime("%Y-%m-%d %H:%M:%S"), now, _objects(reading), lambda: reading.reports, reading.date
        )


def _objects(reading: Reading) -> Iterator[Item]:
    """What is read; evidence that is of no object is refused, rather than kept as a snapshot of nothing."""
    is_empty = True
    for item in reading.items():
        is_empty = False
        yield item
    if not is_empty:
        return
    if lost := worst_first(reading.reports):
        raise InputError(
            f"{lost[0].path}: {reason_of(lost[0])}: a snapshot without objects is not kept",
            hint="Collect it again, and read it together with the rest of the evidence",
        )
    kinds = dict.fromkeys(kind for report in reading.reports for kind in report.collected)
    none = ", ".join(in_sentence(KINDS[kind].label) for kind in kinds)
    raise InputError(
        f"the evidence shows that there are no {none}, and nothing else: a snapshot without objects is not kept",
        hint="Read it together with the rest of the evidence",
    )


@attrs.frozen(kw_only=True)
class ComparedSources:
    """What the sources of a snapshot say differently.

    Attributes:
        ways: kinds that were collected in several ways, and where the ways differ.
        conflicts: values on which collections of different times disagree.
    """

    ways: tuple[Reconciled, ...] = ()
    conflicts: tuple[Conflict, ...] = ()


def compare_sources(project: str, snapshot: Snapshot) -> ComparedSources:
    """What the sources of a snapshot say differently; nothing where there is one way and one collection."""
    from ..estate.conflicts import conflicts
    from ..estate.reconciliation import reconcile
    from ..store.project import open_project

    read = [report for report in snapshot.sources if report.read or report.collected]
    if len({report.format for report in read}) < 2 and len({report.collection_at for report in read}) < 2:
        return ComparedSources()
    estate = open_project(project).estate(snapshot.name)
    ways = tuple(one for one in reconcile(estate, snapshot.sources) if len(one.counts) > 1)
    return ComparedSources(ways=ways, conflicts=tuple(conflicts(estate)))
