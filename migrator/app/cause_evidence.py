"""What the newest snapshot says of the rules that show causes; without evidence nothing is said."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from .prediction import PredictionRequest, run_prediction

if TYPE_CHECKING:
    from ..rules.engine.prediction import Prediction


def evidence_of_causes(project: str, rules: Sequence[str], *, now: datetime) -> Prediction | None:
    """What *rules* say of the newest snapshot; None without a project, or in one without a snapshot.

    Raises:
        InputError: there is a project and it cannot be used.
    """
    from ..store.project import is_new, open_project

    if not rules or is_new(project) or not open_project(project).snapshots():
        return None
    return run_prediction(project, PredictionRequest(only=tuple(rules)), now=now).prediction
