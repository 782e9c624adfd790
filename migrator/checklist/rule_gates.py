"""Gates that rest on rules: open where one found something, unknown where one could not be evaluated."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cache

import attrs

from ..estate.products import in_one_store
from ..estate.response_groups import Workflow
from ..rules.engine.catalogue import all_rules
from ..rules.engine.gaps import Ask, Collect, Gap
from ..rules.engine.levels import Severity
from ..rules.engine.model import Rule
from ..rules.engine.prediction import Result
from .gates import Gate, GateState, View, by_name, shown, unknown

#: levels of findings that stop a phase
STOPS = (Severity.ERROR, Severity.BLOCK)
#: what evaluates rules of which nothing is known yet
_NO_RULE_RAN = Gate(GateState.UNKNOWN, supply=("migrator predict",))


def no_blocking_finding(view: View) -> Gate:
    """No rule has an open finding of level block, and none lacks evidence of the legacy product or what was lost."""
    if view.blocks:
        return Gate(GateState.OPEN, view.blocks)
    return _none_hidden(view, lambda rule: rule.severity is Severity.BLOCK)


def no_response_group_error(view: View) -> Gate:
    """No rule of response groups has an open finding of level error or block; workflows were read, nothing lacks."""
    if found := tuple(filter(_is_of_response_groups, view.errors)):
        return Gate(GateState.OPEN, found)
    if not any(view.estate.has(Workflow.kind, product) for product in (view.legacy, view.new)):
        return unknown(view.legacy, Workflow)
    return _none_hidden(view, lambda rule: _is_of_response_groups(rule.id) and rule.severity in STOPS)


def _is_of_response_groups(rule: str) -> bool:
    return rule.startswith("RGS-") or "-RGS-" in rule


def _none_hidden(view: View, concerns: Callable[[Rule], bool]) -> Gate:
    """Done, but unknown while evidence is lost or was not read from which one of these rules might have had a finding.

    What only the new product has is not there yet when an estate is prepared. What waits for an answer, people confirm.
    """
    if not view.outcomes:
        return _NO_RULE_RAN
    rules = [rule for rule in map(_declared().__getitem__, view.outcomes) if concerns(rule)]
    if hidden := [rule for rule in rules if any(_hides(view, gap) for gap in view.outcomes[rule.id].gaps)]:
        return Gate(GateState.UNKNOWN, supply=_supplies(view, hidden))
    met = shown(["no open finding"])
    if asked := [f"the answer {question} ({rule.id})" for rule in rules for question in _asked(view, rule)]:
        return attrs.evolve(met, state=GateState.CONFIRM, about=tuple(asked))
    return met


def _asked(view: View, rule: Rule) -> Iterable[str]:
    """The questions for whose answers a rule waits, each once."""
    needs = (need for gap in view.outcomes[rule.id].gaps for need in gap.needs)
    return dict.fromkeys(need.question for need in needs if isinstance(need, Ask))


def _hides(view: View, gap: Gap) -> bool:
    """Whether a gap is for want of objects that were lost, or of a kind of the legacy product that was not read."""
    kinds = {need.kind for need in gap.needs if isinstance(need, Collect) and need.product == view.legacy}
    products = in_one_store(view.legacy)
    return gap.lost is not None or any(not any(view.estate.has(kind, each) for each in products) for kind in kinds)


def gate_of_rules(rules: Iterable[str], view: View) -> Gate:
    """The gate of rules that speak of the track: open where one found something, unknown where one was not evaluated.

    A rule about the new product is "not applicable" before it was read, which shows nothing.
    """
    named = tuple(rules)
    if found := tuple(rule for rule in named if rule in view.outcomes and _ended(view, rule) is Result.FOUND):
        return Gate(GateState.OPEN, found)
    if not view.outcomes:
        return _NO_RULE_RAN
    silent = (Result.NOT_EVALUATED, *((Result.NOT_APPLICABLE,) if view.new not in view.estate.products else ()))
    if lacking := [rule for rule in named if rule not in view.outcomes or _ended(view, rule) in silent]:
        return Gate(GateState.UNKNOWN, supply=_supplies(view, map(_declared().__getitem__, lacking)))
    return shown(f"no finding of {rule}" for rule in named)


def speaks_of(rule: str, view: View) -> bool:
    """Whether a rule is about a product and the target of the track; without a finding another one says nothing."""
    declared = _declared()[rule]
    products = {view.legacy, view.new}
    return not products.isdisjoint(declared.products) and view.new.removeprefix("lync") in declared.targets


def _ended(view: View, rule: str) -> Result:
    return view.outcomes[rule].outcome


def _supplies(view: View, rules: Iterable[Rule]) -> tuple[str, ...]:
    """What would supply the evidence that rules lack, each once: what they say, else all the kinds that they need."""
    return tuple(dict.fromkeys(text for rule in rules for text in map(str, _supply(view, rule))))


def _supply(view: View, rule: Rule) -> tuple[object, ...]:
    outcome = view.outcomes.get(rule.id)
    if outcome and outcome.needs:
        return outcome.needs
    product = view.new if view.new in rule.products else rule.products[0]
    kinds = (Collect(cls.kind, product) for cls in rule.needs)
    return (*kinds, *map(Ask, rule.answers)) or (f"migrator predict --rule {rule.id}",)


@cache
def _declared() -> Mapping[str, Rule]:
    return {rule.id: rule for rule in all_rules()}


#: gates on rules
RULE_GATES = by_name(no_blocking_finding, no_response_group_error)
