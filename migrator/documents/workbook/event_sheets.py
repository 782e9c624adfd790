"""Rows of the sheets about what happened: events and diagnoses in groups, with what they mean."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ...estate.estate import Estate
from ...estate.evidence import Event, TraceRecord
from ...occurrences.grouping import grouped
from ...rules.engine.current_phase import phase_of
from ...rules.engine.decisions import DecisionsInForce
from ...rules.engine.expectation import Now
from ...rules.engine.questions import CURRENT_PHASE
from ..occurrence_rows import OccurrenceRow, occurrence_rows
from .text import lines

Row = Mapping[str, Any]


def event_rows(estate: Estate, now: Now) -> Iterator[Row]:
    """One row per group of events: source, id, server, peer and hour."""
    for row in occurrence_rows(estate, grouped(estate.of(Event)), now):
        yield {
            "source": row.source,
            "id": row.id,
            "server": row.machine or "unknown",
            "peer": row.peer or None,
            "level": row.level or None,
            **_shown(row),
        }


def diagnosis_rows(estate: Estate, now: Now) -> Iterator[Row]:
    """One row per group of SIP messages that have a diagnosis or are known; the others say nothing."""
    for row in occurrence_rows(estate, grouped(estate.of(TraceRecord)), now):
        if row.known or row.reason:
            yield {
                "id": row.id,
                "sender": row.sender or None,
                "receiver": row.receiver or None,
                "peer": row.peer or None,
                "server": row.machine or None,
                "reason": row.reason or None,
                **_shown(row),
            }


def _shown(row: OccurrenceRow) -> Row:
    return {
        "hour": row.hour,
        "count": row.count,
        "first": row.first,
        "last": row.last,
        "meaning": row.meaning or "not known",
        "expected": row.expected or None,
        "together": lines(id_ for id_, _ in row.together) or None,
        "named": lines(f"{each.role}: {each.item.title}" for each in row.named) or None,
        "known": lines(row.known) or None,
    }


def now_of(estate: Estate, decisions: DecisionsInForce, target: str) -> Now:
    """Where the migration is, by the answers that the documents show."""
    answer = next((each for each in decisions.answers if each.question.name == CURRENT_PHASE), None)
    return Now(
        target=target,
        products=estate.products,
        phase=phase_of(answer.text if answer else ""),
        because=answer.derived if answer else "",
    )
