"""Makes a plan from an inspection: which rows get which owner, and under which conditions."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from ..database.catalogue import TableColumn
from ..database.connection import Dialect
from ..errors import GuardRefused
from ..estate.counting import counted
from .inspection import Holding, Inspection, PoolRow
from .plan import (
    FORMAT,
    VALID_FOR,
    Expected,
    Plan,
    PlannedColumn,
    PlannedOwner,
    PlannedRow,
    PlannedTable,
    seal,
    utc_text,
)


def make_plan(found: Inspection, dialect: Dialect, owner: PoolRow, *, chosen: str, who: str, now: datetime) -> Plan:
    """The plan that gives *owner* to every row without one; *chosen* says how the owner was established.

    Raises:
        GuardRefused: the database is not applicable, not writable, or has NULL owners that cannot be repaired safely.
    """
    owner_table = found.discovery.owner_table
    if owner_table is None:
        raise GuardRefused(f"{found.identity.database}: not applicable: {found.discovery.reason}")
    check_plannable(found)
    planned_owner = PlannedOwner(
        id=owner.id,
        name=owner.name,
        chosen=chosen,
        schema=owner_table.table.name.schema,
        table=owner_table.table.name.name,
        key_column=planned_column(owner_table.key),
        name_column=planned_column(owner_table.name) if owner_table.name else None,
    )
    identity = found.identity
    return seal(
        Plan(
            format=FORMAT,
            dialect=dialect,
            server=identity.server,
            database=identity.database,
            version=identity.version,
            created=identity.created,
            when=utc_text(now),
            expires=utc_text(now + VALID_FOR),
            who=who,
            login=identity.login,
            owner=planned_owner,
            tables=tuple(_planned_table(holding, owner) for holding in found.holdings if holding.without_owner),
            notes=tuple(_notes(found)),
            narrowed_from=None,
            digest="",
        )
    )


def check_plannable(found: Inspection) -> None:
    """Refuse a plan that could not be carried out, or that would leave rows without owner unrepaired.

    Raises:
        GuardRefused: with the table and the reason by name.
    """
    if found.identity.blocked:
        raise GuardRefused(f"{found.identity.server}/{found.identity.database}: {found.identity.blocked}")
    if not found.pools:
        raise GuardRefused("the owner table has no pool that could be the owner")
    for refused in found.refused:
        if refused.null:
            raise GuardRefused(
                f"{refused.excluded.table.name.label}: {counted(refused.null, 'row')} without owner cannot be "
                f"repaired: {refused.excluded.reason}",
                hint="Use Export-CsRgsConfiguration, then Import-CsRgsConfiguration -OverwriteOwner",
            )
    labels = [holding.candidate.table.name.label for holding in found.holdings]
    if len(set(labels)) != len(labels):
        raise GuardRefused("two tables have the same full name: a plan cannot distinguish them")


def _planned_table(holding: Holding, owner: PoolRow) -> PlannedTable:
    candidate = holding.candidate
    rows = tuple(PlannedRow(row.key, row.name, None, owner.id) for row in holding.without_owner)
    return PlannedTable(
        table=candidate.table.name.label,
        schema=candidate.table.name.schema,
        name=candidate.table.name.name,
        owner_column=planned_column(candidate.owner),
        key_columns=tuple(planned_column(column) for column in candidate.key),
        expected=Expected(null=len(rows), changed=len(rows)),
        rows=rows,
    )


def planned_column(column: TableColumn) -> PlannedColumn:
    """A catalogue column in the plan's terms."""
    return PlannedColumn(column.name, column.type.kind, column.type.declared, column.type.collation)


def _notes(found: Inspection) -> Iterator[str]:
    """What a reviewer should know about the tables, but is not a reason to refuse the plan."""
    if found.identity.hidden:
        yield f"there may be more tables: {found.identity.hidden}"
    for excluded in found.discovery.left_alone:
        yield f"{excluded.table.name.label} is left alone: {excluded.reason}"
    for refused in found.refused:
        yield f"{refused.excluded.table.name.label} is not repaired: {refused.excluded.reason}"
    for holding in found.holdings:
        table = holding.candidate.table
        for trigger in table.triggers:
            if not trigger.is_disabled:
                kind = "INSTEAD OF trigger" if trigger.is_instead_of else "trigger"
                yield f"{table.name.label} has the {kind} {trigger.name}, which will fire"
        foreign = {row.owner for row in holding.rows} - {None} - {pool.id for pool in found.pools}
        if foreign:
            yield f"{table.name.label} has owners that are not in the owner table; they are not changed"
