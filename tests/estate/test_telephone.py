"""Telephone numbers: when two ways of writing are one number, and which numbers a range has."""

from __future__ import annotations

import pytest

from migrator.estate.telephone import NumberRange, number_range, sip_address, telephone_line


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("tel:+14165550100", "tel:+14165550100"),
        ("TEL:+1 (416) 555-0100", "tel:+14165550100"),
        ("+1.416.555\u20110100\u200b", "tel:+14165550100"),
        ("\uff0b1416555\uff10100", "tel:+14165550100"),
        ("tel:+14165550100;EXT=1-00", "tel:+14165550100;ext=100"),
        ("tel:+14165550100;isub=7;ext=100", "tel:+14165550100;ext=100;isub=7"),
        ("tel:+14165550100; ext = 100;", "tel:+14165550100;ext=100"),
        ("tel:5100;phone-context=Contoso.com", "tel:5100;phone-context=contoso.com"),
        ("tel:5100;phone-context=+1-416", "tel:5100;phone-context=+1416"),
        ("*5100", "tel:*5100"),
    ],
)
def test_one_number_has_one_form(written: str, number: str) -> None:
    """Prefix, case, blanks, separators and the order of parameters make no other number; parameters do."""
    line = telephone_line(written)
    assert line is not None
    assert line.text == number
    assert telephone_line(line.text) == line


@pytest.mark.parametrize(
    "written", [None, "", "tel:", "none", "sip:alice@contoso.com", "+44 extension 5", "+", "x" * 99]
)
def test_other_texts_are_no_number(written: str | None) -> None:
    """A text that is no telephone number is none, rather than a number without its letters."""
    assert telephone_line(written) is None


def inside(range_: NumberRange, *numbers: str) -> list[str]:
    """Those of *numbers* that are in the range."""
    return [number for number in numbers if (line := telephone_line(number)) and line in range_]


def test_a_range_has_the_numbers_between_its_ends() -> None:
    """A number with an extension, or without the plus, is another one; so is one with a leading zero."""
    numbers = number_range("tel:+14165550100", "+1 416 555 0199")
    assert numbers
    assert inside(
        numbers,
        "+14165550100",
        "tel:+14165550199",
        "+14165550200",
        "14165550150",
        "+14165550150;ext=1",
        "+014165550150",
    ) == ["+14165550100", "tel:+14165550199"]
    orbits = number_range("#600", "#699")
    assert orbits
    assert inside(orbits, "#600", "600", "*650", "#700") == ["#600"]


@pytest.mark.parametrize(
    ("first", "last"),
    [("200", "100"), ("+100", "200"), ("100;ext=1", "200;ext=2"), ("100", None), ("1a", "1b"), ("", "")],
)
def test_what_is_not_a_range(first: str | None, last: str | None) -> None:
    """Ends that differ in more than their digits, or are in the wrong order, are no range."""
    assert number_range(first, last) is None


def test_addresses_differ_in_no_case_and_scheme() -> None:
    """What has no @ or another scheme is no SIP address."""
    assert {sip_address(text) for text in ("sip:Alice@Contoso.com", "ALICE@contoso.com ")} == {"sip:alice@contoso.com"}
    assert {sip_address(text) for text in (None, "", "alice", "tel:+1@x", "mailto:a@b")} == {""}
