"""The move of federation and media to the Edge of Lync Server 2013, step by step, with the names of one estate."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping

import attrs

from ..estate.estate import Estate
from ..estate.products import LYNC2010, R2
from ..estate.topology import EdgePool
from ..powershell import literal
from ..rules.engine.gaps import Collect
from ..rules.engine.phases import TRACK_A, TRACK_B
from ..rules.engine.prediction import Outcome
from ..rules.engine.values import Places, fill, texts
from .evaluation import gate_of, rules_of
from .gates import Gate, GateState, View
from .names import EstateNames, names_of
from .presence import has_xmpp
from .steps import ChecklistStep, read_steps

#: the file of the steps, and the part of a track that they are
FEDERATION = "federation"
#: the file of the steps of XMPP, which follow it
XMPP = "xmpp"
_SHARED = "shared"
_REFERENCES = {R2: ("l13-federation-r2",), LYNC2010: ("l13-federation-2010",)}
_TRACKS = {R2: TRACK_A.id, LYNC2010: TRACK_B.id}


@attrs.frozen(kw_only=True)
class TransitionStep:
    """A step of the transition with the names of the estate.

    Attributes:
        objects: the objects for which it is done one by one.
        dialogs: the way through the dialogs: one, or one for each object.
        commands: what is run: none, one, or one for each object.
        gate: what shows that it is done, in words.
        state: what the evidence shows of it.
    """

    id: str
    title: str
    objects: tuple[str, ...]
    dialogs: tuple[str, ...]
    commands: tuple[str, ...]
    needs: tuple[str, ...]
    gate: str
    state: Gate
    rollback: str
    references: tuple[str, ...]


@attrs.frozen(kw_only=True)
class Transition:
    """The plan of one estate.

    Attributes:
        legacy: the product whose Edge is left.
        is_replaced: whether the legacy Edge has one name for all services, for which there is another order.
    """

    legacy: str
    names: EstateNames
    is_replaced: bool
    steps: tuple[TransitionStep, ...]


def legacy_of(estate: Estate) -> str | None:
    """The product whose Edge federation leaves: the legacy one that has an Edge, else the one that was read."""
    present = [product for product in (LYNC2010, R2) if product in estate.products]
    with_edge = [product for product in present if names_of(estate, product, {}).legacy_edges]
    return next(iter(with_edge or present), None)


def rules_of_gates() -> tuple[str, ...]:
    """Ids of the rules on which gates rest."""
    return tuple(
        dict.fromkeys(rule for step in (*read_steps(FEDERATION), *read_steps(XMPP)) for rule in rules_of(step.of))
    )


def transition(estate: Estate, legacy: str, answers: Mapping[str, str], outcomes: Iterable[Outcome]) -> Transition:
    """The steps of an estate that moves from *legacy* to Lync Server 2013, in their order.

    Args:
        outcomes: how the rules of `rules_of_gates` ended.
    """
    names = names_of(estate, legacy, answers)
    view = View(estate, names, legacy, outcomes={outcome.rule: outcome for outcome in outcomes})
    plans = plans_of(names, answers)
    declared = read_steps(FEDERATION)
    if _SHARED not in plans and has_xmpp(estate, names, answers):
        declared += read_steps(XMPP)
    return Transition(
        legacy=legacy,
        names=names,
        is_replaced=_SHARED in plans,
        steps=tuple(_in_order(declared, view, plans)),
    )


def plans_of(names: EstateNames, answers: Mapping[str, str]) -> frozenset[str]:
    """The plans whose steps an estate has: one external name for all services replaces the usual order."""
    shared = [edge.shares_one_name for edge in names.legacy_edges]
    if True in shared or (None in shared and answers.get("edge_names_shared") == "yes"):
        return frozenset({_SHARED})
    return frozenset({""})


def _in_order(steps: Iterable[ChecklistStep], view: View, plans: frozenset[str]) -> Iterator[TransitionStep]:
    """The steps of the plans; a gate that waits is not done while a step before it is not."""
    states: dict[str, GateState] = {}
    for declared in steps:
        if _TRACKS[view.legacy] in declared.tracks and declared.plan in plans:
            step = _of_estate(declared, view, states)
            before = [name for name in step.needs if states.get(name) in (GateState.OPEN, GateState.UNKNOWN)]
            if declared.waits and before and step.state.state is GateState.DONE:
                step = attrs.evolve(step, state=Gate(GateState.OPEN, tuple(before)))
            states[step.id] = step.state.state
            yield step


def _of_estate(step: ChecklistStep, view: View, before: Container[str]) -> TransitionStep:
    places: Places = {name: texts(values) for name, values in view.names.places().items()}
    objects = view.names.of(step.each)
    named = objects or view.names.unknown(step.each)
    return TransitionStep(
        id=step.id,
        title=fill(step.title, places),
        objects=objects,
        dialogs=_for_each(step.dialog, places, named),
        commands=_for_each(step.command, places, named) if step.command else (),
        needs=tuple(name for name in step.needs if name in before),
        gate=fill(step.gate, places),
        state=_of_legacy(step, view, gate_of(step, view)),
        rollback=fill(step.rollback, places),
        references=_REFERENCES[view.legacy],
    )


def _of_legacy(step: ChecklistStep, view: View, gate: Gate) -> Gate:
    """*gate*; where no legacy Edge was read, nothing that is said of it shows that a step is done."""
    if step.names_legacy_edge and gate.state is GateState.DONE and not view.names.legacy_edges:
        return Gate(GateState.UNKNOWN, supply=(str(Collect(EdgePool.kind, view.legacy)),))
    return gate


def _for_each(template: str, places: Places, objects: tuple[str, ...]) -> tuple[str, ...]:
    """The template for each object, once if it does not name them."""
    if not objects or not ("{one}" in template or "{quoted}" in template):
        return (fill(template, places),)
    return tuple(fill(template, {**places, "one": texts([one]), "quoted": texts([literal(one)])}) for one in objects)
