"""Expressions after trials: what is too slow for a dialled number is told apart from what is good."""

from __future__ import annotations

from functools import lru_cache

from .patterns import Expression, Verdict, read_expression, tried
from .samples import sample_numbers

#: long dialled strings that nearly match: what a catastrophic expression takes for ever to refuse
_NEARLY = ("1" * 32 + "x", "+" + "1" * 32 + "x", "0" * 32 + "x")


@lru_cache(maxsize=20_000)
def judged(pattern: str) -> Expression:
    """The expression after trials with numbers that it takes and numbers that it nearly takes."""
    expression = tried(read_expression(pattern), _NEARLY)
    if expression.verdict is not Verdict.OK:
        return expression
    return tried(expression, tuple(number + "x" for number in sample_numbers(pattern)[:4]))
