"""Routes of one usage that take the same numbers (R2-RTE-007; L10-VOI-001)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from ...dialing.shadowing import taken_first
from ...estate.estate import Estate
from ...estate.voice import VoiceRoute
from ..engine.check import Check
from ..engine.model import R2, Context, Grade, Hit, Severity
from .usages import usage_keys


def _by_usage(estate: Estate, product: str) -> dict[str, list[VoiceRoute]]:
    """Routes with a number pattern, by usage in lower case."""
    found: dict[str, list[VoiceRoute]] = defaultdict(list)
    for route in estate.of(VoiceRoute, product=product):
        for usage in dict.fromkeys(usage_keys(estate, route)) if route.number_pattern else ():
            found[usage].append(route)
    return found


def _evidence(route: VoiceRoute, other: VoiceRoute, number: str) -> dict[str, str]:
    return {
        "number": number,
        "number pattern": route.number_pattern or "",
        "gateways": "; ".join(route.gateways),
        "other route": other.title,
        "other number pattern": other.number_pattern or "",
        "other gateways": "; ".join(other.gateways),
    }


def _undecided(estate: Estate, _context: Context, product: str) -> Iterator[Hit]:
    """Another route of the same usage takes all numbers of a route, but to other gateways.

    Why it matters: OCS routes have no priority, Lync routes have one that the import chooses; the order decides
    which gateway a call takes. The finding names a number that both routes take.

    When it is wrong: the gateways reach the same network and either will do. A dozen sample numbers stand for all.
    Where the other route takes more than the same numbers, the finding is at info level.
    """
    for routes in _by_usage(estate, product).values():
        for place, route in enumerate(routes):
            for other_place, other in enumerate(routes):
                if other is route or set(map(str.casefold, other.gateways)) == set(map(str.casefold, route.gateways)):
                    continue
                found = taken_first(route.number_pattern or "", [other.number_pattern or ""])
                if found is None:
                    continue
                mutual = taken_first(other.number_pattern or "", [route.number_pattern or ""]) is not None
                if mutual and place < other_place:
                    continue
                yield Hit(
                    item=route,
                    part=other.key,
                    message=f"routes {route.title!r} and {other.title!r} of a usage take {found[0]} to other gateways",
                    evidence=_evidence(route, other, found[0]),
                    severity=None if mutual else Severity.INFO,
                )


def _unreachable(estate: Estate, _context: Context, product: str) -> Iterator[Hit]:
    """Every sample number of a route is taken by a route of the same usage that comes first by priority.

    Why it matters: the route is never the first choice. The finding names a number that proves it.

    When it is wrong: the route is the second choice on purpose, for when the first has no gateway free.
    """
    for usage, routes in _by_usage(estate, product).items():
        if any(route.priority is None for route in routes):
            continue
        ordered = sorted(routes, key=lambda route: route.priority or 0)
        patterns = [route.number_pattern or "" for route in ordered]
        for place, route in enumerate(ordered):
            if found := taken_first(patterns[place], patterns[:place]):
                other = ordered[found[1]]
                yield Hit(
                    item=route,
                    part=usage,
                    message=(
                        f"route {route.title!r} is never the first choice of usage {usage!r}: "
                        f"route {other.title!r} takes {found[0]} first"
                    ),
                    evidence={"usage": usage, **_evidence(route, other, found[0])},
                )


UNDECIDED_ORDER = Check(
    title="Two routes of a usage take the same numbers to other gateways",
    severity=Severity.WARNING,
    grade=Grade.INFERRED,
    effect="Which gateway a call takes depends on a priority that the import chooses.",
    remediation="After the import set the order: Set-CsVoiceRoute -Identity NAME -Priority N.",
    references=(
        "new-csvoiceroute",
        "set-csvoiceroute",
    ),
    basis="inferred",
    needs=(VoiceRoute,),
    find=_undecided,
    minutes=10,
)
UNREACHABLE_ROUTE = Check(
    title="Route is never the first choice",
    severity=Severity.WARNING,
    grade=Grade.INFERRED,
    effect="Calls take the earlier route.",
    remediation="Put the narrower route first: Set-CsVoiceRoute -Identity NAME -Priority N; or remove it.",
    source="migration.md 4.2, 5",
    needs=(VoiceRoute,),
    find=_unreachable,
    minutes=10,
)
R2_RULE = UNDECIDED_ORDER.rule("R2-RTE-007", R2, blocks="6 Users pilot")
