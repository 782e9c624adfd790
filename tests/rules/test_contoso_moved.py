"""What the rules say of the OCS estates that show what the estate of the report does not have."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime

import pytest

from migrator.estate import provenance
from migrator.estate.estate import Estate
from migrator.rules.engine.catalogue import all_rules
from migrator.rules.engine.model import Context
from migrator.rules.engine.predict import predict
from migrator.rules.engine.prediction import Prediction
from migrator.sources.reading import Reading
from tests.sources.test_contoso_fixture import FIXTURES


def of_estate(name: str) -> Prediction:
    """The prediction for the fixture of that name."""
    reading = Reading([FIXTURES / name])
    items = list(reading.items())
    estate = Estate(items, collected=list(provenance.collected(reading.reports)))
    return predict(estate, Context(now=datetime(2013, 10, 10, tzinfo=UTC)), all_rules())


@pytest.fixture(scope="module")
def moved() -> Prediction:
    """The estate whose users and response groups were moved."""
    return of_estate("contoso-ocs2007r2-moved")


@pytest.fixture(scope="module")
def abroad() -> Prediction:
    """The estate of several countries."""
    return of_estate("contoso-ocs2007r2-abroad")


def counts(prediction: Prediction, *rules: str) -> dict[str, int]:
    """How many findings each of *rules* has."""
    found = Counter(finding.rule for finding in prediction.findings)
    return {rule: found[rule] for rule in rules}


def test_each_event_30951_has_one_meaning(moved: Prediction) -> None:
    """The event about a contact is expected after the move, the one about a user is damage: never both for one."""
    found = {f.rule: (f.message, str(f.severity)) for f in moved.findings if f.rule in ("RGS-F05", "R2-USR-008")}
    assert counts(moved, "RGS-F05", "R2-USR-008") == {"RGS-F05": 1, "R2-USR-008": 1}
    assert found["RGS-F05"][1] == "info"
    assert "contact" in found["RGS-F05"][0]
    assert "user" in found["R2-USR-008"][0]


def test_moved_contacts_are_expected(moved: Prediction) -> None:
    """The 19 that moved are told, as information, although the evidence of OCS names no pool of Lync."""
    told = {(str(f.severity), "was moved from" in f.message) for f in moved.findings if f.rule == "RGS-G03"}
    assert (counts(moved, "RGS-G03"), told) == ({"RGS-G03": 19}, {("info", True)})


def test_an_agent_whose_user_moved_is_no_orphan(moved: Prediction) -> None:
    """Users move before response groups: the only orphan is the one of the report."""
    assert [f.name for f in moved.findings if f.rule == "RGS-F08"] == ["Gary Bishop"]


def test_applications_of_the_product_are_not_moved_by_hand(moved: Prediction, abroad: Prediction) -> None:
    """Trusted services Acd, Caa, Cas and Ova of a pool are no UCMA applications, and depend on a pool."""
    assert counts(abroad, "R2-APP-002", "R2-MED-003") == {"R2-APP-002": 0, "R2-MED-003": 0}
    assert counts(moved, "R2-APP-002") == {"R2-APP-002": 0}


def test_a_mediation_server_of_its_own_class_counts(abroad: Prediction) -> None:
    """Routes to it keep their gateway; that the trusted services do not name it is told as not evaluated."""
    assert {f.name for f in abroad.findings if f.rule in ("R2-RTE-001", "R2-RTE-002")} == {"Emergency Japan"}
    (outcome,) = (o for o in abroad.outcomes if o.rule == "R2-MED-001")
    assert outcome.outcome == "not evaluated"
    assert "med-eu1.contoso.local" in outcome.reason
