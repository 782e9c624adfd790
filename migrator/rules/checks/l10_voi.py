"""Voice settings of Lync 2010 that will not work on 2013 either, and of 2013 (L10-VOI-001a to 001i, L10-VOI-002)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ...dialing.shadowing import taken_first
from ...estate.conferencing import AccessNumber
from ...estate.counting import in_sentence
from ...estate.estate import Estate
from ...estate.in_force import in_force_for, scope_of
from ...estate.kinds import Item
from ...estate.scopes import GATEWAY
from ...estate.topology import Gateway, Trunk
from ...estate.usage import Referrer, Uses, of_kinds
from ...estate.voice import DialPlan, LocationPolicy, VoiceRoute, VoiceTestCase
from ..engine.countries import SOURCES
from ..engine.emergency import emergency_numbers
from ..engine.gaps import Gap
from ..engine.model import Context, Grade, Hit, Severity, Wording, rule
from ..engine.phases import B_TEST_USERS
from ..engine.scope import LYNC, with_evidence
from ..engine.values import Text, Value, hosts, items, numbers, texts
from .r2_dp_0 import ADD_RULE, HIDDEN_RULE, PLAN_WITHOUT_RULES, RULE_EXPRESSION
from .r2_pol import POLICY_WITHOUT_USAGE, usage_keys
from .r2_rte import ROUTE_PATTERN, evidence_of_order, routes_by_usage
from .r2_usg import UNUSED_USAGE

_GATEWAYS = (Gateway.kind, Trunk.kind)
_OF_POLICY = "Emergency calls of users with the policy fail; the usages of their voice policy do not count."
_GIVE_GATEWAY = "Set-CsVoiceRoute -Identity NAME -PstnGatewayList @{add='PstnGateway:FQDN'}"


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
    remediation=f"{_GIVE_GATEWAY}.",
    variants={
        "not read": Wording(
            "Route {item!r} has no gateway; whether anything uses it is not known: no evidence of {not_read}"
        ),
        "test": Wording("Route {item!r} has no gateway; only voice test cases use it", "The test cases fail."),
        "idle": Wording(
            "Route {item!r} has no gateway, and no policy can choose it",
            "Nothing, as long as no policy has one of its usages.",
            "Remove it if nothing will use it: Remove-CsVoiceRoute -Identity NAME.",
        ),
    },
    references=("set-csvoiceroute", "new-csvoiceroute", "remove-csvoiceroute"),
    basis="what a route needs is documented, what happens otherwise inferred",
    phases=(B_TEST_USERS,),
)
def route_without_gateway(estate: Estate, context: Context) -> Iterator[Hit]:
    """A route has no gateway. Routes of emergency numbers and of location policies are L10-VOI-002.

    Why it matters: calls that choose it fail.

    When it is wrong: a route that nothing can choose causes no problem: info level.
    """
    for product in with_evidence(estate, LYNC, VoiceRoute):
        uses, emergency = Uses(estate, product), emergency_numbers(estate, context, product)
        for route in estate.each(VoiceRoute, product=product):
            found = uses.of(route)
            if route.is_empty("gateways") and not emergency.taken_by(route) and not of_kinds(found, LocationPolicy):
                yield _without_gateway(estate, route, uses, found)


def _without_gateway(estate: Estate, route: VoiceRoute, uses: Uses, found: Sequence[Referrer]) -> Hit:
    """The hit for a route that no location policy uses."""
    no_usage = route.is_empty("usages")
    unread = () if found or no_usage else uses.unread(VoiceRoute.kind)
    only_tests = all(isinstance(use.item, VoiceTestCase) for use in found) and not unread
    evidence: dict[str, Value] = {"gateways": hosts(()), "usages": texts(usage_keys(estate, route))}
    if found:
        evidence["used by"] = items(of_kinds(found))
    if unread:
        evidence["not read"] = texts(in_sentence(cls.label) for cls in unread)
    if not no_usage:
        uses.read_untold(route, *(() if unread or only_tests else (LocationPolicy,)))
    return Hit(
        item=route,
        variant="not read" if unread else _IDLE[bool(found)] if only_tests else "",
        evidence=evidence,
        severity=Severity.INFO if only_tests else None,
    )


#: variant of a route that no policy can choose, by whether test cases name it
_IDLE = {True: "test", False: "idle"}
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
    remediation=(
        "Put the narrower route first: Set-CsVoiceRoute -Identity NAME -Priority N. Remove it only if it is not the "
        "first choice of another usage either."
    ),
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


NO_USAGE = POLICY_WITHOUT_USAGE.rule(
    "L10-VOI-001d",
    *LYNC,
    phases=(B_TEST_USERS,),
    references=("new-csvoicepolicy", "set-csvoicepolicy"),
    remediation="Add a usage: Set-CsVoicePolicy -Identity NAME -PstnUsages @{add='USAGE'}.",
)
UNUSED = UNUSED_USAGE.rule("L10-VOI-001e", *LYNC, phases=(B_TEST_USERS,))
WITHOUT_RULES = PLAN_WITHOUT_RULES.rule(
    "L10-VOI-001f",
    *LYNC,
    phases=(B_TEST_USERS,),
    references=("l13-create-dial-plan", "new-csdialplan", "new-csvoicenormalizationrule"),
    remediation=ADD_RULE + ".",
)
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
    basis="what users are offered without a region, and that a dial plan of a gateway needs none, is inferred",
    references=("new-csdialplan", "l13-dial-plan-regions", "l13-dial-in-requirements", "set-csdialplan"),
    phases=(B_TEST_USERS,),
)
def plan_without_region(estate: Estate, _context: Context) -> Iterator[Hit]:
    """A dial plan has no dial-in conferencing region, although there are access numbers.

    Why it matters: users of the dial plan are offered no number of their region. The dial plan of a gateway has no
    users, so it needs none.

    When it is wrong: the users of the dial plan have no dial-in conferencing.
    """
    for product in with_evidence(estate, LYNC, DialPlan, AccessNumber):
        plans = estate.each(DialPlan, product=product) if estate.of(AccessNumber, product=product) else ()
        for plan in plans:
            of_gateway = scope_of(plan).level == GATEWAY
            if not of_gateway and not plan.dial_in_region and plan.is_empty("dial_in_region"):
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
        f"{_GIVE_GATEWAY}, then test: Test-CsVoiceRoute, and a test call agreed with the operator. Keep the route."
    ),
    variants={
        "dead": Wording("Emergency route {item!r} ({served}) has only gateways that were not read: {gateways}"),
        "policy": Wording(
            "Route {item!r} has no gateway, and location policy {location_policies} routes emergency calls to it",
            _OF_POLICY,
        ),
        "dead policy": Wording(
            "Route {item!r} has only gateways that were not read: {gateways}; "
            "location policy {location_policies} routes emergency calls to it",
            _OF_POLICY,
        ),
    },
    references=("new-csvoiceroute", "l13-location-policy", *SOURCES, "set-csvoiceroute", "test-csvoiceroute"),
    basis="inferred; which usage decides the emergency calls of a location policy is documented",
    minutes=60,
    phases=(B_TEST_USERS,),
)
def emergency_route(estate: Estate, context: Context) -> Iterator[Hit | Gap]:
    """A route of emergency calls has no gateway, or only gateways that are not in the evidence.

    It is made for emergency numbers, or has the PSTN usage of a location policy. The numbers are the national ones of
    the countries in the answers, which are derived from the evidence until somebody answers, those of location policies
    with E9-1-1, and those that you name.

    Why it matters: no user may be moved to a pool from which emergency calls fail. The usage of a location policy
    overrides those of the voice policy for calls to its emergency numbers, so these calls have no other route.

    When it is wrong: a general route also carries emergency calls; such routes are not reported here, so check with
    Test-CsVoiceRoute which route an emergency number takes.
    """
    for product in with_evidence(estate, LYNC, VoiceRoute):
        emergency = emergency_numbers(estate, context, product)
        has_gateways = any(estate.has(kind, product) for kind in _GATEWAYS)
        uses = Uses(estate, product)
        undecided = []
        for route in estate.each(VoiceRoute, product=product):
            dead = has_gateways and route.knows("gateways") and not any(_found(estate, route))
            if not (dead or route.is_empty("gateways")):
                continue
            served, policies = emergency.taken_by(route), of_kinds(uses.of(route), LocationPolicy)
            if not served and not policies:
                undecided.append(route)
                uses.read_untold(route, LocationPolicy)
                continue
            evidence: dict[str, Value] = {
                "number pattern": Text(route.number_pattern or ""),
                "countries": emergency.names,
                "gateways": hosts(route.gateways),
            }
            yield Hit(
                item=route,
                variant=" ".join(filter(None, ("dead" * bool(route.gateways), "policy" * bool(policies)))),
                places={"served": numbers(served)},
                evidence=evidence | _concerned(estate, policies, product),
            )
        yield from emergency.gaps(undecided)


def _concerned(estate: Estate, policies: Sequence[Item], product: str) -> dict[str, Value]:
    """Location policies, and the users and phones for which they are in force, as evidence."""
    if not policies:
        return {}
    holders = in_force_for(estate, LocationPolicy, product)
    concerned = items(one for policy in policies for one in holders.get(policy.key, ()))
    return {"location policies": items(policies), "in force for": concerned}


def _found(estate: Estate, route: VoiceRoute) -> Iterator[bool]:
    """Whether each gateway of a route was read."""
    return (gateway is not None for _, gateway in estate.resolve(route, "gateways"))
