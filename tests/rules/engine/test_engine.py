"""The engine: every rule ends in one way, a broken rule ends no run, and findings keep their names."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrator.errors import InputError
from migrator.estate.estate import Estate
from migrator.estate.topology import TrustedService
from migrator.estate.users import User
from migrator.estate.voice import VoiceRoute
from migrator.knowledge.base import known_entries
from migrator.rules.engine.catalogue import all_rules
from migrator.rules.engine.messages import predicted_log, read_templates
from migrator.rules.engine.model import Context, Grade, Hit, Predicted, Rule, Severity, rule
from migrator.rules.engine.pages import explained
from migrator.rules.engine.predict import predict
from migrator.rules.engine.prediction import Message, Result, fingerprint

CONTEXT = Context(now=datetime(2014, 1, 8, tzinfo=UTC))
ROUTE = VoiceRoute(key="UK", product="ocs2007r2", name="UK")


def declare(find: Any, **changes: Any) -> Rule:
    """A rule of tests around *find*."""
    declared = {
        "id": "T-001",
        "title": "A test",
        "severity": Severity.ERROR,
        "grade": Grade.OBSERVED,
        "products": ("ocs2007r2",),
        "needs": (VoiceRoute,),
        "effect": "e",
        "remediation": "r",
        "message": "found {item}",
        "references": (),
        **changes,
    }
    return rule(**declared)(find)


def each_route(estate: Estate, _context: Context) -> Iterator[Hit]:
    """Find every route."""
    for route in estate.of(VoiceRoute):
        yield Hit(item=route)


def broken(estate: Estate, _context: Context) -> Iterator[Hit]:
    """Fail after the first finding."""
    yield Hit(item=estate.of(VoiceRoute)[0], predicts=(Predicted("MM1"),))
    raise ZeroDivisionError("oops")


def test_rule_that_raises_becomes_x0001_and_the_others_run() -> None:
    """A broken rule is a finding of its own; nothing of what it found half-way is kept; the other rules run."""
    prediction = predict(Estate([ROUTE]), CONTEXT, [declare(broken, id="T-BAD"), declare(each_route)])
    assert [(f.rule, f.key) for f in prediction.findings] == [("T-001", "UK"), ("X0001", "T-BAD")]
    assert "ZeroDivisionError('oops')" in prediction.findings[1].message
    assert prediction.messages == ()
    first, second = prediction.outcomes
    assert (first.outcome, "ZeroDivisionError" in first.reason) == (Result.NOT_EVALUATED, True)
    assert second.outcome == Result.FOUND


@pytest.mark.parametrize(
    ("references", "for_2010"),
    [
        (("l13-mediation-r2", "set-csvoiceroute"), Grade.INFERRED),
        (("l13-mediation-r2", "l10-mediation"), Grade.DOCUMENTED),
        (("import-cslegacyconfiguration",), Grade.DOCUMENTED),
    ],
)
def test_pages_of_2013_document_no_move_to_2010(references: tuple[str, ...], for_2010: Grade) -> None:
    """What only the library of Lync Server 2013 says is inferred where the target is 2010, and the page says so."""
    documented = declare(each_route, grade=Grade.DOCUMENTED, references=references)
    grades = [
        predict(Estate([ROUTE]), attrs.evolve(CONTEXT, target=target), [documented]).findings[0].grade
        for target in ("2013", "2010")
    ]
    assert grades == [Grade.DOCUMENTED, for_2010]
    said = [text for heading, text in explained(documented) if heading == "What is inferred"]
    assert bool(said) == (for_2010 is Grade.INFERRED)


def test_rule_that_raises_fails_the_threshold(tmp_path: Path) -> None:
    """A broken rule counts as an error, so that a run over it is never clean."""
    (finding,) = predict(Estate([ROUTE]), CONTEXT, [declare(broken)]).findings
    assert (finding.severity, finding.baseline) == (Severity.ERROR, False)


def test_target_that_a_rule_does_not_concern() -> None:
    """A rule for 2013 only does not apply to 2010, and says so."""
    (outcome,) = predict(
        Estate([ROUTE]), attrs.evolve(CONTEXT, target="2010"), [declare(each_route, targets=("2013",))]
    ).outcomes
    assert (outcome.outcome, outcome.reason) == (Result.NOT_APPLICABLE, "Does not concern a move to Lync Server 2010")


@pytest.mark.parametrize(("answers", "result"), [({}, Result.NOT_EVALUATED), ({"pool FQDN": "x"}, Result.FOUND)])
def test_question_that_only_a_human_can_answer(answers: dict[str, str], result: Result) -> None:
    """A rule that needs an answer is not evaluated before it is given, and names the question."""
    asking = declare(each_route, answers=("pool FQDN",))
    (outcome,) = predict(Estate([ROUTE]), attrs.evolve(CONTEXT, answers=answers), [asking]).outcomes
    assert outcome.outcome == result
    assert ("pool FQDN" in " ".join(map(str, outcome.needs))) == (result == Result.NOT_EVALUATED)


def test_any_of_the_needs_is_enough_where_the_rule_says_so() -> None:
    """With any_need one kind of several is enough; without it all are needed."""
    needs = (VoiceRoute, TrustedService)
    either, both = (declare(each_route, id=str(flag), needs=needs, any_need=flag) for flag in (True, False))
    outcomes = predict(Estate([ROUTE]), CONTEXT, [either, both]).outcomes
    assert [o.outcome for o in outcomes] == [Result.FOUND, Result.NOT_EVALUATED]


def test_worst_comes_first_and_noise_last() -> None:
    """Findings are sorted by severity, then noise, then rule and object."""

    def mixed(_estate: Estate, _context: Context) -> Iterator[Hit]:
        for key, severity, noise in (
            ("c", Severity.WARNING, True),
            ("b", Severity.WARNING, False),
            ("a", Severity.INFO, False),
            ("d", Severity.BLOCK, False),
        ):
            item = attrs.evolve(ROUTE, key=key)
            yield Hit(item=item, severity=severity, baseline=noise)

    found = predict(Estate([ROUTE]), CONTEXT, [declare(mixed)]).findings
    assert [f.key for f in found] == ["d", "b", "c", "a"]
    assert [f.minutes for f in found] == [15, 15, 0, 15]


def test_own_severity_replaces_that_of_the_rule() -> None:
    """What a project decided about a rule holds for all its findings."""
    found = predict(Estate([ROUTE]), CONTEXT, [declare(each_route)], severities={"T-001": Severity.INFO}).findings
    assert [f.severity for f in found] == [Severity.INFO]


def message(id_: str, text: str, count: int = 1) -> Message:
    """A predicted line."""
    return Message(
        id=id_, cmdlet="c", level="l", text=text, template=text, places={}, count=count, keys=(), grade=Grade.OBSERVED
    )


def test_joined_line_without_its_opener_stands_alone() -> None:
    """The list of trusted applications is an entry of its own where the line it joins is not printed."""
    templates = known_entries()
    alone = predicted_log([message("MM3", "List")], templates)
    joined = predicted_log([message("MM1", "No new."), message("MM3", "List")], templates)
    assert [[entry.text for entry in log] for log in (alone, joined)] == [["List"], ["No new.List"]]


def test_line_printed_several_times_is_as_many_entries() -> None:
    """A line that is counted three times stands in the log three times."""
    assert [e.text for e in predicted_log([message("IM2", "x", count=3)], known_entries())] == ["x", "x", "x"]


@pytest.mark.parametrize("content", ["[a", "a = 1", "[A]\ntext='x'", "[A]\ngrade='guessed'\ncmdlet=''", "\x00"])
def test_templates_that_cannot_be_used(tmp_path: Path, content: str) -> None:
    """A file of templates that is broken in any way is refused by name."""
    path = tmp_path / "own.toml"
    path.write_text(content)
    with pytest.raises(InputError, match=r"own\.toml"):
        read_templates(path)


FINGERPRINTS = """
import json, sys
from datetime import UTC, datetime
from pathlib import Path
from migrator.estate.estate import Estate
from migrator.rules.engine.catalogue import all_rules
from migrator.rules.engine.model import Context
from migrator.rules.engine.pages import explained
from migrator.rules.engine.predict import predict
from migrator.sources.reading import Reading

