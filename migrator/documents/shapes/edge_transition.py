"""The JSON document of `edge transition`."""

from __future__ import annotations

from ...checklist.federation import Transition
from .document import Shape, shaped


class TransitionStepDocument(Shape):
    """A step of the federation transition.

    Attributes:
        objects: the objects for which it is done one by one.
        dialog: the way through the dialogs: one, or one for each object.
        command: what is run: none, one, or one for each object.
        needs: ids of the steps that come before.
        gate: what shows that it is done.
        state: "done", "open", "unknown" or "by hand".
        about: names of what keeps the gate open.
        supply: what would supply the evidence of an unknown gate.
        references: ids of the published sources.
    """

    id: str
    title: str
    objects: tuple[str, ...]
    dialog: tuple[str, ...]
    command: tuple[str, ...]
    needs: tuple[str, ...]
    gate: str
    state: str
    about: tuple[str, ...]
    supply: tuple[str, ...]
    rollback: str
    references: tuple[str, ...]


def transition_document(transition: Transition) -> list[TransitionStepDocument]:
    """The steps, in working order."""
    return [
        shaped(
            TransitionStepDocument,
            step,
            dialog=step.dialogs,
            command=step.commands,
            state=step.state.state.value,
            about=step.state.about,
            supply=step.state.supply,
        )
        for step in transition.steps
    ]
