"""How well a fact is known."""

from __future__ import annotations

from enum import StrEnum


class Grade(StrEnum):
    """How well the fact behind a finding or a message is known; an inferred one never claims a literal message."""

    DOCUMENTED = "documented"
    OBSERVED = "observed"
    INFERRED = "inferred"