items = list(Reading([Path(sys.argv[1])]).items())
if sys.argv[2] == "reversed":
    items.reverse()
prediction = predict(Estate(items), Context(now=datetime.now(UTC)), all_rules())
print(json.dumps(sorted([f.rule, f.kind, f.key, f.fingerprint] for f in prediction.findings)))
"""


def test_fingerprints_do_not_depend_on_the_run(contoso: Path, tmp_path: Path) -> None:
    """Another process, hash seed, folder, order of files and of objects: the findings keep their fingerprints."""
    moved = tmp_path / "elsewhere" / "site"
    moved.mkdir(parents=True)
    for number, path in enumerate(sorted(contoso.iterdir(), reverse=True)):
        (moved / f"{number:03}.xml").write_bytes(path.read_bytes())
    found = [
        subprocess.run(
            [sys.executable, "-c", FINGERPRINTS, str(folder), order],
            check=True,
            capture_output=True,
            text=True,
            env={"PYTHONHASHSEED": seed},
        ).stdout
        for folder, order, seed in ((contoso, "as read", "1"), (moved, "reversed", "2"))
    ]
    assert len(json.loads(found[0])) > 30
    # files without their names cannot tell which empty classes were collected; what both found must agree
    assert json.loads(found[0]) == json.loads(found[1])


@given(st.text(), st.text(), st.text(), st.text())
def test_fingerprint_tells_findings_apart(rule_id: str, other_rule: str, key: str, other_key: str) -> None:
    """Two findings share a fingerprint only if rule, object and part are the same, whatever their case."""
    one = fingerprint(rule_id, User(key=key), "")
    other = fingerprint(other_rule, User(key=other_key), "")
    same = (rule_id, key.casefold()) == (other_rule, other_key.casefold())
    assert (one == other) == same


def test_fingerprint_is_the_one_of_old() -> None:
    """A suppression of years ago still fits: this fingerprint never changes."""
    assert fingerprint("R2-RTE-001", ROUTE, "vx1.contoso.local") == "8d8882772e1c2e29"


@pytest.mark.parametrize("declared", all_rules(), ids=lambda declared: declared.id)
def test_no_rule_fails_on_bare_objects(declared: Rule) -> None:
    """Objects of which only the key is known make no rule raise."""
    from migrator.estate.catalogue import KINDS

    product = declared.products[0]
    estate = Estate([cls(key=key, product=product) for cls in KINDS.values() for key in ("a", "B")])
    prediction = predict(estate, attrs.evolve(CONTEXT, target=declared.targets[-1]), [declared])
    assert [f.message for f in prediction.findings if f.rule == "X0001"] == []
