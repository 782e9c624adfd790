"""The checks before a script is sent. The script repeats all of them under lock, but for the names of rows."""

from __future__ import annotations

from datetime import datetime, timedelta

from ..database.connection import Dialect
from ..database.owners import Candidate
from ..errors import GuardRefused
from ..estate.counting import counted, first_few
from .inspection import Inspection
from .plan import Plan, PlannedColumn, PlannedTable, utc_text
from .planning import planned_column
from .steps import Direction
from .target import DatabaseIdentity
from .verify import RowDifference, Verification, verify_plan

_SHOWN = 5  # rows named in a refusal; `repair verify` names them all
_INSTEAD: dict[Direction, str] = {
    "repair": "Make a new plan. ",
    "undo": "Leave those rows out with --approved. ",
}
#: clocks of two computers may differ so much without anybody being wrong
_CLOCKS_DIFFER = timedelta(hours=1)
_LOOK = "See what the database contains now with: migrator repair find"


def check_confirmation(plan: Plan, confirmed: str) -> None:
    """Refuses unless the operator confirmed exactly the server and database of the plan."""
    if confirmed != plan.place:
        raise GuardRefused(
            f"the plan is for {plan.place}, but {confirmed} was confirmed", hint=f'Give --confirm "{plan.place}"'
        )


def check_place(plan: Plan, dialect: Dialect, identity: DatabaseIdentity) -> None:
    """Refuses a server or database that is not the one of the plan."""
    here = f"{identity.server}/{identity.database}"
    if dialect != plan.dialect or here != plan.place:
        raise GuardRefused(
            f"the plan is for {plan.place}, but this is {here}",
            hint="Give the database of the plan with --sql, or make a new plan for this one",
        )
    if identity.created != plan.created:
        raise GuardRefused(
            f"{here} was created again or restored ({identity.created}) after the plan was made ({plan.created})",
            hint="Make a new plan",
        )


def check_state(plan: Plan, found: Inspection, direction: Direction, now: datetime) -> None:
    """Refuses a database that may not be written, and for a repair a plan that expired or a server that changed."""
    identity = found.identity
    if identity.blocked:
        raise GuardRefused(f"{plan.place}: {identity.blocked}")
    if direction == "undo":
        return
    if utc_text(now + _CLOCKS_DIFFER) < plan.when:
        raise GuardRefused(
            f"the plan was made at {plan.when}, but by the clock of this computer it is only {utc_text(now)}",
            hint="Set the clock right: a plan expires by it. Or make a new plan",
        )
    if utc_text(now) > plan.expires:
        raise GuardRefused(f"the plan expired at {plan.expires}", hint="Make a new one with: migrator repair plan")
    if identity.version != plan.version:
        raise GuardRefused(
            f"{plan.place} was version {plan.version} when the plan was made; now it is {identity.version}",
            hint="Make a new plan",
        )


def check_tables(plan: Plan, found: Inspection) -> None:
    """Refuses when the catalogue no longer shows the planned tables, keys and columns as they were."""
    owner_table = found.discovery.owner_table
    name = owner_table.table.name if owner_table else None
    if owner_table is None or name is None or (name.schema, name.name) != (plan.owner.schema, plan.owner.table):
        raise GuardRefused(f"{plan.place}: the owner table {plan.owner.table} is missing", hint=_LOOK)
    if planned_column(owner_table.key) != plan.owner.key_column:
        raise GuardRefused(
            f"{plan.place}: the key of the owner table {plan.owner.table} has changed since the plan was made",
            hint=_LOOK,
        )
    candidates = {(one.table.name.schema, one.table.name.name): one for one in found.discovery.candidates}
    for table in plan.tables:
        candidate = candidates.get((table.schema, table.name))
        if candidate is None or not _is_as_planned(table, candidate):
            raise GuardRefused(f"{table.table}: the table has changed since the plan was made", hint=_LOOK)


def check_rows(plan: Plan, found: Inspection, direction: Direction, verify_with: str) -> Verification:
    """The state of the planned rows, if it is the state that *direction* starts from.

    A refusal names the command *verify_with*.

    Raises:
        GuardRefused: a row differs from the plan or was renamed, a row without owner is missing or new, or the owner
            pool is gone.
    """
    state = verify_plan(plan, found)
    wrong = state.other + (state.repaired if direction == "repair" else state.untouched)
    if wrong:
        way_out = "" if state.state != "mixed" else _INSTEAD[direction]
        raise GuardRefused(_row_refusal(state, direction, wrong), hint=f"{way_out}See all rows with: {verify_with}")
    if direction == "undo":
        return state
    _check_names(plan, state)
    if not any((pool.id, pool.name) == (plan.owner.id, plan.owner.name) for pool in found.pools):
        raise GuardRefused(
            f"the owner pool {plan.owner.name or plan.owner.id} is no longer in {plan.owner.table}",
            hint="Make a new plan",
        )
    for table, now in zip(plan.tables, state.tables, strict=True):
        if now.null_now != table.expected.null:
            raise GuardRefused(
                f"{table.table}: {counted(table.expected.null, 'row')} without owner expected, found {now.null_now}",
                hint="Make a new plan",
            )
    return state


def _check_names(plan: Plan, state: Verification) -> None:
    """Refuses rows that were renamed: who approved the plan saw the other name."""
    planned = (row.name for table in plan.tables for row in table.rows)
    renamed = [
        f"{now.table} {'/'.join(now.key)}: {_quoted(before)} is {_quoted(now.name)} now"
        for now, before in zip(state.untouched, planned, strict=True)
        if now.name != before
    ]
    if renamed:
        shown, more = first_few(renamed, _SHOWN)
        raise GuardRefused(
            f"{counted(len(renamed), 'row was', 'rows were')} renamed since the plan was made: "
            + "; ".join([*shown, *([more] if more else [])]),
            hint="Make a new plan",
        )


def _quoted(name: str | None) -> str:
    """A name with its spaces, and with escapes for what does not show: two names may differ by nothing else."""
    return "no name" if name is None else repr(name)


def _row_refusal(state: Verification, direction: Direction, wrong: tuple[RowDifference, ...]) -> str:
    if direction == "repair" and state.state == "repaired":
        return "the plan was already carried out: every planned row has its owner"
    if direction == "undo" and state.state == "untouched":
        return "there is nothing to undo: every planned row is without owner"
    start = "without owner" if direction == "repair" else "as the repair left it"
    shown, more = first_few([str(difference) for difference in wrong], _SHOWN)
    return f"{counted(len(wrong), 'row is', 'rows are')} not {start}: {'; '.join([*shown, *([more] if more else [])])}"


def _is_as_planned(table: PlannedTable, candidate: Candidate) -> bool:
    key: tuple[PlannedColumn, ...] = tuple(planned_column(column) for column in candidate.key)
    return key == table.key_columns and planned_column(candidate.owner) == table.owner_column
