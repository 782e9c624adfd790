"""Dial-in conferencing access numbers (R2-CAA-003)."""

from __future__ import annotations

from collections.abc import Iterator

from ...estate.conferencing import AccessNumber, RegionMapping
from ...estate.estate import Estate
from ...estate.voice import DialPlan
from ..engine.model import R2, Context, Grade, Hit, Severity, rule


@rule(
    id="R2-CAA-003",
    title="Access number without a region",
    severity=Severity.ERROR,
    grade=Grade.OBSERVED,
    products=(R2,),
    needs=(AccessNumber, RegionMapping, DialPlan),
    effect=(
        "Control Panel answers: The region mappings for this access number are inconsistent. "
        "The number is missing in meeting invitations."
    ),
    remediation=(
        "Set the region on a dial plan, then: "
        "Set-CsDialInConferencingAccessNumber -Identity SIP_URI -Regions REGION -ScopeToGlobal."
    ),
    references=(
        "giombini-r2-to-2013",
        "set-csdialinconferencingaccessnumber",
        "l13-dial-plan-regions",
    ),
    minutes=15,
    blocks="9 Post",
)
def number_without_region(estate: Estate, _context: Context) -> Iterator[Hit]:
    """No location profile that was read is mapped to an access number.

    Why it matters: the region of a number comes from this mapping. Without one the moved number has no region and
    Outlook puts no dial-in number into invitations.

    When it is wrong: the mapping is collected from another server than the contacts.
    """
    mappings: dict[str, list[RegionMapping]] = {}
    for mapping in estate.of(RegionMapping, product=R2):
        for contact in {contact.casefold() for contact in mapping.contacts}:
            mappings.setdefault(contact, []).append(mapping)
    for number in estate.of(AccessNumber, product=R2):
        names = dict.fromkeys(name.casefold() for name in (number.key, *number.aliases))
        own = [mapping for name in names for mapping in mappings.get(name, ())]
        if any(estate.find("dial_plan", m.dial_plan, product=R2) for m in own):
            continue
        why = "its mapping names no location profile that was read" if own else "no region mapping lists it"
        yield Hit(
            item=number,
            message=f"access number {number.title!r} has no region: {why}",
            evidence={"line URI": number.line_uri or "", "location profile": own[0].dial_plan or "" if own else ""},
        )
