"""How much a finding matters, and how well its fact is known."""

from __future__ import annotations

from enum import StrEnum


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


class Grade(StrEnum):
    """How well the fact behind a finding is known; an inferred one never claims a literal message."""

    DOCUMENTED = "documented"
    OBSERVED = "observed"
    INFERRED = "inferred"
