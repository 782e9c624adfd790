"""The normalization rules of a dial plan: none, or one that is never reached (R2-DP-001, 004; L10-VOI-001)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from ...dialing.shadowing import taken_first
from ...estate.estate import Estate
from ...estate.voice import DialPlan, NormalizationRule
from ..engine.check import Check
from ..engine.model import R2, Context, Grade, Hit, Severity


def rules_by_dial_plan(estate: Estate, product: str) -> Iterator[tuple[DialPlan, list[NormalizationRule]]]:
    """Each dial plan with its rules in the order in which they are tried (priority, else the order of the list)."""
    told_by_rule: dict[int, list[NormalizationRule]] = defaultdict(list)
    for rule in estate.of(NormalizationRule, product=product):
        for _, plan in estate.resolve(rule, "dial_plans"):
            told_by_rule[id(plan)].append(rule)
    for plan in estate.of(DialPlan, product=product):
        named = [rule for _, rule in estate.resolve(plan, "normalization_rules")]
        rules = {id(r): r for r in (*named, *told_by_rule[id(plan)]) if isinstance(r, NormalizationRule)}
        ordered = list(rules.values())
        if all(rule.priority is not None for rule in ordered):
            ordered.sort(key=lambda rule: rule.priority or 0)
        yield plan, ordered


def _without_rules(estate: Estate, _context: Context, product: str) -> Iterator[Hit]:
    """A dial plan (location profile) has no normalization rule.

    Why it matters: Lync wants at least one rule in each dial plan, and numbers are dialled as they are typed.

    When it is wrong: the profile is not used and will be removed. A list that the export cut off is not called empty.
    """
    for plan, rules in rules_by_dial_plan(estate, product):
        if not rules and plan.is_empty("normalization_rules"):
            yield Hit(
                item=plan,
                message=f"dial plan {plan.title!r} has no normalization rule; at least one was expected",
                evidence={"normalization rules": ""},
            )


def _hidden(estate: Estate, _context: Context, product: str) -> Iterator[Hit]:
    """Every sample number of a normalization rule is taken by an earlier rule of the same dial plan.

    Why it matters: rules are tried in order and the first match decides, so this one does nothing. The finding names
    a number that proves it.

    When it is wrong: a dozen sample numbers stand for all; a number that none of them is like may still reach the
    rule. Rules that serve only dialling inside or outside the enterprise are compared as if they served both.
    """
    for plan, rules in rules_by_dial_plan(estate, product):
        tried = [rule for rule in rules if rule.pattern]
        patterns = [rule.pattern or "" for rule in tried]
        for place, rule in enumerate(tried):
            if found := taken_first(patterns[place], patterns[:place]):
                number, taker = found
                yield Hit(
                    item=rule,
                    part=plan.key,
                    message=(
                        f"rule {rule.title!r} of dial plan {plan.title!r} is never reached: "
                        f"rule {tried[taker].title!r} takes {number} first"
                    ),
                    evidence={
                        "dial plan": plan.title,
                        "number": number,
                        "pattern": patterns[place],
                        "earlier rule": tried[taker].title,
                        "earlier pattern": patterns[taker],
                    },
                )


PLAN_WITHOUT_RULES = Check(
    title="Dial plan without normalization rules",
    severity=Severity.ERROR,
    grade=Grade.DOCUMENTED,
    effect="Lync wants at least one rule; without one no number is normalized.",
    remediation="Add a rule: New-CsVoiceNormalizationRule -Parent DIALPLAN -Name NAME (in OCS: the location profile).",
    references=(
        "new-csdialplan",
        "r2-wmi-location-profile",
    ),
    basis="limit documented, effect inferred",
    needs=(DialPlan,),
    find=_without_rules,
    minutes=15,
)
HIDDEN_RULE = Check(
    title="Normalization rule is never reached",
    severity=Severity.WARNING,
    grade=Grade.INFERRED,
    effect="The rule does nothing: earlier rules take its numbers.",
    remediation="Put the narrower rule first (Set-CsVoiceNormalizationRule -Priority), or remove it.",
    references=("new-csvoicenormalizationrule",),
    basis="inferred",
    needs=(DialPlan, NormalizationRule),
    find=_hidden,
    minutes=15,
)
R2_RULES = (
    PLAN_WITHOUT_RULES.rule("R2-DP-001", R2, blocks="4 Merge"),
    HIDDEN_RULE.rule("R2-DP-004", R2, blocks="4 Merge"),
)
