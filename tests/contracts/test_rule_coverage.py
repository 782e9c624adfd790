"""Every rule of the domain documents is checked, or says why no evidence can decide it.

`domain_rule_ids.txt` lists the ids of migration.md 4 and 5, the failures F1 to F15 of response-groups.md 4.3,
L10-CLI-004, which was asked for since, and the ids of edge-and-federation.md.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from migrator.rules.engine.catalogue import all_rules, former_ids
from migrator.rules.engine.pages import undecidable

IDS = tuple((Path(__file__).parent / "domain_rule_ids.txt").read_text("ascii").split())
#: a letter tells the rules apart that check parts of one id
RULES = frozenset(
    id_.rstrip("abcdefghijklmnopqrstuvwxyz") for rule in all_rules() for id_ in (rule.id, *former_ids(rule.id))
)


def test_ids_are_listed_once() -> None:
    """The list holds the 169 ids, 15 failures, the one that was asked for since and 116 of the Edge, none twice."""
    assert len(set(IDS)) == len(IDS) == 301


@pytest.mark.parametrize("id_", IDS)
def test_id_is_covered(id_: str) -> None:
    """The id is a rule, or several with a letter each, or stands in undecidable.toml, never both and never neither."""
    assert (id_ in RULES) != (id_ in undecidable())


def test_undecidable_ids_are_of_the_documents() -> None:
    """What cannot be decided is an id of the documents, with a reason that is a sentence."""
    assert set(undecidable()) <= set(IDS)
    assert all(reason.endswith(".") and len(reason) > 30 for reason in undecidable().values())
