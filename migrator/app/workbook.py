"""Writes the Excel workbook of a snapshot."""

from __future__ import annotations

import logging
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from .journal import journal_of
from .prediction import PredictionRequest, run_prediction

if TYPE_CHECKING:
    from ..documents.workbook.workbook import WorkbookSummary
    from ..estate.provenance import Progress

_LOG = logging.getLogger(__name__)
#: how a document shows people
PeopleAs = Literal["names", "labels"]


def write_workbook(
    project: str,
    output: Path,
    *,
    request: PredictionRequest,
    now: datetime,
    people: PeopleAs = "names",
    users: bool = False,
    progress: Progress | None = None,
) -> WorkbookSummary:
    """Write the Excel documentation of a snapshot.

    Args:
        people: whether people stand there by name, or as labels that the project keeps.
        users: list the users; without it they are counted.

    Raises:
        InputError: no such snapshot, or the file cannot be written.
    """
    from .. import __version__
    from ..documents.number_rows import number_rows
    from ..documents.people import People
    from ..documents.redaction import Redaction
    from ..documents.wave_rows import wave_rows
    from ..documents.workbook.workbook import export_workbook
    from ..rules.engine.catalogue import all_rules
    from ..store.project import open_project
    from .waves import waves_in

    assessment = run_prediction(project, request, now=now)
    opened = open_project(project)
    snapshot, estate, prediction = opened.snapshot(request.snapshot), assessment.estate, assessment.prediction
    decisions, numbers, journal = assessment.decisions, number_rows(estate), journal_of(opened, estate)
    waves = wave_rows(waves_in(project, estate, prediction, request.snapshot, now=now))
    if people == "labels":
        redaction = Redaction(People(estate, opened.person_numbers), estate)
        snapshot, prediction = redaction.snapshot(snapshot), redaction.prediction(prediction)
        decisions, numbers = redaction.decisions(decisions), redaction.numbers(numbers)
        journal, waves = redaction.journal(journal), redaction.waves(waves)
        estate = redaction.estate(estate)
    summary = export_workbook(
        output,
        snapshot,
        estate,
        prediction,
        rules=all_rules(),
        made_at=now,
        version=__version__,
        decisions=decisions,
        numbers=numbers,
        journal=journal,
        waves=waves,
        users=users,
        labelled=people == "labels",
        progress=progress,
    )
    _LOG.info("%s: %d sheets", output, len(summary.sheets))
    return summary
