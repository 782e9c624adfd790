"""Answers of nslookup, dig, host and Resolve-DnsName: records, and what an answer without a record proves."""

from __future__ import annotations

from typing import Any

import pytest

from migrator.estate.network import DnsAnswer, DnsRecord
from migrator.sources.format import Origin

from .conftest import Read, Results

ENGLISH = """C:\\>nslookup -type=srv _sip._tls.contoso.com 192.0.2.53
Server:  ns1.contoso.com
Address:  192.0.2.53

Non-authoritative answer:
_sip._tls.contoso.com     SRV service location:
          priority       = 0
          weight         = 5
          port           = 443
          svr hostname   = sip.contoso.com
_sip._tls.contoso.com     SRV service location:
          priority       = 10
          weight         = 5
          port           = 443
          svr hostname   = sip2.contoso.com

sip.contoso.com  internet address = 192.0.2.10

C:\\>nslookup -q=srv _sipfederationtls._tcp.contoso.com
Server:  ns1.contoso.com
Address:  192.0.2.53

contoso.com
        primary name server = ns1.contoso.com
        responsible mail addr = hostmaster.contoso.com
        serial  = 7
        refresh = 900 (15 mins)
        retry   = 600 (10 mins)
        expire  = 86400 (1 day)
        default TTL = 3600 (1 hour)

C:\\>nslookup -q=mx contoso.com
Server:  ns1.contoso.com
Address:  192.0.2.53

contoso.com     MX preference = 10, mail exchanger = mail.contoso.com
contoso.com     text =

        "v=spf1 -all"
contoso.com     nameserver = ns1.contoso.com
"""
GERMAN = """Standardserver:  dc1.contoso.com
Address:  10.0.0.1

> set type=srv
> _sip._tls.contoso.com
Server:  dc1.contoso.com
Address:  10.0.0.1

*** _sip._tls.contoso.com wurde von dc1.contoso.com nicht gefunden: Non-existent domain.
> set type=a
> sip.contoso.com
Server:  dc1.contoso.com
Address:  10.0.0.1

Nicht autorisierende Antwort:
Name:    edge.contoso.com
Addresses:  2001:db8::10
          192.0.2.10
Aliases:  sip.contoso.com

> slow.contoso.com
Server:  dc1.contoso.com
Address:  10.0.0.1

DNS request timed out.
    timeout was 2 seconds.
*** Request to dc1.contoso.com timed-out
"""
FRENCH = """Serveur :   dns.contoso.com
Address:  192.0.2.53

Réponse ne faisant pas autorité :
Nom :    sip.contoso.com
Address:  192.0.2.10

Serveur :   dns.contoso.com
Address:  192.0.2.53

*** dns.contoso.com ne parvient pas à trouver meet.contoso.com : Non-existent domain
"""
RUSSIAN = """╤хЁтхЁ:  localhost.0
Address:  ::1

Не заслуживающий доверия ответ:
_ldap._tcp.contoso.com   SRV service location:
          priority       = 0
          weight         = 100
          port           = 389
          svr hostname   = dc1.contoso.com
"""
BIND = """Server:\t\t192.0.2.53
Address:\t192.0.2.53#53

Non-authoritative answer:
www.contoso.com\tcanonical name = web.contoso.com.
Name:\tweb.contoso.com
Address: 192.0.2.10
_sip._tls.contoso.com\tservice = 0 5 443 sip.contoso.com.

Server:\t\t192.0.2.53
Address:\t192.0.2.53#53

** server can't find nope.contoso.com: NXDOMAIN
"""
DIG = """; <<>> DiG 9.18.1 <<>> srv _sip._tls.contoso.com
;; global options: +cmd
;; Got answer:
;; ->>HEADER<<- opcode: QUERY, status: NOERROR, id: 31975
;; flags: qr aa rd; QUERY: 1, ANSWER: 1, AUTHORITY: 0, ADDITIONAL: 1

;; QUESTION SECTION:
;_sip._tls.contoso.com.\t\tIN\tSRV

;; ANSWER SECTION:
_sip._tls.contoso.com.\t300\tIN\tSRV\t0 5 443 sip.contoso.com.

;; ADDITIONAL SECTION:
sip.contoso.com.\t300\tIN\tA\t192.0.2.10

;; Query time: 10 msec
;; SERVER: 192.0.2.53#53(192.0.2.53)
;; WHEN: Mon Nov 12 10:00:00 UTC 2012
;; MSG SIZE  rcvd: 100

; <<>> DiG 9.18.1 <<>> nope.contoso.com
;; Got answer:
;; ->>HEADER<<- opcode: QUERY, status: NXDOMAIN, id: 2
;; flags: qr rd ra; QUERY: 1, ANSWER: 0, AUTHORITY: 1, ADDITIONAL: 0

;; QUESTION SECTION:
;nope.contoso.com.\t\tIN\tA

;; AUTHORITY SECTION:
contoso.com.\t300\tIN\tSOA\tns1.contoso.com. hostmaster.contoso.com. 1 2 3 4 5

;; SERVER: 192.0.2.53#53(192.0.2.53)

; <<>> DiG 9.18.1 <<>> aaaa sip.contoso.com
;; ->>HEADER<<- opcode: QUERY, status: NOERROR, id: 3
;; flags: qr rd ra; QUERY: 1, ANSWER: 0, AUTHORITY: 0, ADDITIONAL: 0
;; QUESTION SECTION:
;sip.contoso.com.\t\tIN\tAAAA

; <<>> DiG 9.18.1 <<>> slow.contoso.com
;; global options: +cmd
;; connection timed out; no servers could be reached
$ dig +short srv _sipinternaltls._tcp.contoso.com
0 0 5061 pool.contoso.com.
$ dig +short lyncdiscover.contoso.com
webdir.contoso.com.
192.0.2.11
$ dig +short -f names.txt
192.0.2.12
"""
HOST = """Using domain server:
Name: 192.0.2.53
Address: 192.0.2.53#53
Aliases:

_sip._tls.contoso.com has SRV record 0 5 443 sip.contoso.com.
sip.contoso.com has address 192.0.2.10
meet.contoso.com is an alias for web.contoso.com.
Host nope.contoso.com not found: 3(NXDOMAIN)
contoso.com has no SRV record
"""
POWERSHELL = """PS C:\\> Resolve-DnsName -Type SRV _sip._tls.contoso.com

Name                                     Type   TTL   Section    NameTarget                     Priority Weight Port
----                                     ----   ---   -------    ----------                     -------- ------ ----
_sip._tls.contoso.com                    SRV    3600  Answer     sip.contoso.com                0        5      443
_sip._tls.contoso.com                    SRV    3600  Answer     a-very-long-name-of-a-host-i... 0        5      443


Name       : sip.contoso.com
QueryType  : A
TTL        : 3600
Section    : Additional
IP4Address : 192.0.2.10


PS C:\\> Resolve-DnsName nope.contoso.com
Resolve-DnsName : nope.contoso.com : Der DNS-Name ist nicht vorhanden.
At line:1 char:1
+ Resolve-DnsName nope.contoso.com
+ ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
    + CategoryInfo          : ResourceUnavailable: (nope.contoso.com:String) [Resolve-DnsName], Win32Exception
    + FullyQualifiedErrorId : DNS_ERROR_RCODE_NAME_ERROR,Microsoft.DnsClient.Commands.ResolveDnsName

PS C:\\> Resolve-DnsName contoso.com -Type AAAA

Name                        Type TTL   Section    PrimaryServer               NameAdministrator           SerialNumber
----                        ---- ---   -------    -------------               -----------------           ------------
contoso.com                 SOA  3600  Authority  ns1.contoso.com             hostmaster.contoso.com      7
"""


