"""Lists the telephone numbers and SIP addresses of a snapshot with their holders."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import attrs

from .prediction import PredictionRequest, run_prediction

if TYPE_CHECKING:
    from ..documents.number_rows import NumberRow
    from ..estate.provenance import Snapshot

#: the rules that say whether a number has one holder
_RULES = ("R2-USR-013", "L10-USR-010")


@attrs.frozen(kw_only=True)
class NumberList:
    """The numbers of a snapshot.

    Attributes:
        not_evaluated: why numbers may have more holders than those listed.
    """

    snapshot: Snapshot
    rows: tuple[NumberRow, ...]
    not_evaluated: tuple[str, ...]


def list_numbers(project: str, snapshot: str | None, *, now: datetime) -> NumberList:
    """Every number and SIP address of a snapshot, of all kinds of objects.

    Raises:
        InputError: no such snapshot.
    """
    from ..documents.number_rows import number_rows
    from ..store.project import open_project

    assessment = run_prediction(project, PredictionRequest(snapshot=snapshot, only=_RULES), now=now)
    gaps = [
        gap for outcome in assessment.prediction.outcomes if outcome.outcome != "not applicable" for gap in outcome.gaps
    ]
    return NumberList(
        snapshot=open_project(project).snapshot(snapshot),
        rows=number_rows(assessment.estate),
        not_evaluated=tuple(dict.fromkeys(gap.text for gap in gaps)),
    )
