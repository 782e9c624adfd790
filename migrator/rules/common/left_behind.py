"""What is left on a pool that will be removed (L10-CPS-001, L10-UNA-001)."""

from __future__ import annotations

from collections.abc import Iterator

from ...estate.estate import Estate
from ...estate.kinds import Item
from ...estate.topology import Pool
from ...estate.voice import CallParkOrbit, UnassignedNumber
from ..checks.r2_um import left_on
from ..checks.r2_um import pool_named as pool_named  # noqa: PLC0414 - gateways.py takes it from here
from ..engine.check import Check, FindIn
from ..engine.model import LYNC2010, Context, Grade, Hit, Severity


def _orbits(estate: Estate, context: Context, product: str) -> Iterator[Hit]:
    """A range of call park orbits belongs to the Call Park service of a pool that will be removed.

    Why it matters: calls can no longer be parked once the service is gone.

    When it is wrong: Call Park is given up.
    """
    yield from left_on(estate, context, product, CallParkOrbit, "call_park_service")


def _unassigned(estate: Estate, context: Context, product: str) -> Iterator[Hit]:
    """A range of unassigned numbers uses the announcement service of a pool that will be removed.

    Why it matters: callers of unassigned numbers hear nothing once the service is gone, and no page of the
    migration guide moves announcements or their audio files.

    When it is wrong: the range is given up.
    """
    yield from left_on(estate, context, product, UnassignedNumber, "announcement_service")


def _check(
    find: FindIn,
    cls: type[Item],
    title: str,
    message: str,
    effect: str,
    remediation: str,
    *,
    minutes: int,
    grade: Grade = Grade.DOCUMENTED,
    references: tuple[str, ...] = ("l13-decommission-2010", "l13-post-tasks-2010"),
    basis: str = "",
) -> Check:
    """A check of this family: an error about objects that stay behind."""
    return Check(
        title=title,
        severity=Severity.ERROR,
        grade=grade,
        message=message,
        effect=effect,
        remediation=remediation,
        references=references,
        basis=basis,
        find=find,
        needs=(cls, Pool),
        answers=("pools_to_remove",),
        minutes=minutes,
    )


ORBITS = _check(
    _orbits,
    CallParkOrbit,
    "Call park orbits on a pool that goes",
    "call park orbit {item!r} is on {pool}, which will be removed",
    "Calls can no longer be parked.",
    "Set-CsCallParkOrbit -Identity NAME -CallParkService NEW.",
    minutes=10,
).rule("L10-CPS-001", LYNC2010, blocks="8 Remove")
UNASSIGNED = _check(
    _unassigned,
    UnassignedNumber,
    "Announcement of unassigned numbers on a pool that goes",
    "unassigned number range {item!r} is on {pool}, which will be removed",
    "Callers of the range hear no announcement.",
    "Create the announcement and its audio on the new pool (New-CsAnnouncement), then Set-CsUnassignedNumber "
    "-Identity NAME -AnnouncementService NEW -AnnouncementName NAME.",
    grade=Grade.INFERRED,
    minutes=30,
).rule("L10-UNA-001", LYNC2010, blocks="8 Remove")
