"""The repair as command line and wizard carry it out: read, plan, write down, run with a journal, verify."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import attrs

from ..database.connection import QUERY_TIMEOUT_S
from ..errors import GuardRefused, InputError, MigratorError
from ..estate.counting import counted
from ..files import write_files
from .settings import Settings

if TYPE_CHECKING:
    from ..database.connection import Dialect
    from ..repair.apply import RepairResult
    from ..repair.inspection import Inspection, PoolRow
    from ..repair.interrupts import Interrupts
    from ..repair.plan import Plan
    from ..repair.steps import Direction
    from ..repair.target import Fact
    from ..repair.verify import Verification

#: the database of the response groups on the back end server of a pool
RGSCONFIG = "rgsconfig"
PLAN_FILE, REPAIR_FILE, UNDO_FILE = "plan.json", "repair.sql", "undo.sql"
#: tables of response groups that public reports name (giombini-r2-to-2013, and what a repair has met)
_TABLES = frozenset({"agentgroups", "queues", "workflows", "businesshours", "holidaysets"})
#: the folder of the journals, beside the plan
JOURNAL_FOLDER = "repair-journal"
#: how long the end of a cancelled change is waited for
_CANCEL_SECONDS = 60


@attrs.frozen
class RepairReading:
    """What a database held when it was read; the connection is closed again.

    Attributes:
        facts: what an operator wants to know about the server before a change.
        has_response_groups: whether it has a table of response groups, of any version.
    """

    inspection: Inspection
    dialect: Dialect
    facts: tuple[Fact, ...]
    has_response_groups: bool


def operator() -> str:
    """Who sits at this machine, as the system says it."""
    import getpass
    import socket

    try:
        user = getpass.getuser()
    except (KeyError, OSError):
        user = "unknown"
    return f"{user}@{socket.gethostname()}"


def read_database(url: str, *, with_facts: bool = True, query_timeout_s: int = QUERY_TIMEOUT_S) -> RepairReading:
    """Reads the rgsconfig database at *url*; changes nothing.

    Args:
        query_timeout_s: how long one statement may take.

    Raises:
        InputError: the URL cannot be used.
        GuardRefused: the owner table cannot be identified without doubt.
        TargetError: the database cannot be reached, or answers with an error.
    """
    from ..repair.inspection import inspect_database
    from ..repair.opening import open_target

    with open_target(url, query_timeout_s=query_timeout_s) as target:
        found = inspect_database(target)
        facts = tuple(target.facts(found.identity, found.discovery)) if with_facts else ()
        names = {table.name.name.casefold() for table in target.tables()} if found.discovery.reason else set()
        return RepairReading(found, target.dialect, facts, not found.discovery.reason or bool(names & _TABLES))


def plan_repair(settings: Settings, reading: RepairReading, pool: PoolRow, *, chosen: str) -> Plan:
    """The plan that gives every row without owner to *pool*; *chosen* says how the pool was chosen.

    Raises:
        GuardRefused: the database is not applicable, not writable, or holds rows that cannot be repaired safely.
    """
    from ..repair.planning import make_plan

    return make_plan(reading.inspection, reading.dialect, pool, chosen=chosen, who=operator(), now=settings.now())


def read_reviewed_plan(plan_file: Path, approved: Path | None) -> Plan:
    """The plan in *plan_file*, narrowed to the rows that the sheet *approved* approves.

    Raises:
        InputError: a file cannot be read, or is not what it should be.
        GuardRefused: the plan was altered, the sheet belongs to another plan, or it approves nothing.
    """
    from ..documents.approval_sheet import read_approval
    from ..repair.plan import read_plan

    plan = read_plan(plan_file)
    return read_approval(plan, approved) if approved else plan


def write_plan_folder(plan: Plan, folder: Path) -> tuple[str, ...]:
    """Writes the plan and both scripts into *folder*, all or none, never over a file; returns their names.

    Raises:
        InputError: a file exists or cannot be written.
    """
    from ..repair.plan import to_json
    from ..repair.render import repair_script, undo_script

    files: Mapping[str, bytes] = {
        PLAN_FILE: to_json(plan),
        REPAIR_FILE: repair_script(plan).encoded,
        UNDO_FILE: undo_script(plan).encoded,
    }
    for name in files:
        if os.path.lexists(folder / name):
            raise InputError(f"{folder / name}: exists already", hint="Name another folder")
    write_files(folder, files)
    return tuple(files)


def run_repair(
    settings: Settings,
    direction: Direction,
    plan: Plan,
    url: str,
    *,
    confirmed: str,
    plan_file: Path,
    journal: Path | None = None,
    verify_with: str,
    interrupts: Interrupts,
    query_timeout_s: int = QUERY_TIMEOUT_S,
) -> RepairResult:
    """Carries out *plan* or takes it back, all of it or nothing, and keeps a journal on disk and in the project.

    Args:
        confirmed: which SERVER/DATABASE the operator said is meant.
        journal: folder of the journals; the one beside *plan_file* where it is not given.
        verify_with: the command that says what the database holds, for messages and the journal.
        interrupts: Ctrl-C during the run.
        query_timeout_s: how long one statement may take.

    Raises:
        GuardRefused: a guard refused; nothing was changed.
        TargetError: the server failed; the message says whether the state is known.
        InputError: the journal or the project cannot be written; nothing was changed.
        Interrupted: Ctrl-C cancelled it; nothing was changed.
        KeyboardInterrupt: Ctrl-C before the run began, or again while the server was waited for.
    """
    from ..repair.apply import RepairRun, run_plan
    from ..repair.opening import open_target
    from ..store.project import open_project

    project = open_project(settings.project_url, create=True)
    run = RepairRun(
        direction=direction,
        confirmed=confirmed,
        who=operator(),
        journal_root=(journal or plan_file.parent / JOURNAL_FOLDER).absolute(),
        now=settings.now,
        record=project.record_repair,
        verify_with=verify_with,
        look=lambda: verify_repair(plan, url, wait_seconds=_CANCEL_SECONDS, query_timeout_s=query_timeout_s),
        interrupts=interrupts,
    )
    try:
        with open_target(url, query_timeout_s=query_timeout_s) as target:
            return run_plan(target, plan, run)
    except MigratorError as error:
        if not interrupts.is_held:
            record_refusal(settings, direction, error, plan)
        raise


def record_refusal(settings: Settings, direction: Direction, error: MigratorError, plan: Plan | None = None) -> None:
    """Notes in the project that a run did not begin; the *error* counts more than a project that cannot be written."""
    from ..repair.journal import history_entry
    from ..store.project import open_project

    event = "refused" if isinstance(error, GuardRefused) else "not begun"
    entry = history_entry(event, direction, operator(), settings.now(), plan, error.message)
    with suppress(MigratorError):
        open_project(settings.project_url, create=True).record_repair(entry)


def verify_repair(
    plan: Plan, url: str, *, wait_seconds: int = 0, query_timeout_s: int = QUERY_TIMEOUT_S
) -> Verification:
    """What the planned rows are now: untouched, repaired or mixed, or that a repair is running; changes nothing.

    Args:
        wait_seconds: how long a running repair is waited for.
        query_timeout_s: how long one statement may take.

    Raises:
        GuardRefused: *url* leads to another database than the plan's.
        TargetError: the database cannot be reached, or answers with an error.
    """
    from ..repair.opening import open_target
    from ..repair.settled import verify_database

    with open_target(url, query_timeout_s=query_timeout_s) as target:
        return verify_database(target, plan, wait_seconds=wait_seconds)


def only_rows(plan: Plan, wanted: Sequence[str]) -> Plan:
    """The plan with only some rows, each named as ``TABLE:KEY``; the parts of a key of several columns by ``/``.

    Raises:
        InputError: a row is not in the plan, or the name is that of several.
    """
    from ..repair.plan import narrow

    named: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
    for table in plan.tables:
        for row in table.rows:
            named.setdefault(f"{table.table}:{'/'.join(row.key)}", []).append((table.table, row.key))
    return narrow(plan, [_row_named(name, named) for name in wanted])


def _row_named(wanted: str, named: Mapping[str, Sequence[tuple[str, tuple[str, ...]]]]) -> tuple[str, tuple[str, ...]]:
    """The one row of that name, or of that name in other letters where none has it; never one of several."""
    rows = named.get(wanted) or [
        row for name, of in named.items() if name.casefold() == wanted.casefold() for row in of
    ]
    if not rows:
        raise InputError(f"--only {wanted}: no such row in the plan", hint="Name it as plan shows it: TABLE:KEY")
    if len(rows) > 1:
        raise InputError(
            f"--only {wanted}: {counted(len(rows), 'row')} of the plan are named so",
            hint="Write Y for the one that is meant in the sheet of `repair approve`, and give it with --approved",
        )
    return rows[0]
