"""EVTX files are read, and what is missing from them is said.

The files are built here, as the format is described publicly (libevtx documentation), out of elements without
templates; a real EVTX file of a Lync server was not to be had.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from pathlib import Path

import pytest

from migrator.errors import InputError
from migrator.estate.evidence import Event
from migrator.sources.bundle import Member
from migrator.sources.format import Collected, Origin, Remark
from migrator.sources.logs.event_xml import FORMAT as XML_FORMAT
from migrator.sources.logs.evtx import FORMAT
from migrator.sources.reading import FORMATS, Reading
from migrator.sources.record import Rejected

NS = "http://schemas.microsoft.com/win/2004/08/events/event"
Element = tuple[str, dict[str, str], list]  # type: ignore[type-arg]  # name, attributes, texts and elements


def event(number: int, log: str = "Lync Server") -> Element:
    """One event as a tree."""
    system: list[Element] = [
        ("Provider", {"Name": "LS Protocol Stack"}, []),
        ("EventID", {}, ["14428"]),
        ("Level", {}, ["2"]),
        ("TimeCreated", {"SystemTime": "2013-10-09T17:46:11.123456Z"}, []),
        ("EventRecordID", {}, [str(number)]),
        ("Channel", {}, [log]),
        ("Computer", {}, ["edge1.contoso.com"]),
    ]
    data: Element = ("EventData", {}, [("Data", {}, [f"Grüße & <{number}>\x01"])])
    return ("Event", {"xmlns": NS}, [("System", {}, system), data])


def name(text: str, at: int) -> bytes:
    """A name, and the offset in front of it that says that it is right here."""
    return struct.pack("<IIHH", at + 4, 0, 0, len(text)) + text.encode("utf-16-le") + b"\0\0"


def value(text: str) -> bytes:
    """A text."""
    return b"\x05\x01" + struct.pack("<H", len(text)) + text.encode("utf-16-le")


def binary(element: Element, at: int) -> bytes:
    """An element in binary XML, at this offset of its chunk."""
    tag, attributes, content = element
    out = bytearray([0x41 if attributes else 0x01]) + struct.pack("<I", 0)
    out += name(tag, at + len(out))
    if attributes:
        out += struct.pack("<I", 0)
    for key, text in attributes.items():
        out += b"\x06"
        out += name(key, at + len(out)) + value(text)
    if not content:
        return bytes(out + b"\x03")
    out += b"\x02"
    for part in content:
        out += value(part) if isinstance(part, str) else binary(part, at + len(out))
    return bytes(out + b"\x04")


def chunk(first: int, elements: list[Element]) -> bytes:
    """64 KiB with these records, numbered from *first*."""
    data, start = bytearray(512), 512
    for number, element in enumerate(elements, start=first):
        start = len(data)
        body = b"\x0f\x01\x01\x00" + binary(element, start + 28) + b"\x00"
        size = 28 + len(body)
        data += b"**\0\0" + struct.pack("<IQQ", size, number, 130_000_000_000_000_000) + body + struct.pack("<I", size)
    end, last = len(data), first + len(elements) - 1
    struct.pack_into("<8sQQQQIII", data, 0, b"ElfChnk\0", first, last, first, last, 128, start, end)
    data += bytes(65536 - len(data))
    struct.pack_into("<I", data, 52, zlib.crc32(bytes(data[512:end])))
    struct.pack_into("<I", data, 124, zlib.crc32(bytes(data[:120] + data[128:512])))
    return bytes(data)


def evtx(*chunks: bytes) -> bytes:
    """A complete file."""
    header = bytearray(4096)
    struct.pack_into("<8sQQQIHHHH", header, 0, b"ElfFile\0", 0, len(chunks) - 1, 99, 128, 1, 3, 4096, len(chunks))
    struct.pack_into("<I", header, 124, zlib.crc32(bytes(header[:120])))
    return bytes(header) + b"".join(chunks)


LOG = evtx(chunk(1, [event(1), event(2)]), chunk(3, [event(3)]))


def member(content: bytes) -> Member:
    """The file with this content."""
    return Member("lync.evtx", "lync.evtx", len(content), lambda: io.BytesIO(content))


def read(content: bytes) -> list[object]:
    """All that the reader yields."""
    return list(FORMAT.read(member(content), Origin()))


def counts(content: bytes) -> tuple[int, int]:
    """How many events, and how many rejected records."""
    found = read(content)
    return sum(isinstance(e, Event) for e in found), sum(isinstance(e, Rejected) for e in found)


def test_reads_every_record() -> None:
    """Records of all chunks are read with their strings; that there is no message text is said."""
    assert FORMAT.matches(member(LOG), LOG)
    found = read(LOG)
    events = [e for e in found if isinstance(e, Event)]
    assert [e.data for e in events] == [(f"Grüße & <{n}>\ufffd",) for n in (1, 2, 3)]
    assert [e.sources[0] for e in events] == [f"lync.evtx#record {n}" for n in (1, 2, 3)]
    assert {e.message for e in events} == {None}
    assert any(isinstance(e, Remark) and "message" in e.text for e in found)


def test_has_the_key_of_the_same_event_in_xml() -> None:
    """The same event read from EVTX and from rendered XML is one object."""
    xml = (
        f"<Event xmlns='{NS}'><System><EventID>14428</EventID><TimeCreated SystemTime='2013-10-09T17:46:11.1234567Z'/>"
        "<EventRecordID>1</EventRecordID><Channel>Lync Server</Channel><Computer>edge1.contoso.com</Computer></System>"
        "</Event>"
    )
    (other,) = [e for e in XML_FORMAT.read(member(xml.encode()), Origin()) if isinstance(e, Event)]
    assert next(e for e in read(LOG) if isinstance(e, Event)).key == other.key


@pytest.mark.parametrize(
    ("length", "expected"),
    [(4096, (0, 2)), (4097, (0, 2)), (4096 + 65535, (0, 2)), (4096 + 65536, (2, 1)), (len(LOG) - 1, (2, 1))],
)
def test_says_how_many_chunks_are_missing(length: int, expected: tuple[int, int]) -> None:
    """A file cut off gives the records of its complete chunks and one rejection per chunk that is missing."""
    assert counts(LOG[:length]) == expected


def test_says_that_a_chunk_beyond_the_header_is_cut() -> None:
    """A log that was not closed has more chunks than its header names; a cut in one of them is seen too."""
    open_log = bytearray(LOG)
    struct.pack_into("<H", open_log, 42, 1)
    assert counts(bytes(open_log)) == (3, 0)
    assert counts(bytes(open_log[:-1])) == (2, 1)


def test_says_how_many_records_are_missing() -> None:
    """Records that a chunk names and nobody finds are rejected one by one."""
    short = bytearray(chunk(1, [event(1)]))
    struct.pack_into("<Q", short, 16, 3)
    assert counts(evtx(bytes(short))) == (1, 2)


@pytest.mark.parametrize("length", [8, 100, 128, 4095])
def test_refuses_a_file_without_its_header(length: int) -> None:
    """Less than the file header is an input error."""
    with pytest.raises(InputError, match="header"):
        read(LOG[:length])


def test_broken_records_do_not_stop_the_reading() -> None:
    """Bytes overwritten anywhere lose records, which are counted; the reading ends and raises nothing else."""
    for offset in range(4096, len(LOG), 1733):
        broken = LOG[:offset] + b"\xff\xff\xff\xff" + LOG[offset + 4 :]
        events, rejected = counts(broken)
        assert events + rejected >= 1


def test_a_lie_in_a_chunk_header_makes_no_flood() -> None:
    """A chunk that claims more records than fit is not believed."""
    liar = bytearray(chunk(1, [event(1)]))
    struct.pack_into("<Q", liar, 16, 2**60)
    assert counts(evtx(bytes(liar))) == (1, 0)


def test_an_empty_log_is_evidence() -> None:
    """A log without events was collected all the same."""
    empty = bytearray(chunk(1, []))
    struct.pack_into("<QQ", empty, 8, 1, 2**64 - 1)
    assert read(evtx(bytes(empty))) == [Collected("unknown", ("event",))]


def test_reads_inside_a_zip(tmp_path: Path) -> None:
    """A log inside a zip is read from there, and a cut one is reported as partial."""
    assert FORMAT in FORMATS
    with zipfile.ZipFile(tmp_path / "bundle.zip", "w", zipfile.ZIP_DEFLATED) as bundle:
        bundle.writestr("cut.evtx", LOG[:-1])
    reading = Reading([tmp_path / "bundle.zip"])
    assert len(list(reading.items())) == 2
    (report,) = reading.reports
    assert (report.format, report.status, report.read, report.rejected) == ("evtx", "partial", 2, 1)
