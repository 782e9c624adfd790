"""No rule takes what the evidence does not tell for an answer.

Every field that a rule reads in its cases is made unknown in turn: the rule then finds what it found before or less,
and where its answer depends on the field, it is not evaluated.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Sequence

import attrs
import pytest

from migrator.estate.estate import Estate
from migrator.estate.kinds import Item, fields_of
from migrator.estate.observation import Reads, observed
from migrator.rules.engine.model import Context, Rule
from migrator.rules.engine.predict import predict
from migrator.rules.engine.prediction import Prediction, Result

from .test_cases import CASES, NOW, OWN, Case, item, newer_files


class Run:
    """A rule and one of its cases, whose items may be changed."""

    def __init__(self, rule: Rule, case: Case) -> None:
        self.rule = rule
        self.items = [item(fields) for fields in case.get("items", ())]
        self.collected = [(rule.products[0], kind) for kind in case.get("collected", ())]
        self.collected += Estate(self.items).collected
        self.newer = newer_files(case)
        self.context = Context(now=NOW, target=case.get("target", "2013"), answers=case.get("answers", {}))

    def __call__(self, items: Sequence[Item], incomplete: Sequence[tuple[str, str]] = ()) -> Prediction:
        """The prediction for these items, if objects of the *incomplete* kinds were lost."""
        estate = Estate(items, collected=self.collected, incomplete=incomplete, newer=self.newer)
        return predict(estate, self.context, [self.rule])

    def with_item(self, number: int, changed: Item) -> Prediction:
        """The prediction if the item of that number is *changed*."""
        return self([*self.items[:number], changed, *self.items[number + 1 :]])

    def fields_read(self) -> Iterator[tuple[int, str]]:
        """The number of an item and a field of it that the rule reads."""
        marked = [attrs.evolve(i, unknown=tuple(f.name for f in fields_of(type(i)))) for i in self.items]
        reads = Reads()
        list(self.rule.find(observed(Estate(marked, collected=self.collected, newer=self.newer), reads), self.context))
        for number, each in enumerate(self.items):
            for field, objects in reads.unknown.get((each.product, each.kind), {}).items():
                if each.key in objects:
                    yield number, field


def written(rule: Rule) -> Iterator[Case]:
    """The cases of *rule* in which it was evaluated."""
    listed = tomllib.loads((CASES / f"{rule.id}.toml").read_text("utf-8"))
    yield from (*listed.get("found", ()), *listed.get("clear", ()))


def findings(prediction: Prediction, *, said: bool = True) -> set[tuple[str, ...]]:
    """What was found and how severe it is, with what is *said* of it."""
    return {(f.fingerprint, str(f.severity), f.message if said else "") for f in prediction.findings}


#: they say once what holds of several objects: which of these they name depends on what is known of each
SAY_ONCE = frozenset({"CERT-01", "CERT-05", "CERT-06"})


def adds_none(rule: Rule, after: Prediction, before: Prediction, *, said: bool) -> bool:
    """Whether no finding is there that was not there before."""
    if rule.id in SAY_ONCE:
        return len(findings(after)) <= len(findings(before))
    return findings(after, said=said) <= findings(before, said=said)


def in_part(value: object) -> Iterator[object]:
    """What the evidence may show of a field that it does not tell: nothing, or some of its values."""
    yield () if isinstance(value, tuple) else None
    if isinstance(value, tuple) and len(value) > 1:
        yield value[:1]
        yield value[1:]


@pytest.mark.parametrize("rule", OWN.values(), ids=OWN)
def test_unknown_is_not_an_answer(rule: Rule) -> None:
    """A field that the evidence does not tell makes no rule clear and adds no finding."""
    for case in written(rule):
        run = Run(rule, case)
        before = run(run.items)
        for number, field in run.fields_read():
            whole = run.items[number]
            for value in in_part(getattr(whole, field)):
                part = attrs.evolve(whole, **{field: value})
                unknown = run.with_item(number, attrs.evolve(part, unknown=(*whole.unknown, field)))
                what = f"{case['name']}: {whole.kind} {whole.key}.{field} = {value!r}"
                said = not value  # of a part of a list it says less
                assert adds_none(rule, unknown, before, said=said), what
                depends = findings(run.with_item(number, part)) != findings(before)
                missing = findings(unknown) != findings(before)
                if depends or missing:
                    (outcome,) = unknown.outcomes
                    assert outcome.outcome is not Result.CLEAR, what
                    assert outcome.gaps, what


#: what they say is how often something was seen: less of the evidence shows less of it
COUNTS_WHAT_WAS_SEEN = frozenset({"SIP-504"})


@pytest.mark.parametrize("rule", OWN.values(), ids=OWN)
def test_lost_object_is_not_an_answer(rule: Rule) -> None:
    """An object that was lost when the evidence was read makes no rule clear and adds no finding."""
    for case in written(rule):
        run = Run(rule, case)
        before = run(run.items)
        for number, lost in enumerate(run.items):
            left = [*run.items[:number], *run.items[number + 1 :]]
            without = run(left, [(lost.product, lost.kind)])
            what = f"{case['name']}: {lost.kind} {lost.key} is lost"
            said = rule.id not in COUNTS_WHAT_WAS_SEEN
            assert adds_none(rule, without, before, said=said), what
            if findings(run(left)) != findings(before) or findings(without) != findings(before):
                (outcome,) = without.outcomes
                assert outcome.outcome is not Result.CLEAR, what
                assert outcome.gaps, what


#: rules that conclude from all objects of a kind together, or count them
OF_ALL_OBJECTS = frozenset(
    [
        "ACC-14",
        "ACC-15",
        "DNS-07",
        "DNS-12",
        "CERT-11",
        "CERT-18",
        "L10-CAA-002a",
        "L10-CLI-003",
        "L10-DP-002",
        "L10-RGS-001",
        "L10-USR-003",
        "L10-VOI-001h",
        "R2-CDIR-006",
        "R2-DP-003",
        "R2-DP-004",
        "R2-EDG-006",
        "R2-MED-002",
        "R2-MED-004",
        "R2-MED-005",
        "R2-MED-008",
        "REP-01",
        "REP-02",
        "RGS-F05",
        "RGS-F06",
        "RGS-F08",
        "RGS-G18",
        "RGS-G21",
        "TOP-01",
        "TOP-03",
        "TOP-05",
        "TOP-14",
    ]
)


@pytest.mark.parametrize("rule", [rule for rule in OWN.values() if rule.id not in OF_ALL_OBJECTS], ids=lambda r: r.id)
def test_gap_in_one_object_hides_no_finding_about_another(rule: Rule) -> None:
    """What is found stays found if there is another object of the kind of which the evidence tells nothing."""
    for case in written(rule):
        run = Run(rule, case)
        before = run(run.items)
        found = {(f.product, f.kind, f.key) for f in before.findings}
        for number, one in enumerate(run.items):
            if (one.product, one.kind, one.key) in found:
                fields = {f.name: () if isinstance(getattr(one, f.name), tuple) else None for f in fields_of(type(one))}
                blank = attrs.evolve(one, key="another", aliases=(), unknown=tuple(fields), **fields)
                after = run([*run.items[:number], blank, *run.items[number:]])
                assert findings(before, said=False) <= findings(after, said=False), case["name"]
