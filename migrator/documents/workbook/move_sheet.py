"""Rows of the sheet that says what the move will make of each response group object."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from ...response_groups.move import Move, MoveResult, Reason
from .book import CellLink
from .control_sheets import kind_label
from .kind_sheets import SheetRows
from .layout import Layout
from .text import lines


def move_rows(move: Move, layout: Layout, sheet_rows: SheetRows) -> Iterator[Mapping[str, Any]]:
    """What stops the move of the pool, then one row per object, linked to its row."""
    for reason in move.stops:
        yield {
            "result": MoveResult.NOT,
            "kind": "Pool",
            "name": None,
            **_why([reason]),
            "pool": None,
            "product": None,
            "key": None,
        }
    for each in move.objects:
        yield {
            "result": each.result,
            "kind": kind_label(each.kind),
            "name": CellLink(each.name, sheet_rows.of(each.kind, each.product, each.key)),
            **_why(each.why),
            "pool": each.pool,
            "product": layout.product(each.product),
            "key": each.key,
        }


def move_footer(move: Move) -> list[str]:
    """What the evidence does not show of the move."""
    return [f"Not evaluated: {unknown}" for unknown in move.not_evaluated]


def _why(reasons: Sequence[Reason]) -> dict[str, str | None]:
    """The reasons of one object, a line in each column for each of them."""
    columns: dict[str, Callable[[Reason], str]] = {
        "why": lambda reason: reason.sentence(),
        "rule": lambda reason: reason.rule or "every move",
        "source": lambda reason: reason.source,
        "grade": lambda reason: reason.grade,
    }
    return {name: lines(map(text_of, reasons)) for name, text_of in columns.items()}
