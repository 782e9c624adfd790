"""`predict`: findings and predicted messages of a snapshot."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..terminal.console import print_json, say
from .answers import keep_file
from .findings import exit_code, threshold_option
from .options import answers_option, json_option, messages_option, next_command, snapshot_option, target_option

if TYPE_CHECKING:
    from ..app.settings import Settings


@click.command()
@snapshot_option
@target_option
@click.option("--rule", "only", multiple=True, metavar="ID", help="Run only this rule; may be repeated.")
@threshold_option
@answers_option
@messages_option
@click.option("--details", is_flag=True, help="Say of each rule why it was not evaluated.")
@json_option
@click.pass_obj
def predict(
    settings: Settings,
    snapshot: str | None,
    target: str,
    only: tuple[str, ...],
    threshold: str,
    answers: Path | None,
    messages: Path | None,
    details: bool,
    as_json: bool,
) -> int:
    """Predict what the migration will meet: findings, and the lines that the cmdlets will print.

    Exit code 1 says that there are findings; 5 that there are none, but the evidence was read with losses.

    \b
    Example:
      migrator predict --target 2013 --threshold block
    """
    from ..app.prediction import PredictionRequest, run_prediction
    from ..documents.shapes.prediction import prediction_document
    from ..terminal.prediction import print_prediction

    keep_file(settings, answers)
    request = PredictionRequest(snapshot=snapshot, target=target, only=only, messages=messages)
    assessment = run_prediction(settings.project_url, request, now=settings.now())
    prediction = assessment.prediction
    if as_json:
        document = prediction_document(prediction, assessment.applied, assessment.readiness, assessment.losses)
        print_json(document)
    else:
        # One rule alone does not tell which acceptances are stale.
        details = details or bool(only)
        print_prediction(prediction, () if only else assessment.applied, assessment.losses, details=details)
        say(next_command(settings, "export", "xlsx", "--output", "estate.xlsx"))
    return exit_code(prediction, assessment.losses, threshold)
