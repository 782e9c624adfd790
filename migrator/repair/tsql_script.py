"""Renders a plan as one self-checking T-SQL batch in SQL Server 2005 syntax, the same for SSMS, sqlcmd and the run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from ..database.connection import quote_identifier
from ..database.statements import filled, fragment
from ..errors import InputError
from ..estate.counting import counted
from .literals import comment_text, literal, text_literal
from .packed_keys import LISTED_ROWS, xml_of_keys
from .plan import Plan, PlannedColumn, PlannedRow, PlannedTable
from .steps import Done, RepairScript, RepairStep


def render(plan: Plan, steps: Sequence[RepairStep]) -> RepairScript:
    """The batch of *steps*; the same text whenever it is rendered from the same plan."""
    is_repair = all(step.direction == "repair" for step in steps)
    done: Done = "repaired" if is_repair else "undone"
    parts = {
        "title": "\n".join("-- " + comment_text(line) for line in _title(plan, is_repair=is_repair)),
        "declarations": "\n".join(_declaration(step) for step in steps),
        "server": text_literal(plan.server, "mssql"),
        "database": text_literal(plan.database, "mssql"),
        "fresh": _freshness(plan, is_repair=is_repair),
        "rows": "\n".join(line for step in steps for line in _insertions(step)),
        "owner": _owner_check(plan) if is_repair else "-- to undo, the owner row need not exist",
        "checks_before": _fragments("check_before", plan, steps),
        "changes": _fragments("table", plan, steps),
        "checks_after": _fragments("check_after", plan, steps),
        "expected": str(plan.row_count),
        "done": text_literal(done, "mssql"),
        "digest": text_literal(plan.digest, "mssql"),
    }
    is_ascii = all(part.isascii() for part in parts.values())
    code_page = "-- this file is plain ASCII" if is_ascii else fragment("rgsconfig", "change_code_page")
    text = filled("rgsconfig", "change", code_page=code_page, **parts)
    return RepairScript(plan, (text,), text, done)


def _title(plan: Plan, *, is_repair: bool) -> Iterator[str]:
    owner = f"{plan.owner.name or 'owner pool'} ({plan.owner.id}, {plan.owner.chosen})"
    yield f"{'Repair' if is_repair else 'Undo'} of plan {plan.digest}"
    if plan.narrowed_from:
        yield f"narrowed from plan {plan.narrowed_from}"
    yield f"made {plan.when} by {plan.who} as {plan.login}, expires {plan.expires}"
    yield f"server and database: {plan.place}, version {plan.version}"
    yield f"owner: {owner}"
    for table in plan.tables:
        yield f"{table.table}: {counted(len(table.rows), 'row')}, {table.expected.null} without owner"


def _declaration(step: RepairStep) -> str:
    columns = []
    for number, column in enumerate(step.table.key_columns, start=1):
        collation = f" COLLATE {column.collation}" if column.collation else ""
        columns.append(f"k{number} {column.declared}{collation} NOT NULL")
    keys = ", ".join(f"k{number}" for number in range(1, len(step.table.key_columns) + 1))
    return f"DECLARE {_rows_of(step)} TABLE ({', '.join(columns)}, PRIMARY KEY NONCLUSTERED ({keys}));"


def _insertions(step: RepairStep) -> Iterator[str]:
    """The planned keys with the rows' names for the reader: a few as a list, many as one literal."""
    table = step.table
    numbered = {f"k{number}": column for number, column in enumerate(table.key_columns, start=1)}
    keys = ", ".join(numbered)
    if packed := xml_of_keys(table):
        values = ", ".join(
            _value_in_xml(key, column, spelled)
            for (key, column), spelled in zip(numbered.items(), packed.spelled, strict=True)
        )
        xml = f"N'{packed.xml}'"
        yield fragment("rgsconfig", "change_keys", keys=xml, rows=_rows_of(step), columns=keys, values=values)
        return
    for start in range(0, len(table.rows), LISTED_ROWS):
        yield f"INSERT INTO {_rows_of(step)} ({keys})"
        for position, row in enumerate(table.rows[start : start + LISTED_ROWS]):
            yield f"{'UNION ALL SELECT' if position else 'SELECT'} {_key_literals(table, row)}{_name_comment(row)}"
        yield ";"


