"""Expressions of routes and normalization rules (R2-RTE-005, R2-DP-002; part of L10-VOI-001)."""

from __future__ import annotations

from collections.abc import Iterator

from ...dialing.patterns import Verdict, missing_groups
from ...dialing.trials import judged
from ...estate.estate import Estate
from ...estate.voice import NormalizationRule, VoiceRoute
from ..engine.check import Check
from ..engine.model import R2, Context, Grade, Hit, Severity

_TEST_ROUTE = "Test-CsVoiceRoute -Route (Get-CsVoiceRoute -Identity NAME) -TargetNumber NUMBER"
_TEST_RULE = (
    "Test-CsVoiceNormalizationRule -NormalizationRule (Get-CsVoiceNormalizationRule -Identity NAME) "
    "-DialedNumber NUMBER"
)


def _problem(item: VoiceRoute | NormalizationRule, pattern: str, what: str, test: str) -> Iterator[Hit]:
    """A hit where the pattern is invalid, too slow or beyond what can be judged here."""
    expression = judged(pattern)
    if expression.verdict is Verdict.OK:
        return
    uncheckable = expression.verdict is Verdict.UNCHECKABLE
    yield Hit(
        item=item,
        part="pattern",
        message=f"{what} is {expression.verdict}: {expression.reason}",
        evidence={"pattern": pattern},
        severity=Severity.INFO if uncheckable else None,
        effect="Whether the expression works is unknown." if uncheckable else None,
        remediation=f"Only .NET can judge it: {test}." if uncheckable else None,
    )


def _route_patterns(estate: Estate, _context: Context, product: str) -> Iterator[Hit]:
    """The number pattern of a route is no .NET regular expression, or takes too long for a number.

    Why it matters: the import or the first call that needs the route fails.

    When it is wrong: an expression that only .NET can judge is reported as such, at info level.
    """
    for route in estate.of(VoiceRoute, product=product):
        if route.number_pattern:
            yield from _problem(route, route.number_pattern, f"number pattern of route {route.title!r}", _TEST_ROUTE)


def _rule_expressions(estate: Estate, _context: Context, product: str) -> Iterator[Hit]:
    """A normalization rule's pattern is no .NET regular expression, or its translation names a group it has not.

    Why it matters: the rule is unusable; .NET prints a group that is not there as it stands ("$3"), or as a
    backslash and a number where it was written the way of other languages.

    When it is wrong: an expression that only .NET can judge is reported as such, at info level.
    """
    for rule in estate.of(NormalizationRule, product=product):
        if not rule.pattern:
            continue
        yield from _problem(rule, rule.pattern, f"pattern of rule {rule.title!r}", _TEST_RULE)
        translation = rule.translation or ""
        wrong = missing_groups(judged(rule.pattern), translation)
        wrong += [f"\\{n}" for n in range(1, 10) if f"\\{n}" in translation]
        if wrong:
            yield Hit(
                item=rule,
                part="translation",
                message=f"translation {translation!r} of rule {rule.title!r}: no group gives {', '.join(wrong)}",
                evidence={"pattern": rule.pattern, "translation": translation},
            )


ROUTE_PATTERN = Check(
    title="Number pattern cannot be used",
    severity=Severity.ERROR,
    grade=Grade.INFERRED,
    effect="The import of the route, or the first call over it, fails.",
    remediation=f"Correct the pattern before the import; check it: {_TEST_ROUTE}.",
    references=(
        "new-csvoiceroute",
        "r2-wmi-phone-route",
    ),
    basis="limit documented, effect inferred",
    needs=(VoiceRoute,),
    find=_route_patterns,
    minutes=20,
)
RULE_EXPRESSION = Check(
    title="Normalization rule cannot be used",
    severity=Severity.ERROR,
    grade=Grade.INFERRED,
    effect="The rule is unusable: numbers that need it are not normalized.",
    remediation=f"Correct pattern or translation before the import; check it: {_TEST_RULE}.",
    references=(
        "new-csvoicenormalizationrule",
        "r2-wmi-normalization-rule",
    ),
    basis="limit documented, effect inferred",
    needs=(NormalizationRule,),
    find=_rule_expressions,
    minutes=20,
)
R2_RULES = (
    ROUTE_PATTERN.rule("R2-RTE-005", R2, blocks="4 Merge"),
    RULE_EXPRESSION.rule("R2-DP-002", R2, blocks="4 Merge"),
)
