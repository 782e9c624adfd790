"""A live look sees an open port, a closed one and the certificate of a TLS server, and never fails on the network."""

from __future__ import annotations

import datetime as dt
import errno
import hashlib
import socket
import ssl
import struct
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from migrator.probes.tcp import MOST_ADDRESSES, Reach, look

from .certificates import KEY, certificate


@pytest.fixture
def listener() -> Iterator[int]:
    """The port of a server that accepts connections and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


@pytest.fixture
def tls_server(tmp_path: Path) -> Iterator[tuple[int, str]]:
    """The port of a TLS server with an expired certificate of its own, and the SHA-1 of that certificate."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "sip.contoso.com")])
    past = dt.datetime(2014, 1, 1, tzinfo=dt.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(past)
        .not_valid_after(past + dt.timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    pem = tmp_path / "edge.pem"
    pem.write_bytes(
        certificate.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    der = certificate.public_bytes(serialization.Encoding.DER)
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            connection, _ = server.accept()
            with context.wrap_socket(connection, server_side=True) as secured:
                secured.recv(1)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield server.getsockname()[1], hashlib.sha1(der, usedforsecurity=False).hexdigest().upper()
        thread.join(5)


def test_an_open_port_connects_and_a_closed_one_is_refused(listener: int) -> None:
    """Nothing is sent to the server; a port without a server is "refused", not an error."""
    assert look("127.0.0.1", listener, tls=False).reach is Reach.OPEN
    with socket.create_server(("127.0.0.1", 0)) as server:
        free = server.getsockname()[1]
    refused = look("127.0.0.1", free, tls=False)
    assert (refused.reach, refused.details, refused.is_refused) == (Reach.CLOSED, "refused", True)


def test_tls_shows_which_certificate_is_there_even_if_nobody_trusts_it(tls_server: tuple[int, str]) -> None:
    """An expired certificate without a chain is what a look is for; its thumbprint is that of Windows."""
    port, thumbprint = tls_server
    seen = look("127.0.0.1", port, tls=True)
    assert (seen.reach, seen.thumbprint) == (Reach.OPEN, thumbprint)
    assert seen.details.startswith("TLS")


@pytest.mark.parametrize(
    ("said", "reach"),
    [
        (None, Reach.NO_TLS),
        (b"", Reach.NO_TLS),
        (b"RST", Reach.NO_TLS),
        (b"220 mail.contoso.com ESMTP\r\n", Reach.NO_TLS),
        (b"\x16\x03\x01\xff\xff" + bytes(99), Reach.NO_TLS),
        (b"\x15\x03\x01\x00\x02\x02\x28", Reach.OPEN),
    ],
    ids=["silent", "closes", "resets", "another protocol", "only begins like TLS", "a refusal in TLS"],
)
def test_a_port_that_connects_and_does_not_answer_tls_has_a_result_of_its_own(said: bytes | None, reach: Reach) -> None:
    """It is neither open nor closed; a server that refuses us in TLS does speak it."""

    def serve(server: socket.socket) -> None:
        connection, _ = server.accept()
        with connection:
            connection.recv(4096)
            if said == b"RST":
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            elif said is None:
                connection.recv(1)
            elif said:
                connection.sendall(said)

    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=serve, args=(server,), daemon=True).start()
        seen = look("127.0.0.1", server.getsockname()[1], tls=True, timeout_s=0.3)
    assert (seen.reach, seen.connects) == (reach, True)
    assert seen.details.startswith("connected; TLS failed: ")


@pytest.mark.parametrize(
    ("host", "port", "why"),
    [
        ("a" * 64 + ".contoso.com", 443, "not a host name"),
        ("sip..contoso.com", 443, "not a host name"),
        (" ", 443, "not a host name"),
        ("127.0.0.1", 70000, "70000 is not a TCP port"),
        ("127.0.0.1", 0, "0 is not a TCP port"),
    ],
)
def test_what_cannot_be_connected_to_is_not_tested(host: str, port: int, why: str) -> None:
    """A name that does not resolve here, or that is none, and a number that is not a port say nothing of the Edge."""
    seen = look(host, port, tls=True)
    assert (seen.reach, seen.connects) == (Reach.NOT_TESTED, False)
    assert why in seen.details


@pytest.mark.parametrize(
    ("code", "why"),
    [(socket.EAI_NONAME, "the name does not resolve here"), (socket.EAI_AGAIN, "no name server answered here")],
)
def test_a_name_that_does_not_resolve_here_is_not_tested(monkeypatch: pytest.MonkeyPatch, code: int, why: str) -> None:
    """An internal name, looked at from outside, is not a closed port."""

    def fail(*_: object, **__: object) -> None:
        raise socket.gaierror(code, "no such host")

    monkeypatch.setattr(socket, "getaddrinfo", fail)
    seen = look("edgepool01.contoso.local", 443, tls=True)
    assert (seen.reach, seen.details) == (Reach.NOT_TESTED, why)


@pytest.mark.parametrize(
    ("failure", "reach"),
    [
        (ConnectionRefusedError(errno.ECONNREFUSED, "refused"), Reach.CLOSED),
        (TimeoutError("timed out"), Reach.CLOSED),
        (OSError(errno.EHOSTUNREACH, "No route to host"), Reach.CLOSED),
        (OSError(errno.ENETUNREACH, "Network is unreachable"), Reach.NOT_TESTED),
        (PermissionError(errno.EACCES, "Permission denied"), Reach.NOT_TESTED),
        (OSError(errno.EMFILE, "Too many open files"), Reach.NOT_TESTED),
    ],
)
def test_a_failure_of_this_computer_does_not_close_a_port(
    monkeypatch: pytest.MonkeyPatch, failure: OSError, reach: Reach
) -> None:
    """Only what comes from the other side, or does not come, is "closed"; the addresses of the name are shown."""
    tried: list[str] = []

    def fail(address: tuple[str, int], **_: object) -> None:
        tried.append(address[0])
        raise OSError(errno.ENETUNREACH, "Network is unreachable") if ":" in address[0] else failure

    addresses = ["2001:db8::1", *(f"192.0.2.{n}" for n in range(1, 9))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: [(0, 0, 0, "", (each, 443)) for each in addresses])
    monkeypatch.setattr(socket, "create_connection", fail)
    seen = look("sip.contoso.com", 443, tls=False)
    assert (seen.reach, len(tried)) == (reach, MOST_ADDRESSES)
    assert seen.details.endswith("192.0.2.3), 5 more addresses not tried")


def test_the_address_that_answered_is_shown(listener: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first address of a name may be silent: the next one counts, and a reader sees which one it was."""
    found = [(0, 0, 0, "", (each, listener)) for each in ("127.255.255.255", "127.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)
    monkeypatch.setattr(
        socket, "create_connection", lambda address, **_: _connected(address) if address[0] == "127.0.0.1" else _no()
    )
    assert look("sip.contoso.com", listener, tls=False).details == "connected (127.0.0.1)"


def _connected(address: tuple[str, int]) -> socket.socket:
    connection = socket.socket()
    connection.connect(address)
    return connection


def _no() -> socket.socket:
    raise TimeoutError


@pytest.mark.parametrize(
    ("least", "version", "shown"), [("TLSv1_2", "TLSv1.2", 2), ("TLSv1_3", "TLSv1.3", 1)], ids=["1.2", "1.3 only"]
)
def test_the_chain_is_seen_unless_the_server_hides_it(tmp_path: Path, least: str, version: str, shown: int) -> None:
    """A server that prefers TLS 1.3 shows its authorities by 1.2; one that knows 1.3 only is asked again and seen."""
    ders = (certificate("sip.contoso.com"), certificate("ca.contoso.com"))
    key = KEY.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    pem = tmp_path / "chain.pem"
    pem.write_bytes(key + b"".join(ssl.DER_cert_to_PEM_cert(der).encode() for der in ders))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    context.minimum_version = ssl.TLSVersion[least]

    def serve(server: socket.socket) -> None:
        with suppress(OSError):
            while True:
                connection, _ = server.accept()
                with suppress(OSError):
                    context.wrap_socket(connection, server_side=True).close()

    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=serve, args=(server,), daemon=True).start()
        seen = look("127.0.0.1", server.getsockname()[1], tls=True).handshake
    assert seen is not None
    assert (seen.version, seen.failure, len(seen.certificates)) == (version, "", shown)
    assert seen.certificates[0] == ders[0]
