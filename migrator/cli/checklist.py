"""`checklist`: the steps of the migration, made from the evidence, with what people decide about them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from ..errors import InputError
from ..estate.counting import counted
from ..terminal.console import print_json, print_line
from ..terminal.losses import say_losses
from .options import json_option, snapshot_option
from .plan_files import calendar, export, import_, runbook, times

if TYPE_CHECKING:
    from ..app.settings import Settings


@click.group()
def checklist() -> None:
    """Track the migration, step by step.

    \b
    Example:
      migrator checklist new --track A
    """


@checklist.command()
@click.option("--track", required=True, type=click.Choice(("A", "B", "C"), case_sensitive=False), help="Way to go.")
@snapshot_option
@click.pass_obj
def new(settings: Settings, track: str, snapshot: str | None) -> None:
    """Begin the checklist: A is OCS 2007 R2 to Lync Server 2013, B Lync 2010 to 2013, C OCS 2007 R2 to Lync 2010.

    It has only steps of things that the estate has, or that nobody collected. Newer evidence changes it by itself.

    \b
    Example:
      migrator checklist new --track A
    """
    from ..app.checklist import start_checklist
    from ..terminal.checklist import print_checklist

    made = start_checklist(settings.project_url, track.upper(), snapshot=snapshot, now=settings.now())
    say_losses(made.snapshot)
    print_checklist(made)


@checklist.command()
@click.argument("step", required=False)
@click.option("--all", "all_", is_flag=True, help="Every step, not only what comes next.")
@click.option("--owner", help="Every step of one person.")
@snapshot_option
@json_option
@click.pass_obj
def show(
    settings: Settings, step: str | None, all_: bool, owner: str | None, snapshot: str | None, as_json: bool
) -> None:
    """Show where the migration stands and the next step in full; STEP shows one.

    \b
    Example:
      migrator checklist show A4.2
    """
    from ..app.checklist import read_checklist
    from ..documents.shapes.checklist import checklist_document
    from ..terminal.checklist import print_checklist, print_step, print_steps

    made = read_checklist(settings.project_url, snapshot=snapshot, now=settings.now())
    steps = made.named(step) if step else made.steps
    if owner is not None:
        steps = tuple(each for each in steps if each.decision.owner.casefold() == owner.casefold())
    say_losses(made.snapshot)
    if as_json:
        print_json(checklist_document(steps))
    elif step:
        for each in steps:
            print_step(each, made.zone)
    elif all_ or owner is not None:
        print_steps(made, steps)
    else:
        print_checklist(made)


@checklist.command("set")
@click.argument("names", metavar="STEP...", nargs=-1, required=True)
@click.option("--status", type=click.Choice(("open", "in progress", "done", "skipped")), help="Where it stands.")
@click.option("--owner", help="Who does it.")
@click.option("--planned", metavar="BEGIN[/END]", help="When it is planned: 2014-03-08T20:00/2014-03-08T23:00.")
@click.option("--actual", metavar="BEGIN[/END]", help="When it was done.")
@click.option("--note", help="What is to be remembered; the reason, where evidence does not show what you set.")
@click.pass_obj
def set_(
    settings: Settings,
    names: tuple[str, ...],
    status: str | None,
    owner: str | None,
    planned: str | None,
    actual: str | None,
    note: str | None,
) -> None:
    """Set what is decided about each STEP, all or none. An empty value takes one back; no @ means all its objects.

    \b
    Example:
      migrator checklist set FED-00 --owner "J. Field" --planned 2014-03-08T20:00/2014-03-08T23:00
    """
    from ..app.checklist import StepEdit, checklist_to_set, set_steps

    edit = StepEdit(status=status, owner=owner, planned=planned, actual=actual, note=note)
    if edit == StepEdit():
        raise InputError("nothing to set", hint="Give --status, --owner, --planned, --actual or --note")
    made = checklist_to_set(settings.project_url, names, edit, now=settings.now())
    steps = tuple({each.key: each for name in names for each in made.named(name)}.values())
    set_steps(settings.project_url, made, steps, edit, now=settings.now())
    print_line(f"{counted(len(steps), 'step')} set: {', '.join(each.key for each in steps)}")


@checklist.command()
@snapshot_option
@click.pass_obj
def verify(settings: Settings, snapshot: str | None) -> int:
    """Read the gates from the newest snapshot; exit code 1 where a step is set to done that the evidence denies.

    \b
    Example:
      migrator checklist verify
    """
    from ..app.checklist import read_checklist
    from ..checklist.work import denied
    from ..terminal.checklist import print_verified

    made = read_checklist(settings.project_url, snapshot=snapshot, now=settings.now())
    lost = say_losses(made.snapshot)
    print_verified(made)
    return 1 if denied(made.steps) else lost


@checklist.command()
@click.pass_obj
def history(settings: Settings) -> None:
    """Show every change that people made, the oldest first.

    \b
    Example:
      migrator checklist history
    """
    from ..app.checklist import changes_of, zone_of
    from ..terminal.checklist import print_changes

    print_changes(changes_of(settings.project_url), zone_of(settings.project_url))


@checklist.command()
@click.pass_obj
def notice(settings: Settings) -> None:
    """Print the notice to users and partners: what does not work, from when to when.

    \b
    Example:
      migrator checklist notice
    """
    from ..app.checklist import read_checklist
    from ..checklist.notice import notices
    from ..terminal.checklist import print_notices

    made = read_checklist(settings.project_url, now=settings.now())
    say_losses(made.snapshot)
    print_notices(notices(made.steps), made.zone)


for command in (export, import_, runbook, calendar, times):
    checklist.add_command(command)
