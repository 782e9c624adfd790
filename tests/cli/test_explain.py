"""`migrator explain`: pasted lines and files, with and without a project."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from migrator.resources import fixture

EVENT = """Log Name:      Lync Server
Source:        LS User Services
Date:          5/14/2013 9:15:02 AM
Event ID:      32148
Task Category: (1006)
Level:         Warning
Keywords:      Classic
User:          N/A
Computer:      fe1.contoso.com
Description:
A user tried to create a conference with no Simple URL of type Meet available. This configuration will not work for \
scheduled conferences. Ad-hoc conferences may be created but join functionality will be impaired.
"""
GERMAN = """Protokollname: Lync Server
Quelle:        LS User Services
Datum:         14.05.2013 09:15:02
Ereignis-ID:   32148
Aufgabenkategorie:(1006)
Ebene:         Warnung
Schlüsselwörter:Klassisch
Benutzer:      Nicht zutreffend
Computer:      fe1.contoso.com
Beschreibung:
Ein Benutzer wollte eine Konferenz erstellen, aber es gibt keine einfache URL vom Typ "Meet".
"""
FRENCH = """Nom du journal :Lync Server
Source :       LS User Services
Date :         14/05/2013 09:15:02
ID de l’événement :32148
Catégorie de la tâche :(1006)
Niveau :       Avertissement
Mots clés :    Classique
Utilisateur :  N/A
Ordinateur :   fe1.contoso.com
Description :
Un utilisateur a tenté de créer une conférence sans URL simple.
"""


@pytest.fixture
def explained(run: Callable[..., Any]) -> Callable[..., tuple[int, list[dict[str, Any]]]]:
    """Explains as JSON: the exit code and the document."""

    def explain(*arguments: object) -> tuple[int, list[dict[str, Any]]]:
        result = run("explain", *arguments, "--json")
        return result.code, json.loads(result.out)

    return explain


def ids(document: list[dict[str, Any]]) -> list[str | None]:
    """The ids of a document."""
    return [one["id"] for one in document]


@pytest.mark.ledger("S4-87", "S4-62")
def test_a_red_error_is_explained_from_its_words_alone(run: Callable[..., Any], project: Path) -> None:
    """A pasted error names its meaning, its cure and its sources; no project is made for it."""
    text = (
        "Response Group Update Failure : An instance with ID \u201c1f2e4a6b-0000-4000-8000-00000000abcd\u201d exists "
        "with a different\nOwnerPool. Changing OwnerPool on an existing object is not supported."
    )
    result = run("explain", text, "--details")
    assert result.code == 1
    assert "RGS-OWNER-POOL" in result.out
    assert "repair find" in result.out
    assert "Without a project" in result.out
    assert not project.exists()


@pytest.mark.ledger("S2-64")
def test_a_service_error_is_converted(explained: Callable[..., Any]) -> None:
    """The number of the System log is shown as the code and as the error of Windows, and its cause comes first."""
    line = "The Lync Server Access Edge service terminated with service-specific error %%-2147014848."
    code, document = explained(line)
    assert code == 1
    assert document[0]["numbers"] == [
        {"printed": "%%-2147014848", "code": "0x80072740", "signed": -2147014848, "win32": 10048}
    ]
    assert "address" in document[0]["causes"][0]["cause"]
    assert "netstat" in document[0]["causes"][0]["check"]


@pytest.mark.parametrize(("event", "is_worded"), [(EVENT, True), (GERMAN, False), (FRENCH, False)])
def test_an_event_is_recognised_in_any_language(
    run: Callable[..., Any], explained: Callable[..., Any], event: str, is_worded: bool
) -> None:
    """Labels and text of a German or French console do not matter: id and source do, and it is said so."""
    _, document = explained(event)
    assert ids(document) == ["EVT-32148"]
    assert ("another language" in run("explain", event).out) is not is_worded


def test_a_stranger_is_never_taken_for_a_known_message(explained: Callable[..., Any], tmp_path: Path) -> None:
    """Events of other products with the ids of known ones, and logs of a web server, match nothing."""
    strangers = (
        ("Application", "MSExchangeTransport", 1034, "The queue database was compacted. The pool is not ready."),
        ("Application", "MSExchangeIS", 1017, "Replication of public folder content started; error 0x80070005."),
        ("DNS Server", "Microsoft-Windows-DNS-Server-Service", 14428, "The zone was loaded."),
        ("System", "Microsoft-Windows-WAS", 32148, "A worker process was shut down due to inactivity."),
        ("Application", "MSSQL$RTC", 12314, "The service has to stop."),
    )
    blocks = [
        EVENT.replace("Lync Server\n", f"{log}\n", 1)
        .replace("LS User Services", source)
        .replace("32148", str(number))
        .replace(EVENT.splitlines()[-1], text)
        for log, source, number, text in strangers
    ]
    log = tmp_path / "system.txt"
    log.write_text("\n".join(blocks), encoding="utf-8")
    code, document = explained(log)
    assert code == 1
    assert ids(document) == [None] * len(strangers)
    assert {(one["source"], one["event_id"]) for one in document} == {(each[1], each[2]) for each in strangers}
    web = tmp_path / "u_ex130514.log"
    web.write_text(
        "#Software: Microsoft Internet Information Services 8.0\n#Fields: date time cs-method sc-status sc-win32\n"
        "2013-05-14 09:15:02 GET 504 10048\n2013-05-14 09:15:03 GET 404 1034\n2013-05-14 09:15:04 POST 1027 14428\n",
        encoding="utf-8",
    )
    assert set(ids(explained(web)[1])) <= {None}


def test_an_unknown_text_names_what_is_near_and_matches_nothing(run: Callable[..., Any]) -> None:
    """A sentence like a known one is unknown; the known one is named as near."""
    result = run("explain", "SetMoveResourceData has failed, since the account was never provisioned here.")
    assert result.code == 1
    assert "Unknown text" in result.out
    assert "Near, but not the same: USR-NOT-PROVISIONED" in result.out


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "is empty"),
        (b" \r\n\t", "is empty"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "not a text with messages"),
        (bytes(range(256)) * 20, "not a text with messages"),
    ],
)
def test_what_is_no_text_is_refused(run: Callable[..., Any], tmp_path: Path, content: bytes, why: str) -> None:
    """An empty and a binary file end with exit code 2 and one line that says what they are."""
    file = tmp_path / "given.txt"
    file.write_bytes(content)
    result = run("explain", file)
    assert result.code == 2
    assert why in result.err
    assert run("explain", tmp_path / "missing.log").code == 2


def test_evidence_that_holds_no_message_is_named(run: Callable[..., Any], tmp_path: Path) -> None:
    """Output of netstat is not a message, and is said to be evidence."""
    file = tmp_path / "netstat.txt"
    file.write_text(
        "Active Connections\n\n  Proto  Local Address          Foreign Address        State           PID\n"
        "  TCP    192.0.2.10:5061        0.0.0.0:0              LISTENING       1234\n",
        encoding="utf-8",
    )
    result = run("explain", file)
    assert result.code == 0
    assert "Not a message: 1 listener; `migrator inventory` reads it" in result.out


@pytest.mark.parametrize(
    "text",
    [
        "Something new failed: net use \\\\fs1\\share {}, password={}",
        "The password is {} and the second one is password: {}",
        '{{"user": "anna", "password": "{}", "clientSecret": "{}"}}',
        "<Settings><Password>{}</Password><apiKey>x</apiKey><pwd>{}</pwd></Settings>",
        "Authorization: Bearer {}\nCookie: CWT={}",
        "schtasks /create /ru svc /rp {}\nsqlcmd -S sql1 -U sa -P {}",
        "curl -u admin:{} https://fe1.contoso.com --password {}",
        "Kennwort: {}\nMot de passe : {}\nPIN: 1",
        "SetMoveResourceData failed because the user is not provisioned. token={}\nms-diagnostics: 1;secret={}",
        "Key:\n-----BEGIN RSA PRIVATE KEY-----\n{}\n{}\n-----END RSA PRIVATE KEY-----",
        "Please enter the password\n{}\nKennwort:\n{}\nEvent ID 14428 LS Protocol Stack",
        "User: svc\nPassword:\n{}\nDomain:\nCONTOSO\nand\nin\nmore\nlines",
        "Get-Credential {}\nthe new password for the service account is {}",
        "Kennwort für das Dienstkonto: {}\npw: {}",
        "the token was Bearer {}AAAABBBBCCCC in the trace, then Basic {}AAAABBBBCCCC=",
        "<AdministratorPassword>\n<Value>{}</Value></AdministratorPassword>",
        "pass: {}\nAccount: svc / Password - {}",
        "Event ID: 7\nSource: Disk\nPassword:\n{}\n-----BEGIN RSA PRIVATE KEY-----\n{}\n-----END RSA PRIVATE KEY-----",
        "secret key: {}\nX-MS-WebTicket: opaque={}\nThe PIN of the user is 73519",
    ],
)
def test_a_secret_is_never_shown(run: Callable[..., Any], tmp_path: Path, text: str) -> None:
    """Passwords, tokens and keys of a pasted text or a file are hidden in the answer and in the JSON document."""
    written = text.format("Tr0ub4dor7", "hunter22")
    file = tmp_path / "console.txt"
    file.write_text(written, encoding="utf-8")
    for given in (written, file):
        for option in ("--details", "--json"):
            result = run("explain", given, option)
            assert "Tr0ub4dor7" not in result.out
            assert "hunter22" not in result.out


def test_a_text_is_shown_as_it_was_given(run: Callable[..., Any]) -> None:
    """The mark of a list is left out before a line, never inside it."""
    assert "\n  Something new - of no kind" in run("explain", "* Something new - of no kind").out


def test_a_code_behind_the_word_password_is_no_secret(run: Callable[..., Any]) -> None:
    """The error of a failed logon stays readable."""
    result = run("explain", "Logon failure: unknown user name or bad password\n0x8007052E", "--details")
    assert "0x8007052E" in result.out


@pytest.mark.parametrize(
    ("text", "id_"),
    [
        ("all our federated contacts show presence unknown", "SYM-PRESENCE-UNKNOWN"),
        ('Run "Merge-CsLegacyTopology" cmdlet before using this cmdlet or make sure that a PSTN route', "IM1"),
        ("<li>Certificate was imported with the thumbprint &quot;A1B2&quot;.</li>", "CERT-IMPORTED"),
        ("SetMoveResourceData failed because the user is not provisioned.", "USR-NOT-PROVISIONED"),
        ("14428", "EVT-14428"),
    ],
)
def test_a_pipe_and_a_short_file_are_explained_as_the_same_text(
    explained: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, id_: str
) -> None:
    """How a text arrives changes nothing: words of a symptom and parts of messages are known in a file too."""
    file = tmp_path / "note.txt"
    file.write_text(text + "\n", encoding="utf-8")
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
    assert id_ in ids(explained(text)[1])
    assert id_ in ids(explained(file)[1])
    assert id_ in ids(explained("-")[1])


def test_a_pipe_is_read_and_repeated_messages_are_counted(
    explained: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a pipe holds is read in its encoding; the same message a thousand times is one answer."""
    line = "SetMoveResourceData failed because the user is not provisioned.\r\n"
    content = io.TextIOWrapper(io.BytesIO((line * 1000).encode("utf-16")))
    monkeypatch.setattr("sys.stdin", content)
    _, document = explained("-")
    assert [(one["id"], one["count"], one["place"]) for one in document] == [("USR-NOT-PROVISIONED", 1000, "line 1")]


