"""Each symptom is found by the words of the people who have it, and names its causes in the order of their checks."""

from __future__ import annotations

from collections.abc import Mapping

import attrs
import pytest

from migrator.checklist.edge_check import points
from migrator.checklist.symptom_checks import causes_of, checks_of
from migrator.knowledge.symptom import Symptom, known_symptoms, symptom_of
from migrator.knowledge.symptom_names import symptom_names
from migrator.knowledge.symptom_search import symptoms_like, symptoms_named
from migrator.rules.engine.references import all_references

SYMPTOMS = known_symptoms()


@attrs.frozen(kw_only=True)
class Case:
    """What somebody says and answers, and what has to stand in the answer.

    Attributes:
        words: what is asked.
        first: what the first checks say, in their order: a part of their cause.
        says: parts of meaning, remarks, commands, cures and notes on who says so.
        unsolved: it is listed as known and unsolved.
    """

    words: str
    id: str
    answers: Mapping[str, str] = attrs.field(factory=dict)
    first: tuple[str, ...] = ()
    says: tuple[str, ...] = ()
    unsolved: bool = False


CASES = [
    pytest.param(
        Case(
            words="the certificate does not have all the SANs",
            id="SYM-MISSING-SAN",
            first=("external FQDN of the Edge", "certificate lacks a name"),
        ),
        marks=pytest.mark.ledger("S0-07"),
    ),
    pytest.param(
        Case(
            words="Lync to Skype problems",
            id="SYM-SKYPE-DIRECTORY",
            answers={"which": "audio"},
            first=("leaves by NAT and not by the Edge",),
            says=("persistent routes to all internal networks", "unanswered"),
            unsolved=True,
        ),
        marks=pytest.mark.ledger("S0-52", "S2-53"),
    ),
    pytest.param(
        Case(
            words="works with partners that listed us",
            id="SYM-SOME-PARTNERS",
            answers={"listed": "yes"},
            first=("Our own record _sipfederationtls",),
            says=("name of our Access Edge (not only our domain)", "hides nothing"),
        ),
        marks=pytest.mark.ledger("S1-02"),
    ),
    pytest.param(
        Case(
            words="federation fails with one partner",
            id="SYM-SOME-PARTNERS",
            first=(
                "do not reach each other on TCP 5061",
                "Our own record",
                "list of allowed",
                "SRV record",
                "firewall",
            ),
            says=("connectivity, then DNS, then the change tickets of the firewall",),
        ),
        marks=pytest.mark.ledger("S1-03"),
    ),
    pytest.param(
        Case(
            words="ms-diagnostics 1027 and 1034 together",
            id="SYM-1027-AND-1034",
            answers={"connects": "yes"},
            first=("Our SRV record, as it is seen from outside",),
            says=("nslookup -type=srv _sipfederationtls._tcp.DOMAIN, asked from outside",),
        ),
        marks=pytest.mark.ledger("S1-09"),
    ),
    pytest.param(
        Case(
            words="telnet to the Edge fails",
            id="SYM-EDGE-UNREACHABLE",
            first=("service is stopped, or does not listen", "firewall, another filter, or routing", "not resolved"),
            says=("netstat", "route print", "nslookup", "UDP 3478 cannot be tested"),
        ),
        marks=pytest.mark.ledger("S2-37"),
    ),
    pytest.param(
        Case(
            words="call connects, desktop sharing fails",
            id="SYM-SHARING-FAILS",
            answers={"web_app": "yes"},
            first=("TCP 443 or TCP 50,000-59,999 from the A/V Edge",),
            says=("Newer clients share the screen as video (VBSS), which prefers UDP",),
        ),
        marks=pytest.mark.ledger("S2-44"),
    ),
    pytest.param(
        Case(
            words="federated call failed to establish due to a media connectivity failure "
            "where both endpoints are internal",
            id="SYM-FEDERATED-MEDIA",
            first=("no persistent route to the networks of internal clients", "do not reach the internal interface"),
        ),
        marks=pytest.mark.ledger("S2-49"),
    ),
    pytest.param(
        Case(
            words="a/v with federated organization fails but presence and IM are working",
            id="SYM-FEDERATED-MEDIA",
            says=(
                "no Edge pool for media",
                "Publishing once more",
                "plays no part in media between Lync users and that publishing changed something else",
            ),
        ),
        marks=pytest.mark.ledger("S2-52"),
    ),
    pytest.param(
        Case(
            words="SYM-FEDERATED-MEDIA",
            id="SYM-FEDERATED-MEDIA",
            answers={"firewall_log": "no packet"},
            first=("No packet leaves the clients",),
            says=("What does the log of the inner firewall show",),
        ),
        marks=pytest.mark.ledger("S2-84"),
    ),
    pytest.param(
        Case(
            words="SYM-FEDERATED-MEDIA",
            id="SYM-FEDERATED-MEDIA",
            answers={"firewall_log": "dropped"},
            first=("A rule of the firewall drops",),
        ),
        marks=pytest.mark.ledger("S2-84"),
    ),
    pytest.param(
        Case(
            words="SYM-FEDERATED-MEDIA",
            id="SYM-FEDERATED-MEDIA",
            answers={"firewall_log": "passed without answer"},
            first=("a route of the Edge is missing",),
        ),
        marks=pytest.mark.ledger("S2-84"),
    ),
    pytest.param(
        Case(
            words="joining external web meetings fails at the proxy",
            id="SYM-MEETING-THROUGH-PROXY",
            says=("gives no answer",),
            unsolved=True,
        ),
        marks=pytest.mark.ledger("S2-55"),
    ),
    pytest.param(
        Case(
            words="traffic hits the edge but nothing leaves",
            id="SYM-EDGE-SENDS-NOTHING",
            first=("default gateway is not on the external adapter alone", "Persistent routes"),
            says=("Mobile clients that work prove nothing about the Edge",),
        ),
        marks=pytest.mark.ledger("S2-56"),
    ),
    pytest.param(
        Case(
            words="clients try the external A/V address",
            id="SYM-INTERNAL-CLIENTS-EXTERNAL-AV",
            first=("while a call is set up: normal",),
            says=("UDP 3478 or TCP 443", "says UDP 3468, where 3478 is meant"),
        ),
        marks=pytest.mark.ledger("S2-61"),
    ),
    pytest.param(
        Case(words="SIP trunk replies to port 5060", id="SYM-TRUNK-REPLIES", unsolved=True),
        marks=pytest.mark.ledger("S2-67"),
    ),
    pytest.param(
        Case(
            words="no audio on PSTN calls with stand-alone Mediation Server",
            id="SYM-NO-PSTN-VOICE",
            first=("Port or protocol of the trunk differ",),
            says=("PSTN calls of internal users need no Edge", "same port and protocol on both sides"),
            unsolved=True,
        ),
        marks=pytest.mark.ledger("S2-68"),
    ),
    pytest.param(
        Case(
            words="call drops after 10 seconds",
            id="SYM-DROPS-AFTER-10-SECONDS",
            first=("UDP 3478 or 50,000-59,999",),
            says=("nine of ten", "log of the firewall in real time"),
        ),
        marks=pytest.mark.ledger("S2-69"),
    ),
    pytest.param(
        Case(
            words="messages arrive, ours do not",
            id="SYM-ONE-WAY",
            first=("TCP 5061 from", "Access Edge service", "certificate of the Edge has expired", "14428", "policy"),
            unsolved=True,
        ),
        marks=pytest.mark.ledger("S2-70"),
    ),
    pytest.param(
        Case(
            words="no certificate on 443",
            id="SYM-NO-CERTIFICATE-ON-443",
            answers={"clients": "all", "shared": "yes"},
            first=("A remote firewall", "the A/V Edge holds 443", "_sip._tls does not name the client port"),
            says=("no certificate on 443 is then normal", "A new certificate does not help"),
        ),
        marks=pytest.mark.ledger("S2-71"),
    ),
    pytest.param(
        Case(
            words="no certificate on 443",
            id="SYM-NO-CERTIFICATE-ON-443",
            answers={"clients": "only Mac or mobile", "shared": "yes"},
            first=("the reverse proxy is missing or wrong", "the A/V Edge holds 443"),
            says=("One report", "remote firewalls that block 5061 instead"),
        ),
        marks=pytest.mark.ledger("S2-72"),
    ),
    pytest.param(
        Case(
            words="DSCP not set on Edge traffic",
            id="SYM-QOS-EDGE",
            says=(
                "stay unmarked unless a policy is set",
                "ignores DSCP markings and sets none",
                "by destination port range, audio 46, video 34",
                "local policies where the Edge is in no domain",
            ),
            unsolved=True,
        ),
        marks=pytest.mark.ledger("S2-73"),
    ),
    pytest.param(
        Case(
            words="traffic from the edge public NIC to private addresses",
            id="SYM-MEDIA-TO-PRIVATE",
            first=("checks candidates of clients: normal", "persistent route", "slept", "VPN came up"),
            says=("which he refutes himself", "nobody confirmed it"),
        ),
        marks=pytest.mark.ledger("S2-74", "S2-87"),
    ),
    pytest.param(
        Case(words="file sharing with external client fails", id="SYM-ONLINE-FILE-TRANSFER", unsolved=True),
        marks=pytest.mark.ledger("S2-76"),
    ),
    pytest.param(
        Case(
            words="calls fail when connected by VPN",
            id="SYM-VPN-MEDIA",
            answers={"vpn": "yes"},
            first=("routes to the other party, so media takes the direct way", "does not route to the other party"),
            says=("direct way to the address of the other party first and uses the Edge where there is none",),
        ),
        marks=pytest.mark.ledger("S2-78"),
    ),
    pytest.param(
        Case(
            words="internal interface not pingable",
            id="SYM-EDGE-SEVERAL",
            first=("service does not start", "Interfaces or routes", "Names are wrong"),
            says=("A failed ping alone proves nothing", "0x80072740", "10048"),
        ),
        marks=pytest.mark.ledger("S2-85"),
    ),
    pytest.param(
        Case(
            words="topology contains more than one Federated Edge Server",
            id="SYM-SEVERAL-FEDERATING-EDGES",
            answers={"migration": "no"},
            first=("all federated partners have to use Lync Server, and the SRV record has to list every",),
            says=("Office Communications Server 2007 R2 or Lync Server",),
        ),
        marks=pytest.mark.ledger("S3-28"),
    ),
    pytest.param(
        Case(
            words="Test-CsMcxPushNotification 504 Server time-out",
            id="SYM-PUSH-504",
            first=("need no push", "hosting provider", "push.lync.com", "switched off", "Federation is switched off"),
            says=("First ask who needs push", "retired", "internal name of the Edge"),
        ),
        marks=pytest.mark.ledger("S4-10"),
    ),
    pytest.param(
        Case(
            words="PSTN call to a group fails, a Lync call works",
            id="SYM-GROUP-PSTN-CALL",
            first=("no number (tel URI)",),
        ),
        marks=pytest.mark.ledger("S4-60"),
    ),
    pytest.param(
        Case(
            words="older clients only, since a DNS change",
            id="SYM-OLD-CLIENTS-DNS",
            first=("sipinternal and sip inside; sip and sipexternal outside", "_sipinternaltls._tcp", "_sip._tls"),
        ),
        marks=pytest.mark.ledger("S4-91"),
    ),
    Case(
        words="dial-in number missing in invitations",
        id="SYM-DIAL-IN-NOT-IN-INVITATION",
        first=("no region", "dial plan of the organizer"),
        says=("region mappings for this access number are inconsistent", "-ScopeToGlobal"),
    ),
    Case(words="time of the peer is skewed", id="SYM-CLOCK-OF-EDGE", first=("clock of the Edge is wrong",)),
    Case(words="front end does not start after failback", id="SYM-FAILBACK-ACCESS-DENIED", first=("ABServer.exe",)),
]


