"""Writes the Excel workbook of a snapshot."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from .prediction import PredictionRequest, run_prediction

if TYPE_CHECKING:
    from ..documents.workbook.workbook import WorkbookSummary
    from .inventory import Progress


def write_workbook(
    project: str,
    output: Path,
    *,
    request: PredictionRequest,
    now: datetime,
    names: bool = False,
    progress: Progress | None = None,
) -> WorkbookSummary:
    """Write the Excel documentation of a snapshot.

    Args:
        names: list users by name; without it they are counted.

    Raises:
        InputError: no such snapshot, or the file cannot be written.
    """
    from .. import __version__
    from ..documents.workbook.workbook import export_workbook
    from ..rules.engine.catalogue import all_rules
    from ..store.project import open_project

    assessment = run_prediction(project, request, now=now)
    return export_workbook(
        output,
        open_project(project).snapshot(request.snapshot),
        assessment.estate,
        assessment.prediction,
        rules=all_rules(),
        made_at=now,
        version=__version__,
        names=names,
        progress=progress,
    )
