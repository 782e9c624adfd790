"""What is never reached is shown by a number; ranges overlap where they share a number."""

from __future__ import annotations

import time
from datetime import UTC, datetime

from migrator.dialing.shadowing import taken_first
from migrator.estate.estate import Estate
from migrator.estate.number_ranges import overlapping
from migrator.estate.topology import TrustedService
from migrator.estate.voice import DialPlan, NormalizationRule, VoiceRoute
from migrator.rules.engine.catalogue import all_rules
from migrator.rules.engine.model import Context
from migrator.rules.engine.predict import predict

CONTEXT = Context(now=datetime(2014, 1, 8, tzinfo=UTC))
RULES = {rule.id: rule for rule in all_rules()}


def test_the_number_proves_it() -> None:
    """The number matches the later pattern, and the place is that of the earlier one that takes it."""
    assert taken_first(r"^2\d{3}$", [r"^3\d{3}$", r"^\d{4}$"]) == ("2207", 1)


def test_one_number_left_is_enough_to_be_reached() -> None:
    """A pattern some of whose numbers nothing takes is reached."""
    assert taken_first(r"^\d{3,4}$", [r"^\d{4}$"]) is None


def test_what_cannot_be_read_takes_nothing() -> None:
    """Neither an invalid earlier pattern nor an invalid later one makes a finding."""
    assert taken_first(r"^2$", [r"^(2$"]) is None
    assert taken_first(r"^(2$", [r".*"]) is None


def test_what_takes_for_ever_takes_nothing() -> None:
    """A catastrophic pattern is matched once, not for every number of every other pattern."""
    started = time.monotonic()
    slow = r"^(\d|\d\d|\d\d\d)+x$"
    assert [taken_first(rf"^{n}\d{{19}}$", [slow]) for n in range(1, 10)] == [None] * 9
    assert time.monotonic() - started < 2


def test_overlap_with_the_range_that_reaches_furthest() -> None:
    """A short range in between does not hide the long one; ranges that only touch share nothing."""
    ranges = [(30, 40, "late"), (1, 35, "long"), (2, 3, "short"), (41, 50, "apart")]
    assert list(overlapping(ranges)) == [("short", "long"), ("late", "long")]


def test_two_ports_of_a_host_have_fingerprints_of_their_own() -> None:
    """A finding about one port of a gateway can be suppressed without the other."""
    estate = Estate(
        [
            VoiceRoute(key="UK", product="ocs2007r2", gateways=("vx1:5060", "vx1:5061", "vx1", "med1")),
            TrustedService(key="med1", product="ocs2007r2", fqdn="med1", type="MediationServer"),
        ],
        collected=[("ocs2007r2", "trusted_service")],
    )
    findings = predict(estate, CONTEXT, [RULES["R2-RTE-001"]]).findings
    assert len({finding.fingerprint for finding in findings}) == 3


def test_one_rule_hidden_in_two_profiles_is_two_findings() -> None:
    """A rule that OCS shares between profiles has a finding, and a fingerprint, for each."""
    rules = (
        NormalizationRule(key="all", product="ocs2007r2", pattern=r"^\d+$"),
        NormalizationRule(key="four", product="ocs2007r2", pattern=r"^\d{4}$"),
    )
    plans = (DialPlan(key=k, product="ocs2007r2", normalization_rules=("all", "four")) for k in ("UK", "US"))
    findings = predict(Estate([*rules, *plans]), CONTEXT, [RULES["R2-DP-004"]]).findings
    assert len({finding.fingerprint for finding in findings}) == 2
