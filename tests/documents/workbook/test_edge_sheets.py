"""The sheets for the network team, and the one that comes back with results."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from migrator.errors import InputError
from migrator.estate.estate import Estate
from migrator.estate.evidence import PortTest
from migrator.estate.external import XmppPartner
from migrator.estate.voice import NetworkSubnet
from migrator.network.port_tests import WayState, state_of
from migrator.sources.reading import Reading
from tests.network.estates import edge_pool, edge_server, internal_servers

Row = dict[str, Any]


def rows(book: Workbook, sheet: str) -> list[Row]:
    """The rows of a sheet by their headings; text of several lines in one."""
    header, *found = book[sheet].iter_rows(values_only=True)
    return [dict(zip(header, row, strict=False)) for row in found]


@pytest.fixture(scope="module")
def lync(contoso_lync: Any, tmp_path_factory: pytest.TempPathFactory) -> Workbook:
    """The workbook of the Contoso estate of Lync 2010."""
    book: Workbook = contoso_lync.book(tmp_path_factory.mktemp("edge") / "x.xlsx")
    return book


def firewall(book: Workbook) -> dict[str, Row]:
    """The firewall rules by id."""
    return {row["Rule"]: row for row in rows(book, "Firewall rules")}


def shown(row: Row) -> tuple[Any, ...]:
    """Direction, from, to, protocol, port and transport of a firewall rule."""
    return tuple(row[name] for name in ("Direction", "From", "To", "Protocol", "Port", "Transport"))


@pytest.mark.ledger("S0-12")
def test_each_edge_pool_is_listed_with_its_three_external_names(lync: Workbook) -> None:
    """The sheet has one row per Edge pool, with the FQDN of Access, Web Conferencing and A/V Edge."""
    found = {row["Internal FQDN"]: row for row in rows(lync, "Edge pools")}
    names = ("Access Edge FQDN", "Web Conferencing Edge FQDN", "A/V Edge FQDN")
    assert {edge: tuple(row[name] for name in names) for edge, row in found.items()} == {
        "edgepool01.contoso.local": ("sip.contoso.com", "webconf.contoso.com", "av.contoso.com")
    }


@pytest.mark.ledger("S2-11", "S2-54")
def test_addresses_are_listed_by_role_and_interface(lync: Workbook) -> None:
    """One row per interface of the Edge, and one per Front End and Director, with role, address and FQDN."""
    found = {(row["Role"], row["FQDN"]): row["IP address"] for row in rows(lync, "Addresses")}
    assert found["Edge internal", "edge01.contoso.local"] == "172.16.1.41"
    assert found["Access Edge", "sip.contoso.com"] == "192.0.2.41"
    assert found["Web Conferencing Edge", "webconf.contoso.com"] == "192.0.2.42"
    assert found["A/V Edge", "av.contoso.com"] == "192.0.2.43"
    assert found["Front End", "fe01.contoso.local"] == "10.10.1.11"
    assert found["Director or Registrar", "dir01.contoso.local"] == "10.10.1.31"
    purposes = {row["Role"]: row["What it is for"] for row in rows(lync, "Addresses")}
    assert purposes["Mediation"] == "Routes calls to SIP trunks and PSTN gateways, and transcodes to G.711."
    assert "never at the Edge" in purposes["Front End"]


@pytest.mark.ledger("S0-20", "S0-28", "S0-29", "S0-30", "S0-32", "S0-33", "S2-09")
def test_rules_from_and_to_the_internet(lync: Workbook) -> None:
    """Clients speak TLS, servers MTLS; federation, DNS and revocation lists go out too; media both ways."""
    found = firewall(lync)
    assert shown(found["FX1"]) == ("in", "any", "Access Edge", "TCP", "443", "SIP/TLS")
    assert shown(found["FX2"]) == ("in", "any", "Access Edge", "TCP", "5061", "SIP/MTLS")
    assert shown(found["FX3"]) == ("out", "Access Edge", "any", "TCP", "5061", "SIP/MTLS")
    assert shown(found["FX4U"]) == ("out", "Access Edge", "any", "UDP", "53", "DNS")
    assert shown(found["FX4T"]) == ("out", "Access Edge", "any", "TCP", "53", "DNS")
    assert shown(found["FX5"]) == ("out", "Access Edge", "any", "TCP", "80", "HTTP")
    assert shown(found["FX6"]) == ("in", "any", "Web Conferencing Edge", "TCP", "443", "PSOM/TLS")
    assert [found[id_]["Direction"] for id_ in ("FX7T", "FX7TO", "FX7U", "FX7UO")] == ["in", "out", "in", "out"]
    assert shown(found["FX7U"])[3:] == ("UDP", "3478", "STUN/TURN")
    assert found["FX1"]["Addresses of To"] == "192.0.2.41"
    assert {row["Firewall between"] for row in found.values()} >= {"internet - reverse proxy"}


@pytest.mark.ledger("S0-34", "S0-35", "S0-36", "S0-37", "S0-38", "S0-39", "S0-41", "S2-51", "S2-66")
def test_rules_between_the_edge_and_the_internal_network(lync: Workbook) -> None:
    """One rule lets the Edge connect inward; clients have media rows and none for 5061; content is never balanced."""
    found = firewall(lync)
    inside = [row for row in found.values() if row["Firewall between"] == "Edge - internal network"]
    inward = [row for row in inside if row["Direction"] == "in" and row["Action"] == "allow"]
    assert [shown(row)[1:5] for row in inward] == [("internal interface of the Edge", "next hop", "TCP", "5061")]
    assert inward[0]["Addresses of To"] == "10.10.1.31"
    assert shown(found["FI1"])[3:] == ("TCP", "5061", "SIP/MTLS")
    assert shown(found["FI3"])[3:] == ("TCP", "5062", "SIP/MTLS")
    assert "always" in found["FI3"]["Note"]
    assert "A/V authentication" in found["FI3"]["Purpose"]
    assert shown(found["FI4"])[1:] == (
        *("each Front End Server", "internal interface of each Edge server", "TCP", "8057", "PSOM/MTLS"),
    )
    assert found["FI4"]["Note"] == "Never load balanced."
    assert shown(found["FI6"])[3:] == ("TCP", "4443", "HTTPS")
    assert found["FI6"]["Addresses of From"] == "10.10.1.11\n10.10.1.12"
    media = [row for row in inside if "all client subnets" in row["From"]]
    assert {(row["Protocol"], row["Port"]) for row in media} == {("TCP", "443"), ("UDP", "3478")}
    assert not [row for row in inside if "client" in row["From"] and row["Port"] == "5061"]


@pytest.mark.ledger("S2-31", "S2-33", "S2-81")
def test_media_ports_tell_both_sources(lync: Workbook) -> None:
    """Outward over TCP they are required; inward for OCS 2007 alone, and recommended by the field, with the reason."""
    found = firewall(lync)
    assert (found["FX8"]["Direction"], found["FX8"]["Source port"]) == ("out", "50000-59999")
    assert found["FX8"]["Needed for"].startswith("required")
    assert found["FX9T"]["To"] == found["FX9U"]["To"] == "A/V Edge"
    assert found["FX9T"]["Needed for"] == "required for OCS 2007 partners only, recommended by the field"
    assert {"l13-edge-ports", "schertz-edge-ports"} <= set(found["FX9T"]["References"].split("\n"))
    assert "desktop sharing" in found["FX8"]["Note"]


def test_a_command_names_what_answers_there(lync: Workbook) -> None:
    """Name servers and servers of revocation lists are no partners."""
    commands = {row["Rule"]: row["Command"] for row in rows(lync, "Port tests")}
    hosts = {rule: commands[rule].partition('Connect("')[2].partition('"')[0] for rule in ("FX3", "FX4T", "FX5")}
    assert hosts == {"FX3": "PARTNER", "FX4T": "PUBLIC_NAME_SERVER", "FX5": "SERVER_OF_THE_LIST"}


@pytest.mark.ledger("S2-46", "S2-77", "S2-80")
def test_notes_say_who_may_use_what(lync: Workbook) -> None:
    """Media credentials are for registered and federated users; UM has media rows and none for SIP; both sides told."""
    found = firewall(lync)
    assert "registered and federated users only" in found["FI3"]["Note"]
    assert "Exchange UM signals to Front Ends and never through the Edge" in found["FI5T"]["Note"]
    assert "says both" in found["FI5U"]["Note"]
    assert "which the Edge cannot check itself" in found["FI2"]["Purpose"]


@pytest.mark.ledger("S0-31", "S0-40")
def test_xmpp_rows_are_there_for_2013_where_it_is_used(case_of: Callable[..., Any], tmp_path: Path) -> None:
    """With a partner both ways and the gateway; Lync 2010 has none."""
    items = (edge_pool("lync2013", ports=("XmppInternalPort=5098",)), edge_server("lync2013"))
    partner = XmppPartner(key="x.com", product="lync2013", domain="x.com")
    found = firewall(case_of(*items, *internal_servers("lync2013"), partner).book(tmp_path / "x.xlsx"))
    assert [shown(found[id_])[::4] for id_ in ("FX10", "FX10O")] == [("in", "5269"), ("out", "5269")]
    assert shown(found["FI7"])[3:] == ("TCP", "5098", "XMPP/MTLS")
    old = firewall(case_of(edge_pool(), edge_server()).book(tmp_path / "y.xlsx"))
    assert not {"FX10", "FI7"} & set(old)


@pytest.mark.ledger("S2-03", "S2-04", "S2-05", "S2-06", "S2-07", "S2-80")
def test_services_are_shown_with_executable_and_purpose(lync: Workbook) -> None:
    """Display name, service name, executable, purpose, and what the evidence shows of each."""
    found = {row["Service"]: row for row in rows(lync, "Listeners and services") if row["What"] == "service"}
    assert {name: row["Executable"] for name, row in found.items()} == {
        "RTCSRV": "RTCSrv.exe",
        "RTCMRAUTH": "MRASSvc.exe",
        "RTCMEDIARELAY": "MediaRelaySvc.exe",
        "REPLICA": "ReplicaReplicatorAgent.exe",
        "RTCDATAPROXY": "DataProxy.exe",
    }
    assert found["RTCSRV"]["Display name"] == "Lync Server Access Edge"
    assert "cannot authenticate users" in found["RTCSRV"]["Purpose"]
    assert found["RTCSRV"]["Seen"] == "Running, Automatic"


@pytest.mark.ledger("S2-10", "S2-17")
def test_listeners_are_shown_with_address_and_interface(lync: Workbook) -> None:
    """Port 443 stands there four times, each with its address, executable and purpose; media ports are explained."""
    found = [row for row in rows(lync, "Listeners and services") if row["What"] != "service"]
    web = {(row["Interface"], row["Executable"], row["Seen"]) for row in found if row["Socket"].endswith(":443")}
    assert web == {
        ("internal interface", "MediaRelaySvc.exe", "MediaRelaySvc.exe"),
        ("Access Edge", "RTCSrv.exe", "RTCSrv.exe"),
        ("Web Conferencing Edge", "DataProxy.exe", "DataProxy.exe"),
        ("A/V Edge", "MediaRelaySvc.exe", "MediaRelaySvc.exe"),
    }
    (replica,) = [row for row in found if row["Executable"] == "ReplicaReplicatorAgent.exe"]
    assert "internal interface, its text and netstat say all interfaces" in replica["Note"]
    assert "refused by design" in found[-1]["Note"]


@pytest.mark.ledger("S2-36", "S2-38", "S2-40", "S2-41", "S2-42")
def test_every_rule_has_a_test_with_the_picture_that_is_expected(lync: Workbook) -> None:
    """A command for PowerShell 2.0 and telnet; 8057 shows nonsense; UDP cannot be tested; a media port refuses."""
    found = {row["Rule"]: row for row in rows(lync, "Port tests")}
    assert found["FI1"]["Command"].startswith(
        '(New-Object Net.Sockets.TcpClient).Connect("edgepool01.contoso.local", 5061)'
    )
    assert "telnet edgepool01.contoso.local 5061" in found["FI1"]["Command"]
    assert "nonsense characters, which is normal" in found["FI4"]["What is seen if the way is open"]
    assert found["FX7U"]["Test"] == "not testable by connect"
    assert "Before the Edge is installed" in found["FX7U"]["What is seen if the way is open"]
    assert found["FX9T"]["What is seen if the way is open"].startswith("Refused, and that is right")
    assert {row["Result"] for row in found.values()} == {None}


@pytest.mark.ledger("S2-42", "S2-50")
def test_results_come_back_as_evidence(case_of: Callable[..., Any], tmp_path: Path) -> None:
    """What is written into Result is read with its rule, place and source; a second export keeps it."""
    subnet = NetworkSubnet(key="s", product="lync2010", address="10.10.7.0", mask_bits=24)
    items = (edge_pool(), edge_server(), *internal_servers(), subnet)
    path = tmp_path / "sheet.xlsx"
    case_of(*items).export(path)
    book = load_workbook(path)
    sheet = book["Port tests"]
    heading = [cell.value for cell in sheet[1]]
    for row in sheet.iter_rows(min_row=2):
        values = dict(zip(heading, row, strict=True))
        if values["Rule"].value in ("FI5T", "FI5U"):
            values["Result"].value = "open" if values["Rule"].value == "FI5T" else "Closed"
    book.save(path)
    reading = Reading([path])
    read = [item for item in reading.items() if isinstance(item, PortTest) and item.result]
    assert {(t.rule, t.source, t.protocol, t.port, t.result, t.product) for t in read} == {
        ("FI5T", "10.10.7.0/24", "TCP", "443", "open", "lync2010"),
        ("FI5U", "10.10.7.0/24", "UDP", "3478", "Closed", "lync2010"),
    }
    assert Estate(read).has("port_test", "lync2010")
    again = {row["Rule"]: row for row in rows(case_of(*items, *read).book(tmp_path / "again.xlsx"), "Port tests")}
    assert again["FI5U"]["Result"] == "Closed"


def test_result_offers_the_words_that_are_understood(case_of: Callable[..., Any], tmp_path: Path) -> None:
    """The column has a drop-down; each of its words says the state of a way when it comes back."""
    sheet = case_of(edge_pool(), edge_server(), *internal_servers()).book(tmp_path / "x.xlsx")["Port tests"]
    (offered,) = sheet.data_validations.dataValidation
    words = offered.formula1.strip('"').split(",")
    result = next(cell.column_letter for cell in sheet[1] if cell.value == "Result")
    assert str(offered.sqref) == f"{result}2:{result}{sheet.max_row}"
    assert [state_of(word) for word in words] == [state for state in WayState if state is not WayState.UNKNOWN]
    assert not offered.showErrorMessage  # another word can be typed: PORT-21 names those that say nothing


def test_a_long_note_of_a_firewall_rule_is_shown_whole(lync: Workbook) -> None:
    """Its row is as tall as the note needs, where a program does not fit rows itself."""
    sheet = lync["Firewall rules"]
    note = next(cell for cell in sheet[1] if cell.value == "Note")
    longest = max(sheet[note.column_letter][1:], key=lambda cell: len(cell.value or ""))
    lines = len(longest.value) / sheet.column_dimensions[note.column_letter].width
    assert lines > 3
    assert sheet.row_dimensions[longest.row].height > 15 * lines / 1.2


def test_a_workbook_without_the_sheet_stays_a_document_that_is_not_read(tmp_path: Path) -> None:
    """Any other workbook is named with the way out, as before."""
    path = tmp_path / "other.xlsx"
    Workbook().save(path)
    with pytest.raises(InputError, match="it is an Excel workbook; save each sheet as CSV"):
        list(Reading([path]).items())


def test_a_sheet_without_its_headings_is_refused_with_what_is_missing(tmp_path: Path) -> None:
    """Somebody renamed the columns: nothing is guessed."""
    path = tmp_path / "renamed.xlsx"
    book = Workbook()
    book.active.title = "Port tests"
    book.active.append(["Regel", "Ergebnis"])
    book.save(path)
    with pytest.raises(InputError, match="the sheet Port tests lacks its headings Rule, Port and Result"):
        list(Reading([path]).items())


def test_an_estate_without_an_edge_has_none_of_the_sheets(contoso_book: Workbook) -> None:
    """OCS 2007 R2 of Contoso has no Edge: nothing is asked of the network team."""
    assert not {"Addresses", "Firewall rules", "Port tests", "Listeners and services"} & set(contoso_book.sheetnames)


def test_the_check_list_has_every_point_with_its_state(lync: Workbook) -> None:
    """Points in working order: what failed has its findings and cures, what is not evaluated what it needs."""
    listed = rows(lync, "Check list")
    points = {row["Point"]: row for row in listed}
    assert list(points)[:3] == ["CHK-11", "CHK-12", "CHK-21"]
    assert points["CHK-22"]["State"] == "passed"
    assert points["CHK-22"]["Verify with"] == "Get-CsService -EdgeServer | Select-Object Identity, Registrar"
    for row in listed:
        assert (row["State"] == "failed") <= bool(row["Found"] and row["Cure"]), row
        assert (row["State"] == "not evaluated") == bool(row["What would supply the evidence"]), row


def test_certificates_stand_by_expiry(lync: Workbook) -> None:
    """The next that expires first, with server, use, subject and how many days are left."""
    found = rows(lync, "Certificates by expiry")
    assert [row["Valid to"] for row in found] == sorted(row["Valid to"] for row in found)
    (access,) = [row for row in found if row["Use"] == "AccessEdgeExternal"]
    assert (access["Server"], access["Name"], access["Expires"]) == ("edge01.contoso.local", "sip.contoso.com", "later")
    assert access["Missing names"] is None
