"""Routes that nobody can choose, and routes whose names collide (R2-RTE-004 and 006)."""

from __future__ import annotations

from collections.abc import Iterator

from ...estate.estate import Estate
from ...estate.voice import PstnUsage, VoicePolicy, VoiceRoute
from ..common.usages import usage_keys, usages_of_policies
from ..engine.model import R2, Context, Grade, Hit, Severity, rule
from .names import collisions


@rule(
    id="R2-RTE-004",
    title="Route that no user can choose",
    severity=Severity.WARNING,
    grade=Grade.INFERRED,
    products=(R2,),
    needs=(VoiceRoute, VoicePolicy, PstnUsage),
    effect="The route is imported and unreachable.",
    remediation="Remove the route, or give it a usage that a voice policy has.",
    references=(
        "new-csvoiceroute",
        "new-csvoicepolicy",
        "r2-wmi-phone-usage",
    ),
    basis="inferred",
    minutes=10,
    blocks="4 Merge",
)
def route_without_usage(estate: Estate, _context: Context) -> Iterator[Hit]:
    """A route has no phone usage, or only usages that no UC policy has.

    Why it matters: a route is chosen where it has a usage in common with the policy of the caller.

    When it is wrong: a policy is still to be made. Lists that the export cut off are not called empty.
    """
    in_policies = usages_of_policies(estate, R2)
    told_by_usage = {
        id(route)
        for usage in estate.of(PstnUsage, product=R2)
        for _, route in estate.resolve(usage, "routes")
        if in_policies is None or usage.key.casefold() in in_policies
    }
    for route in estate.of(VoiceRoute, product=R2):
        if "usages" in route.truncated or id(route) in told_by_usage:
            continue
        keys = usage_keys(estate, route)
        if not keys:
            message = f"route {route.title!r} has no usage"
        elif in_policies is not None and not in_policies.intersection(keys):
            message = f"no voice policy has a usage of route {route.title!r}"
        else:
            continue
        yield Hit(item=route, message=message, evidence={"usages": "; ".join(keys)})


@rule(
    id="R2-RTE-006",
    title="Two routes become one",
    severity=Severity.ERROR,
    grade=Grade.INFERRED,
    products=(R2,),
    needs=(VoiceRoute,),
    effect="The second route is not imported (or overwrites the first with -ReplaceExisting).",
    remediation="Rename one of them in OCS before the import.",
    references=(
        "import-cslegacyconfiguration",
        "giombini-r2-to-2013",
    ),
    basis="what happens to a name that exists is documented, the case inferred",
    minutes=15,
    blocks="4 Merge",
)
def colliding_routes(estate: Estate, _context: Context) -> Iterator[Hit]:
    """The names of two routes are equal after the import's replacement of ":" and "/", whatever their case.

    Why it matters: the import leaves an existing route alone, so the gateways and the pattern of the second are lost
    without a word.

    When it is wrong: Lync's comparison without case is inferred.
    """
    yield from collisions(estate.of(VoiceRoute, product=R2))
