"""Kinds, rules and message templates are declared whole."""

from __future__ import annotations

import re
from pathlib import Path

import attrs
import msgspec
import pytest

import migrator
from migrator.estate.catalogue import KINDS
from migrator.estate.collection import WMI_CLASSES
from migrator.estate.kinds import Item, fields_of
from migrator.knowledge.base import known_entries
from migrator.knowledge.known_message import ExpectedWhen, KnownMessage
from migrator.rules.engine.catalogue import all_rules
from migrator.rules.engine.model import PAGE_HEADINGS, Grade, Rule
from migrator.rules.engine.phases import PHASES, phase_answer
from migrator.rules.engine.references import all_references

RULES = all_rules()
CHECKS = Path(migrator.__file__).parent / "rules" / "checks"
PHASE_IDS = {phase_answer(phase).partition(" ")[0] for phases in PHASES.values() for phase in phases}
#: errors that only say that another line says why
EXPLAINED_BY_OTHERS = {"SQL-TERMINATED"}
each_kind = pytest.mark.parametrize("cls", KINDS.values(), ids=KINDS)
each_rule = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)


@each_kind
def test_every_field_is_declared(cls: type[Item]) -> None:
    """Each field beyond those of every item has a label, a type and a default; labels are unique in their kind."""
    declared = fields_of(cls)
    own = [a.name for a in attrs.fields(cls) if a.name not in {b.name for b in attrs.fields(Item)}]
    assert [field.name for field in declared] == own
    labels = [field.label for field in declared]
    assert len(labels) == len(set(labels))
    # ms-diagnostics is a SIP header: its name has no capital
    assert [label for label in labels if label != label.strip() or not label[0].isupper()] in ([], ["ms-diagnostics"])
    cls(key="only a key is needed")


@each_kind
def test_references_name_kinds(cls: type[Item]) -> None:
    """A field refers to kinds that exist, and holds texts."""
    for field in fields_of(cls):
        assert set(field.refers_to) <= set(KINDS), field.name
        assert not field.refers_to or field.type in ("text", "list"), field.name


@each_kind
def test_kind_has_name_label_and_area(cls: type[Item]) -> None:
    """The name is a word of the command line; label and docstring are for people."""
    assert KINDS[cls.kind] is cls
    assert re.fullmatch(r"[a-z][a-z0-9_]*", cls.kind)
    assert cls.label
    assert cls.area
    assert cls.__doc__


def test_labels_are_unique() -> None:
    """No two kinds would have sheets of one name."""
    labels = [cls.label.casefold() for cls in KINDS.values()]
    assert len(labels) == len(set(labels))


@each_kind
def test_every_kind_survives_json(cls: type[Item]) -> None:
    """A bare item of each kind is stored and read back equal."""
    item = cls(key="k", product="ocs2007r2", extra={"a": [1, None]})
    assert msgspec.json.decode(msgspec.json.encode(item), type=cls) == item


def test_collection_names_kinds() -> None:
    """How to collect is told for kinds that exist only."""
    assert set(WMI_CLASSES) <= set(KINDS)


def test_rule_ids_are_unique() -> None:
    """No id is given twice, in any case."""
    ids = [rule.id.casefold() for rule in RULES]
    assert len(ids) == len(set(ids))


@each_rule
def test_rule_is_explained(rule: Rule) -> None:
    """The docstring has all sections; effect, remediation and source are given; the id is a word."""
    assert list(rule.page) == list(PAGE_HEADINGS)
    assert all(len(text) > 20 for text in rule.page.values())
    assert re.fullmatch(r"[A-Z][A-Z0-9]*(-[A-Z0-9]+)+[a-z]?", rule.id)
    for text in (rule.title, rule.wording.effect, rule.wording.remediation):
        assert text == text.strip() != ""
    assert not rule.title.endswith(".")
    assert rule.wording.message or rule.variants
    assert all(rule.wordings[variant].message for variant in rule.variants)
    assert rule.minutes > 0
    assert rule.products
    assert rule.targets


@each_rule
def test_b30_rule_names_published_sources(rule: Rule) -> None:
    """Each rule names references that readers can open, and no document of ours."""
    assert rule.references
    assert set(rule.references) <= set(all_references())
    assert not re.search(r"(migration|response-groups|edge-and-federation|formats|peers)\.md|\bseed\b", rule.basis)


@each_rule
def test_rule_cites_the_page_of_a_class_that_it_queries(rule: Rule) -> None:
    """A text that names a WMI class cites the page of that class: what it shows is then published."""
    wordings = rule.wordings.values()
    named = {name for each in wordings for name in re.findall(r"MSFT_\w+", f"{each.effect} {each.remediation}")}
    titles = " ".join(all_references()[id_].title for id_ in rule.references)
    assert {name for name in named if name not in titles} == set()


@pytest.mark.parametrize("entry", known_entries().values(), ids=lambda entry: entry.id)
def test_known_message_is_complete(entry: KnownMessage) -> None:
    """A known message was published, never inferred; what prints it, what it means and where it stands are said."""
    assert entry.grade in (Grade.OBSERVED, Grade.DOCUMENTED)
    is_code = bool(entry.diagnostics or entry.diagnostic_range or entry.statuses or entry.codes or entry.exceptions)
    assert bool(entry.cmdlet) != bool(entry.events) or is_code
    assert entry.level in ("INFORMATION", "WARNING", "ERROR") or is_code
    assert entry.text == entry.text.strip()
    assert entry.seen_in
    assert set(entry.references) <= set(all_references())
    assert entry.references
    assert entry.meaning.endswith(".")
    assert not entry.cure or entry.cure.endswith(".")
    assert not entry.source
    assert not entry.rule
    assert set(entry.phases) <= PHASE_IDS
    assert not entry.inner or entry.inner in entry.places
    assert set(entry.kinds) <= set(KINDS)
    assert entry.condition in ("", "inferred")
    assert entry.cure or entry.expected is not ExpectedWhen.NEVER or entry.inner or entry.id in EXPLAINED_BY_OTHERS


def test_predicted_messages_are_those_that_rules_name() -> None:
    """A message is marked as predicted if, and only if, a rule predicts it."""
    named = {
        id_ for path in CHECKS.glob("*.py") for id_ in re.findall(r'Predicted\("([\w-]+)"', path.read_text("utf-8"))
    }
    assert {entry.id for entry in known_entries().values() if entry.predicted} == named


def test_joined_lines_follow_their_opener() -> None:
    """A line joins one that is declared before it."""
    seen: set[str] = set()
    for entry in known_entries().values():
        assert not entry.joins or entry.joins in seen
        seen.add(entry.id)
