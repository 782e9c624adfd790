"""Response groups before and after the move, and what the move will do to them."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import attrs

from ..errors import InputError
from ..estate.estate import Estate
from ..estate.missing import of_areas
from ..estate.provenance import Snapshot, SourceReport
from ..estate.topology import Pool
from ..estate.users import User
from .prediction import PredictionRequest, run_prediction

if TYPE_CHECKING:
    from ..response_groups.comparison import ResponseGroupComparison
    from ..response_groups.move import Move
    from ..store.project import Project


#: kinds that flows, comparisons and scripts of response groups read
KINDS_READ = of_areas("Response groups") | {User.kind, Pool.kind}


def snapshots_named(project: str, *sides: str) -> tuple[Snapshot, ...]:
    """The snapshots that the sides of a comparison mean, each once."""
    from ..store.project import open_project

    opened = open_project(project)
    return tuple({one.name: one for one in (opened.snapshot(_named(opened, side)[0]) for side in sides)}.values())


def compare_rgs(project: str, legacy: str, migrated: str) -> ResponseGroupComparison:
    """Response groups of one side against their copies on the other.

    Each side is a snapshot by name, or a pool of the newest snapshot by its FQDN.

    Raises:
        InputError: neither a snapshot nor a pool of that name.
    """
    from ..response_groups.comparison import compare_response_groups
    from ..response_groups.counts import count_by_way
    from ..store.project import open_project

    opened = open_project(project)
    before, reports_before = _side(opened, legacy, migrated=False)
    after, reports_after = _side(opened, migrated, migrated=True)
    counts = (
        *count_by_way("legacy", before, reports_before),
        *count_by_way("migrated", after, reports_after),
    )
    return attrs.evolve(compare_response_groups(before, after), counts=counts)


def predict_rgs_move(project: str, legacy: str, *, now: datetime) -> Move:
    """What the move will do to the response groups of a snapshot, or of a pool of the newest snapshot.

    Raises:
        InputError: neither a snapshot nor a pool of that name, or no legacy response group in it.
    """
    from ..response_groups.move import predict_move
    from ..store.project import open_project

    snapshot, pool = _named(open_project(project), legacy)
    assessment = run_prediction(project, PredictionRequest(snapshot=snapshot), now=now)
    move = predict_move(assessment.estate, assessment.prediction, pool=pool)
    if not move.objects:
        raise InputError(
            f"{legacy}: it holds no response group of OCS 2007 R2 or Lync 2010",
            hint="`migrator show workflow` lists what the newest snapshot has",
        )
    return move


def _side(opened: Project, name: str, *, migrated: bool) -> tuple[Estate, tuple[SourceReport, ...]]:
    from ..response_groups.comparison import part_of

    snapshot, pool = _named(opened, name)
    return part_of(opened.estate(snapshot), pool=pool, migrated=migrated), opened.snapshot(snapshot).sources


def _named(opened: Project, name: str) -> tuple[str | None, str | None]:
    """(snapshot, pool) that *name* means: a snapshot, else a pool of the newest one."""
    if name in {snapshot.name for snapshot in opened.snapshots()}:
        return name, None
    if opened.estate().find("pool", name) is None:
        raise InputError(
            f"{name}: neither a snapshot nor a pool of the newest snapshot",
            hint="`migrator snapshots` and `migrator show pool` list them",
        )
    return None, name
