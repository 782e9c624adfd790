"""Reads evidence into a snapshot, and compares the ways in which it was collected."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from ..estate.provenance import Progress, Snapshot

if TYPE_CHECKING:
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


def reconciliation(project: str, snapshot: Snapshot) -> tuple[Reconciled, ...]:
    """Kinds that were collected in several ways, and where the ways differ; none where there is one way."""
    from ..estate.reconciliation import reconcile
    from ..store.project import open_project

    if len({report.format for report in snapshot.sources if report.read}) < 2:
        return ()
    estate = open_project(project).estate(snapshot.name)
    return tuple(one for one in reconcile(estate, snapshot.sources) if len(one.counts) > 1)
