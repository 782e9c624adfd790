"""Emergency numbers in every form in which they reach a route, and which of them a number pattern takes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from .patterns import matches, matching

#: ordinary numbers, from an extension to E.164: a pattern that takes one of them is that of a general route
_ORDINARY = (
    *("+442079460123", "+12065550100", "+4930123456", "+234", "02079460123", "2079460123"),
    *("234", "345", "567", "789", "975", "1234", "2345", "23456"),
)


def is_general(pattern: str) -> bool:
    """Whether *pattern* takes ordinary numbers too."""
    return any(matches(pattern, number) for number in _ORDINARY)


def forms_of(number: str, calling_codes: Iterable[str], prefixes: Iterable[str]) -> Iterator[str]:
    """The forms in which an emergency number reaches a route.

    As it is dialled, with a plus, with the code of a country before it, and behind a prefix for an outside line.

    Args:
        calling_codes: codes of the countries that have the number, without a plus.
        prefixes: what is dialled for an outside line.
    """
    yield number
    yield f"+{number}"
    for code in calling_codes:
        yield f"{code}{number}"
        yield f"+{code}{number}"
    for prefix in prefixes:
        yield f"{prefix}{number}"


def taken(pattern: str, forms: Iterable[str]) -> list[str]:
    """Those of *forms* that *pattern* takes; none if it takes ordinary numbers too or cannot be read here."""
    if not pattern or is_general(pattern):
        return []
    return matching(pattern, dict.fromkeys(forms))