def _value_in_xml(key: str, column: PlannedColumn, spelled: Mapping[str, str]) -> str:
    """The expression that reads a key; binary order, so that only the very spelling is replaced."""
    value = f"one.value('@{key}', '{_type_in_xml(column)}')"
    if not spelled:
        return value
    value += " COLLATE Latin1_General_BIN2"
    for character, spelling in spelled.items():
        value = f"REPLACE({value}, N'{spelling}', NCHAR({ord(character)}))"
    return value


def _type_in_xml(column: PlannedColumn) -> str:
    """The type to read a key with; 4000 characters are enough for any key, which has 1700 bytes at most.

    Reading a ``varchar`` as ``varchar`` would use the code page of the database, which can differ from the column's.
    """
    return "nvarchar(4000)" if column.kind == "text" else column.declared


def _key_literals(table: PlannedTable, row: PlannedRow) -> str:
    return ", ".join(
        literal(value, column.type, "mssql") for value, column in zip(row.key, table.key_columns, strict=True)
    )


def _name_comment(row: PlannedRow) -> str:
    return f" -- {comment_text(row.name)}" if row.name else ""


def _freshness(plan: Plan, *, is_repair: bool) -> str:
    pieces = []
    if is_repair:
        expires = text_literal(plan.expires.removesuffix("Z"), "mssql")
        pieces.append(
            fragment("rgsconfig", "change_fresh", version=text_literal(plan.version, "mssql"), expires=expires)
        )
    if plan.created:
        pieces.append(fragment("rgsconfig", "change_same_database", created=text_literal(plan.created, "mssql")))
    return "\n".join(pieces)


def _owner_check(plan: Plan) -> str:
    owner = plan.owner
    test = f"{_name(owner.key_column.name)} = {literal(owner.id, owner.key_column.type, 'mssql')}"
    if owner.name_column and owner.name is not None:
        test += f" AND {_name(owner.name_column.name)} = {text_literal(owner.name, 'mssql')}"
    label = f"{owner.schema}.{owner.table}"
    return fragment(
        "rgsconfig",
        "change_owner",
        owner_table=f"{_name(owner.schema or 'dbo')}.{_name(owner.table)}",
        is_owner=test,
        owner_label=text_literal(label, "mssql"),
    )


def _fragments(name: str, plan: Plan, steps: Sequence[RepairStep]) -> str:
    """One part of every step, table after table: all checks come before the first change, and again after the last."""
    return "\n".join(fragment("rgsconfig", f"{step.direction}_{name}", **_values(name, plan, step)) for step in steps)


def _values(name: str, plan: Plan, step: RepairStep) -> dict[str, str]:
    table = step.table
    changed = str(table.expected.changed)
    values = {
        "table": f"{_name(table.schema or 'dbo')}.{_name(table.name)}",
        "label": text_literal(table.table, "mssql"),
        "owner_column": _name(table.owner_column.name),
        "rows": _rows_of(step),
        "changed": changed,
        "changed_text": text_literal(changed, "mssql"),
    }
    if name == "table":
        # The target of an UPDATE has no alias here, so that its key columns need its name.
        values |= {"alias": step.alias, "same_target_key": _same_key(table, _name(table.name), step.alias)}
    else:
        values["same_key"] = _same_key(table, "t", "p")
    if (step.direction, name) not in {("repair", "check_before"), ("undo", "check_after")}:
        values["owner"] = literal(plan.owner.id, table.owner_column.type, "mssql")
    if step.direction == "repair" and name != "table":
        without = table.expected.null - (table.expected.changed if name == "check_after" else 0)
        values |= {"null": str(without), "null_text": text_literal(str(without), "mssql")}
    return values


def _same_key(table: PlannedTable, target: str, planned: str) -> str:
    """The comparison of the keys of *target* with those of the planned rows; both are names in the statement."""
    return " AND ".join(
        f"{target}.{_name(column.name)} = {planned}.k{number}"
        for number, column in enumerate(table.key_columns, start=1)
    )


def _rows_of(step: RepairStep) -> str:
    return f"@rows_{step.number}"


def _name(name: str) -> str:
    """A quoted name; ``sqlcmd`` would replace ``$(x)`` even inside brackets, so such a name is refused."""
    if "$(" in name:
        raise InputError(f"the name {name!r} contains $(, which sqlcmd would replace: no script is written for it")
    return quote_identifier(name, "mssql")
