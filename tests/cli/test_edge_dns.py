"""`edge dns`: records needed against zone files, pasted answers and a live name server; own and partner's record."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from migrator.resources import fixture
from tests.probes.name_server import serving

PUBLIC = """$ORIGIN contoso.com.
$TTL 300
@ IN SOA ns1 admin 1 900 600 86400 300
_sipfederationtls._tcp IN SRV 0 0 5601 sip
_sip._tls IN SRV 0 0 443 sip
sip IN A 203.0.113.10
lyncdiscover IN A 203.0.113.40
webconf IN A 203.0.113.20
av IN A 203.0.113.30
"""
PARTNER = """C:\\>nslookup -type=srv _sipfederationtls._tcp.fabrikam.com 192.0.2.53
Server:  ns.example.net
Address:  192.0.2.53

Non-authoritative answer:
_sipfederationtls._tcp.fabrikam.com     SRV service location:
          priority       = 0
          weight         = 0
          port           = 5061
          svr hostname   = sip.fabrikam.com
sip.fabrikam.com        internet address = 198.51.100.7
"""
Run = Callable[..., Any]


@pytest.fixture
def public(tmp_path: Path) -> Path:
    """A public zone whose SRV record of federation has transposed digits."""
    file = tmp_path / "contoso.com.dns"
    file.write_text(PUBLIC)
    return file


def found(done: Any) -> dict[str, list[str]]:
    """The messages of the findings, by rule."""
    messages: dict[str, list[str]] = {}
    for finding in json.loads(done.out)["findings"]:
        messages.setdefault(finding["rule"], []).append(finding["message"])
    return messages


def test_an_answer_that_denies_a_record_of_the_zone_is_said(run: Run, public: Path, tmp_path: Path) -> None:
    """The zone has the record and a name server outside does not: it is not called as expected without a word."""
    denied = tmp_path / "nslookup.txt"
    denied.write_text(
        "C:\\>nslookup -type=srv _sip._tls.contoso.com\nServer:  ns.example.net\nAddress:  192.0.2.53\n\n"
        "*** ns.example.net can't find _sip._tls.contoso.com: Non-existent domain\n"
    )
    done = run("edge", "dns", "--zone", public, "--zone", denied, "--vantage", "public", "--json")
    (record,) = [r for r in json.loads(done.out)["records"] if r["name"] == "_sip._tls.contoso.com"]
    assert (record["verdict"], record["denied"]) == ("differs", True)
    shown = " ".join(run("edge", "dns", "--zone", public, "--zone", denied, "--vantage", "public").out.split())
    assert "another answer from" in shown


@pytest.mark.ledger("S1-15", "S0-20")
def test_a_zone_file_alone(run: Run, public: Path) -> None:
    """Without a project the SIP domain comes from the zone; the transposed port is named, the topology is asked for."""
    done = run("edge", "dns", "--zone", public, "--vantage", "public", "--json")
    assert done.code == 1
    document = json.loads(done.out)
    fed = "_sipfederationtls._tcp.contoso.com"
    assert found(done)["DNS-02"] == [f"{fed}: digits transposed, 5601 for 5061"]
    records = {(record["name"], record["side"]): record for record in document["records"]}
    assert records[fed, "public"]["verdict"] == "differs"
    assert records[fed, "public"]["line"] == f"{fed}. 3600 IN SRV 0 0 5061 sip.contoso.com."
    assert records["_sip._tls.contoso.com", "public"]["verdict"] == "as expected"
    assert records["_sipinternaltls._tcp.contoso.com", "internal"]["verdict"] == "not looked up"
    outcomes = {outcome["rule"]: outcome for outcome in document["outcomes"]}
    assert outcomes["DNS-19"]["outcome"] == "not evaluated"
    assert any("Get-CsService" in need or "MSFT_SIP" in need for need in outcomes["DNS-19"]["needs"])


def test_what_an_estate_does_not_need_is_marked(run: Run, public: Path) -> None:
    """A record that is only looked at is no demand: TCP sign-in inside stands in the list with a remark."""
    shown = run("edge", "dns", "--zone", public, "--vantage", "public").out
    assert shown.count("- not needed here") == len(
        [r for r in json.loads(run("edge", "dns", "--zone", public, "--json").out)["records"] if r["needed"] is False]
    )
    assert "- not needed here" in shown


@pytest.mark.ledger("S0-22")
def test_lines_to_ask_are_typed_as_they_stand(run: Run, public: Path) -> None:
    """What nobody looked up is printed as lines of nslookup: the server, the type, then each name in full."""
    done = run("edge", "dns", "--zone", public, "--vantage", "public", "--json")
    lines = json.loads(done.out)["to_ask"]["internal"]
    assert lines[:3] == ["nslookup", "server INTERNAL_NAME_SERVER", "set type=srv"]
    assert "_sipinternaltls._tcp.contoso.com" in lines
    assert lines[-1] == "exit"


@pytest.mark.ledger("S1-14", "S1-16", "S1-12")
def test_own_and_partners_record_side_by_side(run: Run, public: Path, tmp_path: Path) -> None:
    """The port differs and is marked; another TTL is shown and not marked."""
    pasted = tmp_path / "nslookup.txt"
    pasted.write_text(PARTNER)
    arguments = ("--zone", public, "--zone", pasted, "--vantage", "public", "--partner", "fabrikam.com")
    done = run("edge", "dns", *arguments, "--json")
    rows = {row["field"]: row for row in json.loads(done.out)["partner"] if row["service"].startswith("_sipfed")}
    assert (rows["port"]["own"], rows["port"]["partner"], rows["port"]["differs"]) == ("5601", "5061", True)
    assert [row["field"] for row in rows.values() if row["differs"]] == ["port"]
    assert "differs" in run("edge", "dns", *arguments).out


def test_a_partners_record_that_nobody_looked_up_does_not_differ(run: Run, public: Path) -> None:
    """Unknown is no difference; the partner's names are among the lines to ask, as DNS has them."""
    arguments = ("--zone", public, "--vantage", "public")
    document = json.loads(run("edge", "dns", *arguments, "--partner", "Bücher.example.", "--json").out)
    assert {row["partner"] for row in document["partner"]} == {"not looked up"}
    assert not any(row["differs"] for row in document["partner"])
    names = ["_sipfederationtls._tcp.xn--bcher-kva.example", "_sip._tls.xn--bcher-kva.example"]
    assert set(names) <= set(document["to_ask"]["public"])
    without = json.loads(run("edge", "dns", *arguments, "--json").out)
    assert not any("bcher" in line for lines in without["to_ask"].values() for line in lines)