def said(results: Results) -> list[tuple[Any, ...]]:
    """Each record and each answer without one, in short."""
    short: list[tuple[Any, ...]] = []
    for item in results.items():
        if isinstance(item, DnsRecord):
            numbers = [n for n in (item.priority, item.weight, item.port) if n is not None]
            short.append((item.owner, item.type, *numbers, item.target or item.data))
        if isinstance(item, DnsAnswer):
            short.append((item.owner, item.type, item.outcome, item.proves_absence))
    return short


def test_nslookup_gives_records_with_their_question_and_server(read: Read) -> None:
    """Several answers of one file: SRV in blocks, other types in lines; the record of a zone instead is "no data"."""
    results = read("nslookup", ENGLISH)
    assert results.rejected() == []
    assert said(results) == [
        ("_sip._tls.contoso.com", "SRV", 0, 5, 443, "sip.contoso.com"),
        ("_sip._tls.contoso.com", "SRV", 10, 5, 443, "sip2.contoso.com"),
        ("sip.contoso.com", "A", "192.0.2.10"),
        ("contoso.com", "SOA", "ns1.contoso.com hostmaster.contoso.com 7 900 600 86400 3600"),
        ("_sipfederationtls._tcp.contoso.com", "SRV", "no data", True),
        ("contoso.com", "MX", 10, "mail.contoso.com"),
        ("contoso.com", "TXT", "v=spf1 -all"),
        ("contoso.com", "NS", "ns1.contoso.com"),
    ]
    records = results.items("dns_record")
    assert {record.server for record in records} == {"ns1.contoso.com"}
    assert [record.authoritative for record in records] == [False] * 3 + [None] * 4
    assert not records[-1].knows("authoritative")
    assert (records[0].vantage_point, records[0].machine) == ("unknown", None)
    assert set(records[0].unknown) == {"ttl", "vantage_point"}


