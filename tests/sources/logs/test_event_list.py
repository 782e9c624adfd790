"""Events that PowerShell listed or exported as a table, and tables that Event Viewer saved, are events."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest

from migrator.errors import InputError
from migrator.estate.evidence import Event
from migrator.estate.kinds import Item
from migrator.estate.provenance import SourceReport
from migrator.sources.bundle import Member
from migrator.sources.format import Cut, Origin, ReadResult
from migrator.sources.logs import event_csv, event_list
from migrator.sources.record import Rejected
from tests.sources.conftest import clixml

EVENT_LOG = """\


Index              : 4711
EntryType          : Warning
InstanceId         : 3286841436
Message            : TLS outgoing connection failures.
                     Over the past 5 minutes, Lync Server has failed.

                     Cause: the certificate.
Category           : (1001)
CategoryNumber     : 1001
ReplacementStrings : {0x80090325, sip.fabrikam.com, 3, a...}
Source             : LS Protocol Stack
TimeGenerated      : 10/25/2013 5:46:11 PM
TimeWritten        : 10/25/2013 5:46:11 PM
UserName           :

Index              : 4712
EntryType          : Error
InstanceId         : 3221257646
Message            : Fabric.
Category           : (1006)
CategoryNumber     : 1006
ReplacementStrings : {}
Source             : LS User Services
TimeGenerated      : 10/9/2013 5:46:11 PM
TimeWritten        : 10/9/2013 5:46:11 PM
UserName           :


"""
WIN_EVENT = """\
PS C:\\> Get-WinEvent 'Lync Server' | fl *


Message              : Server startup is being delayed.

Id                   : 32174
Version              :
Level                : 3
Task                 : 1006
RecordId             : 81
ProviderName         : LS User Services
LogName              : Lync Server
MachineName          : fe13.contoso.com
UserId               :
TimeCreated          : 25.10.2013 17:46:11
LevelDisplayName     : Warnung
TaskDisplayName      : (1006)

"""
VIEWER = """\
Level,Date and Time,Source,Event ID,Task Category
Error,10/25/2013 4:02:05 AM,LS User Services,32042,(1006),"Invalid incoming HTTPS certificate.

