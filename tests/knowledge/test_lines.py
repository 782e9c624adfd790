"""Messages found in plain text, in any wrapping and quotes."""

from __future__ import annotations

import tracemalloc
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrator.knowledge.grade import Grade
from migrator.knowledge.known_message import KnownMessage
from migrator.knowledge.lines import Seen, TextMessages
from migrator.knowledge.recognition import Recogniser


def entry(id_: str, **declared: Any) -> KnownMessage:
    """A known message of a small knowledge base."""
    return KnownMessage(id=id_, grade=Grade.OBSERVED, meaning="It is known.", **declared)


MESSAGE = 'Cannot find a pool "{pool}", so the users of "{site}" stay where they are.'
BASE = (
    entry("LINE", text=MESSAGE),
    entry("DIAG-1027", diagnostics=["1027"]),
    entry(
        "DIAG-1034", diagnostics=["1034"], reason="Previous hop federated peer did not report diagnostic information"
    ),
    entry("DIAG-1003", diagnostics=["1003"]),
    entry("SIP-504", statuses=[504]),
    entry("CODE-IN-USE", codes=["0x80072740"]),
    entry("EVT-14501", events=[14501], providers=["LS Protocol Stack"]),
    entry("EVT-14502", events=[14502], providers=["LS Protocol Stack"]),
)
LINES = TextMessages(Recogniser(BASE))
SHOWN = 'Cannot find a pool "old.contoso.com", so the users of "Toronto" stay where they are.'
HEADER = 'ms-diagnostics: 1027;reason="Cannot route this type of SIP request to or from federated partners";source="s"'


def seen(text: str) -> list[Seen]:
    """The messages of a text."""
    return list(LINES.seen(text.split("\n")))


def ids(text: str) -> list[str]:
    """The first recognition of each message, and "" for what nothing knows."""
    return [each.recognitions[0].entry.id if each.recognitions else "" for each in seen(text)]


@given(
    st.integers(24, 130),
    st.sampled_from(["", "> ", ">> ", "| ", "    "]),
    st.sampled_from(['"{}"', "'{}'", "\u201c{}\u201d", "`{}`", "{}", "- {}", "\u2022 {}", "WARNING: {}"]),
    st.booleans(),
    st.sampled_from(["\n", "\r\n"]),
)
def test_a_message_is_the_same_wrapped_quoted_and_pasted_from_a_mail(
    width: int, mark: str, quotes: str, is_typographic: bool, ending: str
) -> None:
    """Lines broken at any width, marks of a quoted mail, bullets and quotes around it do not hide a message."""
    inner = SHOWN.replace('"', "\u201d") if is_typographic or quotes[0] == '"' else SHOWN
    text = quotes.format(inner)
    broken = ending.join(mark + text[at : at + width] for at in range(0, len(text), width))
    assert ids(broken) == ["LINE"]


@pytest.mark.ledger("S1-06", "S1-07")
@given(st.integers(30, 130), st.sampled_from(["", "> "]), st.booleans(), st.sampled_from([": ", ":  ", " : "]))
def test_a_diagnosis_is_read_in_any_wrapping(width: int, mark: str, is_typographic: bool, colon: str) -> None:
    """Blanks after the colon, lines broken between words and typographic quotes leave id and reason as they were."""
    text = HEADER.replace(": ", colon, 1)
    words, lines = text.split(" "), [""]
    for word in words:
        if lines[-1] and len(lines[-1]) + len(word) >= width:
            lines.append("")
        lines[-1] += f" {word}" if lines[-1] else word
    pasted = "\n".join(mark + line for line in lines)
    pasted = pasted.replace('"', "\u201d") if is_typographic else pasted
    (one,) = seen(pasted)
    assert [each.entry.id for each in one.recognitions] == ["DIAG-1027"]
    (diagnosis,) = one.clue.diagnoses
    assert diagnosis.reason == "Cannot route this type of SIP request to or from federated partners"
    assert diagnosis.source == "s"


