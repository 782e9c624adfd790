"""Events as people paste them: blocks in any language, one line, with or without the XML that Event Viewer adds."""

from __future__ import annotations

import io
import textwrap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrator.estate.evidence import Event
from migrator.sources.bundle import Member
from migrator.sources.format import Cut, Origin, ReadResult, Remark
from migrator.sources.logs import event_xml as xml
from migrator.sources.logs.event_labels import PARTS
from migrator.sources.logs.event_text import FORMAT
from migrator.sources.record import Rejected
from tests.sources.logs.test_event_xml import event_xml

ENGLISH = "Log Name|Source|Date|Event ID|Task Category|Level|Keywords|User|Computer|Description"
GERMAN = "Protokollname|Quelle|Datum|Ereignis-ID|Aufgabenkategorie|Ebene|Schlüsselwörter|Benutzer|Computer|Beschreibung"
FRENCH = (
    "Nom du journal |Source |Date |ID de l\u2019événement |Catégorie de la tâche |Niveau |Mots clés |Utilisateur |"
    "Ordinateur |Description "
)
JAPANESE = "ログの名前|ソース|日付|イベント ID|タスクのカテゴリ|レベル|キーワード|ユーザー|コンピューター|説明"
POLISH = (
    "Nazwa dziennika|Źródło|Data|Identyfikator zdarzenia|Kategoria zadania|Poziom|Słowa kluczowe|Użytkownik|"
    "Komputer|Opis"
)
TEXT = "Invalid incoming HTTPS certificate.\n\nCause: it has expired: 10/9/2013.\nResolution: Renew it."
VALUES = ("Lync Server", "LS User Services", "10/15/2013 4:02:05 AM", "32042", "(1006)", "Error", "Classic", "N/A")


def block(labels: str = ENGLISH, *, text: str = TEXT, machine: str = "fe1.contoso.com", **changed: str) -> str:
    """A block as Event Viewer copies it."""
    values = dict(zip(PARTS, (*VALUES, machine), strict=False)) | changed
    lines = [f"{label}:".ljust(15) + values[part] for label, part in zip(labels.split("|"), PARTS[:-1], strict=False)]
    return "\r\n".join([*lines, f"{labels.rsplit('|', maxsplit=1)[-1]}:", text.replace("\n", "\r\n"), ""])


ONE_LINE = (
    "Log Name: Lync Server Source: LS User Replicator Event ID: 30006 Task Category: (1009) Level: Error Keywords: "
    "Classic User: N/A Description: Failed to update the list of domains. Cause: DsGetDcName failed. Log Name: Lync "
    "Server Source: LS User Services Event ID: 32136 Task Category: (1006) Level: Error Keywords: Classic User: N/A "
    "Description: First run failed. Resolution: Restart the Server"
)
OLD = """\
Event Type:\tError
Event Source:\tOCS User Services
Event Category:\t(1006)
Event ID:\t30951
Date:\t\t10/9/2013
Time:\t\t5:46:11 PM
User:\t\tN/A
Computer:\tOCS1
Description:
The user is homed elsewhere.
"""
WEVTUTIL = """\
Event[0]:
  Log Name: Lync Server
  Source: LS Protocol Stack
  Date: 2013-10-09T17:46:11.123
  Event ID: 14428
  Task: (1001)
  Level: Warning
  Opcode: Info
  Keyword: Classic
  User: N/A
  User Name: N/A
  Computer: edge1.contoso.com
  Description:
TLS outgoing connection failures.

Event[1]:
  Log Name: Lync Server
  Source: LS Protocol Stack
  Date: 2013-10-10T17:46:11.123
  Event ID: 14502
  Computer: edge1.contoso.com
  Description:
More failures.
"""


def member(content: str | bytes) -> Member:
    """The file with this content."""
    data = content if isinstance(content, bytes) else content.encode()
    return Member("event.txt", "event.txt", len(data), lambda: io.BytesIO(data))


def read(content: str | bytes) -> list[ReadResult]:
    """All that the reader yields; the file must be recognised."""
    file = member(content)
    assert FORMAT.matches(file, file.head())
    return list(FORMAT.read(file, Origin()))


def events(content: str | bytes) -> list[Event]:
    """The events only."""
    return [result for result in read(content) if isinstance(result, Event)]


@pytest.mark.ledger("S4-64")
@pytest.mark.parametrize("labels", [ENGLISH, GERMAN, FRENCH, JAPANESE, POLISH], ids=str)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_reads_a_block_in_any_language(labels: str, encoding: str) -> None:
    """Labels of known languages, and complete blocks of others, give the same event; colons in its text stay text."""
    first, second = events((block(labels) + "\r\n" + block(labels, id="32174")).encode(encoding))
    assert (first.log, first.source, first.event_id) == ("Lync Server", "LS User Services", 32042)
    assert (f"{first.at}", first.level, first.machine) == ("2013-10-15 04:02:05", "Error", "fe1.contoso.com")
    assert (first.message, first.unknown) == (TEXT, ())
    assert (first.product, second.product) == ("unknown", "lync2013")
    assert first.key != second.key