def _said(symptom: Symptom) -> str:
    causes = [text for c in symptom.causes for text in (c.cause, c.command, c.look, c.cure, c.verify, c.basis) if text]
    return "\n".join([symptom.meaning, *symptom.remarks, *(q.text for q in symptom.questions), *causes])


@pytest.mark.parametrize("case", CASES)
def test_a_symptom_is_found_by_words_and_names_its_checks_in_order(case: Case) -> None:
    """The words lead to one symptom; with the answers its first checks are these, and it says what has to be said."""
    (id_,) = symptoms_named(case.words)
    assert id_ == case.id
    symptom = SYMPTOMS[id_]
    checks = checks_of(symptom, case.answers, (), None)
    for part, check in zip(case.first, checks, strict=False):
        assert part in check.state.cause.cause
    for part in case.says:
        assert part in _said(symptom)
    assert symptom.unsolved is case.unsolved


def _named(words: str) -> Symptom:
    (id_,) = symptoms_named(words)
    return SYMPTOMS[id_]


@pytest.mark.ledger("S0-01")
def test_unknown_presence_lists_every_point_of_the_check_list_in_order() -> None:
    """The points are those of the check list, which stand in one file only; events and tracing come last."""
    symptom = _named("unknown presence of federated partners")
    checks = [check.id for check in checks_of(symptom, {}, (), None)]
    listed = [point.id for point in points()]
    assert [id_ for id_ in checks if id_.startswith("CHK")] == listed
    last = [point.id for point in points() if point.section == "Events"]
    assert checks[-len(last) :] == last
    assert not [cause for cause in symptom.causes if set(cause.rules) & {r for p in points() for r in p.rules}]


