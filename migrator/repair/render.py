"""The only place where a change becomes SQL: what is shown for review is what is run."""

from __future__ import annotations

from . import sqlite_script, tsql_script
from .plan import Plan
from .steps import RepairScript, RepairStep, repair_steps, undo_steps


def repair_script(plan: Plan) -> RepairScript:
    """The script that carries out *plan*."""
    return _render(plan, repair_steps(plan))


def undo_script(plan: Plan) -> RepairScript:
    """The script that undoes `repair_script`, row by row, and only in rows that have not changed since."""
    return _render(plan, undo_steps(plan))


def _render(plan: Plan, steps: tuple[RepairStep, ...]) -> RepairScript:
    if plan.dialect == "mssql":
        return tsql_script.render(plan, steps)
    return sqlite_script.render(plan, steps)
