"""What never gets a number, because something earlier takes it: shown by numbers, not by equal texts."""

from __future__ import annotations

from collections.abc import Sequence

from .patterns import Verdict, matches
from .samples import sample_numbers
from .trials import judged


def taken_first(pattern: str, earlier: Sequence[str]) -> tuple[str, int] | None:
    """A number that *pattern* matches and the place of the first of *earlier* that takes it.

    None unless each sample number of *pattern* is taken by one of *earlier*; one that is invalid, too slow or not
    checkable here takes none.
    """
    good = [(place, other) for place, other in enumerate(earlier) if judged(other).verdict is Verdict.OK]
    proof: tuple[str, int] | None = None
    for number in sample_numbers(pattern):
        taker = next((place for place, other in good if matches(other, number)), None)
        if taker is None:
            return None
        proof = proof or (number, taker)
    return proof
