"""Dial-in access numbers of Lync Server 2010."""

from __future__ import annotations

from collections.abc import Iterator

from ...estate.conferencing import AccessNumber
from ...estate.estate import Estate
from ...estate.voice import DialPlan
from ..engine.model import LYNC2010, Context, Grade, Hit, Severity, Wording, rule
from ..engine.phases import B_POST, B_REMOVE
from ..engine.values import texts
from .r2_caa import LANGUAGES, LEFT_BEHIND, LINE_URIS, SEVERAL_REGIONS, URI_PREFIX

LEFT_BEHIND_RULE = LEFT_BEHIND.rule(
    "L10-CAA-001",
    LYNC2010,
    severity=Severity.BLOCK,
    references=("l13-access-numbers-2010", "move-csapplicationendpoint"),
    phases=(B_REMOVE,),
)
LINE_URIS_RULE = LINE_URIS.rule("L10-CAA-002a", LYNC2010, phases=(B_POST,))


@rule(
    id="L10-CAA-002b",
    title="Access number without a region",
    severity=Severity.ERROR,
    grade=Grade.OBSERVED,
    products=(LYNC2010,),
    needs=(AccessNumber, DialPlan),
    targets=("2013",),
    message="Access number {item!r} has no region",
    variants={"unknown": Wording("Access number {item!r} has regions that are in no dial plan: {unknown}")},
    effect="The number is missing in meeting invitations.",
    remediation=(
        "Set the region on a dial plan, then: "
        "Set-CsDialInConferencingAccessNumber -Identity SIP_URI -Regions REGION -ScopeToGlobal."
    ),
    references=(
        "set-csdialinconferencingaccessnumber",
        "l13-dial-plan-regions",
        "l13-access-numbers-2010",
        "giombini-r2-to-2013",
    ),
    basis="observed on a move from OCS 2007 R2",
    phases=(B_POST,),
)
def regions(estate: Estate, _context: Context) -> Iterator[Hit]:
    """An access number has no region, or one that no dial plan names.

    Why it matters: "The region mappings for this access number are inconsistent."; invitations show no number.

    When it is wrong: the dial plan of the region was not collected.
    """
    known = {(plan.dial_in_region or "").casefold() for plan in estate.of(DialPlan, product=LYNC2010)}
    for number in estate.each(AccessNumber, product=LYNC2010):
        unknown = [region for region in number.regions if region.casefold() not in known]
        evidence = {"regions": texts(number.regions)}
        if unknown:
            yield Hit(item=number, variant="unknown", places={"unknown": texts(unknown)}, evidence=evidence)
        elif not number.regions and not _from_directory_alone(number):
            yield Hit(item=number, evidence=evidence)


def _from_directory_alone(number: AccessNumber) -> bool:
    """True if only Active Directory was read, whose contacts do not have regions; cmdlets add Identity."""
    return "objectClass" in number.extra and "Identity" not in number.extra


SEVERAL_REGIONS_RULE = SEVERAL_REGIONS.rule(
    "L10-CAA-002c", LYNC2010, phases=(B_POST,), references=("set-csdialinconferencingaccessnumber",)
)
LANGUAGES_RULE = LANGUAGES.rule(
    "L10-CAA-002d", LYNC2010, phases=(B_POST,), references=("new-csdialinconferencingaccessnumber",)
)
URI_PREFIX_RULE = URI_PREFIX.rule("L10-CAA-002e", LYNC2010, phases=(B_POST,))