def test_what_is_pasted_without_its_beginning_or_printed_by_a_test_is_a_diagnosis() -> None:
    """The value alone, the line of a Test-Cs cmdlet, and two headers after each other are each read."""
    assert ids('1034;reason="Previous hop federated peer did not report diagnostic information"') == ["DIAG-1034"]
    assert ids(
        "Error : 404, Not Found\nDiagnosis : ErrorCode=1003,Source=fe1.contoso.com,Reason=User does not exist"
    ) == ["DIAG-1003"]
    alone = "Previous hop federated peer did not report diagnostic information"
    assert ids(alone) == ids(f'reason="{alone}."') == ["DIAG-1034"]
    assert ids(f"{alone} was not in the trace") == [""]
    assert ids(f"{HEADER}\n{HEADER}\nms-diagnostics:  1034;reason=x") == ["DIAG-1027", "DIAG-1027", "DIAG-1034"]


@pytest.mark.ledger("S1-11")
def test_a_sip_message_is_one_message_and_names_nobody() -> None:
    """A response with its headers is explained once; a request says nothing; people in headers are not repeated."""
    response = f"SIP/2.0 504 Server time-out\nFrom: <sip:anna@contoso.com>\nCall-ID: 1\n{HEADER}\n"
    (one,) = seen(response)
    assert [each.entry.id for each in one.recognitions] == ["DIAG-1027"]
    assert "anna" not in one.text
    assert ids("SIP/2.0 504 Server time-out\nCall-ID: 1") == ["SIP-504"]
    assert ids("the trace of the Edge shows \u201c504 Server time-out\u201d since noon") == ["SIP-504"]
    (request,) = seen("OPTIONS sip:a@contoso.com SIP/2.0\nCall-ID: 1")
    assert request.is_quiet
    assert ids("GET /index.html HTTP/1.1\nHTTP/1.1 504 Gateway Timeout") == ["", ""]


def test_lines_of_which_nothing_is_known_come_whole() -> None:
    """Unknown text is kept line by line, a sentence that a window broke as one; codes in it are recognised."""
    broken = "The transfer agent of the new product could not be reached from this computer because\nof a reason."
    assert [each.text for each in seen(f"{broken}\nAnother one.")] == [broken.replace("\n", " "), "Another one."]
    assert ids("Something failed with 0x80072740.\nBut 10048 is only a number here.") == ["CODE-IN-USE", ""]
    assert [each.place for each in seen(f"First.\n\n{SHOWN}\nLast.")] == ["line 1", "line 3", "line 4"]


@pytest.mark.ledger("S0-51")
def test_headings_that_name_events_are_the_events() -> None:
    """A source with several ids names each of them; a number in a sentence names none."""
    assert ids("LS Protocol Stack event ID 14501 / 14502:") == ["EVT-14501", "EVT-14502"]
    assert ids("\u2022 \u00b7 EventID 14501") == ["EVT-14501"]
    assert ids("Ticket 14501 was closed by event management") == [""]


def test_a_line_that_was_seen_with_other_numbers_hides_nothing() -> None:
    """A line is read anew where its numbers may mean something, however often its like was unknown before."""
    before = [
        "Transfer ended with -12 items", "It went wrong: 404 server things", "The error 12 is not one", "A 12 (twelve)",
        "LS Protocol Stack event ID 7", "Listener 0xC is here", "12;reason unknown",
    ]  # fmt: skip
    after = {
        "Transfer ended with -2147014848 items": "CODE-IN-USE",
        "It went wrong: 504 Server time-out": "SIP-504",
        "The error 10048 is not one": "CODE-IN-USE",
        "LS Protocol Stack event ID 14501": "EVT-14501",
        "Listener 0x80072740 is here": "CODE-IN-USE",
    }
    reader = TextMessages(Recogniser(BASE))
    for text in before:
        assert [each.recognitions for each in reader.seen([text])] == [()], text
    for text, id_ in after.items():
        assert [each.recognitions[0].entry.id for each in reader.seen([text])] == [id_], text


def test_a_long_log_is_read_with_little_memory() -> None:
    """What was read is not kept, whatever stands in it."""
    reader = TextMessages(Recogniser(BASE))
    words = [f"{first}{second}{third}" for first in "kmn" for second in "aeiou" for third in ("lto", "rga", "spi")]
    count = len(words)
    lines = (f"{words[n % count]} of {words[n // count % count]} went to {words[n % 17]} ({n})" for n in range(20_000))
    tracemalloc.start()
    assert sum(1 for _ in reader.seen(lines)) == 20_000
    assert tracemalloc.get_traced_memory()[1] < 4_000_000
    tracemalloc.stop()
