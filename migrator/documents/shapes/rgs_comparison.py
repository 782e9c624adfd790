"""The JSON document of `rgs compare`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ...response_groups.comparison import ResponseGroupComparison


def rgs_comparison_document(comparison: ResponseGroupComparison) -> dict[str, Any]:
    """The JSON shape of `rgs compare --json`."""
    return {
        "compared": comparison.compared,
        "same": comparison.same,
        "differences": [
            {
                "kind": loss.kind,
                "name": loss.name,
                "aspect": loss.aspect,
                "legacy": loss.legacy,
                "migrated": loss.migrated,
                "command": loss.command,
            }
            for loss in comparison.losses
        ],
        "counts": comparison.counts,
        "not_evaluated": comparison.not_evaluated,
    }
