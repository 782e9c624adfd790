"""Text of server traces becomes trace records; what is cut is rejected."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrator.estate.evidence import TraceRecord
from migrator.sources.bundle import Member
from migrator.sources.format import Collected, Cut, Origin, Remark
from migrator.sources.logs import sip_headers
from migrator.sources.logs.server_trace import FORMAT
from migrator.sources.record import Rejected

#: a record with begin and end, as Microsoft publishes one of an OCS 2007 R2 Edge
REQUEST = """\
TL_INFO(TF_PROTOCOL) [0]06E4.0EB4::01/18/2012-05:00:43.101.00005386 (SIPStack,SIPAdminLog::TraceProtocolRecord:\
SIPAdminLog.cpp(125))$$begin_record
Trace-Correlation-Id: 2003888399
Instance-Id: 0000C23F
Direction: incoming;source="internal edge";destination="external edge"
Peer: lyncservr.contoso.com:61182
Message-Type: request
Start-Line: OPTIONS sip:Options_User@fabrikam.com SIP/2.0
To: <sip:Options_User@fabrikam.com>
CSeq: 1 OPTIONS
Call-ID: 017b06f397b14886bba5edf97ea206bd
VIA: SIP/2.0/TLS 10.10.10.10:61182;branch=z9hG4bK6de49c9a
VIA: SIP/2.0/TLS 10.10.10.11:5061
USER-AGENT: RTCC/4.0.0.0
Proxy-Authorization: NTLM qop="auth", gssapi-data="TlRMTVNTUAADAAAA"
Message-Body: v=0
From: <sip:body@fabrikam.com>
$$end_record
"""
#: a diagnosis without begin marker, as published with it
DIAGNOSIS = """\
TL_ERROR(TF_COMPONENT) [0]0860.0CDC::01/18/2012-05:07:42.622.000d0b31 (SIPStack,CSIPRequest::GetNextHopByRouteHeader:\
SIPRequest.cpp(2440))( 00000000028FDD70 ) Exit - route headers from untrusted source. Result 0xC3E93C5E
LogType: diagnostic
Severity: warning
Text: Cannot process Route headers from a non-trusted source
Result-Code: 0xc3e93c5e SIPPROXY_E_ROUTING
SIP-Start-Line: OPTIONS sip:Options_User@fabrikam.com SIP/2.0
SIP-Call-ID: c00bc6180f284b948be61febf274d05e
$$end_record
"""
#: newer builds put host and correlation into the entry; this response carries three diagnostics and a folded header
RESPONSE = """\
TL_INFO(TF_PROTOCOL) [edge1\\edge1]0584.0A44::03/02/2017-07:10:46.230.0000773E (SIPStack,SIPAdminLog::ProtocolRecord:\
SIPAdminLog.cpp(830)) [156659184] $$begin_record
Direction: outgoing
Start-Line: SIP/2.0 504 Server time-out
From: "Müller, \\"Ü\\"" <sip:mueller@contoso.com>;tag=1
To: sip:a@fabrikam.com;tag=2
Server: RTC/5.0
ms-diagnostics: 1034;reason="Previous hop; \\"federated\\" peer";source="sip.contoso.com"
ms-diagnostics: 10003;reason="Gateway";source="gw.contoso.com";
 HRESULT="0x80090322(SEC_E_WRONG_PRINCIPAL)"
