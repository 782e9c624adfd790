"""Countries with their national emergency numbers, and the countries of an estate until somebody answers them.

The numbers are data: ``reports/emergency_numbers.toml``, each list under the source that publishes it.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache

import attrs

from ...estate.catalogue import KINDS
from ...estate.counting import counted
from ...estate.estate import Estate
from ...estate.kinds import fields_of
from ...estate.topology import Site
from ...estate.voice import DialPlan
from ...resources import report_file

#: ids of the sources of the numbers (references.toml)
SOURCES = ("teams-emergency-numbers", "libphonenumber-short-numbers")
#: a code that people write in the place of the one in ISO 3166
_OTHER_CODES = {"uk": "GB"}
_INTERNATIONAL = re.compile(r"(?:tel:)?\+([1-9][0-9]{6,14})(?:;.*)?", re.IGNORECASE)


@attrs.frozen(kw_only=True, eq=False)
class Country:
    """A country with its national emergency numbers.

    Attributes:
        code: of ISO 3166, two letters.
        calling_code: what its international numbers begin with, without the plus.
        shares_code: whether the calling code is also that of a larger country.
        numbers: id of a source -> the emergency numbers that it gives.
    """

    code: str
    name: str
    calling_code: str
    numbers: Mapping[str, tuple[str, ...]]
    shares_code: bool = False

    @property
    def emergency_numbers(self) -> tuple[str, ...]:
        """The numbers of all sources, each once."""
        return tuple(dict.fromkeys(number for listed in self.numbers.values() for number in listed))


@cache
def all_countries() -> Mapping[str, Country]:
    """Every country of which the emergency numbers are known here, by code."""
    with report_file("emergency_numbers.toml").open("rb") as file:
        entries = tomllib.load(file)
    return {
        code: Country(
            code=code,
            name=entry["name"],
            calling_code=entry["calling_code"],
            shares_code=entry.get("shares_code", False),
            numbers={source: tuple(listed) for source, listed in entry["numbers"].items()},
        )
        for code, entry in entries.items()
    }


def country_named(text: str) -> Country | None:
    """The country that *text* names by code or English name; None if its emergency numbers are not known here."""
    name = text.strip().casefold()
    code = _OTHER_CODES.get(name, name.upper())
    return all_countries().get(code) or next((c for c in all_countries().values() if c.name.casefold() == name), None)


@cache
def _by_calling_code() -> Mapping[str, Country]:
    return {country.calling_code: country for country in all_countries().values() if not country.shares_code}


def country_of_number(line: str | None) -> Country | None:
    """The country whose calling code an international number begins with; the larger one if several share it."""
    match = _INTERNATIONAL.fullmatch(line or "")
    if match is None:
        return None
    known = _by_calling_code()
    return next((known[match[1][:n]] for n in (3, 2, 1) if match[1][:n] in known), None)


def derived_countries(estate: Estate) -> dict[Country, str]:
    """The countries that the evidence shows, each with the evidence.

    Sites and dial plans name their country. Numbers with a plus show it by their calling code, which is inferred: a
    number need not be used in its country, and countries share a code.
    """
    found: dict[Country, str] = {}
    for site in estate.of(Site):
        if country := country_named(site.country_code or ""):
            found.setdefault(country, f"country of site {site.title}")
    for plan in estate.of(DialPlan):
        code = (plan.country_code or "").strip().removeprefix("+")
        if country := country_named(code) or _by_calling_code().get(code):
            found.setdefault(country, f"country of dial plan {plan.title}")
    counts = Counter(country for line in _lines(estate) if (country := country_of_number(line)))
    for country, count in counts.most_common():
        found.setdefault(country, f"{counted(count, 'number')} with +{country.calling_code}")
    return found


def _lines(estate: Estate) -> Iterator[str | None]:
    """Every line URI of the estate."""
    for cls in KINDS.values():
        if any(field.name == "line_uri" for field in fields_of(cls)):
            yield from (getattr(item, "line_uri", None) for item in estate.of(cls))
