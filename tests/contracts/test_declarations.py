"""Kinds, rules and message templates are declared whole."""

from __future__ import annotations

import re

import attrs
import msgspec
import pytest

from migrator.estate.catalogue import KINDS
from migrator.estate.collection import WMI_CLASSES
from migrator.estate.kinds import Item, fields_of
from migrator.rules.engine.catalogue import all_rules
from migrator.rules.engine.messages import Template, read_templates
from migrator.rules.engine.model import PAGE_HEADINGS, Grade, Rule
from migrator.rules.engine.references import all_references

RULES = all_rules()
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
def test_rule_names_published_sources(rule: Rule) -> None:
    """Each rule names references that readers can open, and no document of ours."""
    assert rule.references
    assert set(rule.references) <= set(all_references())
    assert not re.search(r"(migration|response-groups|edge-and-federation|formats|peers)\.md|\bseed\b", rule.basis)


@pytest.mark.parametrize("template", read_templates().values(), ids=lambda template: template.id)
def test_template_is_complete(template: Template) -> None:
    """A built-in line is observed or documented, never inferred; it has a cmdlet, a level and published sources."""
    assert template.grade in (Grade.OBSERVED, Grade.DOCUMENTED)
    assert template.cmdlet
    assert template.level
    assert template.text
    assert template.references
    assert set(template.references) <= set(all_references())


def test_joined_lines_follow_their_opener() -> None:
    """A line joins one that is declared before it."""
    seen: set[str] = set()
    for template in read_templates().values():
        assert not template.joins or template.joins in seen
        seen.add(template.id)
