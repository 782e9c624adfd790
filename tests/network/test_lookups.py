"""What names resolve to by side: three answers, aliases, loops, wildcards, delegations, hosts files, lost records."""

from __future__ import annotations

from typing import Any

import pytest

from migrator.estate.network import DnsAnswer, DnsRecord, HostsEntry
from migrator.network.comparison import Relevant, is_transposed
from migrator.network.lookups import NamesSeen, Presence, Side, is_public


def seen(*lines: str, answers: tuple[DnsAnswer, ...] = (), **options: Any) -> NamesSeen:
    """Names from ``owner type target`` lines of the public zone contoso.com."""
    records = []
    for line in lines:
        owner, type_, target = line.split()
        common = {"zone": "contoso.com", "vantage_point": "public"}
        records.append(DnsRecord(key=line, owner=owner, type=type_, target=target, **common))
    return NamesSeen(records, answers, **options)


def host(names: NamesSeen, name: str, side: Side = Side.PUBLIC) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    """Presence, addresses and aliases of a host."""
    found = names.host(side, name)
    return str(found.presence), found.addresses, found.aliases


def test_presence_of_a_host() -> None:
    """Letter case and the final dot do not matter; a zone proves absence inside itself and nowhere else."""
    names = seen("SIP.contoso.com A 203.0.113.10", "www.contoso.com CNAME sip.contoso.com", "x.contoso.com CNAME y.net")
    assert host(names, "sip.CONTOSO.com.") == ("there", ("203.0.113.10",), ())
    assert host(names, "www.contoso.com") == ("there", ("203.0.113.10",), ("sip.contoso.com",))
    assert host(names, "x.contoso.com") == ("there", (), ("y.net",))
    assert host(names, "av.contoso.com")[0] == "not there"
    assert host(names, "av.fabrikam.com")[0] == "unknown"
    assert host(names, "sip.contoso.com", Side.INTERNAL)[0] == "unknown"


def test_what_keeps_a_zone_from_proving_absence() -> None:
    """A wildcard stands for a name that does not exist, a delegated name is elsewhere, and lost records may be it."""
    names = seen(
        "*.contoso.com A 203.0.113.99", "sub.contoso.com NS ns.contoso.com", "mail.contoso.com MX m.contoso.com"
    )
    assert host(names, "av.contoso.com") == ("there", ("203.0.113.99",), ())
    assert host(names, "mail.contoso.com")[0] == "not there"
    assert host(seen("sub.contoso.com NS ns.contoso.com"), "sip.sub.contoso.com")[0] == "unknown"
    assert host(seen("a.contoso.com A 203.0.113.1", is_complete=False), "av.contoso.com")[0] == "unknown"


def test_a_loop_of_aliases_ends() -> None:
    """Aliases that lead to each other have no address, and asking for them ends."""
    names = seen("a.contoso.com CNAME b.contoso.com", "b.contoso.com CNAME a.contoso.com")
    assert host(names, "a.contoso.com")[1] == ()
    assert names.lookup(Side.PUBLIC, "a.contoso.com", "SRV").presence is Presence.UNKNOWN


@pytest.mark.parametrize(
    ("outcome", "type_", "expected"),
    [("NXDOMAIN", "SRV", "not there"), ("no data", "A", "not there"), ("time-out", "A", "unknown")],
)
def test_answers_without_a_record(outcome: str, type_: str, expected: str) -> None:
    """That a name does not exist is true of every type; "no data" of the type that was asked; a time-out of none."""
    proves = outcome in ("NXDOMAIN", "no data")
    answer = DnsAnswer(
        key="a", owner="a.contoso.com", type=type_, outcome=outcome, proves_absence=proves, vantage_point="public"
    )
    names = NamesSeen([], [answer])
    assert host(names, "a.contoso.com")[0] == expected
    assert (names.failure(Side.PUBLIC, "a.contoso.com") is None) == proves


def test_the_hosts_file_counts_on_the_edge_alone() -> None:
    """A line of the hosts file of an Edge is an answer there, and nowhere else."""
    names = NamesSeen([], [], [HostsEntry(key="e", address="10.0.0.1", names=("Pool.contoso.local",))])
    assert host(names, "pool.contoso.local", Side.EDGE) == ("there", ("10.0.0.1",), ())
    assert host(names, "pool.contoso.local", Side.INTERNAL)[0] == "unknown"


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        *((a, False) for a in ("10.0.0.1", "172.31.0.1", "192.168.1.1", "169.254.1.1", "100.127.0.1", "fe80::1%3")),
        *((a, True) for a in ("172.32.0.1", "100.128.0.1", "192.0.2.1", "2001:db8::1")),
        ("not an address", False),
    ],
)
def test_public_addresses(address: str, expected: bool) -> None:
    """Private, link-local and carrier networks are not public; the next address beside them is."""
    assert is_public(address) is expected


def test_transposed_digits() -> None:
    """Only the same digits in another order are transposed, also where a leading zero was lost."""
    assert [port for port in (5601, 5016, 6051, 5106, 561, 5061, 5060, 443, 50611) if is_transposed(port, 5061)] == [
        *(5601, 5016, 6051, 5106, 561)
    ]


def test_what_is_kept_of_a_large_zone() -> None:
    """Services of SIP, wanted names, wildcards and the delegations above them; then the names to which these lead."""
    wanted = Relevant(["edge.contoso.com"])
    srv = DnsRecord(key="s", owner="_sip._tls.contoso.com", type="SRV", target="odd.contoso.com")
    odd = DnsRecord(key="o", owner="odd.contoso.com", type="A", target="203.0.113.1")
    assert not wanted.keeps(odd)
    assert wanted.keeps(srv)
    assert wanted.keeps(odd)
    assert wanted.keeps(DnsRecord(key="w", owner="*.contoso.com", type="A", target="203.0.113.1"))
    assert wanted.keeps(DnsRecord(key="n", owner="contoso.com", type="NS", target="ns.contoso.com"))
    assert not wanted.keeps(DnsRecord(key="n2", owner="other.example", type="NS", target="ns.contoso.com"))
    assert not wanted.keeps(DnsRecord(key="h", owner="host7.contoso.com", type="A", target="203.0.113.7"))
