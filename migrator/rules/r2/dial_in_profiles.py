"""Location profiles of the Conferencing Attendant (R2-DP-009 and 010)."""

from __future__ import annotations

from collections.abc import Iterator

from ...dialing.patterns import Verdict, read_expression
from ...dialing.samples import sample_numbers
from ...estate.conferencing import AccessNumber, RegionMapping
from ...estate.estate import Estate
from ...estate.voice import DialPlan, NormalizationRule
from ..common.dial_plan_rules import rules_by_dial_plan
from ..engine.model import R2, Context, Grade, Hit, Severity, rule

#: lengths of an internal extension
_EXTENSION_DIGITS = range(2, 8)
_EMERGENCY = frozenset({"112", "911", "999", "000"})


def _of_attendant(estate: Estate) -> dict[str, tuple[DialPlan, list[str]]]:
    """Location profiles that access numbers name or that a mapping ties to them, with the titles of the numbers."""
    found: dict[str, tuple[DialPlan, list[str]]] = {}
    pairs = [(number, number.dial_plan) for number in estate.of(AccessNumber, product=R2)]
    for mapping in estate.of(RegionMapping, product=R2):
        for _, contact in estate.resolve(mapping, "contacts"):
            if isinstance(contact, AccessNumber):
                pairs.append((contact, mapping.dial_plan))
    for number, reference in pairs:
        plan = estate.find("dial_plan", reference, product=R2)
        if isinstance(plan, DialPlan) and plan.product == R2:
            titles = found.setdefault(plan.key, (plan, []))[1]
            if number.title not in titles:
                titles.append(number.title)
    return found


@rule(
    id="R2-DP-009",
    title="No rule turns extensions into numbers",
    severity=Severity.WARNING,
    grade=Grade.DOCUMENTED,
    products=(R2,),
    needs=(AccessNumber, DialPlan, NormalizationRule),
    effect="Dial-in callers cannot authenticate with extension and PIN.",
    remediation="Add a rule from extensions to E.164: New-CsVoiceNormalizationRule -Parent DIALPLAN -Name NAME.",
    references=(
        "l13-dial-in-dial-plans",
        "l13-dial-in-requirements",
    ),
    minutes=15,
    blocks="9 Post",
)
def no_extension_rule(estate: Estate, _context: Context) -> Iterator[Hit]:
    """A profile of the Conferencing Attendant has no rule that turns two to seven digits into a number with "+".

    Why it matters: callers who type their extension and PIN are looked up by number.

    When it is wrong: users have no extensions. A profile with a rule that cannot be read here is not reported.
    """
    profiles = _of_attendant(estate)
    for plan, rules in rules_by_dial_plan(estate, R2):
        if plan.key not in profiles or "normalization_rules" in plan.truncated:
            continue
        if any(_turns_extensions(rule) for rule in rules) or any(map(_unreadable, rules)):
            continue
        yield Hit(
            item=plan,
            message=f"no rule of {plan.title!r} turns extensions into numbers, but the Conferencing Attendant uses it",
            evidence={"access numbers": "; ".join(profiles[plan.key][1]), "rules": str(len(rules))},
        )


def _turns_extensions(rule: NormalizationRule) -> bool:
    if not (rule.translation or "").startswith("+"):
        return False
    extensions = (n for n in sample_numbers(rule.pattern or "") if n.isdigit() and len(n) in _EXTENSION_DIGITS)
    return rule.internal_extension is True or any(n not in _EMERGENCY for n in extensions)


def _unreadable(rule: NormalizationRule) -> bool:
    return read_expression(rule.pattern or "").verdict is Verdict.UNCHECKABLE


@rule(
    id="R2-DP-010",
    title="Profile of an access number has no region",
    severity=Severity.ERROR,
    grade=Grade.DOCUMENTED,
    products=(R2,),
    needs=(DialPlan, AccessNumber, RegionMapping),
    effect="The access number cannot be tied to a region, and invitations do not show it.",
    remediation="After the import: Set-CsDialPlan -Identity NAME -DialinConferencingRegion REGION.",
    references=(
        "l13-dial-plan-regions",
        "new-csdialplan",
        "l13-dial-in-requirements",
    ),
    minutes=15,
    blocks="9 Post",
)
def profile_without_region(estate: Estate, _context: Context) -> Iterator[Hit]:
    """The location profile of an access number is in no region mapping of the Conferencing Attendant.

    Why it matters: the region of a Lync dial plan comes from that mapping, and a number needs a region that a dial
    plan has.

    When it is wrong: the number has another profile's region. Profiles that no access number names need no region
    and are not reported.
    """
    mapped = set()
    for mapping in estate.of(RegionMapping, product=R2):
        plan = estate.find("dial_plan", mapping.dial_plan, product=R2)
        if plan is not None and not mapping.is_empty("contacts"):
            mapped.add(plan.key)
    for key, (profile, titles) in _of_attendant(estate).items():
        if key not in mapped and not profile.dial_in_region:
            yield Hit(
                item=profile,
                message=f"location profile {profile.title!r} of access number {titles[0]!r} is in no region mapping",
                evidence={"access numbers": "; ".join(titles)},
            )
