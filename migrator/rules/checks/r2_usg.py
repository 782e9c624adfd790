"""PSTN usages that nothing uses (R2-USG-001)."""

from __future__ import annotations

from collections.abc import Iterator

from ...estate.estate import Estate
from ...estate.voice import LocationPolicy, PstnUsage, VoicePolicy, VoiceRoute
from ..engine.check import Check
from ..engine.model import R2, Context, Grade, Hit, Severity, Wording
from ..engine.values import Amount
from .r2_pol import usage_keys, usages_of_policies


def _usages_of_routes(estate: Estate, product: str) -> frozenset[str]:
    """Usages that a route has, as the route says."""
    return frozenset(key for route in estate.of(VoiceRoute, product=product) for key in usage_keys(estate, route))


def _unused(estate: Estate, _context: Context, product: str) -> Iterator[Hit]:
    """A PSTN usage has no route, or neither a voice policy nor a location policy has it.

    Why it matters: it is imported although nobody can use it, and makes the new configuration harder to read.

    When it is wrong: it is kept for a route or policy still to be made.
    """
    in_policies, in_routes = usages_of_policies(estate, product), _usages_of_routes(estate, product)
    for_emergency = {(p.pstn_usage or "").casefold() for p in estate.of(LocationPolicy, product=product)}
    for usage in estate.each(PstnUsage, product=product):
        key = usage.key.casefold()
        lacks_route = not usage.routes and key not in in_routes
        lacks_policy = key not in in_policies | for_emergency
        if lacks_route or lacks_policy:
            yield Hit(
                item=usage,
                variant="" if lacks_route and lacks_policy else "no route" if lacks_route else "no policy",
                evidence={"routes": Amount(len(usage.routes))},
            )


UNUSED_USAGE = Check(
    title="Unused PSTN usage",
    severity=Severity.INFO,
    grade=Grade.INFERRED,
    message="Usage {item!r}: no route has it and no policy has it",
    effect="The usage is there and unused.",
    remediation="Give it a route and a policy, or remove it.",
    variants={
        "no route": Wording("Usage {item!r}: no route has it"),
        "no policy": Wording("Usage {item!r}: no policy has it"),
    },
    references=("new-csvoiceroute", "new-csvoicepolicy"),
    basis="inferred",
    needs=(PstnUsage, VoiceRoute, VoicePolicy),
    find=_unused,
    minutes=5,
)
UNUSED = UNUSED_USAGE.rule("R2-USG-001", R2)
