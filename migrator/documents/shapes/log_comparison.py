"""The JSON document of `log compare`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ...rules.engine.log_comparison import LogComparison


def log_comparison_document(comparison: LogComparison) -> dict[str, Any]:
    """The JSON shape of `log compare --json`."""
    lines = [
        {
            "id": m.message.id,
            "level": m.message.level,
            "text": m.message.text,
            "predicted": m.message.count,
            "seen": m.seen,
        }
        for m in comparison.matches
    ]
    return {
        "predicted_and_seen": [line for line in lines if line["seen"]],
        "predicted_and_not_seen": [line for line in lines if not line["seen"]],
        "seen_and_not_predicted": [
            {
                "level": s.level,
                "text": s.text,
                "count": s.count,
                "source": s.source,
                "template": s.template,
                "as_template": s.as_template,
            }
            for s in comparison.unpredicted
        ],
    }
