"""Sample numbers of an expression; they show which expression shadows which."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice, product
from re import _constants, _parser  # type: ignore[attr-defined]  # the parse tree has no public interface

from .patterns import matches

_DIGITS = "2079461358"
_PER_EXPRESSION = 12
_MAX_REPEAT = 20


@lru_cache(maxsize=20_000)
def sample_numbers(pattern: str) -> tuple[str, ...]:
    """Up to a dozen dialled numbers that *pattern* matches, always the same ones; none if it cannot be read here."""
    try:
        tree = _parser.parse(re.sub(r"\(\?<(?![=!])", "(?P<", pattern))
    except (re.error, RecursionError, OverflowError):
        return ()
    found = dict.fromkeys(text for text in islice(_sequence(tree), 200) if text and matches(pattern, text))
    return tuple(found)[:_PER_EXPRESSION]


def _sequence(tree: object) -> Iterator[str]:
    """Texts of a sequence of tokens. All tokens vary at the same time, so that few texts show many variants."""
    options = [list(islice(_token(op, value), 12)) or [""] for op, value in tree]  # type: ignore[attr-defined]
    total = max((len(o) for o in options), default=1)
    for n in range(total):
        yield "".join(o[n % len(o)] for o in options)
    if total > 1:
        yield from ("".join(parts) for parts in islice(product(*options), 100))


def _token(op: object, value: object) -> Iterator[str]:
    if op is _constants.LITERAL:
        yield chr(value)  # type: ignore[arg-type]
    elif op is _constants.NOT_LITERAL:
        yield next(d for d in _DIGITS if ord(d) != value)
    elif op is _constants.ANY:
        yield from _DIGITS
    elif op is _constants.IN:
        yield from _members(value)
    elif op is _constants.BRANCH:
        for branch in value[1]:  # type: ignore[index]
            yield from islice(_sequence(branch), 4)
    elif op is _constants.SUBPATTERN:
        yield from _sequence(value[-1])  # type: ignore[index]
    elif op in (_constants.MAX_REPEAT, _constants.MIN_REPEAT):
        yield from _repeat(*value)  # type: ignore[misc]
    else:  # anchors, look-arounds, references: the match is checked afterwards
        yield ""


def _members(items: object) -> Iterator[str]:
    negated = any(op is _constants.NEGATE for op, _ in items)  # type: ignore[attr-defined]
    chosen = [c for c in "2079461358+*#" if _contains(items, c) != negated]
    if chosen:
        yield from chosen
    elif not negated:
        yield from (chr(value) for op, value in items if op is _constants.LITERAL)  # type: ignore[attr-defined]


def _contains(items: object, character: str) -> bool:
    code = ord(character)
    for op, value in items:  # type: ignore[attr-defined]
        if op is _constants.LITERAL and value == code:
            return True
        if op is _constants.RANGE and value[0] <= code <= value[1]:
            return True
        if op is _constants.CATEGORY and value is _constants.CATEGORY_DIGIT and character.isdigit():
            return True
    return False


def _repeat(least: int, most: object, tree: object) -> Iterator[str]:
    once = list(islice(_sequence(tree), 10)) or [""]
    top = min(int(most), _MAX_REPEAT) if most is not _constants.MAXREPEAT else least + 8  # type: ignore[call-overload]
    for count in dict.fromkeys((least, top, (least + top) // 2, min(least + 1, top))):
        for start in range(min(len(once), 3)):
            yield "".join(once[(start + n) % len(once)] for n in range(count))
