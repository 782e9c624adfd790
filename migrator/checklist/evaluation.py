"""The state of a step: its gates and the rules without a finding, together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from .application_gates import APPLICATION_GATES
from .edge_gates import EDGE_GATES
from .gates import BY_HAND, OF_PEOPLE, Gate, GateState, View, shown
from .rule_gates import RULE_GATES, gate_of_rules, speaks_of
from .steps import ChecklistStep
from .track_gates import TRACK_GATES

ALL_GATES = EDGE_GATES | TRACK_GATES | APPLICATION_GATES | RULE_GATES


def rules_of(names: Iterable[str]) -> tuple[str, ...]:
    """Those of the names of gates and ids of rules that are rules."""
    return tuple(name for name in names if name not in ALL_GATES)


def gate_of(step: ChecklistStep, view: View) -> Gate:
    """The gates and rules of a step, and what people confirm, as one gate, for the object of the view.

    What rests on a rule that says nothing of this track is for people.
    """
    gates = [ALL_GATES[name](view) for name in step.of if name in ALL_GATES]
    people = [step.confirm] if step.confirm else []
    if rules := rules_of(step.of):
        speaking = [rule for rule in rules if not view.outcomes or speaks_of(rule, view)]
        gates += [gate_of_rules(speaking, view)] if speaking else []
        people += [step.gate] if len(speaking) < len(rules) else []
    return confirmed(joined(gates).of(view.one), tuple(people))


def gate_of_part(steps: Iterable[tuple[str, Gate]]) -> Gate:
    """The gate of a part: as its steps with evidence are, and then for people while they set the others.

    Args:
        steps: keys and gates of the steps on which it rests.
    """
    known = tuple(steps)
    people = tuple(key for key, gate in known if gate.state in OF_PEOPLE)
    return confirmed(joined([gate for _, gate in known if gate.state is not GateState.BY_HAND]), people)


def confirmed(gate: Gate, people: tuple[str, ...]) -> Gate:
    """A gate that is not met before people say so of these, too."""
    if not people or gate.state in (GateState.OPEN, GateState.UNKNOWN):
        return gate
    if gate.state is GateState.BY_HAND:
        return Gate(GateState.BY_HAND, people)
    return Gate(GateState.CONFIRM, people, each=dict.fromkeys(gate.shown_by, True))


def joined(gates: Sequence[Gate]) -> Gate:
    """Several gates as one: open where one is, else unknown where one is, else for people where one is."""
    if len(gates) <= 1:
        return gates[0] if gates else BY_HAND
    for state in (GateState.OPEN, GateState.UNKNOWN, GateState.CONFIRM):
        if here := [gate for gate in gates if gate.state is state]:
            about = dict.fromkeys(name for gate in here for name in gate.about)
            supply = dict.fromkeys(name for gate in here for name in gate.supply)
            met = (name for gate in gates for name in gate.shown_by if state is GateState.CONFIRM)
            return Gate(state, tuple(about), tuple(supply), dict.fromkeys(met, True))
    return shown(name for gate in gates for name in gate.shown_by)
