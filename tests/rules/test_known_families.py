"""The rules that are made of known events and ms-diagnostics ids: found, clear, not evaluated, and what they say."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta

import attrs
import pytest

from migrator.estate.diagnosis import Diagnosis
from migrator.estate.estate import Estate
from migrator.estate.evidence import Event, TraceRecord
from migrator.estate.external import AllowedDomain
from migrator.estate.kinds import Item
from migrator.estate.response_groups import AgentGroup, DistributionList
from migrator.estate.topology import Certificate, EdgePool, Gateway, Machine
from migrator.estate.users import DirectoryGroup
from migrator.knowledge.base import known_entries
from migrator.knowledge.known_message import ExpectedWhen, KnownMessage
from migrator.occurrences.grouping import Grouping
from migrator.rules.engine.catalogue import all_rules
from migrator.rules.engine.model import Context, Grade, Rule
from migrator.rules.engine.predict import predict
from migrator.rules.engine.prediction import Finding, Prediction, Result
from migrator.rules.known_events import event_rules

NOW = datetime(2014, 6, 1, tzinfo=UTC)
AT = datetime(2014, 3, 3, 9, 30, tzinfo=UTC)
FAMILIES = [rule for rule in all_rules() if rule.family]
EVENTS = [rule for rule in FAMILIES if rule.family == "EVT"]
DIAGNOSES = [rule for rule in FAMILIES if rule.family == "DIAG"]


def event(event_id: int, message: str = "", **fields: object) -> Event:
    """An event of the protocol stack of an Edge, unless *fields* say otherwise."""
    values = {"source": "LS Protocol Stack", "machine": "edge1.contoso.com", "at": AT, "level": "Error", **fields}
    key = f"{event_id} {values['at']} {values['machine']} {message[-40:]}"
    return Event(key=key, product="unknown", event_id=event_id, message=message or None, **values)  # type: ignore[arg-type]


def record(*codes: str, **fields: object) -> TraceRecord:
    """A response to our user that a partner's domain refused, with one header for each code."""
    values = {
        "start_line": "SIP/2.0 504 Server time-out",
        "from_uri": "sip:anna@contoso.com",
        "to_uri": "sip:ben@fabrikam.com",
        "at": AT,
        "peer": "203.0.113.10:5061",
        **fields,
    }
    diagnostics = tuple(Diagnosis(code, f"reason {code}", "sip.contoso.com") for code in codes)
    return TraceRecord(key=f"{codes} {fields}", product="unknown", diagnostics=diagnostics, **values)  # type: ignore[arg-type]


def said(*items: Item, rules: list[Rule] = FAMILIES, **answers: str) -> Prediction:
    """What the families say of some items."""
    return predict(Estate(items), Context(now=NOW, answers=answers), rules)


def only(prediction: Prediction) -> Finding:
    """The one finding."""
    (finding,) = prediction.findings
    return finding


def test_a_header_may_be_of_a_client() -> None:
    """ms-client-diagnostics, in which 52017 was published, is not called a reason of the server."""
    reasons = {rule.page["Why it matters"] for rule in DIAGNOSES}
    assert all("ms-client-diagnostics that of a client" in reason for reason in reasons)


def test_each_known_event_is_found_once_and_only_by_its_rule() -> None:
    """An event of each rule, logged by its source: those that are never expected become one finding of their rule."""
    entries = {entry.id: entry for entry in known_entries().values() if entry.events}
    items, never = [], set()
    for rule in EVENTS:
        known = [entry for entry in entries.values() if f"EVT-{entry.events[0]}" == rule.id]
        for entry in known[:1]:
            items.append(event(entry.events[0], source=(entry.providers or ("LS Server",))[0]))
            if entry.expected is ExpectedWhen.NEVER:
                never.add(rule.id)
    prediction = said(*items, rules=EVENTS)
    assert len(items) > 20
    assert never <= {finding.rule for finding in prediction.findings}
    assert max(Counter(finding.rule for finding in prediction.findings).values()) == 1
    assert not {rule.id for rule in EVENTS} - {outcome.rule for outcome in prediction.outcomes}


def test_each_known_diagnosis_is_found_by_its_rule() -> None:
    """A header of each rule becomes one finding, which says the domains and the meaning."""
    codes = [rule.id.removeprefix("DIAG-") for rule in DIAGNOSES if rule.id != "DIAG-R1"]
    prediction = said(*(record(code) for code in codes), rules=DIAGNOSES)
    assert len(codes) > 90
    assert sorted(finding.rule for finding in prediction.findings) == sorted(f"DIAG-{code}" for code in codes)
    assert all("from contoso.com to fabrikam.com, 1 time: " in finding.message for finding in prediction.findings)


