"""Known events: what recognises them, when they are expected, and what is said of the doubtful ones."""

from __future__ import annotations

import tomllib
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest

from migrator.knowledge.base import known_entries
from migrator.knowledge.clues import Clue, clue_of_text
from migrator.knowledge.known_message import ExpectedWhen, KnownMessage
from migrator.knowledge.matching import Matcher
from migrator.knowledge.recognition import By, Recogniser

KNOWN = known_entries()
EVENTS = [entry for entry in KNOWN.values() if entry.events]
#: events of certificates and federation whose text no source has
WITHOUT_TEXT = ("EVT-14501", "EVT-14502", "EVT-14503", "EVT-14603")


def causes(id_: str) -> str:
    """Everything that an entry says about causes and cures, in one text."""
    entry = KNOWN[id_]
    said = [entry.meaning, entry.cure, entry.basis]
    for cause in entry.causes:
        said += [cause.cause, cause.look, cause.command, cause.cure, cause.basis, *cause.rules]
    return "\n".join(said)


def test_an_event_is_known_by_source_and_id_once() -> None:
    """Two entries of one source and id tell their texts apart; at most one of them has none."""
    by_event: dict[tuple[str, int], list[KnownMessage]] = defaultdict(list)
    for entry in EVENTS:
        assert entry.id.startswith(f"EVT-{entry.events[0]}"), entry.id
        assert entry.providers or "not" in entry.basis or "no source" in entry.basis, entry.id
        for provider in entry.providers or ("",):
            for event in entry.events:
                by_event[provider, event].append(entry)
    for event, entries in by_event.items():
        texts = [entry.text for entry in entries]
        assert len(set(texts)) == len(texts), event


def test_an_event_without_a_published_text_says_so() -> None:
    """Where the text is missing, the entry says that it is not published, or only as a picture."""
    for entry in EVENTS:
        if not entry.text:
            assert "published" in entry.basis, entry.id


def test_each_fault_has_a_cause_that_can_be_checked() -> None:
    """An event that is not always expected names at least one cause; what is expected in phases names them."""
    for entry in EVENTS:
        if entry.expected is ExpectedWhen.NEVER:
            assert entry.causes, entry.id
        if entry.expected is ExpectedWhen.PHASE:
            assert entry.phases, entry.id


@pytest.mark.parametrize("id_", WITHOUT_TEXT)
def test_no_text_is_invented(id_: str) -> None:
    """Events that only a field report names are known by source and id, and it is said what is not published."""
    entry = KNOWN[id_]
    assert not entry.text
    assert "LS Protocol Stack" in entry.providers
    assert "not published" in entry.basis


@pytest.mark.ledger("S0-51")
def test_both_ids_of_the_contradiction_are_known() -> None:
    """14503 and 14603, which one report mixes up, are both explained, and each tells of the other."""
    assert "14603" in KNOWN["EVT-14503"].basis
    assert "14503" in KNOWN["EVT-14603"].basis
    assert not KNOWN["EVT-14603"].text
    assert {"CERT-11", "CERT-12", "L10-PLAT-002"} <= set(causes("EVT-14503").splitlines())


def test_the_allowed_list_is_the_cure_of_14508() -> None:
    """For 14428 the allowed or blocked list is only the advice of a field report, and the entry says so."""
    assert "New-CsAllowedDomain" in causes("EVT-14508")
    assert "New-CsBlockedDomain" in causes("EVT-14508")
    assert "14508" in KNOWN["EVT-14428"].basis


@pytest.mark.ledger("S0-46", "S0-48")
def test_14501_has_both_readings_in_order() -> None:
    """The certificate of the peer comes first, as Microsoft's page says; mixed Windows versions second."""
    certificate, windows, *_ = KNOWN["EVT-14501"].causes
    assert "certificate" in certificate.cause
    assert "Windows" in windows.cause
    assert "cipher suites" in windows.cure


@pytest.mark.ledger("S0-47")
def test_14501_is_accepted_only_after_the_check() -> None:
    """The event may be accepted until the end of coexistence, but only when certificate and ciphers are right."""
    entry = KNOWN["EVT-14501"]
    assert entry.expected is ExpectedWhen.NEVER
    check, accepted = entry.cure.index("certificate of the peer first"), entry.cure.index("migrator suppress add")
    assert check < accepted
    assert "only when both are right" in entry.cure
    assert "end of coexistence" in entry.cure


