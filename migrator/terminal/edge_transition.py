"""The federation transition on the terminal: where it stands and what comes next, then every step."""

from __future__ import annotations

from collections import Counter

from ..checklist.federation import Transition, TransitionStep
from ..checklist.gates import GateState
from ..checklist.names import UNKNOWN_EDGE
from ..estate.products import product_name
from .console import print_labelled, print_line

_STYLES = {
    GateState.DONE: "green",
    GateState.CONFIRM: "yellow",
    GateState.OPEN: "red",
    GateState.UNKNOWN: "yellow",
    GateState.BY_HAND: "dim",
}


def print_transition(plan: Transition) -> None:
    """Print the plan."""
    old, new = (", ".join(plan.names.of(each)) for each in ("legacy_edge", "new_edge"))
    print_line(f"Federation from {product_name(plan.legacy)} to Lync Server 2013: {old or 'no Edge'} to {new}", "bold")
    counts = Counter(step.state.state for step in plan.steps)
    print_line(", ".join(f"{counts[state]} {state.value}" for state in GateState if counts[state]))
    if plan.is_replaced:
        print_line("The legacy Edge has one external name for its services: the usual order is not supported.", "red")
    if not plan.names.legacy_edges:
        print_line(
            "No legacy Edge was read. If there is none, nothing moves: deploy the new Edge and enable its federation. "
            "Else read what the kit collects on it.",
            "yellow",
        )
    if UNKNOWN_EDGE in new:
        print_line(
            "The new Edge is not in the evidence: migrator answers set planned_edge_fqdns FQDN names it.", "yellow"
        )
    if following := next((step for step in plan.steps if step.state.state is not GateState.DONE), None):
        print_line(f"Next: {following.id} {following.title}", "bold")
    for step in plan.steps:
        print_line()
        _print_step(step)


def _print_step(step: TransitionStep) -> None:
    state = step.state
    about = f": {', '.join(state.about)}" if state.about else ""
    print_line(f"{step.id}  {step.title}  [{state.state.value}{about}]", _STYLES[state.state])
    print_labelled(
        (
            ("Do", step.dialogs),
            ("Run", step.commands),
            ("Done when", (step.gate,)),
            ("Evidence", state.supply),
            ("Way back", (step.rollback,)),
            ("After", (", ".join(step.needs),) if step.needs else ()),
        )
    )
