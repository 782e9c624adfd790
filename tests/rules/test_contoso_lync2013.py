"""The Contoso estate after its move: every fault that was planted is found, and its clean twin has none."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

from migrator.estate import provenance
from migrator.estate.estate import Estate
from migrator.response_groups.comparison import compare_response_groups, repair_script
from migrator.rules.engine.catalogue import all_rules
from migrator.rules.engine.model import Context
from migrator.rules.engine.predict import predict
from migrator.rules.engine.prediction import Finding, Prediction
from migrator.sources.reading import Reading

FIXTURES = Path(__file__).parents[2] / "fixtures"
AFTER, CLEAN = FIXTURES / "contoso-lync2013-after", FIXTURES / "contoso-lync2013-clean"
PLANTED = {
    "L10-CAA-002b": 1,
    "L10-VOI-001a": 1,
    "L10-VOI-002": 1,
    "L13-LEG-001": 1,
    "L13-LEG-002": 1,
    "L13-LEG-004": 1,
    "RGS-F03": 19,
    "RGS-F04": 48,
    "RGS-F08": 1,
    "RGS-F14": 1,
    "RGS-F16": 1,
}


def read(*folders: Path) -> Estate:
    """The estate of the evidence in these folders."""
    reading = Reading(list(folders))
    items = list(reading.items())
    return Estate(items, collected=list(provenance.collected(reading.reports)))


def predicted(*folders: Path) -> Prediction:
    """The prediction for the evidence in these folders."""
    context = Context(now=datetime(2013, 10, 10, tzinfo=UTC), answers={"countries": "GB"})
    return predict(read(*folders), context, all_rules())


@pytest.fixture(scope="module")
def after() -> Prediction:
    """The estate after the move alone."""
    return predicted(AFTER)


@pytest.fixture(scope="module")
def both(contoso: Path) -> Prediction:
    """The estate before and after the move, read together."""
    return predicted(contoso, AFTER)


def of(prediction: Prediction, rule: str) -> list[Finding]:
    """The findings of a rule about the new estate."""
    return [f for f in prediction.findings if f.rule == rule and f.product in ("", "lync2013")]


def test_generator_writes_the_committed_bytes(tmp_path: Path) -> None:
    """The committed files are exactly what the generator writes, none more and none fewer."""
    subprocess.run([sys.executable, FIXTURES / "generate_contoso_lync2013.py", tmp_path], check=True)
    written = {path.relative_to(tmp_path): path.read_bytes() for path in tmp_path.glob("*/*/*")}
    committed = {p.relative_to(FIXTURES): p.read_bytes() for p in FIXTURES.glob("contoso-lync2013-*/*/*")}
    assert written == committed


def test_the_clean_twin_has_no_finding() -> None:
    """Nothing is said of the estate in which every fault is repaired, and every file of it is read."""
    reading = Reading([CLEAN])
    items = list(reading.items())
    assert [report.path for report in reading.reports if report.unknown or report.rejected] == []
    assert {item.product for item in items} <= {"lync2013"}
    assert [finding.message for finding in predicted(CLEAN).findings] == []


def test_every_planted_fault_is_found_and_nothing_else(after: Prediction) -> None:
    """One finding for each fault, although the evidence is of the new pool alone."""
    assert Counter(finding.rule for finding in after.findings) == PLANTED
    names = {finding.rule: finding.name for finding in after.findings}
    assert names["L10-VOI-002"] == "Emergency Services"
    assert names["L13-LEG-004"] == "Returns"
    assert names["RGS-F16"] == "Travel"
    (left,) = of(after, "L13-LEG-001")
    assert left.message == "2 users are still on ocspool.contoso.local"
    assert left.shown_evidence()["users"] == "Andrew Finch; Helen Yates"


@pytest.mark.ledger("S4-83", "S4-85", "S4-86")
def test_an_access_number_without_region(after: Prediction, both: Prediction) -> None:
    """An error with the command filled in: the only region of the dial plans, and the one that it had before."""
    command = "-Identity 'sip:attendant.uk@contoso.com' -Regions 'UK' -ScopeToGlobal"
    for prediction in (after, both):
        (finding,) = of(prediction, "L10-CAA-002b")
        assert str(finding.severity) == "error"
        assert command in finding.remediation
        assert "may still work, but Outlook puts no number into meeting invitations" in finding.effect
    (compared,) = of(both, "L10-CAA-002b")
    assert compared.message.endswith("has no region; before the move it had UK")


@pytest.mark.ledger("S4-61", "S4-63")
def test_numbers_are_lost_and_owners_come_first(contoso: Path, after: Prediction, both: Prediction) -> None:
    """A warning without legacy evidence, an error with the number with it; owners first in text and script."""
    assert {str(finding.severity) for finding in of(after, "RGS-F03")} == {"warning"}
    lost = of(both, "RGS-F03")
    assert ({str(finding.severity) for finding in lost}, len(lost)) == ({"error"}, 20)
    (switchboard,) = (finding for finding in lost if finding.name == "Main Switchboard")
    assert "it was tel:+442079460100" in switchboard.message
    assert "$w.LineUri = 'TEL:+442079460100'" in switchboard.remediation
    assert switchboard.remediation.startswith("Owners first (RGS-F04)")
    assert [finding for finding in both.findings if finding.rule == "R2-RGS-001"] == []  # one finding for one state
    (legacy, *_) = (finding for finding in predicted(contoso).findings if finding.rule == "R2-RGS-001")
    assert legacy.remediation.index("owners (RGS-F04)") < legacy.remediation.index("set LineUri")
    script = repair_script(compare_response_groups(read(contoso), read(AFTER)), title="Contoso")
    assert script.index("OverwriteOwner") < script.index("$x.LineUri")


def test_what_was_active_before_is_an_error(both: Prediction) -> None:
    """With the legacy evidence the workflow that is switched off is an error, with the command."""
    (finding,) = of(both, "RGS-F16")
    assert (str(finding.severity), "$w.Active = $true" in finding.remediation) == ("error", True)


def test_a_directory_of_ocs_tells_both_orders(after: Prediction) -> None:
    """Two published texts say when to move it; the command has its id."""
    (finding,) = of(after, "L13-LEG-002")
    assert "Move-CsConferenceDirectory -Identity 1 -TargetPool" in finding.remediation
    assert "at the published site" in finding.remediation


def test_evidence_of_both_sides_of_the_move_agrees() -> None:
    """Read together with what OCS shows after the move, the same users, contact and directory were left behind."""
    both = predicted(FIXTURES / "contoso-ocs2007r2-moved", AFTER)
    found = {rule: [f.name for f in of(both, rule)] for rule in ("L13-LEG-002", "L13-LEG-004")}
    assert found == {"L13-LEG-002": ["1"], "L13-LEG-004": ["Returns"]}
    (users,) = (finding for finding in both.findings if finding.rule == "L13-LEG-001")
    assert users.shown_evidence()["users"] == "Andrew Finch; Helen Yates"