def test_the_evidence_says_which_cause_it_is(run: Callable[..., Any], project: Path, contoso: Path) -> None:
    """With a project, each cause says what its rules found in this estate, and the phase says whether to expect it."""
    assert run("inventory", contoso).code == 0
    document = json.loads(run("explain", EVENT, "--json").out)
    (one,) = document
    assert one["expected"] is False
    assert all(cause["result"] for cause in one["causes"])
    known = json.loads(run("explain", "Pool is not ready", "--json").out)
    assert known


@pytest.mark.parametrize(
    "printed",
    ["%%-2147014848", "-2147014848", "2147952448", "0x80072740", "80072740", "10048", "error 10048", "Winsock 10048"],
)
def test_a_number_alone_is_a_code_in_every_form_of_windows(explained: Callable[..., Any], printed: str) -> None:
    """Signed, unsigned, hexadecimal with and without its sign, and the number of Winsock are one code."""
    code, document = explained(printed)
    assert (code, ids(document)) == (1, ["CODE-80072740"])


@pytest.mark.ledger("S4-87", "S4-65", "S4-66", "S4-67")
@pytest.mark.parametrize(
    ("part", "id_"),
    [
        ("Active Directory indicates that user is homed on a different server but user data exists", "EVT-30951"),
        ("Response Group Service was not able to establish the application endpoint", "EVT-31053"),
        ("Response Group Service has recreated it.", "EVT-31189"),
        ("Pool is not ready.", "ATTENDANT-NOT-READY"),
        ("The call to subtask AppServer.GetAppState failed", "ATTENDANT-NOT-READY"),
        ('Skipping creation of a Lync Server 2013 PSTN route setting with the name "Calls to Toronto"', "IM1"),
        ("WARNING: The topology contains more than one Federated Edge Server.", "PUB-FEDERATION-2010"),
    ],
)
def test_a_part_of_a_long_message_is_known(explained: Callable[..., Any], part: str, id_: str) -> None:
    """One sentence of a message, or its beginning, leads to the message, and says that it is a part."""
    _, document = explained(part)
    assert id_ in ids(document)
    assert {one["by"] for one in document if (one["id"] or "").startswith(id_)} == {"words that are a part of its text"}


