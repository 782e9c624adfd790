"""Known messages recognised by id, source, code, class or text."""

from __future__ import annotations

from typing import Any

import pytest

from migrator.estate.diagnosis import parse_diagnosis
from migrator.estate.evidence import ConsoleMessage, Event, LoggedException, LogLine, TraceRecord
from migrator.knowledge.base import known_entries
from migrator.knowledge.clues import Clue, clue_of
from migrator.knowledge.grade import Grade
from migrator.knowledge.known_message import KnownMessage
from migrator.knowledge.recognition import By, Recogniser
from migrator.knowledge.result_codes import normalised


def entry(id_: str, **declared: Any) -> KnownMessage:
    """A known message of a small knowledge base."""
    return KnownMessage(id=id_, grade=Grade.OBSERVED, meaning="It is known.", **declared)


BASE = (
    entry(
        "EVT-14428", events=[14428], providers=["LS Protocol Stack", "OCS Protocol Stack"], text="TLS failed: {what}"
    ),
    entry("EVT-62010", events=[62010], providers=["LS Address Book"], exceptions=["UnauthorizedAccessException"]),
    entry("EVT-62010-FILE", events=[62010], providers=["LS Address Book"], exceptions=["FileNotFoundException"]),
    entry("EVT-7024", events=[7024], providers=["Service Control Manager"]),
    entry("DIAG-1027", diagnostics=["1027"]),
    entry("SIP-504", statuses=[504]),
    entry("CODE-80072740", codes=["0x80072740"]),
    entry("ERR-TIMEOUT", exceptions=["TimeoutException"]),
    entry("LINE", text="Pool is not ready, so the user cannot move."),
)
RECOGNISER = Recogniser(BASE)


KNOWN = known_entries()
ALL = Recogniser(KNOWN.values())
#: entries that are recognised by more than a text
CODED = [
    each
    for each in KNOWN.values()
    if each.events or each.diagnostics or each.diagnostic_range or each.codes or each.exceptions or each.statuses
]


def sample(known: KnownMessage) -> Clue:
    """What a message shows of all that an entry declares, and for Windows the product."""
    return Clue(
        source=known.providers[0] if known.providers else "",
        event_id=known.events[0] if known.events else None,
        diagnoses=tuple(
            parse_diagnosis(code) for code in (*known.diagnostics[:1], *map(str, known.diagnostic_range[1:]))
        ),
        status=known.statuses[0] if known.statuses else None,
        codes=tuple(map(normalised, known.codes[:1])),
        exceptions=known.exceptions[:1],
        text=" ".join(filter(None, [known.text, *known.about[:1]])),
    )


@pytest.mark.parametrize("known", CODED, ids=[each.id for each in CODED])
def test_each_entry_is_recognised_by_its_own_sample_before_any_other(known: KnownMessage) -> None:
    """What an entry declares leads to it alone; what it shares with others comes behind it."""
    first, *others = ALL.recognise(sample(known))
    assert first.entry is known
    assert all(one.by > first.by for one in others)


def found(clue: Clue) -> list[tuple[str, By]]:
    """What is recognised, and by what."""
    return [(one.entry.id, one.by) for one in RECOGNISER.recognise(clue)]


@pytest.mark.parametrize(
    ("source", "by"),
    [
        ("LS Protocol Stack", By.EVENT),
        ("ls protocol stack", By.EVENT),
        ("LS Protocol St...", By.EVENT),
        ("OCS Protocol Stack", By.EVENT),
        ("CS Protocol Stack", By.EVENT_OF_FAMILY),
        ("", By.EVENT_ID),
        ("LS User Services", None),
        ("MSExchangeTransport", None),
        ("Microsoft-Windows-DNS-Server-Service", None),
        ("Protocol Stack", None),
    ],
)
def test_an_event_is_recognised_by_its_id_and_source_never_by_the_id_alone(source: str, by: By | None) -> None:
    """The source decides, without case, cut off by a list, or of another version; the id of a stranger is no match."""
    clue = clue_of(Event(key="1", source=source, event_id=14428, message="TLS-Fehler auf dem Server."))
    assert found(clue) == ([("EVT-14428", by)] if by else [])
    assert all(not one.is_worded for one in RECOGNISER.recognise(clue))


def test_the_text_of_an_event_gives_its_values_and_is_no_match_under_a_foreign_source() -> None:
    """The places of the text are read; the same sentence in an event of another product or id is not the event."""
    event = Event(key="1", source="LS Protocol Stack", event_id=14428, message="TLS failed: name")
    (one,) = RECOGNISER.recognise(clue_of(event))
    assert (one.by, one.value, one.values, one.is_worded) == (By.EVENT, "14428", {"what": "name"}, True)
    assert found(Clue(source="MSExchangeTransport", event_id=14428, text="TLS failed: name")) == []
    assert found(Clue(source="LS Protocol Stack", event_id=14429, text="TLS failed: name")) == []
    assert found(Clue(text="TLS failed: name")) == [("EVT-14428", By.TEXT)]


def test_entries_that_share_an_id_are_told_apart_by_the_rest() -> None:
    """Of two meanings of one event the class of the exception decides; without it both are named."""
    text = "Address Book Request web service: System.IO.FileNotFoundException"
    assert found(Clue(source="LS Address Book", event_id=62010, text=text, exceptions=("FileNotFoundException",))) == [
        ("EVT-62010-FILE", By.EVENT)
    ]
    both = [("EVT-62010", By.EVENT), ("EVT-62010-FILE", By.EVENT)]
    assert found(Clue(source="LS Address Book", event_id=62010)) == both
    assert found(Clue(exceptions=("FileNotFoundException",))) == []


def test_the_most_precise_comes_first_and_a_sip_response_only_alone() -> None:
    """A response with a diagnosis is explained by the diagnosis; without one, by the response."""
    record = TraceRecord(
        key="1",
        start_line="SIP/2.0 504 Server time-out",
        diagnostics=(parse_diagnosis('1027.3;reason="x";HRESULT="0x80072740"'),),
    )
    assert found(clue_of(record)) == [("DIAG-1027", By.DIAGNOSIS), ("CODE-80072740", By.CODE)]
    assert found(clue_of(TraceRecord(key="2", start_line="SIP/2.0 504 Server time-out"))) == [("SIP-504", By.STATUS)]
    assert found(clue_of(TraceRecord(key="3", start_line="INVITE sip:a@contoso.com SIP/2.0"))) == []


def test_lines_consoles_and_inserted_strings_are_recognised() -> None:
    """Exceptions of a report, the category of a red error and the strings of an EVTX event are clues."""
    line = LogLine(key="1", message="Failed.", exceptions=(LoggedException("TimeoutException", "Too late."),))
    assert found(clue_of(line)) == [("ERR-TIMEOUT", By.EXCEPTION)]
    console = ConsoleMessage(
        key="2", message="Pool is not ready, so the user cannot move.", category="Move: (:) [], System.TimeoutException"
    )
    assert found(clue_of(console)) == [("LINE", By.TEXT), ("ERR-TIMEOUT", By.EXCEPTION)]
    event = Event(
        key="3", source="Service Control Manager", event_id=7024, data=("Lync Server Access Edge", "%%-2147014848")
    )
    assert found(clue_of(event)) == [("EVT-7024", By.EVENT), ("CODE-80072740", By.CODE)]
    assert found(Clue(text="I heard that Pool is not ready, so the user cannot move. is common")) == [("LINE", By.PART)]
