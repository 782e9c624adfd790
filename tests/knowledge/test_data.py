"""Every known message and symptom refers to rules, sources and phases that exist."""

from __future__ import annotations

import pytest

from migrator.knowledge.base import known_entries
from migrator.knowledge.known_message import Cause, KnownMessage
from migrator.knowledge.symptom import Symptom, known_symptoms
from migrator.rules.engine.catalogue import all_rules
from migrator.rules.engine.references import all_references

_RULES = {rule.id for rule in all_rules()}
_KNOWN = (*known_entries().values(), *known_symptoms().values())


@pytest.mark.parametrize("known", _KNOWN, ids=[known.id for known in _KNOWN])
def test_what_it_names_exists(known: KnownMessage | Symptom) -> None:
    """Rules, sources and messages are named by ids that exist, and each cause has a check."""
    assert {rule for cause in known.causes for rule in cause.rules} <= _RULES
    assert set(known.references) <= all_references().keys()
    if isinstance(known, Symptom):
        assert set(known.messages) <= set(known_entries())
        _check_symptom(known)
    for cause in known.causes:
        assert cause.rules or cause.command or cause.look, cause.cause
        assert set(cause.shown_by) <= set(cause.rules), cause.cause


def _check_symptom(symptom: Symptom) -> None:
    options = {question.name: question.options for question in symptom.questions}
    for question in symptom.questions:
        assert set(question.leads_to) <= set(question.options)
        assert set(question.leads_to.values()) <= set(known_symptoms())
    for cause in symptom.causes:
        _check_answers(cause, options)
    assert symptom.causes or symptom.unsolved
    assert symptom.references or symptom.remarks


def _check_answers(cause: Cause, options: dict[str, tuple[str, ...]]) -> None:
    for name, answer in cause.when.items():
        assert answer in options[name]