@pytest.mark.parametrize(("word", "level"), [("Fehler", "Error"), ("警告", "Warning"), ("Erreur", "Error"), ("X", "X")])
def test_levels_are_english(word: str, level: str) -> None:
    """A level in a known language is that of the schema; another stays as written."""
    assert events(block(level=word))[0].level == level


def test_missing_lines_are_unknown() -> None:
    """Without date and computer the event is kept, and what it does not tell is unknown, not none."""
    text = "\r\n".join(line for line in block(GERMAN).splitlines() if not line.startswith(("Datum", "Computer")))
    (event,) = events(text)
    assert (event.event_id, event.at, event.machine, event.unknown) == (32042, None, None, ("at", "machine"))
    (event,) = events(block(date="dd/mm/yyyy hh:mm:ss AM|PM"))
    assert (event.unknown, event.extra["Date"]) == (("at",), "dd/mm/yyyy hh:mm:ss AM|PM")


@pytest.mark.parametrize("width", [0, 71, 80, 120])
def test_reads_events_in_one_line(width: int) -> None:
    """Several events in one line are cut at their labels, also where a console broke the line inside a word."""
    text = "\n".join(ONE_LINE[n : n + width] for n in range(0, len(ONE_LINE), width)) if width else ONE_LINE
    first, second = events(text)
    assert (first.event_id, second.event_id) == (30006, 32136)
    assert first.message == "Failed to update the list of domains. Cause: DsGetDcName failed."
    assert second.message == "First run failed. Resolution: Restart the Server"
    assert len({first.key, second.key}) == 2


@pytest.mark.ledger("S4-64")
def test_reads_the_older_forms() -> None:
    """Windows Server 2003 and `wevtutil /f:text` are read; sources of OCS name the product."""
    (old,) = events(OLD)
    assert (old.source, old.event_id, f"{old.at}") == ("OCS User Services", 30951, "2013-10-09 17:46:11")
    assert (old.product, old.message) == ("ocs2007r2", "The user is homed elsewhere.")
    first, second = events(WEVTUTIL)
    assert (first.event_id, f"{first.at}", first.level) == (14428, "2013-10-09 17:46:11.123000", "Warning")
    assert (first.message, second.message) == ("TLS outgoing connection failures.", "More failures.")
    (short,) = events("Time: 9/27/2015 1:02:49 AM\nID: 12314\nLevel: Error\nSource: LS Server\nMessage: Cannot stop.\n")
    assert (short.event_id, short.source, short.message) == (12314, "LS Server", "Cannot stop.")


def test_the_xml_of_a_copied_event_gives_its_exact_time() -> None:
    """The XML that Event Viewer adds gives time in UTC, record and strings; the key is that of the event in XML."""
    copied = (
        block() + "Event Xml:\r\n" + event_xml(7).split("<RenderingInfo")[0].replace("><", ">\r\n  <") + "</Event>\r\n"
    )
    first, second = events(copied + block(text="Other."))
    assert f"{first.at}" == "2013-10-09 17:46:11.123456+00:00"
    assert (first.message, first.data[1], second.message) == (TEXT, "sip.fabrikam.com", "Other.")
    (same,) = [r for r in xml.FORMAT.read(member(event_xml(7)), Origin()) if isinstance(r, Event)]
    assert first.key == same.key
    broken = read(copied.replace("</System>", ""))
    assert [type(r) for r in broken[:2]] == [Rejected, Event]


def test_lines_that_belong_to_no_event_are_said() -> None:
    """What stands before the first event, or after the XML of one, is counted, and the first line is named."""
    (rejected,) = [r for r in read("Hello,\nplease look:\n\n" + block()) if isinstance(r, Rejected)]
    assert (rejected.position, rejected.reason) == (
        "line 1",
        '2 lines that belong to no event, the first: "Hello,"',
    )


def test_an_event_without_a_number_is_rejected() -> None:
    """Its neighbours are read, and it is not taken for a part of the text before it."""
    results = read(block() + block(id="?") + block(text="Third."))
    assert [r.reason for r in results if isinstance(r, Rejected)] == ["an event whose id is '?'"]
    assert [r.message for r in results if isinstance(r, Event)] == [TEXT, "Third."]


def test_the_order_of_day_and_month_is_learned_from_the_file() -> None:
    """9 October and 10 September look the same until a date of the same file shows the order; else that is said."""
    ambiguous = block(date="09/10/2013 17:46:11")
    assert f"{events(ambiguous + block(date='25/10/2013 17:46:11'))[0].at}" == "2013-10-09 17:46:11"
    assert f"{events(ambiguous + block(date='10/25/2013 17:46:11'))[0].at}" == "2013-09-10 17:46:11"
    assert any(isinstance(r, Remark) and "day/month/year" in r.text for r in read(ambiguous))


def test_reads_a_file_of_two_encodings() -> None:
    """What a console appended in UTF-16 to a file in UTF-8 is read too; that letters are lost there is a loss."""
    content = block().encode() + block(GERMAN, id="32174").encode("utf-16")
    results = read(content)
    assert [r.event_id for r in results if isinstance(r, Event)] == [32042, 32174]
    assert any(isinstance(r, Cut) and "UTF-16" in r.reason for r in results)


