"""Events of rendered XML become items, with or without an element around them."""

from __future__ import annotations

import contextlib
import io

import pytest

from migrator.errors import InputError
from migrator.estate.evidence import Event
from migrator.sources.bundle import Member
from migrator.sources.format import Collected, Origin, Remark
from migrator.sources.logs.event_xml import FORMAT
from migrator.sources.logs.xml_text import drop, elements
from migrator.sources.record import Rejected
from migrator.sources.text.decoding import open_text

NS = "http://schemas.microsoft.com/win/2004/08/events/event"


def event_xml(
    number: int = 1, *, log: str = "Lync Server", event_id: str = "14428", message: str = "TLS failed"
) -> str:
    """One event as wevtutil renders it."""
    return (
        f"<Event xmlns='{NS}'><System><Provider Name='LS Protocol Stack'/>"
        f"<EventID Qualifiers='50153'>{event_id}</EventID><Level>2</Level>"
        f"<TimeCreated SystemTime='2013-10-09T17:46:11.1234567Z'/><EventRecordID>{number}</EventRecordID>"
        f"<Channel>{log}</Channel><Computer>edge1.contoso.com</Computer><Security/></System>"
        f"<EventData><Data>0x80090322(SEC_E_WRONG_PRINCIPAL)</Data><Data>sip.fabrikam.com</Data></EventData>"
        f"<RenderingInfo Culture='de-DE'><Message>{message}</Message><Level>Fehler</Level></RenderingInfo></Event>"
    )


WITHOUT_ROOT = event_xml(1) + "\r\n" + event_xml(2)
WITH_ROOT = f"<Events>{WITHOUT_ROOT}</Events>"
DECLARED = f'<?xml version="1.0" encoding="utf-8" standalone="yes"?>\n{WITH_ROOT}'


def member(content: bytes) -> Member:
    """The file with this content."""
    return Member("lync.xml", "lync.xml", len(content), lambda: io.BytesIO(content))


def read(content: str | bytes, origin: Origin | None = None) -> list[object]:
    """All that the reader yields."""
    content = content if isinstance(content, bytes) else content.encode()
    return list(FORMAT.read(member(content), origin or Origin()))


def only_event(content: str, origin: Origin | None = None) -> Event:
    """The one event of a file."""
    (event,) = [e for e in read(content, origin) if isinstance(e, Event)]
    return event


