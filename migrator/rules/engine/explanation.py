"""Explained messages: what of a source is known, what is not, and what the evidence says of the causes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

import attrs

from ...knowledge.known_message import Cause, KnownMessage
from ...knowledge.recognition import By
from .expectation import Expectation, Now

if TYPE_CHECKING:
    from ...knowledge.symptom import Symptom
    from ...occurrences.joins import Named
    from .cause_state import CauseState  # with the rules, slow to load where only a line is explained

_REASONS = 20
_RESULTS = {
    "found": "found",
    "clear": "looked at, and nothing of it found",
    "not applicable": "it does not apply to this estate",
    "not evaluated": "not evaluated",
    "people": "no evidence shows it: look there",
}


@attrs.define
class Heard:
    """What was passed over while messages were read; complete when they have been.

    Attributes:
        others: what is in the source besides messages, with how often.
        losses: why parts of it could not be read, the first of them.
        lost: how many.
    """

    others: Counter[str] = attrs.field(factory=Counter)
    losses: list[str] = attrs.field(factory=list)
    lost: int = 0

    def lose(self, reason: str) -> None:
        """Note a part that could not be read."""
        self.lost += 1
        if len(self.losses) < _REASONS:
            self.losses.append(reason)


class PrintedCode(NamedTuple):
    """A number of a message as Windows prints it, and what it is."""

    printed: str
    code: str
    signed: int | None
    win32: int | None


class Serial(NamedTuple):
    """A certificate serial of a message, and how it reads backwards."""

    printed: str
    readings: tuple[str, ...]


@attrs.frozen(kw_only=True)
class Explained:
    """A known message of a source.

    Attributes:
        text: the first of its kind as the source has it, without secrets.
        count: how often it is there.
        place: where the first stands.
        states: what the evidence says of each cause, in their order; () without a project.
        named: objects of the estate that the message names; () without a project.
    """

    entry: KnownMessage
    by: By
    value: str
    text: str
    values: Mapping[str, str]
    count: int
    place: str
    is_worded: bool
    numbers: tuple[PrintedCode, ...]
    serials: tuple[Serial, ...]
    expectation: Expectation
    states: tuple[CauseState, ...] = ()
    named: tuple[Named, ...] = ()

    @property
    def causes(self) -> tuple[tuple[Cause, CauseState | None], ...]:
        """Each cause with what the evidence says of it; first what it shows, then what names a code of this message.

        A cause that many messages have comes last.
        """
        states: Sequence[CauseState | None] = self.states or [None] * len(self.entry.causes)
        codes = {number.code for number in self.numbers}
        pairs = zip(self.entry.causes, states, strict=True)

        def place(pair: tuple[Cause, CauseState | None]) -> tuple[bool, bool, bool]:
            cause, state = pair
            return cause.is_general, not _is_shown(state), not any(code in cause.cause for code in codes)

        return tuple(sorted(pairs, key=place))

    @property
    def needs_action(self) -> bool:
        """Whether it is never expected, or not now, or the evidence shows one of its causes."""
        is_shown = any(map(_is_shown, self.states))
        return self.expectation.now is False or (is_shown and not self.expectation.now)


@attrs.frozen(kw_only=True)
class UnknownMessage:
    """A message that nothing knows.

    Attributes:
        source: of an event, its source.
        near: known messages that are worded alike; none of them is a match.
        symptoms: ids of symptoms that people describe alike.
        is_plain: it shows nothing of a message, as the sentences around one in a mail.
    """

    text: str
    count: int
    place: str
    source: str
    event_id: int | None
    near: tuple[KnownMessage, ...]
    numbers: tuple[PrintedCode, ...]
    symptoms: tuple[str, ...] = ()
    is_plain: bool = False

    @property
    def is_around(self) -> bool:
        """Whether it is what people write around a message, and like no other message."""
        return self.is_plain and not (self.near or self.numbers)


class SaidSymptom(NamedTuple):
    """A symptom that a pasted text describes.

    Attributes:
        said: the text, without secrets.
        states: what the evidence says of each of its causes, in the order of their checks.
        others: ids of symptoms that are described alike.
        is_sure: False where the text may mean something else.
    """

    said: str
    symptom: Symptom
    states: tuple[CauseState, ...]
    has_evidence: bool
    others: tuple[str, ...] = ()
    is_sure: bool = True


class Explanation(NamedTuple):
    """What is known of a source.

    Attributes:
        messages: how many messages it has.
        further: how many messages nothing knows beyond those in `unknown`.
        has_evidence: whether a snapshot was asked.
        symptom: what a pasted text describes that holds no message.
    """

    messages: int
    explained: tuple[Explained, ...]
    unknown: tuple[UnknownMessage, ...]
    further: int
    heard: Heard
    now: Now
    has_evidence: bool
    symptom: SaidSymptom | None = None

    @property
    def needs_a_look(self) -> bool:
        """Whether something needs action, or is unknown."""
        return bool(self.unknown or self.symptom) or any(one.needs_action for one in self.explained)


def _is_shown(state: CauseState | None) -> bool:
    return state is not None and state.result.value == "found"


def evidence_text(state: CauseState | None) -> str:
    """What the evidence says of a cause, in words; empty where there is none."""
    if state is None:
        return ""
    if state.findings:
        return "; ".join(f"{finding.rule}: {finding.message}" for finding in state.findings)
    needs = f"; collect it: {'; '.join(state.needs)}" if state.needs else ""
    return f"{_RESULTS[state.result.value]}{needs}"