@pytest.mark.ledger("S1-21")
def test_an_odd_fault_of_federation_begins_with_dns() -> None:
    """The points of DNS come first, each with the command that supplies its evidence, and records are shown."""
    symptom = _named("something is quirky with federation")
    assert symptom.records
    first = checks_of(symptom, {}, (), None)[: sum(point.section == "DNS" for point in points())]
    assert [check.id for check in first] == [point.id for point in points() if point.section == "DNS"]
    assert all(check.state.cause.command for check in first)


@pytest.mark.ledger("S2-58")
def test_a_phone_that_works_clears_no_check_of_the_edge() -> None:
    """The answer about mobile clients makes no check less likely, and says why."""
    symptom = _named("mobile works, desktop does not")
    assert "proves nothing about the Edge" in symptom.meaning
    assert {"CHK-24", "CHK-41", "CHK-52"} <= set(causes_of(symptom))
    other = SYMPTOMS["SYM-EDGE-SENDS-NOTHING"]
    assert {check.fit.name for check in checks_of(other, {"mobile": "yes"}, (), None)} == {"POSSIBLE"}


@pytest.mark.ledger("S2-75")
@pytest.mark.parametrize(
    ("answers", "needed"),
    [
        ({"mobile": "yes", "federated": "no", "remote": "no", "mobile_media": "no", "push": "no"}, {"reverse proxy"}),
        ({"federated": "yes"}, {"Edge Server"}),
        ({"remote": "yes"}, {"Edge Server", "reverse proxy"}),
        ({"mobile": "yes", "mobile_media": "yes"}, {"Edge Server", "reverse proxy"}),
    ],
)
def test_roles_are_derived_from_the_features_that_are_wanted(answers: dict[str, str], needed: set[str]) -> None:
    """Mobile clients alone need the reverse proxy; users outside and partners need the Edge, clients outside both."""
    checks = checks_of(SYMPTOMS["SYM-ROLES-FOR-OUTSIDE"], answers, (), None)
    found = [check.state.cause.cause for check in checks if check.state.result == "found"]
    assert {role for role in ("Edge Server", "reverse proxy") if any(f"{role} is needed" in c for c in found)} == needed


