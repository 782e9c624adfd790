"""When a call takes a way of its flow, and why a call is lost: typed, so that what shows it can choose the words."""

from __future__ import annotations

from enum import Enum, auto

import attrs

from .counting import counted
from .response_groups import IvrAnswer


class DeadEnd(Enum):
    """Why a call is lost although that was not configured; the value is how documents say it."""

    NO_ACTION_IN_HOURS = "no action is set for calls in business hours"
    NO_ACTION = "no action is set"
    NO_TARGET = "the target of the transfer is not set"
    NO_QUESTION = "no question is set"
    NO_ANSWERS = "the question has no answers"
    NO_QUEUE = "no queue is set"
    QUEUE_MISSING = "the queue is not in the estate"
    QUEUE_WITHOUT_GROUP = "the queue has no agent group: calls are disconnected"
    QUEUE_WITHOUT_AGENT = "no agent group has an agent: calls are disconnected"
    GROUP_MISSING = "the agent group is not in the estate"
    GROUP_WITHOUT_AGENT = "the agent group has no agent"


class When(Enum):
    """The cases in which a call takes a way."""

    ALWAYS = auto()
    IN_HOURS = auto()
    OUTSIDE_HOURS = auto()
    HOLIDAY = auto()
    ANSWER = auto()
    AGENT_GROUP = auto()
    OVERFLOW = auto()
    TIME_OUT = auto()
    DEFINITION = auto()


@attrs.frozen(kw_only=True)
class Condition:
    """When a call takes a way.

    Attributes:
        holidays: names of the holiday sets.
        answer: what the caller chose.
        number: the agent group's place in its queue, the calls of an overflow, the seconds of a time-out.
        of: number of agent groups of the queue.
        candidate: which call an overflow takes.
    """

    when: When
    holidays: tuple[str, ...] = ()
    answer: IvrAnswer | None = None
    number: int = 0
    of: int = 0
    candidate: str | None = None


def pressed(answer: IvrAnswer) -> str:
    """How a caller chooses an answer: ``press 1 or say "sales"``."""
    phrases = " or ".join(f'"{phrase}"' for phrase in answer.voice)
    ways = [f"press {answer.dtmf}" if answer.dtmf else "", f"say {phrases}" if phrases else ""]
    choice = " or ".join(filter(None, ways)) or "no key and no word"
    return f"{choice} ({answer.name})" if answer.name else choice


def condition_in_words(condition: Condition) -> str:
    """The condition as a document says it."""
    match condition.when:
        case When.ALWAYS:
            return "always"
        case When.IN_HOURS:
            return "in business hours"
        case When.OUTSIDE_HOURS:
            return "outside business hours"
        case When.HOLIDAY:
            return f"on a holiday of {', '.join(condition.holidays)}"
        case When.AGENT_GROUP:
            return f"agent group {condition.number} of {condition.of}"
        case When.OVERFLOW:
            candidate = f" ({condition.candidate})" if condition.candidate else ""
            return f"overflow: more than {counted(condition.number, 'call')}{candidate}"
        case When.TIME_OUT:
            return f"time-out: after {condition.number} s"
        case When.ANSWER if condition.answer:
            return pressed(condition.answer)
        case _:
            return "as the definition says"
