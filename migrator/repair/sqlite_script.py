"""Renders a plan for the embedded SQLite database: the same steps and guards as the T-SQL batch, one transaction.

SQLite has no IF. Each guard writes what it expected and what it found into ``repair_check``. The gate that follows
rolls everything back if one of them differs. The temporary tables are made inside the transaction. They are gone after
a rollback, so no later statement can change anything, even in a shell that continues after an error.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..database.connection import quote_identifier
from .literals import comment_text, literal, text_literal
from .packed_keys import json_of_keys
from .plan import Plan, PlannedRow, PlannedTable
from .steps import Done, RepairScript, RepairStep

DIFFERENCES = "SELECT what, expected, found FROM temp.repair_check WHERE expected IS NOT found"
_GATE = "INSERT OR ROLLBACK INTO temp.repair_gate SELECT COUNT(*) FROM temp.repair_check WHERE expected IS NOT found"


def render(plan: Plan, steps: Sequence[RepairStep]) -> RepairScript:
    """The statements of *steps*; the same text whenever they are rendered from the same plan."""
    is_repair = all(step.direction == "repair" for step in steps)
    done: Done = "repaired" if is_repair else "undone"
    statements = (
        "PRAGMA foreign_keys = ON",
        *(f"DROP TABLE IF EXISTS temp.{name}" for name in ("repair_check", "repair_gate", *map(_bare_rows_of, steps))),
        "BEGIN IMMEDIATE",
        "CREATE TEMP TABLE repair_check (what TEXT NOT NULL, expected, found, is_change)",
        "CREATE TEMP TABLE repair_gate (differences INTEGER NOT NULL CHECK (differences = 0))",
        *(statement for step in steps for statement in _rows(step)),
        *(_plan_guards(plan) if is_repair else ()),
        *(statement for step in steps for statement in _guards_before(plan, step)),
        DIFFERENCES,
        _GATE,
        *(statement for step in steps for statement in _change(plan, step)),
        *(statement for step in steps for statement in _guards_after(plan, step)),
        DIFFERENCES,
        _GATE,
        "COMMIT",
        _final_row(plan, done),
    )
    title = f"-- {'Repair' if is_repair else 'Undo'} of plan {plan.digest} on {comment_text(plan.place)}\n"
    return RepairScript(plan, statements, title + "".join(f"{statement}\n;\n" for statement in statements), done)


def _final_row(plan: Plan, done: Done) -> str:
    """The same columns as the last SELECT of change.sql; no row if the table of the gate is gone."""
    return (
        f"SELECT {text_literal(done, 'sqlite')} AS outcome, NULL AS reason, 0 AS error_number, "
        f"{plan.row_count} AS expected_rows, "
        "(SELECT SUM(found) FROM temp.repair_check WHERE is_change) AS changed_rows, "
        f"{text_literal(plan.digest, 'sqlite')} AS plan_digest FROM temp.repair_gate LIMIT 1"
    )


def _rows(step: RepairStep) -> Iterator[str]:
    table = step.table
    keys = ", ".join(f"k{number}" for number in range(1, len(table.key_columns) + 1))
    yield f"CREATE TEMP TABLE {_bare_rows_of(step)} ({keys}, PRIMARY KEY ({keys})) WITHOUT ROWID"
    if json := json_of_keys(table):
        values = "value" if len(table.key_columns) == 1 else _elements(len(table.key_columns))
        yield f"INSERT INTO {_rows_of(step)} SELECT {values} FROM json_each({_quoted(json)})"
        return
    lines = [_row_line(table, row, is_last=row is table.rows[-1]) for row in table.rows]
    yield f"INSERT INTO {_rows_of(step)} VALUES\n" + "\n".join(lines)


def _elements(count: int) -> str:
    return ", ".join(f"json_extract(value, '$[{number}]')" for number in range(count))


def _quoted(json: str) -> str:
    """JSON as a literal; JSON escapes control characters itself, and its line ends are only for the reader."""
    return "'" + json.replace("'", "''") + "'"


def _row_line(table: PlannedTable, row: PlannedRow, *, is_last: bool) -> str:
    values = ", ".join(
        literal(value, column.type, "sqlite") for value, column in zip(row.key, table.key_columns, strict=True)
    )
    name = f" -- {comment_text(row.name)}" if row.name else ""
    return f"({values}){'' if is_last else ','}{name}"


def _plan_guards(plan: Plan) -> Iterator[str]:
    owner = plan.owner
    test = f"{_name(owner.key_column.name)} = {literal(owner.id, owner.key_column.type, 'sqlite')}"
    if owner.name_column and owner.name is not None:
        test += f" AND {_name(owner.name_column.name)} = {text_literal(owner.name, 'sqlite')}"
    expires = text_literal(plan.expires, "sqlite")
    yield _check(
        "the plan",
        "'still valid'",
        f"CASE WHEN strftime('%Y-%m-%dT%H:%M:%SZ', 'now') <= {expires} THEN 'still valid' ELSE 'expired' END",
    )
    yield _check(
        f"{owner.table}: row with the owner of the plan", "1", f"SELECT COUNT(*) FROM {_name(owner.table)} WHERE {test}"
    )


def _guards_before(plan: Plan, step: RepairStep) -> Iterator[str]:
    table = step.table
    if step.direction == "undo":
        yield _check(f"{table.table}: repaired rows", str(table.expected.changed), _planned(plan, step, is_owned=True))
        return
    yield _check(f"{table.table}: rows without owner", str(table.expected.null), _without_owner(table))
    yield _check(
        f"{table.table}: planned rows without owner", str(table.expected.changed), _planned(plan, step, is_owned=False)
    )


def _change(plan: Plan, step: RepairStep) -> Iterator[str]:
    table = step.table
    column = _name(table.owner_column.name)
    owner = literal(plan.owner.id, table.owner_column.type, "sqlite")
    before, after = (f"{column} IS NULL", owner) if step.direction == "repair" else (f"{column} = {owner}", "NULL")
    join = _key_join(table, _name(table.name), step.alias)
    changed = str(table.expected.changed)
    yield (
        f"UPDATE {_name(table.name)} SET {column} = {after} WHERE {before} "
        f"AND EXISTS (SELECT 1 FROM {_rows_of(step)} AS {step.alias} WHERE {join})"
    )
    yield _check(f"{table.table}: rows changed", changed, "SELECT changes()", is_change=1)


def _guards_after(plan: Plan, step: RepairStep) -> Iterator[str]:
    table = step.table
    changed = str(table.expected.changed)
    if step.direction == "undo":
        yield _check(f"{table.table}: rows without owner afterwards", changed, _planned(plan, step, is_owned=False))
        return
    yield _check(f"{table.table}: planned rows with the owner afterwards", changed, _planned(plan, step, is_owned=True))
    left = str(table.expected.null - table.expected.changed)
    yield _check(f"{table.table}: rows without owner afterwards", left, _without_owner(table))


def _without_owner(table: PlannedTable) -> str:
    return f"SELECT COUNT(*) FROM {_name(table.name)} WHERE {_name(table.owner_column.name)} IS NULL"


def _planned(plan: Plan, step: RepairStep, *, is_owned: bool) -> str:
    """Counts the planned rows that have the plan's owner, or that have none."""
    table = step.table
    owner = literal(plan.owner.id, table.owner_column.type, "sqlite")
    test = f"= {owner}" if is_owned else "IS NULL"
    return (
        f"SELECT COUNT(*) FROM {_name(table.name)} AS t INNER JOIN {_rows_of(step)} AS p "
        f"ON {_key_join(table, 't', 'p')} WHERE t.{_name(table.owner_column.name)} {test}"
    )


def _check(what: str, expected: str, query: str, *, is_change: int = 0) -> str:
    return f"INSERT INTO temp.repair_check SELECT {text_literal(what, 'sqlite')}, {expected}, ({query}), {is_change}"


def _key_join(table: PlannedTable, target: str, planned: str) -> str:
    return " AND ".join(
        f"{target}.{_name(column.name)} = {planned}.k{number}"
        for number, column in enumerate(table.key_columns, start=1)
    )


def _bare_rows_of(step: RepairStep) -> str:
    return f"repair_rows_{step.number}"


def _rows_of(step: RepairStep) -> str:
    return f"temp.{_bare_rows_of(step)}"


def _name(name: str) -> str:
    return quote_identifier(name, "sqlite")