def test_survives_truncation_at_any_place() -> None:
    """However a file is cut, complete events before the cut stay as they are."""
    content = block() + block(GERMAN, id="1") + ONE_LINE
    for length in range(len(block()) + 400, len(content), 13):
        file = member(content[:length])
        first = next(r for r in FORMAT.read(file, Origin()) if isinstance(r, Event))
        assert (first.event_id, first.message) == (32042, TEXT)


_WORD = st.text(st.characters(categories=("Lu", "Ll", "Lo")), min_size=2, max_size=12)
_SENTENCE = st.lists(st.text(st.characters(categories=("Lu", "Ll", "Lo", "Nd")), min_size=1, max_size=15), min_size=1)


@given(st.lists(_WORD, min_size=10, max_size=10, unique_by=str.casefold), _SENTENCE, st.integers(20, 120))
def test_blocks_in_languages_nobody_knows(labels: list[str], words: list[str], width: int) -> None:
    """Any ten labels in the order of Event Viewer give the event, and its wrapped text is whole."""
    text = " ".join(words)
    first, second = events(block("|".join(labels), text=textwrap.fill(text, width)) + block())
    assert (first.event_id, first.machine, first.log) == (32042, "fe1.contoso.com", "Lync Server")
    assert "".join((first.message or "").split()) == "".join(text.split())
    assert second.message == TEXT


@pytest.mark.parametrize(
    "head",
    [
        b"",
        b"Source: a\nDate: b\n",
        b"Identity : x\nName : y\n",
        b"<html>Log Name: a Source: b</html>",
        b"a:1\n" * 20,
        (
            b"__SERVER : OCS-FE1\n__NAMESPACE : root\\cimv2\n__PATH : \\\\OCS-FE1\\root\\cimv2:A.B\n"
            b"Subscriptions : 1000\nDefault : True\nId : 1\nName : a b\nDN : CN=a\nPrompted : 200\nType : presence\n"
        ),
    ],
)
def test_does_not_claim_other_files(head: bytes) -> None:
    """Lists of properties, pages and other labelled text are not events."""
    assert not FORMAT.matches(member(head), head)


def test_a_file_that_ends_behind_a_point_in_a_label_is_cut() -> None:
    """A point ends a sentence of the text of an event, not the name of its computer."""
    found = read(WEVTUTIL.partition("contoso.com\n  Description:\nMore")[0].rpartition("contoso.com")[0])
    assert any(isinstance(each, Cut) for each in found)
    whole, *rest = read(WEVTUTIL)
    assert not any(isinstance(each, Cut) for each in (whole, *rest))


def test_an_event_whose_xml_is_lost_is_told() -> None:
    """Event Viewer writes the XML below its label: the label alone is a loss, and the text is read."""
    damaged = read(block() + "Event Xml:\n<Eve\n")
    assert any(isinstance(each, Rejected) and "its XML is not there" in each.reason for each in damaged)
    assert [each.event_id for each in damaged if isinstance(each, Event)] == [32042]


def test_a_name_that_a_line_end_may_have_parted_is_unknown() -> None:
    """An event in two lines of a usual width: whether a blank stood where they are joined is not known."""
    first, _, rest = ONE_LINE.partition("Log Name: Lync Server Source: LS User Services")
    begin, end = "Log Name: Lync", "Server Source: LS User Services"
    one, two = events(f"{first.ljust(240 - len(begin), '.')}{begin}\n{end}{rest}")
    assert (one.log, one.knows("log")) == ("Lync Server", True)
    assert (two.log, two.knows("log"), two.knows("source")) == ("LyncServer", False, True)


def test_a_name_with_a_line_end_in_it_is_unknown() -> None:
    """Two lines of an event that no window has broken are not joined; a text may have several lines."""
    first, second = events(ONE_LINE.replace("LS User Services", "LS User\nServices"))
    assert first.knows("source")
    assert not second.knows("source")


def test_a_line_of_something_else_leaves_an_event_of_an_unknown_language_unsure() -> None:
    """Its parts are known by their places: where the label of the text comes a line late, they have moved."""
    whole, damaged = block(POLISH), block(POLISH).replace("Komputer:", "Start time: 20140303093000\r\nKomputer:")
    (event,) = events(whole)
    assert (event.machine, event.level) == ("fe1.contoso.com", "Error")
    (event,) = events(damaged)
    assert not {"machine", "level", "message"} & {name for name in ("machine", "level", "message") if event.knows(name)}
    assert event.knows("source")


@pytest.mark.parametrize(("machine", "source"), [("1006", "LS User Services"), ("fe1", "10/15/2013 4:02:05 AM")])
def test_a_value_that_stands_in_the_place_of_another_is_unknown(machine: str, source: str) -> None:
    """No computer is called by digits alone, and no source by a time: two cells or lines have changed places."""
    (event,) = events(block(machine=machine, source=source))
    assert (event.knows("machine"), event.knows("source")) == (machine == "fe1", machine != "fe1")
