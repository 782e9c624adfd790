"""Rows of the sheets about federation: its transition to the new Edge, and the line of a SIP trunk."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ...checklist.federation import Transition
from ...network.trunk_decision import TrunkDecision
from .text import lines


def transition_rows(plan: Transition) -> Iterator[Mapping[str, Any]]:
    """One row for each step."""
    for step in plan.steps:
        yield {
            "id": step.id,
            "state": step.state.state.value,
            "title": step.title,
            "dialog": lines(step.dialogs),
            "command": lines(step.commands),
            "gate": step.gate,
            "about": lines(step.state.about),
            "supply": lines(step.state.supply),
            "rollback": step.rollback,
            "needs": ", ".join(step.needs),
        }


def trunk_rows(decision: TrunkDecision) -> Iterator[Mapping[str, Any]]:
    """One row for each criterion, then the result."""
    for criterion in decision.criteria:
        row: dict[str, Any] = {"criterion": criterion.name, "weight": criterion.weight}
        for name, side in (("internet", criterion.internet), ("private", criterion.private)):
            row[f"{name}_points"] = side.points
            row[f"{name}_pro"] = side.pro
            row[f"{name}_con"] = side.con
            row[f"{name}_mitigation"] = side.mitigation
        yield row
    texts = (f"{side}_{part}" for side in ("internet", "private") for part in ("pro", "con", "mitigation"))
    yield dict.fromkeys(texts, "") | {
        "criterion": "Result (weight x points)",
        "weight": None,
        "internet_points": decision.internet,
        "private_points": decision.private,
    }


def trunk_footer(decision: TrunkDecision) -> list[str]:
    """The result in words, and how it came about."""
    if decision.internet == decision.private:
        result = "Both lines have the same points."
    else:
        better = "a private line" if decision.private > decision.internet else "the internet"
        result = f"With these weights {better} has more points."
    return [
        result,
        "Points: 1 for what speaks for a line, -1 for what speaks against it, -0.5 where that can be mitigated.",
        "Other weights: migrator answers set trunk_weights cost=5,security=3",
    ]
