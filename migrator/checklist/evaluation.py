"""The state of a step: its gates and the rules without a finding, together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from ..rules.engine.prediction import Outcome, Result
from .gates import BY_HAND, GATES, Gate, GateState, View
from .track_gates import TRACK_GATES

ALL_GATES = GATES | TRACK_GATES


def rules_of(names: Iterable[str]) -> tuple[str, ...]:
    """Those of the names of gates and ids of rules that are rules."""
    return tuple(name for name in names if name not in ALL_GATES)


def gate_of(names: Sequence[str], view: View, outcomes: Mapping[str, Outcome]) -> Gate:
    """The gates and rules of a step as one gate: open where one is, else unknown where one is.

    Args:
        names: names of gates, and ids of rules; () where only people know.
        outcomes: how the rules ended, by their ids.
    """
    gates = [ALL_GATES[name](view) for name in names if name in ALL_GATES]
    if rules := rules_of(names):
        gates.append(_of_rules(rules, outcomes, is_read=view.new in view.estate.products))
    return joined(gates)


def joined(gates: Sequence[Gate]) -> Gate:
    """Several gates as one."""
    if len(gates) <= 1:
        return gates[0] if gates else BY_HAND
    for state in (GateState.OPEN, GateState.UNKNOWN):
        if here := [gate for gate in gates if gate.state is state]:
            about = dict.fromkeys(name for gate in here for name in gate.about)
            supply = dict.fromkeys(name for gate in here for name in gate.supply)
            return Gate(state, tuple(about), tuple(supply))
    return Gate(GateState.DONE)


def _of_rules(rules: Sequence[str], outcomes: Mapping[str, Outcome], *, is_read: bool) -> Gate:
    """The gate of rules: open where one found something, unknown where one was not evaluated.

    Args:
        is_read: whether the new product was read: a rule about it is "not applicable" before, which shows nothing.
    """
    ended = [outcomes[rule] for rule in rules if rule in outcomes]
    if found := tuple(outcome.rule for outcome in ended if outcome.outcome is Result.FOUND):
        return Gate(GateState.OPEN, found)
    gaps = [gap for outcome in ended if outcome.outcome is Result.NOT_EVALUATED for gap in outcome.gaps]
    unread = not is_read and any(outcome.outcome is Result.NOT_APPLICABLE for outcome in ended)
    if gaps or unread or len(ended) < len(rules):
        return Gate(GateState.UNKNOWN, supply=tuple(dict.fromkeys(str(need) for gap in gaps for need in gap.needs)))
    return Gate(GateState.DONE)
