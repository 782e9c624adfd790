"""Values that are more than one text."""

from __future__ import annotations

from datetime import datetime

from migrator.documents.workbook.text import nested, pairs
from migrator.estate.response_groups import (
    AudioFile,
    CallAction,
    CallPrompt,
    HolidayPeriod,
    IvrAnswer,
    IvrQuestion,
    TimeRange,
)


def _unresolved(_kind: str, reference: str) -> str:
    return reference


def test_flat_value_is_one_line_led_by_what_it_is() -> None:
    """An action reads as a sentence, and its queue by its name."""
    action = CallAction(action="TransferToQueue", queue="0da1")
    assert nested(action, lambda kind, reference: f"<{kind} {reference}>" if kind == "queue" else reference) == (
        "TransferToQueue; queue: <queue 0da1>"
    )


def test_list_is_one_line_per_value() -> None:
    """Opening hours and holidays stand one below the other."""
    ranges = (TimeRange("Monday", "09:00:00", "17:30:00"), TimeRange("Tuesday", "09:00:00", "12:00:00", name="am"))
    assert nested(ranges, _unresolved) == (
        "Monday; opens: 09:00:00; closes: 17:30:00\nTuesday; opens: 09:00:00; closes: 12:00:00; name: am"
    )


def test_moment_in_a_value_is_readable() -> None:
    """A holiday shows its days."""
    holiday = HolidayPeriod("Boxing Day", datetime.fromisoformat("2013-12-26"), None)
    assert nested(holiday, _unresolved) == "Boxing Day; starts: 2013-12-26 00:00"


def test_deep_value_is_indented() -> None:
    """A question with answers keeps its structure."""
    question = IvrQuestion(
        prompt=CallPrompt(text="Sales or service?"),
        answers=(
            IvrAnswer(name="Sales", dtmf="1", action=CallAction(action="TransferToQueue", queue="q1")),
            IvrAnswer(name="Service", dtmf="2", voice=("service", "help")),
        ),
    )
    action = CallAction(
        action="TransferToQuestion", prompt=CallPrompt(audio=AudioFile(original_name="hello.wav")), question=question
    )
    assert nested(action, _unresolved).split("\n") == [
        "TransferToQuestion",
        "prompt: audio: hello.wav",
        "question:",
        "  prompt: Sales or service?",
        "  answers:",
        "    Sales; dtmf: 1",
        "    action: TransferToQueue; queue: q1",
        "    Service; dtmf: 2",
        "    voice:",
        "      service",
        "      help",
    ]


def test_pairs_are_one_line_each() -> None:
    """A text with line ends cannot pass for a property, and nested values are JSON."""
    assert pairs({"a": "x\ny: z", "b": {"é": [1, None]}, "c": True, "d": None, "e": "sql1\\ocs"}).split("\n") == [
        'a: "x\\ny: z"',
        'b: {"é": [1, null]}',
        "c: true",
        "d: null",
        "e: sql1\\ocs",
    ]
