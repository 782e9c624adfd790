"""The JSON document of `predict`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from ...rules.engine.values import plain

if TYPE_CHECKING:
    from ...rules.engine.model import Change
    from ...rules.engine.prediction import Finding, Prediction
    from ...rules.engine.readiness import Readiness
    from ...rules.engine.suppression import Applied


def prediction_document(
    prediction: Prediction, applied: Iterable[Applied], readiness: Iterable[Readiness]
) -> dict[str, Any]:
    """The JSON shape of `predict --json`."""
    return {
        "target": prediction.target,
        "findings": [finding_document(finding) for finding in prediction.findings],
        "messages": [
            {
                "id": m.id,
                "cmdlet": m.cmdlet,
                "level": m.level,
                "text": m.text,
                "count": m.count,
                "keys": m.keys,
                "grade": m.grade,
                "baseline": m.baseline,
            }
            for m in prediction.messages
        ],
        "outcomes": [
            {
                "rule": o.rule,
                "outcome": o.outcome,
                "reason": o.reason,
                "needs": [str(need) for need in o.needs],
            }
            for o in prediction.outcomes
        ],
        "suppressions": [suppression_document(a) for a in applied],
        "readiness": [
            {"group": r.group, "phase": r.phase, "blocking": r.blocking, "other": r.other, "minutes": r.minutes}
            for r in readiness
        ],
        "log": [{"cmdlet": e.cmdlet, "level": e.level, "text": e.text} for e in prediction.log],
    }


def finding_document(finding: Finding) -> dict[str, Any]:
    """The JSON shape of one finding."""
    return {
        "rule": finding.rule,
        "severity": finding.severity,
        "original_severity": finding.original_severity,
        "grade": finding.grade,
        "product": finding.product,
        "kind": finding.kind,
        "key": finding.key,
        "name": finding.name,
        "title": finding.title,
        "message": finding.message,
        "effect": finding.effect,
        "evidence": finding.shown_evidence(),
        "remediation": finding.remediation,
        "changes": [change_document(change) for change in finding.changes],
        "references": finding.references,
        "phase": finding.phase,
        "fingerprint": finding.fingerprint,
        "baseline": finding.baseline,
        "suppressed": finding.suppressed,
    }


def change_document(change: Change) -> dict[str, Any]:
    """The JSON shape of what the migration will make of a field."""
    before, after = (None if value is None else plain(value) for value in (change.before, change.after))
    return {
        "kind": change.item.kind,
        "key": change.item.key,
        "field": change.field,
        "before": before,
        "after": after,
    }


def suppression_document(applied: Applied) -> dict[str, Any]:
    """The JSON shape of an accepted finding."""
    s = applied.suppression
    return {
        "id": s.id,
        "rule": s.rule,
        "pattern": s.pattern,
        "reason": s.reason,
        "approver": s.approver,
        "created": s.created,
        "expires": s.expires,
        "state": applied.state,
        "matched": applied.matched,
    }
