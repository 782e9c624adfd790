"""Steps of a checklist as `reports/checklist/` declares them: what to do, and what shows that it is done."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from typing import Any

import attrs

from ..resources import report_file


@attrs.frozen(kw_only=True)
class ChecklistStep:
    """A step, with places for names of the estate.

    Attributes:
        tracks: ids of the tracks that have it.
        plan: "" for a step of every estate, else the plan to which it belongs.
        each: the objects for which it is done one by one; "" for none.
        dialog: the way through the dialogs, word for word as on the screen.
        command: what is run, if anything.
        gate: what shows that it is done.
        of: the name of the gate, or the ids of the rules without a finding; () where only people know.
        needs: ids of the steps that come before.
        waits: whether its gate says nothing while one of those is open.
        rollback: the way back.
    """

    id: str
    tracks: tuple[str, ...]
    title: str
    dialog: str
    gate: str
    rollback: str
    command: str = ""
    plan: str = ""
    each: str = ""
    of: str | tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    waits: bool = False


@cache
def read_steps(name: str) -> tuple[ChecklistStep, ...]:
    """The steps of ``reports/checklist/NAME.toml``, in their order."""
    declared = tomllib.loads(report_file("checklist", f"{name}.toml").read_text("utf-8"))["step"]
    return tuple(ChecklistStep(**_tuples(step)) for step in declared)


def _tuples(step: Mapping[str, Any]) -> dict[str, Any]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in step.items()}
