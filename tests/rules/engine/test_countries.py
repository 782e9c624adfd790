"""Countries: what the data of emergency numbers holds, and which countries the evidence of an estate shows."""

from __future__ import annotations

from migrator.estate.conferencing import AccessNumber
from migrator.estate.estate import Estate
from migrator.estate.topology import Site
from migrator.estate.users import User
from migrator.estate.voice import DialPlan
from migrator.rules.engine.countries import (
    SOURCES,
    all_countries,
    country_named,
    country_of_number,
    derived_countries,
)
from migrator.rules.engine.references import all_references


def test_every_number_has_a_published_source() -> None:
    """Each row names declared sources and dialable numbers, and a calling code has one country that numbers show."""
    assert len(all_countries()) > 200
    owners: dict[str, list[str]] = {}
    for country in all_countries().values():
        assert country.numbers
        assert set(country.numbers) <= set(SOURCES) <= set(all_references())
        assert all(number.isdigit() and 2 <= len(number) <= 6 for number in country.emergency_numbers), country.name
        owners.setdefault(country.calling_code, []).extend([] if country.shares_code else [country.code])
    assert {code: listed for code, listed in owners.items() if len(listed) != 1} == {}


def test_numbers_of_both_sources_count_where_they_differ() -> None:
    """Microsoft names 118 for Japan, and libphonenumber alone names 108 for India."""
    assert set(all_countries()["JP"].emergency_numbers) == {"110", "118", "119"}
    assert {"100", "108", "112"} <= set(all_countries()["IN"].emergency_numbers)


def test_a_country_is_named_by_code_or_name() -> None:
    """People write UK for the country whose code is GB."""
    assert [c and c.code for c in map(country_named, ("de", "Germany", " UK ", "Atlantis", ""))] == [
        *("DE", "DE", "GB"),
        *(None, None),
    ]


def test_a_number_shows_the_country_of_its_calling_code() -> None:
    """The longest code counts; what is no international number shows none."""
    lines = ("tel:+14165550100;ext=1", "+4930123456", "TEL:+353123456", "tel:0301234567", "+49110", None)
    assert [c and c.code for c in map(country_of_number, lines)] == ["US", "DE", "IE", None, None, None]


def test_sites_dial_plans_and_numbers_show_countries() -> None:
    """Each country is listed once, with what shows it first; the evidence names no number of a person."""
    estate = Estate(
        [
            Site(key="Site:London", name="London", country_code="GB"),
            Site(key="Site:Moon", name="Moon", country_code="XX"),
            DialPlan(key="Zurich", name="Zurich", country_code="41"),
            User(key="a", line_uri="tel:+442079460123"),
            User(key="b", line_uri="tel:+81312345678"),
            AccessNumber(key="c", line_uri="tel:+81398765432"),
        ]
    )
    assert {country.code: because for country, because in derived_countries(estate).items()} == {
        "GB": "country of site London",
        "CH": "country of dial plan Zurich",
        "JP": "2 numbers with +81",
    }
    assert derived_countries(Estate([User(key="a", line_uri="tel:1234")])) == {}
