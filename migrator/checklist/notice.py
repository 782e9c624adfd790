"""The notice to users and partners: what will not work, from when to when, as the plan has it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import attrs

from .work import WorkStep


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


def notices(steps: Iterable[WorkStep]) -> tuple[tuple[Notice, ...], tuple[str, ...]]:
    """The outages that are planned, by their begin, and the keys of the steps with an outage without a time."""
    planned: dict[tuple[str, datetime, datetime | None], Notice] = {}  # what is said of several objects stands once
    open_ones: list[str] = []
    for step in steps:
        if step.planned is None or not (text := step.planned.step.notice):
            continue
        # a window that is agreed on is still to come
        if step.is_done and not step.planned.step.needs_window:
            continue
        decision = step.decision
        if decision.planned_start is None:
            open_ones.append(step.key)
        else:
            notice = Notice(key=step.key, text=text, begin=decision.planned_start, end=decision.planned_end)
            planned.setdefault((text, notice.begin, notice.end), notice)
    return tuple(sorted(planned.values(), key=lambda each: each.begin)), tuple(open_ones)
