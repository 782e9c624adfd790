"""The faulty Edge fault by fault, and its healthy twin without a finding, in three languages of Windows."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest

from migrator.estate.estate import Estate
from migrator.estate.evidence import Listener
from migrator.estate.provenance import collected, incomplete
from migrator.rules.engine.catalogue import all_rules
from migrator.rules.engine.model import Context
from migrator.rules.engine.predict import predict
from migrator.rules.engine.prediction import Prediction
from migrator.sources.reading import Reading

FIXTURES = Path(__file__).parents[2] / "fixtures"
RULES = [rule for rule in all_rules() if rule.id.startswith(("PORT-", "NIC-", "REP-", "CERT-", "TOP-01"))]
#: rule, and how its finding begins; the row of the requirements is the name of the test
FAULTS = [
    pytest.param(
        "PORT-01",
        "MRASSvc.exe does not listen on 172.16.1.41:5062 (TCP, internal interface) of edge01",
        id="S2-20",
        marks=pytest.mark.ledger("S2-20"),
    ),
    pytest.param(
        "PORT-01",
        "MediaRelaySvc.exe does not listen on 172.16.1.41:3478 (UDP, internal interface) of edge01",
        id="S2-26",
        marks=pytest.mark.ledger("S2-26"),
    ),
    pytest.param("PORT-02", "System holds 192.0.2.12:443 (TCP, Web Conferencing Edge) of edge01", id="PORT-02"),
    pytest.param(
        "PORT-12",
        "DataProxy.exe of edge01.contoso.local listens on its internal interface and not on its Web",
        id="S2-79",
        marks=pytest.mark.ledger("S2-79"),
    ),
    pytest.param(
        "NIC-01",
        "The internal adapter Internal of edge01.contoso.local has a default gateway (172.16.1.1)",
        id="S2-57",
        marks=pytest.mark.ledger("S2-57"),
    ),
    pytest.param(
        "PORT-20",
        "Service Lync Server Access Edge (RTCSRV, RTCSrv.exe) of edge02.contoso.local is stopped",
        id="S2-08",
        marks=pytest.mark.ledger("S2-08"),
    ),
    pytest.param(
        "PORT-01",
        "RTCSrv.exe does not listen on 172.16.1.42:5061 (TCP, internal interface) of edge02",
        id="S2-19",
        marks=pytest.mark.ledger("S2-19"),
    ),
    pytest.param(
        "PORT-01",
        "RTCSrv.exe does not listen on 192.0.2.21:443 (TCP, Access Edge) of edge02",
        id="S2-22",
        marks=pytest.mark.ledger("S2-22"),
    ),
    pytest.param(
        "PORT-03",
        "Federation is enabled, but RTCSrv.exe does not listen on 192.0.2.21:5061 (Access Edge)",
        id="S2-23",
        marks=pytest.mark.ledger("S2-23"),
    ),
    pytest.param(
        "PORT-11",
        "A/V authentication (MRASSvc.exe) listens on the external address 192.0.2.21:5062 of edge02",
        id="S2-28",
        marks=pytest.mark.ledger("S2-28"),
    ),
    pytest.param(
        "NIC-03",
        "No persistent route of edge02.contoso.local leads to 10.10.1.0/24, 10.10.7.0/24",
        id="S0-27",
        marks=pytest.mark.ledger("S0-27"),
    ),
    pytest.param(
        "PORT-01",
        "ReplicaReplicatorAgent.exe does not listen on all addresses:4443 (TCP, all addresses) of edge03",
        id="S2-17",
        marks=pytest.mark.ledger("S2-17"),
    ),
    pytest.param(
        "PORT-01",
        "MediaRelaySvc.exe does not listen on 172.16.1.43:443 (TCP, internal interface) of edge03",
        id="S2-18",
        marks=pytest.mark.ledger("S2-18"),
    ),
    pytest.param(
        "PORT-10",
        "2 rows of edge03.contoso.local listen on TCP 192.0.2.31:443: RTCSrv.exe, httpd.exe",
        id="S2-13",
        marks=pytest.mark.ledger("S2-13"),
    ),
    pytest.param(
        "PORT-14",
        "1 connection from internal addresses to Access Edge 192.0.2.31:443 of edge03",
        id="S2-62",
        marks=pytest.mark.ledger("S2-62"),
    ),
    pytest.param(
        "PORT-15",
        "10.10.1.11 is connected to the replica agent on the external address 192.0.2.31:4443",
        id="S2-27",
        marks=pytest.mark.ledger("S2-27"),
    ),
    pytest.param(
        "PORT-11",
        "The media relay (MediaRelaySvc.exe) has media ports on 192.0.2.32 of edge03",
        id="S2-31",
        marks=pytest.mark.ledger("S2-31"),
    ),
    pytest.param(
        "NIC-07", "The hosts file of edge03.contoso.local gives fe01.contoso.local the address 10.10.1.200", id="NIC-07"
    ),
    pytest.param(
        "PORT-13",
        "edge03.contoso.local is connected to 10.10.1.99 on TCP 5061, which is not its next hop",
        id="PORT-13",
    ),
    pytest.param(
        "REP-01",
        "The replica of edge03.contoso.local is not up to date; its last report is of 2014-03-03 06:30",
        id="REP-01",
    ),
    pytest.param(
        "TOP-01",
        "SIP federation is disabled at site London, although federation is set up",
        id="S0-03",
        marks=pytest.mark.ledger("S0-03"),
    ),
    pytest.param(
        "CERT-01",
        "Certificate sip.contoso.com (ADB97CD4) of Edge pool edgepool.contoso.local lacks sip.contoso.co.uk among",
        id="S2-29",
        marks=pytest.mark.ledger("S2-29"),
    ),
    pytest.param(
        "CERT-04",
        "Certificate sip.contoso.com (BE02F3BA) of Edge pool edgepool.contoso.local has the wildcard *.contoso.com",
        id="CERT-04",
    ),
    pytest.param(
        "CERT-05",
        "Certificate edgepool.contoso.local (D3E9AE4F) of edge02.contoso.local for Internal expired on",
        id="CERT-05",
    ),
    pytest.param(
        "CERT-05",
        "Certificate edgepool.contoso.local (39E6FF6E) of edge01.contoso.local for Internal expires on 2014-03-20",
        id="CERT-05, soon",
    ),
    pytest.param(
        "CERT-06",
        "The servers of Edge pool edgepool.contoso.local have different certificates of use AccessEdgeExternal",
        id="CERT-06",
    ),
    pytest.param(
        "CERT-11",
        "The issuer of certificate sip.contoso.com (ADB97CD4), CN=Fabrikam Public CA 1, O=Fabrikam, is neither",
        id="S0-45",
        marks=pytest.mark.ledger("S0-45"),
    ),
    pytest.param(
        "CERT-12",
        "Fabrikam Public CA 1 (3EA0BEF1) is in the Root store of edge01.contoso.local, but",
        id="S0-45, misplaced",
        marks=pytest.mark.ledger("S0-45"),
    ),
    pytest.param(
        "CERT-14",
        "The internal certificate edge03.contoso.local (C64E9E8C) has the subject edge03.contoso.local",
        id="S2-30",
        marks=pytest.mark.ledger("S2-30"),
    ),
]


@cache
def read(name: str) -> tuple[Estate, tuple[str, ...]]:
    """The estate of a fixture, and the files of which something was lost."""
    reading = Reading([FIXTURES / name])
    items = list(reading.items())
    estate = Estate(items, collected=collected(reading.reports), incomplete=incomplete(reading.reports))
    return estate, tuple(report.path for report in reading.reports if report.has_losses)


@cache
def looked_at(name: str) -> Prediction:
    """What the rules say of it."""
    return predict(read(name)[0], Context(now=datetime(2014, 3, 3, tzinfo=UTC)), RULES)


def test_the_files_are_those_of_the_generator(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is committed is what the generator writes, byte by byte."""
    monkeypatch.syspath_prepend(str(FIXTURES))
    import generate_edge

    for name, faults in (("edge-healthy", generate_edge.HEALTHY), ("edge-faulty", generate_edge.FAULTY)):
        for path, content in generate_edge.files(faults).items():
            assert (FIXTURES / name / path).read_bytes() == content, path
    for module in [name for name in sys.modules if name.startswith(("edge_estate", "generate_edge"))]:
        monkeypatch.delitem(sys.modules, module)


