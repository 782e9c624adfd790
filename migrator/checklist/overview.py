"""Where the work on a checklist stands: progress by phase, and who owns what."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import attrs

from ..rules.engine.phases import Phase
from .work import WorkStep, counts


@attrs.frozen(kw_only=True)
class PhaseProgress:
    """Progress of a phase; steps that are optional do not count.

    Attributes:
        minutes_left: estimated work of the steps that are not done.
        planned_start: the earliest planned begin of a step, as UTC; None where no step has one.
        planned_end: the latest planned end.
    """

    phase: Phase
    steps: int
    done: int
    late: int
    minutes_left: int
    planned_start: datetime | None
    planned_end: datetime | None


@attrs.frozen(kw_only=True)
class OwnerWork:
    """What one person owns.

    Attributes:
        owner: "" stands for steps that nobody owns.
        left: how many steps are not done.
        following: the first step that can be done now; None where all wait for others.
    """

    owner: str
    left: int
    late: int
    following: WorkStep | None


def progress(steps: Iterable[WorkStep]) -> tuple[PhaseProgress, ...]:
    """Each phase of the plan, in its order."""
    by_phase: dict[Phase, list[WorkStep]] = {}
    for step in steps:
        if step.phase:
            of_phase = by_phase.setdefault(step.phase, [])
            if counts(step):
                of_phase.append(step)
    return tuple(_progress(phase, counting) for phase, counting in by_phase.items())


def _progress(phase: Phase, steps: list[WorkStep]) -> PhaseProgress:
    left = [step for step in steps if not step.is_done]
    starts = [step.decision.planned_start for step in steps if step.decision.planned_start]
    ends = [end for step in steps if (end := step.decision.planned_end or step.decision.planned_start)]
    return PhaseProgress(
        phase=phase,
        steps=len(steps),
        done=len(steps) - len(left),
        late=sum(step.is_late for step in steps),
        minutes_left=sum(step.planned.minutes for step in left if step.planned),
        planned_start=min(starts, default=None),
        planned_end=max(ends, default=None),
    )


def owners(steps: Iterable[WorkStep]) -> tuple[OwnerWork, ...]:
    """Each owner of a step that is not done, the one with the most first; last, what nobody owns."""
    by_owner: dict[str, list[WorkStep]] = {}
    for step in steps:
        if counts(step) and not step.is_done:
            by_owner.setdefault(step.decision.owner, []).append(step)
    found = [
        OwnerWork(
            owner=owner,
            left=len(own),
            late=sum(step.is_late for step in own),
            following=next((step for step in own if not step.blocked_by), None),
        )
        for owner, own in by_owner.items()
    ]
    return tuple(sorted(found, key=lambda each: (not each.owner, -each.left, each.owner)))