def test_what_a_cmdlet_printed_is_no_part_of_the_message_of_another(explained: Callable[..., Any]) -> None:
    """The beginning of a message of Control Panel is that alone, and not the error of a cmdlet that begins alike."""
    assert ids(explained("Cannot find user in Active Directory")[1]) == ["USR-CHILD-DOMAIN"]
    assert ids(explained("Move-CsLegacyUser : Cannot find user in Active Directory")[1]) == [None]
    assert ids(explained("Set-ADUser : Insufficient access rights to perform the operation")[1]) == [None]


def test_a_part_is_shown_with_the_message_that_it_is_a_part_of(run: Callable[..., Any]) -> None:
    """Whoever reads the answer sees the published text beside the own one."""
    shown = run("explain", "Cannot find user in Active Directory").out
    assert "Part of: Cannot find user in Active Directory with the following SIP URI: {sip}" in " ".join(shown.split())


@pytest.mark.parametrize(
    "text",
    [
        'WARNING:  Policy/setting name  - "Service: Medium" has either ":" or "/". Import-CslegacyConfiguration is',
        'Policy/setting name - "Service: Medium" has either',
        "PSTN route is pointing to a valid Mediation Server. Skipping creation of a Lync Server 2013 PSTN route",
    ],
)
def test_a_message_that_a_screen_cut_off_is_known(explained: Callable[..., Any], text: str) -> None:
    """Also where a value stands in it, and where it was cut inside a word."""
    assert ids(explained(text)[1]) in (["IM2"], ["IM1"])


