"""The JSON documents of `rules`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ...rules.engine.model import Rule


def rule_document(rule: Rule) -> dict[str, Any]:
    """The JSON shape of a rule."""
    return {
        "id": rule.id,
        "title": rule.title,
        "severity": rule.severity,
        "grade": rule.grade,
        "products": rule.products,
        "targets": rule.targets,
        "needs": [cls.kind for cls in rule.needs],
        "page": rule.page,
        "effect": rule.effect,
        "remediation": rule.remediation,
        "minutes": rule.minutes,
        "source": rule.source,
    }