@pytest.mark.parametrize("text", ["not a domain", "fabrikam", "", "a..b", "-x.com", "http://fabrikam.com"])
def test_a_partner_that_is_no_domain_is_refused(run: Run, public: Path, text: str) -> None:
    """It would be looked up in vain."""
    done = run("edge", "dns", "--zone", public, "--vantage", "public", "--partner", text)
    assert (done.code, "is not a domain" in done.err) == (2, True)


@pytest.mark.ledger("S4-01", "S4-02", "S4-03", "S4-04")
def test_discovery_of_each_generation(run: Run, public: Path) -> None:
    """Every generation asks in its order; the Store app asks two names only; presence comes from the evidence."""
    done = run("edge", "dns", "--zone", public, "--vantage", "public", "--json")
    steps = json.loads(done.out)["discovery"]
    asked = {
        client: [s["name"].removesuffix(".contoso.com") for s in steps if s["client"] == client and s["when"] == ""]
        for client in ("Lync 2010", "Lync 2013", "Lync Windows Store app")
    }
    hosts = ["sipinternal", "sip", "sip", "sipexternal"]
    assert asked["Lync 2010"] == ["_sipinternaltls._tcp", "_sip._tls", *hosts]
    assert asked["Lync 2013"] == ["lyncdiscoverinternal", "lyncdiscover", "_sipinternaltls._tcp", "_sip._tls", *hosts]
    assert asked["Lync Windows Store app"] == ["lyncdiscoverinternal", "lyncdiscover"]
    known = {(s["name"], s["side"]): s["presence"] for s in steps}
    assert known["lyncdiscover.contoso.com", "public"] == "there"
    assert known["sipexternal.contoso.com", "public"] == "not there"
    assert known["lyncdiscoverinternal.contoso.com", "internal"] == "unknown"
    (note,) = {s["note"] for s in steps if s["client"] == "Lync 2010"}
    assert "4.0.7577.4419" in note
    assert "published page" in note


