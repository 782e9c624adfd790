"""Voice settings of Lync 2010 that will not work on 2013 either, and of 2013 (L10-VOI-001a to 001i, L10-VOI-002)."""

from __future__ import annotations

from collections.abc import Iterator

from ...dialing.shadowing import taken_first
from ...estate.conferencing import AccessNumber
from ...estate.estate import Estate
from ...estate.topology import Gateway, Trunk
from ...estate.voice import DialPlan, VoiceRoute
from ..engine.countries import SOURCES
from ..engine.emergency import emergency_numbers
from ..engine.gaps import Gap
from ..engine.model import Context, Grade, Hit, Severity, Wording, rule
from ..engine.phases import B_TEST_USERS
from ..engine.scope import LYNC, with_evidence
from ..engine.values import Text, hosts, numbers, texts
from .r2_dp_0 import HIDDEN_RULE, PLAN_WITHOUT_RULES, RULE_EXPRESSION
from .r2_pol import POLICY_WITHOUT_USAGE, usage_keys, usages_of_policies
from .r2_rte import ROUTE_PATTERN, evidence_of_order, routes_by_usage
from .r2_usg import UNUSED_USAGE

_GATEWAYS = (Gateway.kind, Trunk.kind)


@rule(
    id="L10-VOI-001a",
    title="Route without gateways",
    severity=Severity.ERROR,
    grade=Grade.DOCUMENTED,
    products=LYNC,
    needs=(VoiceRoute,),
    targets=("2013",),
    message="Route {item!r} has no gateway",
    effect="Calls that choose the route fail.",
    remediation="Set-CsVoiceRoute -Identity NAME -PstnGatewayList @{add='PstnGateway:FQDN'}, or remove the route.",
    variants={"idle": Wording("Route {item!r} has no gateway, and no policy can choose it")},
    references=("set-csvoiceroute", "new-csvoiceroute"),
    phases=(B_TEST_USERS,),
)
def route_without_gateway(estate: Estate, context: Context) -> Iterator[Hit]:
    """A route has no gateway. Routes that are made for emergency numbers are L10-VOI-002.

    Why it matters: calls that choose it fail.

    When it is wrong: a route that no policy can choose, such as the one that setup makes, causes no problem: info
    level.
    """
    for product in with_evidence(estate, LYNC, VoiceRoute):
        in_policies = usages_of_policies(estate, product) if estate.has("voice_policy", product) else None
        emergency = emergency_numbers(estate, context, product)
        for route in estate.each(VoiceRoute, product=product):
            if not route.is_empty("gateways") or emergency.taken_by(route):
                continue
            keys = usage_keys(estate, route)
            idle = route.is_empty("usages") or (in_policies is not None and not in_policies.intersection(keys))
            yield Hit(
                item=route,
                variant="idle" if idle else "",
                evidence={"gateways": hosts(()), "usages": texts(keys)},
                severity=Severity.INFO if idle else None,
            )


PATTERN = ROUTE_PATTERN.rule("L10-VOI-001b", *LYNC, phases=(B_TEST_USERS,), references=("new-csvoiceroute",))


@rule(
    id="L10-VOI-001c",
    title="Route is never the first choice",
    severity=Severity.WARNING,
    grade=Grade.INFERRED,
    products=LYNC,
    needs=(VoiceRoute,),
    targets=("2013",),
    message="Route {item!r} is never the first choice of usage {usage!r}: route {other_route!r} takes {number} first",
    effect="Calls take the earlier route.",
    remediation="Put the narrower route first: Set-CsVoiceRoute -Identity NAME -Priority N; or remove it.",
    references=("set-csvoiceroute", "new-csvoiceroute"),
    basis="inferred",
    minutes=10,
    phases=(B_TEST_USERS,),
)
def unreachable_route(estate: Estate, _context: Context) -> Iterator[Hit]:
    """Every sample number of a route is taken by a route of the same usage that comes first by priority.

    Why it matters: the route is never the first choice. The finding names a number that shows it.

    When it is wrong: the route is the second choice on purpose, used when the first has no free gateway.
    """
    for product in with_evidence(estate, LYNC, VoiceRoute):
        for usage, routes in routes_by_usage(estate, product).items():
            if any(route.priority is None for route in routes):
                continue
            ordered = sorted(routes, key=lambda route: route.priority or 0)
            patterns = [route.number_pattern or "" for route in ordered]
            for place, route in enumerate(ordered):
                if found := taken_first(patterns[place], patterns[:place]):
                    number, taker = found
                    yield Hit(
                        item=route,
                        part=usage,
                        evidence={"usage": Text(usage), **evidence_of_order(route, ordered[taker], number)},
                    )


