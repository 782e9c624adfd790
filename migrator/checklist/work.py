"""The work on a plan: what people decided about each step, what is next, what waits for what, and what is late."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from enum import StrEnum

import attrs

from .gates import GateState
from .plan import MigrationPlan, PlannedStep


class Status(StrEnum):
    """Where a step stands, as people set it."""

    OPEN = "open"
    IN_PROGRESS = "in progress"
    DONE = "done"
    SKIPPED = "skipped"


@attrs.frozen(kw_only=True)
class Decision:
    """What people decided about a step.

    Attributes:
        title: of a step that people added; "" for one of the plan.
        who: who changed it last.
        version: how often it was changed.
    """

    title: str = ""
    status: Status = Status.OPEN
    owner: str = ""
    planned_start: datetime | None = None
    planned_end: datetime | None = None
    actual_start: datetime | None = None
    actual_end: datetime | None = None
    note: str = ""
    who: str = ""
    at: datetime | None = None
    version: int = 0


@attrs.frozen(kw_only=True)
class WorkStep:
    """A step with its state.

    Attributes:
        planned: the step of the plan; None for a step that people added, or that the estate has no more.
        is_done: by its gate, or because somebody said so or skipped it.
        by_hand: whether somebody said so and the evidence does not show it.
        blocked_by: keys of the steps before it that are not done.
        latest: the latest time for it, from the lead that its outage needs.
        is_late: whether its time is over and it is not done.
    """

    key: str
    planned: PlannedStep | None
    decision: Decision
    is_done: bool
    by_hand: bool
    blocked_by: tuple[str, ...]
    latest: datetime | None = None
    is_late: bool = False

    @property
    def title(self) -> str:
        """What is done."""
        return self.planned.step.title if self.planned else self.decision.title or "not in the plan any more"

    @property
    def status(self) -> Status:
        """Where it stands: what evidence shows goes before what nobody has set."""
        return Status.DONE if self.is_done and self.decision.status is not Status.SKIPPED else self.decision.status


def worked(
    plan: MigrationPlan, decisions: Mapping[str, Decision], answers: Mapping[str, str], now: datetime
) -> tuple[WorkStep, ...]:
    """Each step of the plan with its state, in working order; then those that people added or the plan lost."""
    done = {step.key for step in plan.steps if _is_done(step, decisions.get(step.key, Decision()))}
    starts = _starts(plan, decisions)
    blocking = {id(step.needs): step.needs for step in plan.steps}
    waits = {id_: tuple(key for key in needs if key not in done) for id_, needs in blocking.items()}
    steps = [
        _worked(step, decisions.get(step.key, Decision()), done, waits[id(step.needs)], answers, starts, now)
        for step in plan.steps
    ]
    known = {step.key for step in plan.steps}
    others = [_own(key, decision, now) for key, decision in decisions.items() if key not in known]
    return (*steps, *others)


def following(steps: Iterable[WorkStep]) -> tuple[WorkStep, ...]:
    """The steps that can be done now: neither done nor waiting, in working order."""
    return tuple(
        step
        for step in steps
        if not step.is_done and not step.blocked_by and not (step.planned and step.planned.step.is_optional)
    )


def denied(steps: Iterable[WorkStep]) -> tuple[WorkStep, ...]:
    """The steps that somebody set to done while the evidence shows that they are not."""
    return tuple(
        step
        for step in steps
        if step.planned and step.decision.status is Status.DONE and step.planned.state.state is GateState.OPEN
    )


def _is_done(step: PlannedStep, decision: Decision) -> bool:
    return decision.status in (Status.DONE, Status.SKIPPED) or step.state.state is GateState.DONE


def _starts(plan: MigrationPlan, decisions: Mapping[str, Decision]) -> dict[str, datetime]:
    """The earliest planned start of each step of the plan, by its id."""
    starts: dict[str, datetime] = {}
    for step in plan.steps:
        if (decision := decisions.get(step.key)) and decision.planned_start:
            starts[step.step.id] = min(decision.planned_start, starts.get(step.step.id, decision.planned_start))
    return starts


def _worked(
    step: PlannedStep,
    decision: Decision,
    done: set[str],
    blocked_by: tuple[str, ...],
    answers: Mapping[str, str],
    starts: Mapping[str, datetime],
    now: datetime,
) -> WorkStep:
    is_done = step.key in done
    latest = _latest(step, answers, starts)
    end = min(filter(None, (decision.planned_end or decision.planned_start, latest)), default=None)
    return WorkStep(
        key=step.key,
        planned=step,
        decision=decision,
        is_done=is_done,
        by_hand=is_done and step.state.state is not GateState.DONE,
        blocked_by=blocked_by,
        latest=latest,
        is_late=not is_done and end is not None and end < now,
    )


def _latest(step: PlannedStep, answers: Mapping[str, str], starts: Mapping[str, datetime]) -> datetime | None:
    """The latest time for a step that others must know of days before."""
    days = answers.get(step.step.lead, "") if step.step.lead else ""
    start = starts.get(step.step.lead_to)
    return start - timedelta(days=int(days)) if start and days.isdecimal() else None


def _own(key: str, decision: Decision, now: datetime) -> WorkStep:
    is_done = decision.status in (Status.DONE, Status.SKIPPED)
    end = decision.planned_end or decision.planned_start
    is_late = not is_done and end is not None and end < now
    return WorkStep(
        key=key, planned=None, decision=decision, is_done=is_done, by_hand=is_done, blocked_by=(), is_late=is_late
    )
