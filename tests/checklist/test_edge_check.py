"""The check list of federation: six sections in their order, each point from evidence, with cure and verification."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from migrator.checklist.edge_check import CheckedPoint, PointState, checked, points, rules_of_points
from migrator.documents.shapes.edge_check import edge_check_document
from migrator.estate.estate import Estate
from migrator.estate.external import AccessEdgeSettings, AllowedDomain
from migrator.estate.kinds import Item
from migrator.estate.topology import EdgePool, SipDomain, Site
from migrator.network.federation import federation_of
from migrator.rules.engine.catalogue import all_rules
from migrator.rules.engine.cures import by_cure
from migrator.rules.engine.model import Context
from migrator.rules.engine.predict import predict
from migrator.rules.engine.prediction import Prediction
from migrator.terminal.edge_check import print_check

NOW = datetime(2014, 1, 8, tzinfo=UTC)
FAULTY = (
    Site(key="London", product="lync2010", name="London"),
    EdgePool(
        key="edge.c.local",
        product="lync2010",
        fqdn="edge.c.local",
        access_fqdn="131.107.155.10",
        federation_enabled=False,
        ports=("AccessEdgeClientSipPort=5061",),
    ),
    SipDomain(key="contoso.com", product="lync2010", name="contoso.com"),
    AccessEdgeSettings(key="Global", product="lync2010", allow_federated=False, partner_discovery=False),
    AllowedDomain(key="fabrikam.com", product="lync2010"),
)


def prediction_of(*items: Item) -> Prediction:
    """What the rules of the points say of a few objects."""
    rules = [rule for rule in all_rules() if rule.id in rules_of_points()]
    return predict(Estate(items), Context(now=NOW), rules)


def by_id(*items: Item) -> dict[str, CheckedPoint]:
    """Each point of the list, by its id."""
    return {each.point.id: each for each in checked(prediction_of(*items), Estate(items))}


@pytest.mark.ledger("S0-02")
def test_the_sections_stand_in_their_order_and_tracing_last() -> None:
    """Topology, Edge pool, Control Panel, DNS, firewall, events; the trace is the last point; every rule exists."""
    assert list(dict.fromkeys(point.section for point in points())) == [
        "Topology",
        "Edge pool",
        "Control Panel",
        "DNS",
        "Firewall",
        "Events",
    ]
    assert "trace" in points()[-1].title
    assert set(rules_of_points()) <= {rule.id for rule in all_rules()}
    assert len({point.id for point in points()}) == len(points())


@pytest.mark.ledger("S0-02", "S0-54")
def test_faults_fail_their_points_with_cure_and_verification() -> None:
    """Each fault is a failed point; its cure names dialog, tab and box as published, and a command verifies it."""
    made = by_id(*FAULTY)
    for id_, rule, cure in (
        ("CHK-11", "TOP-01", "site > Edit Properties > Federation route > Enable SIP federation"),
        ("CHK-21", "TOP-04", "General > Enable federation for this Edge pool (Port 5061)"),
        ("CHK-22", "TOP-06", "General > Next hop selection"),
        ("CHK-23", "TOP-07", "put the fully qualified domain name in place of the address"),
        ("CHK-31", "ACC-01", 'Box "Enable federation and public IM connectivity"'),
    ):
        assert made[id_].state is PointState.FAILED, id_
        (finding,) = [f for f in made[id_].findings if f.rule == rule]
        assert cure in finding.remediation
        assert made[id_].point.verify


def test_an_edge_of_ocs_is_checked_by_its_own_settings() -> None:
    """Federation off fails both points that say it is on, on passes both, unknown neither; the words are of OCS."""
    edge = EdgePool(key="edge1", product="ocs2007r2", fqdn="edge1.c.local", ports=("APExternalFederationPort=5061",))
    partner = AllowedDomain(key="fabrikam.com", product="ocs2007r2")

    def states(*settings: AccessEdgeSettings) -> set[PointState]:
        made = by_id(edge, partner, *settings)
        assert "Get-Cs" not in " ".join((*made["CHK-21"].needs, *made["CHK-31"].needs, made["CHK-31"].point.verify))
        assert "Office Communications Server" in made["CHK-61"].point.title
        return {made["CHK-21"].state, made["CHK-31"].state}

    def setting(allow: bool | None) -> AccessEdgeSettings:
        unknown = ("allow_federated",) if allow is None else ()
        return AccessEdgeSettings(key="{0}", product="ocs2007r2", allow_federated=allow, unknown=unknown)

    assert states(setting(False)) == {PointState.FAILED}
    assert states(setting(True)) == {PointState.PASSED}
    assert states(setting(None)) == states() == {PointState.NOT_EVALUATED}
    of_lync = by_id(edge, EdgePool(key="e", product="lync2013", fqdn="e.c.local"))["CHK-21"]
    assert of_lync.point.rules == ("TOP-04", "TOP-05")


@pytest.mark.ledger("S0-02")
def test_what_no_evidence_shows_is_not_passed() -> None:
    """Without evidence no point is passed, and each says what would supply it."""
    made = by_id(Site(key="London", product="lync2010", federation_route="EdgeServer:e"))
    assert made["CHK-31"].state is PointState.NOT_EVALUATED
    assert any("Get-CsAccessEdgeConfiguration" in need for need in made["CHK-31"].needs)
    assert made["CHK-62"].state is PointState.NOT_EVALUATED
    assert all(each.needs for each in made.values() if each.state is PointState.NOT_EVALUATED)


def test_the_document_names_rules_and_needs() -> None:
    """The JSON has the points with id, title, outcome, rules and needs beside findings and outcomes."""
    prediction = prediction_of(*FAULTY)
    document = edge_check_document(checked(prediction, Estate(FAULTY)), federation_of(Estate(FAULTY)), prediction, ())
    (point,) = [each for each in document.points if each.id == "CHK-31"]
    assert (point.outcome, point.rules, point.needs) == ("failed", ("ACC-01",), ())
    assert (document.federation.state, document.federation.allowed_domains) == ("off", 1)
    assert set(point.findings) <= {finding.fingerprint for finding in document.findings}


def test_the_screen_begins_with_the_first_fault(capsys: pytest.CaptureFixture[str]) -> None:
    """The word for federation, the counts and the point to begin with stand before the list."""
    print_check(checked(prediction_of(*FAULTY), Estate(FAULTY)), federation_of(Estate(FAULTY)))
    head, first, second, *_ = capsys.readouterr().out.splitlines()
    assert head == "Federation is off; allowed domains: 1"
    assert "failed" in first
    assert second.startswith("Begin with CHK-11: ")


@pytest.mark.ledger("S0-15")
def test_federation_is_called_open_closed_or_off() -> None:
    """The word is derived from the settings, and closed federation names the number of its domains."""
    allowed = AllowedDomain(key="fabrikam.com", product="lync2010")

    def said(**settings: bool) -> list[str]:
        found = prediction_of(AccessEdgeSettings(key="Global", product="lync2010", **settings), allowed).findings
        return [finding.message for finding in found if finding.rule in ("ACC-01", "ACC-02")]

    def state(**settings: bool) -> tuple[str, int]:
        made = federation_of(Estate([AccessEdgeSettings(key="Global", product="lync2010", **settings), allowed]))
        return made.state.value, made.allowed_domains

    assert state(allow_federated=True, partner_discovery=True) == ("open", 1)
    assert state(allow_federated=True, partner_discovery=False) == ("closed", 1)
    assert state(allow_federated=False, partner_discovery=True) == ("off", 1)
    assert state(allow_federated=True) == ("not known", 1)
    assert federation_of(Estate([])).state.value == "not known"
    assert said(allow_federated=True, partner_discovery=True) == []
    assert said(allow_federated=True, partner_discovery=False) == [
        "Federation is closed: only the allowed domains (1) can federate"
    ]
    assert said(allow_federated=False, partner_discovery=False) == [
        "AllowFederatedUsers is False, although federation is set up: allowed domains"
    ]


def test_an_estate_without_an_edge_passes_no_point(capsys: pytest.CaptureFixture[str]) -> None:
    """No Edge was found: nothing of it is "passed"; where nobody asked for one, points wait for evidence."""
    sip = SipDomain(key="contoso.com", product="lync2010", name="contoso.com")
    asked = Estate([sip], collected=[("lync2010", EdgePool.kind)])
    found = checked(prediction_of(sip), asked)
    assert {each.state for each in found} == {PointState.NOT_APPLICABLE}
    print_check(found, federation_of(asked))
    assert "The evidence has no Edge Server" in capsys.readouterr().out
    assert PointState.NOT_EVALUATED in {each.state for each in by_id(sip).values()}


def test_what_one_cure_mends_stands_together() -> None:
    """Two sentences of one rule with one cure are one group; what is said twice stands once."""
    found = [f for point in by_id(*FAULTY).values() for f in point.findings]
    (first, *_) = by_cure([*found, *found])
    assert len(first.findings) == len({f.message for f in found if (f.rule, f.remediation) == (first.rule, first.cure)})
    assert sum(len(group.findings) for group in by_cure(found)) == len({(f.rule, f.message) for f in found})
