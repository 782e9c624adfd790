"""The measures of the checklist: what twice the steps cost, to plan, show, export and import."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from migrator.app.checklist import Checklist, read_checklist
from migrator.app.plan_exchange import export_plan, import_plan
from migrator.store.project import open_project
from migrator.terminal.checklist import print_checklist, print_steps

from .pools import estate_of_pools

NOW = datetime(2014, 1, 8, tzinfo=UTC)
#: measures the CPU time of something
Seconds = Callable[[Callable[[], object]], float]


def costs_of(
    folder: Path, pools: int, seconds: Callable[[Callable[[], object]], float]
) -> tuple[int, dict[str, float]]:
    """The steps of an estate with that many pools, and the CPU seconds of each thing that is done with them."""
    project, workbook = str(folder / f"{pools}.db"), folder / f"{pools}.xlsx"
    opened = open_project(project, create=True)
    opened.save_snapshot("before", NOW, estate_of_pools(pools), list)
    opened.checklist.set_track("A")
    made: list[Checklist] = []
    costs = {"planning": seconds(lambda: made.append(read_checklist(project, now=NOW)))}
    costs["showing"] = seconds(lambda: _show(made[0]))
    costs["exporting"] = seconds(lambda: export_plan(project, workbook, now=NOW))
    _edit(workbook)
    costs["importing"] = seconds(lambda: import_plan(project, workbook, accept_good=False, now=NOW))
    assert all(step.decision.owner for step in read_checklist(project, now=NOW).steps)
    return len(made[0].steps), costs


def _show(made: Checklist) -> None:
    with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
        print_checklist(made)
        print_steps(made, made.steps)


def _edit(workbook: Path) -> None:
    """Give every step an owner."""
    book: Any = load_workbook(workbook)
    sheet = book["Checklist"]
    owner = next(cell.column for cell in sheet[1] if cell.value == "Owner")
    for row in range(2, sheet.max_row + 1):
        if sheet.cell(row, 1).value:
            sheet.cell(row, owner).value = "Ada"
    book.save(workbook)


def growth(folder: Path, pools: int, seconds: Seconds) -> Iterator[tuple[str, float]]:
    """The name and the ratio of each: at twice the pools against once, after a first run that loads the rules."""
    first = folder / "first"
    first.mkdir()
    costs_of(first, 1, seconds)
    steps, once = costs_of(folder, pools, seconds)
    _, twice = costs_of(folder, 2 * pools, seconds)
    for what, cost in once.items():
        yield f"checklist: {what} twice the steps / {steps} steps of {pools} pools", twice[what] / max(cost, 1e-9)
