"""Rules that were not evaluated, grouped by what would supply their data."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from migrator.resources import fixture
from migrator.rules.engine.gaps import Ask, Collect, Gap, Run
from migrator.rules.engine.prediction import Outcome, Result
from migrator.rules.engine.waiting import in_blocks, waiting


def lacks(rule: str, *gaps: Gap) -> Outcome:
    """A rule that was not evaluated."""
    return Outcome(rule=rule, outcome=Result.NOT_EVALUATED, gaps=gaps)


def needs(*wanted: Collect | Ask | Run, reason: str = "no evidence") -> Gap:
    """A gap that any of these would help to fill."""
    return Gap(reason=reason, needs=wanted)


def test_one_command_stands_once_with_all_rules_that_wait_for_it() -> None:
    """What serves most rules comes first; kinds of one command are named together, found rules do not count."""
    sites, edges, services = (Collect(kind, "lync2010") for kind in ("site", "edge_pool", "service"))
    found = waiting(
        [
            lacks("TOP-01", needs(sites)),
            lacks("TOP-04", needs(edges)),
            lacks("TOP-14", needs(services), needs(sites)),
            lacks("NIC-01", needs(edges)),
            Outcome(rule="TOP-03", outcome=Result.FOUND, gaps=(needs(sites),)),
        ]
    )
    assert [(each.rules, each.missing) for each in found] == [
        (("TOP-04", "TOP-14", "NIC-01"), ("Edge pools", "services")),
        (("TOP-01", "TOP-14"), ("sites",)),
    ]
    assert [each.supply.partition(" ")[0] for each in found] == ["Get-CsService", "Get-CsSite"]


def test_questions_and_lines_of_one_kind_are_one_source() -> None:
    """All questions wait for answers, and names that nobody looked up for the lines of one command."""
    lines = [Run(f"nslookup {name}", all_of="migrator edge dns") for name in ("a", "b")]
    found = waiting(
        [
            lacks("DNS-01", needs(*lines, reason="a and b were not looked up")),
            lacks("TRK-01", needs(Ask("trunk_wanted"))),
            lacks("TRK-02", needs(Ask("trunk_calls"))),
            lacks("X-1", Gap(reason="the rule failed")),
        ]
    )
    assert [(each.rules, each.missing) for each in found] == [
        (("TRK-01", "TRK-02"), ("trunk_wanted", "trunk_calls")),
        (("DNS-01",), ("a and b were not looked up",)),
        (("X-1",), ("the rule failed",)),
    ]
    assert (found[1].supply, found[2].supply) == ("migrator edge dns", "")


def test_many_rules_of_a_block_are_one_name() -> None:
    """A family of hundreds of rules takes one place; a few ids are named each."""
    ids = [f"EVT-{number}" for number in range(120)]
    assert in_blocks([*ids, "R2-RTE-001", "R2-RTE-002"]) == ("EVT-* (120 rules)", "R2-RTE-001", "R2-RTE-002")


def test_predict_says_each_source_once_and_each_rule_with_details(run: Callable[..., Any]) -> None:
    """The first screen has what would supply data; --details and --rule say why each rule was not evaluated."""
    run("inventory", fixture("contoso-ocs2007r2"), "--name", "a")
    short = run("predict").out
    assert "by what would supply their data" in short
    assert "rules wait for" in short
    assert "Why" not in short
    details = run("predict", "--details").out
    assert "Why" in details
    lines = [len(said.partition("Not evaluated")[2].splitlines()) for said in (short, details)]
    assert lines[0] < lines[1] / 3
    assert "Why" in run("predict", "--rule", "R2-CONF-001", "--rule", "TRK-01").out
