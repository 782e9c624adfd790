"""The repair step: find, choose, plan, show, write; change only after SERVER/DATABASE was typed; undo at hand."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ..app.repair import PLAN_FILE, RGSCONFIG
from ..app.settings import project_option
from ..database.server_names import named_url
from ..estate.counting import counted
from ..terminal.console import print_line
from ..terminal.repair import (
    print_after_repair,
    print_inspection,
    print_plan,
    print_result,
    print_verification,
    repair_command,
    says_what_holds,
)
from .interview import Interview
from .prompts import CONFIRM, OWNER, REPAIR_FOLDER, REPAIR_SQL, UNDO

if TYPE_CHECKING:
    from ..app.settings import Settings
    from ..repair.plan import Plan
    from ..repair.steps import Direction


def repair_owners(settings: Settings, interview: Interview) -> str:
    """Walk one repair; returns what became of it, in one line; empty where it was skipped.

    The database is read, and the connection closed again, before anything is asked: none stays open while an operator
    thinks.

    Raises:
        GuardRefused: a guard refused; nothing was changed.
        TargetError: the server failed; the message says whether the state is known.
        InputError: an answer cannot be used, or a file cannot be written.
    """
    from ..app.repair import write_plan_folder

    named = interview.text(REPAIR_SQL)
    if not named:
        return ""
    url = named_url(named, RGSCONFIG)
    plan = _plan(settings, interview, url)
    if plan is None:
        return "nothing was changed"
    folder = Path(interview.text(REPAIR_FOLDER))
    names = write_plan_folder(plan, folder)
    print_line(f"Written to {folder}: {', '.join(names)}. Nothing was changed in the database.")
    interview.state.place = plan.place
    print_line(f"The plan is for {plan.place}.", "bold")
    confirmed = interview.text(CONFIRM)
    if not confirmed:
        return f"planned, nothing was changed; plan and scripts: {folder}"
    _run(settings, plan, "repair", url, folder, confirmed)
    confirm = ("--confirm", plan.place)
    print_after_repair(repair_command("undo", folder / PLAN_FILE, url, *confirm, project=project_option(settings)))
    if not interview.answer(UNDO):
        rows = counted(plan.row_count, "row has its owner", "rows have their owner")
        return f"{rows}; plan, scripts and journal: {folder}"
    _run(settings, plan, "undo", url, folder, confirmed)
    return f"repaired and taken back: {counted(plan.row_count, 'row is', 'rows are')} without owner, as before"


def _plan(settings: Settings, interview: Interview, url: str) -> Plan | None:
    """The plan for the owner that was chosen; None where there is nothing to repair, or none was chosen."""
    from ..app.repair import plan_repair, read_database
    from ..repair.inspection import choose_owner, count_tables
    from ..repair.planning import check_plannable
    from ..repair.route import supported_route

    reading = read_database(url)
    found = reading.inspection
    counts = count_tables(found, None)
    print_inspection(found, counts, reading.facts)
    if found.discovery.reason is not None or not any(count.null for count in counts):
        return None
    check_plannable(found)
    interview.state.pools = found.pools
    print_line()
    for line in supported_route(found.pools[0].name if len(found.pools) == 1 else None):
        print_line(line)
    wanted = interview.text(OWNER)
    if not wanted:
        return None
    plan = plan_repair(settings, reading, choose_owner(found.pools, wanted), chosen="chosen in the wizard")
    print_plan(plan)
    return plan


def _run(settings: Settings, plan: Plan, direction: Direction, url: str, folder: Path, confirmed: str) -> None:
    from ..app.repair import run_repair, verify_repair

    verify_with = repair_command("verify", folder / PLAN_FILE, url)
    with says_what_holds(plan.place, verify_with) as interrupts:
        result = run_repair(
            settings,
            direction,
            plan,
            url,
            confirmed=confirmed,
            plan_file=folder / PLAN_FILE,
            verify_with=verify_with,
            interrupts=interrupts,
        )
        print_result(direction, result)
    print_verification(plan, verify_repair(plan, url))