@pytest.mark.parametrize("id_", ["EVT-30951", "EVT-31053", "EVT-31189"])
def test_events_of_moved_response_groups_are_expected_after_the_move_only(id_: str) -> None:
    """They are expected in the phases Post and Remove of a migration from OCS 2007 R2, and in no other."""
    entry = KNOWN[id_]
    assert entry.expected is ExpectedWhen.PHASE
    assert set(entry.phases) == {"A9", "A10", "C9", "C10"}
    assert "OCS" in entry.providers[0]


def test_no_cure_is_claimed_for_response_group_events() -> None:
    """No source has a cure after the move; before it, the event itself says to check the Front End."""
    for id_ in ("EVT-31053", "EVT-31189"):
        entry = KNOWN[id_]
        assert "no cure is published" in entry.cure
        assert "Front End" in entry.cure
        assert "top the" not in entry.cure


@pytest.mark.ledger("S4-65")
def test_an_event_on_a_moved_contact_gives_its_address() -> None:
    """The address in event 30951, by which a contact is told from a user, comes out of its text."""
    (part,) = Matcher(EVENTS).parts(
        "Active Directory indicates that user is homed on a different server but user data exists on this server as "
        "well.\nActive Directory Object with guid {C99F9636-53C6-4760-857D-36FFCD54F667} and SipUri "
        "sales@contoso.com is listed as being homed on CN=LC Services,CN=Microsoft,CN=pool1"
    )
    assert part.entry is KNOWN["EVT-30951"]
    assert part.values["sip"] == "sales@contoso.com"
    assert part.values["guid"] == "{C99F9636-53C6-4760-857D-36FFCD54F667}"
    assert [cause.rules for cause in part.entry.causes] == [("RGS-F05",), ("R2-USR-008",)]


def test_both_ids_of_the_page_on_windows_2012_r2_are_told() -> None:
    """The title of the page has 32402, its sample 32042: the event is known as 32042, and the other is mentioned."""
    assert KNOWN["EVT-32042"].events == (32042,)
    assert "32402" in KNOWN["EVT-32042"].basis
    assert not [entry.id for entry in EVENTS if 32402 in entry.events]


def test_the_serial_number_is_read_backwards_in_both_ways() -> None:
    """Event 14397 prints the serial number backwards: by digit on the page, by byte as Windows does; both are told."""
    said = KNOWN["EVT-14397"].basis
    printed, by_digit, by_byte = "5202FBA7CF1487", "7841FC7ABF2025", "8714CFA7FB0252"
    assert printed[::-1] == by_digit
    assert bytes.fromhex(printed)[::-1].hex().upper() == by_byte
    assert printed in said
    assert by_digit in said
    assert by_byte in said


RECOGNISER = Recogniser(KNOWN.values())
SHOWN = tomllib.loads((Path(__file__).parent / "events_shown.toml").read_text("utf-8"))["event"]


@pytest.mark.parametrize("shown", SHOWN, ids=[str(shown["id"]) for shown in SHOWN])
def test_an_event_as_it_is_shown_is_recognised(shown: dict[str, Any]) -> None:
    """Source and id lead to the entry, its text fits, and what a reader would look up comes out of it."""
    clue = clue_of_text(shown["text"])._replace(source=shown["source"], event_id=shown["id"])
    first = RECOGNISER.recognise(clue)[0]
    assert first.by is By.EVENT
    assert shown["id"] in first.entry.events
    assert first.is_worded
    assert first.matched
    assert shown["values"].items() <= first.values.items()


def test_two_meanings_of_one_id_are_told_apart() -> None:
    """62010 with a missing file is another entry than 62010 without access, by the text or by the exception alone."""
    source = "LS Address Book and Distribution List Expansion Web Service"
    for exception, id_ in (
        ("UnauthorizedAccessException", "EVT-62010-DENIED"),
        ("FileNotFoundException", "EVT-62010-FILE"),
    ):
        (only,) = RECOGNISER.recognise(Clue(source=source, event_id=62010, exceptions=(exception,)))
        assert only.entry.id == id_


@pytest.mark.parametrize("entry", EVENTS, ids=[entry.id for entry in EVENTS])
def test_an_event_in_another_language_is_known_by_source_and_id(entry: KnownMessage) -> None:
    """A text that no entry has does not hide the event, and is not taken for its text."""
    source = entry.providers[0] if entry.providers else "LS Protocol Stack"
    text = " ".join(["Ein Fehler ist aufgetreten.", *entry.about[:1]])
    found = RECOGNISER.recognise(Clue(source=source, event_id=entry.events[0], text=text))
    assert entry in [one.entry for one in found]
    for one in found:
        assert not one.matched
        assert one.is_worded is not bool(one.entry.text)