ms-diagnostics-public: 1034;reason="Previous hop"
$$end_record
"""
PLAIN = "TL_INFO(TF_COMPONENT) [1]0860.0CDC::01/18/2012-05:07:42.622.000d0b31 (SIPStack,A::b:c.cpp(1))( 01 ) Enter\n"
TRACE = REQUEST + PLAIN + DIAGNOSIS + RESPONSE


def member(content: bytes) -> Member:
    """The file with this content."""
    return Member("edge.txt", "edge.txt", len(content), lambda: io.BytesIO(content))


def read(text: str | bytes, origin: Origin | None = None) -> list[object]:
    """All that the reader yields."""
    content = text if isinstance(text, bytes) else text.encode()
    return list(FORMAT.read(member(content), origin or Origin()))


def records(text: str | bytes) -> list[TraceRecord]:
    """The records only."""
    return [e for e in read(text) if isinstance(e, TraceRecord)]


def rejected(text: str) -> list[tuple[str, str]]:
    """Position and reason of the rejected ones."""
    return [(e.position, e.reason) for e in read(text) if isinstance(e, Rejected)]


def test_reads_a_request() -> None:
    """The published request comes out with its fields, its time and the rest as extra."""
    (record,) = records(REQUEST)
    assert (record.level, record.component, f"{record.at}") == ("TL_INFO", "SIPStack", "2012-01-18 05:00:43.101000")
    assert (record.direction, record.peer) == ("incoming", "lyncservr.contoso.com:61182")
    assert record.start_line == "OPTIONS sip:Options_User@fabrikam.com SIP/2.0"
    assert (record.to_uri, record.user_agent) == ("sip:Options_User@fabrikam.com", "RTCC/4.0.0.0")
    assert record.call_id == "017b06f397b14886bba5edf97ea206bd"
    assert record.extra["VIA"] == [
        "SIP/2.0/TLS 10.10.10.10:61182;branch=z9hG4bK6de49c9a",
        "SIP/2.0/TLS 10.10.10.11:5061",
    ]
    assert "06E4.0EB4" in record.extra["entry"]


def test_keeps_no_proof_of_a_password_and_no_body() -> None:
    """Authentication headers are named without their value; nothing of a body is a header."""
    (record,) = records(REQUEST)
    assert record.extra["Proxy-Authorization"] == "(not kept)"
    assert record.from_uri is None
    assert "TlRM" not in repr(record)
    assert "v=0" not in repr(record)


def test_reads_a_diagnosis_without_begin() -> None:
    """A record whose begin marker is missing is read up to its end."""
    (record,) = records(DIAGNOSIS)
    assert (record.severity, record.result_code) == ("warning", "0xc3e93c5e SIPPROXY_E_ROUTING")
    assert record.explanation == "Cannot process Route headers from a non-trusted source"
    assert (record.start_line, record.call_id) == (
        "OPTIONS sip:Options_User@fabrikam.com SIP/2.0",
        "c00bc6180f284b948be61febf274d05e",
    )


def test_reads_all_diagnostics_of_a_response() -> None:
    """Repeated and public diagnostics, escaped quotes, semicolons in quotes and folded headers are read."""
    (record,) = records(RESPONSE)
    first, second, public = record.diagnostics
    assert (first.code, first.reason, first.source) == ("1034", 'Previous hop; "federated" peer', "sip.contoso.com")
    assert (second.code, second.values) == ("10003", {"HRESULT": "0x80090322(SEC_E_WRONG_PRINCIPAL)"})
    assert (public.is_public, public.source) == (True, None)
    assert (record.machine, record.user_agent, record.direction) == ("edge1", "RTC/5.0", "outgoing")
    assert (record.from_uri, record.to_uri) == ("sip:mueller@contoso.com", "sip:a@fabrikam.com")


def test_an_entry_behind_another_text_is_a_loss() -> None:
    """Its record is not taken for one of the entry above it: it is an end whose beginning is missing."""
    text = PLAIN + DIAGNOSIS.replace("TL_ERROR(TF_COMPONENT)", "SIPRequest.cpp(2440)), TL_ERROR(TF_COMPONENT)")
    assert records(text) == []
    assert rejected(text) == [("line 9", "the end of a record whose beginning is missing")]


def test_a_header_behind_the_start_line_leaves_it_unknown() -> None:
    """The reason of a response does not hold a header: a line end is lost, and what the line was is not known."""
    (record,) = records(RESPONSE.replace("504 Server time-out\n", "504 Server time-out"))
    assert not record.knows("start_line")
    assert records(RESPONSE)[0].knows("start_line")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_reads_every_encoding(encoding: str, line_end: str) -> None:
    """All three records are read in order with keys of their own, and the plain entry is counted."""
    content = TRACE.replace("\n", line_end).encode(encoding)
    assert FORMAT.matches(member(content), content[:65536])
    found = read(content)
    assert [e.key for e in found if isinstance(e, TraceRecord)] == [
        "edge.txt#line 1",
        "edge.txt#line 19",
        "edge.txt#line 27",
    ]
    assert any(isinstance(e, Remark) and e.text.startswith("1 trace entry without SIP message") for e in found)
    assert '"Müller' in records(content)[2].extra["From"]


def test_begin_on_its_own_line() -> None:
    """A begin marker on the line after the entry belongs to that entry."""
    (record,) = records(REQUEST.replace("$$begin_record", "\n$$begin_record"))
    assert record.component == "SIPStack"


def test_says_what_is_cut() -> None:
    """A record without end, an end without record and a file that ends inside a record are rejected."""
    open_record = REQUEST.replace("$$end_record\n", "")
    assert rejected(open_record + DIAGNOSIS) == [("line 1", "the record has no end")]
    assert rejected("Peer: x\n$$end_record\n") == [("line 2", "the end of a record whose beginning is missing")]
    assert rejected(open_record) == [("line 1", "the file ends inside the record")]
    assert rejected(PLAIN.strip() + "$$begin_record\n$$end_record") == [("line 1", "the record is empty")]


def test_refuses_endless_headers(monkeypatch: pytest.MonkeyPatch) -> None:
    """A record beyond the limit is rejected, and the next one is read."""
    monkeypatch.setattr(sip_headers, "MAX_CHARACTERS", 1000)
    endless = REQUEST.replace("CSeq: 1 OPTIONS\n", "X: y\n" * 1000)
    assert rejected(endless + DIAGNOSIS) == [
        ("line 1", "the headers of the record are too long to be those of a SIP message")
    ]
    assert len(records(endless + DIAGNOSIS)) == 1


def test_takes_machine_and_product_from_the_manifest() -> None:
    """The manifest names the server and its product."""
    found = read(REQUEST, Origin(product="ocs2007r2", machine="edge2.contoso.com"))
    assert found[0] == Collected("ocs2007r2", ("trace_record",))
    assert isinstance(found[1], TraceRecord)
    assert (found[1].product, found[1].machine) == ("ocs2007r2", "edge2.contoso.com")


def test_survives_truncation_at_any_byte() -> None:
    """A file cut anywhere gives its complete records, at most one rejection, and no traceback."""
    content = TRACE.encode("utf-16")
    for length in range(0, len(content), 3):
        found = read(content[:length])
        assert sum(isinstance(e, Rejected) for e in found) <= 1


@given(st.text(), st.integers(0, len(REQUEST)))
def test_never_fails_on_text(text: str, where: int) -> None:
    """Whatever is inside a trace, the record after it is read."""
    assert records(f"{REQUEST[:where]}{text}\n{DIAGNOSIS}".encode("utf-8", "replace"))[-1].severity == "warning"


@pytest.mark.parametrize("head", [b"", b"TL_INFO(TF_PROTOCOL) without a stamp", b"<a>$$begin_record</a>"])
def test_does_not_claim_other_files(head: bytes) -> None:
    """Prose and XML are not traces."""
    assert not FORMAT.matches(member(head), head)


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ("source\nResult-Code", "sourceResult-Code", "explanation"),
        ("61182\nMessage-Type", "61182Message-Type", "peer"),
    ],
)
def test_a_value_with_the_next_header_in_it_is_unknown(old: str, new: str, field: str) -> None:
    """The line end between them is lost; a text may hold colons of its own."""
    text = REQUEST + DIAGNOSIS
    assert old in text
    assert all(each.knows(field) for each in records(text) if getattr(each, field))
    assert not any(each.knows(field) for each in records(text.replace(old, new)) if new in str(getattr(each, field)))
    assert rejected(PLAIN.rstrip() + DIAGNOSIS) == [("line 8", "the end of a record whose beginning is missing")]


def test_a_trace_that_ends_inside_a_line_is_cut() -> None:
    """Each line has an end, but for the mark of the end of the last record."""
    assert any(isinstance(e, Cut) for e in read(REQUEST + PLAIN[:-8]))
    assert not any(isinstance(e, Cut) for e in [*read(REQUEST + PLAIN), *read(REQUEST.rstrip())])
