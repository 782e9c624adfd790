"""Zone files: names completed from the zone, default TTLs, and what a broken or unusual line does."""

from __future__ import annotations

from typing import Any

import pytest

from migrator.sources.format import Cut, Remark

from .conftest import Read, Results

HYBRID = """; BIND data file for contoso.com
$TTL 3600
@       IN      SOA     ns1.example.net. root.contoso.com. (
                                 01         ; Serial
                               1200         ; Refresh
                                180         ; Retry
                            2419200         ; Expire
                               3600 )       ; Default TTL

@               IN              MX      0       contoso-com.mail.example.
lyncdiscover IN CNAME webdir.online.lync.com.
sip 300 IN CNAME sipdir.online.lync.com.
_sip._tls IN SRV 100 1 443 sipdir.online.lync.com.
_sipfederationtls._tcp IN 1h SRV 100 1 5061 sipfed.online.lync.com.
"""
WINDOWS = """;
;  Database file contoso.local.dns for Default zone scope in zone contoso.local.
;      Zone version:  23
;

@                       IN  SOA dc1.contoso.local. hostmaster.contoso.local. (
                        \t\t23           ; serial number
                        \t\t900          ; refresh
                        \t\t600          ; retry
                        \t\t86400        ; expire
                        \t\t7200       ) ; default TTL

@                       NS\tdc1.contoso.local.
@                       [AGE:3731000]\t600\tA\t10.0.0.1
@                       0   WINS    L2 C900 ( 10.0.0.9 )
pool                    A\t10.0.0.20
                        A\t10.0.0.21
$ORIGIN _tcp.contoso.local.
_sipinternaltls         SRV\t0 0 5061\tpool.contoso.local.
"""


def said(results: Results) -> list[tuple[Any, ...]]:
    """Each record in short, with its TTL."""
    short: list[tuple[Any, ...]] = []
    for item in results.items("dns_record"):
        numbers = [n for n in (item.priority, item.weight, item.port) if n is not None]
        short.append((item.owner, item.ttl, item.type, *numbers, item.target or item.data))
    return short


def remarks(results: Results) -> str:
    """What the user is told of the file."""
    return "\n".join(event.text for event in results if isinstance(event, Remark))


def test_names_are_completed_from_the_zone(read: Read) -> None:
    """A zone of BIND without $ORIGIN: its first comment, or else the name of the file, says the zone."""
    results = read("zone file", HYBRID, "evidence/17-zone-contoso.com.db")
    assert results.rejected() == []
    assert said(results)[1:] == [
        ("contoso.com", 3600, "MX", 0, "contoso-com.mail.example"),
        ("lyncdiscover.contoso.com", 3600, "CNAME", "webdir.online.lync.com"),
        ("sip.contoso.com", 300, "CNAME", "sipdir.online.lync.com"),
        ("_sip._tls.contoso.com", 3600, "SRV", 100, 1, 443, "sipdir.online.lync.com"),
        ("_sipfederationtls._tcp.contoso.com", 3600, "SRV", 100, 1, 5061, "sipfed.online.lync.com"),
    ]
    assert "completed with contoso.com" in remarks(results)
    without_comment = HYBRID.partition("\n")[2]
    for name in ("17-zone-contoso.com.db", "db.contoso.com", "contoso.com.dns", "internal-contoso.com.zone"):
        assert said(read("zone file", without_comment, f"e/{name}")) == said(results), name


def test_a_zone_of_windows(read: Read) -> None:
    """Exported by dnscmd: ages, WINS, owners left out, $ORIGIN in the middle, and the TTL of the SOA as default."""
    results = read("zone file", WINDOWS.encode("utf-16"), "evidence/export.txt")
    assert results.rejected() == []
    assert said(results)[1:] == [
        ("contoso.local", 7200, "NS", "dc1.contoso.local"),
        ("contoso.local", 600, "A", "10.0.0.1"),
        ("contoso.local", 0, "WINS", "L2 C900 10.0.0.9"),
        ("pool.contoso.local", 7200, "A", "10.0.0.20"),
        ("pool.contoso.local", 7200, "A", "10.0.0.21"),
        ("_sipinternaltls._tcp.contoso.local", 7200, "SRV", 0, 0, 5061, "pool.contoso.local"),
    ]
    record = results.items("dns_record")[-1]
    assert (record.zone, record.vantage_point, record.server) == ("contoso.local", "unknown", None)


def test_a_missing_final_dot_is_kept_as_a_server_would_and_reported(read: Read) -> None:
    """The zone's name is added to ``sip.contoso.com`` without a dot: that is what the server answers."""
    text = "$ORIGIN contoso.com.\n$TTL 60\nsip.contoso.com IN A 192.0.2.1\n_sip._tls IN SRV 0 0 443 sip.contoso.com\n"
    results = read("zone file", text)
    assert said(results) == [
        ("sip.contoso.com.contoso.com", 60, "A", "192.0.2.1"),
        ("_sip._tls.contoso.com", 60, "SRV", 0, 0, 443, "sip.contoso.com.contoso.com"),
    ]
    assert "2 names look complete but lack the final dot" in remarks(results)
    assert "first sip.contoso.com" in remarks(results)


