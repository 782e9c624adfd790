"""The JSON document of `edge check`."""

from __future__ import annotations

from collections.abc import Iterable

from ...checklist.edge_check import CheckedPoint
from ...network.federation import FederationWithPartners
from ...rules.engine.losses import SourceLoss
from ...rules.engine.prediction import Prediction
from .document import Shape
from .edge import EdgeDocument, edge_values


class PointDocument(Shape):
    """A point of the check list.

    Attributes:
        section: Topology, Edge pool, Control Panel, DNS, Firewall or Events.
        outcome: "passed", "failed", "not evaluated" or "not applicable".
        rules: ids of the rules that decide it.
        needs: what would supply the evidence where it is not evaluated.
        verify: what shows that a cure worked.
        findings: fingerprints of its findings.
    """

    id: str
    section: str
    title: str
    outcome: str
    rules: tuple[str, ...]
    needs: tuple[str, ...]
    verify: str
    findings: tuple[str, ...]


class FederationModeDocument(Shape):
    """Federation of the estate.

    Attributes:
        state: "open", "closed" (only allowed domains), "off" or "not known".
        allowed_domains: how many domains of partners are on the list.
    """

    state: str
    allowed_domains: int


class EdgeCheckDocument(EdgeDocument):
    """The check list, and what its rules say."""

    federation: FederationModeDocument
    points: tuple[PointDocument, ...]


def edge_check_document(
    points: Iterable[CheckedPoint],
    federation: FederationWithPartners,
    prediction: Prediction,
    losses: Iterable[SourceLoss],
) -> EdgeCheckDocument:
    """The document of a check list."""
    return EdgeCheckDocument(
        **edge_values(prediction, losses),
        federation=FederationModeDocument(state=federation.state.value, allowed_domains=federation.allowed_domains),
        points=tuple(map(_point, points)),
    )


def _point(checked: CheckedPoint) -> PointDocument:
    point = checked.point
    return PointDocument(
        id=point.id,
        section=point.section,
        title=point.title,
        outcome=checked.state.value,
        rules=point.rules,
        needs=checked.needs,
        verify=point.verify,
        findings=tuple(finding.fingerprint for finding in checked.findings),
    )
