"""Dial-in conferencing: the regions and the location profiles of access numbers."""

from __future__ import annotations

from .conferencing import AccessNumber, RegionMapping
from .estate import Estate
from .products import R2
from .voice import DialPlan


def regions_of(estate: Estate, number: AccessNumber) -> list[str]:
    """The names of the location profiles that are mapped to a number of OCS: its regions after the import."""
    names = {name.casefold() for name in (number.key, *number.aliases)}
    found = (
        estate.find("dial_plan", mapping.dial_plan, product=R2)
        for mapping in estate.of(RegionMapping, product=R2)
        if names & {contact.casefold() for contact in mapping.contacts}
    )
    return list(dict.fromkeys(plan.title for plan in found if plan))


def profiles_of_attendant(estate: Estate) -> dict[str, tuple[DialPlan, list[AccessNumber]]]:
    """Location profiles that access numbers name or that a mapping connects to them, with these numbers."""
    found: dict[str, tuple[DialPlan, list[AccessNumber]]] = {}
    pairs = [(number, number.dial_plan) for number in estate.of(AccessNumber, product=R2)]
    for mapping in estate.of(RegionMapping, product=R2):
        for _, contact in estate.resolve(mapping, "contacts"):
            if isinstance(contact, AccessNumber):
                pairs.append((contact, mapping.dial_plan))
    for number, reference in pairs:
        plan = estate.find("dial_plan", reference, product=R2)
        if isinstance(plan, DialPlan) and plan.product == R2:
            listed = found.setdefault(plan.key, (plan, []))[1]
            if number.title not in {other.title for other in listed}:
                listed.append(number)
    return found
