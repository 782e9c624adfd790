"""The federation transition of an estate, with gates from its newest evidence."""

from __future__ import annotations

from datetime import datetime

from ..checklist.federation import Transition, legacy_of, rules_of_gates, transition
from ..errors import InputError
from .edge import EdgeQuestion, Evidence, assess_edge


def federation_transition(project: str, snapshot: str | None, *, now: datetime) -> Transition:
    """The steps from the Edge of OCS 2007 R2 or Lync Server 2010 to that of Lync Server 2013.

    Raises:
        InputError: no such snapshot, or it has neither legacy product.
    """
    assessment = assess_edge(project, EdgeQuestion(rules=rules_of_gates(), snapshot=snapshot), Evidence(), now=now)
    legacy = legacy_of(assessment.estate)
    if legacy is None:
        raise InputError(
            "the snapshot has no evidence of OCS 2007 R2 or Lync Server 2010",
            hint="Federation moves from an Edge of one of them; read the evidence of the legacy estate too",
        )
    return transition(assessment.estate, legacy, assessment.answers, assessment.prediction.outcomes)
