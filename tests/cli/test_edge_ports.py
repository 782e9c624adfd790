"""`edge ports`: an Edge against what its topology needs, beside the snapshot."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from migrator.__main__ import main
from migrator.app.edge_ports import PortsLook, look_at_ports
from migrator.app.live_ports import Place, look_at_ways
from migrator.app.settings import Settings
from migrator.estate.estate import Estate
from migrator.probes.tcp import Look, Reach
from migrator.probes.tcp import look as probe
from migrator.resources import fixture
from migrator.terminal.edge_ports import print_ports
from tests.network.estates import edge_pool, edge_server

NETSTAT = next(iter(sorted(fixture("contoso-lync2010").glob("*EDGE01*/netstat.txt"))), None)


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A project with the Contoso estate of Lync 2010."""
    path = str(tmp_path_factory.mktemp("edge") / "migration.db")
    assert main(["--project", path, "inventory", str(fixture("contoso-lync2010"))]) == 0
    return path


def sockets() -> str:
    """The netstat of the Edge, decoded."""
    assert NETSTAT is not None
    return NETSTAT.read_bytes().decode("utf-16")


def without(text: str, *local: str) -> str:
    """The text without the rows of some local addresses, and without the owners below them."""
    lines = text.splitlines()
    gone = {n for n, line in enumerate(lines) if any(f" {address} " in line for address in local)}
    return "\r\n".join(line for n, line in enumerate(lines) if n not in gone and n - 1 not in gone) + "\r\n"


def run(project: str, capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, Any]:
    """Exit code and JSON document."""
    capsys.readouterr()
    code = main(["--project", project, "edge", "ports", *arguments, "--json"])
    return code, json.loads(capsys.readouterr().out)


def test_a_clean_edge_says_so_in_one_line(project: str, capsys: pytest.CaptureFixture[str]) -> None:
    """The estate of the snapshot has all eleven listeners; no finding, exit code 0."""
    capsys.readouterr()
    assert main(["--project", project, "edge", "ports"]) == 0
    assert "edge01.contoso.local: nothing is wrong; 11 of 11 expected listeners there" in capsys.readouterr().out


