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
from ..estate.topology import Certificate, EdgePool, SipDomain
from .edges import DeployedEdge, Interface, edges_of

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


def of_the_edge(edge: DeployedEdge, estate: Estate) -> Iterator[Certificate]:
    """The certificates that interfaces of the Edge may use.

    Authorities are not among them, nor are those of servers of another Edge pool, nor is what a store holds besides:
    Get-CsCertificate lists all that a server uses, so that a certificate of a store of that server is unused, or listed
    with its use.
    """
    estate.of(EdgePool)  # a pool that was lost may be that of a certificate
    own = _servers(edge)
    others = {
        name for other in edges_of(unobserved(estate)) if other.fqdn != edge.fqdn for name in _servers(other)
    } - own
    with_use = [each for each in unobserved(estate).of(Certificate) if each.knows("use")]
    assigned = {thumbprint_of(each) for each in with_use if each.thumbprint}
    listed = {short_name(each.machine) for each in with_use if each.machine}
    for certificate in estate.each(Certificate, product=edge.product):
        known = original(certificate)
        if is_of_store_of_authorities(known) or short_name(known.machine) in others:
            continue
        is_in_store = known.knows("store") and known.store and short_name(known.machine) in listed
        if known.knows("use") or not (thumbprint_of(known) in assigned or is_in_store):
            yield certificate
        elif known.knows("store") and not known.store:
            certificate.knows("use")  # neither a file nor a store: the use is lost, and what follows in doubt


def _servers(edge: DeployedEdge) -> frozenset[str]:
    return frozenset(short_name(host.name) for host in edge.hosts)


def external_certificates(edge: DeployedEdge, estate: Estate) -> Iterator[Certificate]:
    """The certificates of the external interfaces: by their use; where that is not known, by a name of the Edge."""
    names = {needed.name.casefold() for needed in external_names(edge, estate)}
    for certificate in of_the_edge(edge, estate):
        if original(certificate).knows("use"):
            if (certificate.use or "").casefold() in (ACCESS, WEB_CONFERENCING):
                yield certificate
        elif {common_name(certificate).casefold(), *alternative_names(certificate)} & names:
            yield certificate


def internal_certificates(edge: DeployedEdge, estate: Estate) -> Iterator[Certificate]:
    """The certificates of the internal interface, by their use."""
    for certificate in of_the_edge(edge, estate):
        if certificate.knows("use") and (certificate.use or "").casefold() == INTERNAL:
            machine = short_name(certificate.machine)
            if not machine or machine in _servers(edge):
                yield certificate
