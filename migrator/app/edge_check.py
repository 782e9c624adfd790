"""The check list of federation, with the newest evidence."""

from __future__ import annotations

from datetime import datetime

import attrs

from ..checklist.edge_check import CheckedPoint, checked, rules_of_points
from ..network.federation import FederationWithPartners, federation_of
from .edge import EdgeAssessment, EdgeQuestion, Evidence, assess_edge


@attrs.frozen(kw_only=True)
class FederationCheck:
    """The check list of one estate.

    Attributes:
        points: in working order.
        assessment: what the rules of the points said.
    """

    federation: FederationWithPartners
    points: tuple[CheckedPoint, ...]
    assessment: EdgeAssessment


def check_federation(project: str, snapshot: str | None, evidence: Evidence, *, now: datetime) -> FederationCheck:
    """Each point of the check list with what a snapshot and the evidence beside it show.

    Raises:
        InputError: no such snapshot, or neither a snapshot nor evidence.
    """
    assessment = assess_edge(project, EdgeQuestion(rules=rules_of_points(), snapshot=snapshot), evidence, now=now)
    points = checked(assessment.prediction, assessment.estate)
    return FederationCheck(federation=federation_of(assessment.estate), points=points, assessment=assessment)
