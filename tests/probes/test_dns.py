"""Live questions to a name server: three answers, over UDP and TCP, from servers that are silent, broken or lie."""

from __future__ import annotations

import pytest

from migrator.estate.network import DnsAnswer, DnsRecord
from migrator.probes.dns import NameServer, Questions

from .name_server import BROKEN, LIES, SILENT, TRUNCATED, Zone, serving

FED = "_sipfederationtls._tcp.contoso.com"
ZONE: Zone = {
    (FED, "SRV"): [f"{FED}. 300 IN SRV 0 0 5601 sip.contoso.com."],
    ("sip.contoso.com", "A"): [
        "sip.contoso.com. 60 IN CNAME edge.contoso.com.",
        "edge.contoso.com. 60 IN A 203.0.113.10",
    ],
    ("sip.contoso.com", "AAAA"): "NOERROR",
    ("broken.contoso.com", "*"): "SERVFAIL",
    ("refused.contoso.com", "*"): "REFUSED",
    ("big.contoso.com", "SRV"): TRUNCATED,
    ("lies.contoso.com", "*"): LIES,
    ("odd.contoso.com", "*"): BROKEN,
    ("foreign.contoso.com", "SRV"): ["lyncdiscover.contoso.com. 60 IN SRV 0 0 5061 evil.example.net."],
    ("circle.contoso.com", "SRV"): [
        "circle.contoso.com. 60 IN CNAME round.contoso.com.",
        "Round.contoso.com. 60 IN CNAME circle.contoso.com.",
    ],
    ("gone.contoso.com", "SRV"): ["gone.contoso.com. 60 IN CNAME old.contoso.com.", "NXDOMAIN"],
    ("bare.contoso.com", "SRV"): [
        "bare.contoso.com. 0 IN CNAME host.contoso.com.",
        "contoso.com. 60 IN SOA ns.contoso.com. x.contoso.com. 1 1 1 1 1",
    ],
    ("abroad.contoso.com", "SRV"): ["abroad.contoso.com. 60 IN CNAME host.example.net."],
    ("child.contoso.com", "SRV"): ["contoso.com. 60 IN NS ns.contoso.com.", "REFERRAL"],
    **{(f"silent{n}.contoso.com", "*"): SILENT for n in range(9)},
}


def outcome(name: str, type_: str, timeout: float = 0.3) -> list[str]:
    """What one question gives, in short: values of records, or the outcome and whether it proves absence."""
    with serving(ZONE) as server:
        found = list(Questions(NameServer("public", "127.0.0.1", server.port), timeout=timeout).ask([(name, type_)]))
    return [
        f"{each.type} {each.port or ''} {each.target} {each.ttl}"
        if isinstance(each, DnsRecord)
        else f"{each.type} {each.outcome} {each.proves_absence}"
        for each in found
    ]


@pytest.mark.parametrize(
    ("name", "type_", "expected"),
    [
        (FED, "SRV", ["SRV 5601 sip.contoso.com 300"]),
        ("SIP.contoso.com", "A", ["CNAME  edge.contoso.com 60", "A  203.0.113.10 60", "AAAA no data True"]),
        ("nothing.contoso.com", "SRV", ["SRV NXDOMAIN True"]),
        ("broken.contoso.com", "SRV", ["SRV SERVFAIL False"]),
        ("refused.contoso.com", "SRV", ["SRV REFUSED False"]),
        ("big.contoso.com", "SRV", ["SRV 5061 sip.contoso.com 60"]),
        ("silent0.contoso.com", "SRV", ["SRV time-out False"]),
        ("foreign.contoso.com", "SRV", ["SRV an answer about another name False"]),
        (
            "circle.contoso.com",
            "SRV",
            [
                "CNAME  round.contoso.com 60",
                "CNAME  circle.contoso.com 60",
                "SRV the aliases lead in a circle False",
            ],
        ),
        ("gone.contoso.com", "SRV", ["CNAME  old.contoso.com 60", "SRV NXDOMAIN True"]),
        ("bare.contoso.com", "SRV", ["CNAME  host.contoso.com 0", "SRV no data True"]),
        ("abroad.contoso.com", "SRV", ["CNAME  host.example.net 60"]),
        ("child.contoso.com", "SRV", ["SRV a referral to other name servers False"]),
    ],
)
def test_three_answers(name: str, type_: str, expected: list[str]) -> None:
    """A record, the proof that there is none, or neither; a truncated answer is asked again over TCP."""
    assert outcome(name, type_) == expected


@pytest.mark.parametrize("name", ["lies.contoso.com", "odd.contoso.com"])
def test_an_answer_to_another_question_is_not_believed(name: str) -> None:
    """An answer with another id, or one that is not DNS, is no answer: nothing is known."""
    (only,) = outcome(name, "SRV")
    assert only.endswith(" False")
    assert "5061" not in only


def test_a_silent_server_is_not_asked_for_ever() -> None:
    """After three time-outs in a row the rest is not asked; each name says so, and none is asked twice."""
    with serving(ZONE) as server:
        questions = Questions(NameServer("public", "127.0.0.1", server.port), timeout=0.05)
        names = [(f"silent{n}.contoso.com", "SRV") for n in range(6)]
        found = [each for each in questions.ask([*names, *names]) if isinstance(each, DnsAnswer)]
        assert len(server.asked) == 3
    assert [each.outcome for each in found] == ["time-out"] * 3 + ["not asked: the server gave no answer before"] * 3
    assert not any(each.proves_absence for each in found)
