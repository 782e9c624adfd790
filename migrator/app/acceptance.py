"""Accepts findings: a decision with reason, approver and expiry."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from ..estate.products import TARGETS, can_move_to

if TYPE_CHECKING:
    from ..rules.engine.suppression import Suppression


def accept_findings(project: str, suppression: Suppression, *, now: datetime) -> tuple[int, int | None]:
    """Keep an accepted finding; returns its id, and how many findings of the newest snapshot it covers.

    The count is None where there is no snapshot yet.

    Raises:
        InputError: there is no project.
    """
    from ..store.decisions import StoredSuppression
    from ..store.project import open_project

    opened = open_project(project)
    id_ = opened.decisions.add_suppression(
        StoredSuppression(
            rule=suppression.rule,
            pattern=suppression.pattern,
            reason=suppression.reason,
            approver=suppression.approver,
            created=suppression.created.isoformat(),
            expires=suppression.expires.isoformat() if suppression.expires else None,
        )
    )
    if not (snapshots := opened.snapshots()):
        return id_, None
    targets = [target for target in TARGETS if can_move_to(target, snapshots[-1].products)]
    return id_, _covered(project, suppression, targets, now)


def _covered(project: str, suppression: Suppression, targets: Sequence[str], now: datetime) -> int:
    """Findings that it covers, whichever target the move has."""
    from .prediction import PredictionRequest, run_prediction

    covered: set[str] = set()
    for target in targets:
        prediction = run_prediction(project, PredictionRequest(target=target), now=now).prediction
        covered |= {finding.fingerprint for finding in prediction.findings if suppression.covers(finding)}
    return len(covered)
