"""Handshakes with a local server: certificates of every kind are shown, also where the handshake fails."""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes, serialization

from migrator.probes import tls
from migrator.probes.tls import Handshake, handshake
from tests.probes.certificates import KEY, ODD, certificate, with_sha1

Serve = Callable[..., Handshake]


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Serve]:
    """Looks at a TLS server that has these certificates, of which the first is its own."""
    with contextlib.ExitStack() as stack:

        def started(*ders: bytes, version: str = "TLSv1_2", mutual: bool = False) -> Handshake:
            key = KEY.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
            pem = tmp_path / "edge.pem"
            pem.write_bytes(key + b"".join(ssl.DER_cert_to_PEM_cert(der).encode() for der in ders))
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.set_ciphers("DEFAULT:@SECLEVEL=0")
            context.load_cert_chain(pem)
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", DeprecationWarning)
                context.minimum_version = context.maximum_version = ssl.TLSVersion[version]
            if mutual:
                context.verify_mode = ssl.CERT_REQUIRED
                context.load_verify_locations(cadata=ssl.DER_cert_to_PEM_cert(ders[0]))
            return seen_of(stack, lambda accepted: contextlib.closing(context.wrap_socket(accepted, server_side=True)))

        yield started


def seen_of(stack: contextlib.ExitStack, answer: Callable[[socket.socket], Any]) -> Handshake:
    """A handshake with a server that does *answer* with the connection."""
    server = stack.enter_context(socket.create_server(("127.0.0.1", 0)))

    def run() -> None:
        accepted, _ = server.accept()
        with accepted, contextlib.suppress(OSError), answer(accepted):
            pass

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    with socket.create_connection(server.getsockname()[:2], timeout=3) as connection:
        seen = handshake(connection, "sip.contoso.com", timeout_s=3)
    thread.join(5)
    return seen


@pytest.mark.parametrize(
    "own",
    [
        with_sha1(),
        certificate("sip.contoso.com", algorithm=hashes.SHA512()),
        certificate("*.contoso.com"),
    ],
    ids=["SHA-1", "SHA-512", "wildcard"],
)
@pytest.mark.parametrize("version", ["TLSv1", "TLSv1_2", "TLSv1_3"])
def test_every_certificate_is_shown(serve: Serve, own: bytes, version: str) -> None:
    """Expired, with any hash, with any name: it comes as the server sent it, from TLS 1.0 on."""
    seen = serve(own, version=version)
    assert (seen.failure, seen.version, seen.certificates[0]) == ("", version.replace("_", "."), own)


def test_the_chain_that_the_server_sends(serve: Serve) -> None:
    """The certificates of authorities come after the own one."""
    own, authority = certificate("sip.contoso.com"), certificate("Contoso CA")
    assert serve(own, authority).certificates == (own, authority)


def test_a_server_that_demands_a_certificate_of_ours_has_shown_its_own(serve: Serve) -> None:
    """A server of MTLS refuses us; what it sent before is kept, and the handshake is not called complete."""
    own = certificate("sip.contoso.com")
    seen = serve(own, mutual=True)
    assert seen.certificates == (own,)


def old_server(own: bytes) -> bytes:
    """What a server of SSL 3.0 answers: its greeting and its certificate, in records of that version."""
    greeting = b"\x03\x00" + bytes(32) + b"\x00" + b"\x00\x05" + b"\x00"
    listed = len(own).to_bytes(3, "big") + own
    messages = b"\x02" + len(greeting).to_bytes(3, "big") + greeting
    body = len(listed).to_bytes(3, "big") + listed
    messages += b"\x0b" + len(body).to_bytes(3, "big") + body
    return b"\x16\x03\x00" + len(messages).to_bytes(2, "big") + messages


@pytest.mark.parametrize("own", [certificate("sip.contoso.com"), certificate(extension=ODD)], ids=["sound", "broken"])
def test_a_protocol_that_is_refused_here_is_said_so(own: bytes) -> None:
    """The local library refuses SSL 3.0: it is named, and the certificate that was sent is shown, broken or not."""

    def answer(accepted: socket.socket) -> Any:
        accepted.recv(4096)
        accepted.sendall(old_server(own))
        return contextlib.nullcontext()

    with contextlib.ExitStack() as stack:
        seen = seen_of(stack, answer)
    assert seen.failure.startswith(f"the local {' '.join(ssl.OPENSSL_VERSION.split()[:2])} refuses what the server")
    assert seen.certificates == (own,)


def test_a_server_that_has_none_of_our_protocols(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    """A library that is forbidden TLS 1.0 meets a server that knows no other: the refusal is named, not "nothing"."""
    strict = tls._context(newest=True)
    strict.minimum_version = ssl.TLSVersion.TLSv1_2
    monkeypatch.setattr(tls, "_context", lambda **_: strict)
    assert "refuses every protocol" in serve(certificate("sip.contoso.com"), version="TLSv1").failure


@pytest.mark.parametrize(
    ("said", "failure"),
    [
        (b"HTTP/1.1 400 Bad Request\r\n\r\n", "what answers there is not TLS"),
        (b"", "the server closed the connection during the handshake"),
        (b"\x16\x03\x01\x00\x05\x0b\xff\xff\xff\x00", ""),
    ],
    ids=["HTTP", "closed", "a message that is cut"],
)
def test_what_is_not_tls_has_no_certificate(said: bytes, failure: str) -> None:
    """An answer of anything else is a failure in words, and no certificate is made of it."""

    def answer(accepted: socket.socket) -> Any:
        accepted.recv(4096)
        accepted.sendall(said)
        return contextlib.nullcontext()

    with contextlib.ExitStack() as stack:
        seen = seen_of(stack, answer)
    assert seen.certificates == ()
    assert failure in seen.failure
    assert seen.failure


def test_a_server_that_says_nothing_costs_no_more_than_the_time() -> None:
    """A/V Edges listen on 443 and answer no TLS greeting."""
    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        socket.create_connection(server.getsockname()[:2]) as connection,
    ):
        seen = handshake(connection, "av.contoso.com", timeout_s=0.2)
    assert seen.failure == "no answer to the handshake in 0.2 s"
