"""The checklist as files for people who do not work with this program, and planned beside actual times."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..estate.counting import counted
from ..terminal.console import print_line
from ..terminal.losses import say_losses
from .losses import say_losses_of
from .options import people_option
from .outputs import OutputFile, force_option, output_option

if TYPE_CHECKING:
    from ..app.settings import Settings
    from ..app.workbook import PeopleAs

#: what was left out of a file was said before
_LEFT_OUT = 5


@click.command()
@click.argument("output", type=OutputFile())
@people_option
@force_option
@click.pass_obj
def export(settings: Settings, output: Path, people: PeopleAs) -> None:
    """Write the checklist to OUTPUT, a workbook that people edit in Excel or LibreOffice and give back.

    It has drop-downs, dates and colours, a timeline, progress with a chart, and planned and actual times with the
    journal beside them. Times are in the time zone of the project. With labels in place of people it is for reading
    alone: it is not taken back.

    \b
    Example:
      migrator checklist export plan.xlsx
    """
    from ..app.plan_exchange import export_plan

    made = export_plan(settings.project_url, output, people=people, now=settings.now())
    say_losses(made.snapshot)
    print_line(f"{output}: {counted(len(made.steps), 'step')}, times in {made.zone}")


@click.command("import")
@click.argument("workbook", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--accept-good", is_flag=True, help="Store what can be taken, where a row cannot be or differs.")
@click.pass_obj
def import_(settings: Settings, workbook: Path, accept_good: bool) -> int:
    """Merge WORKBOOK, which `checklist export` wrote and people edited, into the project.

    What was changed in the workbook only is stored; what was changed in the project, too, is shown and stays. A row
    without a key adds a step. Nothing is stored unless everything can be, or --accept-good is given; then exit code 5
    says that something was left out.

    \b
    Example:
      migrator checklist import plan.xlsx
    """
    from ..app.plan_exchange import import_plan, refuse_partly
    from ..terminal.plan_exchange import print_import

    imported = import_plan(settings.project_url, workbook, accept_good=accept_good, now=settings.now())
    print_import(imported)
    refuse_partly(imported)
    return 0 if imported.is_good else _LEFT_OUT


@click.command()
@click.option("--night", "day", required=True, type=click.DateTime(["%Y-%m-%d"]), help="The day on which it begins.")
@output_option("--output", required=True, help="The workbook to write.")
@click.pass_obj
def runbook(settings: Settings, day: datetime, output: Path) -> None:
    """Write the runbook of a cut-over: what is planned from noon of a day to noon of the next, to print and tick off.

    Each step has its times, who does it, commands, lines that are expected, and its way back. The first sheet has the
    outage, the rollback point, and what is wrong with the plan; the last one the way back in reverse.

    \b
    Example:
      migrator checklist runbook --night 2014-03-08 --output night.xlsx
    """
    from ..app.cutover import make_runbook
    from ..terminal.cutover import print_runbook

    made, zone = make_runbook(settings.project_url, output, day=day.date(), now=settings.now())
    say_losses_of(settings)
    print_line(f"{output}: {counted(len(made.steps), 'step')}, times in {zone}")
    print_runbook(made, zone)


@click.command()
@click.argument("output", type=OutputFile())
@force_option
@click.pass_obj
def calendar(settings: Settings, output: Path) -> None:
    """Write the planned steps to OUTPUT as iCalendar, for Outlook and other calendars; a newer file replaces events.

    \b
    Example:
      migrator checklist calendar plan.ics
    """
    from ..app.cutover import write_step_calendar

    events = write_step_calendar(settings.project_url, output, now=settings.now())
    say_losses_of(settings)
    print_line(f"{output}: {counted(events, 'planned step')}")


@click.command()
@click.pass_obj
def times(settings: Settings) -> None:
    """Show planned beside actual times of each step, with what the journal has of it and of the hour after it.

    \b
    Example:
      migrator checklist times
    """
    from ..app.cutover import times_and_journal
    from ..terminal.cutover import print_times

    say_losses_of(settings)
    print_times(*times_and_journal(settings.project_url, now=settings.now()))