def test_nslookup_of_other_languages(read: Read) -> None:
    """Labels and sentences are translated; which name is the server's and what was not found is read all the same."""
    german = read("nslookup", GERMAN.encode("cp850"))
    assert said(german) == [
        ("_sip._tls.contoso.com", "SRV", "NXDOMAIN", True),
        ("edge.contoso.com", "AAAA", "2001:db8::10"),
        ("edge.contoso.com", "A", "192.0.2.10"),
        ("sip.contoso.com", "CNAME", "edge.contoso.com"),
        ("slow.contoso.com", "A", "time-out", False),
    ]
    assert said(read("nslookup", FRENCH)) == [
        ("sip.contoso.com", "A", "192.0.2.10"),
        ("meet.contoso.com", None, "NXDOMAIN", True),
    ]
    assert said(read("nslookup", RUSSIAN)) == [("_ldap._tcp.contoso.com", "SRV", 0, 100, 389, "dc1.contoso.com")]
    assert said(read("nslookup", BIND)) == [
        ("www.contoso.com", "CNAME", "web.contoso.com"),
        ("web.contoso.com", "A", "192.0.2.10"),
        ("_sip._tls.contoso.com", "SRV", 0, 5, 443, "sip.contoso.com"),
        ("nope.contoso.com", None, "NXDOMAIN", True),
    ]
    for text in (ENGLISH, GERMAN, FRENCH, RUSSIAN, BIND):
        assert [r.reason for r in read("nslookup", text).rejected() if "code page" not in r.reason] == []


def test_nslookup_with_its_input_from_a_file(read: Read) -> None:
    """Prompts stand before what the input gave; a server without a name is called by its address."""
    text = """Default Server:  UnKnown
Address:  10.0.0.1

> > Server:  UnKnown
Address:  10.0.0.1

_sip._tls.contoso.com     SRV service location:
          priority       = 0
          weight         = 5
          port           = 443
          svr hostname   = sip.contoso.com
> """
    results = read("nslookup", text)
    assert said(results) == [("_sip._tls.contoso.com", "SRV", 0, 5, 443, "sip.contoso.com")]
    assert [item.server for item in results.items()] == ["10.0.0.1"]
    assert results.rejected() == []


def test_what_nslookup_does_not_show_is_a_loss(read: Read) -> None:
    """No answer below the server (errors went elsewhere), a time-out of an unknown question, a block that is cut."""
    text = """Server:  ns1.contoso.com
Address:  192.0.2.53

Server:  ns1.contoso.com
Address:  192.0.2.53

*** Request to ns1.contoso.com timed-out
_sip._tls.contoso.com     SRV service location:
          priority       = 0
          weight
"""
    reasons = [rejected.reason for rejected in read("nslookup", text).rejected()]
    assert len(reasons) == 4
    assert "2>&1" in reasons[0]
    assert "question" in reasons[1]
    assert "is not complete" in reasons[2]


def test_an_answer_to_an_address_names_the_host(read: Read) -> None:
    """The name that belongs to an address is a PTR record, not an address of that name."""
    text = (
        "C:\\>nslookup 192.0.2.10\nServer:  ns1\nAddress:  192.0.2.53\n\nName:  sip.contoso.com\nAddress:  192.0.2.10\n"
    )
    assert said(read("nslookup", text)) == [("10.2.0.192.in-addr.arpa", "PTR", "sip.contoso.com")]