@pytest.mark.ledger("S2-14", "S2-20", "S2-21")
def test_a_new_netstat_takes_the_place_of_the_stored_one(
    project: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """Rows that were there when the estate was read and are gone now are reported as absent, each with its purpose."""
    file = tmp_path / "netstat.txt"
    file.write_text(without(sockets(), "172.16.1.41:5062", "172.16.1.41:8057", "172.16.1.41:3478"), "utf-8")
    code, document = run(project, capsys, str(file))
    absent = {(f["rule"], f["message"].split(" of ")[0]) for f in document["findings"] if f["rule"] == "PORT-01"}
    assert code == 1
    assert absent == {
        ("PORT-01", "MRASSvc.exe does not listen on 172.16.1.41:5062 (TCP, internal interface)"),
        ("PORT-01", "DataProxy.exe does not listen on 172.16.1.41:8057 (TCP, internal interface)"),
        ("PORT-01", "MediaRelaySvc.exe does not listen on 172.16.1.41:3478 (UDP, internal interface)"),
    }
    records = {(r["port"], r["interface"]): r["verdict"] for r in document["records"]}
    assert records[5062, "internal interface"] == "absent"
    assert records[443, "Access Edge"] == "listening"


@pytest.mark.ledger("S2-35", "S2-82")
def test_a_part_of_netstat_shows_nothing_of_what_it_leaves_out(
    project: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """`-p tcp` leaves out UDP, findstr other ports: these are not absent; TCP and UDP in two files are one server."""
    lines = [line for line in sockets().splitlines() if not line.startswith((" [", " Can")) and line != "  RpcSs"]
    tcp, udp, filtered = tmp_path / "tcp.txt", tmp_path / "udp.txt", tmp_path / "filtered.txt"
    tcp.write_text("".join(f"{line}\r\n" for line in lines if "UDP " not in line), "utf-8")
    udp.write_text("".join(f"{line}\r\n" for line in lines if "TCP " not in line), "utf-8")
    filtered.write_text("".join(f"{line}\r\n" for line in lines if ":5" in line), "utf-8")
    for files, not_shown in (([tcp], 2), ([filtered], 8), ([tcp, udp], 0)):
        code, made = run(project, capsys, *map(str, files))
        verdicts = [record["verdict"] for record in made["records"]]
        assert (code, "absent" in verdicts, verdicts.count("not shown")) == (0, False, not_shown), files


def test_the_stored_netstat_that_names_no_server_is_not_added_to_the_new_one(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """One netstat, read with the estate and given again: no row is there twice."""
    text = without(sockets(), "172.16.1.41:5062")
    (tmp_path / "netstat.txt").write_text(text, "utf-8")
    of_edge = {"Identity": "EdgeServer:edge01.contoso.local", "PoolFqdn": "edge01.contoso.local", "Version": "5"}
    listed = "".join(f"{name:<8} : {value}\n" for name, value in {**of_edge, "Role": "EdgeServer"}.items())
    (tmp_path / "Get-CsService.txt").write_text(f"\n{listed}\n", "utf-8")
    own = str(tmp_path / "p.db")
    assert main(["--project", own, "inventory", str(tmp_path)]) in (0, 5)
    _, made = run(own, capsys, str(tmp_path / "netstat.txt"))
    assert made["records"]
    assert not [finding for finding in made["findings"] if finding["rule"] == "PORT-10"]


def test_a_program_that_took_the_port_is_named(
    project: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """The executable of the new output counts, not that of the stored one."""
    file = tmp_path / "netstat.txt"
    text = sockets().replace(
        "192.0.2.42:443         0.0.0.0:0              LISTENING       2036\r\n [DataProxy.exe]",
        "192.0.2.42:443         0.0.0.0:0              LISTENING       4\r\n Can not obtain ownership information",
    )
    assert "Can not" in text
    file.write_text(text, "utf-8")
    _, document = run(project, capsys, str(file))
    (found,) = [f for f in document["findings"] if f["rule"] == "PORT-02"]
    assert found["message"].startswith("System holds 192.0.2.42:443 (TCP, Web Conferencing Edge)")


def test_netstat_of_another_machine_is_named_and_not_checked(
    project: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """No listener is called absent because a file of somebody's own computer was given."""
    file = tmp_path / "netstat.txt"
    file.write_text(
        "\r\nActive Connections\r\n\r\n  Proto  Local Address          Foreign Address        State           PID\r\n"
        "  TCP    10.77.0.5:445          0.0.0.0:0              LISTENING       4\r\n",
        "utf-8",
    )
    _, document = run(project, capsys, str(file))
    assert [f for f in document["findings"] if f["rule"].startswith("PORT")] == []
    (outcome,) = [o for o in document["outcomes"] if o["rule"] == "PORT-01"]
    assert "is of another machine: it shows no address of an Edge server" in outcome["reason"]
    main(["--project", project, "edge", "ports", str(file)])
    first, second = capsys.readouterr().out.splitlines()[:2]
    assert "a netstat of another machine" in first
    assert "nothing is wrong" not in second


@pytest.mark.ledger("S2-34", "S2-82")
def test_media_ports_are_counted_and_never_demanded(
    project: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """Only local ports from 50,000 to 59,999 count: 5061, 5062 and ports of peers that begin with 5 do not."""
    file = tmp_path / "netstat.txt"
    rows = [
        "  UDP    192.0.2.43:50137       *:*",
        "  TCP    192.0.2.43:59999       0.0.0.0:0              LISTENING",
        "  TCP    192.0.2.41:5061        203.0.113.9:55555      ESTABLISHED",
        "  TCP    172.16.1.41:5062       10.10.1.11:50500       ESTABLISHED",
    ]
    file.write_text("\r\n".join(rows) + "\r\n", "utf-8")
    _, document = run(project, capsys, str(file))
    assert document["media_ports"] == {"edge01.contoso.local": 2}


def test_services_that_name_no_server_are_those_of_the_only_edge(
    project: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """The list of `net start` names display names alone; what it lacks is stopped or not installed, never missing."""
    file = tmp_path / "services.txt"
    names = ("Access Edge", "Audio/Video Authentication", "Audio/Video Edge", "Replica Replicator Agent")
    listed = "".join(f"   Lync Server {name}\r\n" for name in names)
    file.write_text(f"These Windows services are started:\r\n\r\n{listed}\r\nThe command completed successfully.\r\n")
    _, document = run(project, capsys, str(file))
    (found,) = [f for f in document["findings"] if f["rule"] == "PORT-20"]
    assert (
        "Lync Server Web Conferencing Edge (DataProxy.exe) of edge01.contoso.local is stopped or not"
        in found["message"]
    )


def looked(project: str, place: Place, looking: Callable[[str, int, bool], Look]) -> PortsLook:
    """What the command finds with live looks that are answered by *looking*."""
    now = Settings(project).now()
    arguments: dict[str, Any] = {"snapshot": None, "target": "2013", "now": now}
    return look_at_ports(project, [], probe=place, looking=looking, **arguments)


def outcome_of(look: PortsLook, rule: str) -> tuple[str, str]:
    """Outcome of a rule, and its reason."""
    (found,) = [each for each in look.assessment.prediction.outcomes if each.rule == rule]
    return str(found.outcome), found.reason


def test_a_live_look_is_made_only_when_asked_for_and_enters_as_a_port_test(project: str) -> None:
    """From an internal server five TCP ports are looked at; a closed one is a finding, UDP says why it is none."""
    asked: list[tuple[str, int, bool]] = []

    def looking(host: str, port: int, tls: bool) -> Look:
        asked.append((host, port, tls))
        return Look(reach=Reach.CLOSED if port == 5062 else Reach.OPEN, details="as told")

    now = Settings(project).now()
    assert look_at_ports(project, [], snapshot=None, target="2013", now=now, looking=looking).looks == ()
    assert asked == []
    look = looked(project, "internal", looking)
    assert {(port, tls) for _, port, tls in asked} == {
        (5061, True),
        (5062, True),
        (8057, True),
        (443, False),
        (4443, True),
    }
    closed = [f for f in look.assessment.prediction.findings if f.rule == "PORT-21"]
    assert [f.message.split(":")[0] for f in closed] == [
        "TCP 5062 from this computer (internal) to edgepool01.contoso.local is closed"
    ]
    (udp,) = [test for test in look.looks if test.protocol == "UDP"]
    assert (udp.result, udp.details) == ("not tested", "UDP cannot be tested by connecting: no answer comes")


def test_a_name_that_does_not_resolve_is_not_a_closed_port(
    project: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is known of the Edge: no finding, PORT-21 and PORT-24 are not evaluated, and nothing is called right."""

    def fail(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "no such host")

    monkeypatch.setattr(socket, "getaddrinfo", fail)
    code, document = run(project, capsys, "--probe", "internet")
    assert (code, document["findings"]) == (0, [])
    assert {(each["result"], each["details"]) for each in document["looks"] if each["protocol"] == "TCP"} == {
        ("not tested", "the name does not resolve here")
    }
    ended = {each["rule"]: (each["outcome"], each["reason"]) for each in document["outcomes"]}
    assert ended["PORT-21"][0] == ended["PORT-24"][0] == "not evaluated"
    assert "5 ways were not tested" in ended["PORT-21"][1]
    main(["--project", project, "edge", "ports", "--probe", "internet"])
    screen = capsys.readouterr().out
    assert "nothing is wrong" not in screen
    assert "not every way was tested" in " ".join(screen.split())


def test_ways_beyond_the_limit_are_counted(
    project: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What one run does not look at is said, on the screen and in the document, and is not evaluated."""
    monkeypatch.setattr("migrator.app.live_ports.MOST_LOOKS", 2)
    look = looked(project, "internal", lambda *_: Look(reach=Reach.OPEN, details="TLSv1.2"))
    assert [test.result for test in look.looks].count("open") == 2
    assert outcome_of(look, "PORT-21")[0] == "not evaluated"
    capsys.readouterr()
    print_ports(look)
    assert "3 more ways were not looked at: one run looks at 64 ways" in " ".join(capsys.readouterr().out.split())


def test_a_port_that_connects_and_is_silent_is_a_finding(project: str) -> None:
    """The way is open, so that it is not PORT-21; what should answer there does not, which is PORT-24."""

    def looking(_host: str, port: int, tls: bool) -> Look:
        silent = tls and port == 5061
        return Look(reach=Reach.NO_TLS if silent else Reach.OPEN, details="connected; TLS failed: silent")

    look = looked(project, "internet", looking)
    (found,) = look.assessment.prediction.findings
    assert found.rule == "PORT-24"
    assert found.message == (
        "TCP 5061 of sip.contoso.com connects from this computer (internet), and nothing there answers TLS: "
        "connected; TLS failed: silent"
    )


def test_live_looks_on_this_computer(project: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Real servers behind the names of the internal interface: one closed, one silent, one that only accepts."""
    silent, plain, closed = (socket.create_server(("127.0.0.1", 0)) for _ in range(3))
    servers = {5061: silent, 443: plain, 5062: closed, 8057: closed, 4443: silent}
    numbers = {port: server.getsockname()[1] for port, server in servers.items()}
    closed.close()
    monkeypatch.setattr("migrator.probes.tcp._resolved", lambda *_: ["127.0.0.1"])
    with silent, plain:
        look = looked(project, "internal", lambda host, port, tls: probe(host, numbers[port], tls=tls, timeout_s=0.2))
    no_answer = "connected; TLS failed: no answer to the handshake in 0.2 s (127.0.0.1)"
    assert {(test.rule, test.result, test.details) for test in look.looks if test.protocol == "TCP"} == {
        ("FI1", "no TLS answer", no_answer),
        ("FI3", "closed", "refused (127.0.0.1)"),
        ("FI4", "closed", "refused (127.0.0.1)"),
        ("FI5T", "open", "connected (127.0.0.1)"),
        ("FI6", "no TLS answer", no_answer),
    }
    assert {finding.rule for finding in look.assessment.prediction.findings} == {"PORT-21", "PORT-24"}


def test_each_server_of_a_pool_is_looked_at_where_each_must_be_reached() -> None:
    """Replication and content of meetings go to each Edge server; a refusal of the logging agent closes nothing."""
    pool = edge_pool("lync2013", machines=("edge1.x", "edge2.x"))
    found = Estate([pool, edge_server("lync2013")])
    refused = Look(reach=Reach.CLOSED, details="refused", is_refused=True)
    ways = look_at_ways(found, "internal", lambda *_: refused)
    tests = {(t.rule, t.destination): (t.result, t.details) for t in ways}
    assert {to for rule, to in tests if rule in ("FI4", "FI6")} == {"edge1.x", "edge2.x"}
    assert tests["FI8-50002", "edge1.x"] == ("not tested", "refused; nothing has to listen there at all times")
    assert tests["FI6", "edge2.x"][0] == "closed"


def test_an_estate_without_an_edge_needs_none_of_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """OCS 2007 R2 of Contoso has no external deployment: every rule is "not applicable", and says why."""
    project = str(tmp_path / "migration.db")
    main(["--project", project, "inventory", str(fixture("contoso-ocs2007r2"))])
    _, document = run(project, capsys)
    assert document["findings"] == []
    assert {o["outcome"] for o in document["outcomes"]} == {"not applicable"}
    assert "The estate has no Edge pools" in {o["reason"] for o in document["outcomes"]}