def test_live_name_servers_are_asked_only_where_they_are_named(run: Run, tmp_path: Path) -> None:
    """The server of one side gives its answers; what it does not have is not there, and a lie proves nothing."""
    project = tmp_path / "p.db"
    assert run("--project", project, "inventory", fixture("contoso-lync2010")).code in (0, 5)
    zone = {
        ("_sipfederationtls._tcp.contoso.com", "SRV"): [
            "_sipfederationtls._tcp.contoso.com. 9 IN SRV 0 0 443 a.b.net."
        ],
        ("a.b.net", "A"): ["a.b.net. 9 IN A 10.0.0.1"],
        ("_sip._tls.contoso.com", "SRV"): "SERVFAIL",
    }
    with serving(zone) as server:
        resolver = f"public=127.0.0.1:{server.port}"
        done = run("--project", project, "edge", "dns", "--resolver", resolver, "--json")
        assert ("udp", "a.b.net", "A") in server.asked
    by_name = {(r["name"], r["side"]): r for r in json.loads(done.out)["records"]}
    fed = by_name["_sipfederationtls._tcp.contoso.com", "public"]
    assert fed["faults"] == [
        "the port is another one",
        "the target does not lie directly in the SIP domain",
        "the address cannot be reached from the internet",
    ]
    unanswered = by_name["_sip._tls.contoso.com", "public"]
    assert (unanswered["presence"], unanswered["verdict"]) == ("unknown", "not looked up")
    assert unanswered["failure"] == "SERVFAIL"
    reasons = {outcome["rule"]: outcome["reason"] for outcome in json.loads(done.out)["outcomes"]}
    assert "_sip._tls.contoso.com was not looked up outside: asked, and no answer (SERVFAIL)" in reasons["DNS-10"]
    assert by_name["_sip._tls.contoso.co.uk", "public"]["verdict"] == "missing"
    assert by_name["_sipinternaltls._tcp.contoso.com", "internal"]["verdict"] == "not looked up"


def test_records_that_lead_to_the_cloud(run: Run, tmp_path: Path) -> None:
    """SRV records and lyncdiscover of a zone as it is made for the cloud are reported for an estate on site."""
    project, zone = tmp_path / "p.db", tmp_path / "17-contoso.com.db"
    assert run("--project", project, "inventory", fixture("contoso-lync2010")).code in (0, 5)
    zone.write_text(
        "$ORIGIN contoso.com.\n$TTL 3600\n_sip._tls IN SRV 100 1 443 sipdir.online.lync.com.\n"
        "_sipfederationtls._tcp IN SRV 100 1 5061 sipfed.online.lync.com.\n"
        "sip IN CNAME sipdir.online.lync.com.\nlyncdiscover IN CNAME webdir.online.lync.com.\n"
    )
    done = run("--project", project, "edge", "dns", "--zone", zone, "--vantage", "public", "--json")
    assert len(found(done)["DNS-30"]) == 4
    assert "DNS-04" not in found(done)


def test_a_large_zone_is_streamed(run: Run, tmp_path: Path) -> None:
    """Of many names only those that matter are kept, also an address that stands before the record that leads to it."""
    zone = tmp_path / "contoso.com.dns"
    lines = [f"host{n} IN A 192.0.2.{n % 250}" for n in range(5000)]
    zone.write_text(
        "$ORIGIN contoso.com.\n$TTL 300\naccess IN CNAME real\nreal IN A 203.0.113.10\n"
        + "\n".join(lines)
        + "\n_sipfederationtls._tcp IN SRV 0 0 5061 access\n"
    )
    done = run("edge", "dns", "--zone", zone, "--vantage", "public", "--json")
    (fed,) = [r for r in json.loads(done.out)["records"] if r["name"].startswith("_sipfederationtls")]
    assert fed["faults"] == ["the target is an alias"]


@pytest.mark.ledger("S1-13")
@pytest.mark.parametrize("text", ["300 IN SRV 0 0 5061 sip.contoso.com.\n", "$INCLUDE other.dns\nsip IN A 192.0.2.1\n"])
def test_what_cannot_be_read_is_a_loss(run: Run, tmp_path: Path, text: str) -> None:
    """A line without an owner and a file that is included cost exit code 5, prove no absence and are not guessed."""
    zone = tmp_path / "contoso.com.dns"
    zone.write_text(f"$ORIGIN contoso.com.\n$TTL 300\n {text}_sip._tls IN SRV 0 0 443 sip\nsip IN A 203.0.113.10\n")
    done = run("edge", "dns", "--zone", zone, "--vantage", "public", "--threshold", "block", "--json")
    assert done.code == 5
    document = json.loads(done.out)
    assert "line 3" in document["losses"][0]["reason"]
    (fed,) = [r for r in document["records"] if r["name"].startswith("_sipfederationtls")]
    assert fed["verdict"] == "not looked up"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--resolver", "public=ns1.contoso.com"), "SIDE=ADDRESS"),
        (("--resolver", "192.0.2.53"), "SIDE=ADDRESS"),
        (("--resolver", "public=192.0.2.53:99999"), "SIDE=ADDRESS"),
        ((), "nothing to look at"),
    ],
)
def test_wrong_use_is_one_line(run: Run, arguments: tuple[str, ...], says: str) -> None:
    """A server by name, without a side or with a wrong port, and nothing at all, are refused with the way out."""
    done = run("edge", "dns", *arguments)
    assert done.code == 2
    assert says in done.err
