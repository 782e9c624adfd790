"""Whether a TCP port answers, and what TLS shows of the server behind it. Nothing is sent but the handshake."""

from __future__ import annotations

import hashlib
import socket

import attrs

from .tls import Handshake, handshake

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
        handshake: all that TLS showed; None where it was not asked for, or the port is not open.
    """

    is_open: bool
    details: str
    thumbprint: str = ""
    handshake: Handshake | None = None


def look(host: str, port: int, *, tls: bool, timeout_s: float = TIMEOUT_S) -> Look:
    """Connect, and with *tls* make a handshake that trusts any certificate, to see which one is there.

    Up to TLS 1.2 a server shows the authorities too; one that refuses it is asked again with TLS 1.3, over a second
    connection. Every failure of the network is a result, not an error.
    """
    try:
        with socket.create_connection((host, port), timeout=timeout_s) as connection:
            if not tls:
                return Look(is_open=True, details="connected")
            seen = handshake(connection, host, timeout_s=timeout_s, newest=False)
        if seen.wants_newer:
            with socket.create_connection((host, port), timeout=timeout_s) as connection:
                seen = handshake(connection, host, timeout_s=timeout_s)
        return _shown(seen)
    except ConnectionRefusedError:
        return Look(is_open=False, details="refused")
    except TimeoutError:
        return Look(is_open=False, details=f"no answer in {timeout_s:g} s")
    except socket.gaierror:
        return Look(is_open=False, details="the name does not resolve here")
    except (OSError, UnicodeError) as error:
        return Look(is_open=False, details=str(error) or type(error).__name__)


def _shown(seen: Handshake) -> Look:
    """The TLS version and certificate of a server, which it shows even where it refuses us."""
    # Windows names a certificate by this hash; it protects nothing here
    thumbprints = [hashlib.sha1(each, usedforsecurity=False).hexdigest().upper() for each in seen.certificates[:1]]
    details = seen.version or f"connected; TLS failed: {seen.failure}"
    return Look(is_open=True, details=details, thumbprint="".join(thumbprints), handshake=seen)
