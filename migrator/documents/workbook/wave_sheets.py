"""Rows of the sheets Waves and Breaks of waves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ...rules.engine.values import ItemRef
from ..wave_rows import WaveBreakRow, WaveRow
from .text import lines


def waves_table(rows: Sequence[WaveRow]) -> Iterator[Mapping[str, Any]]:
    """One row per wave, in the order of the moves."""
    for row in rows:
        yield {
            "wave": row.name,
            "state": row.state,
            "users": row.users,
            "moved": row.moved,
            "missing": row.missing or None,
            "pools": lines(row.pools),
            "breaks": row.breaks or None,
            "rules": ", ".join(row.rules) or None,
            "waits_for": ", ".join(row.waits_for) or None,
            "minutes": row.minutes or None,
            "gateways": lines(row.gateways),
            "chosen": row.chosen,
        }


def breaks_table(rows: Sequence[WaveBreakRow]) -> Iterator[Mapping[str, Any]]:
    """One row per break."""
    for row in rows:
        yield {
            "wave": row.wave,
            "kind": row.kind,
            "about": row.about or None,
            "inside": _names(row.inside, row.moving),
            "outside": _names(row.outside, row.staying),
            "later": row.later or None,
            "expected": "yes" if row.meaning.is_expected else "no",
            "effect": row.meaning.effect,
            "advice": row.meaning.advice,
            "grade": row.meaning.grade.value,
        }


def _names(refs: Sequence[ItemRef], number: int) -> str | int | None:
    """The names of objects; how many there are where they are not named."""
    return lines(ref.title for ref in refs) if refs else number or None
