"""Live looks at the certificates of servers, made only where somebody names a server and a port."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from ..errors import InputError
from ..estate.counting import counted
from ..estate.estate import Estate
from ..estate.network import is_address
from ..estate.topology import Certificate
from ..network.certificate_names import has_name
from ..network.edges import DeployedEdge, edges_of
from ..network.tls_endpoints import CertificateLook, TlsEndpoint, is_media, media_remark, of_edge
from ..probes.tcp import MOST_LOOKS, Look, look

#: what looks at a server: host and port -> what was seen
Looking = Callable[[str, int], Look]


def endpoint(text: str) -> TlsEndpoint:
    """The endpoint of ``sip.contoso.com:443``, ``192.0.2.1:5061`` or ``[2001:db8::1]:443``.

    Raises:
        InputError: the text names no server or no port.
    """
    host, _, port = text.strip().rpartition(":")
    bare = host.strip("[]")
    if not bare or not port.isascii() or not port.isdecimal() or not 0 < int(port[:6]) < 65536:
        raise InputError(f"{text!r} is not a server and a port", hint="Write it as sip.contoso.com:443")
    if ":" in bare and not host.startswith("["):
        raise InputError(f"{text!r} is not clear", hint="Write an IPv6 address in brackets: [2001:db8::1]:443")
    return TlsEndpoint(bare, int(port))


def live_certificates(
    estate: Estate | None, endpoints: Sequence[TlsEndpoint], looking: Looking | None = None
) -> Iterator[CertificateLook]:
    """Look at each endpoint once.

    Args:
        estate: tells for what the certificate of an endpoint is used.

    Raises:
        InputError: more endpoints than one run looks at.
    """
    if len(endpoints) > MOST_LOOKS:
        raise InputError(
            f"{counted(len(endpoints), 'server is', 'servers are')} named",
            hint=f"One run looks at {MOST_LOOKS} at most",
        )
    edges = list(edges_of(estate)) if estate is not None else []
    for place in endpoints:
        seen = looking(place.host, place.port) if looking else look(place.host, place.port, tls=True)
        yield _seen(place, seen, edges, estate)


def _seen(place: TlsEndpoint, seen: Look, edges: Sequence[DeployedEdge], estate: Estate | None) -> CertificateLook:
    from ..sources.network.x509 import certificate_of

    shown = seen.handshake
    if shown is None or not shown.certificates:
        why = shown.failure if shown is not None and shown.failure else seen.details
        of_media = next((edge for edge in edges if seen.connects and is_media(edge, place)), None)
        return CertificateLook(
            endpoint=place,
            version="",
            failure=f"{media_remark(of_media)} ({why})" if of_media else why,
            certificate=None,
            authorities=None,
            has_name=None,
        )
    found = certificate_of(shown.certificates[0], str(place))
    if isinstance(found, Certificate) and estate is not None:
        found = of_edge(found, place, edges, estate)
    own = found if isinstance(found, Certificate) else None
    return CertificateLook(
        endpoint=place,
        version=shown.version,
        failure=shown.failure or ("" if own else str(found)),
        certificate=own,
        authorities=None if shown.version == "TLSv1.3" else len(shown.certificates) - 1,
        has_name=has_name(own, place.host) if own and not is_address(place.host) else None,
    )