@pytest.mark.ledger("S2-86")
@pytest.mark.parametrize(
    ("answers", "result"),
    [({}, "not evaluated"), ({"memory": "unknown"}, "not evaluated"), ({"memory": "less"}, "found")],
)
def test_memory_is_compared_with_the_recommendation_only_if_it_is_known(answers: dict[str, str], result: str) -> None:
    """An unknown memory is not evaluated and names the answer that it needs; no source calls it the cause."""
    checks = checks_of(SYMPTOMS["SYM-DROPS-AFTER-10-SECONDS"], answers, (), None)
    (memory,) = [check for check in checks if "memory" in check.state.cause.cause]
    assert memory.state.result == result
    assert memory.state.needs == (("--answer memory=VALUE",) if result == "not evaluated" else ())
    assert "no source calls it the cause" in memory.state.cause.basis
    assert "32 GB Front End, 16 GB Edge" in memory.state.cause.cause


@pytest.mark.parametrize("symptom", SYMPTOMS.values(), ids=lambda symptom: symptom.id)
def test_each_symptom_is_found_by_all_its_names(symptom: Symptom) -> None:
    """Its id, its title and each of its other names lead to it first; sources exist, and questions have answers."""
    for text in (symptom.id, symptom.title, *symptom.words):
        assert symptoms_named(text)[0] == symptom.id, text
    assert set(symptom.references) <= set(all_references())
    assert symptom.meaning.endswith(".")
    assert all(cause.cause.endswith(".") for cause in symptom.causes)
    assert all(question.text.endswith("?") for question in symptom.questions)