def test_a_cut_error_behind_its_command_on_one_line_is_known(explained: Callable[..., Any]) -> None:
    """What was typed before it is no word of the message."""
    text = (
        "$x = 5; Move-CsUser : Multiple federated Edge Servers have been defined in the current topology. Specify the"
    )
    assert ids(explained(text)[1]) == ["USR-FEDERATED-EDGES"]


@pytest.mark.parametrize(
    "text",
    [
        "Event ID: 36874\nSource: Schannel\nA TLS 1.2 request was received",
        "Level: Error\nSource: Schannel\nEvent ID: 36874\nA TLS 1.2 request was received",
    ],
)
def test_an_event_is_known_by_two_of_its_labels(
    run: Callable[..., Any], explained: Callable[..., Any], text: str
) -> None:
    """Source and id are enough, in any order, and no label is shown as a message."""
    assert ids(explained(text)[1]) == ["EVT-36874"]
    foreign = text.replace("36874", "1015").replace("Schannel", "MsiInstaller") + "\nError: 0x80070005"
    assert ids(explained(foreign)[1]) == [None]
    assert "Unknown event 1015 of MsiInstaller" in run("explain", foreign).out


@pytest.mark.ledger("S1-06")
def test_what_a_mail_says_around_a_message_is_one_line(run: Callable[..., Any]) -> None:
    """The message is explained, and greetings and history are counted; a line of a log is shown."""
    mail = (
        "Hi team,\nsince last Friday nothing works any more.\nI looked at the client log and found this:\n\n"
        '> ms-diagnostics: 1027;reason="Cannot route this type of SIP request to or from\n> federated partners";\n\n'
        "We did not change any rules.\nCould you please look?\n\nThanks, Bob\n{}"
    )
    shown = run("explain", mail.format("")).out
    assert "DIAG-1027" in shown
    assert "Unknown text" not in shown
    assert "6 lines around it: words that nothing here knows (--details)" in shown
    assert "Could you please look?" in run("explain", mail.format(""), "--details").out
    assert "Unknown text\n  ERROR: the disk is full" in run("explain", mail.format("\nERROR: the disk is full")).out


