"""On the terminal: what is to know of a night's runbook, and planned beside actual times with the journal."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, tzinfo

from ..checklist.clock import wall
from ..checklist.journal import clock
from ..checklist.overview import TimedStep
from ..checklist.runbook import Runbook
from .console import print_line, say

_STYLE = "red"


def print_runbook(runbook: Runbook, zone: tzinfo) -> None:
    """Print when it begins and ends, the rollback point, and what is wrong with the plan."""
    print_line(f"From {_time(runbook.begin, zone)} to {_time(runbook.end, zone)}")
    if (step := runbook.no_return) is None:
        print_line("Each step has a way back.")
    else:
        at = _time(step.work.decision.planned_start, zone)
        print_line(f"Rollback point: before step {step.number}, {at}: {step.work.key} cannot be taken back")
    if runbook.before:
        print_line(f"To be done before: {', '.join(runbook.before)}", _STYLE)
    for key, needed in runbook.too_early:
        print_line(f"Planned too early: {key} begins before {needed}, which it needs, is planned to end", _STYLE)
    if runbook.without_owner:
        print_line(f"Nobody owns: {', '.join(runbook.without_owner)}", _STYLE)


def print_times(found: Sequence[TimedStep], zone: tzinfo) -> None:
    """Print each step with its planned and actual times, and below it the journal."""
    for each in found:
        decision = each.step.decision
        print_line(f"{each.step.key}  {each.step.title}  [{each.step.status.value}]", "bold")
        print_line(f"  Planned  {_span(decision.planned_start, decision.planned_end, zone) or 'not'}")
        print_line(f"  Actual   {_span(decision.actual_start, decision.actual_end, zone) or 'not yet'}{_behind(each)}")
        for entry in each.entries:
            after = f" ({entry.minutes} min after its begin)" if entry.follows == each.step.key else ""
            print_line(f"  {_time(clock(entry.at), zone)}  {entry.kind.value}: {entry.what}{after}", "dim")
    if not found:
        print_line("No step has times yet: migrator checklist set STEP --planned BEGIN/END")
    say(f"Times: {zone}")


def _behind(each: TimedStep) -> str:
    if not each.minutes_behind:
        return ""
    hours, minutes = divmod(abs(each.minutes_behind), 60)
    late = "late" if each.minutes_behind > 0 else "early"
    return f", {hours} h {minutes:02} min {late}"


def _span(start: datetime | None, end: datetime | None, zone: tzinfo) -> str:
    return " to ".join(_time(time, zone) for time in (start, end) if time)


def _time(time: datetime | None, zone: tzinfo) -> str:
    return f"{wall(time, zone):%Y-%m-%d %H:%M}" if time else ""