def test_words_that_fit_nothing_find_nothing() -> None:
    """A stranger's words lead nowhere, and words that fit several symptoms name several."""
    assert symptoms_named("printer is out of paper") == ()
    assert symptoms_named("") == ()
    assert len(symptoms_named("federation")) > 1


def test_symptoms_read_one_by_one_are_those_of_the_files() -> None:
    """Each symptom reads the same alone as in its file, and its names are its title and other names."""
    assert {id_: symptom_of(id_) for id_ in symptom_names()} == SYMPTOMS
    assert {id_: own.names for id_, own in symptom_names().items()} == {
        each.id: (each.title, *each.words) for each in SYMPTOMS.values()
    }
    assert {id_: own.says for id_, own in symptom_names().items()} == {
        each.id: tuple(map(frozenset, each.says)) for each in SYMPTOMS.values()
    }


@pytest.mark.parametrize(
    ("said", "id_"),
    [
        ("The call only lasts some 10 seconds and is disconnected then.", "SYM-DROPS-AFTER-10-SECONDS"),
        ("We cannot ping the internal interface of our Edge from the Lync server", "SYM-EDGE-SEVERAL"),
        ("Skype users do not find our people in their directory", "SYM-SKYPE-DIRECTORY"),
        ("I can see what federated clients send us, but cannot respond to their messages", "SYM-ONE-WAY"),
        ("No access number is put into the email for a new online meeting", "SYM-DIAL-IN-NOT-IN-INVITATION"),
        ("a partner joins, the call is fine, desktop sharing always fails", "SYM-SHARING-FAILS"),
        ("The provider of our SIP trunk sends its responses to an ephemeral port", "SYM-TRUNK-REPLIES"),
        ("Some of our internal clients connect to the external A/V address", "SYM-INTERNAL-CLIENTS-EXTERNAL-AV"),
        ("it doesn't have all the SAN ?", "SYM-MISSING-SAN"),
        ("Both sides of one federation see each other as presence unknown", "SYM-PRESENCE-UNKNOWN"),
        ("partners see us as presence unknown", "SYM-PRESENCE-UNKNOWN"),
        ("callers from the PSTN hear busy when they dial the response group", "SYM-GROUP-PSTN-CALL"),
        ("our response group is busy from mobile phones only", "SYM-GROUP-PSTN-CALL"),
        ("iPhone notifications of Lync stopped", "SYM-PUSH-504"),
        ("telnet to our Edge on 8057 prints garbage characters", "SYM-PORT-TEST-LOOKS-ODD"),
        ("'telnet' is not recognized as an internal or external command,", "SYM-PORT-TEST-LOOKS-ODD"),
        ("a port scan says that the media ports 50000-59999 of our Edge are closed", "SYM-PORT-TEST-LOOKS-ODD"),
        ("I can't telnet to our Edge on 5061, it is closed", "SYM-EDGE-UNREACHABLE"),
        ("do clients need 5061 to the internal interface of the Edge?", "SYM-PORTS-FOR-CLIENTS"),
        ("to which interface of the edge does sip.contoso.com point", "SYM-EDGE-ADDRESS"),
        ("two sites whose subnets overlap have no media with each other", "SYM-NAT-BETWEEN-CLIENTS"),
        ("is the Edge in the way of voice mail?", "SYM-UM-AND-EDGE"),
        ("is port 8061 to be open on the firewall", "SYM-PORT-8061"),
        ("Lync 2010 users do not reach the XMPP partner any more", "SYM-XMPP-LEGACY-USERS"),
        ("federation is down since the route was switched to the 2013 Edge", "SYM-FEDERATION-DOWN-IN-TRANSITION"),
        ("our legacy Edge has one name for access, webconf and A/V", "SYM-ONE-FQDN-EDGE"),
        ("the voice routes are empty after the import", "SYM-ROUTES-WITHOUT-GATEWAY"),
        ("gateways stand in BackCompatSite as trusted applications", "SYM-GATEWAYS-AS-APPLICATIONS"),
        ("a policy name has an underscore since the import", "SYM-RENAMED-BY-IMPORT"),
        ("moving the response groups fails, an agent was renamed", "SYM-RGS-MOVE-FAILS"),
        ("I cannot add an agent to a response group that was moved", "SYM-RGS-UNCHANGEABLE"),
        ("OwnerPoolID is NULL in AgentGroups", "SYM-RGS-UNCHANGEABLE"),
        ("OCS recreates the endpoints of the response groups again and again", "SYM-LEGACY-RGS-EVENTS"),
        ("the Conferencing Attendant cannot be deactivated", "SYM-ATTENDANT-NOT-DEACTIVATED"),
        ("messages from federated people come in, we can't reply", "SYM-ONE-WAY"),
        ("telnet edge 8057 returns strange chars", "SYM-PORT-TEST-LOOKS-ODD"),
        ("from the pool server telnet edge 5061 times out", "SYM-EDGE-UNREACHABLE"),
        ("the call to a Skype friend is cut after 10 sec", "SYM-DROPS-AFTER-10-SECONDS"),
        ("Control Panel refuses to save the queue because of OwnerPool", "SYM-RGS-UNCHANGEABLE"),
        ("vendors show up without any status in Lync", "SYM-PRESENCE-UNKNOWN"),
        ("Access Edge service wont start after reboot", "SYM-EDGE-SEVERAL"),
        ("no 5061 traffic leaves the edge any more, only 443", "SYM-ONE-WAY"),
        ("as of last Friday AM the 5061 traffic was not sent by the Lync server any more", "SYM-ONE-WAY"),
        ("screensharing with a federated user fails w network error, audio and video ok", "SYM-SHARING-FAILS"),
        ("desktop sharing doesnt work with other company, IM works", "SYM-SHARING-FAILS"),
        ("outlook invitation has no phone number in it any more", "SYM-DIAL-IN-NOT-IN-INVITATION"),
        ("line URI of all workflows is empty after Move-CsRgsConfiguration", "SYM-GROUP-PSTN-CALL"),
        ("Lync is sending out the calls to port 5060 from an ephemeral port number.", "SYM-TRUNK-REPLIES"),
        ("this caused Lync 2010 client sign in to start failing", "SYM-OLD-CLIENTS-DNS"),
        ("internal clients go to the external AV ip of the edge", "SYM-INTERNAL-CLIENTS-EXTERNAL-AV"),
        ("got a warning stating no region was assigned to it", "SYM-DIAL-IN-NOT-IN-INVITATION"),
        ("edge swallows the traffic from inside, nothing goes out. mobile ok", "SYM-EDGE-SENDS-NOTHING"),
    ],
)
def test_a_symptom_is_known_in_the_words_of_who_has_it(said: str, id_: str) -> None:
    """Sentences that no file has lead to their symptom."""
    found = symptoms_like(said)
    assert found[0].id == id_
    assert found[0].is_sure


