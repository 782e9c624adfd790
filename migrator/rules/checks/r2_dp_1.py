"""Location profiles that need a region or get another name (R2-DP-010 to 012), and what arrives (013)."""

from __future__ import annotations

from collections.abc import Iterator

from ...estate.conferencing import AccessNumber, RegionMapping
from ...estate.dial_in import profiles_of_attendant
from ...estate.estate import Estate
from ...estate.usage import Uses, of_kinds
from ...estate.users import User
from ...estate.voice import DialPlan, LocationProfileAssignment, PstnUsage
from ..engine.answers import listed
from ..engine.model import R2, Change, Context, Grade, Hit, Severity, Wording, rule
from ..engine.phases import A_MERGE, A_POST, A_USERS_PILOT
from ..engine.values import Amount, Text, Value, items
from .r2_name import imported_name


@rule(
    id="R2-DP-010",
    title="Profile of an access number has no region",
    severity=Severity.ERROR,
    grade=Grade.DOCUMENTED,
    products=(R2,),
    needs=(DialPlan, AccessNumber, RegionMapping),
    message="Location profile {item!r} of access number {first!r} is in no region mapping",
    effect="The access number cannot be assigned to a region, and invitations do not show it.",
    remediation="After the import: Set-CsDialPlan -Identity NAME -DialinConferencingRegion REGION.",
    references=(
        "l13-dial-plan-regions",
        "new-csdialplan",
        "l13-dial-in-requirements",
        "giombini-r2-to-2013",
        "set-csdialplan",
    ),
    basis=(
        "need of a region documented; that invitations show no number is what one site met; that the region comes from "
        "the mapping is inferred"
    ),
    minutes=15,
    phases=(A_POST,),
)
def profile_without_region(estate: Estate, _context: Context) -> Iterator[Hit]:
    """The location profile of an access number is in no region mapping of the Conferencing Attendant.

    Why it matters: the region of a Lync dial plan comes from that mapping, and a number needs a region that a dial
    plan has.

    When it is wrong: the number has another profile's region. Profiles that no access number names are not
    reported, although a page advises a region for all dial plans.
    """
    mapped = set()
    for mapping in estate.of(RegionMapping, product=R2):
        plan = estate.find("dial_plan", mapping.dial_plan, product=R2)
        if plan is not None and not mapping.is_empty("contacts"):
            mapped.add(plan.key)
    for key, (profile, numbers) in profiles_of_attendant(estate).items():
        if key not in mapped and not profile.dial_in_region:
            yield Hit(
                item=profile,
                places={"first": numbers[0]},
                evidence={"access numbers": items(numbers)},
            )


@rule(
    id="R2-DP-011",
    title="Profile of an Exchange UM dial plan is renamed",
    severity=Severity.ERROR,
    grade=Grade.INFERRED,
    products=(R2,),
    needs=(DialPlan,),
    answers=("exchange_um_dial_plans",),
    message="{old_name!r}, the name of an Exchange UM dial plan, becomes {new_name!r}",
    effect="Lync no longer finds the UM dial plan by its name: calls to voice mail fail.",
    remediation='Rename the UM dial plan and the profile to a name without ":" and "/" before the import.',
    references=("giombini-r2-to-2013", "new-csdialplan"),
    basis="inferred from the renaming that was observed",
    minutes=30,
    phases=(A_MERGE,),
)
def renamed_um_dial_plan(estate: Estate, context: Context) -> Iterator[Hit]:
    """A location profile has the name of an Exchange UM dial plan, and the import will change it.

    Why it matters: OCS and Exchange UM find each other by that name.

    When it is wrong: the UM dial plan will no longer be used.
    """
    names = {name.casefold() for name in listed(context.answers, "exchange_um_dial_plans")}
    for plan in estate.each(DialPlan, product=R2):
        old, new = Text(plan.title), Text(imported_name(plan.title))
        if new != old and plan.title.casefold() in names:
            yield Hit(
                item=plan,
                evidence={"old name": old, "new name": new},
                changes=(Change(item=plan, field="name", before=old, after=new),),
            )


@rule(
    id="R2-DP-012",
    title="Profile in use is renamed",
    severity=Severity.WARNING,
    grade=Grade.INFERRED,
    products=(R2,),
    needs=(DialPlan, User),
    message="{item!r} becomes {new_name!r}; used by {users:user} and {pools:pool}",
    variants={
        "others": Wording("{item!r} becomes {new_name!r}; used by {users:user}, {pools:pool} and {others:first 3}")
    },
    effect="What has the profile may be left without a dial plan.",
    remediation="Map the old name to the new before the users move; check with Get-CsUser | Select-Object DialPlan.",
    references=("move-cslegacyuser", "giombini-r2-to-2013"),
    basis="inferred",
    minutes=15,
    phases=(A_USERS_PILOT,),
)
def renamed_profile_in_use(estate: Estate, _context: Context) -> Iterator[Hit]:
    """A location profile that users or contacts have, or that a pool has by default, gets another name in the import.

    Why it matters: an assignment by the old name finds no dial plan; so does every profile that
    -ExcludeDialPlan leaves out of the move.

    When it is wrong: the move may follow the renaming by itself.
    """
    uses = Uses(estate, R2)
    for profile in estate.each(DialPlan, product=R2):
        old, new = Text(profile.title), Text(imported_name(profile.title))
        if new == old:
            continue
        uses.read_untold(profile)
        found = of_kinds(uses.of(profile))
        users = sum(isinstance(item, User) for item in found)
        pools = sum(isinstance(item, LocationProfileAssignment) for item in found)
        others = [item for item in found if not isinstance(item, User | LocationProfileAssignment)]
        evidence: dict[str, Value] = {"new name": new, "users": Amount(users), "pools": Amount(pools)}
        if found:
            yield Hit(
                item=profile,
                variant="others" if others else "",
                evidence=evidence | ({"others": items(others)} if others else {}),
                changes=(Change(item=profile, field="name", before=old, after=new),),
            )


@rule(
    id="R2-DP-013",
    title="Dial plans and PSTN usages that are imported",
    severity=Severity.INFO,
    grade=Grade.OBSERVED,
    products=(R2,),
    needs=(DialPlan, PstnUsage),
    message="{dial_plans:dial plan} and {usages:PSTN usage} are imported",
    effect="At the published site, location profiles and PSTN usages arrived well as dial plans and PSTN usages.",
    remediation="Compare the counts with Get-CsDialPlan and Get-CsPstnUsage after the import.",
    references=("giombini-r2-to-2013", "import-cslegacyconfiguration", "get-csdialplan", "get-cspstnusage"),
    basis="one field report; for Lync Server 2010 inferred",
    minutes=10,
)
def imported_plans_and_usages(estate: Estate, _context: Context) -> Iterator[Hit]:
    """Location profiles and PSTN usages exist, which the import takes as they are.

    Why it matters: these counts are what the new deployment should show after the import, beside the global ones.

    When it is wrong: the import was limited to some kinds of policies, or the rules of this block say otherwise.
    """
    plans, usages = estate.of(DialPlan, product=R2), estate.of(PstnUsage, product=R2)
    if plans or usages:
        yield Hit(item=None, places={"dial_plans": Amount(len(plans)), "usages": Amount(len(usages))})
