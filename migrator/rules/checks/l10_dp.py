"""Dial plans of Lync that do not follow users to their new pool, and regions that end with them (L10-DP)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import product as pairs

from ...dialing.samples import sample_numbers
from ...estate.conferencing import AccessNumber
from ...estate.estate import Estate
from ...estate.in_force import Scopes, in_force_for
from ...estate.kinds import Item
from ...estate.scopes import SITE
from ...estate.topology import Pool
from ...estate.usage import named, of_kinds
from ...estate.voice import DialPlan, NormalizationRule
from ..engine.departures import Departure, departures, nobody_has, unknown_sites, users_of
from ..engine.gaps import Gap, not_collected
from ..engine.model import LYNC2010, Context, Grade, Hit, Severity, Wording, rule
from ..engine.phases import B_REMOVE, B_TEST_USERS
from ..engine.scope import LYNC
from ..engine.values import Host, Text, Value, items, texts
from .r2_dp_0 import rules_by_dial_plan

#: lengths of numbers that people dial inside: an extension
_EXTENSION_DIGITS = range(2, 8)
_BEGIN = "Dial plan {item!r} does not follow users who move from {pool}: "
_LOSSES = {
    "digits": "{digits: and }-digit dialing (rules {rules_that_end!r})",
    "rules": "rules {rules_that_end!r}",
    "prefix": "external access prefix {external_access_prefix!r}",
    "region": "dial-in region {region!r}",
}


def _wordings() -> Mapping[str, Wording]:
    """A wording for every combination of what ends."""
    found = {}
    for parts in pairs(("digits", "rules", ""), ("prefix", ""), ("region", "")):
        ends = [part for part in parts if part]
        if ends:
            listed = " and ".join(filter(None, (", ".join(_LOSSES[e] for e in ends[:-1]), _LOSSES[ends[-1]])))
            found[" ".join(ends)] = Wording(f"{_BEGIN}{listed} end")
    return found


@rule(
    id="L10-DP-001",
    title="Dial plan does not follow users to their new pool",
    severity=Severity.ERROR,
    grade=Grade.INFERRED,
    products=(LYNC2010,),
    needs=(Pool,),
    targets=("2013",),
    effect=(
        "Users without a dial plan of their own have another one on the new pool: what they dial is normalized by "
        "other rules, or not at all."
    ),
    remediation=(
        "Before they move, make a per-user dial plan with the same region, prefix and rules (New-CsDialPlan, "
        "New-CsVoiceNormalizationRule) and assign it: Grant-CsDialPlan -Identity USER -PolicyName NAME. Or give the "
        "new pool a plan of its own: New-CsDialPlan -Identity Service:Registrar:NEW_POOL."
    ),
    variants=_wordings(),
    references=("l13-dial-plan-scope", "new-csdialplan", "new-csvoicenormalizationrule"),
    basis="which dial plan a user has is documented, what the move changes is inferred",
    minutes=30,
    phases=(B_TEST_USERS,),
)
def plan_left_behind(estate: Estate, context: Context) -> Iterator[Hit | Gap]:
    """A dial plan of a pool, or of the site of a pool, is not in force on the pool to which its users move.

    Pools that you name as those to remove are looked at, or else every pool with users. The new pool is the one that
    you planned, or that was read, in the same site if there is one; where its site is not known it is taken for the
    same. Only what the plan on the new pool lacks is reported.

    Why it matters: nothing in the move says that four-digit dialing or the prefix for an outside line has ended.

    When it is wrong: the new pool gets a plan of its own with these rules. If no user who was read has the plan, the
    finding is at info level.
    """
    if not any(estate.has(DialPlan.kind, product) for product in LYNC):
        yield not_collected([DialPlan], LYNC2010)
        return
    scopes = Scopes(estate, DialPlan, LYNC2010)
    rules = {plan.key: found for product in reversed(LYNC) for plan, found in rules_by_dial_plan(estate, product)}
    holders = in_force_for(estate, DialPlan, LYNC2010)
    leaving = departures(estate, context, LYNC2010)
    for departure in leaving:
        today, after = scopes.in_force(None, departure.old).item, scopes.in_force(None, departure.assumed).item
        if isinstance(today, DialPlan) and today is not after:
            new = after if isinstance(after, DialPlan) else None
            ends = _what_ends(today, new, rules)
            users = users_of(estate, departure, holders.get(today.key, ()))
            if ends:
                yield Hit(
                    item=today,
                    variant=_variant(ends),
                    part=departure.pool.key,
                    places={"pool": departure.pool},
                    evidence={
                        **ends,
                        "new pool": Host(departure.assumed.fqdn),
                        "in force there": new or Text(""),
                        "users and phones without a plan of their own": items(users),
                    },
                    severity=Severity.INFO if nobody_has(estate, users, DialPlan, LYNC2010) else None,
                )
    yield from unknown_sites(leaving, {scope.name for scope in scopes.all() if scope.level == SITE})


def _what_ends(
    today: DialPlan, after: DialPlan | None, rules: Mapping[str, Sequence[NormalizationRule]]
) -> dict[str, Value]:
    """What the plan of today has and that on the new pool has not, as evidence."""
    found: dict[str, Value] = {}
    kept = {(one.pattern, one.translation) for one in _rules_of(after, rules)} if after else set()
    if lost := [one for one in _rules_of(today, rules) if (one.pattern, one.translation) not in kept]:
        found["rules that end"] = items(lost)
        if digits := _extensions(lost):
            found["digits"] = texts(digits)
    prefix = today.external_access_prefix
    if prefix and today.optimize_device_dialing is not False and (after is None or not _has_prefix(after, prefix)):
        found["external access prefix"] = Text(prefix)
    region, other = today.dial_in_region, after.dial_in_region if after else None
    if region and region.casefold() != (other or "").casefold():
        found["region"] = Text(region)
    return found


def _rules_of(plan: DialPlan, rules: Mapping[str, Sequence[NormalizationRule]]) -> Sequence[NormalizationRule]:
    """The rules of a plan; its own list is read, so that it is noted if a part of it was cut off."""
    return rules.get(plan.key, ()) if plan.normalization_rules or plan.key in rules else ()


def _has_prefix(plan: DialPlan, prefix: str) -> bool:
    return plan.external_access_prefix == prefix and plan.optimize_device_dialing is not False


def _extensions(rules: Sequence[NormalizationRule]) -> list[str]:
    """The lengths of the extensions that *rules* complete; none if one of them takes other numbers too."""
    samples = [sample_numbers(one.pattern or "") for one in rules]
    numbers = {number for listed in samples for number in listed}
    lengths = {len(number) for number in numbers}
    if not all(samples) or not all(map(str.isdigit, numbers)) or not lengths <= set(_EXTENSION_DIGITS):
        return []
    return [str(length) for length in sorted(lengths)] if len(lengths) <= len(rules) else []


def _variant(ends: Mapping[str, Value]) -> str:
    rules = "digits" if "digits" in ends else "rules" * ("rules that end" in ends)
    prefix, region = "prefix" * ("external access prefix" in ends), "region" * ("region" in ends)
    return " ".join(filter(None, (rules, prefix, region)))


@rule(
    id="L10-DP-002",
    title="Dial-in region exists only in dial plans that end with their pools",
    severity=Severity.ERROR,
    grade=Grade.INFERRED,
    products=(LYNC2010,),
    needs=(Pool,),
    targets=("2013",),
    message="Region {region!r} is in no dial plan without {pools: and }; its access numbers: {access_numbers}",
    effect="Its access numbers have a region that no dial plan has, and are offered to nobody.",
    remediation=(
        "Give the region to a dial plan that stays: Set-CsDialPlan -Identity NAME -DialinConferencingRegion REGION; or "
        "give the access numbers another: Set-CsDialInConferencingAccessNumber -Identity SIP_URI -Regions REGION."
    ),
    variants={"unused": Wording("Region {region!r} is in no dial plan without {pools: and }; no access number has it")},
    references=("l13-dial-plan-regions", "new-csdialplan", "set-csdialinconferencingaccessnumber"),
    basis="that an access number needs a region of a dial plan is documented, that the plan ends is inferred",
    minutes=20,
    phases=(B_REMOVE,),
)
def region_left_behind(estate: Estate, context: Context) -> Iterator[Hit | Gap]:
    """A dial-in region is named only by dial plans of pools that users leave.

    Why it matters: the dial plan of a pool ends with the pool, and with it the region of its access numbers.

    When it is wrong: a plan with the region is made for the new pool. A region that no access number has is at info
    level.
    """
    needed: list[type[Item]] = [DialPlan, AccessNumber]
    if unread := [cls for cls in needed if not any(estate.has(cls.kind, product) for product in LYNC)]:
        yield not_collected(unread, LYNC2010)
        return
    scopes = Scopes(estate, DialPlan, LYNC2010)
    leaving = departures(estate, context, LYNC2010)
    plans = {plan.key.casefold(): departure.pool for departure in leaving for plan in _of(scopes, departure)}
    for uses in named(estate, "region", LYNC2010).values():
        holders = of_kinds(uses, DialPlan)
        if not holders or any(plan.key.casefold() not in plans for plan in holders):
            continue
        access_numbers = of_kinds(uses, AccessNumber)
        pools = {pool.key: pool for pool in (plans[plan.key.casefold()] for plan in holders)}
        yield Hit(
            item=holders[0],
            part="region",
            variant="" if access_numbers else "unused",
            places={"pools": items(pools.values())},
            evidence={
                "region": Text(getattr(holders[0], "dial_in_region", None) or ""),
                "dial plans": items(holders),
                "access numbers": items(access_numbers),
            },
            severity=None if access_numbers else Severity.INFO,
        )


def _of(scopes: Scopes, departure: Departure) -> list[Item]:
    """The plan of the pool itself."""
    found = scopes.in_force(None, departure.old)
    return [found.item] if found.item is not None and found.scope.is_service else []
