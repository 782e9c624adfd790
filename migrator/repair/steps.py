"""A change as an object: reversible, and rendered by the same call for review and for the run."""

from __future__ import annotations

import unicodedata
from typing import Literal

import attrs

from .plan import Plan, PlannedTable

Direction = Literal["repair", "undo"]
Done = Literal["repaired", "undone"]


@attrs.frozen
class RepairStep:
    """One table's change: rows with the keys of *table* go from one owner value to the other.

    ``repair`` turns NULL into the owner; ``undo`` turns the owner that was written back into NULL.
    """

    table: PlannedTable
    number: int
    direction: Direction = "repair"

    @property
    def alias(self) -> str:
        """A name for the planned rows that no collation takes for the name of the table."""
        letters = "".join(filter(str.isalpha, unicodedata.normalize("NFKD", self.table.name))).casefold()
        return "wanted" if "planned" in letters else "planned"

    def reverse(self) -> RepairStep:
        """The step that restores what this one changes."""
        return attrs.evolve(self, direction="undo" if self.direction == "repair" else "repair")


@attrs.frozen
class RepairScript:
    """What is sent to the database: the statements in order, and the same text as one file.

    Attributes:
        statements: one batch for SQL Server; one statement each for SQLite.
        done: the outcome in the final row after success: repaired or undone.
    """

    plan: Plan
    statements: tuple[str, ...]
    text: str
    done: Done

    @property
    def encoded(self) -> bytes:
        """The text as a file: UTF-8, with the byte order mark that SSMS needs if the T-SQL is not plain ASCII."""
        needs_mark = self.plan.dialect == "mssql" and not self.text.isascii()
        return self.text.encode("utf-8-sig" if needs_mark else "utf-8")


def repair_steps(plan: Plan) -> tuple[RepairStep, ...]:
    """The steps of *plan*, one per table."""
    return tuple(RepairStep(table, number) for number, table in enumerate(plan.tables, start=1))


def undo_steps(plan: Plan) -> tuple[RepairStep, ...]:
    """The reverse of `repair_steps`, last table first."""
    return tuple(step.reverse() for step in reversed(repair_steps(plan)))
