"""The work on a plan: what people decided about each step, what is next, what waits for what, and what is late."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from enum import StrEnum

import attrs

from ..rules.engine.phases import Phase
from .gates import OF_PEOPLE, GateState
from .plan import MigrationPlan, PlannedStep, parts_of
from .remedies import is_remedy

#: begins the key of a step that people added
OWN = "OWN-"


class Status(StrEnum):
    """Where a step stands, as people set it."""

    OPEN = "open"
    IN_PROGRESS = "in progress"
    DONE = "done"
    SKIPPED = "skipped"


_ENDED = (Status.DONE, Status.SKIPPED)


@attrs.frozen(kw_only=True)
class Decision:
    """What people decided about a step.

    Attributes:
        title: of a step that people added; "" for one of the plan.
        after: of a step that people added, the key of the step above it; "" where it is the first.
        who: who changed it last.
        version: how often it was changed.
    """

    title: str = ""
    after: str = ""
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
        phase: that of the plan; of a step that people added, that of the steps above it; None where there is none.
        blocked_by: keys of the steps before it that are not done.
        latest: the latest time for it, from the lead that its outage needs.
        is_late: whether its time is over and it is not done.
    """

    key: str
    planned: PlannedStep | None
    decision: Decision
    phase: Phase | None
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
    """Each step of the plan with its state, in working order, and below it the steps that people added there.

    Last come those whose place the plan lost, and decisions about steps that it has no more.
    """
    done = _done(plan, decisions)
    starts = _starts(plan, decisions)
    blocking = {id(step.needs): step.needs for step in plan.steps}
    waits = {id_: tuple(key for key in needs if key not in done) for id_, needs in blocking.items()}
    steps = [
        _worked(step, decisions.get(step.key, Decision()), done, waits[id(step.needs)], answers, starts, now)
        for step in plan.steps
    ]
    known = {step.key for step in plan.steps}
    others = {key: decision for key, decision in decisions.items() if key not in known}
    return tuple(_with_own(steps, others, now))


def _with_own(steps: Iterable[WorkStep], others: Mapping[str, Decision], now: datetime) -> Iterator[WorkStep]:
    """The steps of the plan, each followed by those that people added below it, the newest first."""
    below: dict[str, list[str]] = {}
    for key, decision in sorted(others.items(), key=lambda each: _number(each[0])):
        if decision.title:
            below.setdefault(decision.after, []).append(key)
    left = dict(others)

    def added(above: WorkStep | None) -> Iterator[WorkStep]:
        waiting = [(key, above) for key in below.pop(above.key if above else "", ())]
        while waiting:
            key, before = waiting.pop()
            own = _own(key, left.pop(key), before, now)
            yield own
            waiting += [(each, own) for each in below.pop(key, ())]

    yield from added(None)
    for step in steps:
        yield step
        yield from added(step)
    for key, decision in sorted(left.items(), key=lambda each: _number(each[0])):
        yield _own(key, decision, None, now)


def _number(key: str) -> tuple[int, str]:
    """Sorts the keys of steps that people added as they were added."""
    number = key.removeprefix(OWN)
    return (int(number), "") if number.isdecimal() else (0, key)


def following(steps: Iterable[WorkStep]) -> tuple[WorkStep, ...]:
    """The steps that can be done now: neither done nor waiting, in working order."""
    return tuple(step for step in steps if not step.is_done and not step.blocked_by and counts(step))


def counts(step: WorkStep) -> bool:
    """Whether the migration is not finished without a step: not one that is optional, or that the plan has no more."""
    return not step.planned.step.is_optional if step.planned else bool(step.decision.title)


def denied(steps: Iterable[WorkStep]) -> tuple[WorkStep, ...]:
    """The steps that somebody set to done while the evidence shows that they are not."""
    return tuple(
        step
        for step in steps
        if step.planned and step.decision.status is Status.DONE and step.planned.state.state is GateState.OPEN
    )


def _done(plan: MigrationPlan, decisions: Mapping[str, Decision]) -> set[str]:
    """The keys of the steps that are done: somebody said so, or the gate holds and nothing before it is to be shown.

    A gate can hold before its step: all replicas are up to date before a change, too. So it counts only where evidence
    or people show every step of the track before it; of steps of which no evidence can tell, those before them. What
    stands for a part is done when its steps are, too, so that nobody says the same twice.
    """
    done: set[str] = set()
    passed: set[str] = set()
    parts = {name: {each.key for each in inner} for name, inner in parts_of(plan.steps).items()}
    is_free: dict[int, bool] = {}  # many steps share one tuple of what they need
    for step in plan.steps:
        free = is_free.get(id(step.needs))
        if free is None:
            free = is_free[id(step.needs)] = passed.issuperset(step.needs)
        is_set = (decision := decisions.get(step.key)) is not None and decision.status in _ENDED
        inner = parts.get(step.step.part)
        if is_set or (free and step.state.state is GateState.DONE) or (inner and inner <= done):
            done.add(step.key)
        if step.key in done or (free and (step.state.state in OF_PEOPLE or is_remedy(step.key))):
            passed.add(step.key)
    return done


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
    if step.state.state in OF_PEOPLE:
        still = () if is_done else tuple(name for name in step.state.about if name not in done)
        step = attrs.evolve(step, state=attrs.evolve(step.state, about=still))
    latest = _latest(step, answers, starts)
    end = min(filter(None, (decision.planned_end or decision.planned_start, latest)), default=None)
    return WorkStep(
        key=step.key,
        planned=step,
        decision=decision,
        phase=step.phase,
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


def _own(key: str, decision: Decision, above: WorkStep | None, now: datetime) -> WorkStep:
    is_done = decision.status in _ENDED
    end = decision.planned_end or decision.planned_start
    is_late = not is_done and end is not None and end < now
    return WorkStep(
        key=key,
        planned=None,
        decision=decision,
        phase=above.phase if above else None,
        is_done=is_done,
        by_hand=is_done,
        blocked_by=(above.key,) if above and not above.is_done else (),
        is_late=is_late,
    )