@pytest.mark.parametrize(
    "said",
    [
        "Access is denied",
        "The service cannot be started, either because it is disabled or has no enabled devices",
        "Backup of the mailbox server has ended with two warnings",
        "Outlook cannot connect to the Exchange server",
        "The certificate of the web server has been renewed",
        "Message was sent to all users",
        "User called helpdesk because the printer does not print",
        "Zoom: screen sharing failed because of network errors, federated SSO works",
        "Asterisk: partner calls drop after 10 seconds because of NAT",
        "Avaya one-X Mobile works, desktop client does not",
        "The edge of the router is not reachable by ping",
        "The federation of unions called for a strike on Friday",
        "Push notifications of the bank app fail on Android",
        "The dial-in number of the fitness center is missing in the phone book",
        "The gate at the front of the house cannot be reached from outside",
        "My mobile works but the desktop of my wife does not",
        "Please answer the message of the partner by Monday",
        "WhatsApp messages arrive, ours do not get answered",
        "Desktop sharing in AnyDesk fails with network errors",
        "the conference call number is missing in my Google Calendar invitation",
    ],
)
def test_other_sentences_are_no_symptom(said: str) -> None:
    """What common words describe is at most near to a symptom."""
    assert not any(each.is_sure for each in symptoms_like(said))
