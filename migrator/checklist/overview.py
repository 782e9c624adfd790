"""Where the work on a checklist stands: progress by phase, and who owns what."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import attrs

from ..rules.engine.phases import Phase
from .journal import JournalEntry, JournalKind
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


@attrs.frozen(kw_only=True)
class TimedStep:
    """A step with planned or actual times, and what happened beside it.

    Attributes:
        entries: of the journal, that belong to it or came within an hour after it, in order of occurrence.
        minutes_behind: how long after the planned end it was finished, or has been open; negative where it was before
            it, None where one of them is not known.
    """

    step: WorkStep
    entries: tuple[JournalEntry, ...]
    minutes_behind: int | None


def timed(steps: Iterable[WorkStep], journal: Iterable[JournalEntry], now: datetime) -> tuple[TimedStep, ...]:
    """The steps with times, by their begin."""
    beside: dict[str, list[JournalEntry]] = {}
    for entry in journal:
        if entry.kind not in (JournalKind.PLANNED, JournalKind.STEP):
            for key in {entry.step, entry.follows} - {""}:
                beside.setdefault(key, []).append(entry)
    found = [
        TimedStep(step=step, entries=tuple(beside.get(step.key, ())), minutes_behind=_minutes_behind(step, now))
        for step in steps
        if begin_of(step) is not None
    ]
    return tuple(sorted(found, key=lambda each: begin_of(each.step) or now))


def begin_of(step: WorkStep) -> datetime | None:
    """When a step begins: as planned, else as it did."""
    decision = step.decision
    return decision.planned_start or decision.planned_end or decision.actual_start or decision.actual_end


def _minutes_behind(step: WorkStep, now: datetime) -> int | None:
    decision = step.decision
    end = decision.planned_end or decision.planned_start
    finished = decision.actual_end or (now if step.is_late else None)
    return int((finished - end).total_seconds() // 60) if end and finished else None
