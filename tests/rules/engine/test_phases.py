"""The phase that a finding blocks is that of the track the estate is on (migration.md 7.1 and 7.2)."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from migrator.estate.estate import Estate
from migrator.estate.kinds import Item
from migrator.estate.response_groups import AgentGroup
from migrator.estate.topology import Pool
from migrator.rules.engine.catalogue import all_rules
from migrator.rules.engine.model import LYNC2010, LYNC2013, R2, Context
from migrator.rules.engine.phases import phases_for, phases_text
from migrator.rules.engine.predict import predict
from migrator.rules.engine.readiness import readiness

RULES = {rule.id: rule for rule in all_rules()}
#: the phases of each track that rules name, with Microsoft's numbers
TRACKS = {
    R2: {"2 Prepare", "3 Pilot", "4 Merge", "6 Users pilot", "7 Edge", "8 Production", "9 Post", "10 Remove"},
    LYNC2010: {"3 Pilot", "4 Test users", "5 Edge", "6 Production", "7 Post", "8 Remove"},
}


def phases(*items: Item) -> set[str]:
    """The phases that the finding on an empty agent group among *items* blocks."""
    found = predict(Estate(items), Context(now=datetime(2014, 1, 8, tzinfo=UTC)), [RULES["RGS-G15"]])
    assert found.findings
    return {one.phase for one in readiness(found.findings, Estate(items))}


def group(product: str) -> AgentGroup:
    """An agent group without agents."""
    return AgentGroup(key=f"g-{product}", name="Sales", product=product)


@pytest.mark.parametrize("product", [R2, LYNC2010])
def test_a_shared_rule_names_the_phase_of_the_track_that_is_left(product: str) -> None:
    """Response groups are moved in another phase from OCS 2007 R2 than from Lync 2010."""
    assert phases(group(product)) == {{R2: "9 Post", LYNC2010: "7 Post"}[product]}


def test_an_object_of_the_target_is_on_the_track_of_the_estate() -> None:
    """What stands on Lync Server 2013 blocks the phase of what it came from, and both where nothing tells."""
    assert phases(group(LYNC2013), Pool(key="p", product=LYNC2010)) == {"7 Post"}
    assert phases(group(LYNC2013), Pool(key="p", product=R2)) == {"9 Post"}
    assert phases(group(LYNC2013)) == {"9 Post (OCS 2007 R2), 7 Post (Lync 2010)"}


@pytest.mark.parametrize("product", [R2, LYNC2010])
def test_every_phase_is_one_of_the_track(product: str) -> None:
    """No rule blocks a phase that the checklist of the product does not have; a rule of R2 may look at its target."""
    wrong = {
        rule.id: phases_text(phases_for(rule.phases, product, {product}))
        for rule in RULES.values()
        if product in rule.products
        and not (product == LYNC2010 and R2 not in rule.products and rule.id.startswith("R2-"))
        and phases_text(phases_for(rule.phases, product, {product})) not in {"", *TRACKS[product]}
    }
    assert wrong == {}
