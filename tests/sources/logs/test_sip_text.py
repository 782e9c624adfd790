"""SIP messages and headers of a diagnosis are read where people paste them alone."""

from __future__ import annotations

import io

import pytest

from migrator.estate.diagnosis import Diagnosis
from migrator.estate.evidence import TraceRecord
from migrator.sources.bundle import Member
from migrator.sources.format import Collected, Origin, ReadResult, Remark
from migrator.sources.logs.sip_text import FORMAT
from migrator.sources.record import Rejected

CHALLENGE = """\
SIP/2.0 401 Unauthorized
Date: Thu, 05 Dec 2013 08:21:44 GMT
WWW-Authenticate: Kerberos realm="SIP Communications Service", targetname="sip/fe13.contoso.com", version=4, opaque="A1"
WWW-Authenticate: NTLM realm="SIP Communications Service", gssapi-data="TlRM", targetname="fe13.contoso.com", version=4
Authorization: NTLM response="ABCD"
From: <sip:alice@contoso.com>;tag=1;epid=2
To: <sip:alice@contoso.com>
Call-ID: 9DF4
CSeq: 1 REGISTER
Via: SIP/2.0/TLS 192.0.2.57:13982;branch=z9hG4bK52;
  ms-received-port=13982
Server: RTC/5.0
Content-Length: 0

"""
INVITE = """\
INVITE sip:bob@fabrikam.com SIP/2.0
f: <sip:alice@contoso.com>
t: <sip:bob@fabrikam.com>
i: 4711
CSeq: 1 INVITE
Content-Length: 40

v=0
o=- 0 0 IN IP4 192.0.2.1

ms-client-diagnostics: 23; reason="Call failed to establish"
"""
CODE = "1047;reason=\u201dFailed to complete TLS negotiation\u201d;source=\u201dsip.contoso.com\u201d"


def member(content: str | bytes) -> Member:
    """The file with this content."""
    data = content if isinstance(content, bytes) else content.encode()
    return Member("sip.txt", "sip.txt", len(data), lambda: io.BytesIO(data))


def read(content: str | bytes) -> list[ReadResult]:
    """All that the reader yields; the file must be recognised."""
    file = member(content)
    assert FORMAT.matches(file, file.head())
    return list(FORMAT.read(file, Origin()))


