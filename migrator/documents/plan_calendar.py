"""The planned steps of a checklist as iCalendar (RFC 5545), for the calendars of those who do them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import attrs

from ..checklist.clock import wall
from ..checklist.work import Status, WorkStep
from ..powershell import one_line

if TYPE_CHECKING:
    from icalendar import Event


@attrs.frozen
class StepCalendar:
    """A calendar and how many events it has."""

    content: bytes
    events: int


def step_calendar(steps: Iterable[WorkStep], identity: str, zone: ZoneInfo, now: datetime) -> StepCalendar:
    """One event for each step with a planned begin; one that is skipped is cancelled.

    Times are instants, which each calendar shows in its own zone; the description has them in that of the project. A
    step keeps the id of its event, so that a newer calendar replaces the older one.

    Args:
        identity: of the checklist.
    """
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", "-//migrator//checklist//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-timezone", zone.key)
    planned = [step for step in steps if step.decision.planned_start]
    for step in planned:
        calendar.add_component(_event(step, identity, zone, now))
    return StepCalendar(calendar.to_ical(), len(planned))


def _event(step: WorkStep, identity: str, zone: ZoneInfo, now: datetime) -> Event:
    from icalendar import Event

    decision = step.decision
    event = Event()
    event.add("uid", f"{hashlib.sha256(f'{identity} {step.key}'.encode()).hexdigest()[:40]}@checklist.migrator")
    event.add("dtstamp", now.astimezone(UTC))
    event.add("sequence", decision.version)
    if decision.planned_start:
        event.add("dtstart", decision.planned_start.astimezone(UTC))
    if decision.planned_end:
        event.add("dtend", decision.planned_end.astimezone(UTC))
    event.add("summary", one_line(f"{step.key} {step.title}"))
    event.add("description", "\n".join(_description(step, zone)))
    event.add("status", "CANCELLED" if step.status is Status.SKIPPED else "CONFIRMED")
    return event


def _description(step: WorkStep, zone: ZoneInfo) -> Iterable[str]:
    decision, planned = step.decision, step.planned
    times = [time for time in (decision.planned_start, decision.planned_end) if time]
    shown = " to ".join(f"{wall(time, zone):%Y-%m-%d %H:%M}" for time in times)
    texts = (
        ("Planned", f"{shown} ({zone.key})"),
        ("Owner", decision.owner),
        ("Status", step.status.value),
        ("Phase", str(step.phase) if step.phase else ""),
        ("Outage", planned.step.outage if planned and planned.step.outage != "no" else ""),
        ("Done when", planned.step.done_when if planned else ""),
        ("Note", decision.note),
    )
    return [f"{label}: {one_line(text)}" for label, text in texts if text]