def test_without_evidence_the_families_say_what_supplies_it() -> None:
    """No event and no trace: every rule is not evaluated for one and the same reason of its family."""
    prediction = said(Gateway(key="gw", product="lync2013"))
    reasons = {(o.rule.partition("-")[0], o.outcome, o.reason, tuple(map(str, o.needs))) for o in prediction.outcomes}
    assert sorted((family, outcome, reason) for family, outcome, reason, _ in reasons) == [
        ("DIAG", Result.NOT_EVALUATED, "No evidence of trace records"),
        ("EVT", Result.NOT_EVALUATED, "No evidence of events"),
    ]
    assert all(needs for *_, needs in reasons)


def test_what_is_expected_or_only_informs_is_clear() -> None:
    """Events that no entry knows, and those of another product with a known id, leave every rule clear."""
    prediction = said(event(1), event(14428, source="MSExchange Transport"), rules=EVENTS)
    assert prediction.findings == ()
    assert {outcome.outcome for outcome in prediction.outcomes} == {Result.CLEAR}


@pytest.mark.ledger("S0-42", "S0-43")
def test_a_failed_connection_names_peer_code_and_checks() -> None:
    """Event 14428 says the peer, its error code, what it means, the check on port 5061, and both lists with a doubt."""
    text = (
        "TLS outgoing connection failures. Over the past 5 minutes, Lync Server has experienced TLS outgoing "
        "connection failures 3 time(s). The error code of the last failure is 0x80090325 while trying to connect to "
        'the server "{}" '
        "at address [203.0.113.10:5061]."
    )
    hour = timedelta(hours=1)
    wanted = [event(14428, text.format("sip.fabrikam.com"), at=AT + n * hour) for n in range(3)]
    finding = only(said(*wanted))
    assert (finding.rule, finding.severity) == ("EVT-14428", "warning")
    assert "edge1.contoso.com with sip.fabrikam.com, 3 times: " in finding.message
    assert "a wrong name in the other's certificate, an authority that is not trusted here" in finding.message
    assert finding.shown_evidence()["error code"].startswith("0x80090325")
    assert finding.shown_evidence()["first"] == "2014-03-03 09:30:00"
    assert finding.shown_evidence()["last"] == "2014-03-03 11:30:00"
    assert "openssl s_client -connect sip.fabrikam.com:5061" in finding.remediation
    assert "port 443 sees another service" in finding.remediation
    assert "New-CsAllowedDomain -Identity fabrikam.com" in finding.remediation
    assert "New-CsBlockedDomain -Identity fabrikam.com" in finding.remediation
    assert "documented for event 14508" in finding.remediation
    allowed = AllowedDomain(key="fabrikam.com", product="lync2013", domain="fabrikam.com")
    known = only(said(wanted[0], allowed))
    assert known.shown_evidence()["allowed domain"] == "fabrikam.com"
    assert "New-CsAllowedDomain" not in known.remediation


@pytest.mark.ledger("S0-46")
def test_invalid_certificates_of_peers_with_several_versions_of_windows() -> None:
    """Event 14501 names the peer; with several versions of Windows it informs, and certificates come first."""
    seen = event(
        14501, "A significant number of invalid certificates have been provided by remote IP address 192.0.2.9"
    )
    assert only(said(seen)).severity == "warning"
    finding = only(said(seen, server_windows_versions="2008 R2, 2012"))
    assert finding.severity == "info"
    assert "with 192.0.2.9" in finding.message
    assert finding.shown_evidence()["versions of Windows"] == "2008 R2, 2012"
    assert "openssl s_client -connect 192.0.2.9:5061" in finding.remediation
    assert "order of the cipher suites" in finding.remediation


@pytest.mark.ledger("S0-47")
@pytest.mark.parametrize("windows", [{}, {"server_windows_versions": "2008 R2, 2012"}])
def test_an_invalid_certificate_can_be_accepted_only_after_the_peer_was_looked_at(windows: dict[str, str]) -> None:
    """The command that accepts is shown for a peer that was answered to be in order, and for no other."""
    seen = event(
        14501, "A significant number of invalid certificates have been provided by remote IP address 192.0.2.9"
    )
    for answers in ({}, {"peers_in_order": "192.0.2.10"}):
        asked = only(said(seen, **windows, **answers)).remediation
        assert "--approver" not in asked
        assert "migrator answers set peers_in_order 192.0.2.9" in asked
    accepted = only(said(seen, **windows, peers_in_order="192.0.2.10, 192.0.2.9")).remediation
    assert "migrator suppress add EVT-14501 --reason 'end of coexistence' --approver NAME --expires DATE" in accepted


