"""`export`: documents of a snapshot."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..estate.counting import counted
from ..terminal.console import print_line, progress_bar
from ..terminal.losses import say_losses
from .options import people_option, snapshot_option, target_option
from .outputs import output_option

if TYPE_CHECKING:
    from ..app.settings import Settings
    from ..app.workbook import PeopleAs


@click.group()
def export() -> None:
    """Write documents of a snapshot.

    \b
    Example:
      migrator export xlsx --output estate.xlsx
    """


@export.command()
@output_option("--output", required=True, help="The workbook to write.")
@snapshot_option
@target_option
@people_option
@click.option("--users", "--names", "users", is_flag=True, help="List all users; without it they are counted.")
@click.pass_obj
def xlsx(settings: Settings, output: Path, snapshot: str | None, target: str, people: PeopleAs, users: bool) -> None:
    """Write the Excel workbook: sources, findings, predicted messages, one sheet per kind.

    \b
    Example:
      migrator export xlsx --output estate.xlsx
      migrator export xlsx --output estate.xlsx --people labels
    """
    from ..app.prediction import PredictionRequest
    from ..app.workbook import write_workbook
    from ..store.project import open_project

    with progress_bar("Writing") as progress:
        summary = write_workbook(
            settings.project_url,
            output,
            request=PredictionRequest(snapshot=snapshot, target=target),
            now=settings.now(),
            people=people,
            users=users,
            progress=progress,
        )
    say_losses(open_project(settings.project_url).snapshot(snapshot))
    cut = f", {counted(summary.cut_cells, 'cell')} cut (see the sheet Notes)" if summary.cut_cells else ""
    print_line(f"{output}: {counted(len(summary.sheets), 'sheet')}{cut}")
