"""Runs the rules over an estate: findings, predicted messages and one outcome per rule."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager

import attrs

from ...errors import InputError
from ...estate.counting import in_sentence
from ...estate.estate import Estate
from ...estate.kinds import Item
from ...estate.observation import Reads, observed, original
from ...estate.products import UNKNOWN, product_name
from ...knowledge.base import known_entries
from ...knowledge.known_message import KnownMessage
from .catalogue import names_rule
from .gaps import Gap, incomplete, not_answered, not_collected
from .messages import predicted_log
from .model import Context, Grade, Hit, Predicted, Rule, Severity, Wording
from .phases import phases_for
from .prediction import Finding, Message, Outcome, Prediction, Result, fingerprint
from .references import may_document
from .untold import gaps_of
from .values import ItemRef, Places, Text, fill, texts

BROKEN_RULE = "X0001"
_ESTATE = ItemRef("estate", "", "estate", "the estate")


def predict(
    estate: Estate,
    context: Context,
    rules: Sequence[Rule],
    *,
    templates: Mapping[str, KnownMessage] | None = None,
    severities: Mapping[str, Severity] | None = None,
) -> Prediction:
    """The findings and printed lines that the migration of *estate* will have.

    Every rule ends as found, clear, not applicable or not evaluated; a rule that raises becomes a finding, and
    the run continues.

    Args:
        templates: messages that cmdlets print; the known ones if not given.
        severities: the project's own severity of a rule, by id.
    """
    templates = templates if templates is not None else known_entries()
    with _without_collector():
        return _predict(estate, context, rules, templates, severities or {})


@contextmanager
def _without_collector() -> Iterator[None]:
    """Rules make many small values and no cycles; searching for cycles would take a third of the time."""
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
    templates: Mapping[str, KnownMessage],
    severities: Mapping[str, Severity],
) -> Prediction:
    findings: list[Finding] = []
    hits: list[tuple[Rule, Hit]] = []
    reads = Reads()
    seen = observed(estate, reads)
    outcomes: list[Outcome] = []
    for rule in rules:
        outcome = _precluded(rule, estate, context)
        if outcome is None:
            try:
                found, gaps = _run(rule, seen, reads, context)
            except Exception as error:  # noqa: BLE001 - a broken rule must not hide what the others found
                findings.append(_broken(rule, error))
                gap = Gap(reason="the rule failed: {error}", places={"error": Text(repr(error))})
                outcome = Outcome(rule=rule.id, outcome=Result.NOT_EVALUATED, gaps=(gap,))
            else:
                hits += [(rule, hit) for hit in found]
                findings += [_finding(rule, hit, severities.get(rule.id), estate, context) for hit in found]
                outcome = _outcome(rule, len(found), gaps)
        outcomes.append(outcome)
    messages = _messages(hits, context, templates)
    return Prediction(
        target=context.target,
        findings=tuple(sorted(findings, key=lambda f: (f.severity.rank, f.baseline, f.rule, f.kind, f.key))),
        messages=messages,
        outcomes=tuple(outcomes),
        log=predicted_log(messages, templates),
    )


def _run(rule: Rule, estate: Estate, reads: Reads, context: Context) -> tuple[list[Hit], list[Gap]]:
    """What a rule finds, and what it could not evaluate.

    Unknown is not an answer: a hit that can rest on something that the evidence does not tell is withheld.
    """
    reads.start()
    found: list[Hit] = []
    gaps: list[Gap] = []
    withheld = 0
    for yielded in rule.find(estate, context):
        if isinstance(yielded, Gap):
            gaps.append(yielded)
        elif reads.doubts:
            withheld += 1
        else:
            found.append(_of_originals(yielded))
    return found, [*gaps, *gaps_of(reads, withheld, rule.products[0])]


def _of_originals(hit: Hit) -> Hit:
    """*hit* about the objects of the estate itself; only an object with unknown fields is another one."""
    if hit.item is None or not hit.item.unknown:
        return hit
    changes = tuple(attrs.evolve(change, item=original(change.item)) for change in hit.changes)
    return attrs.evolve(hit, item=original(hit.item), changes=changes)


def _precluded(rule: Rule, estate: Estate, context: Context) -> Outcome | None:
    """The outcome of a rule that cannot run, or None."""
    if context.target not in rule.targets:
        target = {"target": Text(context.target)}
        gap = Gap(reason="does not concern a move to Lync Server {target}", places=target)
        return Outcome(rule=rule.id, outcome=Result.NOT_APPLICABLE, gaps=(gap,))
    products = [p for p in rule.products if p in estate.products]
    if not products and estate.collected and not estate.products:
        products = list(rule.products)  # all that was read belongs to every product
    if not products:
        names = {"products": texts(map(product_name, rule.products))}
        gap = Gap(reason="no evidence of {products: or } was read", places=names)
        return Outcome(rule=rule.id, outcome=Result.NOT_APPLICABLE, gaps=(gap,))
    concerned = rule.concerns
    if concerned and _has_none(estate, concerned, products):
        gap = Gap(reason="the estate has no {kind}", places={"kind": Text(in_sentence(concerned.label))})
        return Outcome(rule=rule.id, outcome=Result.NOT_APPLICABLE, gaps=(gap,))
    missing = {p: _missing(rule, estate, p) for p in products}
    if all(missing.values()):
        product, kinds = min(missing.items(), key=lambda entry: len(entry[1]))
        return Outcome(rule=rule.id, outcome=Result.NOT_EVALUATED, gaps=tuple(_gaps_of(kinds, product, estate)))
    unanswered = [name for name in rule.answers if name not in context.answers]
    if unanswered:
        return Outcome(rule=rule.id, outcome=Result.NOT_EVALUATED, gaps=(not_answered(*unanswered),))
    return None


def _has_none(estate: Estate, cls: type[Item], products: Iterable[str]) -> bool:
    """Whether the evidence shows that there is no object of a kind: it was collected, and nothing of it was lost."""
    collected = any(estate.has(cls.kind, product) for product in products)
    return collected and not estate.lost(cls.kind) and not any(estate.of(cls, product=p) for p in products)


def _gaps_of(kinds: Sequence[type[Item]], product: str, estate: Estate) -> Iterator[Gap]:
    """The gaps of kinds of which there is no evidence: it was lost, or it was not collected."""
    lost = [(p, cls.kind) for cls in kinds for p in (product, UNKNOWN) if (p, cls.kind) in estate.incomplete]
    yield from (incomplete(each, product) for each in lost)
    if absent := [cls for cls in kinds if cls.kind not in {kind for _, kind in lost}]:
        yield not_collected(absent, product)


def _outcome(rule: Rule, found: int, gaps: Sequence[Gap]) -> Outcome:
    """How a rule ended that ran; it is clear only if no part of it lacked data."""
    return Outcome(
        rule=rule.id,
        outcome=Result.FOUND if found else Result.NOT_EVALUATED if gaps else Result.CLEAR,
        gaps=tuple(gaps),
    )


def _missing(rule: Rule, estate: Estate, product: str) -> list[type[Item]]:
    """Needed kinds of which no evidence of *product* was read."""
    missing = [cls for cls in rule.needs if not estate.has(cls.kind, product)]
    return [] if rule.any_need and len(missing) < len(rule.needs) else missing


def _finding(rule: Rule, hit: Hit, own_severity: Severity | None, estate: Estate, context: Context) -> Finding:
    ref = _ESTATE if hit.item is None else ItemRef.of(hit.item)
    declared = hit.severity or rule.severity
    severity = own_severity or declared
    return Finding(
        rule=rule.id,
        severity=severity,
        original_severity=declared if severity is not declared else None,
        grade=hit.grade or _grade(rule, context),
        product=ref.product,
        kind=ref.kind,
        key=ref.key,
        name=ref.title,
        title=rule.title,
        wording=rule.wordings[hit.variant],
        places=_places(hit, ref),
        evidence=hit.evidence,
        changes=hit.changes,
        references=rule.references,
        minutes=0 if hit.baseline else rule.minutes,
        phases=phases_for(rule.phases, ref.product, estate.products),
        baseline=hit.baseline,
        fingerprint=fingerprint(rule.id, hit.item, hit.part),
    )


def _grade(rule: Rule, context: Context) -> Grade:
    """The grade of a rule for the target: what is published for another version only is inferred."""
    is_published = rule.grade is not Grade.DOCUMENTED or may_document(rule.references, context.target)
    return rule.grade if is_published else Grade.INFERRED


def _places(hit: Hit, ref: ItemRef) -> Places:
    """What fills the places of a wording: the object, the values of the hit, and the evidence by its labels."""
    evidence = {label.replace(" ", "_"): value for label, value in hit.evidence.items()}
    return {**evidence, **hit.places, "item": ref}


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
        wording=Wording(
            "{rule} could not be evaluated: {error}",
            "What this rule would have found is unknown.",
            "Report it with the evidence that made it fail; the other rules are not affected.",
        ),
        places={"rule": Text(rule.id), "error": Text(repr(error))},
        evidence={},
        minutes=0,
        baseline=False,
        fingerprint=fingerprint(BROKEN_RULE, None, rule.id),
    )


def _places_of_own(hit: Hit) -> Places:
    """What fills the places of a user's own template: the object's name and key, and the evidence."""
    ref = _ESTATE if hit.item is None else ItemRef.of(hit.item)
    own = _places(hit, ref)
    return own if hit.item is None else {**own, "name": ref, "key": Text(ref.key)}


def _filled(templates: Mapping[str, KnownMessage]) -> Callable[[Predicted], Predicted]:
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


@attrs.define
class _Line:
    """A predicted line, and the objects that cause it."""

    template: KnownMessage
    text: str
    places: Places
    keys: list[str] = attrs.field(factory=list)
    presumed: list[str] = attrs.field(factory=list)
    baseline: bool = True


def _messages(
    hits: Iterable[tuple[Rule, Hit]], context: Context, templates: Mapping[str, KnownMessage]
) -> tuple[Message, ...]:
    """Predicted lines in the order of the templates, equal lines counted."""
    lines: dict[tuple[str, str], _Line] = {}
    own = [template for template in templates.values() if template.rule]
    target_product = Text(context.product_name)
    for rule, hit in hits:
        kind = hit.item.kind if hit.item else ""
        added = (Predicted(template.id, _places_of_own(hit)) for template in own if names_rule(template.rule, rule.id))
        for predicted in (*hit.predicts, *map(_filled(templates), added)):
            places = {"target_product": target_product, **predicted.values}
            template = templates[predicted.id]
            text = fill(template.text, places)
            line = lines.setdefault((predicted.id, text), _Line(template, text, places))
            line.keys.append(hit.item.key if hit.item else "estate")
            line.presumed.append(template.presumed(context.target, kind))
            line.baseline &= hit.baseline
    order = {id_: n for n, id_ in enumerate(templates)}
    return tuple(map(_message, sorted(lines.values(), key=lambda line: order[line.template.id])))


def _message(line: _Line) -> Message:
    """The message of a line; it is inferred only if nothing that causes it was published."""
    template, presumed = line.template, min(line.presumed)
    return Message(
        id=template.id,
        cmdlet=template.cmdlet,
        level=template.level,
        text=line.text,
        template=template.text,
        places=line.places,
        count=1 if template.once else len(line.keys),
        keys=tuple(dict.fromkeys(line.keys)),
        grade=Grade.INFERRED if presumed else template.grade,
        presumed=presumed,
        baseline=line.baseline,
        references=template.references,
    )
