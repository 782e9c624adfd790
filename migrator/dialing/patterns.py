r"""Voice expressions: .NET regular expressions, read and matched with the `regex` library under a time limit.

If .NET and `regex` differ, the difference is translated, or the expression counts as invalid (.NET would refuse it) or
as not checkable here (only .NET can decide). Numbers of groups and replacement patterns follow .NET: ``$10`` is group
10 or literal text, never group 1 and a zero. References: new-csvoiceroute, new-csvoicenormalizationrule.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from enum import StrEnum
from functools import lru_cache

import attrs
import regex

#: an expression that takes longer than this for one number is too slow
TIMEOUT_S = 0.2
_MAX_LENGTH = 4000

#: one piece of an expression: escape, group opening, class bracket, quantifier or any other character
_TOKEN = re.compile(
    r"\\(?:[pP]\{[^}]*\}|k(?:<[^>]*>|'[^']*'|\{[^}]*\})|x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|c.|.)"
    r"|\(\?(?:<[A-Za-z_]\w*-\w*>|<-\w+>|<(?![=!])[^>]*>|'[^']*'|P[<=>]|[#|&R0-9+]|<[=!]|[:=!>(]|[A-Za-z-]+[:)])"
    r"|\(\*|\{[^}]*\}|[*+?]|.",
    re.DOTALL,
)
#: letters that .NET knows after a backslash; any other letter is an error there
_NET_ESCAPES = frozenset("abBAZzGdDwWsStrvfnecxupPk")
_QUANTIFIER = re.compile(r"\{\d+(?:,\d*)?\}")
#: what means another place, or looks further, where numbers stand on lines of one text
_NOT_BY_LINES = re.compile(r"\\[AZzG]|\(\?")
_REFERENCE = re.compile(r"\$(?:\$|&|`|'|\+|_|\{(\w+)\}|(\d+))")


class Verdict(StrEnum):
    """Whether an expression is usable."""

    OK = "ok"
    INVALID = "invalid"
    UNCHECKABLE = "not checkable here"
    SLOW = "too slow"


@attrs.frozen
class Expression:
    """An expression as far as it can be read here; *reason* is why it is not OK."""

    source: str
    verdict: Verdict
    reason: str = ""
    compiled: regex.Pattern[str] | None = None

    @property
    def groups(self) -> int:
        """Number of groups, the largest valid ``$n``; 0 if the expression cannot be read."""
        return self.compiled.groups if self.compiled else 0


class _Refused(Exception):
    def __init__(self, verdict: Verdict, reason: str) -> None:
        super().__init__(reason)
        self.verdict = verdict
        self.reason = reason


@lru_cache(maxsize=20_000)
def read_expression(source: str) -> Expression:
    """The expression, compiled if `regex` can match it."""
    if len(source) > _MAX_LENGTH:
        return Expression(source, Verdict.UNCHECKABLE, f"longer than {_MAX_LENGTH} characters")
    try:
        translated = "".join(_translate(source))
        return Expression(source, Verdict.OK, compiled=regex.compile(translated))
    except _Refused as refused:
        return Expression(source, refused.verdict, refused.reason)
    except regex.error as error:
        if "unknown property" in str(error):
            return Expression(source, Verdict.UNCHECKABLE, "a Unicode block that only .NET knows")
        return Expression(source, Verdict.INVALID, str(error))
    except (RecursionError, OverflowError):
        return Expression(source, Verdict.UNCHECKABLE, "nested too deeply")


def _translate(source: str) -> Iterator[str]:
    """The tokens of a .NET expression as `regex` writes them."""
    in_class = False
    quantified = False
    for match in _TOKEN.finditer(source):
        piece = match[0]
        if in_class:
            in_class = piece != "]"
            if piece == "[" and source[match.start() - 1] == "-":
                raise _Refused(Verdict.UNCHECKABLE, "character class subtraction")
            yield _escape(piece) if piece[0] == "\\" else "\\[" if piece == "[" else piece
            continue
        is_quantifier = piece in ("*", "+", "?") or _QUANTIFIER.fullmatch(piece) is not None
        if is_quantifier and quantified and piece != "?":
            raise _Refused(Verdict.INVALID, f"nested quantifier {piece!r} at position {match.start() + 1}")
        quantified = is_quantifier and not (quantified and piece == "?")
        if piece == "[":
            in_class = True
            yield piece
        elif piece[0] == "\\" and len(piece) > 1:
            yield _escape(piece)
        elif piece.startswith("(?") or piece == "(*":
            yield _group(piece)
        elif piece[0] == "{" and not is_quantifier:
            yield "\\" + piece.replace("}", "\\}") if len(piece) > 1 else "\\{"
        else:
            yield piece


def _escape(piece: str) -> str:
    letter = piece[1]
    if letter.isascii() and letter.isalpha() and letter not in _NET_ESCAPES:
        raise _Refused(Verdict.INVALID, f".NET knows no escape {piece!r}")
    if letter == "c":
        raise _Refused(Verdict.UNCHECKABLE, f"control character {piece!r}")
    if letter == "k" and len(piece) > 2:
        return f"(?P={piece[3:-1]})"
    return {"\\Z": r"(?=\n?\Z)", "\\z": r"\Z", "\\e": r"\x1b"}.get(piece, piece)


def _group(piece: str) -> str:
    if piece.startswith("(?'"):
        return f"(?<{piece[3:-1]}>"
    if piece.startswith(("(?P", "(?|", "(?&", "(?R", "(*")) or (piece[2:3].isdigit() or piece[2:3] == "+"):
        raise _Refused(Verdict.INVALID, f".NET knows no {piece!r}")
    if piece.startswith("(?<") and "-" in piece:
        raise _Refused(Verdict.UNCHECKABLE, "balancing group")
    if piece == "(?(":
        raise _Refused(Verdict.UNCHECKABLE, "conditional")
    if piece[-1] in ":)" and "n" in piece[2:-1]:
        raise _Refused(Verdict.UNCHECKABLE, "option n (explicit capture)")
    return piece


def find(expression: Expression, number: str) -> regex.Match[str] | None:
    """The first match of the expression in *number*.

    Raises:
        TimeoutError: it took longer than `TIMEOUT_S`.
    """
    if expression.compiled is None:
        return None
    found: regex.Match[str] | None = expression.compiled.search(number, timeout=TIMEOUT_S)
    return found


def matches(pattern: str, number: str) -> bool | None:
    """Whether *pattern* matches in *number*; None if it cannot be read here or takes too long."""
    return _matches(read_expression(pattern), number)


def matching(pattern: str, numbers: Iterable[str]) -> list[str]:
    """Those of many *numbers* in which *pattern* matches; none if it cannot be read here."""
    expression, candidates = read_expression(pattern), [*numbers]
    if not _may_match(expression, candidates):
        return []
    return [number for number in candidates if _matches(expression, number)]


def _may_match(expression: Expression, numbers: Iterable[str]) -> bool:
    """False if the expression surely matches in none of *numbers*: one search over all, each on a line of its own."""
    if expression.compiled is None:
        return False
    if _NOT_BY_LINES.search(expression.source):
        return True
    of_lines = regex.compile(expression.compiled.pattern, regex.MULTILINE)
    try:
        return of_lines.search("\n".join(numbers), timeout=TIMEOUT_S) is not None
    except TimeoutError:
        return True


def _matches(expression: Expression, number: str) -> bool | None:
    if expression.compiled is None:
        return None
    try:
        return expression.compiled.search(number, timeout=TIMEOUT_S) is not None
    except TimeoutError:
        return None


def timed(expression: Expression, numbers: tuple[str, ...]) -> Expression:
    """*expression*, with the verdict SLOW if one of *numbers* takes longer than the limit."""
    for number in numbers:
        try:
            find(expression, number)
        except TimeoutError:
            return attrs.evolve(expression, verdict=Verdict.SLOW, reason=f"{number!r} takes over {TIMEOUT_S} s")
    return expression


def missing_groups(expression: Expression, translation: str) -> list[str]:
    """References of *translation* to groups that the expression does not have; .NET keeps them as literal text."""
    if expression.compiled is None:
        return []
    names = expression.compiled.groupindex
    missing = []
    for match in _REFERENCE.finditer(translation):
        name = match[1] or match[2]
        if name is None or name in names or (name.isdigit() and int(name) <= expression.groups):
            continue
        missing.append(match[0])
    return missing
