"""Commands that show findings: the threshold, and the exit code."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

import click

from ..errors import READ_WITH_LOSSES
from ..rules.engine.levels import Severity

if TYPE_CHECKING:
    from ..rules.engine.losses import SourceLoss
    from ..rules.engine.prediction import Prediction

threshold_option = click.option(
    "--threshold",
    type=click.Choice([level.value for level in Severity]),
    default="error",
    show_default=True,
    help="Exit with 1 if a finding is at least this severe; noise that every migration shows never counts.",
)


def exit_code(prediction: Prediction, losses: Collection[SourceLoss], threshold: str) -> int:
    """1 if a finding that is not accepted reaches *threshold*, else 5 if evidence was lost, else 0."""
    from ..rules.engine.suppression import open_findings

    worst = Severity(threshold).rank
    if any(finding.severity.rank <= worst for finding in open_findings(prediction.findings)):
        return 1
    return READ_WITH_LOSSES if losses else 0
