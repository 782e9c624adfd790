"""Text of an estate as a PowerShell literal: never read as code, whatever it holds."""

from __future__ import annotations

import re

#: PowerShell takes typographic single quotes for single quotes too
_QUOTES = re.compile("['\u2018\u2019\u201a\u201b]")


def literal(text: str) -> str:
    """*text* as a single-quoted PowerShell string: nothing in it is expanded, quotes are doubled."""
    return "'" + _QUOTES.sub(lambda match: match[0] * 2, text) + "'"
