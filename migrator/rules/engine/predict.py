"""Runs the rules over an estate: findings, predicted messages and one outcome per rule."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager

from ...errors import InputError
from ...estate.collection import how_to_collect
from ...estate.estate import Estate
from ...estate.kinds import Item
from .answers import wanted
from .messages import Template, predicted_log, read_templates
from .model import (
    Context,
    Finding,
    Gap,
    Grade,
    Hit,
    Message,
    Outcome,
    Predicted,
    Prediction,
    Result,
    Rule,
    Severity,
    fingerprint,
)

BROKEN_RULE = "X0001"


def predict(
    estate: Estate,
    context: Context,
    rules: Sequence[Rule],
    *,
    templates: Mapping[str, Template] | None = None,
    severities: Mapping[str, Severity] | None = None,
) -> Prediction:
    """What the migration of *estate* will meet.

    Every rule ends as found, clear, not applicable or not evaluated; a rule that raises becomes a finding of its
    own and ends no run.

    Args:
        templates: lines that cmdlets print; the built-in ones where not given.
        severities: the project's own severity of a rule, by id.
    """
    templates = templates if templates is not None else read_templates()
    with _without_collector():
        return _predict(estate, context, rules, templates, severities or {})


@contextmanager
def _without_collector() -> Iterator[None]:
    """Rules make many small values and no cycles: looking for cycles again and again would cost a third of the time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _predict(
    estate: Estate,
    context: Context,
    rules: Sequence[Rule],
    templates: Mapping[str, Template],
    severities: Mapping[str, Severity],
) -> Prediction:
    findings: list[Finding] = []
    hits: list[tuple[Rule, Hit]] = []
    outcomes: list[Outcome] = []
    for rule in rules:
        outcome = _precluded(rule, estate, context)
        if outcome is None:
            try:
                told = list(rule.find(estate, context))
            except Exception as error:  # noqa: BLE001 - a broken rule must not hide what the others found
                findings.append(_broken(rule, error))
                outcome = Outcome(rule=rule.id, outcome=Result.NOT_EVALUATED, reason=f"the rule failed: {error!r}")
            else:
                found = [hit for hit in told if isinstance(hit, Hit)]
                hits += [(rule, hit) for hit in found]
                findings += [_finding(rule, hit, severities.get(rule.id), estate) for hit in found]
                outcome = _outcome(rule, len(found), [gap for gap in told if isinstance(gap, Gap)])
        outcomes.append(outcome)
    messages = _messages(hits, context, templates)
    return Prediction(
        target=context.target,
        findings=tuple(sorted(findings, key=lambda f: (f.severity.rank, f.baseline, f.rule, f.kind, f.key))),
        messages=messages,
        outcomes=tuple(outcomes),
        log=predicted_log(messages, templates),
    )


def _precluded(rule: Rule, estate: Estate, context: Context) -> Outcome | None:
    """The outcome of a rule that cannot run, or None."""
    if context.target not in rule.targets:
        reason = f"does not concern a move to Lync Server {context.target}"
        return Outcome(rule=rule.id, outcome=Result.NOT_APPLICABLE, reason=reason)
    products = [p for p in rule.products if p in estate.products]
    if not products:
        reason = f"no evidence of {' or '.join(rule.products)} was read"
        return Outcome(rule=rule.id, outcome=Result.NOT_APPLICABLE, reason=reason)
    missing = {p: _missing(rule, estate, p) for p in products}
    if all(missing.values()):
        product, kinds = min(missing.items(), key=lambda entry: len(entry[1]))
        reason = "no evidence of " + ", ".join(cls.label.lower() for cls in kinds)
        needs = tuple(how_to_collect(cls.kind, product) for cls in kinds)
        return Outcome(rule=rule.id, outcome=Result.NOT_EVALUATED, reason=reason, needs=needs)
    unanswered = [name for name in rule.answers if name not in context.answers]
    if unanswered:
        needs = tuple(map(wanted, unanswered))
        return Outcome(rule=rule.id, outcome=Result.NOT_EVALUATED, reason="only you can know this", needs=needs)
    return None