Cause: ""expired""."
Information,10/9/2013 4:02:05 AM,LS Server,12288,(1000),Started.
"""
GERMAN = (
    "Ebene;Datum und Uhrzeit;Quelle;Ereignis-ID;Aufgabenkategorie\n"
    "Fehler;25.10.2013 04:02:05;LS User Services;32042;(1006);Ungültig.\n"
)
POLISH = (
    "Poziom\tData i godzina\tŹródło\tIdentyfikator zdarzenia\tKategoria zadania\n"
    "Błąd\t25.10.2013 04:02:05\tLS User Services\t32042\t(1006)\tNieprawidłowy.\n"
)
EXPORTED = (
    '#TYPE System.Diagnostics.EventLogEntry#Lync Server/LS User Services/32042\n"EventID","MachineName","Index",'
    '"EntryType","Message","Source","ReplacementStrings","InstanceId","TimeGenerated"\n"32042","fe1.contoso.com","7",'
    '"Error","Invalid.","LS User Services","System.String[]","3221257514","10/25/2013 4:02:05 AM"\n'
)


def results(content: str | bytes, form: object = event_list) -> list[ReadResult]:
    """All that the reader yields; the file must be recognised."""
    data = content if isinstance(content, bytes) else content.encode()
    file = Member("events.txt", "events.txt", len(data), lambda: io.BytesIO(data))
    assert form.FORMAT.matches(file, file.head())
    return list(form.FORMAT.read(file, Origin()))


def events(content: str | bytes, form: object = event_list) -> list[Event]:
    """The events only."""
    return [result for result in results(content, form) if isinstance(result, Event)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_reads_the_list_of_get_eventlog(encoding: str) -> None:
    """The id is the lower half of the instance, messages keep their lines, cut strings are unknown."""
    first, second = events(EVENT_LOG.encode(encoding))
    assert (first.event_id, first.source, first.level) == (14428, "LS Protocol Stack", "Warning")
    assert f"{first.at}" == "2013-10-25 17:46:11"
    assert first.message == (
        "TLS outgoing connection failures.\nOver the past 5 minutes, Lync Server has failed.\n\nCause: the certificate."
    )
    assert first.data[:2] == ("0x80090325", "sip.fabrikam.com")
    assert first.unknown == ("log", "machine", "data")
    assert (second.event_id, second.message, second.data) == (32174, "Fabric.", ())
    assert (first.product, second.product) == ("unknown", "lync2013")
    assert first.key != second.key


def test_reads_the_list_of_get_winevent() -> None:
    """The language of the level does not matter; machine, log and record number make the key."""
    (event,) = events(WIN_EVENT)
    assert (event.event_id, event.log, event.level) == (32174, "Lync Server", "Warning")
    assert (event.message, event.unknown) == ("Server startup is being delayed.", ())
    assert event.key == "fe13.contoso.com/Lync Server/81 2013-10-25T17:46:11"


def test_two_outputs_in_one_file() -> None:
    """Lists of both commands, one after the other, and two of the same event are told apart."""
    assert [e.event_id for e in events(EVENT_LOG + WIN_EVENT.partition("\n")[2] + EVENT_LOG)] == [
        14428,
        32174,
        32174,
        14428,
        32174,
    ]


def test_lines_that_belong_to_no_event_are_said() -> None:
    """A line without place in a list ends the event before it and is counted; half an event is rejected."""
    found = results(EVENT_LOG + "Done.\n\nIndex : 1\n")
    assert [(r.position, r.reason) for r in found if isinstance(r, Rejected)] == [
        ("line 33", "a list without the source and the id of an event"),
        ("line 31", '1 line that belongs to no event, the first: "Done."'),
    ]


@pytest.mark.parametrize(
    "content", [VIEWER, VIEWER.replace(",", "\t"), GERMAN, POLISH], ids=["csv", "tabs", "de", "pl"]
)
def test_reads_what_event_viewer_saves(content: str) -> None:
    """Comma, semicolon and tab, and headings of any language; the cell without heading is the message."""
    first, *others = events(content, event_csv)
    assert (first.event_id, first.source, f"{first.at}") == (32042, "LS User Services", "2013-10-25 04:02:05")
    assert first.message
    assert "machine" in first.unknown
    if content is VIEWER:
        assert first.message == 'Invalid incoming HTTPS certificate.\n\nCause: "expired".'
        assert f"{others[0].at}" == "2013-10-09 04:02:05"


def test_reads_events_that_export_csv_wrote() -> None:
    """Properties of the objects are parts of the event; strings that were lost are unknown, not none."""
    (event,) = events(EXPORTED, event_csv)
    assert (event.event_id, event.machine, event.level) == (32042, "fe1.contoso.com", "Error")
    assert event.unknown == ("log", "data")


def test_rows_and_cells_that_do_not_fit_are_said() -> None:
    """A row of another width is rejected, a cell that never ends is a cut, headings alone are one too."""
    found = results(VIEWER + "Error,x\n", event_csv)
    assert [r.reason for r in found if isinstance(r, Rejected)] == ["the row has 2 cells, an event of this table 6"]
    with pytest.raises(InputError, match="broken or cut off"):
        results(VIEWER + 'Error,10/25/2013 4:02:05 AM,LS Server,1,(1),"never', event_csv)
    assert any(isinstance(r, Cut) for r in results(EXPORTED[: EXPORTED.rindex('"32042"')], event_csv))


def test_exported_objects_are_events(read: Callable[..., tuple[list[Item], list[SourceReport]]]) -> None:
    """Objects of both commands in CLIXML are events, with their time in UTC and all their strings."""
    record = {"Id": 32174, "ProviderName": "LS User Services", "LogName": "Lync Server", "RecordId": 81, "Level": 3}
    record |= {
        "MachineName": "fe13.contoso.com",
        "TimeCreated": ("DT", "2013-10-25T17:46:11+02:00"),
        "Message": "Wait.",
    }
    entry = {
        "InstanceId": ("I64", "3286841436"),
        "EntryType": 2,
        "Source": "LS Protocol Stack",
        "ReplacementStrings": ["a", "b, c"],
    }
    content = clixml("System.Diagnostics.Eventing.Reader.EventLogRecord", record)
    items, reports = read({"a.xml": content, "b.xml": clixml("System.Diagnostics.EventLogEntry#Lync Server", entry)})
    by_id = {item.event_id: item for item in items if isinstance(item, Event)}
    assert f"{by_id[32174].at}" == "2013-10-25 15:46:11+00:00"
    assert (by_id[32174].key, by_id[32174].level) == ("fe13.contoso.com/Lync Server/81 2013-10-25T15:46:11", "Warning")
    assert (by_id[14428].data, by_id[14428].level) == (("a", "b, c"), "Warning")
    assert not any(report.has_losses for report in reports)


@pytest.mark.parametrize(
    "content",
    [
        "Identity : x\nId : 1\nName : y\n",
        "Name,Value\na,b\n",
        "Identity,Id,Source\na,1,b\n",
        "",
        "Id : 1\n",
        "Source : a\nMessage : b\n",
    ],
)
def test_does_not_claim_other_files(content: str) -> None:
    """Lists and tables of other objects stay with their own readers."""
    file = Member("x", "x", len(content), lambda: io.BytesIO(content.encode()))
    assert not event_list.FORMAT.matches(file, content.encode())
    assert not event_csv.FORMAT.matches(file, content.encode())


def test_a_value_that_goes_on_without_its_indent_is_unknown() -> None:
    """The line is counted as lost, and the value above it, which may be cut there, is not known."""
    text = WIN_EVENT.replace("LS User Services", "LS\nUser Services")
    (event,) = events(text)
    assert not event.knows("source")
    assert any(isinstance(each, Rejected) for each in results(text))
    assert events(WIN_EVENT)[0].knows("source")


def test_a_quotation_mark_without_another_is_a_loss() -> None:
    """It is no part of a level or a name; the text of an event may hold some."""
    damaged = VIEWER.replace("\nError,", '\nError",')
    assert [each.event_id for each in events(damaged, event_csv)] == [12288]
    assert any(isinstance(each, Rejected) for each in results(damaged, event_csv))
