"""Logs of clients become trace records. No complete log was available: the form is that of public scripts."""

from __future__ import annotations

import io

import pytest

from migrator.estate.evidence import TraceRecord
from migrator.sources.bundle import Member
from migrator.sources.format import Cut, Origin, Remark
from migrator.sources.logs.client_trace import FORMAT
from migrator.sources.record import Rejected

LOG = """\
06/24/2011|12:34:56.700 1A4C:1B6C TRACE :: Function: CUccTransport::Send
06/24/2011|12:34:56.789 1A4C:1B6C INFO  :: Sending Packet - 10.1.1.1:5061 (From Local Address: 10.2.2.2:52345) 9 bytes:
06/24/2011|12:34:56.789 1A4C:1B6C INFO  :: INVITE sip:a@fabrikam.com SIP/2.0
From: <sip:b@contoso.com>;tag=1;epid=2
To: <sip:a@fabrikam.com>
Call-ID: 4711
User-Agent: UCCAPI/4.0.7577.0 OC/4.0.7577.0 (Microsoft Lync 2010)

SIP/2.0 200 OK
06/24/2011|12:34:56.790 1A4C:1B6C INFO  :: End of Sending Packet - 10.1.1.1:5061
06/24/2011|12:34:57.100 1A4C:1B6C INFO  :: Data Received - 10.1.1.1:5061 (To Local Address: 10.2.2.2:52345) 9 bytes:
SIP/2.0 504 Server time-out
Call-ID: 4711
ms-diagnostics:  1027;reason="Cannot route this type of SIP request to or from federated partners";source="sip.x"
06/24/2011|12:34:57.101 1A4C:1B6C INFO  :: End of Data Received
"""


def member(content: bytes) -> Member:
    """The file with this content."""
    return Member("a.uccapilog", "a.uccapilog", len(content), lambda: io.BytesIO(content))


def read(content: str | bytes) -> list[object]:
    """All that the reader yields."""
    content = content if isinstance(content, bytes) else content.encode()
    return list(FORMAT.read(member(content), Origin()))


@pytest.mark.ledger("S1-05")
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_reads_messages_with_direction_and_diagnosis(encoding: str) -> None:
    """A message in a stamped line and one under its announcement are read; a status line in a body is none."""
    content = LOG.encode(encoding)
    assert FORMAT.matches(member(content), content)
    found = read(content)
    sent, received = [e for e in found if isinstance(e, TraceRecord)]
    assert (sent.start_line, sent.direction, sent.peer) == (
        "INVITE sip:a@fabrikam.com SIP/2.0",
        "outgoing",
        "10.1.1.1:5061",
    )
    assert (sent.from_uri, sent.to_uri, sent.call_id) == ("sip:b@contoso.com", "sip:a@fabrikam.com", "4711")
    assert f"{sent.at}" == "2011-06-24 12:34:56.789000"
    assert (received.direction, received.start_line) == ("incoming", "SIP/2.0 504 Server time-out")
    assert [(d.code, d.source) for d in received.diagnostics] == [("1027", "sip.x")]
    assert any(isinstance(e, Remark) and e.text.startswith("3 entries") for e in found)


def test_says_that_the_file_ends_inside_a_message() -> None:
    """A message whose headers are cut off is rejected."""
    assert [e.position for e in read(LOG.partition("Call-ID")[0]) if isinstance(e, Rejected)] == ["line 3"]


@pytest.mark.parametrize("line", ["504 Server\ntime-out", "504\nServer time-out", "504 Server time-outCall-ID: 4711"])
def test_a_start_line_that_is_broken_or_glued_is_unknown(line: str) -> None:
    """A line that is no header below it, or a header at its end, leaves it unknown."""
    *_, received = (e for e in read(LOG.replace("504 Server time-out", line)) if isinstance(e, TraceRecord))
    assert not received.knows("start_line")


def test_a_stamp_that_is_cut_in_its_date_is_a_loss() -> None:
    """Without the rest of the line that announces it, a message is no message: the line is named."""
    stamp, _, rest = LOG.partition("06/24/2011|12:34:57.100")
    found = read(f"{stamp}06/24\n{rest.partition(chr(10))[2]}")
    assert any(isinstance(e, Rejected) and "'06/24'" in e.reason for e in found)


def test_a_log_that_ends_inside_a_line_is_cut() -> None:
    """A client ends each line, also where the rest of the log is no message."""
    assert any(isinstance(e, Cut) for e in read(LOG.rstrip()[:-3]))
    assert not any(isinstance(e, Cut) for e in read(LOG))


def test_survives_truncation_at_any_byte() -> None:
    """A file cut anywhere gives its complete messages, at most one rejection, and no traceback."""
    content = LOG.encode("utf-16")
    for length in range(len(content)):
        assert sum(isinstance(e, Rejected) for e in read(content[:length])) <= 1


@pytest.mark.parametrize("head", [b"", b"06/24/2011 12:34 INFO", b"24.06.2011|12:34:56.789 x INFO :: y"])
def test_does_not_claim_other_files(head: bytes) -> None:
    """Other stamps are not those of a client log."""
    assert not FORMAT.matches(member(head), head)