@pytest.mark.parametrize("text", [WITHOUT_ROOT, WITH_ROOT, DECLARED], ids=["bare", "enclosed", "declared"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_reads_each_form_in_each_encoding(text: str, encoding: str) -> None:
    """With and without enclosing element or declaration the same two events are recognised and read."""
    content = text.encode(encoding)
    assert FORMAT.matches(member(content), content[:65536])
    events = [e for e in read(content) if isinstance(e, Event)]
    assert [e.sources[0] for e in events] == ["lync.xml#event 1", "lync.xml#event 2"]
    assert len({e.key for e in events}) == 2


def test_maps_every_part() -> None:
    """Times are UTC, the level is the schema's in any language, strings and message are kept."""
    event = only_event(event_xml(7))
    assert (event.event_id, event.level, event.source, event.log) == (
        14428,
        "Error",
        "LS Protocol Stack",
        "Lync Server",
    )
    assert event.at is not None
    assert event.at.isoformat() == "2013-10-09T17:46:11.123456+00:00"
    assert event.machine == "edge1.contoso.com"
    assert event.message == "TLS failed"
    assert event.data == ("0x80090322(SEC_E_WRONG_PRINCIPAL)", "sip.fabrikam.com")
    assert event.extra["EventID.Qualifiers"] == "50153"
    assert event.extra["RenderingInfo.Level"] == "Fehler"
    assert event.key == "edge1.contoso.com/Lync Server/7 2013-10-09T17:46:11"


def test_named_data_and_user_data_keep_their_names() -> None:
    """Names of inserted strings are kept beside their values."""
    named = event_xml().replace("<Data>0x", "<Data Name='hr'>0x")
    assert only_event(named).extra["data_names"] == ["hr", ""]
    user = event_xml().replace("<EventData>", "<UserData><T xmlns='y'><Peer>p</Peer></T></UserData><EventData>")
    assert only_event(user).data[0] == "p"


@pytest.mark.parametrize(
    ("log", "source", "event_id", "product"),
    [
        ("Lync Server", "LS Protocol Stack", 14428, "unknown"),
        ("Lync Server", "LS User Services", 32174, "lync2013"),
        ("Communications Server", "CS User Replicator", 30024, "lync2010"),
        ("Office Communications Server", "OCS User Services", 30951, "ocs2007r2"),
        ("Application", "Communicator", 1, "unknown"),
    ],
)
def test_source_and_id_show_the_product(log: str, source: str, event_id: int, product: str) -> None:
    """Only what one version logs names the product; the manifest is believed before it, and an open version is said."""
    text = event_xml(log=log, event_id=str(event_id)).replace("LS Protocol Stack", source)
    assert only_event(text).product == product
    assert only_event(text, Origin(product="lync2013")).product == "lync2013"
    assert sum(isinstance(e, Remark) for e in read(text)) == (source == "LS Protocol Stack")


def test_rejects_an_event_without_id() -> None:
    """An event that names no number is rejected with its position; the next is read."""
    found = read(event_xml(1, event_id="x") + event_xml(2))
    assert [type(e) for e in found[:2]] == [Rejected, Event]
    assert isinstance(found[0], Rejected)
    assert found[0].position == "event 1"


def test_a_name_that_no_schema_has_breaks_nothing() -> None:
    """An element whose name was damaged to one with a colon is kept, and the file counts as malformed after it."""
    results: list[object] = []
    with pytest.raises(InputError, match="malformed"):
        results.extend(FORMAT.read(member(event_xml().replace("<Security/>", "<Secu:rity x='1'/>").encode()), Origin()))
    assert [event.extra["Secu:rity.x"] for event in results if isinstance(event, Event)] == ["1"]


def test_reads_a_code_page_and_illegal_characters() -> None:
    """Umlauts of an OEM console come out right, and a control character in a message does not lose the file."""
    content = event_xml(message="Verbindung verloren: ü\x01").encode("cp850")
    found = read(content)
    assert any(isinstance(e, Remark) and "850" in e.text for e in found)
    (event,) = [e for e in found if isinstance(e, Event)]
    assert event.message == "Verbindung verloren: ü\ufffd"


@pytest.mark.parametrize("text", [WITHOUT_ROOT, WITH_ROOT], ids=["bare", "enclosed"])
def test_keeps_the_events_before_a_cut(text: str) -> None:
    """A file cut inside an event gives the events before it, and an error; a bare one cut between events shows none."""
    for length in range(10, len(text) - 1, 41):
        items: list[object] = []
        cut = text[:length]
        is_complete = text == WITHOUT_ROOT and cut.strip().endswith("</Event>")
        with contextlib.nullcontext() if is_complete else pytest.raises(InputError, match="incomplete"):
            items.extend(FORMAT.read(member(cut.encode()), Origin()))
        assert sum(isinstance(item, Event) for item in items) == cut.count("</Event>")


BILLION = '<!DOCTYPE Events [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>' + event_xml(message="&b;")


@pytest.mark.parametrize(
    "content",
    [BILLION, event_xml(message="<x>" * 400), event_xml(message="&other;")],
    ids=["doctype", "deep", "entity"],
)
def test_refuses_hostile_xml(content: str) -> None:
    """A DOCTYPE, an entity or absurd depth is an input error, not an expansion and not a traceback."""
    with pytest.raises(InputError, match="malformed"):
        read(content)


def test_an_empty_log_is_evidence() -> None:
    """A log without events was collected all the same."""
    assert read(f"<Events xmlns:e='{NS}'></Events>") == [Collected("unknown", ("event",))]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("text", ["<Events></Events>\r\n", "<Events/>", '<?xml version="1.0"?>\n<Events>\n</Events>'])
def test_an_empty_log_is_recognised(text: str, encoding: str) -> None:
    """What wevtutil prints of a log without events names no namespace, and is an event log nevertheless."""
    content = text.encode(encoding)
    assert FORMAT.matches(member(content), content)


@pytest.mark.parametrize("head", [b"", b"<Event/>", b"<Objs/>", b"<Events><Thing/></Events>"])
def test_does_not_claim_other_files(head: bytes) -> None:
    """XML of another namespace is not an event log."""
    assert not FORMAT.matches(member(head), head)


def test_events_are_freed_while_reading() -> None:
    """However many events a file has, only those of one piece of it are in memory."""
    content = "\n".join(event_xml(number) for number in range(3000)).encode()
    most = 0
    for event, element in elements(open_text(member(content), code_page="cp850"), f"{{{NS}}}Event"):
        parent = element.getparent()
        most = max(most, len(parent) if parent is not None else 0)
        if event == "end":
            drop(element)
    assert most < 1000
