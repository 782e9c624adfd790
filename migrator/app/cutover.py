"""The checklist for those who do the work: the runbook of a night, a calendar, planned beside actual times."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from ..errors import InputError
from .checklist import read_checklist

if TYPE_CHECKING:
    from ..checklist.overview import TimedStep
    from ..checklist.runbook import Runbook


def make_runbook(project: str, output: Path, *, day: date, now: datetime) -> tuple[Runbook, ZoneInfo]:
    """Write the runbook of the night that begins on *day*; returns it with the time zone of its times.

    Raises:
        InputError: there is no checklist, no step is planned for the night, or the file cannot be written.
    """
    from .. import __version__
    from ..checklist.runbook import runbook_of
    from ..documents.plan_workbook.runbook import RunbookHeading, write_runbook
    from ..estate.missing import evidence_in_words

    made = read_checklist(project, now=now)
    runbook = runbook_of(made.steps, day, made.zone)
    if not runbook.steps:
        raise InputError(
            f"no step is planned to begin from noon of {day.isoformat()} to noon of the next day ({made.zone})",
            hint="Plan them: migrator checklist set STEP --planned BEGIN/END",
        )
    heading = RunbookHeading(
        migration=made.heading,
        evidence=evidence_in_words(made.snapshot),
        zone=made.zone,
        made_at=now,
        version=__version__,
    )
    write_runbook(output, runbook, heading)
    return runbook, made.zone


def write_step_calendar(project: str, output: Path, *, now: datetime) -> int:
    """Write the planned steps as iCalendar; returns how many events it has.

    Raises:
        InputError: there is no checklist, or the file cannot be written.
    """
    from ..documents.plan_calendar import step_calendar
    from ..files import write_file
    from ..store.project import open_project

    made = read_checklist(project, now=now)
    calendar = step_calendar(made.steps, open_project(project).checklist.identity(), made.zone, now)
    write_file(output, calendar.content)
    return calendar.events


def times_and_journal(project: str, *, now: datetime) -> tuple[tuple[TimedStep, ...], ZoneInfo]:
    """The steps with planned or actual times, with the journal beside them, and their time zone.

    Raises:
        InputError: there is no checklist.
    """
    from ..checklist.overview import timed
    from ..store.project import open_project
    from .journal import journal_of

    made = read_checklist(project, now=now)
    opened = open_project(project)
    return timed(made.steps, journal_of(opened, opened.estate()), now), made.zone
