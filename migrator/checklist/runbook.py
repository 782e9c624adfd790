"""The runbook of a cut-over: the steps that are planned for one night, in the order of their times."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta, tzinfo

import attrs

from .notice import Notice, notices
from .work import WorkStep

#: a night is what begins from noon of its day to noon of the next
_NOON = time(12)


@attrs.frozen(kw_only=True)
class RunbookStep:
    """A step of the runbook.

    Attributes:
        number: its place, from 1.
        has_way_back: false where what it does cannot be taken back.
    """

    number: int
    work: WorkStep
    has_way_back: bool


@attrs.frozen(kw_only=True)
class Runbook:
    """What is done in one night.

    Attributes:
        date: the day on which the night begins.
        before: keys of steps that the steps need, and that are neither done nor planned for it.
        too_early: a step that begins before one that it needs is planned to end, with that one.
        without_owner: keys of its steps that nobody owns.
        outages: what does not work meanwhile.
    """

    date: date
    steps: tuple[RunbookStep, ...]
    before: tuple[str, ...]
    too_early: tuple[tuple[str, str], ...]
    without_owner: tuple[str, ...]
    outages: tuple[Notice, ...]

    @property
    def begin(self) -> datetime | None:
        """The first planned begin; None without a step."""
        return self.steps[0].work.decision.planned_start if self.steps else None

    @property
    def end(self) -> datetime | None:
        """The last planned time."""
        decisions = [step.work.decision for step in self.steps]
        return max((end for d in decisions if (end := d.planned_end or d.planned_start)), default=None)

    @property
    def no_return(self) -> RunbookStep | None:
        """The first step that cannot be taken back; None where all can."""
        return next((step for step in self.steps if not step.has_way_back), None)


def runbook_of(steps: Sequence[WorkStep], day: date, zone: tzinfo) -> Runbook:
    """The runbook of the night that begins on *day*: steps planned to begin from noon to noon of the zone."""
    begin, end = (datetime.combine(each, _NOON, zone) for each in (day, day + timedelta(days=1)))
    chosen = [step for step in steps if _is_within(step, begin, end)]
    chosen.sort(key=lambda step: step.decision.planned_start or begin)
    by_key = {step.key: step for step in chosen}
    needed = dict.fromkeys(key for step in chosen for key in step.blocked_by)
    return Runbook(
        date=day,
        steps=tuple(
            RunbookStep(number=number, work=step, has_way_back=not step.planned or step.planned.step.has_way_back)
            for number, step in enumerate(chosen, 1)
        ),
        before=tuple(key for key in needed if key not in by_key),
        too_early=tuple(
            (step.key, key)
            for step in chosen
            for key in step.blocked_by
            if key in by_key and _is_too_early(step, by_key[key])
        ),
        without_owner=tuple(step.key for step in chosen if not step.decision.owner),
        outages=notices(chosen).planned,
    )


def _is_within(step: WorkStep, begin: datetime, end: datetime) -> bool:
    start = step.decision.planned_start
    return start is not None and begin <= start < end


def _is_too_early(step: WorkStep, needed: WorkStep) -> bool:
    begin, end = step.decision.planned_start, needed.decision.planned_end or needed.decision.planned_start
    return begin is not None and end is not None and begin < end


def contacts(steps: Iterable[RunbookStep]) -> dict[str, list[int]]:
    """Who does what: the numbers of the steps of each owner."""
    found: dict[str, list[int]] = {}
    for step in steps:
        if step.work.decision.owner:
            found.setdefault(step.work.decision.owner, []).append(step.number)
    return found
