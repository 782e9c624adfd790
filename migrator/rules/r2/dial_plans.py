"""Location profiles and their rules against the limits of Lync dial plans (R2-DP-003, 005 to 008, 011 and 012)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from ...estate.counting import counted
from ...estate.estate import Estate
from ...estate.users import User
from ...estate.voice import DialPlan, LocationProfileAssignment, NormalizationRule
from ..common.dial_plan_rules import rules_by_dial_plan
from ..engine.answers import listed
from ..engine.model import R2, Context, Grade, Hit, Severity, rule
from .names import collisions, imported_name

#: characters (migration.md 2.5)
_MAX_DESCRIPTION = 512
_MAX_NAME = 256
_PREFIX = re.compile(r"[0-9]{1,4}")


@rule(
    id="R2-DP-003",
    title="Two normalization rules of a profile become one",
    severity=Severity.ERROR,
    grade=Grade.INFERRED,
    products=(R2,),
    needs=(DialPlan, NormalizationRule),
    effect="One of the two rules is not in the dial plan after the import.",
    remediation="Rename one of them in OCS before the import.",
    references=("new-csvoicenormalizationrule",),
    basis="identity documented, effect inferred",
    minutes=10,
    blocks="4 Merge",
)
def colliding_rules(estate: Estate, _context: Context) -> Iterator[Hit]:
    """Two rules of one location profile have the same name after the import's replacements, whatever their case.

    Why it matters: Lync knows a rule as dial plan and name, so there is room for one.

    When it is wrong: Lync's comparison without case is inferred.
    """
    for plan, rules in rules_by_dial_plan(estate, R2):
        yield from collisions(rules, within=plan)


@rule(
    id="R2-DP-005",
    title="Description is too long",
    severity=Severity.WARNING,
    grade=Grade.INFERRED,
    products=(R2,),
    needs=(DialPlan, NormalizationRule),
    any_need=True,
    effect="The description is cut off, or the object is rejected.",
    remediation=f"Shorten the description to {_MAX_DESCRIPTION} characters in OCS.",
    references=(
        "new-csdialplan",
        "new-csvoicenormalizationrule",
        "r2-wmi-normalization-rule",
    ),
    basis="limit documented, effect inferred",
    minutes=5,
    blocks="4 Merge",
)
def long_description(estate: Estate, _context: Context) -> Iterator[Hit]:
    """The description of a location profile or normalization rule has more than 512 characters.

    Why it matters: OCS allows 1024, Lync 512.

    When it is wrong: the import may cut it without harm.
    """
    for cls in (DialPlan, NormalizationRule):
        for item in estate.of(cls, product=R2):
            length = len(getattr(item, "description", None) or "")
            if length > _MAX_DESCRIPTION:
                yield Hit(
                    item=item,
                    message=f"description of {item.title!r}: {counted(length, 'character')}; "
                    f"{_MAX_DESCRIPTION} are allowed",
                    evidence={"length": str(length)},
                )


@rule(
    id="R2-DP-006",
    title="Name is no simple name",
    severity=Severity.WARNING,
    grade=Grade.INFERRED,
    products=(R2,),
    needs=(DialPlan,),
    effect="The SimpleName of the dial plan differs from its name.",
    remediation="Check after the import: Get-CsDialPlan | Select-Object Identity, SimpleName.",
    references=("new-csdialplan",),
    basis="limit documented, effect inferred",
    minutes=5,
    blocks="4 Merge",
)
def no_simple_name(estate: Estate, _context: Context) -> Iterator[Hit]:
    """The name of a location profile is longer than 256 characters or holds a sign that a SimpleName may not hold.

    Why it matters: SimpleName takes letters, digits and - . + _ ( ) only, so the import has to map the name, and
    clients and scripts that use it see another one.

    When it is wrong: nobody uses the SimpleName.
    """
    for plan in estate.of(DialPlan, product=R2):
        name = imported_name(plan.title)
        wrong = "".join(dict.fromkeys(c for c in name if not (c.isalnum() or c in "-.+_()")))
        if wrong or len(name) > _MAX_NAME:
            why = f"holds {wrong!r}" if wrong else f"has {len(name)} characters"
            yield Hit(item=plan, message=f"the name {plan.title!r} {why}", evidence={"characters": wrong})


@rule(
    id="R2-DP-007",
    title="External access prefix is invalid in Lync",
    severity=Severity.WARNING,
    grade=Grade.INFERRED,
    products=(R2,),
    needs=(DialPlan,),
    effect="The prefix is refused or lost.",
    remediation="Correct it in OCS to one to four digits, or set it later: Set-CsDialPlan -ExternalAccessPrefix.",
    references=(
        "new-csdialplan",
        "r2-wmi-location-profile",
    ),
    basis="limit documented, effect inferred",
    minutes=5,
    blocks="4 Merge",
)
def invalid_prefix(estate: Estate, _context: Context) -> Iterator[Hit]:
    """The external access prefix of a location profile is not one to four digits.

    Why it matters: Lync accepts nothing else.

    When it is wrong: the prefix is not used.
    """
    for plan in estate.of(DialPlan, product=R2):
        prefix = plan.external_access_prefix
        if prefix and not _PREFIX.fullmatch(prefix):
            yield Hit(
                item=plan,
                message=f"external access prefix {prefix!r} of {plan.title!r} is not one to four digits",
                evidence={"prefix": prefix},
            )


@rule(
    id="R2-DP-008",
    title="Device dialing is optimized without a prefix",
    severity=Severity.WARNING,
    grade=Grade.INFERRED,
    products=(R2,),
    needs=(DialPlan,),
    effect="Lync does not allow the combination.",
    remediation="Set the external access prefix in OCS, or clear the optimization.",
    references=(
        "new-csdialplan",
        "r2-wmi-location-profile",
    ),
    basis="limit documented, effect inferred",
    minutes=5,
    blocks="4 Merge",
)
def optimized_without_prefix(estate: Estate, _context: Context) -> Iterator[Hit]:
    """A location profile optimizes device dialing but has no external access prefix.

    Why it matters: Lync allows the optimization only with a prefix.

    When it is wrong: the prefix could not be read.
    """
    for plan in estate.of(DialPlan, product=R2):
        if plan.optimize_device_dialing is True and plan.is_empty("external_access_prefix"):
            yield Hit(
                item=plan,
                message=f"{plan.title!r} optimizes device dialing without an external access prefix",
                evidence={"OptimizeDeviceDialing": "True", "prefix": ""},
            )


@rule(
    id="R2-DP-011",
    title="Profile of an Exchange UM dial plan is renamed",
    severity=Severity.ERROR,
    grade=Grade.INFERRED,
    products=(R2,),
    needs=(DialPlan,),
    answers=("exchange_um_dial_plans",),
    effect="Lync no longer finds the UM dial plan by its name: calls to voice mail fail.",
    remediation='Rename the UM dial plan and the profile to a name without ":" and "/" before the import.',
    references=(
        "giombini-r2-to-2013",
        "new-csdialplan",
    ),
    basis="inferred from the renaming that was observed",
    minutes=30,
    blocks="4 Merge",
)
def renamed_um_dial_plan(estate: Estate, context: Context) -> Iterator[Hit]:
    """A location profile has the name of an Exchange UM dial plan, and the import will change it.

    Why it matters: OCS and Exchange UM find each other by that name.

    When it is wrong: the UM dial plan is given up.
    """
    names = {name.casefold() for name in listed(context.answers, "exchange_um_dial_plans")}
    for plan in estate.of(DialPlan, product=R2):
        new = imported_name(plan.title)
        if new != plan.title and plan.title.casefold() in names:
            yield Hit(
                item=plan,
                message=f"{plan.title!r}, the name of an Exchange UM dial plan, becomes {new!r}",
                evidence={"old name": plan.title, "new name": new},
            )


@rule(
    id="R2-DP-012",
    title="Profile in use is renamed",
    severity=Severity.WARNING,
    grade=Grade.INFERRED,
    products=(R2,),
    needs=(DialPlan, User),
    effect="Users and pools that have the profile may be left without a dial plan.",
    remediation="Map the old name to the new before the users move; check with Get-CsUser | Select-Object DialPlan.",
    references=(
        "move-cslegacyuser",
        "giombini-r2-to-2013",
    ),
    basis="inferred",
    minutes=15,
    blocks="6 Users pilot",
)
def renamed_profile_in_use(estate: Estate, _context: Context) -> Iterator[Hit]:
    """A location profile that users have, or that is the default of a pool, gets another name in the import.

    Why it matters: an assignment by the old name finds no dial plan; so does every profile that
    -ExcludeDialPlan leaves out of the move.

    When it is wrong: the move may follow the renaming by itself.
    """
    used: Counter[str] = Counter()
    for user in estate.of(User, product=R2):
        if plan := estate.find("dial_plan", user.dial_plan, product=R2):
            used[plan.key] += 1
    defaults: Counter[str] = Counter()
    for assignment in estate.of(LocationProfileAssignment, product=R2):
        if plan := estate.find("dial_plan", assignment.dial_plan, product=R2):
            defaults[plan.key] += 1
    for profile in estate.of(DialPlan, product=R2):
        new = imported_name(profile.title)
        users, pools = used[profile.key], defaults[profile.key]
        if new != profile.title and (users or pools):
            yield Hit(
                item=profile,
                message=f"{profile.title!r} becomes {new!r}; "
                f"used by {counted(users, 'user')} and {counted(pools, 'pool')}",
                evidence={"new name": new, "users": str(users), "pools": str(pools)},
            )
