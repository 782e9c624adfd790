"""The emergency numbers of an estate, and which of its routes take them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache

import attrs

from ...dialing.emergency import forms_of, taken
from ...estate.estate import Estate
from ...estate.voice import DialPlan, LocationPolicy, VoiceRoute
from .answers import listed
from .countries import Country, all_countries, country_named
from .gaps import Ask, Gap
from .model import Context
from .questions import COUNTRIES, OWN_EMERGENCY_NUMBERS
from .values import Listing, items, texts


@attrs.frozen(kw_only=True)
class EmergencyNumbers:
    """The emergency numbers of an estate.

    Attributes:
        forms: the numbers in each form in which they reach a route.
        countries: the countries whose national numbers are among them.
        unknown: countries that the answer names and whose numbers are not known here.
    """

    forms: tuple[str, ...]
    countries: tuple[Country, ...]
    unknown: tuple[str, ...]

    @property
    def names(self) -> Listing:
        """The names of the countries."""
        return texts(country.name for country in self.countries)

    def taken_by(self, route: VoiceRoute) -> list[str]:
        """The emergency numbers for which *route* is made: none if it takes ordinary numbers too."""
        return taken(route.number_pattern or "", self.forms)

    def gaps(self, routes: Iterable[VoiceRoute]) -> Iterator[Gap]:
        """A gap if the country is not known and one of *routes* takes an emergency number of some country."""
        if self.countries and not self.unknown:
            return
        perhaps = [route for route in routes if taken(route.number_pattern or "", _forms_of_all())]
        if not perhaps:
            return
        places = {"routes": items(perhaps), "countries": texts(self.unknown)}
        if self.unknown:
            reason = "no emergency numbers of {countries} are known here; perhaps an emergency route: {routes:first 3}"
            yield Gap(reason=reason, places=places, needs=(Ask(OWN_EMERGENCY_NUMBERS),))
        else:
            reason = "no country is known; perhaps an emergency route: {routes:first 3}"
            yield Gap(reason=reason, places=places, needs=(Ask(COUNTRIES),))


def emergency_numbers(estate: Estate, context: Context, product: str) -> EmergencyNumbers:
    """The emergency numbers of an estate: national, of its location policies with E9-1-1, and those that people name.

    The national ones are those of the countries in the answers, which are derived until somebody answers.
    """
    names = listed(context.answers, COUNTRIES)
    found = {name: country_named(name) for name in names}
    countries = tuple(dict.fromkeys(country for country in found.values() if country))
    own = (*listed(context.answers, OWN_EMERGENCY_NUMBERS), *_of_location_policies(estate, product))
    prefixes = _prefixes(estate, product)
    return EmergencyNumbers(
        forms=tuple(dict.fromkeys((*_national(countries, prefixes), *_own(own, countries, prefixes)))),
        countries=countries,
        unknown=tuple(name for name, country in found.items() if country is None),
    )


def _national(countries: Iterable[Country], prefixes: Iterable[str]) -> Iterator[str]:
    for country in countries:
        for number in country.emergency_numbers:
            yield from forms_of(number, (country.calling_code,), prefixes)


def _own(numbers: Iterable[str], countries: Iterable[Country], prefixes: Iterable[str]) -> Iterator[str]:
    codes = [country.calling_code for country in countries]
    for number in numbers:
        yield from forms_of(number.removeprefix("+"), codes, prefixes)


@cache
def _forms_of_all() -> tuple[str, ...]:
    return tuple(dict.fromkeys(_national(all_countries().values(), ())))


def _of_location_policies(estate: Estate, product: str) -> Iterator[str]:
    """What is dialled, or is taken for it, where a location policy handles emergency calls."""
    for policy in estate.each(LocationPolicy, product=product):
        if policy.enhanced_emergency:
            for number in (policy.dial_string or "", *(policy.dial_mask or "").split(";")):
                if number.strip():
                    yield number.strip()


def _prefixes(estate: Estate, product: str) -> tuple[str, ...]:
    """What is dialled for an outside line."""
    prefixes = (plan.external_access_prefix or "" for plan in estate.each(DialPlan, product=product))
    return tuple(dict.fromkeys(filter(None, map(str.strip, prefixes))))
