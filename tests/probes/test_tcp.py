"""A live look sees an open port, a closed one and the certificate of a TLS server, and never fails on the network."""

from __future__ import annotations

import datetime as dt
import hashlib
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from migrator.probes.tcp import look

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
    assert look("127.0.0.1", listener, tls=False).is_open
    with socket.create_server(("127.0.0.1", 0)) as server:
        free = server.getsockname()[1]
    refused = look("127.0.0.1", free, tls=False)
    assert (refused.is_open, refused.details) == (False, "refused")


def test_tls_shows_which_certificate_is_there_even_if_nobody_trusts_it(tls_server: tuple[int, str]) -> None:
    """An expired certificate without a chain is what a look is for; its thumbprint is that of Windows."""
    port, thumbprint = tls_server
    seen = look("127.0.0.1", port, tls=True)
    assert (seen.is_open, seen.thumbprint) == (True, thumbprint)
    assert seen.details.startswith("TLS")


def test_a_server_without_tls_is_open_and_says_so(listener: int) -> None:
    """The port is open although the handshake gets no answer in time."""
    seen = look("127.0.0.1", listener, tls=True, timeout_s=0.2)
    assert seen.is_open
    assert "TLS failed" in seen.details


@pytest.mark.parametrize("failure", [socket.gaierror(11001, "no such host"), UnicodeError("too long"), OSError()])
def test_a_name_that_is_none_is_a_result(monkeypatch: pytest.MonkeyPatch, failure: Exception) -> None:
    """Names from evidence can be anything; none of them ends the run."""

    def fail(*_: object, **__: object) -> None:
        raise failure

    monkeypatch.setattr(socket, "create_connection", fail)
    seen = look("no such host", 1, tls=False)
    assert not seen.is_open
    assert seen.details


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
