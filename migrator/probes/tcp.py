"""Whether a TCP port answers, and what TLS shows of the server behind it. Nothing is sent but the handshake."""

from __future__ import annotations

import hashlib
import socket
import ssl
import warnings

import attrs

TIMEOUT_S = 3.0
#: looks of one run
MOST_LOOKS = 64


@attrs.frozen(kw_only=True)
class Look:
    """What one connection showed.

    Attributes:
        is_open: whether the port accepted the connection.
        details: why not; else what TLS showed, if it was asked for.
        thumbprint: SHA-1 of the server's certificate as Get-CsCertificate shows it; "" if none was seen.
    """

    is_open: bool
    details: str
    thumbprint: str = ""


def look(host: str, port: int, *, tls: bool, timeout_s: float = TIMEOUT_S) -> Look:
    """Connect once, and with *tls* make a handshake that trusts any certificate, to see which one is there.

    Every failure of the network is a result, not an error.
    """
    try:
        with socket.create_connection((host, port), timeout=timeout_s) as connection:
            return _handshake(connection, host) if tls else Look(is_open=True, details="connected")
    except ConnectionRefusedError:
        return Look(is_open=False, details="refused")
    except TimeoutError:
        return Look(is_open=False, details=f"no answer in {timeout_s:g} s")
    except socket.gaierror:
        return Look(is_open=False, details="the name does not resolve here")
    except (OSError, UnicodeError) as error:
        return Look(is_open=False, details=str(error) or type(error).__name__)


def _handshake(connection: socket.socket, host: str) -> Look:
    """The TLS version and certificate of a server; one that wants our certificate may refuse after showing its own."""
    try:
        with _context().wrap_socket(connection, server_hostname=host) as secured:
            certificate = secured.getpeercert(binary_form=True) or b""
            # Windows names a certificate by this hash; it protects nothing here
            thumbprint = hashlib.sha1(certificate, usedforsecurity=False).hexdigest().upper() if certificate else ""
            return Look(is_open=True, details=f"{secured.version()}", thumbprint=thumbprint)
    except (OSError, ValueError) as error:
        return Look(is_open=True, details=f"connected; TLS failed: {error}")


def _context() -> ssl.SSLContext:
    """A context that looks and does not trust: old servers speak TLS 1.0 with certificates of their own."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        context.minimum_version = ssl.TLSVersion.TLSv1
    context.set_ciphers("DEFAULT:@SECLEVEL=0")
    return context
