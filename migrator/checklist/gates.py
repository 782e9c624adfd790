"""Gates: what the newest evidence shows of a step; here what a gate is, and what it may rest on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import StrEnum
from functools import wraps
from typing import Any, TypeVar

import attrs

from ..estate.collection import how_to_collect
from ..estate.estate import Estate
from ..estate.kinds import Item
from ..estate.products import LYNC2013
from ..rules.engine.prediction import Outcome
from .names import EstateNames

Kept = TypeVar("Kept")


class GateState(StrEnum):
    """What is known of a gate."""

    DONE = "done"
    CONFIRM = "evidence met; confirm by hand"
    OPEN = "open"
    UNKNOWN = "unknown"
    BY_HAND = "by hand"


@attrs.frozen
class Gate:
    """The state of a gate.

    Attributes:
        about: names of the objects that keep it open; of one that people confirm, what they confirm or the steps that
            they set.
        supply: what would supply the evidence where it is unknown.
        each: what is known of each object, where it speaks of several: True if it keeps nothing open.
    """

    state: GateState
    about: tuple[str, ...] = ()
    supply: tuple[str, ...] = ()
    each: Mapping[str, bool | None] = attrs.field(factory=dict)

    @property
    def shown_by(self) -> tuple[str, ...]:
        """Names of the objects, rules or logs that show that it is met, as far as evidence can."""
        return tuple(self.each) if self.state in MET else ()

    def of(self, one: str) -> Gate:
        """The gate as far as it concerns one of the objects."""
        if one not in self.each:
            return self
        state = {True: GateState.DONE, False: GateState.OPEN, None: GateState.UNKNOWN}[self.each[one]]
        return Gate(state, (one,) if state is GateState.OPEN else (), self.supply, {one: self.each[one]})


BY_HAND = Gate(GateState.BY_HAND)
#: states in which evidence shows what it can
MET = (GateState.DONE, GateState.CONFIRM)
#: states in which evidence keeps nothing open, and people say whether it is done
OF_PEOPLE = (GateState.BY_HAND, GateState.CONFIRM)


@attrs.frozen
class View:
    """What gates look at.

    Attributes:
        one: the object of a step that is done one by one; "" for none.
        new: the product to which the estate moves.
        expected_events: ids of the events that follow the step.
        outcomes: how the rules ended, by their ids; empty where none ran.
        errors: ids of the rules with an open finding of level error or block.
        blocks: those with one of level block.
        kept: what a gate looked up once for all the objects of its steps, by its name.
    """

    estate: Estate
    names: EstateNames
    legacy: str
    one: str = ""
    new: str = LYNC2013
    expected_events: tuple[int, ...] = ()
    outcomes: Mapping[str, Outcome] = attrs.field(factory=dict, eq=False, repr=False)
    errors: tuple[str, ...] = ()
    blocks: tuple[str, ...] = ()
    kept: dict[str, Any] = attrs.field(factory=dict, eq=False, repr=False)

    def once(self, name: str, look: Callable[[View], Kept]) -> Kept:
        """What *look* finds, looked up once; it must not depend on the object of a step."""
        if name not in self.kept:
            self.kept[name] = look(self)
        found: Kept = self.kept[name]
        return found


def unknown(product: str, *kinds: type[Item]) -> Gate:
    """A gate of which nothing is known, with how its kinds are collected."""
    return lacking(dict.fromkeys(kinds, product))


def lacking(kinds: Mapping[type[Item], str]) -> Gate:
    """A gate of which nothing is known, with how its kinds are collected, each of its product."""
    return Gate(GateState.UNKNOWN, supply=tuple(how_to_collect(cls.kind, product) for cls, product in kinds.items()))


def by_name(*gates: Callable[[View], Gate]) -> dict[str, Callable[[View], Gate]]:
    """Gates by the name that steps have for them."""
    return {gate.__name__: gate for gate in gates}


#: the kinds on which a gate rests, by its name
RESTS_ON: dict[str, tuple[type[Item], ...]] = {}


def rests_on(*kinds: type[Item]) -> Callable[[Callable[[View], Gate]], Callable[[View], Gate]]:
    """Declares the kinds on which a gate rests: it is not met, but unknown, while objects of one were lost.

    It is unknown, too, where no evidence of one was read, of neither product.
    """

    def declared(gate: Callable[[View], Gate]) -> Callable[[View], Gate]:
        RESTS_ON[gate.__name__] = kinds
        names = {cls.kind for cls in kinds}

        @wraps(gate)
        def of_complete_kinds(view: View) -> Gate:
            found = gate(view)
            if found.state not in MET:
                return found
            lost = [(product, kind) for product, kind in sorted(view.estate.incomplete) if kind in names]
            read = {kind for _, kind in view.estate.collected}
            absent = [*lost, *((view.new, kind) for kind in sorted(names - read))]
            if not absent:
                return found
            return Gate(GateState.UNKNOWN, supply=tuple(how_to_collect(kind, product) for product, kind in absent))

        return of_complete_kinds

    return declared


def shown(names: Iterable[str]) -> Gate:
    """A gate that these show to be met."""
    return Gate(GateState.DONE, each=dict.fromkeys(names, True))


def all_of(states: Iterable[tuple[str, bool | None]], missing: Gate) -> Gate:
    """Done if all are true; open with the names of those that are not; unknown if nothing or not all is known."""
    known: dict[str, bool | None] = {}
    for name, state in states:
        known[name] = False if known.get(name) is False else state
    if still := tuple(name for name, state in known.items() if state is False):
        return Gate(GateState.OPEN, still, missing.supply, known)
    if not known or any(state is None for state in known.values()):
        return attrs.evolve(missing, each=known)
    return Gate(GateState.DONE, each=known)


def none_left(view: View, cls: type[Item], left: Sequence[Item]) -> Gate:
    """Done if evidence of a kind was read and has none of these; a gate that rests on the kind sees what was lost.

    Args:
        left: the objects that may not be left.
    """
    if left:
        return Gate(GateState.OPEN, tuple(item.title for item in left))
    if not any(view.estate.has(cls.kind, product) for product in (view.legacy, view.new)):
        return unknown(view.legacy, cls)
    return shown([f"{cls.label}: none left"])
