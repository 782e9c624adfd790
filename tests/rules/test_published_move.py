"""What the published report of a move from OCS 2007 R2 demands: told before the move, after it, and by its kit."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from migrator.estate import provenance
from migrator.estate.conferencing import AccessNumber, ConferenceDirectory
from migrator.estate.estate import Estate
from migrator.estate.kinds import Item
from migrator.estate.topology import Pool
from migrator.kit.scripts import kit_files
from migrator.response_groups.move import predict_move
from migrator.rules.engine.catalogue import all_rules
from migrator.rules.engine.model import Context
from migrator.rules.engine.predict import predict
from migrator.rules.engine.prediction import Finding, Prediction
from migrator.sources.reading import Reading

NOW = datetime(2013, 10, 10, tzinfo=UTC)
OBSERVED = "/applicationID:Microsoft.RTC.Applications.Acd"


def read(*folders: Path) -> Estate:
    """The estate of the evidence in these folders."""
    reading = Reading(list(folders))
    items = list(reading.items())
    return Estate(items, collected=list(provenance.collected(reading.reports)))


def of(prediction: Prediction, rule: str) -> list[Finding]:
    """The findings of one rule."""
    return [finding for finding in prediction.findings if finding.rule == rule]


@pytest.fixture(scope="module")
def legacy(contoso: Path) -> Estate:
    """The estate of the report."""
    return read(contoso)


@pytest.fixture(scope="module")
def before(legacy: Estate) -> Prediction:
    """What is told before the merge."""
    return predict(legacy, Context(now=NOW), all_rules())


@pytest.mark.ledger("S4-27", "S4-34", "S4-37", "S4-40")
def test_hybrid_gateways_are_told_before_the_merge(before: Prediction) -> None:
    """Per gateway: no Mediation Server, where it ends in the topology, no trunk, and the author's impression why."""
    found = of(before, "R2-MED-002")
    assert [finding.name for finding in found] == ["vx1.contoso.local", "vx2.contoso.local"]
    for finding in found:
        assert "not MediationServer" in finding.message
        assert "trusted application server in BackCompatSite; no gateway and no trunk" in finding.effect
        assert "had the impression that a Mediation Server joined to the domain is expected" in finding.effect
    (none,) = of(before, "R2-MED-001")
    assert "no legacy gateway or trunk reaches the Lync topology" in none.effect
    assert [m.text for m in before.messages if m.id == "MM3-HOST"] != []


@pytest.mark.ledger("S4-39")
def test_every_route_arrives_without_gateways(before: Prediction) -> None:
    """All seven routes are there after the import, with an empty list."""
    assert {finding.effect for finding in of(before, "R2-RTE-002")} == {
        "Route present, gateway list empty: calls that choose it fail."
    }
    assert len(of(before, "R2-RTE-002")) == 7


@pytest.mark.ledger("S4-48")
def test_the_export_is_told_as_observed(before: Prediction) -> None:
    """With the lost switch as unknown, the pool beside the gap, and as not runnable; in the kit too."""
    (finding,) = of(before, "R2-RGS-000")
    assert (
        "applicationsettingsexport.exe /backup /[UNKNOWN, ocspool.contoso.local?] "
        f"{OBSERVED} /file:ResponseGroupExport.xml"
    ) in finding.remediation
    assert "not runnable" in finding.remediation
    readme = kit_files("ocs2007r2", "1")["README.txt"]
    assert OBSERVED in readme
    assert "/backup /[UNKNOWN, your pool?]" in readme
    assert "not known to us" not in readme


@pytest.mark.ledger("S4-49", "S4-50", "S4-51")
def test_orphaned_and_renamed_agents_are_named_with_their_groups(before: Prediction) -> None:
    """The orphan, the renamed agent, and the groups to which he has to be added again."""
    (orphan,), (renamed,) = of(before, "RGS-F08"), of(before, "RGS-F07")
    assert (orphan.name, renamed.name) == ("Gary Bishop", "Emma Clarke")
    assert renamed.shown_evidence()["groups"] == "Sales London"


@pytest.mark.ledger("S4-53", "S4-56", "S4-57")
def test_the_move_is_explained_where_response_groups_exist(before: Prediction) -> None:
    """All or nothing, who answers afterwards, and what is required: users, application, package, account."""
    (finding,) = of(before, "R2-RGS-000")
    for part in ("all response groups of the pool or none", "From then on the new pool answers"):
        assert part in finding.effect
    for part in ("move all users first", "Response Group application", "OCSWMIBC.msi", "RTCUniversalServerAdmins"):
        assert part in finding.remediation
    assert "-Source ocspool.contoso.local" in finding.remediation
    (outcome,) = (o for o in before.outcomes if o.rule == "R2-RGS-002")
    assert (outcome.outcome, "Get-CsService" in " ".join(map(str, outcome.needs))) == ("not evaluated", True)


@pytest.mark.ledger("S4-54", "S4-56")
def test_each_object_is_moved_copied_changed_or_not(legacy: Estate, before: Prediction) -> None:
    """Contacts alone are moved, and with each it is told who answers afterwards."""
    move = predict_move(legacy, before)
    results = {str(each.result) for each in move.objects}
    assert results == {"will be moved", "will be copied", "will be copied changed", "will not be copied"}
    moved = [each for each in move.objects if each.result == "will be moved"]
    assert ({each.kind for each in moved}, len(moved)) == ({"application_contact"}, 20)
    told = {reason.sentence() for each in moved for reason in each.why}
    assert told == {"From the move on the pool of Lync answers the calls to it, the legacy pool no longer does"}


@pytest.mark.ledger("S4-79", "S4-81")
def test_a_directory_that_moved_too_early() -> None:
    """An error that tells both published texts and gives the commands with id and pools."""
    lync = "CN=1:1,CN=Pools,CN=RTC Service"
    items: list[Item] = [
        Pool(key="ocspool.contoso.local", product="ocs2007r2", fqdn="ocspool.contoso.local", aliases=("CN=ocspool",)),
        Pool(key="lyncpool.contoso.local", product="lync2013", fqdn="lyncpool.contoso.local", aliases=(lync,)),
        ConferenceDirectory(key="7", product="unknown", directory_id=7, pool=lync),
        AccessNumber(key="sip:caa@contoso.com", product="ocs2007r2", pool="CN=ocspool"),
    ]
    estate = Estate(items, collected=[("ocs2007r2", "conference_directory")])
    (finding,) = of(predict(estate, Context(now=NOW), all_rules()), "R2-CDIR-006")
    assert str(finding.severity) == "error"
    for part in ("Pool is not ready", "Microsoft wants", "one site found"):
        assert part in finding.effect
    commands = (
        "Move-CsConferenceDirectory -Identity 7 -TargetPool ocspool.contoso.local",
        "Move-CsConferenceDirectory -Identity 7 -TargetPool lyncpool.contoso.local",
    )
    assert [finding.remediation.index(command) for command in commands] == sorted(
        finding.remediation.index(command) for command in commands
    )
    assert "deactivate" in finding.remediation.lower()
