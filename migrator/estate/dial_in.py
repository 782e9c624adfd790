"""Dial-in conferencing: the regions of access numbers."""

from __future__ import annotations

from .conferencing import AccessNumber, RegionMapping
from .estate import Estate
from .products import R2


def regions_of(estate: Estate, number: AccessNumber) -> list[str]:
    """The names of the location profiles that are mapped to a number of OCS: its regions after the import."""
    names = {name.casefold() for name in (number.key, *number.aliases)}
    found = (
        estate.find("dial_plan", mapping.dial_plan, product=R2)
        for mapping in estate.of(RegionMapping, product=R2)
        if names & {contact.casefold() for contact in mapping.contacts}
    )
    return list(dict.fromkeys(plan.title for plan in found if plan))
