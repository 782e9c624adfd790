"""What names a rule: its id, an id of an older version, a pattern."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

import attrs
import pytest

from migrator.estate.estate import Estate
from migrator.estate.voice import VoiceRoute
from migrator.rules.engine.catalogue import all_rules, names_rule, rules_named
from migrator.rules.engine.model import Context
from migrator.rules.engine.pages import explained
from migrator.rules.engine.predict import predict
from migrator.rules.engine.suppression import State, Suppression, suppress

RULES = all_rules()
CONTEXT = Context(now=datetime(2014, 1, 8, tzinfo=UTC))


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("R2-RTE-001", {"R2-RTE-001"}),
        ("r2-rte-001", {"R2-RTE-001"}),
        ("L10-VOI-001a", {"L10-VOI-001a"}),
        ("L10-VOI-001", {f"L10-VOI-001{letter}" for letter in "abcdefghi"}),
        ("L10-VOI-*", {*(f"L10-VOI-001{letter}" for letter in "abcdefghi"), "L10-VOI-002"}),
        ("R2-USG-00?", {"R2-USG-001"}),
        ("R2-RTE-00", set()),
        ("L10-VOI-001z", set()),
        ("l10-edg-004", {"ACC-14"}),
        ("ACC-14", {"ACC-14"}),
        ("", set()),
    ],
)
def test_what_names_a_rule(text: str, ids: set[str]) -> None:
    """An id names its rule, an id of old all rules that came of it, a pattern all that it matches; in any case."""
    assert {rule.id for rule in rules_named(text, RULES)} == ids


def test_the_end_of_a_failure_is_not_a_letter() -> None:
    """Only a letter after the number tells rules of one old id apart."""
    assert names_rule("RGS-F07", "RGS-F07")
    assert not names_rule("RGS-", "RGS-F")


@pytest.mark.parametrize("accepted", ["L10-VOI-001", "l10-voi-00?", "L10-VOI-001a"])
def test_an_acceptance_of_an_old_id_covers_what_came_of_it(accepted: str) -> None:
    """A finding of L10-VOI-001a stays accepted where L10-VOI-001 was accepted."""
    route = VoiceRoute(key="Fax", product="lync2010", usages=("Local",))
    prediction = predict(Estate([route]), CONTEXT, rules_named("L10-VOI-001a", RULES))
    suppression = Suppression(rule=accepted, reason="rebuilt", approver="J. Field", created=date(2014, 1, 8))
    marked, applied = suppress(prediction, [suppression], date(2014, 1, 8))
    assert [str(finding.suppressed) for finding in marked.findings] == ["rebuilt (J. Field)"]
    assert [(one.state, one.matched) for one in applied] == [(State.ACTIVE, 1)]
    other = attrs.evolve(suppression, rule="L10-VOI-001d")
    assert suppress(prediction, [other], date(2014, 1, 8))[1][0].state is State.STALE


@pytest.mark.parametrize(
    ("id_", "said"),
    [
        ("EVT-32089", "cause 1: inferred from the notes on 32058"),
        ("DIAG-17002", "that the id means the same in Lync is inferred"),
        ("DIAG-7001", "what users lack, what to check and what to do are inferred"),
        ("DIAG-1007", "what to check and what to do are inferred"),
        ("EVT-25073", "How severe it is, what follows, how to look and what to do, where the report does not say it"),
        ("EVT-32149", "published for Lync Server 2013, Multitenant Hosting Pack"),
        ("EVT-32149", "It names the source LS User Service"),
        ("EVT-14502", "that the event counts failed connections from one address is inferred"),
        ("R2-PLAT-007", "wants the SQL backward compatibility pack for all cmdlets, and does not name this client"),
        ("EVT-12303", "also that event 14397 is the one that prints the serial number"),
        ("DIAG-22", "that a firewall between the two, the ports of the Edge or its routes are the cause"),
        ("DNS-28", "none without it, and what happens otherwise, is inferred"),
        (
            "EVT-30006",
            "published for Lync Server 2013, Edge Server; for servers of OCS 2007 R2, Lync 2010 it is inferred",
        ),
        ("DIAG-13009", "ublished for Lync Server; for servers of OCS 2007 R2 it is inferred"),
        ("DIAG-3000", "How severe it is"),
        ("ACC-03", "How to verify, where the pages do not say it"),
        ("R2-MED-001", "and how to tell beforehand"),
        ("DIAG-1000", "what it means beyond its words"),
        ("DIAG-R1", "published for Office Communications Server 2007; for servers of OCS 2007 R2"),
        ("R2-RTE-001", "that a route keeps its other gateways, is inferred"),
        ("R2-CAA-003", "does not say why the number had no region"),
        ("REP-01", "a check for Skype for Business Server"),
        ("DIAG-12008", "a note on its products that was not available"),
        ("TOP-11", "For servers of OCS 2007 R2: the cmdlets are of Lync Server"),
        ("DIAG-1001", "For servers of OCS 2007 R2: the cmdlets are of Lync Server"),
        ("PORT-04", "For servers of OCS 2007 R2: Topology Builder is of Lync Server"),
    ],
)
def test_rule_of_a_known_message_says_what_is_inferred(id_: str, said: str) -> None:
    """The basis of a cause, a source that is older, and cmdlets that a product lacks are declared."""
    (rule,) = (each for each in RULES if each.id == id_)
    assert said in " ".join(text for heading, text in explained(rule) if heading == "What is inferred")


@pytest.mark.parametrize(
    ("id_", "source"),
    [
        ("EVT-12290", "golumolu-7024"),
        ("EVT-14428", "scom-r2-14508"),
        ("EVT-14503", "scom-r2-14508"),
        ("EVT-14508", "lyncdude-federation"),
        ("TOP-18", "issue-hlb-check"),
    ],
)
def test_the_report_that_a_text_speaks_of_is_cited(id_: str, source: str) -> None:
    """Removing the update, the two lists, and the warnings of port 5061 each stand in a report of their own."""
    (rule,) = (each for each in RULES if each.id == id_)
    assert source in rule.references


@pytest.mark.parametrize(
    ("id_", "heading", "said"),
    [
        ("L10-USR-003", "When it is wrong", "The Registrar is a Survivable Branch Server"),
        ("R2-MED-001", "Why it matters", "every route of OCS to point to a Mediation Server"),
    ],
)
def test_page_claims_no_more_than_its_sources(id_: str, heading: str, said: str) -> None:
    """The page on appliances speaks of no branch server, and the published log of routes of OCS, not of Lync."""
    (rule,) = (each for each in RULES if each.id == id_)
    assert said in dict(explained(rule))[heading]


@pytest.mark.parametrize(
    ("id_", "cmdlet"),
    [
        ("R2-EDG-008", "Request-CsCertificate"),
        ("L10-EDG-001e", "Request-CsCertificate"),
        ("ACC-11", "New-CsBlockedDomain"),
        ("L10-RBAC-001", "Get-CsAdminRole"),
        ("L10-USR-010", "Set-CsAnalogDevice"),
        ("L10-RGS-002", "Set-CsRgsQueue"),
        ("RGS-F08", "Set-CsRgsAgentGroup"),
        ("R2-RTE-001", "Set-CsVoiceRoute"),
    ],
)
def test_the_page_of_a_cmdlet_that_is_advised_is_cited(id_: str, cmdlet: str) -> None:
    """A reader can look up the command of a remedy also where the finding itself is inferred."""
    (rule,) = (each for each in RULES if each.id == id_)
    assert any(cmdlet in wording.remediation for wording in rule.wordings.values())
    assert any(text.startswith(cmdlet) for heading, text in explained(rule) if heading == "Source")


@pytest.mark.parametrize("id_", ["R2-DP-001", "L10-VOI-001f"])
def test_patterns_stand_in_single_quotes(id_: str) -> None:
    """The help of New-CsVoiceNormalizationRule takes its pattern and its translation in single quotes only."""
    (rule,) = (each for each in RULES if each.id == id_)
    assert "-Pattern 'REGEX' -Translation 'TEXT'" in rule.wording.remediation


def test_the_test_of_exchange_leaves_nothing_in_a_mailbox() -> None:
    """Test-CsExStorageConnectivity writes an item into the mailbox of a user, and deletes it only where told to."""
    named = [text for rule in RULES if "Test-CsExStorageConnectivity -SipUri" in (text := rule.wording.remediation)]
    assert len(named) > 3
    assert all("-SipUri sip:USER@DOMAIN -DeleteItem" in text for text in named)


def test_no_remedy_filters_workflows_by_a_parameter() -> None:
    """Get-CsRgsWorkflow has no -Filter, so that no remedy sends it "the same" as cmdlets that have one."""
    texts = [rule.wording.remediation for rule in RULES]
    texts += [wording.remediation or "" for rule in RULES for wording in rule.variants.values()]
    assert not [text for text in texts if re.search(r"-Filter[^.;\]]*; the same with [^.;\]]*Get-CsRgs", text)]
