"""`edge events` and `edge trace`: files without a project, grouped, counted, explained; memory stays flat."""

from __future__ import annotations

import json
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from migrator.__main__ import main
from migrator.app.edge_events import look_at_traces
from migrator.app.settings import Settings
from migrator.knowledge.base import known_entries
from migrator.resources import fixture
from tests.benchmarks.generators import write_trace

EVENT = """<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><Provider Name='{source}'/>
<EventID>{id}</EventID><Level>2</Level><TimeCreated SystemTime='{at}'/><EventRecordID>{record}</EventRecordID>
<Channel>{log}</Channel><Computer>{computer}</Computer></System><EventData><Data>{data}</Data></EventData>
<RenderingInfo Culture='{culture}'><Message>{text}</Message></RenderingInfo></Event>"""
RECORD = """\
TL_INFO(TF_PROTOCOL) [0]09D0.0FE8::11/13/2013-09:{minute:02}:10.123.0000{n:04x} (SIPStack,SIPAdminLog::Flush:A.cpp(2))
$$begin_record
Peer: 203.0.113.10:5061
Start-Line: {start}
From: "Anna"<sip:anna@contoso.com>;tag=1
To: <sip:ben@{domain}>;tag=2
{more}$$end_record
"""
REFUSED = "SIP/2.0 504 Server time-out"
Run = Callable[..., tuple[int, Any]]


def event(event_id: int, record: int, **values: str) -> str:
    """An event as wevtutil writes it."""
    usual = {
        "source": "LS Protocol Stack",
        "at": f"2014-03-03T09:30:{record:02}.000Z",
        "log": "Lync Server",
        "computer": "edge1.contoso.com",
        "data": "",
        "culture": "en-US",
        "text": "",
    }
    return EVENT.format(id=event_id, record=record, **{**usual, **values})


def record(n: int, start: str = REFUSED, domain: str = "fabrikam.com", *diagnostics: str, minute: int = 5) -> str:
    """A record of a server trace."""
    more = "".join(f'ms-diagnostics: {code};reason="R{code}";source="sip.contoso.com"\n' for code in diagnostics)
    return RECORD.format(n=n, start=start, domain=domain, more=more, minute=minute)


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command of a project that does not exist, on a file with this text; exit code and JSON or screen."""

    def invoke(command: str, text: str, *options: str) -> tuple[int, Any]:
        file = tmp_path / "evidence.txt"
        file.write_text(text, encoding="utf-8")
        code = main(["--project", str(tmp_path / "none.db"), "edge", command, str(file), *options])
        shown = capsys.readouterr().out
        assert not (tmp_path / "none.db").exists()
        return code, json.loads(shown) if "--json" in options else " ".join(shown.split())

    return invoke


@pytest.mark.ledger("S0-53")
def test_repeating_events_are_one_line_with_a_count(run: Run) -> None:
    """Fifty events of one id, some of another: one record each with count, first, last and meaning; exit code 0."""
    text = "TLS outgoing connection failures."
    events = [event(14428, n, text=text) for n in range(50)] + [event(14502, 50), event(5, 51, source="Contoso")]
    code, document = run("events", f"<Events>{''.join(events)}</Events>", "--json")
    assert code == 0
    assert set(document) >= {"findings", "outcomes", "records"}
    shown = {(r["id"], r["count"], r["first"][:19], r["last"][:19], r["known"][:1] == []) for r in document["records"]}
    assert shown == {
        ("14428", 50, "2014-03-03T09:30:00", "2014-03-03T09:30:49", False),
        ("14502", 1, "2014-03-03T09:30:50", "2014-03-03T09:30:50", False),
        ("5", 1, "2014-03-03T09:30:51", "2014-03-03T09:30:51", True),
    }
    assert [(f["rule"], f["severity"]) for f in document["findings"]] == [
        ("EVT-14428", "warning"),
        ("EVT-14502", "warning"),
    ]
    assert run("events", f"<Events>{''.join(events)}</Events>", "--threshold", "warning")[0] == 1


@pytest.mark.ledger("S4-68")
def test_events_of_one_second_about_one_endpoint_are_shown_together(run: Run) -> None:
    """30951, 31053 and 31189 of one second and endpoint name each other; those of another endpoint do not."""
    at = "2013-10-09T17:46:11.000Z"
    groups = {"source": "OCS Response Group Service", "log": "Office Communications Server", "at": at}
    users = {**groups, "source": "OCS User Services"}
    sales, other = "sip:rgs-sales@contoso.com", "sip:rgs-other@contoso.com"
    homed = (
        "Active Directory indicates that user is homed on a different server but user data exists on this server as "
        "well. Active Directory Object with guid {11111111-2222-3333-4444-555555555555} and SipUri "
        "rgs-sales@contoso.com is listed as being homed on CN=new"
    )
    events = [
        event(30951, 1, text=homed, **users),
        event(31053, 2, text=f"The following exception occurred with '{sales}': RegisterException - 482", **groups),
        event(31189, 3, text=f"Application endpoint associated with '{sales}' has been terminated", **groups),
        event(31189, 4, text=f"Application endpoint associated with '{other}' has been terminated", **groups),
    ]
    document = run("events", f"<Events>{''.join(events)}</Events>", "--json")[1]
    together = {r["id"]: [(b["id"], b["count"]) for b in r["together"]] for r in document["records"]}
    assert together["30951"] == [("31053", 1), ("31189", 1)]
    assert together["31053"] == [("30951", 1), ("31189", 1)]
    assert together["31189"] == [("30951", 1), ("31053", 1)]


def test_events_in_another_language_are_known_by_source_and_id(run: Run) -> None:
    """The same event in German is known; an event of another product with the same id is not."""
    german = event(14428, 1, culture="de-DE", text="Fehler bei ausgehenden TLS-Verbindungen.")
    foreign = event(14428, 2, source="MSExchange Transport", text="Something else.")
    document = run("events", f"<Events>{german}{foreign}</Events>", "--json")[1]
    assert {r["source"]: r["known"] for r in document["records"]} == {
        "LS Protocol Stack": ["EVT-14428"],
        "MSExchange Transport": [],
    }


@pytest.mark.ledger("S1-06", "S1-07")
def test_a_trace_has_a_finding_for_each_code_and_pair_of_domains(run: Run) -> None:
    """Records of a trace and a pasted header alone: findings with count and meaning; exit code 1."""
    text = "".join(
        [
            *(record(n, REFUSED, "fabrikam.com", "1027", minute=n) for n in range(3)),
            record(9, REFUSED, "litware.com", "1034"),
            record(10, "SIP/2.0 200 OK"),
        ]
    )
    code, document = run("trace", text, "--json")
    assert code == 1
    assert {(f["rule"], f["message"].partition(":")[0]) for f in document["findings"]} == {
        ("DIAG-1027", "ms-diagnostics 1027 from contoso.com to fabrikam.com, 3 times"),
        ("DIAG-1034", "ms-diagnostics 1034 from contoso.com to litware.com, 1 time"),
    }
    assert {(r["id"], r["count"]) for r in document["records"]} == {("1027", 3), ("1034", 1), ("200", 1)}
    pasted = 'ms-diagnostics:  1034;reason="Previous hop federated peer did not report diagnostic information"\n'
    code, document = run("trace", pasted, "--json")
    assert (code, [f["rule"] for f in document["findings"]]) == (1, ["DIAG-1034"])


@pytest.mark.ledger("S2-83")
def test_a_request_for_media_credentials_is_named(run: Run) -> None:
    """A SERVICE message towards port 5062 is known; another SERVICE message is not."""
    asked = record(1, "SERVICE sip:edge1.contoso.com:5062;grid SIP/2.0")
    other = record(2, "SERVICE sip:anna@contoso.com SIP/2.0")
    code, document = run("trace", asked + other, "--json")
    assert code == 0
    known = {tuple(r["known"]): (r["meaning"], r["is_expected"]) for r in document["records"]}
    assert known[("SIP-SERVICE-MRAS",)][1] is True
    assert known[("SIP-SERVICE-MRAS",)][0].startswith("A request for media credentials")
    assert known[()] == ("", None)
    call = ("$$end_record", "Call-ID: c1\n$$end_record")
    pair = asked.replace(*call) + record(3, "SIP/2.0 100 Trying").replace(*call)
    pair += record(4, "SIP/2.0 200 OK").replace(*call)
    code, document = run("trace", pair + record(2, "SIP/2.0 202 Accepted"), "--json")
    answers = {r["id"]: [(a["id"], a["count"]) for a in r["answers"]] for r in document["records"]}
    assert answers == {"SERVICE": [("200", 1)], "100": [], "200": [], "202": []}
    assert "Answered: 200 1x." in run("trace", pair)[1]
    assert "reader's belief" in known_entries()["SIP-SERVICE-MRAS"].basis


@pytest.mark.ledger("S2-49")
def test_media_between_two_internal_sides_leads_to_routes_and_reachability_first(run: Run) -> None:
    """The client's diagnosis of federated media names the internal interface of the Edge and its routes first."""
    said = "A federated call failed to establish due to a media connectivity failure where both endpoints are internal"
    text = f'ms-client-diagnostics: 25;reason="{said}"\n'
    document = run("trace", text, "--json")[1]
    (finding,) = document["findings"]
    assert finding["rule"] == "DIAG-25"
    remedy = finding["remediation"]
    assert remedy.index("internal interface of the Edge") < remedy.index("A/V Edge from outside")
    assert remedy.index("NIC-03") < remedy.index("TOP-14")


