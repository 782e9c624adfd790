"""Location profiles and their normalization rules (R2-DP-001 to 009)."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from ...dialing.patterns import Verdict, missing_groups, read_expression
from ...dialing.samples import sample_numbers
from ...dialing.shadowing import taken_first
from ...dialing.speed import tested
from ...estate.conferencing import AccessNumber
from ...estate.dial_in import profiles_of_attendant
from ...estate.estate import Estate
from ...estate.voice import DialPlan, NormalizationRule, VoiceRoute
from ..engine.check import Check
from ..engine.model import R2, Context, Grade, Hit, Severity, Wording, rule
from ..engine.phases import A_MERGE, A_POST
from ..engine.values import Amount, Number, Text, items, texts
from .r2_name import NAME_COLLISION, collisions, imported_name

TEST_ROUTE = "Test-CsVoiceRoute -Route (Get-CsVoiceRoute -Identity NAME) -TargetNumber NUMBER"
_TEST_RULE = (
    "Test-CsVoiceNormalizationRule -NormalizationRule (Get-CsVoiceNormalizationRule -Identity NAME) "
    "-DialedNumber NUMBER"
)
#: characters that Lync allows (new-csdialplan)
_MAX_DESCRIPTION = 512
_MAX_NAME = 256
_PREFIX = re.compile(r"[0-9]{1,4}")
#: lengths of an internal extension
_EXTENSION_DIGITS = range(2, 8)
_EMERGENCY = frozenset({"112", "911", "999", "000"})


def rules_by_dial_plan(estate: Estate, product: str) -> Iterator[tuple[DialPlan, list[NormalizationRule]]]:
    """Each dial plan with its rules in the order in which they are applied (priority, else the order of the list)."""
    named_by_rule: dict[int, list[NormalizationRule]] = defaultdict(list)
    for own in estate.of(NormalizationRule, product=product):
        for _, plan in estate.resolve(own, "dial_plans"):
            named_by_rule[id(plan)].append(own)
    for plan in estate.each(DialPlan, product=product):
        named = [one for _, one in estate.resolve(plan, "normalization_rules")]
        rules = {id(r): r for r in (*named, *named_by_rule[id(plan)]) if isinstance(r, NormalizationRule)}
        ordered = list(rules.values())
        if all(one.priority is not None for one in ordered):
            ordered.sort(key=lambda one: one.priority or 0)
        yield plan, ordered


def _without_rules(estate: Estate, _context: Context, product: str) -> Iterator[Hit]:
    """A dial plan (location profile) has no normalization rule.

    Why it matters: Lync wants at least one rule in each dial plan, and without one numbers stay as they are typed.

    When it is wrong: the profile is not used and will be removed.
    """
    for plan, rules in rules_by_dial_plan(estate, product):
        if not rules and plan.is_empty("normalization_rules"):
            yield Hit(item=plan, evidence={"normalization rules": items(())})


#: the remedy of Lync, to which OCS adds where its rules stand
ADD_RULE = (
    "Add a rule: New-CsVoiceNormalizationRule -Parent DIALPLAN -Name NAME -Pattern 'REGEX' -Translation 'TEXT' "
    "(in single quotes; without these two it takes 11 digits and puts a + before them)"
)
PLAN_WITHOUT_RULES = Check(
    title="Dial plan without normalization rules",
    severity=Severity.ERROR,
    grade=Grade.DOCUMENTED,
    message="Dial plan {item!r} has no normalization rule; at least one was expected",
    effect="Lync wants at least one rule; without one no number is normalized.",
    remediation=ADD_RULE + "; in OCS: the location profile.",
    references=("l13-create-dial-plan", "new-csdialplan", "new-csvoicenormalizationrule", "r2-wmi-location-profile"),
    basis="limit documented, effect inferred",
    needs=(DialPlan,),
    find=_without_rules,
)
WITHOUT_RULES = PLAN_WITHOUT_RULES.rule("R2-DP-001", R2, phases=(A_MERGE,))


def pattern_wordings(what: str, test: str) -> dict[str, Wording]:
    """The wordings for the pattern of *what* (a template), by verdict; *test* is the cmdlet that checks it."""
    return {
        Verdict.INVALID: Wording(what + " is invalid: {reason}"),
        Verdict.SLOW: Wording(what + " is too slow: {reason}"),
        Verdict.UNCHECKABLE: Wording(
            what + " cannot be checked here: {reason}",
            "Whether the expression works is unknown.",
            f"Only .NET can check it: {test}.",
        ),
    }


def pattern_problem(item: VoiceRoute | NormalizationRule, pattern: str) -> Iterator[Hit]:
    """A hit if the pattern is invalid, too slow or cannot be checked here."""
    expression = tested(pattern)
    if expression.verdict is not Verdict.OK:
        yield Hit(
            item=item,
            variant=expression.verdict,
            part="pattern",
            places={"reason": Text(expression.reason)},
            evidence={"pattern": Text(pattern)},
            severity=Severity.INFO if expression.verdict is Verdict.UNCHECKABLE else None,
        )


def _rule_expressions(estate: Estate, _context: Context, product: str) -> Iterator[Hit]:
    """A normalization rule's pattern is not a .NET regular expression, or its translation names a missing group.

    Why it matters: the rule is unusable; .NET keeps a reference to a missing group ("$3") as literal text, also one in
    the form of other languages (a backslash and a number).

    When it is wrong: an expression that only .NET can check is reported as such, at info level.
    """
    for item in estate.each(NormalizationRule, product=product):
        if not item.pattern:
            continue
        yield from pattern_problem(item, item.pattern)
        translation = item.translation or ""
        wrong = missing_groups(tested(item.pattern), translation)
        wrong += [f"\\{n}" for n in range(1, 10) if f"\\{n}" in translation]
        if wrong:
            yield Hit(
                item=item,
                part="translation",
                places={"wrong": texts(wrong)},
                evidence={"pattern": Text(item.pattern), "translation": Text(translation)},
            )


RULE_EXPRESSION = Check(
    title="Normalization rule cannot be used",
    severity=Severity.ERROR,
    grade=Grade.INFERRED,
    message="Translation {translation!r} of rule {item!r}: no group gives {wrong}",
    effect="The rule is unusable: numbers that need it are not normalized.",
    remediation=f"Correct pattern or translation before the import; check it: {_TEST_RULE}.",
    variants=pattern_wordings("pattern of rule {item!r}", _TEST_RULE),
    references=("new-csvoicenormalizationrule", "r2-wmi-normalization-rule"),
    basis="limit documented, effect inferred",
    needs=(NormalizationRule,),
    find=_rule_expressions,
    minutes=20,
)
UNUSABLE_RULE = RULE_EXPRESSION.rule("R2-DP-002", R2, phases=(A_MERGE,))


@rule(
    id="R2-DP-003",
    title="Two normalization rules of a profile become one",
    severity=Severity.ERROR,
    grade=Grade.INFERRED,
    products=(R2,),
    needs=(DialPlan, NormalizationRule),
    message=NAME_COLLISION + " in {within!r}",
    effect="One of the two rules is not in the dial plan after the import.",
    remediation="Rename one of them in OCS before the import.",
    references=("new-csvoicenormalizationrule",),
    basis="identity documented, effect inferred",
    minutes=10,
    phases=(A_MERGE,),
)
def colliding_rules(estate: Estate, _context: Context) -> Iterator[Hit]:
    """Two rules of one location profile have the same name after the import's replacements, whatever their case.

    Why it matters: Lync identifies a rule by dial plan and name, so only one of the two can exist.

    When it is wrong: Lync's comparison without case is inferred.
    """
    for plan, rules in rules_by_dial_plan(estate, R2):
        yield from collisions(rules, within=plan)


def _hidden(estate: Estate, _context: Context, product: str) -> Iterator[Hit]:
    """Every sample number of a normalization rule is taken by an earlier rule of the same dial plan.

    Why it matters: rules are applied in order and the first match decides, so this one does nothing. The finding names
    a number that shows it.

    When it is wrong: only a dozen sample numbers were compared; a number unlike them may still reach the
    rule. Rules that serve only dialling inside or outside the enterprise are compared as if they served both.
    """
    for plan, rules in rules_by_dial_plan(estate, product):
        ordered = [item for item in rules if item.pattern]
        patterns = [item.pattern or "" for item in ordered]
        for place, item in enumerate(ordered):
            if found := taken_first(patterns[place], patterns[:place]):
                number, taker = found
                yield Hit(
                    item=item,
                    part=plan.key,
                    evidence={
                        "dial plan": plan,
                        "number": Number(number),
                        "pattern": Text(patterns[place]),
                        "earlier rule": ordered[taker],
                        "earlier pattern": Text(patterns[taker]),
                    },
                )


HIDDEN_RULE = Check(
    title="Normalization rule is never reached",
    severity=Severity.WARNING,
    grade=Grade.INFERRED,
    message="Rule {item!r} of dial plan {dial_plan!r} is never reached: rule {earlier_rule!r} takes {number} first",
    effect="The rule does nothing: earlier rules take its numbers.",
    remediation="Put the narrower rule first: Set-CsVoiceNormalizationRule -Identity NAME -Priority N; or take it out.",
    references=("new-csvoicenormalizationrule",),
    basis="inferred",
    needs=(DialPlan, NormalizationRule),
    find=_hidden,
)
NEVER_REACHED = HIDDEN_RULE.rule(
    "R2-DP-004",
    R2,
    phases=(A_MERGE,),
    remediation=(
        "Put the narrower rule first in the location profile of OCS, or after the import: "
        "Set-CsVoiceNormalizationRule -Identity NAME -Priority N; or take it out of the plan."
    ),
)


@rule(
    id="R2-DP-005",
    title="Description is too long",
    severity=Severity.WARNING,
    grade=Grade.INFERRED,
    products=(R2,),
    needs=(DialPlan, NormalizationRule),
    any_need=True,
    message="Description of {item!r}: {length:character}; {allowed} are allowed",
    effect="The description is cut off, or the object is rejected.",
    remediation=f"Shorten the description to {_MAX_DESCRIPTION} characters in OCS.",
    references=("new-csdialplan", "new-csvoicenormalizationrule", "r2-wmi-normalization-rule"),
    basis="limit documented, effect inferred",
    minutes=5,
    phases=(A_MERGE,),
)
def long_description(estate: Estate, _context: Context) -> Iterator[Hit]:
    """The description of a location profile or normalization rule has more than 512 characters.

    Why it matters: OCS allows 1024, Lync 512.

    When it is wrong: the import may cut it without harm.
    """
    for cls in (DialPlan, NormalizationRule):
        for item in estate.each(cls, product=R2):
            length = len(getattr(item, "description", None) or "")
            if length > _MAX_DESCRIPTION:
                allowed = Amount(_MAX_DESCRIPTION)
                yield Hit(item=item, places={"allowed": allowed}, evidence={"length": Amount(length)})


@rule(
    id="R2-DP-006",
    title="Name cannot be a SimpleName",
    severity=Severity.WARNING,
    grade=Grade.INFERRED,
    products=(R2,),
    needs=(DialPlan,),
    message="The name {item!r} contains {characters!r}",
    effect="The SimpleName of the dial plan differs from its name.",
    remediation="Check after the import: Get-CsDialPlan | Select-Object Identity, SimpleName.",
    variants={"length": Wording("The name {item!r} has {length:character}")},
    references=("new-csdialplan", "l13-create-dial-plan"),
    basis="limits of the cmdlet; the other page takes neither + nor parentheses; the effect is inferred",
    minutes=5,
    phases=(A_MERGE,),
)
def no_simple_name(estate: Estate, _context: Context) -> Iterator[Hit]:
    """The name of a location profile is longer than 256 characters or has a character that a SimpleName cannot have.

    Why it matters: SimpleName takes letters, digits and - . + _ ( ) only, so the import has to map the name, and
    clients and scripts that use it see another name.

    When it is wrong: nobody uses the SimpleName.
    """
    for plan in estate.each(DialPlan, product=R2):
        name = imported_name(plan.title)
        wrong = "".join(dict.fromkeys(c for c in name if not (c.isalnum() or c in "-.+_()")))
        if wrong or len(name) > _MAX_NAME:
            yield Hit(
                item=plan,
                variant="" if wrong else "length",
                places={"length": Amount(len(name))},
                evidence={"characters": Text(wrong)},
            )


@rule(
    id="R2-DP-007",
    title="External access prefix is not one to four digits",
    severity=Severity.WARNING,
    grade=Grade.INFERRED,
    products=(R2,),
    needs=(DialPlan,),
    message="External access prefix {prefix!r} of {item!r} is not one to four digits",
    effect="The prefix may be refused or lost.",
    remediation=(
        "Correct it in OCS to one to four digits, or set it after the import: Set-CsDialPlan -Identity NAME "
        "-ExternalAccessPrefix N -OptimizeDeviceDialing $true."
    ),
    references=("new-csdialplan", "l13-create-dial-plan", "r2-wmi-location-profile"),
    basis="the two pages on dial plans differ; what the import does is inferred",
    minutes=5,
    phases=(A_MERGE,),
)
def invalid_prefix(estate: Estate, _context: Context) -> Iterator[Hit]:
    """The external access prefix of a location profile is not one to four digits.

    Why it matters: New-CsDialPlan takes one to four digits; the page on Control Panel takes # and * too.

    When it is wrong: the prefix is not used.
    """
    for plan in estate.each(DialPlan, product=R2):
        prefix = plan.external_access_prefix
        if prefix and not _PREFIX.fullmatch(prefix):
            yield Hit(item=plan, evidence={"prefix": Text(prefix)})


@rule(
    id="R2-DP-008",
    title="Device dialing is optimized without a prefix",
    severity=Severity.WARNING,
    grade=Grade.INFERRED,
    products=(R2,),
    needs=(DialPlan,),
    message="{item!r} optimizes device dialing without an external access prefix",
    effect="Lync does not allow the combination.",
    remediation="Set the external access prefix in OCS, or clear the optimization.",
    references=("new-csdialplan", "r2-wmi-location-profile"),
    basis="limit documented, effect inferred",
    minutes=5,
    phases=(A_MERGE,),
)
def optimized_without_prefix(estate: Estate, _context: Context) -> Iterator[Hit]:
    """A location profile optimizes device dialing but has no external access prefix.

    Why it matters: Lync allows the optimization only with a prefix.

    When it is wrong: the prefix could not be read.
    """
    for plan in estate.each(DialPlan, product=R2):
        if plan.optimize_device_dialing is True and plan.is_empty("external_access_prefix"):
            yield Hit(item=plan, evidence={"OptimizeDeviceDialing": Text("True"), "prefix": Text("")})


@rule(
    id="R2-DP-009",
    title="No rule turns extensions into numbers",
    severity=Severity.WARNING,
    grade=Grade.DOCUMENTED,
    products=(R2,),
    needs=(AccessNumber, DialPlan, NormalizationRule),
    message="No rule of {item!r} turns extensions into numbers, but the Conferencing Attendant uses it",
    effect="Dial-in callers cannot authenticate with extension and PIN.",
    remediation=(
        "After the import: New-CsVoiceNormalizationRule -Parent DIALPLAN -Name NAME -Pattern '^(DIGITS)$' "
        "-Translation '+N$1'."
    ),
    references=("l13-dial-in-dial-plans", "l13-dial-in-requirements", "new-csvoicenormalizationrule"),
    basis="that extensions have two to seven digits, and to add the rule after the import, is inferred",
    minutes=15,
    phases=(A_POST,),
)
def no_extension_rule(estate: Estate, _context: Context) -> Iterator[Hit]:
    """A profile of the Conferencing Attendant has no rule that turns two to seven digits into a number with "+".

    Why it matters: such a rule is what lets callers authenticate who type just an extension; the page wants one in each
    dial plan.

    When it is wrong: users have no extensions. A profile with a rule that cannot be read here is not reported.
    """
    profiles = profiles_of_attendant(estate)
    for plan, rules in rules_by_dial_plan(estate, R2):
        if plan.key not in profiles or not plan.knows("normalization_rules"):
            continue
        if any(_turns_extensions(rule) for rule in rules) or any(map(_unreadable, rules)):
            continue
        numbers = items(profiles[plan.key][1])
        yield Hit(item=plan, evidence={"access numbers": numbers, "rules": Amount(len(rules))})


def _turns_extensions(rule: NormalizationRule) -> bool:
    if not (rule.translation or "").startswith("+"):
        return False
    extensions = (n for n in sample_numbers(rule.pattern or "") if n.isdigit() and len(n) in _EXTENSION_DIGITS)
    return rule.internal_extension is True or any(n not in _EMERGENCY for n in extensions)


def _unreadable(rule: NormalizationRule) -> bool:
    return read_expression(rule.pattern or "").verdict is Verdict.UNCHECKABLE
