"""What the data say of ms-diagnostics ids, SIP responses, result codes, exceptions and messages of cmdlets."""

from __future__ import annotations

import pytest

from migrator.estate.diagnosis import parse_diagnosis
from migrator.estate.evidence import ConsoleMessage
from migrator.knowledge.base import known_entries
from migrator.knowledge.clues import Clue, clue_of, clue_of_text
from migrator.knowledge.known_message import ExpectedWhen, KnownMessage
from migrator.knowledge.recognition import By, Recogniser, Recognition

KNOWN = known_entries()
RECOGNISER = Recogniser(KNOWN.values())
#: ids of which a public source gives the reason
PUBLISHED = (
    *(0, 1, 2, 4, *range(1000, 1015), 1017, 1027, 1034, 1047, *range(3000, 3017), *range(4000, 4014)),
    *(4140, 4141, 4142, *range(5000, 5012), 6003, *range(7000, 7010), 7025, 10003, *range(12000, 12013)),
    *(*range(13000, 13012), 15000, 15030, *range(17000, 17005), *range(20000, 20012), 21000, 21002, 22, 23, 25, 52017),
)


def first(text: str) -> KnownMessage:
    """The message that a pasted text is recognised as first."""
    return RECOGNISER.recognise(clue_of_text(text))[0].entry


def of_diagnosis(value: str) -> tuple[Recognition, ...]:
    """What is known of the value of an ms-diagnostics header."""
    return RECOGNISER.recognise(Clue(diagnoses=(parse_diagnosis(value),)))


@pytest.mark.ledger("S1-08")
def test_every_published_id_is_explained_and_every_other_by_its_range() -> None:
    """An id with a public reason has an entry with it; any other id of a component is said to be of its range."""
    for id_ in PUBLISHED:
        (one,) = of_diagnosis(str(id_))
        assert (one.entry.id, one.by) == (f"DIAG-{id_}", By.DIAGNOSIS)
        assert one.entry.reason
    for id_, range_ in (
        (1016, "SIP"),
        (2049, "PRESENCE"),
        (9001, "MRAS"),
        (14012, "TRANSLATION"),
        (61002, "UCMA-FAILURE"),
    ):
        (one,) = of_diagnosis(str(id_))
        assert (one.entry.id, one.by) == (f"DIAG-RANGE-{range_}", By.DIAGNOSIS_RANGE)
        assert str(id_)[:-3] + "000" in one.entry.meaning
    assert of_diagnosis("19000") == of_diagnosis("987654321") == of_diagnosis("") == of_diagnosis("x") == ()
    assert "Our request" in KNOWN["DIAG-1027"].meaning
    assert "routed" in KNOWN["DIAG-1027"].meaning
    assert "gave no reason" in KNOWN["DIAG-1034"].meaning


@pytest.mark.ledger("S1-09")
def test_a_partner_that_gives_no_reason_or_no_way_leads_to_our_own_record_first() -> None:
    """1027 and 1034 ask first for our SRV record as seen from outside, with the rules that decide it."""
    for id_ in ("DIAG-1027", "DIAG-1034"):
        first = KNOWN[id_].causes[0]
        assert "_sipfederationtls" in first.cause
        assert "from outside" in first.cause
        assert {"DNS-01", "DNS-02", "DNS-03", "DNS-04"} <= set(first.rules)
        assert first.command.startswith("nslookup -type=srv _sipfederationtls._tcp.")
        assert "5061" in first.cure
        assert first.verify


def test_what_is_no_fault_is_always_expected_and_asks_for_nothing() -> None:
    """Notes of a server about a normal call have no cure; a user who was moved is expected while users move."""
    for id_ in (5002, 5009, 5010, 5011, 12006, 13004, 13005, 13006, 13007, 17004, 21000):
        entry = KNOWN[f"DIAG-{id_}"]
        assert (entry.expected, entry.cure, entry.level) == (ExpectedWhen.ALWAYS, "", "INFORMATION")
    assert KNOWN["DIAG-4142"].phases == ("A6", "A8", "B4", "B6", "C6", "C8")


@pytest.mark.ledger("S1-11")
def test_a_504_without_a_diagnosis_is_no_network_time_out_and_leads_to_our_own_record() -> None:
    """A response of a partner without a reason gets the first hint of 1034; with a reason the reason is explained."""
    entry = first("SIP/2.0 504 Server time-out")
    assert entry.id == "SIP-504"
    assert "not a network time-out" in entry.meaning
    assert entry.causes[0] == KNOWN["DIAG-1034"].causes[0]
    explained = RECOGNISER.recognise(Clue(status=504, diagnoses=(parse_diagnosis("1034"),)))
    assert [one.entry.id for one in explained] == ["DIAG-1034"]
    unknown = RECOGNISER.recognise(Clue(status=504, diagnoses=(parse_diagnosis("1033"),)))
    assert [one.entry.id for one in unknown] == ["SIP-504", "DIAG-RANGE-SIP"]


