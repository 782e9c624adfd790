"""Tests the speed of expressions: finds those that are too slow for a dialled number."""

from __future__ import annotations

from functools import lru_cache

from .patterns import Expression, Verdict, read_expression, timed
from .samples import sample_numbers

#: long dialled strings that nearly match: a bad expression needs very long to find that they do not
_NEARLY = ("1" * 32 + "x", "+" + "1" * 32 + "x", "0" * 32 + "x")


@lru_cache(maxsize=20_000)
def tested(pattern: str) -> Expression:
    """The expression after a speed test with numbers that it nearly matches."""
    expression = timed(read_expression(pattern), _NEARLY)
    if expression.verdict is not Verdict.OK:
        return expression
    return timed(expression, tuple(number + "x" for number in sample_numbers(pattern)[:4]))
