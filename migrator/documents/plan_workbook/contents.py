"""What the workbook of a checklist shows, and how it is known again when it comes back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

import attrs

from ...checklist.exchange import ExportedPlan
from ...checklist.overview import TimedStep
from ...checklist.work import WorkStep

#: first cell of the hidden sheet; the number of its layout beside it
MARK, LAYOUT = "migrator checklist", "1"
#: the layout of one with labels in place of names, which is not read back
LABELLED = "labels"
#: columns of the hidden sheet
KEPT = ("key", "title", "shown_status")
HIDDEN_SHEET = "Exported"
#: cells that hold facts about the export, by their name in the hidden sheet
FACTS = ("identity", "revision", "zone", "track", "snapshot", "at")


@attrs.frozen(kw_only=True)
class PlanContents:
    """The values of the workbook.

    Attributes:
        exported: what is kept for the import.
        heading: which migration it is.
        evidence: from which snapshot it was made, and what that lacks.
        timed: steps with times, and the entries of the journal beside them.
        labelled: whether labels stand in place of the names of people.
    """

    exported: ExportedPlan
    heading: str
    evidence: str
    zone: ZoneInfo
    steps: tuple[WorkStep, ...]
    timed: tuple[TimedStep, ...]
    made_at: datetime
    version: str
    labelled: bool = False


def facts_of(exported: ExportedPlan) -> Mapping[str, str]:
    """The facts about the export, as text."""
    return {name: _text(getattr(exported, name)) for name in FACTS}


def _text(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)
