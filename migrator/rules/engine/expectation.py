"""Whether a known message is expected now: its phases against the phase in which the migration is."""

from __future__ import annotations

from collections.abc import Container, Sequence
from typing import NamedTuple

from ...estate.products import product_name
from ...knowledge.known_message import ExpectedWhen, KnownMessage
from .phases import PHASES, Phase, phase_answer, phases_text


class Now(NamedTuple):
    """Where the migration is.

    Attributes:
        target: the version of Lync Server to which it leads.
        products: the products of the estate.
        phase: the phase, None if nothing tells it.
        because: the evidence from which the phase is derived; empty if somebody said it.
    """

    target: str
    products: Container[str]
    phase: Phase | None = None
    because: str = ""


class Expectation(NamedTuple):
    """Whether a message is expected.

    Attributes:
        now: None if it depends on when the log was written.
        text: the same in words, with the phase.
        phase: the phases that its step belongs to, for people; empty for any.
    """

    now: bool | None
    text: str
    phase: str = ""


def expectation(entry: KnownMessage, now: Now) -> Expectation:
    """Whether *entry* is expected in the phase of the migration.

    The evidence gives the earliest phase that fits it. A phase that is over is therefore certain, one that seems to lie
    ahead is not: the log may be newer than the evidence.
    """
    if entry.source:
        return Expectation(now=None, text=f"known from {entry.source}")
    phases = _phases(entry, now)
    name = phases_text(phases)
    if entry.expected is ExpectedWhen.NEVER:
        return Expectation(now=False, text="never expected", phase=name)
    if entry.expected is ExpectedWhen.ALWAYS:
        return Expectation(now=True, text="expected in every run", phase=name)
    if not phases:
        others = sorted({product_name(phase.track.legacy) for phase in _all_phases(entry)})
        text = (
            f"belongs to a move from {' or '.join(others)}"
            if others
            else ": ".join(filter(None, ["depends on the step", entry.step]))
        )
        return Expectation(now=None, text=text, phase=phases_text(_all_phases(entry)) if others else "")
    if now.phase is None:
        return Expectation(now=None, text=f"expected in {name}", phase=name)
    if now.phase in phases:
        return Expectation(now=True, text=f"expected now, in {now.phase}", phase=name)
    if not now.because:
        return Expectation(now=False, text=f"expected in {name}, and the migration is in {now.phase}", phase=name)
    if all(phase.number < now.phase.number for phase in phases):
        text = f"expected in {name}, which is over: {now.because}"
        return Expectation(now=False, text=text, phase=name)
    return Expectation(now=None, text=f"expected in {name}; the evidence shows {now.phase}", phase=name)


def _all_phases(entry: KnownMessage) -> list[Phase]:
    known = {phase_answer(phase).partition(" ")[0]: phase for phases in PHASES.values() for phase in phases}
    return [known[id_] for id_ in entry.phases]


def _phases(entry: KnownMessage, now: Now) -> Sequence[Phase]:
    """The phases of an entry on the tracks that the migration can follow."""
    phases = _all_phases(entry)
    if now.phase is not None:
        return [phase for phase in phases if phase.track == now.phase.track]
    to_target = [phase for phase in phases if phase.track.target == now.target]
    return [phase for phase in to_target if phase.track.legacy in now.products]