@pytest.mark.parametrize("name", ["edge-healthy", "edge-faulty"])
def test_nothing_of_the_evidence_is_lost(name: str) -> None:
    """Every output is read in full, whatever the language of Windows."""
    assert read(name)[1] == ()
    domain = "contoso.local" if name == "edge-faulty" else "emea.contoso.com"
    assert {socket.machine for socket in read(name)[0].of(Listener)} == {
        f"edge0{number}.{domain}" for number in (1, 2, 3)
    }


@pytest.mark.parametrize(("rule", "says"), FAULTS)
def test_each_fault_is_found(rule: str, says: str) -> None:
    """The fault of the row is a finding of the faulty estate."""
    messages = [finding.message for finding in looked_at("edge-faulty").findings if finding.rule == rule]
    assert [message for message in messages if message.startswith(says)], messages


def test_the_healthy_twin_has_no_finding() -> None:
    """No rule reports anything, then or today; what is not evaluated asks for answers, logs, tests and certificates."""
    for now in (datetime(2014, 3, 3, tzinfo=UTC), datetime.now(UTC)):
        prediction = predict(read("edge-healthy")[0], Context(now=now), list(all_rules()))
        assert [(finding.rule, finding.message) for finding in prediction.findings] == []
    waiting = {outcome.rule for outcome in looked_at("edge-healthy").outcomes if outcome.outcome == "not evaluated"}
    assert waiting == {
        "CERT-08",
        "CERT-09",
        "CERT-10",
        "CERT-19",
        "NIC-08",
        "PORT-07",
        "PORT-21",
        "PORT-22",
        "PORT-23",
        "PORT-24",
        "REP-02",
    }


@pytest.mark.ledger("S2-48")
def test_routes_to_add_are_printed_as_commands() -> None:
    """Three blocks in general; for a block that holds an external address, one line per network and why."""
    (found,) = [f for f in looked_at("edge-faulty").findings if f.rule == "NIC-03"]
    assert "route -p add 10.0.0.0 mask 255.0.0.0 GATEWAY; route -p add 172.16.0.0 mask 255.240.0.0 GATEWAY" in (
        found.remediation
    )
    assert "route -p add 192.168.0.0 mask 255.255.0.0 GATEWAY" in found.remediation


@pytest.mark.ledger("S2-32", "S2-63")
def test_nat_inside_is_not_supported_and_overlapping_subnets_are_unsure() -> None:
    """The answer makes it an error; that overlapping subnets could use the relay is said as what no source settles."""
    context = Context(now=datetime(2014, 3, 3, tzinfo=UTC), answers={"edge_internal_nat": "yes"})
    (found,) = predict(read("edge-healthy")[0], context, [r for r in RULES if r.id == "PORT-23"]).findings
    assert (found.severity, "not supported" in found.message) == ("error", True)
    assert "no source says for certain" in found.effect
