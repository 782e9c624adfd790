"""Voice settings that are no good on Lync either, before they are used on 2013 (L10-VOI-001)."""

from __future__ import annotations

from collections.abc import Iterator

from ...estate.conferencing import AccessNumber
from ...estate.estate import Estate
from ...estate.voice import DialPlan, NormalizationRule, PstnUsage, VoicePolicy, VoiceRoute
from ..common.dial_plan_rules import HIDDEN_RULE, PLAN_WITHOUT_RULES
from ..common.route_order import UNREACHABLE_ROUTE
from ..common.usages import POLICY_WITHOUT_USAGE, UNUSED_USAGE, usage_keys, usages_of_policies
from ..common.voice_expressions import ROUTE_PATTERN, RULE_EXPRESSION
from ..engine.check import Check, checked
from ..engine.gaps import Gap
from ..engine.model import LYNC2010, Context, Grade, Hit, Severity, rule


def _without_gateway(estate: Estate, _context: Context, product: str) -> Iterator[Hit]:
    """A route has no gateway.

    Why it matters: calls that choose it fail.

    When it is wrong: a route that no policy can choose, such as the one that setup makes, does no harm: info level.
    """
    in_policies = usages_of_policies(estate, product) if estate.has("voice_policy", product) else None
    for route in estate.of(VoiceRoute, product=product):
        if not route.is_empty("gateways"):
            continue
        keys = usage_keys(estate, route)
        idle = route.is_empty("usages") or (in_policies is not None and not in_policies.intersection(keys))
        yield Hit(
            item=route,
            message=f"route {route.title!r} has no gateway" + (", and no policy can choose it" if idle else ""),
            evidence={"gateways": "", "usages": "; ".join(keys)},
            severity=Severity.INFO if idle else None,
        )


def _without_region(estate: Estate, _context: Context, product: str) -> Iterator[Hit]:
    """A dial plan has no dial-in conferencing region, although there are access numbers.

    Why it matters: users of the dial plan are offered no number of their region.

    When it is wrong: the users of the dial plan have no dial-in conferencing.
    """
    if not estate.of(AccessNumber, product=product):
        return
    for plan in estate.of(DialPlan, product=product):
        if not plan.dial_in_region and plan.is_empty("dial_in_region"):
            yield Hit(item=plan, message=f"dial plan {plan.title!r} has no dial-in region", evidence={"region": ""})


_ROUTE_WITHOUT_GATEWAY = Check(
    title="Route without gateways",
    severity=Severity.ERROR,
    grade=Grade.DOCUMENTED,
    effect="Calls that choose the route fail.",
    remediation="Set-CsVoiceRoute -Identity NAME -PstnGatewayList @{add='PstnGateway:FQDN'}, or remove the route.",
    source="migration.md 4.2, 5",
    needs=(VoiceRoute,),
    find=_without_gateway,
)
_PLAN_WITHOUT_REGION = Check(
    title="Dial plan without region",
    severity=Severity.WARNING,
    grade=Grade.DOCUMENTED,
    effect="Access numbers of the region are not offered to users of the dial plan.",
    remediation="Set-CsDialPlan -Identity NAME -DialinConferencingRegion REGION.",
    source="migration.md 4.3, 5",
    needs=(DialPlan, AccessNumber),
    find=_without_region,
)
_CHECKS: dict[str, Check] = {
    "gateway": _ROUTE_WITHOUT_GATEWAY,
    "pattern": ROUTE_PATTERN,
    "order": UNREACHABLE_ROUTE,
    "policy": POLICY_WITHOUT_USAGE,
    "usage": UNUSED_USAGE,
    "rules": PLAN_WITHOUT_RULES,
    "expression": RULE_EXPRESSION,
    "hidden": HIDDEN_RULE,
    "region": _PLAN_WITHOUT_REGION,
}


@rule(
    id="L10-VOI-001",
    title="Voice setting that does not work",
    severity=Severity.WARNING,
    grade=Grade.INFERRED,
    products=(LYNC2010,),
    needs=(VoiceRoute, VoicePolicy, PstnUsage, DialPlan, NormalizationRule),
    any_need=True,
    targets=("2013",),
    effect="The setting is as useless on Lync Server 2013 as it is today.",
    remediation="Correct it before users move.",
    references=(
        "new-csvoiceroute",
        "new-csvoicepolicy",
        "new-csdialplan",
        "new-csvoicenormalizationrule",
    ),
    basis="limits documented, effect inferred",
    minutes=15,
    blocks="4 Test users",
)
def voice_setting(estate: Estate, context: Context) -> Iterator[Hit | Gap]:
    """A route without gateway, a policy without usage, a usage that nothing uses, a dial plan without rule or region.

    Also an expression that .NET refuses or that takes too long, a normalization rule that is never reached, and a
    route that is never the first choice; each of the last two with a number that proves it.

    Why it matters: both versions share these settings, so what does not work today fails on 2013 as well, and is
    then taken for a fault of the migration.

    When it is wrong: a policy without usages forbids calls on purpose; a route that is never the first choice stands
    in for another.
    """
    yield from checked(_CHECKS, estate, context, LYNC2010)