@pytest.mark.ledger("S1-22")
def test_how_to_take_a_trace_is_said(run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The help names the tool of each product and the ports; a snapshot without a trace says the same."""
    assert main(["edge", "trace", "--help"]) == 0
    shown = " ".join(capsys.readouterr().out.split())
    for words in ("OCSLogger.exe", "SipStack", "Start-CsClsLogging -Scenario NAME", "TCP 50001 to 50003"):
        assert words in shown
    project = ["--project", str(tmp_path / "m.db")]
    assert main([*project, "inventory", str(fixture("contoso-lync2010"))]) in (0, 5)
    capsys.readouterr()
    main([*project, "edge", "trace"])
    shown = " ".join(capsys.readouterr().out.split())
    assert "No trace was read" in shown
    assert "Search-CsClsLogging" in shown
    assert "DIAG-*" in shown


@pytest.mark.parametrize(("command", "text"), [("events", record(1)), ("trace", f"<Events>{event(5, 1)}</Events>")])
def test_evidence_of_another_kind_is_refused(command: str, text: str, run: Run) -> None:
    """A trace is no event log and the other way round: exit code 2, with the way out."""
    assert run(command, text)[0] == 2


def test_a_large_trace_takes_the_memory_of_its_groups(tmp_path: Path) -> None:
    """Twenty times the trace takes hardly more memory: records are counted, not kept."""
    project, now = str(tmp_path / "none.db"), Settings("").now()

    def peak(size: int) -> int:
        path = write_trace(tmp_path / f"{size}.txt", size_bytes=size)
        tracemalloc.start()
        look = look_at_traces(project, [path], snapshot=None, target="2013", now=now)
        used = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert sum(each.count for each in look.records) > size / 3000
        return used

    peak(100_000)
    small = peak(200_000)
    assert peak(2_000_000) < small + 4_000_000
