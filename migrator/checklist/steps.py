"""Steps of a checklist as `reports/checklist/` declares them: what to do, and what shows that it is done."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from typing import Any

import attrs

from ..knowledge.grade import Grade
from ..resources import report_file
from ..rules.engine.values import Places, fill


def _names(value: object) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)  # type: ignore[arg-type]


@attrs.frozen(kw_only=True)
class ChecklistStep:
    """A step, with places for names of the estate.

    Attributes:
        tracks: ids of the tracks that have it.
        phase: number of its phase; 0 for a step of a part, which has the phase of the step that names the part.
        plan: "" for a step of every estate, else the plan to which it belongs.
        part: the file of the steps that this one stands for: it is done when they are.
        in_part: the part that it belongs to; "" for a step of the track itself.
        kinds: kinds of objects of which the estate must have one; a step stays where they were not collected.
        only: what the estate must have, by a name of `presence.py`; where nothing shows it, the step is left out.
        asks: the question whose answer "no" leaves it out.
        each: the objects for which it is done one by one; "" for none.
        dialog: the way through the dialogs, word for word as on the screen.
        second_reader: what a second person reads before it is done.
        command: what is run, if anything.
        verify: what shows that it worked, where the command does not.
        repair: what is run where the gate stays open.
        expected_from: the cmdlet whose predicted lines are expected.
        expected_events: ids of the events that are expected.
        gate: what shows that it is done.
        of: names of gates, and ids of the rules without a finding; () where only people know.
        confirm: what of the step only people can confirm, besides the evidence.
        needs: ids of the steps that come before, if the estate has them.
        waits: whether its gate says nothing while one of those is open.
        outage: "yes", "short" or "no".
        notice: what users and partners are told of it.
        minutes: estimated work, for each object of its own, or of the kinds that are counted.
        counted: kinds whose objects on its pool multiply the minutes.
        lists_gaps: whether it names what the rebuild script cannot recreate.
        lead: the question that says how many days before `lead_to` it must be done.
        needs_window: whether it is done only with planned begin, end and owner.
        is_optional: whether others can go on without it.
        moves_users: whether a wave of users waits for it.
        rollback: the way back.
        references: ids of the published sources.
    """

    id: str
    tracks: tuple[str, ...]
    title: str
    dialog: str
    gate: str
    rollback: str
    phase: int = 0
    command: str = ""
    verify: str = ""
    repair: str = ""
    second_reader: str = ""
    plan: str = ""
    part: str = ""
    in_part: str = ""
    kinds: tuple[str, ...] = ()
    only: str = ""
    asks: str = ""
    each: str = ""
    of: tuple[str, ...] = attrs.field(default=(), converter=_names)
    confirm: str = ""
    needs: tuple[str, ...] = ()
    waits: bool = False
    outage: str = "no"
    notice: str = ""
    minutes: int = 15
    counted: tuple[str, ...] = ()
    lists_gaps: bool = False
    lead: str = ""
    lead_to: str = ""
    needs_window: bool = False
    is_optional: bool = False
    moves_users: bool = False
    expected_from: str = ""
    expected_events: tuple[int, ...] = ()
    grade: Grade = attrs.field(default=Grade.DOCUMENTED, converter=Grade)
    references: tuple[str, ...] = ()

    @property
    def done_when(self) -> str:
        """What shows that it is done, with what only people can confirm."""
        return f"{self.gate}; and by hand: {self.confirm}" if self.confirm else self.gate

    @property
    def names_legacy_edge(self) -> bool:
        """Whether it is about the legacy Edge, before its texts are filled."""
        return "{legacy_edge}" in f"{self.dialog}{self.command}{self.gate}"

    @property
    def has_way_back(self) -> bool:
        """Whether what it does can be taken back; where not, the text of the way back begins with it."""
        return not self.rollback.casefold().startswith(("there is no way back", "no way back"))


@cache
def read_steps(name: str) -> tuple[ChecklistStep, ...]:
    """The steps of ``reports/checklist/NAME.toml``, in their order."""
    declared = tomllib.loads(report_file("checklist", f"{name}.toml").read_text("utf-8"))["step"]
    return tuple(ChecklistStep(**_tuples(step)) for step in declared)


def filled(step: ChecklistStep, places: Places) -> ChecklistStep:
    """The step with names of an estate in the places of its texts."""
    return attrs.evolve(
        step,
        title=fill(step.title, places),
        dialog=fill(step.dialog, places),
        command=fill(step.command, places),
        verify=fill(step.verify, places),
        repair=fill(step.repair, places),
        gate=fill(step.gate, places),
        confirm=fill(step.confirm, places),
        rollback=fill(step.rollback, places),
        notice=fill(step.notice, places),
    )


def _tuples(step: Mapping[str, Any]) -> dict[str, Any]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in step.items()}
