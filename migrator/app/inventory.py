"""Reads evidence into a snapshot, and compares the ways in which it was collected."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import attrs

from ..estate.provenance import Progress, Snapshot

if TYPE_CHECKING:
    from ..estate.conflicts import Conflict
    from ..estate.reconciliation import Reconciled
    from ..sources.databases.live import LiveDatabase


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
            name or now.strftime("%Y-%m-%d %H:%M:%S"), now, reading.items(), lambda: reading.reports, reading.date
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
