"""Number patterns: .NET regular expressions, tried with a time limit."""

from __future__ import annotations

import regex

#: a pattern that needs longer for one number is catastrophic
TIMEOUT_S = 0.2


def matches(pattern: str, number: str) -> bool | None:
    """Whether *pattern* matches in *number*; None where it cannot be read here or takes too long."""
    try:
        return regex.search(pattern, number, timeout=TIMEOUT_S) is not None
    except (regex.error, TimeoutError, RecursionError):
        return None
