"""Patterns that never get a number, because an earlier pattern matches it; found with sample numbers."""

from __future__ import annotations

from collections.abc import Sequence

from .patterns import Verdict, matches
from .samples import sample_numbers
from .speed import tested


def taken_first(pattern: str, earlier: Sequence[str]) -> tuple[str, int] | None:
    """A number that *pattern* matches, and the index of the first of *earlier* that matches it too.

    None unless each sample number of *pattern* is matched by one of *earlier*. A pattern that is invalid, too slow or
    not checkable here matches none.
    """
    good = [(place, other) for place, other in enumerate(earlier) if tested(other).verdict is Verdict.OK]
    proof: tuple[str, int] | None = None
    for number in sample_numbers(pattern):
        taker = next((place for place, other in good if matches(other, number)), None)
        if taker is None:
            return None
        proof = proof or (number, taker)
    return proof
