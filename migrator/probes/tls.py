"""A TLS handshake that trusts nobody, and shows the certificates of the server even where it fails.

The library shows a certificate only after a handshake, and the rest of the chain only in its newest version. A server
that demands a certificate of ours, or that speaks an old protocol, has sent its own by then: up to TLS 1.2 it stands
unencrypted in what was received (RFC 5246, 7.4.2), and is read there.
"""

from __future__ import annotations

import contextlib
import socket
import ssl
import time
import warnings
from collections.abc import Iterator

import attrs

#: bytes that are received at most; a chain has a few thousand
_LONGEST = 256 * 1024
_CHANGE_CIPHER, _ALERT, _HANDSHAKE, _CERTIFICATE = 20, 21, 22, 11
#: of the version in a record, from SSL 3.0 on
_MAJOR = 3
#: lets a handshake begin with servers that lack RFC 5746 (Python names it since 3.12)
_LEGACY_SERVERS = getattr(ssl, "OP_LEGACY_SERVER_CONNECT", 0x4)
_NOT_TLS = "what answers there is not TLS"
_REFUSED_HERE = "the local {openssl} refuses what the server offers: {what}"
#: reasons of OpenSSL -> what it means; the local library is named where it is what refuses
_REASONS = {
    **dict.fromkeys(
        ("UNSUPPORTED_PROTOCOL", "VERSION_TOO_LOW", "NO_PROTOCOLS_AVAILABLE", "WRONG_SSL_VERSION"),
        _REFUSED_HERE.format(openssl="{openssl}", what="a protocol that is too old"),
    ),
    **dict.fromkeys(
        ("DH_KEY_TOO_SMALL", "EE_KEY_TOO_SMALL", "CA_KEY_TOO_SMALL", "CA_MD_TOO_WEAK", "WRONG_SIGNATURE_TYPE"),
        _REFUSED_HERE.format(openssl="{openssl}", what="a key or a signature that is too weak"),
    ),
    "UNSAFE_LEGACY_RENEGOTIATION_DISABLED": _REFUSED_HERE.format(
        openssl="{openssl}", what="renegotiation without RFC 5746"
    ),
    "TLSV1_ALERT_PROTOCOL_VERSION": "the server refuses every protocol that the local {openssl} offers",
    **dict.fromkeys(
        ("SSLV3_ALERT_HANDSHAKE_FAILURE", "SSL/TLS_ALERT_HANDSHAKE_FAILURE", "TLSV1_ALERT_INSUFFICIENT_SECURITY"),
        "the server refused: no cipher in common with the local {openssl}, or it demands a certificate of the client",
    ),
    **dict.fromkeys(
        ("SSLV3_ALERT_BAD_CERTIFICATE", "TLSV13_ALERT_CERTIFICATE_REQUIRED", "SSL/TLS_ALERT_BAD_CERTIFICATE"),
        "the server demands a certificate of the client (MTLS)",
    ),
    **dict.fromkeys(
        ("WRONG_VERSION_NUMBER", "HTTP_REQUEST", "PACKET_LENGTH_TOO_LONG", "RECORD_LAYER_FAILURE"),
        _NOT_TLS,
    ),
}


@attrs.frozen(kw_only=True)
class Handshake:
    """What a handshake showed.

    Attributes:
        version: as TLS names it, such as "TLSv1.2"; "" where the handshake failed.
        failure: why it failed; "" where it did not.
        certificates: in DER, the own of the server first, then those of authorities that it sent, up to TLS 1.2.
        is_tls: whether what answered is TLS, be it a refusal.
        wants_newer: the server refused because of the version.
    """

    version: str = ""
    failure: str = ""
    certificates: tuple[bytes, ...] = ()
    is_tls: bool = False
    wants_newer: bool = False


