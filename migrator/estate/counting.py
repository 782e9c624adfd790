"""Numbers with their noun, as people read them."""

from __future__ import annotations


def counted(number: int, singular: str, plural: str = "") -> str:
    """*number* and the words that agree with it: ``1 object``, ``2,000 objects``, ``1 row is``, ``2 rows are``.

    Args:
        singular: the words after a single one.
        plural: the words after every other number; *singular* with an ``s`` where it is not given.
    """
    return f"{number:,} {singular if number == 1 else plural or f'{singular}s'}"