@pytest.mark.ledger("S2-49")
@pytest.mark.parametrize(
    "text",
    [
        "federated call failed to establish due to a media connectivity failure where both endpoints are internal",
        "A federated call failed to establish due to a media connectivity failure where both endpoints are internal",
    ],
)
def test_a_federated_call_without_media_leads_to_the_inner_side_of_the_edge_first(text: str) -> None:
    """The words alone are enough; routes and reachability of the internal interface come before the outside."""
    entry = first(text)
    assert entry.id == "DIAG-25"
    assert "internal interface of the Edge on TCP 443 and UDP 3478" in entry.causes[0].cause
    assert "NIC-03" in entry.causes[0].rules
    assert "published" in entry.causes[1].cause
    (header,) = RECOGNISER.recognise(clue_of_text(f'ms-client-diagnostics: 25; reason="{text}"; UserType="Callee"'))
    assert (header.entry.id, header.by, header.is_worded) == ("DIAG-25", By.DIAGNOSIS, True)


@pytest.mark.ledger("S4-10")
def test_the_push_test_that_times_out_asks_first_who_needs_push_at_all() -> None:
    """Before any setting: which clients need it, and whether the service can answer; then the settings in order."""
    entry = first(
        "Test-CsMcxPushNotification : A 504 (Server time-out) response was received from the network and the operation "
        "failed. See the exception details for more information."
    )
    assert entry.id == "PUSH-504"
    needed, retired, name, settings, record, *_ = entry.causes
    assert "Lync 2013 Mobile on Apple devices does without" in needed.cause
    assert "retired" in retired.cause
    assert name.rules == ("PUSH-12",)
    assert {"PUSH-01", "PUSH-02", "PUSH-03", "ACC-01"} <= set(settings.rules)
    assert "DNS-01" in record.rules
    message = "A 504 (Server time-out) response was received from the network and the operation failed."
    details = " See the exception details for more information."
    for cmdlet, id_ in (("Test-CsMcxPushNotification", "PUSH-504"), ("Test-CsFederatedPartner", "SIP-504")):
        console = ConsoleMessage(key="1", cmdlet=cmdlet, message=message + details)
        assert [one.entry.id for one in RECOGNISER.recognise(clue_of(console))] == [id_]


@pytest.mark.ledger("S4-62")
def test_an_object_with_another_owner_leads_to_repair_find() -> None:
    """The sentence behind its general form is the message; its first cause is an owner that the move lost."""
    entry = first(
        'Response Group Update Failure : An instance with ID "7d2c1e8f-6c11-4c1e-9a35-0d5a8f3b2a11" exists with a '
        "different OwnerPool. Changing OwnerPool on an existing object is not supported."
    )
    assert entry.id == "RGS-OWNER-POOL"
    assert "migrator repair find" in entry.cure
    assert entry.causes[0].rules == ("RGS-F04",)


@pytest.mark.parametrize(
    ("text", "id_"),
    [
        ("%%-2147014848", "CODE-80072740"),
        ("Exit Code: 0xC3E8302D(SIPPROXY_E_WORKER_PROCESS_SLOW_INITIALIZING).", "CODE-C3E8302D"),
        ("Result-Code: 0xc3e93d6f SIPPROXY_E_EPROUTING_MSG_ALLOWED_DOMAIN_NO_SRV_MATCH", "CODE-C3E93D6F"),
        ("SEC_E_WRONG_PRINCIPAL", "CODE-80090322"),
        ("NegotiateSecurityAssociation failed, error: -2146893044", "CODE-8009030C"),
        ("refer to service-specific error code -3287185878", "CODE-C3EE79D6"),
        ("Error : 11004, The requested name is valid but no data of the requested type was found", "CODE-80072AFC"),
        ("Microsoft.Rtc.Management.AD.MoveUserException", "EXC-MOVE-USER"),
        ("Microsoft.Rtc.Signaling.RegisterException: failed", "EXC-REGISTER"),
        ("WARNING: UpToDate : False", "CMD-NOT-UP-TO-DATE"),
    ],
)
def test_codes_names_and_classes_are_found_as_they_are_printed(text: str, id_: str) -> None:
    """A code by its number in any spelling or by its name, an exception by its class, a line by its words."""
    assert first(text).id == id_


NO_DATABASE = (
    "The CREATE DATABASE statement failed. The primary file must be at least 100 MB to accommodate a copy of the model "
    "database."
)


@pytest.mark.parametrize(
    ("text", "id_"),
    [
        (NO_DATABASE, "DB-MODEL"),
        (
            "Text: Message cannot be routed because the peer's certificate does not contain a matching FQDN",
            "CODE-C3E93D67",
        ),
        ("Error: Prerequisite installation failed: Wmf2008R2", "SETUP-WMF"),
        ("Quarterly figures.pptx can't be uploaded because it exceeds your allowable file size", "CLIENT-UPLOAD"),
        ("Cannot add Alice Smith to the meeting because network is busy.", "CLIENT-BUSY-ADD"),
    ],
)
def test_published_lines_are_found_with_values_of_several_words(text: str, id_: str) -> None:
    """Values with blanks, and lines in which a text and a code stand together, as their sources print them."""
    assert first(text).id == id_
