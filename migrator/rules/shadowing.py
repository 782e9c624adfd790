"""What never gets a number, because something earlier takes it: shown by numbers, not by equal texts."""

from __future__ import annotations

from collections.abc import Sequence

from .expressions import matches
from .samples import sample_numbers


def taken_first(pattern: str, earlier: Sequence[str]) -> tuple[str, int] | None:
    """A number that *pattern* matches and the place of the first of *earlier* that takes it.

    None unless each sample number of *pattern* is taken by one of *earlier*.
    """
    proof: tuple[str, int] | None = None
    for number in sample_numbers(pattern):
        taker = next((n for n, other in enumerate(earlier) if matches(other, number)), None)
        if taker is None:
            return None
        proof = proof or (number, taker)
    return proof
