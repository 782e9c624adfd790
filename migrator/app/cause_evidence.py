"""What the newest snapshot says of the rules that show causes; without evidence nothing is said."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from .prediction import PredictionRequest, run_prediction

if TYPE_CHECKING:
    from ..rules.engine.prediction import Prediction
    from .prediction import Assessment


def evidence_of_causes(project: str, rules: Sequence[str], *, now: datetime) -> Prediction | None:
    """What *rules* say of the newest snapshot; None without a project, or in one without a snapshot.

    Raises:
        InputError: there is a project and it cannot be used.
    """
    assessment = assessment_of(project, rules, now=now) if rules else None
    return assessment.prediction if assessment is not None else None


def assessment_of(project: str, rules: Sequence[str], *, now: datetime) -> Assessment | None:
    """The newest snapshot with what *rules* say of it, or all rules where none is named; None as above.

    Raises:
        InputError: there is a project and it cannot be used.
    """
    from ..store.project import is_new, open_project

    if is_new(project) or not open_project(project).snapshots():
        return None
    return run_prediction(project, PredictionRequest(only=tuple(rules)), now=now)
