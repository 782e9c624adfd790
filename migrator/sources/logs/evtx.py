"""Events from EVTX files (`wevtutil epl LOG FILE`).

The library reads what is there and says nothing of what is not: a file cut off just yields fewer records. So the file
header's count of chunks and each chunk's count of records are compared with what was read; what is missing is rejected.
Layout of the headers: 4 KiB file header with the number of chunks at 42; chunks of 64 KiB, each with its first and
last record number at 8 and 16 (tested with real files, none of them from a Lync server).
An EVTX file holds no message text without the DLLs of its provider (event-schema): `message` stays empty.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from lxml import etree

from ...errors import InputError
from ..bundle import Member
from ..format import Collected, Format, Origin, ReadResult, Remark
from ..record import Rejected
from ..xml import PARSER_OPTIONS, Element, legal_in_xml
from .event_record import EventMapper

if TYPE_CHECKING:
    from evtx import PyEvtxParser

_MAGIC, _CHUNK_MAGIC = b"ElfFile\x00", b"ElfChnk\x00"
_HEADER_BYTES, _CHUNK_BYTES = 4096, 65536
_NO_RECORD = 0xFFFFFFFFFFFFFFFF
#: a chunk cannot hold more records than this: the smallest record takes 28 bytes
_MOST_RECORDS = _CHUNK_BYTES // 28


def _matches(_member: Member, head: bytes) -> bool:
    return head.startswith(_MAGIC)


def _read(member: Member, origin: Origin) -> Iterator[ReadResult]:
    missing_chunks, records = _survey(member)
    mapper = EventMapper(member.path, origin)
    found = 0
    for record in _records(member):
        found += 1
        if isinstance(record, Rejected):
            yield record
        else:
            number, element = record
            yield mapper.map(element, f"record {number}")
    for number in range(1, missing_chunks + 1):
        yield Rejected(f"missing chunk {number} of {missing_chunks}", "the file is cut off: it ends before this chunk")
    for number in range(1, records - found + 1):
        yield Rejected(f"missing record {number} of {records - found}", "the chunks name it, but it cannot be found")
    if found == 0:
        yield Collected(origin.product or "unknown", ("event",))
    else:
        yield Remark("an EVTX file holds no message texts; wevtutil qe LOG /f:RenderedXml /e:Events has them")
    yield from mapper.notes()


def _survey(member: Member) -> tuple[int, int]:
    """Chunks that the file header names and the file does not hold; records that the chunks it holds name.

    Raises:
        InputError: the file header is incomplete.
    """
    with member.open() as file:
        header = file.read(_HEADER_BYTES)
        if len(header) < _HEADER_BYTES:
            raise InputError("it is cut off within the header of an EVTX file")
        (named,) = struct.unpack_from("<H", header, 42)
        present = records = 0
        while len(chunk := file.read(_CHUNK_BYTES)) == _CHUNK_BYTES:
            present += 1
            records += _records_named(chunk)
    # a log that was not closed may have more chunks than its file header names
    begun = present + chunk.startswith(_CHUNK_MAGIC)
    return max(named, begun, present) - present, records


def _records_named(chunk: bytes) -> int:
    """Records that a chunk's header names; 0 for a chunk never used, or whose header cannot be true."""
    first, last = struct.unpack_from("<QQ", chunk, 8)
    if not chunk.startswith(_CHUNK_MAGIC) or last == _NO_RECORD or not 0 <= last - first < _MOST_RECORDS:
        return 0
    return int(last - first + 1)


def _records(member: Member) -> Iterator[tuple[int, Element] | Rejected]:
    """Number and element of each record, in constant memory.

    Raises:
        InputError: the library refuses the file.
    """
    last = "the start"
    with member.open() as file:
        records = _parser(file).records()
        while True:
            try:
                record: Any = next(records)
            except StopIteration:
                return
            except (RuntimeError, OSError) as error:
                yield Rejected(f"after {last}", str(error))
                continue
            number = int(record["event_record_id"])
            last = f"record {number}"
            try:
                content = legal_in_xml(record["data"]).encode()
                yield number, etree.fromstring(content, etree.XMLParser(**PARSER_OPTIONS))
            except etree.XMLSyntaxError as error:
                yield Rejected(last, f"its XML is malformed ({error.msg})")


def _parser(file: object) -> PyEvtxParser:
    from evtx import PyEvtxParser

    try:
        return PyEvtxParser(file, number_of_threads=1)
    except (RuntimeError, OSError) as error:
        raise InputError(f"it is not an EVTX file that can be read ({error})") from error


FORMAT = Format("evtx", _matches, _read)
