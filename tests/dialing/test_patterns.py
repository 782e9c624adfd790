"""Voice expressions are read as .NET reads them, or it is said why not."""

from __future__ import annotations

import time

import pytest

from migrator.dialing.patterns import Verdict, find, matches, matching, missing_groups, read_expression, timed
from migrator.dialing.samples import sample_numbers

READABLE = [
    (r"^(\+999$)", "+999", "+9990"),
    (r"^2(\d{3})$", "2460", "3460"),
    (r"(?<area>20)\d", "207", "117"),
    (r"(?'area'20)\d", "207", "117"),
    (r"(?<a>\d)-\k<a>", "1-1", "1-2"),
    (r"(?<=\+44\d*)99", "+441299", "1299"),
    (r"^\p{Nd}{3}$", "112", "11a"),
    (r"^\d{3}\Z", "112", "1120"),
    (r"^a{,3}$", "a{,3}", "aa"),
    (r"^\+(?!44)\d{7,15}$", "+12065550100", "+442079460000"),
    (r"^\(\d\)$", "(1)", "1"),
]


@pytest.mark.parametrize(("pattern", "taken", "refused"), READABLE)
def test_net_syntax_is_tried(pattern: str, taken: str, refused: str) -> None:
    """Syntax that only .NET and this program know matches what .NET matches."""
    assert read_expression(pattern).verdict is Verdict.OK
    assert matches(pattern, taken) is True
    assert matches(pattern, refused) is False


@pytest.mark.parametrize(
    "pattern",
    [r"a++", r"a*+", r"a{2}+", r"(?P<n>a)", r"(a", r"a)", r"*a", r"[a", r"\m", r"(?|a|b)", r"(?R)", r"(*FAIL)"],
)
def test_what_net_refuses_is_invalid(pattern: str) -> None:
    """An expression that .NET cannot read is invalid here, even where Python could read it."""
    assert read_expression(pattern).verdict is Verdict.INVALID


@pytest.mark.parametrize(
    "pattern", [r"(?<a-b>x)", r"[a-z-[aeiou]]", r"\p{IsBasicLatin}", r"(?n:a)", r"(?(a)b|c)", r"\cA", "1" * 5000]
)
def test_what_only_net_can_judge_is_said_so(pattern: str) -> None:
    """An expression beyond what can be matched here is neither ok nor invalid, and has a reason."""
    expression = read_expression(pattern)
    assert expression.verdict is Verdict.UNCHECKABLE
    assert expression.reason


def test_catastrophic_expression_ends_in_time() -> None:
    """An expression that explodes on a number is called too slow within moments."""
    started = time.monotonic()
    expression = timed(read_expression(r"^(\d|\d\d|\d\d\d)+$"), ("1" * 60 + "y",))
    assert expression.verdict is Verdict.SLOW
    assert time.monotonic() - started < 5


def test_group_references_follow_net() -> None:
    """$10 beyond the last group is literal text in .NET, and so is a missing named group; $$ and $& are no groups."""
    one = read_expression(r"^(\d{3})$")
    assert missing_groups(one, "+44$1") == []
    assert missing_groups(one, "+44$1000") == ["$1000"]
    assert missing_groups(one, "$2${area}$$$&") == ["$2", "${area}"]
    assert missing_groups(read_expression(r"(?<area>\d)"), "${area}") == []


@pytest.mark.parametrize("pattern", [r"^(\+999$)", r"^2(\d{3})$", r"^(?:00|\+)(\d+)$", r"^0[1-9]\d{8,9}$", r"112|999"])
def test_samples_match_their_expression(pattern: str) -> None:
    """Sample numbers exist, are always the same, and are matched by the expression they came from."""
    samples = sample_numbers(pattern)
    assert samples
    assert samples == sample_numbers(pattern)
    assert all(find(read_expression(pattern), sample) for sample in samples)


@pytest.mark.parametrize(
    "pattern", [r"^\+?112$", "11", r"112\Z", r"^(?!0)\d{3}$", "^[^0]+$", r"^\D*112", "(", r"\A999$", "^$|^0", "9$", "."]
)
def test_of_many_numbers_the_same_match_as_one_by_one(pattern: str) -> None:
    """The search over all numbers at once, which goes before, leaves out no number that the pattern matches."""
    numbers = ["112", "+112", "0112", "999", "911", "", "0", "49112"]
    assert matching(pattern, numbers) == [number for number in numbers if matches(pattern, number)]
    assert matching(pattern, ["000", "00"]) == [number for number in ("000", "00") if matches(pattern, number)]
