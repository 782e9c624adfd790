"""The JSON documents of `rules`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...rules.engine.phases import phases_text
from ...rules.engine.references import Reference, references
from ...rules.engine.values import outline

if TYPE_CHECKING:
    from ...rules.engine.decisions import ChangedSeverity
    from ...rules.engine.model import Rule


def rule_document(rule: Rule, changed: ChangedSeverity | None = None) -> dict[str, Any]:
    """The JSON shape of a rule; *changed* is the project's own severity."""
    return {
        "id": rule.id,
        "title": rule.title,
        "severity": changed.severity if changed else rule.severity,
        "original_severity": changed.original if changed else None,
        "severity_changed": changed.decision if changed else None,
        "grade": rule.grade,
        "products": rule.products,
        "targets": rule.targets,
        "needs": [cls.kind for cls in rule.needs],
        "page": rule.page,
        "effect": outline(rule.wording.effect),
        "remediation": outline(rule.wording.remediation),
        "minutes": rule.minutes,
        "phase": phases_text(rule.phases),
        "references": [reference_document(r) for r in references(rule.references)],
        "basis": rule.basis,
    }


def reference_document(reference: Reference) -> dict[str, Any]:
    """The JSON shape of a published source."""
    return {
        "id": reference.id,
        "title": reference.title,
        "publisher": reference.publisher,
        "address": reference.address,
    }
