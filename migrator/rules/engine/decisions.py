"""Decisions of people that documents show: answers and changed severities."""

from __future__ import annotations

from collections.abc import Mapping

import attrs

from .answers import Answer
from .model import Severity

NOT_RECORDED = "not recorded"


@attrs.frozen(kw_only=True)
class ChangedSeverity:
    """The project's own severity of a rule.

    Attributes:
        reason: `NOT_RECORDED`, as *approver* and *created*, if it was changed by a version that did not ask for it.
    """

    rule: str
    severity: Severity
    original: Severity
    reason: str
    approver: str
    created: str

    @property
    def decision(self) -> str:
        """Reason, approver and day in one line."""
        return f"{self.reason} ({self.approver}, {self.created})" if self.reason != NOT_RECORDED else NOT_RECORDED


@attrs.frozen(kw_only=True)
class DecisionsInForce:
    """The decisions of a project.

    Attributes:
        answers: every question, with its answer if it has one.
        severities: changed severities by the id of the rule.
    """

    answers: tuple[Answer, ...] = ()
    severities: Mapping[str, ChangedSeverity] = attrs.field(factory=dict)
