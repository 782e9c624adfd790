"""What an endpoint of an Edge is for, and what a look at its certificate shows."""

from __future__ import annotations

from collections.abc import Sequence

import attrs

from ..estate.estate import Estate
from ..estate.network import is_address
from ..estate.topology import Certificate
from .certificate_names import ACCESS, INTERNAL, WEB_CONFERENCING, external_names
from .edges import DeployedEdge, EdgePort, Interface

#: uses as Get-CsCertificate writes them
_USES = {ACCESS: "AccessEdgeExternal", WEB_CONFERENCING: "DataEdgeExternal", INTERNAL: "Internal"}


@attrs.frozen
class TlsEndpoint:
    """A server and a TCP port of it."""

    host: str
    port: int

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


@attrs.frozen(kw_only=True)
class CertificateLook:
    """What one look showed.

    Attributes:
        version: of TLS, such as "TLSv1.2"; "" where the handshake failed.
        failure: why there is no certificate, or why the handshake failed although there is one; "" otherwise.
        certificate: the server's own; None where none was shown, or it cannot be read.
        authorities: how many certificates of authorities it sent too; None with TLS 1.3, which hides them.
        has_name: whether the certificate has the name of the server that was asked; None without a certificate, or
            where an address was asked.
    """

    endpoint: TlsEndpoint
    version: str
    failure: str
    certificate: Certificate | None
    authorities: int | None
    has_name: bool | None


def of_edge(
    certificate: Certificate, endpoint: TlsEndpoint, edges: Sequence[DeployedEdge], estate: Estate
) -> Certificate:
    """*certificate* with the product and the use of the Edge at whose endpoint it was seen."""
    for edge in edges:
        if use := _use(edge, endpoint, estate):
            unknown = tuple(field for field in certificate.unknown if field != "use")
            return attrs.evolve(certificate, product=edge.product, use=_USES[use], unknown=unknown)
    return certificate


def _use(edge: DeployedEdge, endpoint: TlsEndpoint, estate: Estate) -> str | None:
    host = endpoint.host.casefold()
    if is_address(host):
        sides = (
            (Interface.INTERNAL, INTERNAL),
            (Interface.ACCESS, ACCESS),
            (Interface.WEB_CONFERENCING, WEB_CONFERENCING),
        )
        return next((use for i, use in sides if any(host in (h.addresses(i) or ()) for h in edge.hosts)), None)
    if host in {edge.fqdn.casefold(), *(server.name.casefold() for server in edge.hosts)}:
        return INTERNAL
    if host not in {needed.name.casefold() for needed in external_names(edge, estate)}:
        return None
    web = (edge.external_fqdn(Interface.WEB_CONFERENCING) or "").casefold()
    if edge.shares_one_name:
        return WEB_CONFERENCING if endpoint.port == edge.port(EdgePort.PSOM_EXTERNAL) else ACCESS
    return WEB_CONFERENCING if host == web else ACCESS


def is_media(edge: DeployedEdge, endpoint: TlsEndpoint) -> bool:
    """Whether the endpoint is that of the media relay, which speaks STUN."""
    av = (edge.external_fqdn(Interface.AV) or "").casefold()
    return endpoint.host.casefold() == av and endpoint.port == edge.port(EdgePort.TURN_TCP_EXTERNAL)


def media_remark(edge: DeployedEdge) -> str:
    """Why the media relay shows no certificate, and where one is."""
    sign_in = TlsEndpoint(edge.external_fqdn(Interface.ACCESS) or "ACCESS_EDGE_FQDN", edge.port(EdgePort.SIP_CLIENTS))
    return (
        "no certificate is normal here: the A/V Edge answers STUN, not TLS; clients sign in at "
        f"{sign_in}, which _sip._tls of each SIP domain must say"
    )
