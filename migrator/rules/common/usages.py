"""PSTN usages: which routes and policies have them, however the evidence refers to them (DN or name)."""

from __future__ import annotations

from collections.abc import Iterator

from ...estate.estate import Estate
from ...estate.voice import LocationPolicy, PstnUsage, VoicePolicy, VoiceRoute
from ..engine.check import Check
from ..engine.model import R2, Context, Grade, Hit, Severity


def usage_keys(estate: Estate, item: VoiceRoute | VoicePolicy) -> tuple[str, ...]:
    """The usages of *item* in lower case, in order; one that was not read by its reference."""
    return tuple((usage.key if usage else name).casefold() for name, usage in estate.resolve(item, "usages"))


def usages_of_policies(estate: Estate, product: str) -> frozenset[str] | None:
    """Usages that a voice policy has; None where the list of a policy was cut off."""
    policies = estate.of(VoicePolicy, product=product)
    if any("usages" in policy.truncated for policy in policies):
        return None
    return frozenset(key for policy in policies for key in usage_keys(estate, policy))


def _usages_of_routes(estate: Estate, product: str) -> frozenset[str] | None:
    """Usages that a route has, told by the route or by the usage; None where a list was cut off."""
    routes, usages = estate.of(VoiceRoute, product=product), estate.of(PstnUsage, product=product)
    if any("usages" in r.truncated for r in routes) or any("routes" in u.truncated for u in usages):
        return None
    told_by_usage = (usage.key.casefold() for usage in usages if usage.routes)
    return frozenset((*told_by_usage, *(key for route in routes for key in usage_keys(estate, route))))


def _unused(estate: Estate, _context: Context, product: str) -> Iterator[Hit]:
    """A PSTN usage has no route, or neither a voice policy nor a location policy has it.

    Why it matters: it is imported, and nobody can use it; whoever reads the new configuration wonders why.

    When it is wrong: it is kept for a route or policy still to be made. Where the export cut lists off, nothing is
    concluded from them.
    """
    in_policies, in_routes = usages_of_policies(estate, product), _usages_of_routes(estate, product)
    for_emergency = {(p.pstn_usage or "").casefold() for p in estate.of(LocationPolicy, product=product)}
    for usage in estate.of(PstnUsage, product=product):
        key, lacks = usage.key.casefold(), []
        if in_routes is not None and key not in in_routes:
            lacks.append("no route has it")
        if in_policies is not None and key not in in_policies | for_emergency:
            lacks.append("no policy has it")
        if lacks:
            yield Hit(
                item=usage,
                message=f"usage {usage.title!r}: {' and '.join(lacks)}",
                evidence={"routes": str(len(usage.routes))},
            )


def _no_usage(estate: Estate, _context: Context, product: str) -> Iterator[Hit]:
    """A voice policy has no PSTN usage.

    Why it matters: users with this policy cannot call the PSTN; Lync wants at least one usage in a new policy.

    When it is wrong: the policy is there to forbid PSTN calls.
    """
    for policy in estate.of(VoicePolicy, product=product):
        if policy.is_empty("usages"):
            yield Hit(
                item=policy,
                message=f"voice policy {policy.title!r} has no PSTN usage; at least one was expected",
                evidence={"usages": ""},
            )


UNUSED_USAGE = Check(
    title="Unused PSTN usage",
    severity=Severity.INFO,
    grade=Grade.INFERRED,
    effect="The usage is there and unused.",
    remediation="Give it a route and a policy, or remove it.",
    references=(
        "new-csvoiceroute",
        "new-csvoicepolicy",
    ),
    basis="inferred",
    needs=(PstnUsage, VoiceRoute, VoicePolicy),
    find=_unused,
    minutes=5,
)
POLICY_WITHOUT_USAGE = Check(
    title="Voice policy without PSTN usage",
    severity=Severity.WARNING,
    grade=Grade.DOCUMENTED,
    effect="Users with the policy cannot call the PSTN.",
    remediation="Add a usage: Set-CsVoicePolicy -Identity NAME -PstnUsages @{add='USAGE'} (in OCS: the UC policy).",
    references=(
        "r2-wmi-uc-policy",
        "new-csvoicepolicy",
    ),
    needs=(VoicePolicy,),
    find=_no_usage,
    minutes=10,
)
R2_RULES = (UNUSED_USAGE.rule("R2-USG-001", R2), POLICY_WITHOUT_USAGE.rule("R2-POL-002", R2, blocks="6 Users pilot"))
