"""Whether a TCP port answers, and what TLS shows of the server behind it. Nothing is sent but the handshake."""

from __future__ import annotations

import errno
import hashlib
import socket
from collections.abc import Sequence
from contextlib import suppress
from enum import Enum
from ipaddress import ip_address

import attrs

from .tls import Handshake, handshake

TIMEOUT_S = 3.0
#: looks of one run
MOST_LOOKS = 64
#: addresses of one name that are connected to; a pool with DNS load balancing has one for each server
MOST_ADDRESSES = 4


class Reach(Enum):
    """What a look says of a port; the value is how it is shown."""

    OPEN = "open"
    CLOSED = "closed"
    #: TCP connects, and what answers is not TLS, or nothing does
    NO_TLS = "no TLS answer"
    #: nothing was sent to the port, so that nothing is known of it
    NOT_TESTED = "not tested"


@attrs.frozen(kw_only=True)
class Look:
    """What one connection showed.

    Attributes:
        details: why a port is closed or was not tested; else what TLS showed, if it was asked for. Of a host that was
            given by its name, the address that was connected to stands at the end.
        is_refused: whether the other side, or a firewall in its name, refused the connection at once.
        thumbprint: SHA-1 of the server's certificate as Get-CsCertificate shows it; "" if none was seen.
        handshake: all that TLS showed; None where it was not asked for, or the port is not open.
    """

    reach: Reach
    details: str
    is_refused: bool = False
    thumbprint: str = ""
    handshake: Handshake | None = None

    @property
    def connects(self) -> bool:
        """Whether the port accepted the connection."""
        return self.reach in (Reach.OPEN, Reach.NO_TLS)


def look(host: str, port: int, *, tls: bool, timeout_s: float = TIMEOUT_S) -> Look:
    """Connect, and with *tls* make a handshake that trusts any certificate, to see which one is there.

    The addresses of a name are connected to one after the other until one accepts. Up to TLS 1.2 a server shows the
    authorities too; one that refuses it is asked again with TLS 1.3, over a second connection. Every failure of the
    network is a result, not an error.
    """
    if not 0 < port < 65536:
        return Look(reach=Reach.NOT_TESTED, details=f"{port} is not a TCP port: they end at 65535")
    try:
        addresses = _resolved(host, port)
    except socket.gaierror as error:
        silent = error.errno == getattr(socket, "EAI_AGAIN", None)
        why = "no name server answered here" if silent else "the name does not resolve here"
        return Look(reach=Reach.NOT_TESTED, details=why)
    except (OSError, ValueError):
        return Look(reach=Reach.NOT_TESTED, details="not a host name: a label is empty, too long or not allowed")
    failures: dict[str, OSError] = {}
    for address in addresses[:MOST_ADDRESSES]:
        try:
            with socket.create_connection((address, port), timeout=timeout_s) as connection:
                found = _seen(connection, (address, port), host, tls=tls, timeout_s=timeout_s)
        except OSError as error:
            failures[address] = error
        else:
            return attrs.evolve(found, details=_at(found.details, [address], host))
    return _failed(failures, len(addresses), host, timeout_s)


def _resolved(host: str, port: int) -> list[str]:
    """The addresses of a host, each once; of an address, itself.

    Raises:
        socket.gaierror: it has none here.
        ValueError: no name server can be asked for it.
    """
    if not host.strip():
        raise ValueError("it is empty")
    with suppress(ValueError):
        return [str(ip_address(host))]
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


def _seen(connection: socket.socket, address: tuple[str, int], host: str, *, tls: bool, timeout_s: float) -> Look:
    """What an open connection shows."""
    if not tls:
        return Look(reach=Reach.OPEN, details="connected")
    seen = handshake(connection, host, timeout_s=timeout_s, newest=False)
    if seen.wants_newer:
        with suppress(OSError), socket.create_connection(address, timeout=timeout_s) as again:
            seen = handshake(again, host, timeout_s=timeout_s)
    # Windows names a certificate by this hash; it protects nothing here
    thumbprints = [hashlib.sha1(each, usedforsecurity=False).hexdigest().upper() for each in seen.certificates[:1]]
    return Look(
        reach=Reach.OPEN if seen.is_tls else Reach.NO_TLS,
        details=seen.version or f"connected; TLS failed: {seen.failure}",
        thumbprint="".join(thumbprints),
        handshake=seen,
    )


def _failed(failures: dict[str, OSError], known: int, host: str, timeout_s: float) -> Look:
    """What connections say that all failed: what the other side said goes before what this computer could not do."""
    closed = {address: error for address, error in failures.items() if _is_of_the_way(error)}
    said = list(dict.fromkeys(_why(error, timeout_s) for error in (closed or failures).values()))
    more = f", {known - len(failures)} more addresses not tried" if known > len(failures) else ""
    details = _at("; ".join(said), list(closed or failures), host) + more
    is_refused = bool(closed) and all(isinstance(error, ConnectionRefusedError) for error in closed.values())
    return Look(reach=Reach.CLOSED if closed else Reach.NOT_TESTED, details=details, is_refused=is_refused)


def _is_of_the_way(error: OSError) -> bool:
    """Whether a failure is of the way to the port, and not of this computer: the other side or a router said no."""
    return isinstance(error, (TimeoutError, ConnectionError)) or error.errno == errno.EHOSTUNREACH


def _why(error: OSError, timeout_s: float) -> str:
    if isinstance(error, ConnectionRefusedError):
        return "refused"
    if isinstance(error, TimeoutError):
        return f"no answer in {timeout_s:g} s"
    return error.strerror or str(error) or type(error).__name__


def _at(details: str, addresses: Sequence[str], host: str) -> str:
    """*details* with the addresses that a name was looked up to."""
    return details if list(addresses) == [host] else f"{details} ({', '.join(addresses)})"