@pytest.mark.ledger("S4-68")
def test_several_events_of_two_labels_each_are_known(explained: Callable[..., Any]) -> None:
    """Whatever stands between them, each source belongs to the id beside it."""
    text = (
        "Source: OCS User Services\nEvent ID: 30951\n\nEvent ID: 31053\nSource: OCS Response Group Service\n"
        "Source: Schannel\nEvent ID: 36888\nA fatal alert\n\nSource: MsiInstaller\nEvent ID: 14428"
    )
    _, document = explained(text)
    assert [(one["id"], one["source"], one["by"]) for one in document] == [
        ("EVT-30951", "", "the id and the source of the event"),
        ("EVT-31053", "", "the id and the source of the event"),
        ("EVT-36888", "", "the id and the source of the event"),
        (None, "MsiInstaller", ""),
    ]


@pytest.mark.ledger("S0-42", "S0-46", "S0-49")
@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("Then the mediation server raises event ID 25051 every minute", {"EVT-25051"}),
        ("event 14501 on the edge server every few minutes", {"EVT-14501"}),
        ("EventID: 14501, we have 2008 R2 and 2012 servers mixed", {"EVT-14501"}),
        ("resulting in a number of 14502 events logged in your server", {"EVT-14502"}),
        ("our front end logs 14502 again and again since Monday", {"EVT-14502"}),
        ("The events 14428 and 14501 on our Edge", {"EVT-14428", "EVT-14501"}),
        ("HLB health checks cause 14502 in the Lync event log", {"EVT-14502"}),
        (
            "LS Protocol Stack event ID 14501 / 14502 /\n14603 / 14428 all night",
            {"EVT-14501", "EVT-14502", "EVT-14603", "EVT-14428"},
        ),
    ],
)
def test_an_event_that_a_sentence_names_is_known(explained: Callable[..., Any], said: str, found: set[str]) -> None:
    """Its large number beside the word is enough where no other program is named."""
    assert set(ids(explained(said)[1])) == found


@pytest.mark.parametrize(
    "said",
    ["Test-CsMcxPushNotification -AccessEdgeFqdn 504 timeout", "Test-CsMcxPushNotification: 504 Server time-out"],
)
def test_a_response_to_a_test_of_push_is_explained_by_its_symptom(run: Callable[..., Any], said: str) -> None:
    """A 504 alone sends to federation; with the command that met it the checks of push notifications come first."""
    result = run("explain", said)
    assert result.out.startswith("SYM-PUSH-504")


@pytest.mark.parametrize(
    "said", ["Access to the path 'C:\\temp' is denied.", "Access to the path D:\\x.bak is denied."]
)
def test_an_error_that_every_program_prints_is_no_part_of_a_message(explained: Callable[..., Any], said: str) -> None:
    """What an event of the address book quotes of .NET is near to that event, and no sign of it."""
    assert ids(explained(said)[1]) == [None]


@pytest.mark.parametrize(
    "said",
    [
        "The backup program wrote event ID 25051 at noon",
        "Exchange transport on the edge server logs event 14428",
        "The DNS Server logged event 14501",
    ],
)
def test_an_event_that_a_sentence_about_another_program_names_is_not_known(
    explained: Callable[..., Any], said: str
) -> None:
    """The number of an event is no event of OCS or Lync where another program is named; small numbers never are."""
    assert ids(explained(said)[1]) == [None]
    _, document = explained("The Lync Edge wrote event ID 1017 at noon")
    assert [(one["id"], one["near"]) for one in document] == [(None, ["EVT-1017"])]


@pytest.mark.ledger("S4-87", "S4-65", "S4-66", "S4-84")
@pytest.mark.parametrize(
    ("said", "found"),
    [
        (
            (
                "the old OCS says \u201cActive Directory indicates that user is homed on a different server but\nuser "
                "data exists on this server as well.\u201d what now"
            ),
            {"EVT-30951"},
        ),
        ("it says cannot route this type of SIP request to or from federated partners when I IM them", {"DIAG-1027"}),
        ("the control panel says the region mappings for this access number\nare inconsistent", {"DIAL-IN-REGIONS"}),
        (
            "Over the past 15 minutes Lync Server has experienced TLS outgoing connection failures 4 time(s).",
            {"EVT-14428"},
        ),
        (
            (
                "It is possible that the Active Directory attribute msRTCSIP-PrimaryHomeServer has been incorrectly "
                "modified or the user has been improperly re-homed using outdated administration tools."
            ),
            {"EVT-30951"},
        ),
        ("Cause: Failed to connect to Front End server or the\nFront End server is misconfigured.", {"EVT-31053"}),
    ],
)
def test_a_message_that_somebody_quotes_in_his_own_words_is_known(
    explained: Callable[..., Any], said: str, found: set[str]
) -> None:
    """Also without quotes, over the end of a line, and a sentence from behind the text by which the event is known."""
    assert set(ids(explained(said)[1])) == found


