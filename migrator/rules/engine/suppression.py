"""Accepted findings: with reason, approver and expiry; shown struck out, never hidden; stale ones are reported."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from enum import StrEnum
from fnmatch import fnmatchcase

import attrs

from .catalogue import names_rule
from .prediction import Acceptance, Finding, Prediction, Result


@attrs.frozen(kw_only=True)
class Suppression:
    """A decision of the customer to live with findings.

    Attributes:
        rule: id of the rule, the id that it had before it became several, or a pattern such as ``R2-RTE-*``.
        pattern: key or name of the object, or the label of a person, ``*`` for any; letter case does not matter.
        keys: if *pattern* is the label of a person, the keys of that person's objects.
        expires: last day on which it is valid; None if it does not expire.
    """

    id: int = 0
    rule: str
    pattern: str = "*"
    reason: str
    approver: str
    created: date
    expires: date | None = None
    keys: frozenset[str] = frozenset()

    def covers(self, finding: Finding) -> bool:
        """True if the finding is of the rule and about an object that matches the pattern."""
        if not names_rule(self.rule, finding.rule):
            return False
        if finding.key in self.keys:
            return True
        pattern = self.pattern.casefold()
        return any(fnmatchcase(text.casefold(), pattern) for text in (finding.key, finding.name, finding.fingerprint))


class State(StrEnum):
    """The state of a suppression in this run."""

    ACTIVE = "active"
    EXPIRED = "expired"
    STALE = "stale"


@attrs.frozen
class Applied:
    """A suppression with its state, and how many findings it covers."""

    suppression: Suppression
    state: State
    matched: int


def suppress(
    prediction: Prediction, suppressions: Iterable[Suppression], today: date
) -> tuple[Prediction, tuple[Applied, ...]]:
    """*prediction* with accepted findings marked, and the state of each suppression.

    An expired suppression marks nothing; one that covers no finding is stale, unless a rule of it was not evaluated.
    """
    waiting = {outcome.rule for outcome in prediction.outcomes if outcome.outcome is Result.NOT_EVALUATED}
    findings = list(prediction.findings)
    applied = []
    for suppression in suppressions:
        matched = [n for n, finding in enumerate(findings) if suppression.covers(finding)]
        expired = suppression.expires is not None and suppression.expires < today
        acceptance = Acceptance(suppression.reason, suppression.approver)
        if not expired:
            for n in matched:
                if findings[n].suppressed is None:
                    findings[n] = attrs.evolve(findings[n], suppressed=acceptance)
        is_open = bool(matched) or any(names_rule(suppression.rule, rule) for rule in waiting)
        state = State.EXPIRED if expired else State.ACTIVE if is_open else State.STALE
        applied.append(Applied(suppression, state, len(matched)))
    return attrs.evolve(prediction, findings=tuple(findings)), tuple(applied)


def open_findings(findings: Sequence[Finding]) -> list[Finding]:
    """Findings that still need work: neither accepted nor baseline."""
    return [f for f in findings if f.suppressed is None and not f.baseline]