def test_what_is_not_in_the_file_or_not_a_record_is_a_loss(read: Read) -> None:
    """An include, a broken record, an unknown type and an owner that nothing completes are rejected with their line."""
    text = """$TTL 60
$INCLUDE other.zone
a.contoso.com. IN A 10.0.0.300
b.contoso.com. IN NONSENSE x
c.contoso.com. IN A 10.0.0.3
relative IN A 10.0.0.4
d.contoso.com. IN CNAME relative
$GENERATE 1-9 host$ A 10.0.0.$
"""
    results = read("zone file", text, "evidence/zone.txt")
    assert said(results) == [("c.contoso.com", 60, "A", "10.0.0.3")]
    assert [rejected.position for rejected in results.rejected()] == [f"line {n}" for n in (2, 3, 4, 6, 7, 8)]
    assert "other.zone" in results.rejected()[0].reason
    assert "with the line $ORIGIN ZONE. at its beginning" in results.rejected()[0].reason
    assert "name of the zone is not known" in results.rejected()[3].reason


def test_an_included_file_is_not_a_zone_of_its_own_name(read: Read) -> None:
    """Its relative names belong to the zone that includes it: they are not completed with the name of the file."""
    zone = read(
        "zone file", "$ORIGIN contoso.com.\n$TTL 60\n$INCLUDE srv.inc\n$INCLUDE lab.inc lab\n", "evidence/contoso.db"
    )
    says = [rejected.reason for rejected in zone.rejected()]
    assert "with the line $ORIGIN contoso.com. at its beginning" in says[0]
    assert "with the line $ORIGIN lab.contoso.com. at its beginning" in says[1]
    text = "_sipfederationtls._tcp IN SRV 0 0 5061 sip\nsip IN A 192.0.2.1\n"
    assert said(read("zone file", text, "evidence/srv.inc")) == []
    assert said(read("zone file", "$ORIGIN contoso.com.\n" + text, "evidence/srv.inc")) == [
        ("_sipfederationtls._tcp.contoso.com", None, "SRV", 0, 0, 5061, "sip.contoso.com"),
        ("sip.contoso.com", None, "A", "192.0.2.1"),
    ]


def test_a_zone_that_begins_at_the_root(read: Read) -> None:
    """BIND writes the zone as a name below ``$ORIGIN .``; the zone is what its SOA says."""
    soa = "contoso.com IN SOA ns1.contoso.com. h.contoso.com. (1 2 3 4 5)"
    text = f"$ORIGIN .\n$TTL 60\n{soa}\n$ORIGIN contoso.com.\nsip A 192.0.2.1\n"
    results = read("zone file", text, "evidence/a.txt")
    assert [(item.owner, item.zone) for item in results.items()] == [
        ("contoso.com", "contoso.com"),
        ("sip.contoso.com", "contoso.com"),
    ]
    assert remarks(results) == ""


def test_quotes_escapes_and_comments(read: Read) -> None:
    """A semicolon in quotes is text; parentheses join lines, with comments between them."""
    text = '$ORIGIN contoso.com.\n@ 60 IN TXT "v=a; b" ( "c" ; a comment (\n "d" )\na 60 IN A 10.0.0.1 ; last\n'
    results = read("zone file", text)
    assert said(results) == [("contoso.com", 60, "TXT", "v=a; bcd"), ("a.contoso.com", 60, "A", "10.0.0.1")]


@pytest.mark.parametrize("text", [HYBRID, WINDOWS], ids=["bind", "windows"])
def test_a_cut_anywhere_invents_nothing(read: Read, text: str) -> None:
    """A file that is cut at a line's end gives its complete records; inside parentheses it says that it is cut."""
    complete = set(said(read("zone file", text)))
    lines = text.splitlines(keepends=True)
    for count in range(8, len(lines)):
        results = read("zone file", "".join(lines[:count]))
        assert set(said(results)) <= complete
        inside = 2 < count < 8 if text == HYBRID else 6 <= count < 11
        assert any(isinstance(event, Cut) for event in results) is inside


def test_after_a_broken_soa_the_default_ttl_is_unknown(read: Read) -> None:
    """A record without a TTL does not take that of another record where the one that counts is lost."""
    text = WINDOWS.replace("\t\t900          ; refresh", "\t\t900          ;\nrefresh")
    results = read("zone file", text)
    without = [item for item in results.items("dns_record") if "pool.contoso.local A" in item.key]
    assert results.rejected()
    assert without
    assert not any(item.knows("ttl") for item in without)


def test_zero_bytes_in_the_name_of_the_zone_are_told(read: Read) -> None:
    """The names of the records are not completed with them."""
    results = read("zone file", "$ORIGIN contoso.com\0\0.\n@ 3600 IN NS ns1.contoso.com.\n", "db.contoso.com")
    assert [each.reason for each in results.rejected()] == ["zero bytes in a line ('$ORIGIN contoso.com\\x00\\x00.')"]
    assert [each.owner for each in results.items()] == ["contoso.com"]