def handshake(connection: socket.socket, host: str, *, timeout_s: float, newest: bool = True) -> Handshake:
    """Make a handshake on an open connection within the time; every failure is a result.

    Args:
        newest: offer TLS 1.3 too, which hides the certificates of authorities.
    """
    incoming, outgoing, received = ssl.MemoryBIO(), ssl.MemoryBIO(), bytearray()
    ends = time.monotonic() + timeout_s
    try:
        tls = _context(newest=newest).wrap_bio(incoming, outgoing, server_hostname=_named(host))
        while True:
            try:
                tls.do_handshake()
                break
            except ssl.SSLWantReadError:
                connection.settimeout(max(ends - time.monotonic(), 0.001))
                connection.sendall(outgoing.read())
                data = connection.recv(65536)
                if not data or len(received) > _LONGEST:
                    return _failed("the server closed the connection during the handshake", received)
                received += data
                incoming.write(data)
    except ssl.SSLError as error:
        wants_newer = error.reason == "TLSV1_ALERT_PROTOCOL_VERSION"
        return attrs.evolve(_failed(_why(error), received), wants_newer=wants_newer)
    except TimeoutError:
        return _failed(f"no answer to the handshake in {timeout_s:g} s", received)
    except OSError as error:
        return _failed((error.strerror or str(error) or type(error).__name__).lower(), received)
    except ValueError as error:
        return _failed(str(error), received)
    finally:
        with contextlib.suppress(OSError):  # the end of the handshake, or the alert that says why there is none
            connection.sendall(outgoing.read())
    own = tls.getpeercert(binary_form=True)
    shown = tuple(_sent(received)) or ((own,) if own else ())
    return Handshake(version=tls.version() or "", certificates=shown, is_tls=True)


def _failed(why: str, received: bytes | bytearray) -> Handshake:
    is_tls = len(received) > 1 and received[0] in (_ALERT, _HANDSHAKE) and received[1] == _MAJOR
    return Handshake(failure=why, certificates=tuple(_sent(received)), is_tls=is_tls and why != _NOT_TLS)


def _why(error: ssl.SSLError) -> str:
    """The failure in words, with the local library where it is what refuses."""
    openssl = " ".join(ssl.OPENSSL_VERSION.split()[:2])
    reason = error.reason or ""
    known = _REASONS.get(reason)
    return known.format(openssl=openssl) if known else f"{reason.replace('_', ' ').lower() or error} ({openssl})"


def _named(host: str) -> str | None:
    """The name that the server is told; None for one that no certificate could have."""
    try:
        host.encode("idna")
    except UnicodeError:
        return None
    return host if host and not host.startswith(".") else None


def _context(*, newest: bool) -> ssl.SSLContext:
    """A context that looks and does not trust: old servers speak TLS 1.0 with weak keys and signatures."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.options |= _LEGACY_SERVERS
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        context.minimum_version = ssl.TLSVersion.TLSv1
    if not newest:
        context.maximum_version = ssl.TLSVersion.TLSv1_2
    context.set_ciphers("DEFAULT:@SECLEVEL=0")
    return context


def _sent(received: bytes | bytearray) -> Iterator[bytes]:
    """The certificates of the unencrypted part of a handshake; none where it is cut or is not one."""
    messages = bytes(_plain(received))
    while len(messages) >= 4:
        length = int.from_bytes(messages[1:4], "big")
        if messages[0] == _CERTIFICATE and len(messages) >= 4 + length:
            listed = messages[7 : 4 + length]
            while len(listed) >= 3 and len(listed) >= 3 + (size := int.from_bytes(listed[:3], "big")):
                yield listed[3 : 3 + size]
                listed = listed[3 + size :]
            return
        messages = messages[4 + length :]


def _plain(received: bytes | bytearray) -> bytearray:
    """The handshake messages of the records before encryption begins."""
    found, at = bytearray(), 0
    while at + 5 <= len(received) and received[at] != _CHANGE_CIPHER:
        length = int.from_bytes(received[at + 3 : at + 5], "big")
        if received[at] == _HANDSHAKE:
            found += received[at + 5 : at + 5 + length]
        at += 5 + length
    return found
