"""The notice to users and partners: what will not work, from when to when, as the plan has it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import attrs

from .plan import PlannedStep
from .steps import ChecklistStep
from .work import Status, WorkStep


@attrs.frozen(kw_only=True)
class Notice:
    """One outage.

    Attributes:
        text: what does not work.
        end: None where no end is planned.
    """

    key: str
    text: str
    begin: datetime
    end: datetime | None


@attrs.frozen(kw_only=True)
class Notices:
    """The outages that are left.

    Attributes:
        planned: those with a time, by their begin.
        untimed: keys of the steps with an outage that has no time yet.
        untold: keys of the steps with a planned outage of which no text tells users.
    """

    planned: tuple[Notice, ...]
    untimed: tuple[str, ...]
    untold: tuple[str, ...]


def notices(steps: Iterable[WorkStep]) -> Notices:
    """What is told of the outages of these steps, and what cannot be told."""
    left = [
        (step, step.planned.step)
        for step in steps
        if step.planned and _is_to_come(step, step.planned.step) and _has_outage(step.planned)
    ]
    announced = {declared.in_part for _, declared in left if declared.notice}
    planned: dict[tuple[str, datetime, datetime | None], Notice] = {}  # what is said of several objects stands once
    untimed: list[str] = []
    untold: list[str] = []
    for step, declared in left:
        decision = step.decision
        if not declared.notice and declared.in_part and declared.in_part in announced:
            continue  # another step of its part tells of the outage of all
        if decision.planned_start is None:
            untimed.append(step.key)
        elif not declared.notice:
            untold.append(step.key)
        else:
            notice = Notice(key=step.key, text=declared.notice, begin=decision.planned_start, end=decision.planned_end)
            planned.setdefault((notice.text, notice.begin, notice.end), notice)
    ordered = sorted(planned.values(), key=lambda each: each.begin)
    return Notices(planned=tuple(ordered), untimed=tuple(untimed), untold=tuple(untold))


def _is_to_come(step: WorkStep, declared: ChecklistStep) -> bool:
    """Whether a step is left; a window that is agreed on is still to come."""
    return not step.is_done or (declared.needs_window and step.decision.status is not Status.SKIPPED)


def _has_outage(planned: PlannedStep) -> bool:
    """Whether users notice the step; one that stands for others is told by them, a mere way back is not planned."""
    declared = planned.step
    return bool(declared.notice or (declared.outage != "no" and not declared.part and not declared.is_optional))
