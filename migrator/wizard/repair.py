"""The repair step: find, choose, plan, show, write; change only after SERVER/DATABASE was typed; undo at hand."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ..app.repair import operator
from ..errors import InputError
from ..estate.counting import counted
from ..terminal.console import print_line, print_unwrapped
from ..terminal.repair import print_plan, print_survey, print_verification, repair_command
from .interview import Interview
from .questions import CONFIRM, OWNER, PLAN_FILE, REPAIR_FILE, REPAIR_FOLDER, REPAIR_SQL, UNDO, UNDO_FILE

if TYPE_CHECKING:
    from ..app.settings import Settings
    from ..repair.plan import Plan
    from ..repair.steps import Direction


def repair_owners(settings: Settings, interview: Interview) -> str:
    """Walk one repair; returns what became of it, in one line; empty where it was skipped.

    The database is read, and the connection closed again, before anything is asked: none stays open while an operator
    thinks.

    Raises:
        GuardRefused: a guard said no; nothing was changed.
        TargetError: the server failed; the message says whether the state is known.
        InputError: an answer cannot be used, or a file cannot be written.
    """
    url = interview.text(REPAIR_SQL)
    if not url:
        return ""
    plan = _plan(settings, interview, url)
    if plan is None:
        return "nothing was changed"
    folder = Path(interview.text(REPAIR_FOLDER))
    _write(plan, folder)
    interview.known.place = plan.place
    print_line(f"The plan is for {plan.place}.", "bold")
    confirmed = interview.text(CONFIRM)
    if not confirmed:
        return f"planned, nothing was changed; plan and scripts: {folder}"
    _run(settings, plan, "repair", url, folder, confirmed)
    print_line("Next: look with Get-CsRgs* with and without -ShowAll; RTCRGS may need a restart to see it.")
    command = repair_command("undo", folder / PLAN_FILE, url, "--confirm", plan.place)
    print_unwrapped(f"To take it back later: {command}")
    if not interview.answer(UNDO):
        rows = counted(plan.row_count, "row has its owner", "rows have their owner")
        return f"{rows}; plan, scripts and journal: {folder}"
    _run(settings, plan, "undo", url, folder, confirmed)
    return f"repaired and taken back: {counted(plan.row_count, 'row is', 'rows are')} without owner again"


def _plan(settings: Settings, interview: Interview, url: str) -> Plan | None:
    """The plan for the owner that was chosen; None where there is nothing to repair, or none was chosen."""
    from ..repair.planning import check_plannable, make_plan
    from ..repair.route import supported_route
    from ..repair.survey import choose_owner, count_tables, survey
    from ..repair.target import open_target

    with open_target(url) as target:
        found = survey(target)
        dialect = target.dialect
        facts = list(target.facts(found.identity, found.discovery))
    counts = count_tables(found, None)
    print_survey(found, counts, facts)
    if found.discovery.reason is not None or not any(count.null for count in counts):
        return None
    check_plannable(found)
    interview.known.pools = found.pools
    print_line()
    for line in supported_route(found.pools[0].name if len(found.pools) == 1 else None):
        print_line(line)
    wanted = interview.text(OWNER)
    if not wanted:
        return None
    pool = choose_owner(found.pools, wanted)
    plan = make_plan(found, dialect, pool, chosen="chosen in the wizard", who=operator(), now=settings.now())
    print_plan(plan)
    return plan


def _write(plan: Plan, folder: Path) -> None:
    """Write the plan and both scripts, never over a file that is there."""
    from ..repair.plan import to_json
    from ..repair.render import repair_script, undo_script

    files = {
        PLAN_FILE: to_json(plan),
        REPAIR_FILE: repair_script(plan).encoded,
        UNDO_FILE: undo_script(plan).encoded,
    }
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            with (folder / name).open("xb") as file:
                file.write(content)
    except OSError as error:
        raise InputError(f"{folder}: cannot be written: {error.strerror or error}") from None
    print_line(f"Written to {folder}: {', '.join(files)}. Nothing was changed in the database.")


def _run(settings: Settings, plan: Plan, direction: Direction, url: str, folder: Path, confirmed: str) -> None:
    from ..repair.apply import Run, run_plan
    from ..repair.survey import survey
    from ..repair.target import open_target
    from ..repair.verify import verify_plan
    from ..store.project import open_project

    verify_with = repair_command("verify", folder / PLAN_FILE, url)
    run = Run(
        direction=direction,
        confirmed=confirmed,
        who=operator(),
        journal_root=folder.absolute() / "journal",
        now=settings.now,
        record=open_project(settings.project_url, create=True).record_repair,
        verify_with=verify_with,
    )
    try:
        with open_target(url) as target:
            result = run_plan(target, plan, run)
            state = verify_plan(plan, survey(target))
    except KeyboardInterrupt:
        print_unwrapped(f"Find out what holds with: {verify_with}")
        raise
    print_verification(plan, state)
    print_line(f"{counted(result.changed, 'row')} changed, committed and verified. Journal: {result.journal}")