def test_an_event_in_a_language_without_labels_is_known_by_source_and_id(explained: Callable[..., Any]) -> None:
    """Korean: no published sample of its labels was read, and a known source with one of its ids is enough."""
    text = "로그 이름: Lync Server\n원본: LS Protocol Stack\n이벤트 ID: 14428\n수준: 오류\n설명:\nTLS 오류"
    assert ids(explained(text)[1]) == ["EVT-14428"]
    assert ids(explained("what is ms-diagnostics 1034")[1]) == ["DIAG-1034"]


@pytest.mark.parametrize(
    "line",
    [
        "2015-01-02 10:31:00 ERROR {}",
        "[2015-01-02 10:31:00,123] [ERROR] {}",
        "2015-01-02T10:31:00.123Z WARN - {}",
        "1/2/2015 10:31:00 AM | {}",
        "WARNUNG: {}",
    ],
)
def test_a_message_is_known_behind_the_beginning_of_any_log(explained: Callable[..., Any], line: str) -> None:
    """Times and levels of other programs' logs are no words of the message, and no message themselves."""
    text = line.format("SetMoveResourceData failed because the user is not provisioned.")
    assert ids(explained(text)[1]) == ["USR-NOT-PROVISIONED"]


def test_a_bare_id_beside_the_words_of_another_program_is_only_near(explained: Callable[..., Any]) -> None:
    """Event 1017 is that of Perflib too: without its source, and with other words, it is no match."""
    _, document = explained("Event ID: 1017\nThe performance counter library generated errors")
    assert ids(document) == [None, None]
    assert any("EVT-1017" in one["near"] for one in document)
    assert ids(explained("Event ID: 14428\nI see this on our Lync server")[1]) == ["EVT-14428", None]
    assert ids(explained("42")[1]) == [None]


@pytest.mark.parametrize(
    "text",
    [
        "call forwarding does not work for one user",
        "the front end service is stuck in starting",
        "remote desktop disconnects after 10 seconds",
        "file transfer fails with a share violation",
        "the ssl certificate on port 443 of our web server has expired",
        "the mobile app works but the desktop app of Dropbox does not",
        "the Lync server control panel does not open",
    ],
)
def test_words_that_lack_the_point_of_a_symptom_are_not_explained_by_it(
    explained: Callable[..., Any], text: str
) -> None:
    """Common words alone make a symptom near at most."""
    assert ids(explained(text)[1]) == [None]


def test_a_symptom_with_other_numbers_is_only_near(run: Callable[..., Any]) -> None:
    """Where the text names an event that the symptom does not, the symptom is offered and not given for an answer."""
    shown = run("explain", "The front end service does not start, event 12293").out
    assert "Unknown text" in shown
    assert "Perhaps SYM-FAILBACK-ACCESS-DENIED: The Front End service" in " ".join(shown.split())


@pytest.mark.parametrize("text", ["", "  ", "\n"])
def test_an_empty_text_is_said_to_be_empty(run: Callable[..., Any], text: str) -> None:
    """As the name of a file it would be the folder in which the command runs."""
    result = run("explain", text)
    assert result.code == 2
    assert "the text is empty" in result.err


@pytest.mark.parametrize("text", ["the server", "An error occurred while", "with the name", "of the user is"])
def test_common_words_are_no_part_of_a_message(explained: Callable[..., Any], text: str) -> None:
    """A few words that stand in many messages lead to none."""
    assert ids(explained(text)[1]) == [None]


def test_an_event_with_a_cause_of_its_own_begins_with_it(run: Callable[..., Any], project: Path) -> None:
    """14502: the load balancer stands before the check list of federation, though the evidence shows that one."""
    assert run("inventory", fixture("edge-faulty")).code in (0, 5)
    shown = run("explain", "LS Protocol Stack event ID 14502").out
    assert shown.index("load balancer watches") < shown.index("Federation is not set up completely")
    assert "Evidence: CERT-01" in shown


