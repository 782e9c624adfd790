"""Accepted findings on the terminal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from .console import print_table

if TYPE_CHECKING:
    from ..store.decisions import StoredSuppression


def print_suppressions(kept: Sequence[StoredSuppression]) -> None:
    """Print one line per suppression."""
    print_table(
        "Suppressions",
        ("Id", "Rule", "Object", "Reason", "Approver", "Created", "Expires"),
        [(s.id, s.rule, s.pattern, s.reason, s.approver, s.created, s.expires or "never") for s in kept],
        numeric="r",
    )
