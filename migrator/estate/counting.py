"""Numbers with their noun, as people read them."""

from __future__ import annotations


def counted(number: int, one: str, many: str = "") -> str:
    """*number* and the words that agree with it: ``1 object``, ``2,000 objects``, ``1 row is``, ``2 rows are``.

    Args:
        one: the words after a single one.
        many: the words after every other number; *one* with an ``s`` where it is not given.
    """
    return f"{number:,} {one if number == 1 else many or f'{one}s'}"