@pytest.mark.ledger("S1-06", "S1-07")
@pytest.mark.parametrize(
    "text",
    [
        'ms-diagnostics: 1027;reason="Cannot route this type of SIP request to or from federated partners";',
        'ms-diagnostics:  1034;reason="Previous hop federated peer did not report diagnostic information";',
        "it says \u201c504 Server time-out\u201d",
    ],
)
def test_the_evidence_of_this_estate_stands_beside_the_check(run: Callable[..., Any], project: Path, text: str) -> None:
    """1027, and your SRV record says 5601: the value that this estate has is named beside the first cause."""
    assert run("inventory", fixture("edge-faulty")).code in (0, 5)
    result = run("explain", text)
    first = result.out.index("Check first: Our own record _sipfederationtls")
    assert first < result.out.index("5601 for 5061", first) < result.out.index("Then:")
    (document,) = json.loads(run("explain", text, "--json").out)
    assert document["causes"][0]["result"] == "found"
    assert "_sipfederationtls._tcp.contoso.com has port 5601" in document["causes"][0]["evidence"]


@pytest.mark.ledger("S4-36", "S4-33", "S4-42")
@pytest.mark.parametrize(
    ("line", "evidence"),
    [
        (
            (
                'Cannot find a Mediation Server with the fully qualified domain name (FQDN) "vx2.contoso.local". Run '
                '"Merge-CsLegacyTopology" cmdlet before using this cmdlet or make sure that a PSTN route is pointing '
                "to a valid Mediation Server. Skipping creation of a Lync Server 2013 PSTN route setting with the name "
                '"Freephone". numberPattern:  "^0800"'
            ),
            "R2-RTE-002: No gateway of route 'Freephone' is a Mediation Server",
        ),
        (
            (
                'UCMA application with the cluster fully qualified domain name (FQDN) "vx2.contoso.local" does not '
                "depend on a pool."
            ),
            "R2-MED-002: vx2.contoso.local is the gateway of",
        ),
        (
            'Policy/setting name  - "Service: Medium" has either ":" or "/". Import-CslegacyConfiguration is',
            "R2-NAME-001: 'Service: Medium' becomes 'Service_ Medium'",
        ),
        (
            (
                "No new Mediation Server added to the Office Communications Server 2007 / Office Communications Server "
                "2007 R2 deployment."
            ),
            "R2-MED-00",
        ),
    ],
)
def test_a_line_of_the_merge_or_import_is_joined_to_what_it_is_about(
    run: Callable[..., Any], project: Path, contoso: Path, line: str, evidence: str
) -> None:
    """The gateway, route or name of the line stands first in what the evidence says."""
    run("inventory", contoso)
    assert f"Evidence: {evidence}" in " ".join(run("explain", line).out.split())
    assert project.exists()


@pytest.mark.parametrize(
    ("printed", "how"),
    [
        ("59D8F3EC5B13131F7856", ""),
        ("6587F13131B5CE3F8D95", "digits reversed"),
        ("56:78:1F:13:13:5B:EC:F3:D8:59", "bytes reversed"),
    ],
)
def test_a_serial_number_is_joined_to_the_certificate_of_the_estate(
    run: Callable[..., Any], printed: str, how: str
) -> None:
    """With a project the certificate is named that has the number, also where the event prints it backwards."""
    assert run("inventory", fixture("edge-faulty")).code in (0, 5)
    event = EVENT.replace("LS User Services", "LS Protocol Stack").replace("32148", "14397")
    text = event.replace(EVENT.splitlines()[-1], f"The certificate was refused by fe01. Serial number: {printed}")
    (document,) = json.loads(run("explain", text, "--json").out)
    (named,) = [one for one in document["named"] if one["role"] == "certificate"]
    assert named["name"].startswith("edge03.contoso.local/")
    assert "59D8F3EC5B13131F7856" in named["key"]
    assert named["how"] == how
    shown = " ".join(run("explain", text).out.split())
    assert "is the certificate edge03.contoso.local/" in shown
    assert f"({how})" in shown or not how