@pytest.mark.parametrize("source", ["Microsoft-Windows-GroupPolicy", "MSSQLSERVER", "Outlook"])
def test_an_event_of_a_foreign_source_is_not_claimed(source: str) -> None:
    """The number of an event alone says nothing: other products use the same ones."""
    for entry in EVENTS:
        assert not RECOGNISER.recognise(Clue(source=source, event_id=entry.events[0])), entry.id


SQL_LOG = (
    "The log file for database '{}' is full. Back up the transaction log for the database to free up some log space."
)


@pytest.mark.parametrize(
    ("source", "event_id", "text"),
    [
        (
            "Service Control Manager",
            7024,
            "The Microsoft Exchange Transport service terminated with service-specific error 5",
        ),
        (
            "Service Control Manager",
            7031,
            'Dienst "Windows Update" wurde unerwartet beendet. Dies ist bereits 1 Mal passiert.',
        ),
        (
            "Service Control Manager",
            7038,
            "The Web service was unable to log on as X with the currently configured password due to this error:",
        ),
        (
            "ASP.NET 4.0.30319.0",
            1309,
            "Event code: 3005 Event message: An unhandled exception has occurred. Path: /Shop",
        ),
        (
            "",
            None,
            SQL_LOG.format("x"),
        ),
    ],
)
def test_what_windows_says_of_another_product_is_not_explained_as_that_of_lync(
    source: str, event_id: int | None, text: str
) -> None:
    """Events and errors that any program causes are known only where they name a component of OCS or Lync."""
    assert not RECOGNISER.recognise(Clue(source=source, event_id=event_id, text=text))


def test_an_event_explains_its_own_exception() -> None:
    """31053 after the move is expected: the exception in its text does not make it a fault."""
    clue = Clue(
        source="OCS Response Group Service",
        event_id=31053,
        text="Microsoft.Rtc.Signaling.RegisterException - 482 - The endpoint was unable to register.",
        exceptions=("RegisterException",),
    )
    assert [one.entry.id for one in RECOGNISER.recognise(clue)] == ["EVT-31053"]


@pytest.mark.ledger("S2-64")
def test_a_service_that_ended_is_explained_with_its_code() -> None:
    """7024 with %%-2147014848 is 0x80072740, address already in use, and leads to the listener that holds it."""
    text = "The Lync Server Access Edge service terminated with service-specific error %%-2147014848."
    clue = clue_of_text(text)._replace(source="Service Control Manager", event_id=7024)
    assert "0x80072740" in clue.codes
    first = RECOGNISER.recognise(clue)[0]
    assert first.entry is KNOWN["EVT-7024"]
    assert first.values["service"] == "Lync Server Access Edge"
    in_use = first.entry.causes[0]
    assert "10048" in in_use.cause
    assert {"PORT-07", "PORT-02"} <= set(in_use.rules)
    assert "netstat" in in_use.command


@pytest.mark.ledger("S4-66", "S4-67")
def test_events_of_the_legacy_service_pair_and_are_expected_after_the_move() -> None:
    """31053 and 31189 name the same endpoint; before the move they lead to the errors of the Front End."""
    recreated = (
        "Application endpoint has been terminated and Office Communications Server 2007 R2, Response Group Service has "
        "recreated it.\nApplication endpoint associated with 'sip:sales@contoso.com' has been terminated and Office "
        "Communications Server 2007 R2, Response Group Service has recreated it."
    )
    (part,) = RECOGNISER.parts(recreated)
    assert part.entry is KNOWN["EVT-31189"]
    assert part.values["endpoint"] == "sip:sales@contoso.com"
    assert "31053" in part.entry.meaning
    for id_ in ("EVT-31053", "EVT-31189"):
        moved, legacy = KNOWN[id_].causes
        assert "RGS-F06" in moved.rules
        assert "Front End" in legacy.look
        assert not set(KNOWN[id_].phases) & {"A3", "A4", "A5", "A6", "A7", "A8"}


@pytest.mark.parametrize("id_", ["EVT-14428", *WITHOUT_TEXT])
def test_federation_events_lead_to_the_check_list(id_: str) -> None:
    """Each event of the family names what the report checks: federation route, names of the Edge, certificate."""
    named = set(causes(id_).split("\n"))
    assert named & {"CERT-01", "CERT-11", "TOP-18"}
    if id_ != "EVT-14503":
        assert {"TOP-01", "TOP-07"} <= named


def test_the_clock_of_the_edge_is_compared() -> None:
    """14619 and 44009 lead to the clock of the Edge, which the report found hours wrong."""
    assert "clock of the Edge with that of a Front End" in KNOWN["EVT-14619"].cure
    assert "14619" in KNOWN["EVT-44009"].cure
