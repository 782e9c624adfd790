"""Numbers with their noun."""

from __future__ import annotations

import pytest

from migrator.estate.counting import counted


@pytest.mark.parametrize(
    ("number", "words", "shown"),
    [
        (0, ("object",), "0 objects"),
        (1, ("object",), "1 object"),
        (12345, ("row",), "12,345 rows"),
        (1, ("row is", "rows are"), "1 row is"),
        (2, ("row is", "rows are"), "2 rows are"),
        (3, ("policy", "policies"), "3 policies"),
    ],
)
def test_the_words_agree_with_the_number(number: int, words: tuple[str, ...], shown: str) -> None:
    """One is singular and all else is plural, with the verb where there is one."""
    assert counted(number, *words) == shown
