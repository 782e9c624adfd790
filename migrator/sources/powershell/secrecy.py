"""Takes secrets out of what somebody typed, and of messages that repeat it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

HIDDEN = "***"
#: one argument: in quotes, in parentheses, or a word
_ARGUMENT = r"""(?:"(?:[^"`]|`.|"")*"?|'(?:[^']|'')*'?|\((?:[^()]|\([^()]*\))*\)?|[^\s;|)]+)"""
_NAMES = r"\w{0,40}?(?:pass(?:word|phrase|wd)|pwd|secret|credential|apikey)\w{0,40}"
#: of these one stands wherever a secret does
_HINTS = (
    *("pass", "pwd", "secret", "cre", "api", "pin", "token", "securestring", "net", "://", "auth", "cookie", "gssapi"),
    *("kennwort", "contrase", "senha", "wachtwoord", "пароль", "密码", "パスワード"),
    *("schtasks", "sqlcmd", "osql", "bcp", "curl", "psexec", "/p:", "-p:", "/p=", "-p=", "/rp:", "-pw ", 'response="'),
)
#: words for a password in other languages, and names of other secrets
_FOREIGN = r"kennwort|passwort|mot de passe|contraseña|senha|wachtwoord|пароль|密码|パスワード"
_OTHERS = rf"(?:{_FOREIGN}|pin|(?:access|refresh|bearer|id)?[_-]?token|api[_-]?key|gssapi-data)"
_KEY_BEGINS, _KEY_ENDS = (
    re.compile(r"-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----"),
    re.compile(r"-----END [A-Z ]{0,40}-----"),
)


@cache
def _secrets() -> tuple[re.Pattern[str], ...]:
    return tuple(
        re.compile(rf"(?P<kept>{kept})(?P<secret>{secret})", re.IGNORECASE)
        for kept, secret in (
            # parameters, which PowerShell lets one shorten, and their like of other programs
            (
                rf"(?<![\w-])(?:--?|/)(?:{_NAMES}|pass|cred?|pin|pinvalue|token)(?:\s{{0,9}}[:=]\s{{0,9}}|\s{{1,9}}(?![-/]))",
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
            # names and values of JSON, headers, lists and XML
            (rf"(?<![\w-]){_NAMES}[\"']?\s{{0,9}}[:\uff1a]\s{{0,9}}(?!//)", _ARGUMENT),
            (rf"(?<![\w-])[\"']?{_OTHERS}[\"']?\s{{0,9}}[:=\uff1a]\s{{0,9}}", _ARGUMENT),
            (rf"<(?:\w{{1,20}}:)?{_NAMES}(?:\s[^<>]{{0,200}})?>", r"[^<>]{1,2000}"),
            (r"(?<![\w-])(?:(?:proxy-)?authorization|(?:set-)?cookie)\s{0,9}:\s{0,9}", r"[^\r\n]+"),
            # sentences: what holds a digit or a sign is the secret, and no adjective
            (
                rf"\b(?:password|passphrase|secret|{_FOREIGN})(?:\s{{1,9}}(?:is|was|ist|est|es))?\s{{1,9}}(?=\S{{0,100}}[\d!#$%^&*])",
                r"\S+",
            ),
            # passwords of programs, and the answer of a digest, from which a short one can be found
            (r"(?<![\w-])[-/]r?p[:=]", _ARGUMENT),
            (r"(?<![\w-])-pw\s{1,9}", _ARGUMENT),
            (r'(?<![\w-])response="', r'[^"]+'),
            (r"\b(?:schtasks|sqlcmd|osql|bcp|psexec)(?:\.exe)?\s[^\r\n]{0,300}?\s[-/](?:rp|p)\s{0,9}", _ARGUMENT),
            (r"\bcurl(?:\.exe)?\s[^\r\n]{0,300}?(?:-u|--user)\s{0,9}[^\s:]{1,200}:", r"\S+"),
            # net use \\server\share password, net user name password
            (r"\bnet1?(?:\.exe)?\s{1,9}user\s{1,9}\S{1,200}\s{1,9}(?!/)", _ARGUMENT),
            (r"\bnet1?(?:\.exe)?\s{1,9}use\s{1,9}(?:\S:\s{1,9})?\\\\\S{1,200}\s{1,9}(?!/)", _ARGUMENT),
            # addresses with a password
            (r"\b[a-z][a-z0-9+.-]{0,20}://[^\s:/@]{1,200}:(?=[^\s@/]{1,200}@)", r"[^\s@/]+"),
        )
    )


def without_private_keys(lines: Iterable[str]) -> Iterator[str]:
    """The lines without those of private keys, of which one line says nothing by itself."""
    is_inside = False
    for line in lines:
        begins = "-----" in line and _KEY_BEGINS.search(line)
        yield f"{HIDDEN}\n" if begins else "" if is_inside else line
        is_inside = bool(begins) or (is_inside and not _KEY_ENDS.search(line))


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
