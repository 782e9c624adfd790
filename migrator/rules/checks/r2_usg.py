"""PSTN usages that nothing uses (R2-USG-001)."""

from __future__ import annotations

from collections.abc import Iterator

from ...estate.estate import Estate
from ...estate.kinds import Item
from ...estate.usage import Uses, of_kinds
from ...estate.voice import LocationPolicy, PstnUsage, VoiceRoute
from ..engine.check import Check
from ..engine.gaps import Gap, not_collected
from ..engine.model import R2, Context, Grade, Hit, Severity, Wording
from ..engine.values import Amount, Value, items


def _unused(estate: Estate, _context: Context, product: str) -> Iterator[Hit | Gap]:
    """A PSTN usage has no route, or no policy, trunk configuration or test case has it.

    Why it matters: the new pool has it although nobody can use it, which makes the configuration harder to read. A
    location policy routes emergency calls by its usage alone: without a route they fail.

    When it is wrong: it is kept for a route or policy still to be made.
    """
    uses = Uses(estate, product)
    undecided = False
    for usage in estate.each(PstnUsage, product=product):
        routed, used = uses.has_any(usage), uses.is_used(usage)
        if routed is None or used is None:
            uses.read_untold(usage)
            undecided = undecided or (used is not False and routed is not False)
        if used is not False and routed is not False:
            continue
        found = uses.of(usage)
        policies = of_kinds(found, LocationPolicy)
        evidence: dict[str, Value] = {"routes": Amount(len(usage.routes))}
        if found:
            evidence["used by"] = items(of_kinds(found))
        yield Hit(
            item=usage,
            variant="emergency" if policies else _VARIANTS[routed, used],
            places={"location_policies": items(policies)},
            evidence=evidence,
            severity=Severity.BLOCK if policies else None,
        )
    needed: tuple[type[Item], ...] = (VoiceRoute, *uses.unread(PstnUsage.kind))
    if undecided and (unread := [cls for cls in needed if not estate.has(cls.kind, product)]):
        yield not_collected(unread, product)


#: whether it has a route, and whether something uses it -> variant
_VARIANTS = {
    (False, False): "",
    (False, True): "used",
    (False, None): "no route",
    (True, False): "no policy",
    (None, False): "no policy",
}
UNUSED_USAGE = Check(
    title="Unused PSTN usage",
    severity=Severity.INFO,
    grade=Grade.INFERRED,
    message="Usage {item!r}: no route has it and no policy has it",
    effect="The usage is there and unused.",
    remediation="Give it a route and a policy, or remove it.",
    variants={
        "no route": Wording("Usage {item!r}: no route has it", "No call finds a route over the usage."),
        "used": Wording(
            "Usage {item!r}: no route has it, although it is used",
            "No call finds a route over the usage.",
            "Give it a route, or take it out of the objects that name it before you remove it.",
        ),
        "emergency": Wording(
            "Usage {item!r}: no route has it, but location policy {location_policies} routes emergency calls by it",
            "Emergency calls of users with the policy find no route; the usages of their voice policy do not count.",
            "Keep it and give it a route with a working gateway, then make a test call agreed with the operator.",
        ),
        "no policy": Wording("Usage {item!r}: no policy has it"),
    },
    references=("new-csvoiceroute", "new-csvoicepolicy", "l13-location-policy"),
    basis="inferred; what a location policy does with its usage is documented",
    needs=(PstnUsage,),
    find=_unused,
    minutes=5,
)
UNUSED = UNUSED_USAGE.rule("R2-USG-001", R2)