@pytest.mark.ledger("S0-44")
@pytest.mark.parametrize("event_id", [14428, 14503])
@pytest.mark.parametrize(
    ("product", "answers", "is_said"),
    [
        ("lync2010", {"edge_file_version": "4.0.7577.108", "least_edge_version": "4.0.7577.190"}, True),
        ("lync2010", {"edge_file_version": "4.0.7577.1900", "least_edge_version": "4.0.7577.190"}, False),
        ("lync2010", {"edge_file_version": "4.0.7577.108"}, False),
        ("lync2010", {"edge_file_version": "old", "least_edge_version": "4.0.7577.190"}, False),
        ("lync2013", {"edge_file_version": "4.0.7577.108", "least_edge_version": "4.0.7577.190"}, False),
    ],
)
def test_an_old_edge_of_2010_is_named_beside_its_event(
    event_id: int, product: str, answers: dict[str, str], is_said: bool
) -> None:
    """The file version stands beside the event of the Edge of Lync 2010 where it is below the answered minimum."""
    edge = EdgePool(key="edgepool.contoso.com", product=product, fqdn="edgepool.contoso.com")
    machine = Machine(key="edge1.contoso.com", product=product, fqdn="edge1.contoso.com", pool="edgepool.contoso.com")
    text = "Over the past 1 minutes, TLS failed with sip.fabrikam.com. 0x80090325"
    finding = only(said(event(event_id, text), edge, machine, **answers))
    assert ("October update of a support article, whose number and year are lost" in finding.remediation) is is_said
    assert finding.shown_evidence().get("file version") == ("4.0.7577.108" if is_said else None)


@pytest.mark.ledger("S0-49")
def test_failed_connections_from_the_load_balancer() -> None:
    """Event 14502 with an answered address of the load balancer says so, with the count, and the monitoring port."""
    text = "A significant number of connection failures have occurred with remote server IP 10.0.0.250"
    seen = [event(14502, text, at=AT + timedelta(minutes=n)) for n in range(40)]
    asked = only(said(*seen))
    assert "migrator answers set load_balancer_addresses 10.0.0.250" in asked.remediation
    finding = only(said(*seen, load_balancer_addresses="10.0.0.250"))
    assert "40 times" in finding.message
    assert "10.0.0.250 is an address of your load balancer" in finding.remediation
    assert "monitoring port" in finding.remediation


@pytest.mark.ledger("S1-06", "S1-07", "S1-08")
def test_one_finding_for_each_code_and_pair_of_domains() -> None:
    """Records of two partners: one finding for each id and pair of domains, with count and meaning; public once."""
    other = {"to_uri": "sip:carl@litware.com"}
    records = [record("1027", call_id=str(n)) for n in range(3)]
    records += [record("1027", **other), record("1034", call_id="c"), record("1034", "1034", call_id="d")]
    findings = said(*records).findings
    assert sorted((f.rule, f.message.partition(": ")[0].partition(", ")[0], f.severity) for f in findings) == [
        ("DIAG-1027", "ms-diagnostics 1027 from contoso.com to fabrikam.com", "error"),
        ("DIAG-1027", "ms-diagnostics 1027 from contoso.com to litware.com", "error"),
        ("DIAG-1034", "ms-diagnostics 1034 from contoso.com to fabrikam.com", "error"),
    ]
    by_message = {f.message.partition(",")[0]: f for f in findings}
    first = by_message["ms-diagnostics 1027 from contoso.com to fabrikam.com"]
    assert ", 3 times: Our request to the partner, or the way back to us, could not be routed." in first.message
    assert first.shown_evidence()["reason"] == "reason 1027"
    assert "gave no reason" in by_message["ms-diagnostics 1034 from contoso.com to fabrikam.com"].message


@pytest.mark.ledger("S1-09")
def test_two_ids_towards_one_partner_start_with_our_own_record() -> None:
    """1027 and 1034 between the same domains say first: the own SRV record as seen from outside; one alone does not."""
    both = said(record("1027"), record("1034")).findings
    assert all(f.remediation.startswith("1027 and 1034 between the same domains") for f in both)
    assert all("SRV record first, as it is seen from outside (migrator edge dns" in f.remediation for f in both)
    apart = said(record("1027"), record("1034", to_uri="sip:carl@litware.com")).findings
    assert not any(f.remediation.startswith("1027 and 1034 between") for f in apart)


@pytest.mark.ledger("S1-08")
def test_an_unknown_id_is_explained_by_its_range() -> None:
    """An id that no entry knows is said to be of the part whose published range has it."""
    finding = only(said(record("9998")))
    assert finding.rule == "DIAG-R1"
    assert "ms-diagnostics 9998 from contoso.com to fabrikam.com" in finding.message
    assert "9000 to 9999" in finding.message


