"""The result of the rules for an estate: findings, predicted lines, and how each rule ended."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from enum import StrEnum

import attrs

from ...estate.kinds import Item
from .gaps import Gap, Need
from .model import Change, Grade, Severity, Wording
from .phases import Phase, phases_text
from .values import Listing, Places, Value, fill


@attrs.frozen
class Acceptance:
    """Why a finding was accepted, and by whom."""

    reason: str
    approver: str

    def __str__(self) -> str:
        return f"{self.reason} ({self.approver})"


@attrs.frozen(kw_only=True)
class Finding:
    """What a rule found: values, and the templates that show them.

    Attributes:
        item: the object; None for the estate as a whole, or for a rule that failed.
        original_severity: the severity before the project changed it; None if it did not.
        name: what a person would call the object.
        places: values for the places of the wording.
        evidence: values listed below the message, by label.
        phases: phases of the checklist that it blocks.
        suppressed: reason and approver if it was accepted.
    """

    rule: str
    severity: Severity
    original_severity: Severity | None = None
    grade: Grade
    product: str
    kind: str
    key: str
    name: str
    title: str
    wording: Wording
    places: Places
    evidence: Mapping[str, Value]
    changes: tuple[Change, ...] = ()
    references: tuple[str, ...] = ()
    minutes: int
    phases: tuple[Phase, ...] = ()
    baseline: bool
    fingerprint: str
    suppressed: Acceptance | None = None

    @property
    def message(self) -> str:
        """What is there and what was expected, with real names."""
        return self.said(self.wording.message)

    @property
    def effect(self) -> str:
        """What will be true afterwards, with real names."""
        return self.said(self.wording.effect)

    @property
    def remediation(self) -> str:
        """What to do, with real names."""
        return self.said(self.wording.remediation)

    @property
    def phase(self) -> str:
        """The phases for people; empty if it blocks none."""
        return phases_text(self.phases)

    def said(self, template: str) -> str:
        """*template* of its wording, filled."""
        return fill(template, self.places)

    def shown_evidence(self) -> dict[str, str]:
        """The evidence as text, by label."""
        return {
            label: fill("{value:; }" if isinstance(value, Listing) else "{value}", {"value": value})
            for label, value in self.evidence.items()
        }


@attrs.frozen(kw_only=True)
class Message:
    """A predicted line: which cmdlet prints it, at which level, how often, and about which objects.

    Attributes:
        template: the text with named places, *places* their values.
        keys: the objects that cause it.
        presumed: what of it no source says, such as its wording for this target; empty if it was published so.
    """

    id: str
    cmdlet: str
    level: str
    text: str
    template: str
    places: Places
    count: int
    keys: tuple[str, ...]
    grade: Grade
    presumed: str = ""
    baseline: bool = False
    references: tuple[str, ...] = ()


class Result(StrEnum):
    """How a rule ended."""

    FOUND = "found"
    CLEAR = "clear"
    NOT_APPLICABLE = "not applicable"
    NOT_EVALUATED = "not evaluated"


@attrs.frozen(kw_only=True)
class Outcome:
    """How a rule ended.

    Attributes:
        gaps: why it was not evaluated, or only in part.
    """

    rule: str
    outcome: Result
    gaps: tuple[Gap, ...] = ()

    @property
    def reason(self) -> str:
        """Why it was not evaluated, in one sentence; empty if it was."""
        text = "; ".join(dict.fromkeys(gap.text for gap in self.gaps))
        begins_with_a_host = "." in text.partition(" ")[0]
        return text if begins_with_a_host else text[:1].upper() + text[1:]

    @property
    def needs(self) -> tuple[Need, ...]:
        """What would supply the missing data."""
        return tuple(dict.fromkeys(need for gap in self.gaps for need in gap.needs))


@attrs.frozen(kw_only=True)
class PredictedEntry:
    """One entry of the predicted log; a cmdlet joins several sentences without a separator."""

    cmdlet: str
    level: str
    text: str


@attrs.frozen(kw_only=True)
class Prediction:
    """The findings, predicted lines and outcomes of all rules for an estate."""

    target: str
    findings: tuple[Finding, ...]
    messages: tuple[Message, ...]
    outcomes: tuple[Outcome, ...]
    log: tuple[PredictedEntry, ...] = ()


def fingerprint(rule_id: str, item: Item | None, part: str) -> str:
    """16 hex digits that identify a finding, the same on every run and machine."""
    identity = (rule_id, item.product, item.kind, item.key.casefold()) if item else (rule_id, "", "estate", "")
    return hashlib.sha256("\x1f".join((*identity, part.casefold())).encode()).hexdigest()[:16]
