"""What rules look for among certificates: targets that none has, copies without key, ends, friendly names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import datetime

from ..estate.estate import Estate
from ..estate.naming import short_name
from ..estate.network import DnsRecord, folded
from ..estate.observation import unobserved
from ..estate.products import LYNC2013
from ..estate.topology import Certificate, SipDomain
from ..network.certificate_expiry import ends
from ..network.certificate_names import (
    alternative_names,
    external_certificates,
    is_of_store_of_authorities,
    thumbprint_of,
)
from ..network.edges import DeployedEdge, edges_of
from .certificate_hits import server_of
from .engine.gaps import Gap, Run

#: SRV records that lead to the Access Edge
_SERVICES = ("_sip._tls.", "_sipfederationtls._tcp.")
_AV = "audiovideoauthentication"


def targets_not_named(edge: DeployedEdge, estate: Estate) -> Iterator[tuple[DnsRecord, str, str, Certificate]]:
    """SRV records outside of own SIP domains whose target no external certificate has: owner, target, certificate."""
    certificates = list(external_certificates(edge, estate))
    have = {name for certificate in certificates for name in alternative_names(certificate)}
    domains = {folded(d.name or d.key) for d in estate.of(SipDomain, product=edge.product)}
    if not all(certificate.knows("alternative_names") for certificate in certificates):
        return
    for record in estate.each(DnsRecord) if certificates else ():
        target = folded(record.target or "")
        owner = folded(record.owner or "")
        if record.type != "SRV" or record.vantage_point != "public" or not target or target in have:
            continue
        service = next((each for each in _SERVICES if owner.startswith(each)), None)
        if service and (not domains or owner.removeprefix(service) in domains):
            yield record, owner, target, certificates[0]


def without_their_key(estate: Estate) -> Iterator[Certificate]:
    """External certificates of legacy Edges on a server of a new Edge pool, without their private key."""
    legacy = {
        thumbprint_of(certificate)
        for edge in edges_of(estate)
        if edge.product != LYNC2013
        for certificate in external_certificates(edge, estate)
    } - {""}
    new = {short_name(host.name) for edge in edges_of(estate, product=LYNC2013) for host in edge.hosts}
    for certificate in estate.each(Certificate) if legacy else ():
        machine = short_name(certificate.machine)
        if machine in new and thumbprint_of(certificate) in legacy and certificate.has_private_key is False:
            yield certificate


def ending(estate: Estate, before: datetime) -> Iterator[tuple[Certificate, datetime]]:
    """Certificates of A/V authentication that end before then and have no later one on their server, with their end."""
    own = (certificate for certificate in estate.of(Certificate) if not is_of_store_of_authorities(certificate))
    certificates = [certificate for certificate in own if _AV in (certificate.use or "").casefold()]
    for certificate in certificates:
        last = ends(certificate)
        same = [other for other in certificates if short_name(other.machine) == short_name(certificate.machine)]
        if last and last < before and not any((end := ends(other)) and end > last for other in same):
            yield certificate, last


def _personal(estate: Estate) -> Iterator[Certificate]:
    """The certificates of personal stores that were listed with their friendly names."""
    for certificate in unobserved(estate).of(Certificate):
        if (certificate.store or "").casefold() == "my" and certificate.knows("friendly_name"):
            yield certificate


def without_friendly_names(estate: Estate) -> Iterator[Gap]:
    """A gap where no personal store was listed with friendly names."""
    if not any(True for _ in _personal(estate)):
        yield Gap(
            reason="no personal store was listed with friendly names",
            needs=(Run("certutil -v -store My > My.txt (on the Edge server)"),),
        )


def by_friendly_name(estate: Estate) -> Mapping[tuple[str, str], list[Certificate]]:
    """The certificates of personal stores by server and friendly name; those without one are left out."""
    estate.of(Certificate)  # one that was lost may have the same name
    found: dict[tuple[str, str], list[Certificate]] = defaultdict(list)
    for certificate in _personal(estate):
        if name := (certificate.friendly_name or "").strip():
            found[server_of(certificate), name].append(certificate)
    return found
