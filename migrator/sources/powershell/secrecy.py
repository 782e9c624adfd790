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
    *("pass", "pwd", "pw:", "pw=", "pw ", "secret", "cre", "api", "pin", "token", "securestring", "net", "://", "auth"),
    *("cookie", "gssapi", "bearer", "basic ", "negotiate", "ntlm", "kerberos", "eyj", "ticket", " key", "community"),
    *("kennwort", "contrase", "senha", "wachtwoord", "пароль", "密码", "パスワード"),
    *("certutil", "signtool", "rasdial", "inline:"),
    *("schtasks", "sqlcmd", "osql", "bcp", "curl", "psexec", "/p:", "-p:", "/p=", "-p=", "/rp:", "-pw ", 'response="'),
)
#: words for a password in other languages, and names of other secrets
_FOREIGN = r"kennwort|passwort|mot de passe|contraseña|senha|wachtwoord|пароль|密码|パスワード"
_WORD = rf"(?:password|passphrase|passwd|pwd|{_FOREIGN})"
#: what holds a digit or a sign and is not a code: a secret, where a sentence speaks of one
_SIGNED = r"(?=\S{0,100}[\d!#$%^&*])(?!0x)\S+"
#: a question for a password and nothing behind it: the next line is the answer, surely behind a colon
_FOR = r"(?:[ \t]{1,9}(?:for|of|für)[ \t]{1,9}\S{1,200})?[ \t]*"
_QUESTION = re.compile(
    rf"(?:<(?:\w{{1,20}}:)?{_NAMES}(?P<open>>)|(?<!\w){_WORD}{_FOR}(?P<colon>[:\uff1a?]?))[ \t\r\n]*$", re.IGNORECASE
)
_ANSWER = re.compile(r"[\s>|]*(?!0x)\S{4,200}(?<!:)\s*", re.IGNORECASE)
_SIGN = re.compile(r"[\d!#$%^&*]")
#: what stands behind the name of a command in a sentence
_PROSE = r"(?:-|and|or|to|is|in|for|with|on|from|was|does|cmdlet|command|prompt|dialog)\b|[.,;:)]"
_KEYS = r"(?:secret|shared|encryption)[ _-]key|community(?: string)?|(?:access|refresh|bearer|id)?[_-]?token"
_OTHERS = rf"(?:{_FOREIGN}|pin|pw|pass|{_KEYS}|api[_-]?key|gssapi-data)"
#: of these one stands in every such question
_ASKED = ("pass", "pwd", "kennwort", "contrase", "senha", "wachtwoord", "пароль", "密码", "パスワード")
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
            (
                rf"<(?:\w{{1,20}}:)?{_NAMES}(?:\s[^<>]{{0,200}})?>(?:\s{{0,200}}<(?:\w{{1,20}}:)?Value>)?",
                r"[^<>]{1,2000}",
            ),
            (r"(?<![\w-])(?:(?:proxy-)?authorization|(?:set-)?cookie|x-ms-webticket)\s{0,9}:\s{0,9}", r"[^\r\n]+"),
            # configuration of gateways and switches: the number tells how the secret is coded
            (r"\b(?:password|secret)\s{1,9}\d\s{1,9}", _SIGNED),
            (r"\bsnmp-server\s{1,9}community\s{1,9}", _ARGUMENT),
            # sentences: what holds a digit or a sign is the secret, and no adjective
            (
                rf"\b(?:password|passphrase|secret|{_FOREIGN})(?:\s{{1,9}}(?:is|was|ist|est|es))?\s{{1,9}}",
                _SIGNED,
            ),
            (
                rf"\b(?:{_WORD}|pin)(?!\w)[^\r\n:=.]{{0,60}}(?:[:=]|\s[-\u2013\u2014]|\s(?:is|was|to|ist|lautet|est|es|=))\s{{1,9}}",
                _SIGNED,
            ),
            # the answer to a question, on the next line
            (
                rf"(?<!\w){_WORD}{_FOR}(?:[:\uff1a?][ \t]*\r?\n[ \t>|]*|\r?\n[ \t>|]*(?=\S{{0,100}}[\d!#$%^&*]))",
                r"(?!0x)\S{4,200}(?<!:)(?=[ \t]*(?:[\r\n]|$))",
            ),
            # the account of a dialog, and what somebody wrote behind it
            (
                rf"\bGet-Credential\s{{1,9}}(?:-(?:Credential|UserName)\s{{1,9}})?(?!{_PROSE})",
                rf"{_ARGUMENT}(?:[ \t]{{1,9}}[^\s;|)-]\S*)?",
            ),
            # answers to a server, and tokens wherever they stand
            (r"\b(?:basic|bearer|negotiate|ntlm|kerberos)\s{1,9}(?=\S{0,2000}[\d=])", r"[\w+/.~=-]{12,}"),
            (r"(?<![\w.-])", r"eyJ[\w-]{8,}\.[\w-]{4,}(?:\.[\w-]*)?"),
            # passwords of programs, and the answer of a digest, from which a short one can be found
            (r"(?<![\w-])[-/]r?p[:=]", _ARGUMENT),
            (r"(?<![\w-])-pw\s{1,9}", _ARGUMENT),
            (r'(?<![\w-])response="', r'[^"]+'),
            (r"\b(?:schtasks|sqlcmd|osql|bcp|psexec)(?:\.exe)?\s[^\r\n]{0,300}?\s[-/](?:rp|p)\s{0,9}", _ARGUMENT),
            (r"\b(?:certutil|signtool|sshpass)(?:\.exe)?\s(?:[^\r\n]{0,300}?\s)?[-/]p\s{1,9}", _ARGUMENT),
            (
                r"\brasdial(?:\.exe)?\s{1,9}(?:\"[^\"]{1,200}\"|\S{1,200})\s{1,9}[^\s/]\S{0,200}\s{1,9}(?!/)",
                _ARGUMENT,
            ),
            (r"\bcurl(?:\.exe)?\s[^\r\n]{0,300}?(?:-u|--user)\s{0,9}[^\s:]{1,200}:", r"\S+"),
            # values of the registry: reg query prints type and value, reg add takes them as parameters
            (rf"(?<![\w-]){_NAMES}[ \t]{{1,9}}REG_(?:EXPAND_)?SZ[ \t]{{1,9}}", _ARGUMENT),
            (
                rf"\breg(?:\.exe)?\s{{1,9}}add\s[^\r\n]{{0,300}}?/v\s{{1,9}}\"?{_NAMES}\"?\s[^\r\n]{{0,99}}?/d\s{{1,9}}",
                _ARGUMENT,
            ),
            # SDP: the password of ICE, and the key with which media is encrypted (RFC 4568)
            (r"(?<![\w-])(?:ice-pwd|inline):", r"[\w+/=]{16,}"),
            # net use \\server\share password, net use \\server\share /user:name password, net user name password
            (
                r"\bnet1?(?:\.exe)?\s{1,9}use\s[^\r\n]{0,300}?/u(?:ser)?:(?:\"[^\"]{1,200}\"|\S{1,200})[ \t]{1,9}(?!/)",
                _ARGUMENT,
            ),
            (r"\bnet1?(?:\.exe)?\s{1,9}user\s{1,9}\S{1,200}\s{1,9}(?!/)", _ARGUMENT),
            (r"\bnet1?(?:\.exe)?\s{1,9}use\s{1,9}(?:\S:\s{1,9})?\\\\\S{1,200}\s{1,9}(?!/)", _ARGUMENT),
            # addresses with a password
            (r"\b[a-z][a-z0-9+.-]{0,20}://[^\s:/@]{1,200}:(?=[^\s@/]{1,200}@)", r"[^\s@/]+"),
        )
    )


def without_secret_lines(lines: Iterable[str]) -> Iterator[str]:
    """The lines without those that say nothing by themselves: private keys, and the answer to "Password:"."""
    is_inside, question = False, None
    for line in lines:
        begins = "-----" in line and _KEY_BEGINS.search(line)
        is_hidden = begins or (question and _is_answer(line, question))
        yield f"{HIDDEN}\n" if is_hidden else "" if is_inside else line
        is_inside = bool(begins) or (is_inside and not _KEY_ENDS.search(line))
        question = _question(line)


def _question(line: str) -> re.Match[str] | None:
    """The word for a password with which a line ends, so that the next line answers it."""
    end = line[-60:].casefold()
    return _QUESTION.search(line[-300:]) if any(hint in end for hint in _ASKED) else None


def _is_answer(line: str, question: re.Match[str]) -> bool:
    """Whether a line is one word that can be a secret; behind a sentence, which a window may have broken, it must."""
    return _ANSWER.fullmatch(line) is not None and bool(question["open"] or question["colon"] or _SIGN.search(line))


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
