"""netstat output becomes listeners, whatever the language, the options and the encoding."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrator.estate.evidence import Listener
from migrator.sources.bundle import Member
from migrator.sources.format import Collected, Origin, ReadResult, Remark
from migrator.sources.network.formats import FORMATS
from migrator.sources.record import Rejected

FORMAT = next(f for f in FORMATS if f.name == "netstat")
#: schertz-edge-ports, shortened
EDGE = (Path(__file__).parents[1] / "data" / "netstat-abn-edge.txt").read_text(encoding="utf-8")
GERMAN = """
Aktive Verbindungen

  Proto  Lokale Adresse         Remoteadresse          Status           PID
  TCP    0.0.0.0:135            0.0.0.0:0              ABHÖREN         748
  RpcSs
 [svchost.exe]
  TCP    0.0.0.0:445            0.0.0.0:0              ABHÖREN         4
 Es konnten keine Besitzerinformationen abgerufen werden.
  TCP    10.0.0.5:49210         131.107.1.5:5061       HERGESTELLT     1036
 [RTCSrv.exe]
  UDP    [::1]:62261            *:*                                    1036
"""


def member(content: bytes) -> Member:
    """The file with this content."""
    return Member("netstat.txt", "netstat.txt", len(content), lambda: io.BytesIO(content))


def results(text: str | bytes, origin: Origin | None = None) -> list[ReadResult]:
    """All that the reader yields."""
    content = text if isinstance(text, bytes) else text.encode()
    return list(FORMAT.read(member(content), origin or Origin()))


def listeners(text: str | bytes) -> list[Listener]:
    """The rows only."""
    return [event for event in results(text) if isinstance(event, Listener)]


@pytest.mark.ledger("S2-12", "S2-15", "S2-16")
def test_reads_the_edge_sample() -> None:
    """Every row of the sample is one item, with its component, its process and its ends."""
    rows = listeners(EDGE)
    assert len(rows) == 9
    assert [r.listening for r in rows] == [True, True, True, False, False, True, True, True, True]
    first, no_owner, access, waiting, peer = rows[:5]
    assert (first.component, first.process, first.local_port, first.state) == ("RpcSs", "svchost.exe", 135, "LISTENING")
    assert (no_owner.process, no_owner.extra) == (None, {"owner": "Can not obtain ownership information"})
    assert (access.local_address, access.local_port, access.process) == ("10.45.16.10", 5061, "RTCSrv.exe")
    assert (waiting.state, waiting.process) == ("TIME_WAIT", None)
    assert (peer.remote_address, peer.remote_port, peer.state) == ("192.168.10.90", 51234, "ESTABLISHED")


def test_reads_ipv6_with_zone_and_udp_without_state() -> None:
    """IPv6 loses its brackets and keeps its zone; UDP has no state and listens."""
    *_, udp4, udp6 = listeners(EDGE)
    assert (udp4.remote_address, udp4.remote_port, udp4.state, udp4.process) == ("*", None, None, "MediaRelaySvc.exe")
    assert (udp6.local_address, udp6.local_port) == ("fe80::a11d:9c4d:1b0a:7f11%11", 546)
    assert udp6.component == "Dhcp"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp850"])
def test_reads_a_localised_console(encoding: str) -> None:
    """German states and the German ownership line read the same in every encoding a redirect can have."""
    content = GERMAN.encode(encoding)
    assert FORMAT.matches(member(content), content[:65536])
    rows = listeners(content)
    assert [(r.state, r.pid, r.listening) for r in rows] == [
        ("ABHÖREN", 748, True),
        ("ABHÖREN", 4, True),
        ("HERGESTELLT", 1036, False),
        (None, 1036, True),
    ]
    assert rows[1].extra["owner"].startswith("Es konnten keine")
    assert rows[2].process == "RTCSrv.exe"


def test_says_that_the_code_page_is_assumed() -> None:
    """A file that is neither UTF-8 nor UTF-16 gets a note; a UTF-8 one does not."""
    assert any(isinstance(e, Remark) and "code page 850" in e.text for e in results(GERMAN.encode("cp850")))
    assert not any(isinstance(e, Remark) for e in results(GERMAN))


@pytest.mark.ledger("S2-35")
def test_reads_rows_that_findstr_left() -> None:
    """Rows without heading and owners are recognised and read."""
    content = b"  TCP    10.0.0.5:50137         0.0.0.0:0              LISTENING\r\n"
    assert FORMAT.matches(member(content), content)
    assert [r.local_port for r in listeners(content)] == [50137]


def test_reads_rows_with_names() -> None:
    """Without -n hosts and services have names: the name is kept, and the number of the port is unknown, not none."""
    rows = "  TCP  1.1.1.1:80  0.0.0.0:0  LISTENING", "  TCP  edge1:https  edge1:0  LISTENING", "  UDP  edge1:3478  *:*"
    plain, named, udp = listeners("\n".join(rows))
    assert (named.local_address, named.local_port, named.remote_port, named.listening) == ("edge1", None, 0, True)
    assert (named.extra, named.unknown) == (
        {"local_port": "https"},
        ("local_port", "pid", "process", "component"),
    )
    assert not named.is_empty("local_port")
    assert (udp.local_address, udp.local_port) == ("edge1", 3478)
    assert plain.unknown == udp.unknown == ("pid", "process", "component")


def test_the_state_is_kept_as_printed_and_other_widths_are_rejected() -> None:
    """States of any language are text; a row with more or fewer columns than a row has is a loss with its line."""
    text = """
  TCP    10.0.0.5:135    0.0.0.0:0      NASŁUCHIWANIE   748    InHost
  TCP    10.0.0.5:136    10.0.0.9:1     SCHLIESSEN_WARTEN     InHost
  TCP    10.0.0.5:137    0.0.0.0:0      LISTENING  12  34  56
  TCP    10.0.0.5:138    0.0.0.0:0
  UDP    10.0.0.5:139    *:*            SOMETHING
  TCP    10.0.0.5:14
