"""What the rules about DNS advise: old and new lines, what to wait for, how to verify; and their old ids."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from migrator.estate.estate import Estate
from migrator.estate.network import DnsRecord
from migrator.estate.topology import SipDomain
from migrator.rules.engine.catalogue import all_rules, rules_named
from migrator.rules.engine.model import Context
from migrator.rules.engine.predict import predict
from migrator.rules.engine.prediction import Finding

FED = "_sipfederationtls._tcp.contoso.com"


def record(owner: str, type_: str, target: str, **values: Any) -> DnsRecord:
    """A record of the public zone."""
    common = {"owner": owner, "type": type_, "target": target, "zone": "contoso.com", "vantage_point": "public"}
    return DnsRecord(key=f"{owner} {type_} {target}", **common | values)


def findings(rule: str, *records: DnsRecord) -> tuple[Finding, ...]:
    """What one rule says of these records of a SIP domain."""
    estate = Estate([SipDomain(key="contoso.com", name="contoso.com", product="lync2010"), *records])
    context = Context(now=datetime(2014, 3, 3, tzinfo=UTC))
    return predict(estate, context, rules_named(rule, all_rules())).findings


@pytest.mark.ledger("S1-17", "S1-19", "S1-20")
def test_a_wrong_port_is_replaced_waited_for_and_verified() -> None:
    """The old and the new line, the TTL to wait, then the port from outside and the requests of the partner."""
    wrong = record(FED, "SRV", "sip.contoso.com", port=5601, priority=5, weight=7, ttl=300)
    (found,) = findings("DNS-02", wrong, record("sip.contoso.com", "A", "203.0.113.10"))
    old, new = f"{FED}. 300 IN SRV 5 7 5601 sip.contoso.com.", f"{FED}. 300 IN SRV 5 7 5061 sip.contoso.com."
    assert found.remediation.startswith(f'Replace "{old}" by "{new}". Wait until the TTL of the old record has passed.')
    assert "its port answers on the Access Edge" in found.remediation
    assert "presence and contact requests of the partner arrive" in found.remediation
    assert found.shown_evidence()["seconds to wait"] == "300"


@pytest.mark.ledger("S4-08")
def test_a_sign_in_of_each_generation_is_traced_before_names_go() -> None:
    """Where old clients find their server by a host name alone, the trace that shows their questions is advised."""
    hosts = [record("sip.contoso.com", "A", "203.0.113.10"), record("sipexternal.contoso.com", "A", "203.0.113.10")]
    (found,) = findings("DNS-33", *hosts)
    assert "Trace one sign-in of each generation of clients" in found.remediation
    assert found.shown_evidence()["falls back to"] == "sip.contoso.com; sipexternal.contoso.com"


@pytest.mark.parametrize("old", ["R2-DNS-001", "R2-DNS-002", "R2-DNS-003", "R2-DNS-004", "R2-DNS-005", "L10-CLI-002"])
def test_old_ids_name_the_new_rules(old: str, run: Callable[..., Any]) -> None:
    """A command that names a rule of an older version shows what took it over."""
    done = run("rules", old)
    assert done.code == 0
    assert "DNS-" in done.out
    assert old not in done.out
