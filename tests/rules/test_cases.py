"""Each rule against its cases: what it finds and predicts, when it is clear, and when it cannot be evaluated.

The cases of a rule are `cases/<rule id>.toml`. A case has `items` (a kind and its fields; of OCS 2007 R2 where it does
not say another product) and `collected` (kinds that were read and hold nothing). A case of `found` has the `keys` of
the objects in the order of the findings and, where they matter, what the findings say, their evidence, changes,
severities and baseline marks, what could not be evaluated beside it (`reason`), and the predicted lines; no line is
predicted where it names none.
"""

from __future__ import annotations

import tomllib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import attrs
import msgspec
import pytest

from migrator.estate.catalogue import KINDS
from migrator.estate.estate import Estate
from migrator.estate.kinds import Item
from migrator.estate.older import NewerSource
from migrator.estate.products import UNKNOWN
from migrator.rules.engine.catalogue import all_rules
from migrator.rules.engine.model import Change, Context, Rule
from migrator.rules.engine.predict import predict
from migrator.rules.engine.prediction import Finding, Outcome, Prediction, Result
from migrator.rules.engine.values import plain

NOW = datetime(2014, 1, 8, tzinfo=UTC)
CASES = Path(__file__).parent / "cases"
RULES = {rule.id: rule for rule in all_rules()}
#: without the families that are made of known messages, which have one test
OWN = {id_: rule for id_, rule in RULES.items() if not rule.family}
Case = dict[str, Any]


def cases(outcome: str) -> list[Any]:
    """The cases of one outcome, of every rule, with their names as ids."""
    return [
        pytest.param(path.stem, case, id=f"{path.stem}: {case['name']}")
        for path in sorted(CASES.glob("*.toml"))
        for case in tomllib.loads(path.read_text("utf-8")).get(outcome, [])
    ]


def item(fields: Case) -> Item:
    """An item of a case; TOML lists are the tuples of items, TOML tables their nested values."""
    values = {"product": "ocs2007r2", **fields}
    cls = KINDS[values.pop("kind")]
    assert set(values) <= {field.name for field in attrs.fields(cls)}
    return msgspec.convert(values, cls)


def newer_files(case: Case) -> dict[str, NewerSource]:
    """The newer files of a case, by the file of an older collection that has their name."""
    return msgspec.convert(case.get("newer", {}), dict[str, NewerSource])


def evaluate(rule: Rule, case: Case) -> tuple[Prediction, Outcome]:
    """What the rule makes of a case."""
    collected = [(rule.products[0], kind) for kind in case.get("collected", ())]
    estate = Estate(map(item, case.get("items", ())), collected=collected, newer=newer_files(case))
    context = Context(now=NOW, target=case.get("target", "2013"), answers=case.get("answers", {}))
    prediction = predict(estate, context, [rule])
    return prediction, prediction.outcomes[0]


def in_order_found(findings: tuple[Finding, ...], keys: list[str]) -> list[Finding]:
    """The findings in the order of *keys*, those of one key in the order in which they came."""
    left = list(findings)
    return [left.pop(next(n for n, f in enumerate(left) if f.key == key)) for key in keys]


def written(change: Change) -> Case:
    """A change as a case writes it: no before or after where there is none."""
    values = {"before": change.before, "after": change.after}
    shown = {name: plain(value) for name, value in values.items() if value is not None}
    return {"key": change.item.key, "field": change.field, **shown}


@pytest.mark.parametrize(("rule_id", "case"), cases("found"))
def test_found(rule_id: str, case: Case) -> None:
    """The rule finds exactly these objects, says and predicts exactly this."""
    prediction, outcome = evaluate(RULES[rule_id], case)
    assert (outcome.outcome, outcome.reason) == (Result.FOUND, case.get("reason", ""))
    assert sorted(f.key for f in prediction.findings) == sorted(case["keys"])
    found = in_order_found(prediction.findings, case["keys"])
    for name, field in (("says", "message"), ("severities", "severity"), ("grades", "grade"), ("baseline",) * 2):
        if name in case:
            assert [getattr(finding, field) for finding in found] == case[name]
    for name, field in (("effects", "effect"), ("remedies", "remediation")):
        assert all(text in getattr(one, field) for one, text in zip(found, case.get(name, []), strict=False)), name
    if "evidence" in case:
        assert [finding.shown_evidence() for finding in found] == case["evidence"]
    if "changes" in case:
        assert [list(map(written, finding.changes)) for finding in found] == case["changes"]
    assert [message.text for message in prediction.messages] == case.get("messages", [])


@pytest.mark.parametrize(("rule_id", "case"), cases("clear"))
def test_clear(rule_id: str, case: Case) -> None:
    """The rule was evaluated and finds nothing."""
    prediction, outcome = evaluate(RULES[rule_id], case)
    assert (outcome.outcome, prediction.findings, prediction.messages) == (Result.CLEAR, (), ())


@pytest.mark.parametrize(("rule_id", "case"), cases("not_evaluated"))
def test_not_evaluated(rule_id: str, case: Case) -> None:
    """The rule says that it lacks data, which, and what would supply it; it finds nothing."""
    prediction, outcome = evaluate(RULES[rule_id], case)
    assert (outcome.outcome, prediction.findings, prediction.messages) == (Result.NOT_EVALUATED, (), ())
    assert case["reason"] in outcome.reason
    assert outcome.needs
    assert case.get("needs", "") in " ".join(map(str, outcome.needs))


@pytest.mark.parametrize("rule_id", OWN)
def test_every_rule_has_cases(rule_id: str) -> None:
    """Each rule has a case for every way in which it can end; families made from data have theirs in one test."""
    path = CASES / f"{rule_id}.toml"
    assert path.is_file(), f"write {path.name}"
    written = {name for name, listed in tomllib.loads(path.read_text("utf-8")).items() if listed}
    # a rule without needs and questions can always be evaluated
    wanted = {"found", "clear"} | ({"not_evaluated"} if RULES[rule_id].needs or RULES[rule_id].answers else set())
    assert wanted <= written


def test_every_case_is_of_a_rule() -> None:
    """No file of cases is left behind by a rule that is gone."""
    assert {path.stem for path in CASES.glob("*.toml")} <= set(RULES)


@pytest.mark.parametrize("rule", [rule for rule in RULES.values() if UNKNOWN not in rule.products], ids=lambda r: r.id)
def test_rule_of_another_product_is_not_applicable(rule: Rule) -> None:
    """A rule of products of which nothing was read does not apply, rather than being clear."""
    other = next(p for p in ("unknown", "lync2013") if p not in rule.products)
    _, outcome = evaluate(rule, {"items": [{"kind": "user", "key": "x", "product": other}]})
    assert outcome.outcome == Result.NOT_APPLICABLE
    assert "No evidence of" in outcome.reason
