"""What the JSON documents of the `edge` commands have in common."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ...rules.engine.losses import SourceLoss
from ...rules.engine.prediction import Prediction
from .document import Shape, shaped
from .losses import LossDocument
from .prediction import FindingDocument, OutcomeDocument, finding_document, outcome_document
from .rules import ReferenceDocument, reference_documents


class EdgeDocument(Shape):
    """What the rules say of an Edge; a command adds ``records``, what it compared.

    Attributes:
        losses: sources of which something is missing.
    """

    losses: tuple[LossDocument, ...]
    findings: tuple[FindingDocument, ...]
    outcomes: tuple[OutcomeDocument, ...]
    references: tuple[ReferenceDocument, ...]


def edge_values(prediction: Prediction, losses: Iterable[SourceLoss]) -> dict[str, Any]:
    """The values of an `EdgeDocument`, by field."""
    return {
        "losses": tuple(shaped(LossDocument, loss) for loss in losses),
        "findings": tuple(map(finding_document, prediction.findings)),
        "outcomes": tuple(map(outcome_document, prediction.outcomes)),
        "references": reference_documents(each.references for each in prediction.findings),
    }
