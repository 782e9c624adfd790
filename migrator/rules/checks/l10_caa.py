"""Dial-in access numbers of Lync Server 2010, and of 2013 after the move."""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from ...estate.conferencing import AccessNumber
from ...estate.dial_in import regions_of
from ...estate.estate import Estate
from ...estate.voice import DialPlan
from ..engine.model import LYNC2010, LYNC2013, R2, Context, Grade, Hit, Severity, Wording, rule
from ..engine.phases import A_POST, B_POST, B_REMOVE
from ..engine.scope import LYNC, with_evidence
from ..engine.values import Value, texts
from .r2_caa import (
    LANGUAGES,
    LEFT_BEHIND,
    LINE_URIS,
    NO_REGION_EFFECT,
    SET_REGION,
    SEVERAL_REGIONS,
    URI_PREFIX,
    set_region,
)

LEFT_BEHIND_RULE = attrs.evolve(
    LEFT_BEHIND, basis="that the region is looked at afterwards is advice from the field"
).rule(
    "L10-CAA-001",
    LYNC2010,
    severity=Severity.BLOCK,
    references=("l13-access-numbers-2010", "move-csapplicationendpoint", "get-csdialinconferencingaccessnumber"),
    phases=(B_REMOVE,),
)
LINE_URIS_RULE = LINE_URIS.rule("L10-CAA-002a", *LYNC, phases=(A_POST, B_POST))


@rule(
    id="L10-CAA-002b",
    title="Access number without a region",
    severity=Severity.ERROR,
    grade=Grade.OBSERVED,
    products=LYNC,
    needs=(AccessNumber, DialPlan),
    targets=("2013",),
    message="Access number {item!r} has no region",
    variants={
        "unknown": Wording(
            "Access number {item!r} has regions that are in no dial plan: {unknown}",
            effect="A number takes only regions of dial plans: setting these again fails. Of calls no page speaks.",
        ),
        "had one": Wording("Access number {item!r} has no region; before the move it had {regions_before}"),
    },
    effect=NO_REGION_EFFECT,
    remediation=SET_REGION,
    references=(
        "giombini-r2-to-2013",
        "set-csdialinconferencingaccessnumber",
        "l13-dial-plan-regions",
        "l13-access-numbers-2010",
    ),
    basis="observed on a move from OCS 2007 R2, of a number without a region",
    phases=(A_POST, B_POST),
)
def regions(estate: Estate, _context: Context) -> Iterator[Hit]:
    """An access number has no region, or one that no dial plan names.

    Why it matters: "The region mappings for this access number are inconsistent."; invitations show no number.

    When it is wrong: the dial plan of the region was not collected.
    """
    for product in with_evidence(estate, LYNC, AccessNumber, DialPlan):
        in_plans = dict.fromkeys(plan.dial_in_region or "" for plan in estate.of(DialPlan, product=product))
        offered = [region for region in in_plans if region]
        known = {region.casefold() for region in offered}
        before = _before(estate) if product == LYNC2013 else {}
        for number in estate.each(AccessNumber, product=product):
            unknown = [region for region in number.regions if region.casefold() not in known]
            evidence: dict[str, Value] = {"regions": texts(number.regions), "regions of dial plans": texts(offered)}
            if unknown:
                places = {**set_region(number, number.regions), "unknown": texts(unknown)}
                yield Hit(item=number, variant="unknown", places=places, evidence=evidence)
            elif not number.regions and not _from_directory_alone(number):
                had = before.get(_address(number), [])
                yield Hit(
                    item=number,
                    variant="had one" if had else "",
                    places=set_region(number, had or (offered if len(offered) == 1 else [])),
                    evidence={**evidence, "regions before": texts(had)} if had else evidence,
                )


def _before(estate: Estate) -> dict[str, list[str]]:
    """The regions of access numbers before the move, by SIP address: of OCS by their mapping."""
    found = {_address(number): regions_of(estate, number) for number in estate.of(AccessNumber, product=R2)}
    return found | {_address(number): list(number.regions) for number in estate.of(AccessNumber, product=LYNC2010)}


def _address(number: AccessNumber) -> str:
    return (number.primary_uri or number.key).casefold().removeprefix("sip:")


def _from_directory_alone(number: AccessNumber) -> bool:
    """True if only Active Directory was read, whose contacts do not have regions; cmdlets add Identity."""
    return "objectClass" in number.extra and "Identity" not in number.extra


SEVERAL_REGIONS_RULE = SEVERAL_REGIONS.rule(
    "L10-CAA-002c", *LYNC, phases=(A_POST, B_POST), references=("set-csdialinconferencingaccessnumber",)
)
LANGUAGES_RULE = LANGUAGES.rule(
    "L10-CAA-002d",
    *LYNC,
    phases=(A_POST, B_POST),
    references=("new-csdialinconferencingaccessnumber", "set-csdialinconferencingaccessnumber"),
)
URI_PREFIX_RULE = URI_PREFIX.rule("L10-CAA-002e", *LYNC, phases=(A_POST, B_POST))