def test_the_phase_decides_where_it_is_expected() -> None:
    """An event of phase 9: not evaluated without an answer, clear in 9, a finding in 1, open if that is derived."""
    entry = KnownMessage(
        id="EVT-9",
        grade=Grade.OBSERVED,
        level="WARNING",
        events=(9,),
        providers=("OCS Contoso",),
        meaning="It happens after the move.",
        phases=("A9",),
    )
    grouping = Grouping({entry.id: entry})
    seen = attrs.evolve(event(9, source="OCS Contoso"), product="ocs2007r2")
    grouping.add(seen)
    (rule,) = event_rules({entry.id: entry})

    def outcome(derived: str = "", **answers: str) -> tuple[str, str]:
        because = {"current_phase": derived} if derived else {}
        context = Context(now=NOW, answers=answers, derived=because, happened=grouping.groups())
        prediction = predict(Estate([seen]), context, [rule])
        effects = [finding.effect for finding in prediction.findings]
        return prediction.outcomes[0].outcome, "".join(effects) or prediction.outcomes[0].reason

    decides = "The phase of the migration decides whether it is expected"
    assert outcome() == (Result.NOT_EVALUATED, decides)
    assert outcome(current_phase="A9 Post") == (Result.CLEAR, "")
    early = "In this phase: expected in 9 Post, and the migration is in 1 Plan."
    assert outcome(current_phase="A1 Plan") == (Result.FOUND, early)
    assert outcome(derived="there is no pool", current_phase="A1 Plan") == (Result.NOT_EVALUATED, decides)


@pytest.mark.parametrize("how", ["as it is", "digits reversed", "bytes reversed"])
def test_a_serial_number_leads_to_its_certificate(how: str) -> None:
    """The serial number in an event of a certificate, printed backwards in either way, names the certificate."""
    serial = "611dc7a40000000000a3"
    pairs = [serial[n : n + 2] for n in range(0, len(serial), 2)]
    written = {"as it is": serial, "digits reversed": serial[::-1], "bytes reversed": " ".join(reversed(pairs))}[how]
    certificate = Certificate(key="c1", product="lync2013", subject="CN=sip.contoso.com", serial=serial)
    finding = only(
        said(event(14397, f"Configured certificate could not be used. Serial number: {written}."), certificate)
    )
    assert finding.shown_evidence()["certificate"] == certificate.title
    assert finding.shown_evidence().get("serial number of the certificate", "as it is") == how


def test_an_address_leads_to_its_gateway_and_a_group_to_its_members() -> None:
    """The address in an event is the gateway's; the SIP address of a distribution group leads to its members."""
    gateway = Gateway(key="gw1.contoso.com", product="lync2013", fqdn="192.0.2.77")
    seen = event(14502, "A significant number of connection failures have occurred with remote server IP 192.0.2.77")
    assert only(said(seen, gateway)).shown_evidence()["gateway"] == gateway.title
    group = DirectoryGroup(key="cn=help", product="lync2013", address="help@contoso.com", members=("anna", "ben"))
    listed = DistributionList(key="d1", product="lync2013", address="help@contoso.com")
    agents = AgentGroup(key="g1", product="lync2013", name="Help", distribution_list="help@contoso.com")
    named = event(14428, "TLS outgoing connection failures. For sip:help@contoso.com")
    shown = only(said(named, agents, attrs.evolve(group, aliases=("help@contoso.com",)), listed)).shown_evidence()
    assert shown["response group"] == "Help"
    assert shown["members of the response group"] == "anna; ben"


def test_lost_events_are_not_absent() -> None:
    """Where events were lost, what is there is found, and no rule is clear of what may have been lost."""
    lost = [("unknown", "event")]
    prediction = predict(Estate([event(14428)], incomplete=lost), Context(now=NOW), EVENTS)
    assert [finding.rule for finding in prediction.findings] == ["EVT-14428"]
    assert {outcome.outcome for outcome in prediction.outcomes} == {Result.FOUND, Result.NOT_EVALUATED}
    assert all("were lost when the evidence was read" in outcome.reason for outcome in prediction.outcomes)


@pytest.mark.ledger("S2-87")
def test_a_readers_theories_are_told_as_such() -> None:
    """The rule on media candidates names both theories of a reader, the first as refuted by him."""
    basis = next(rule for rule in all_rules() if rule.id == "NIC-09").basis
    assert "a reader's two theories" in basis
    assert "DNS cache, which he refuted himself" in basis
    assert "before its VPN came up" in basis
