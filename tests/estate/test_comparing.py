"""Two sources mean one value, or they do not: by type, not by the text of one form of export."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from migrator.estate.comparing import same_value
from migrator.estate.kinds import fields_of
from migrator.estate.topology import Machine
from migrator.estate.voice import VoicePolicy, VoiceRoute

NOON = datetime(2014, 3, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (False, "False"),
        ("true", True),
        (5, " 5 "),
        (2.5, "2.50"),
        ("PT1M30S", "00:01:30"),
        ("P1DT2H", "1.02:00:00"),
        ("-PT0.5S", "-00:00:00.5000000"),
        (NOON, "2014-03-01T12:00:00+00:00"),
        (NOON, datetime(2014, 3, 1, 13, tzinfo=timezone(timedelta(hours=1)))),
        (NOON, datetime(2014, 3, 1, 7)),  # noqa: DTZ001 - local time of an unknown zone
        (["1", 2], (1, "2")),
        ({"On": "True", "Wait": ["PT5S"]}, {"On": True, "Wait": ["00:00:05"]}),
    ],
)
def test_one_value_in_two_spellings(one: Any, other: Any) -> None:
    """What CLIXML, CSV and settings documents make of one value is no difference, from either side."""
    assert same_value(one, other)
    assert same_value(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (False, "True"),
        (False, "no"),
        (5, "5.0.1"),
        (5, "five"),
        ("PT1M30S", "00:01:31"),
        ("P", "00:00:00"),
        ("00:01:30", "1:30"),
        (NOON, datetime(2014, 3, 1, 12, 1)),  # noqa: DTZ001 - no zone is a minute away
        (NOON, datetime(2014, 3, 2, 12)),  # noqa: DTZ001 - nor a day
        (NOON, "noon"),
        (["a", "b"], ["b", "a"]),
        (["a"], ["a", "a"]),
        ({"On": True}, {"Off": True}),
        ("DE", "de"),
        (None, "None"),
    ],
)
def test_two_values(one: Any, other: Any) -> None:
    """What differs in meaning stays a difference, from either side."""
    assert not same_value(one, other)
    assert not same_value(other, one)


def test_names_have_no_letter_case_and_sets_no_order() -> None:
    """A comparison is told so, and lists of different length stay different."""
    assert same_value(("FE1.contoso.com", "fe2"), ("fe2", "fe1.contoso.com"), any_case=True, any_order=True)
    assert not same_value(("a", "a", "b"), ("a", "b", "b"), any_order=True)


def test_the_order_of_usages_has_a_meaning_in_a_policy_only() -> None:
    """The kinds declare which of their lists are sets."""
    ordered = {(cls, f.name): f.in_order for cls in (VoicePolicy, VoiceRoute, Machine) for f in fields_of(cls)}
    assert ordered[VoicePolicy, "usages"]
    assert not ordered[VoiceRoute, "usages"]
    assert not ordered[Machine, "addresses"]