def records(content: str | bytes) -> list[TraceRecord]:
    """The records only."""
    return [result for result in read(content) if isinstance(result, TraceRecord)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_case_18_reads_a_response_with_its_server(encoding: str) -> None:
    """Product from the Server header, time from the Date header, the server's name from the challenge; no proofs."""
    (record,) = records(CHALLENGE.encode(encoding))
    assert (record.start_line, record.product) == ("SIP/2.0 401 Unauthorized", "lync2013")
    assert (record.call_id, record.from_uri, record.user_agent) == ("9DF4", "sip:alice@contoso.com", "RTC/5.0")
    assert f"{record.at}" == "2013-12-05 08:21:44+00:00"
    assert record.extra["CSeq"] == "1 REGISTER"
    assert record.extra["WWW-Authenticate"] == [
        'Kerberos realm="SIP Communications Service", targetname="sip/fe13.contoso.com", version=4',
        'NTLM realm="SIP Communications Service", targetname="fe13.contoso.com", version=4',
    ]
    assert record.extra["Authorization"] == "(not kept)"
    assert record.extra["Via"] == "SIP/2.0/TLS 192.0.2.57:13982;branch=z9hG4bK52; ms-received-port=13982"


def test_reads_several_messages_and_leaves_bodies_out() -> None:
    """Messages follow each other, short names are known, a body is counted and not kept, what follows it is read."""
    results = read(CHALLENGE + INVITE + "\n" + CHALLENGE)
    found = [result for result in results if isinstance(result, TraceRecord)]
    assert [(r.start_line or "")[:11] for r in found] == ["SIP/2.0 401", "INVITE sip:", "", "SIP/2.0 401"]
    assert (found[1].call_id, found[1].to_uri) == ("4711", "sip:bob@fabrikam.com")
    assert found[2].diagnostics == (Diagnosis("23", "Call failed to establish", is_client=True),)
    assert len({record.key for record in found}) == 4
    assert [r.text for r in results if isinstance(r, Remark)] == ["2 lines of bodies of messages: not kept"]
    assert not any(isinstance(r, Rejected) for r in results)


@pytest.mark.parametrize(
    "text",
    [
        f"ms-diagnostics: {CODE}",
        f"MS-Diagnostics:{CODE}\n",
        f"ms-diagnostics: {CODE}".replace("complete TLS", "complete\nTLS"),
        f"ms-diagnostics: {CODE}".replace(";source", "\n  ;source"),
    ],
)
def test_reads_a_single_header(text: str) -> None:
    """One header is a record without start line; typographic quotes, folding and a broken line do not matter."""
    (record,) = records(text)
    assert record.diagnostics == (Diagnosis("1047", "Failed to complete TLS negotiation", "sip.contoso.com"),)
    assert record.start_line is None
    assert {"start_line", "call_id", "from_uri", "to_uri"} <= set(record.unknown)


def test_finds_a_header_inside_a_sentence() -> None:
    """The words before it are no part of the diagnosis; lines that belong to nothing are counted, the first named."""
    results = read(f"Hello all,\nwe see ms-diagnostics-public: {CODE}\nIdeas?\n")
    (record,) = [result for result in results if isinstance(result, TraceRecord)]
    assert record.diagnostics[0].is_public
    assert record.diagnostics[0].code == "1047"
    (rejected,) = [result for result in results if isinstance(result, Rejected)]
    assert (rejected.position, rejected.reason) == (
        "line 1",
        '2 lines that belong to no SIP message, the first: "Hello all,"',
    )


def test_headers_of_other_things_are_no_messages() -> None:
    """Labelled lines without any header of SIP are not taken for a message."""
    results = read(f"Subject: call\nFrom: me\n\nms-diagnostics: {CODE}\n")
    assert sum(isinstance(result, TraceRecord) for result in results) == 1
    assert [r.position for r in results if isinstance(r, Rejected)] == ["line 1"]


def test_survives_truncation_at_any_byte() -> None:
    """However the file is cut, the first message stays as it is, and nothing breaks."""
    content = (CHALLENGE + INVITE).encode()
    whole = records(content)[0]
    for length in range(len(CHALLENGE), len(content), 5):
        assert records(content[:length])[0] == whole


def test_a_file_without_message_is_evidence_all_the_same() -> None:
    """What only looks like a message at its start yields nothing but says which kind was looked for."""
    results = list(FORMAT.read(member("\n"), Origin()))
    assert results == [Collected("unknown", ("trace_record",))]


@pytest.mark.parametrize(
    "head",
    [
        b"",
        b"From: a\nTo: b\n",
        b"<html>ms-diagnostics: 1</html>",
        b"TL_INFO(TF_PROTOCOL) x\nms-diagnostics: 1\n",
        b"01/15/2012|11:30:10.163 1F4:5C8 INFO  :: x\nSIP/2.0 504 Server time-out\n",
    ],
)
def test_does_not_claim_other_files(head: bytes) -> None:
    """Mails, pages and traces with readers of their own are not pasted messages."""
    assert not FORMAT.matches(member(head), head)


def test_a_start_line_with_a_header_in_it_is_unknown() -> None:
    """The reason of a response does not end in the name of a header."""
    (record,) = records(CHALLENGE.replace("Unauthorized\n", "Unauthorized"))
    assert not record.knows("start_line")
    assert records(CHALLENGE)[0].knows("start_line")


def test_a_call_id_to_which_a_line_of_another_header_is_joined_is_unknown() -> None:
    """A Call-ID has no blanks (RFC 3261): what stands behind one is the rest of a header that is lost."""
    start, _, rest = CHALLENGE.partition("CSeq")
    (record,) = records(start + rest.partition("z9hG4bK52;\n")[2])
    assert not record.knows("call_id")
    assert records(CHALLENGE)[0].knows("call_id")