@pytest.mark.parametrize(
    "written",
    [
        "Ereignis 14428, LS Protocol Stack",
        "événement 14428",
        "Evento 14428",
        "событие 14428",
        '"Error","5/29/2014 10:00:00 AM","LS Protocol Stack","14428","(1001)"',
        "Error\t5/29/2014 10:00:00 AM\tLS Protocol Stack\t14428\t(1001)\tOut",
        "EventID=14428 Source=LS Protocol Stack",
        "Get-WinEvent: LS Protocol Stack 14428",
        "10:00:00 Error LS Protocol Stack 3221239900 TLS",
    ],
)
def test_an_event_is_known_by_its_source_and_id_in_any_list(explained: Callable[..., Any], written: str) -> None:
    """A row of a list, and words of another language, name an event by its source and id."""
    assert ids(explained(written)[1]) == ["EVT-14428"]


@pytest.mark.parametrize(
    "written",
    [
        "MS-Diagnostics 1027",
        "ms diagnostics: 1027",
        "diagnostics code 1027",
        "ms-diagnostics: 1027;reason=&quot;Cannot route this type&quot;",
    ],
)
def test_a_diagnosis_is_known_however_its_header_is_copied(explained: Callable[..., Any], written: str) -> None:
    """Without a colon, in capitals, and with the quotes of a web page."""
    assert ids(explained(written)[1]) == ["DIAG-1027"]


def test_single_quotes_and_quotes_of_web_pages_hide_no_message(explained: Callable[..., Any]) -> None:
    """A shell or a page that writes other quotes around a value changes nothing."""
    text = (
        'An instance with ID "a06" exists with a different OwnerPool. '
        "Changing OwnerPool on an existing object is not supported."
    )
    for written in (text.replace('"', "'"), text.replace('"', "&quot;"), text.replace('"', "&#34;")):
        assert ids(explained(written)[1]) == ["RGS-OWNER-POOL"]


def test_a_list_of_a_stranger_names_no_event(explained: Callable[..., Any]) -> None:
    """The id of a known event beside another source, or a known source beside another id, says nothing."""
    for text in ('"Error","5/29/2014","MSExchangeTransport","14428"', '"Error","5/29/2014","LS Protocol Stack","4711"'):
        assert ids(explained(text)[1]) == [None]


@pytest.mark.parametrize("id_", ["EVT-14428", "diag-1027", "SIP-504", "RGS-OWNER-POOL"])
def test_an_id_of_this_program_is_explained(explained: Callable[..., Any], id_: str) -> None:
    """The ids that findings and symptoms name lead to their message."""
    _, document = explained(id_)
    assert ids(document) == [id_.upper()]
    assert document[0]["meaning"]


def test_text_may_begin_with_a_hyphen(run: Callable[..., Any], project: Path) -> None:
    """A message that is pasted as a point of a list is no option, and the value of an option stays its value."""
    assert (
        run("explain", "- 504 Server time-out", "--json").code == run("explain", "504 Server time-out", "--json").code
    )
    assert run("explain", "-may be a user that is connected remotely").out.startswith("Unknown text")
    assert run("explain", "--nothing of the kind").code == 2
    noted = run("--project", str(project), "explain", "--symptom", "SYM-SRV-PORT", "--note", "- asked the partner")
    assert "there is no project yet, so nothing was kept" in noted.err


def test_a_sentence_about_the_product_need_not_call_a_large_number_an_event(run: Callable[..., Any]) -> None:
    """An id in a sentence about an Edge is that of the event; one that stands with another program is not."""
    assert "EVT-14428" in run("explain", "we get lots of 14428 on the edge since monday,\nany idea?").out
    assert "EVT-14428" not in run("explain", "we moved 14428 boxes to the shelf").out
    assert not run("explain", "Event ID 30951 from source MSExchange Common").out.startswith("EVT-30951")


def test_the_relay_that_sends_to_private_addresses_is_known_from_its_report(run: Callable[..., Any]) -> None:
    """The sentence of the founding document is enough, alone and in its paragraph."""
    said = (
        "I notice a little traffic (DMZ -> Inside) from the edge public NIC {MediaRelaySvc.exe) destined for private"
        " addresses."
    )
    assert run("explain", said).out.startswith("SYM-MEDIA-TO-PRIVATE")
    more = (
        " Some are IPs not in our LAN. (My edge server is multi-homed and has a route for that subnet to the LAN NIC)"
    )
    assert (
        "SYM-MEDIA-TO-PRIVATE"
        in run("explain", said + more + " About 1000 users and only about 2000 packets /day.").out
    )
