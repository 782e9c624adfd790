"""How much a finding matters, and how well its fact is known."""

from __future__ import annotations

from enum import StrEnum

from ...knowledge.grade import Grade

__all__ = ["Grade", "Severity"]


class Severity(StrEnum):
    """How much a finding stands in the way, worst first."""

    BLOCK = "block"
    ERROR = "error"
    WARNING = "warning"
    INFO = "info"

    @property
    def rank(self) -> int:
        """0 for the worst."""
        return _RANKS[self]


_RANKS = {severity: rank for rank, severity in enumerate(Severity)}
