"""The names that certificates of an Edge need, derived from the estate, and the names that a certificate has.

Source: "Certificate requirements for external user access" and the certificate summaries of the Lync Server 2013
library. The A/V Edge uses neither subject nor alternative names, so its name is never asked for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import attrs

from ..estate.estate import Estate
from ..estate.naming import short_name
from ..estate.observation import original, unobserved
from ..estate.topology import Certificate, SipDomain
from .edges import DeployedEdge, Interface

_COMMON_NAME = re.compile(r'(?:^|[,+])\s*CN=("(?:[^"]|"")*"|(?:\\.|[^,+\\])*)', re.IGNORECASE)
ACCESS, WEB_CONFERENCING, INTERNAL = "accessedgeexternal", "dataedgeexternal", "internal"


@attrs.frozen
class NeededName:
    """A name among the alternative names of the external certificate, and what needs it."""

    name: str
    purpose: str


def external_names(edge: DeployedEdge, estate: Estate) -> tuple[NeededName, ...]:
    """What the external certificate of an Edge pool must have, each name once."""
    needed: dict[str, NeededName] = {}
    for name, purpose in _external(edge, estate):
        needed.setdefault(name.casefold(), NeededName(name, purpose))
    return tuple(needed.values())


def _external(edge: DeployedEdge, estate: Estate) -> Iterator[tuple[str, str]]:
    if access := edge.external_fqdn(Interface.ACCESS):
        yield access, "Access Edge"
    if web := edge.external_fqdn(Interface.WEB_CONFERENCING):
        yield web, "Web Conferencing Edge"
    domains = [domain.name or domain.key for domain in estate.of(SipDomain, product=edge.product)]
    for domain in domains:
        yield f"sip.{domain}", "sign-in and federation of the SIP domain"
    if edge.has_xmpp:
        for domain in domains:
            yield domain, "XMPP of the SIP domain"


def common_name(certificate: Certificate) -> str:
    """The common name of the subject; "" without one."""
    match = _COMMON_NAME.search(certificate.subject or "")
    return re.sub(r"\\(.)", r"\1", match[1].strip().strip('"')) if match else ""


def alternative_names(certificate: Certificate) -> frozenset[str]:
    """The alternative names as they are compared."""
    return frozenset(name.strip().casefold() for name in certificate.alternative_names)


def has_name(certificate: Certificate, host: str) -> bool:
    """Whether a certificate is for a host; its subject counts only where it has no alternative names (RFC 6125)."""
    names = alternative_names(certificate) or frozenset({common_name(certificate).casefold()})
    host = host.strip(".").casefold()
    return host in names or f"*.{host.partition('.')[2]}" in names


def thumbprint_of(certificate: Certificate) -> str:
    """The thumbprint as it is compared; "" without one."""
    return (certificate.thumbprint or "").replace(" ", "").casefold()


def is_of_store_of_authorities(certificate: Certificate) -> bool:
    """Whether it was listed in a store of root or intermediate authorities.

    A file or a live look shows a certificate that somebody asks about: it is in no store, and nothing is in doubt.
    """
    return "store" not in certificate.unknown and (certificate.store or "").casefold() in {"root", "ca", "authroot"}


def _assigned(estate: Estate) -> frozenset[str]:
    """Thumbprints of which Get-CsCertificate shows the use: the same certificate as a file or in a store adds none."""
    return frozenset(
        thumbprint_of(each) for each in unobserved(estate).of(Certificate) if each.thumbprint and each.knows("use")
    )


def external_certificates(edge: DeployedEdge, estate: Estate) -> Iterator[Certificate]:
    """The certificates of the external interfaces: by their use; where that is not known, by a name of the Edge."""
    names = {needed.name.casefold() for needed in external_names(edge, estate)}
    assigned = _assigned(estate)
    for certificate in estate.each(Certificate, product=edge.product):
        if original(certificate).knows("use"):
            if (certificate.use or "").casefold() in (ACCESS, WEB_CONFERENCING):
                yield certificate
            continue
        if thumbprint_of(certificate) in assigned:
            continue
        have = {common_name(certificate).casefold(), *alternative_names(certificate)}
        if have & names and not is_of_store_of_authorities(certificate):
            yield certificate


def internal_certificates(edge: DeployedEdge, estate: Estate) -> Iterator[Certificate]:
    """The certificates of the internal interface, by their use."""
    assigned = _assigned(estate)
    for certificate in estate.each(Certificate, product=edge.product):
        if not original(certificate).knows("use") and thumbprint_of(certificate) in assigned:
            continue
        if certificate.knows("use") and (certificate.use or "").casefold() == INTERNAL:
            hosts = {short_name(host.name) for host in edge.hosts}
            machine = short_name(certificate.machine)
            if not machine or machine in hosts:
                yield certificate