NO_USAGE = POLICY_WITHOUT_USAGE.rule("L10-VOI-001d", *LYNC, phases=(B_TEST_USERS,), references=("new-csvoicepolicy",))
UNUSED = UNUSED_USAGE.rule("L10-VOI-001e", *LYNC, phases=(B_TEST_USERS,))
WITHOUT_RULES = PLAN_WITHOUT_RULES.rule("L10-VOI-001f", *LYNC, phases=(B_TEST_USERS,), references=("new-csdialplan",))
EXPRESSION = RULE_EXPRESSION.rule(
    "L10-VOI-001g", *LYNC, phases=(B_TEST_USERS,), references=("new-csvoicenormalizationrule",)
)
NEVER_REACHED = HIDDEN_RULE.rule("L10-VOI-001h", *LYNC, phases=(B_TEST_USERS,))


@rule(
    id="L10-VOI-001i",
    title="Dial plan without region",
    severity=Severity.WARNING,
    grade=Grade.DOCUMENTED,
    products=LYNC,
    needs=(DialPlan, AccessNumber),
    targets=("2013",),
    message="Dial plan {item!r} has no dial-in region",
    effect="Access numbers of the region are not offered to users of the dial plan.",
    remediation="Set-CsDialPlan -Identity NAME -DialinConferencingRegion REGION.",
    references=("new-csdialplan", "l13-dial-plan-regions"),
    phases=(B_TEST_USERS,),
)
def plan_without_region(estate: Estate, _context: Context) -> Iterator[Hit]:
    """A dial plan has no dial-in conferencing region, although there are access numbers.

    Why it matters: users of the dial plan are offered no number of their region.

    When it is wrong: the users of the dial plan have no dial-in conferencing.
    """
    for product in with_evidence(estate, LYNC, DialPlan, AccessNumber):
        plans = estate.each(DialPlan, product=product) if estate.of(AccessNumber, product=product) else ()
        for plan in plans:
            if not plan.dial_in_region and plan.is_empty("dial_in_region"):
                yield Hit(item=plan, evidence={"region": Text("")})


@rule(
    id="L10-VOI-002",
    title="Emergency route without a gateway",
    severity=Severity.BLOCK,
    grade=Grade.INFERRED,
    products=LYNC,
    needs=(VoiceRoute,),
    targets=("2013",),
    message="Emergency route {item!r} ({served}) has no gateway",
    effect="Emergency calls that choose the route fail.",
    remediation=(
        "Set-CsVoiceRoute -Identity NAME -PstnGatewayList @{add='PstnGateway:FQDN'}, then test: Test-CsVoiceRoute, and "
        "a test call agreed with the operator."
    ),
    variants={"dead": Wording("Emergency route {item!r} ({served}) has only gateways that were not read: {gateways}")},
    references=("new-csvoiceroute", *SOURCES, "set-csvoiceroute", "test-csvoiceroute"),
    basis="inferred",
    minutes=60,
    phases=(B_TEST_USERS,),
)
def emergency_route(estate: Estate, context: Context) -> Iterator[Hit | Gap]:
    """A route that is made for emergency numbers has no gateway, or only gateways that are not in the evidence.

    The numbers are the national ones of the countries in the answers, which are derived from the evidence until
    somebody answers, those of location policies with E9-1-1, and those that you name.

    Why it matters: no user may be moved to a pool from which emergency calls fail.

    When it is wrong: a general route also carries emergency calls; such routes are not reported here, so check with
    Test-CsVoiceRoute which route an emergency number takes.
    """
    for product in with_evidence(estate, LYNC, VoiceRoute):
        emergency = emergency_numbers(estate, context, product)
        has_gateways = any(estate.has(kind, product) for kind in _GATEWAYS)
        undecided = []
        for route in estate.each(VoiceRoute, product=product):
            dead = has_gateways and route.knows("gateways") and not any(_found(estate, route))
            if not (dead or route.is_empty("gateways")):
                continue
            if not (served := emergency.taken_by(route)):
                undecided.append(route)
                continue
            yield Hit(
                item=route,
                variant="dead" if route.gateways else "",
                places={"served": numbers(served)},
                evidence={
                    "number pattern": Text(route.number_pattern or ""),
                    "countries": emergency.names,
                    "gateways": hosts(route.gateways),
                },
            )
        yield from emergency.gaps(undecided)


def _found(estate: Estate, route: VoiceRoute) -> Iterator[bool]:
    """Whether each gateway of a route was read."""
    return (gateway is not None for _, gateway in estate.resolve(route, "gateways"))