def test_dig_gives_sections_status_and_server(read: Read) -> None:
    """Absent, without data, timed out and found are four answers; +short needs the prompt that shows the question."""
    results = read("dig", DIG)
    assert said(results) == [
        ("_sip._tls.contoso.com", "SRV", 0, 5, 443, "sip.contoso.com"),
        ("sip.contoso.com", "A", "192.0.2.10"),
        ("contoso.com", "SOA", "ns1.contoso.com. hostmaster.contoso.com. 1 2 3 4 5"),
        ("nope.contoso.com", "A", "NXDOMAIN", True),
        ("sip.contoso.com", "AAAA", "no data", True),
        ("slow.contoso.com", "A", "time-out", False),
        ("_sipinternaltls._tcp.contoso.com", "SRV", 0, 0, 5061, "pool.contoso.com"),
        ("lyncdiscover.contoso.com", "CNAME", "webdir.contoso.com"),
        ("webdir.contoso.com", "A", "192.0.2.11"),
    ]
    first = results.items()[0]
    assert (first.server, first.ttl, first.authoritative, first.unknown) == (
        "192.0.2.53",
        300,
        True,
        ("vantage_point",),
    )
    assert ["without +short" in rejected.reason for rejected in results.rejected()] == [True]


def test_host_gives_one_record_a_line(read: Read) -> None:
    """With the server that was used, and what a name without a record proves."""
    results = read("host", HOST)
    assert said(results) == [
        ("_sip._tls.contoso.com", "SRV", 0, 5, 443, "sip.contoso.com"),
        ("sip.contoso.com", "A", "192.0.2.10"),
        ("meet.contoso.com", "CNAME", "web.contoso.com"),
        ("nope.contoso.com", None, "NXDOMAIN", True),
        ("contoso.com", "SRV", "no data", True),
    ]
    assert {item.server for item in results.items()} == {"192.0.2.53"}
    assert results.rejected() == []


def test_resolve_dnsname_gives_tables_lists_and_errors(read: Read) -> None:
    """A cut name is unknown; the id of an error says what its translated sentence says."""
    results = read("Resolve-DnsName", POWERSHELL)
    records = results.items("dns_record")
    assert said(results)[0] == ("_sip._tls.contoso.com", "SRV", 0, 5, 443, "sip.contoso.com")
    assert not records[1].knows("target")
    assert said(results)[2:4] == [("sip.contoso.com", "A", "192.0.2.10"), ("nope.contoso.com", None, "NXDOMAIN", True)]
    assert said(results)[-1] == ("contoso.com", "AAAA", "no data", True)
    assert results.rejected() == []


@pytest.mark.parametrize(
    ("folder", "vantage"),
    [("evidence/public/a.txt", "public"), ("evidence.zip!Internal/a.txt", "internal"), ("public.txt", "unknown")],
)
def test_a_folder_says_the_vantage_point(read: Read, folder: str, vantage: str) -> None:
    """A folder that is named so says from where names were looked up; nothing else does, and then it is unknown."""
    records = read("host", HOST, folder).items("dns_record")
    assert {record.vantage_point for record in records} == {vantage}
    assert {record.knows("vantage_point") for record in records} == {vantage != "unknown"}


def test_the_kit_says_the_vantage_point(read: Read) -> None:
    """What was collected beside a manifest was asked on that server: the Edge, or a server inside."""
    vantages = {
        role: {r.vantage_point for r in read("host", HOST, origin=Origin(machine="m", role=role)).items()}
        for role in ("edge", "front-end", "")
    }
    assert vantages == {"edge": {"edge"}, "front-end": {"internal"}, "": {"unknown"}}


@pytest.mark.parametrize(
    ("name", "text"),
    [("nslookup", ENGLISH), ("nslookup", GERMAN), ("dig", DIG), ("host", HOST), ("Resolve-DnsName", POWERSHELL)],
    ids=["english", "german", "dig", "host", "powershell"],
)
def test_a_cut_anywhere_invents_nothing(read: Read, name: str, text: str) -> None:
    """Of a file that is cut at a line's end, each record and each answer is one of the uncut file."""
    complete = set(said(read(name, text)))
    lines = text.splitlines(keepends=True)
    for count in range(12, len(lines)):
        assert set(said(read(name, "".join(lines[:count])))) <= complete


def test_an_answer_below_the_server_without_the_blank_line_between_them(read: Read) -> None:
    """The address below a name is of that name, and not one more of the server."""
    damaged = read("nslookup", BIND.replace("#53\n\nNon", "#53\nNon", 1)).items()
    assert [item.key for item in damaged] == [item.key for item in read("nslookup", BIND).items()]


def test_the_type_of_a_command_holds_for_its_answer_alone(read: Read) -> None:
    """An answer of another server below it answers a command that is not shown, of a type that is not known."""
    answers = read("nslookup", ENGLISH.rstrip() + "\n" + BIND).items("dns_answer")
    (found,) = (each for each in answers if each.owner == "nope.contoso.com" and each.server == "192.0.2.53")
    assert found.type is None