"""
    rows = listeners(text)
    assert [(r.state, r.pid, r.extra) for r in rows] == [
        ("NASŁUCHIWANIE", 748, {"offload": "InHost"}),
        ("SCHLIESSEN_WARTEN", None, {"offload": "InHost"}),
    ]
    rejected = [e for e in results(text) if isinstance(e, Rejected)]
    assert [r.position for r in rejected] == ["line 4", "line 5", "line 6", "line 7"]
    assert [r.reason.partition(" (")[0] for r in rejected] == [
        "not a row of a width that is known",
        "a TCP row without a state",
        "a UDP row with a state",
        "the row ends in the middle",
    ]


def test_rejects_a_port_beyond_65535() -> None:
    """A number that is not a port is rejected."""
    assert [type(e) for e in results("  TCP  1.1.1.1:65536  0.0.0.0:0  LISTENING\n")] == [Collected, Rejected]


def test_keys_are_unique_and_stable() -> None:
    """Processes that share a socket get different keys, and a second reading gives the same ones."""
    text = "  UDP  0.0.0.0:5353  *:*  100\n  UDP  0.0.0.0:5353  *:*  200\n"
    keys = [r.key for r in listeners(text)]
    assert len(set(keys)) == 2
    assert keys == [r.key for r in listeners(text)]


def test_takes_machine_and_product_from_the_manifest() -> None:
    """The manifest names the server, which is then in the key instead of the file."""
    origin = Origin(product="ocs2007r2", machine="edge1.contoso.com")
    collected, row = results("  UDP  0.0.0.0:3478  *:*\n", origin)
    assert isinstance(row, Listener)
    assert (row.product, row.machine, row.key.partition("/")[0]) == (
        "ocs2007r2",
        "edge1.contoso.com",
        "edge1.contoso.com",
    )
    assert collected == Collected("ocs2007r2", ("listener",))


def test_several_component_lines_are_kept() -> None:
    """Windows Server 2003 prints more than one component line; none is lost."""
    text = (
        "  TCP  0.0.0.0:135  0.0.0.0:0  LISTENING  700\n  c:\\windows\\system32\\WS2_32.dll\n  RpcSs\n [svchost.exe]\n"
    )
    assert [r.component for r in listeners(text)] == ["c:\\windows\\system32\\WS2_32.dll; RpcSs"]


def test_lines_that_are_not_rows_are_counted() -> None:
    """Prose after the rows, and lines beyond what any owner has, are a loss: counted, and the first of them named.

    A prompt is not a loss.
    """
    lost = [e for e in results("  UDP  1.1.1.1:53  *:*\n\nC:\\> exit\nBye\n") if isinstance(e, Rejected)]
    assert [(r.position, r.reason) for r in lost] == [
        ("line 4", "1 line that belongs to no output that migrator reads, the first is 'Bye'")
    ]
    endless = "  UDP  1.1.1.1:53  *:*\n" + "  x\n" * 1000
    assert any(isinstance(e, Rejected) and e.reason.startswith("950 lines") for e in results(endless))
    assert len(listeners(endless)) == 1


def test_an_empty_table_is_evidence() -> None:
    """The headings alone are recognised: listeners were collected, and there were none."""
    content = b"\r\nActive Connections\r\n\r\n  Proto  Local Address          Foreign Address        State\r\n"
    assert FORMAT.matches(member(content), content)
    assert results(content) == [Collected("unknown", ("listener",))]


@pytest.mark.parametrize(
    "head", [b"", b"TCP is a protocol: see RFC 793", b"<Objs>TCP 1.1.1.1:1 2.2.2.2:2</Objs>", b"\xff"]
)
def test_does_not_claim_other_files(head: bytes) -> None:
    """Prose, XML and bytes are not netstat output."""
    assert not FORMAT.matches(member(head), head)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp850"])
def test_survives_truncation_at_any_byte(encoding: str) -> None:
    """A file cut anywhere gives its complete rows and no traceback."""
    content = GERMAN.encode(encoding)
    for length in range(len(content)):
        assert len(listeners(content[:length])) <= 4


@given(st.text())
def test_never_fails_on_text(text: str) -> None:
    """Whatever follows a row, the row is read."""
    content = f"  TCP  1.2.3.4:80  0.0.0.0:0  LISTENING\n{text}".encode("utf-8", "replace")
    assert listeners(content)[0].local_port == 80
