"""Takes secrets out of what somebody typed, and of messages that repeat it."""

from __future__ import annotations

import re
from functools import cache

HIDDEN = "***"
#: one argument: in quotes, in parentheses, or a word
_ARGUMENT = r"""(?:"(?:[^"`]|`.|"")*"?|'(?:[^']|'')*'?|\((?:[^()]|\([^()]*\))*\)?|[^\s;|)]+)"""
_NAMES = r"\w{0,40}?(?:pass(?:word|phrase|wd)|pwd|secret|credential|apikey)\w{0,40}"
#: of these one stands wherever a secret does
_HINTS = ("pass", "pwd", "secret", "cre", "apikey", "pin", "token", "securestring", "net", "://")


@cache
def _secrets() -> tuple[re.Pattern[str], ...]:
    return tuple(
        re.compile(rf"(?P<kept>{kept})(?P<secret>{secret})", re.IGNORECASE)
        for kept, secret in (
            # parameters, which PowerShell lets one shorten, and their like of other programs
            (
                rf"(?<![\w-])[-/](?:{_NAMES}|pass|cred?|pin|pinvalue|token)(?:\s{{0,9}}[:=]\s{{0,9}}|\s{{1,9}}(?![-/]))",
                _ARGUMENT,
            ),
            # texts that become secrets
            (r"\bConvertTo-SecureString(?:\s{1,9}-(?:String|[af]\w{0,20})(?=\s))*\s{1,9}", _ARGUMENT),
            (
                r"(?:NetworkCredential|PSCredential)\]?(?:::new)?\s{0,9}(?:-ArgumentList\s{1,9})?",
                rf"\([^)]*\)?|{_ARGUMENT}(?:\s{{0,9}},\s{{0,9}}{_ARGUMENT})*",
            ),
            # variables, and keys of connection strings
            (rf"(?<!\w)\$?{_NAMES}[\"']?\s{{0,9}}=\s{{0,9}}", _ARGUMENT),
            # net use \\server\share password, net user name password
            (r"\bnet1?(?:\.exe)?\s{1,9}user\s{1,9}\S{1,200}\s{1,9}(?!/)", _ARGUMENT),
            (r"\bnet1?(?:\.exe)?\s{1,9}use\s{1,9}(?:\S:\s{1,9})?\\\\\S{1,200}\s{1,9}(?!/)", _ARGUMENT),
            # addresses with a password
            (r"\b[a-z][a-z0-9+.-]{0,20}://[^\s:/@]{1,200}:(?=[^\s@/]{1,200}@)", r"[^\s@/]+"),
        )
    )


def without_secrets(text: str) -> str:
    """The text with ``***`` for each password, credential and pin; nothing else is changed."""
    folded = text.casefold()
    if not any(hint in folded for hint in _HINTS):
        return text
    for pattern in _secrets():
        text = pattern.sub(_hidden, text)
    return text


def _hidden(match: re.Match[str]) -> str:
    return match["kept"] + HIDDEN
