"""An id of an older version still names the rule that took it over: on the command line, and in decisions."""

from __future__ import annotations

import pytest

from migrator.rules.engine import catalogue
from migrator.rules.engine.catalogue import all_rules, former_ids, names_rule


def test_an_id_that_was_taken_over_names_its_new_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    """The old id names each rule that took over a part of it, and nothing else; letters of one id still count."""
    monkeypatch.setattr(catalogue, "REPLACED", {"R2-DNS-001": ("DNS-10", "DNS-11")})
    assert former_ids("DNS-10") == ("R2-DNS-001",)
    assert names_rule("r2-dns-001", "DNS-11")
    assert names_rule("R2-DNS-*", "DNS-10")
    assert not names_rule("R2-DNS-001", "DNS-01")
    assert former_ids("L10-VOI-001a") == ("L10-VOI-001",)


def test_old_ids_lead_to_rules_that_exist() -> None:
    """Every rule that is named as the new one is a rule, and no old id is still a rule of its own."""
    known = {rule.id for rule in all_rules()}
    assert {new for rules in catalogue.REPLACED.values() for new in rules} <= known
    assert not known & set(catalogue.REPLACED)