def _outcome(rule: Rule, found: int, gaps: Sequence[Gap]) -> Outcome:
    """How a rule ended that ran; it is clear only where no part of it lacked data."""
    return Outcome(
        rule=rule.id,
        outcome=Result.FOUND if found else Result.NOT_EVALUATED if gaps else Result.CLEAR,
        reason="; ".join(dict.fromkeys(gap.reason for gap in gaps)),
        needs=tuple(dict.fromkeys(need for gap in gaps for need in gap.needs)),
    )


def _missing(rule: Rule, estate: Estate, product: str) -> list[type[Item]]:
    """Needed kinds of which no evidence of *product* was read."""
    missing = [cls for cls in rule.needs if not estate.has(cls.kind, product)]
    return [] if rule.any_need and len(missing) < len(rule.needs) else missing


def _finding(rule: Rule, hit: Hit, own_severity: Severity | None, estate: Estate) -> Finding:
    item = hit.item
    return Finding(
        rule=rule.id,
        severity=own_severity or hit.severity or rule.severity,
        grade=rule.grade,
        product=item.product if item else "",
        kind=item.kind if item else "estate",
        key=item.key if item else "estate",
        name=item.title if item else "the estate",
        title=rule.title,
        message=hit.message,
        effect=hit.effect or rule.effect,
        evidence=dict(hit.evidence),
        remediation=hit.remediation or rule.remediation,
        minutes=0 if hit.baseline else rule.minutes,
        blocks=rule.phase(item.product if item else "", estate.products),
        baseline=hit.baseline,
        fingerprint=fingerprint(rule.id, item, hit.part),
    )


def _broken(rule: Rule, error: Exception) -> Finding:
    return Finding(
        rule=BROKEN_RULE,
        severity=Severity.ERROR,
        grade=Grade.DOCUMENTED,
        product="",
        kind="rule",
        key=rule.id,
        name=rule.title,
        title="A rule failed",
        message=f"{rule.id} could not be evaluated: {error!r}",
        effect="What this rule would have found is unknown.",
        evidence={},
        remediation="Report it with the evidence that made it fail; the other rules are not affected.",
        minutes=0,
        blocks="",
        baseline=False,
        fingerprint=fingerprint(BROKEN_RULE, None, rule.id),
    )


def _places(hit: Hit) -> dict[str, str]:
    """What fills the places of a user's own template: the object's name and key, and the evidence."""
    evidence = {name.replace(" ", "_"): value for name, value in hit.evidence.items()}
    return {**evidence, "name": hit.item.title, "key": hit.item.key} if hit.item else evidence


def _filled(templates: Mapping[str, Template]) -> Callable[[Predicted], Predicted]:
    """A check that a user's own template has a value for each of its places.

    Raises:
        InputError: it has not; the line names what there is.
    """

    def check(predicted: Predicted) -> Predicted:
        template = templates[predicted.id]
        if missing := sorted(template.places - set(predicted.values) - {"target_product"}):
            raise InputError(
                f"message template {predicted.id}: nothing fills {', '.join(missing)}",
                hint=f"{template.rule} supplies {', '.join(sorted(predicted.values))}",
            )
        return predicted

    return check


def _messages(
    hits: Iterable[tuple[Rule, Hit]], context: Context, templates: Mapping[str, Template]
) -> tuple[Message, ...]:
    """Predicted lines in the order of the templates, equal lines counted."""
    lines: dict[tuple[str, str], tuple[list[str], list[bool]]] = {}
    own = [template for template in templates.values() if template.rule]
    for rule, hit in hits:
        added = (Predicted(template.id, _places(hit)) for template in own if template.rule == rule.id)
        for predicted in (*hit.predicts, *map(_filled(templates), added)):
            text = templates[predicted.id].render(predicted.values, context)
            keys, baseline = lines.setdefault((predicted.id, text), ([], []))
            keys.append(hit.item.key if hit.item else "estate")
            baseline.append(hit.baseline)
    order = {id_: n for n, id_ in enumerate(templates)}
    return tuple(
        Message(
            id=id_,
            cmdlet=templates[id_].cmdlet,
            level=templates[id_].level,
            text=text,
            count=1 if templates[id_].once else len(keys),
            keys=tuple(dict.fromkeys(keys)),
            grade=templates[id_].grade,
            baseline=all(baseline),
        )
        for (id_, text), (keys, baseline) in sorted(lines.items(), key=lambda entry: order[entry[0][0]])
    )
