"""Finds the state of a plan: untouched, fully repaired, mixed or still running, with the rows that differ."""

from __future__ import annotations

from typing import Literal

import attrs
import msgspec

from .inspection import Inspection, RowState
from .plan import Plan, PlannedRow, PlannedTable

PlanState = Literal["untouched", "repaired", "mixed", "running"]


class RowDifference(msgspec.Struct, frozen=True, gc=False):
    """A planned row whose state is not the one that is wanted."""

    table: str
    key: tuple[str, ...]
    name: str | None
    found: str

    def __str__(self) -> str:
        return f"{self.table} {'/'.join(self.key)} ({self.name or 'no name'}): {self.found}"


@attrs.frozen
class TableState:
    """The planned rows of one table by what they are now.

    Attributes:
        null_now: all rows of the table that are without owner now, planned or not.
    """

    table: str
    planned: int
    untouched: int
    repaired: int
    other: int
    null_now: int


@attrs.frozen
class Verification:
    """The state of a plan, with the rows that show it."""

    state: PlanState
    tables: tuple[TableState, ...]
    untouched: tuple[RowDifference, ...]
    repaired: tuple[RowDifference, ...]
    other: tuple[RowDifference, ...]

    @property
    def differences(self) -> tuple[RowDifference, ...]:
        """If the state is mixed, the rows to look at; those outside both states come first."""
        if self.state != "mixed":
            return ()
        return self.other + min((self.untouched, self.repaired), key=len)


def verify_plan(plan: Plan, found: Inspection) -> Verification:
    """Compare every planned row with the database as it is now; an empty plan counts as repaired."""
    now = {holding.candidate.table.name: holding.rows for holding in found.holdings}
    tables: list[TableState] = []
    untouched: list[RowDifference] = []
    repaired: list[RowDifference] = []
    other: list[RowDifference] = []
    for table in plan.tables:
        rows = next((rows for name, rows in now.items() if (name.schema, name.name) == (table.schema, table.name)), ())
        before = len(untouched), len(repaired), len(other)
        by_key = {row.key: row for row in rows}
        for row in table.rows:
            _sort(table, row, by_key.get(row.key), untouched, repaired, other)
        tables.append(
            TableState(
                table=table.table,
                planned=len(table.rows),
                untouched=len(untouched) - before[0],
                repaired=len(repaired) - before[1],
                other=len(other) - before[2],
                null_now=sum(row.owner is None for row in rows),
            )
        )
    state: PlanState = "mixed"
    if not untouched and not other:
        state = "repaired"
    elif not repaired and not other:
        state = "untouched"
    return Verification(state, tuple(tables), tuple(untouched), tuple(repaired), tuple(other))


def _sort(
    table: PlannedTable,
    row: PlannedRow,
    now: RowState | None,
    untouched: list[RowDifference],
    repaired: list[RowDifference],
    other: list[RowDifference],
) -> None:
    if now is None:
        other.append(RowDifference(table.table, row.key, row.name, "the row is gone"))
    elif now.owner is None:
        untouched.append(RowDifference(table.table, row.key, now.name, "still without owner"))
    elif now.owner == row.after:
        repaired.append(RowDifference(table.table, row.key, now.name, "has the owner of the plan"))
    else:
        other.append(RowDifference(table.table, row.key, now.name, f"has the owner {now.owner}"))
