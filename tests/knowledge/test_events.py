"""Known events: what recognises them, when they are expected, and what is said of the doubtful ones."""

from __future__ import annotations

from collections import defaultdict

import pytest

from migrator.knowledge.base import known_entries
from migrator.knowledge.known_message import ExpectedWhen, KnownMessage
from migrator.knowledge.matching import Matcher

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
    certificate, windows = KNOWN["EVT-14501"].causes
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
