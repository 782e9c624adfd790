"""Ranges of numbers that overlap."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeVar

T = TypeVar("T")


def overlapping(ranges: Iterable[tuple[int, int, T]]) -> Iterator[tuple[T, T]]:
    """Each range that begins inside an earlier one, with the earlier range that ends last; ends are inclusive."""
    furthest: tuple[int, T] | None = None
    for start, end, owner in sorted(ranges, key=lambda r: (r[0], r[1])):
        if furthest is not None and start <= furthest[0]:
            yield owner, furthest[1]
        if furthest is None or end > furthest[0]:
            furthest = (end, owner)
