"""Certificates of the Edge: names, validity, sameness, usage, keys (CERT-01 to CERT-09)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta

from ...estate.estate import Estate
from ...estate.naming import short_name
from ...estate.observation import original
from ...estate.topology import Certificate, EdgePool
from ...network.certificate_expiry import begins, ends
from ...network.certificate_names import (
    ACCESS,
    WEB_CONFERENCING,
    alternative_names,
    common_name,
    external_certificates,
    external_names,
    is_of_store_of_authorities,
    of_the_edge,
    thumbprint_of,
)
from ...network.edges import DeployedEdge, edges_of
from ..certificate_hits import once, place_of, places_of, telling, without_external
from ..edge_names import rule_of_edges
from ..engine.gaps import Collect, Gap
from ..engine.model import LYNC2010, LYNC2013, R2, Context, Grade, Hit, Severity, Wording, rule
from ..engine.phases import A_EDGE, A_PRODUCTION, B_EDGE, B_PRODUCTION
from ..engine.values import Host, Places, Text, hosts, texts

ALL = (R2, LYNC2010, LYNC2013)
_PHASES = (A_PRODUCTION, B_PRODUCTION)
_REQUEST = (
    "Request the certificate again with this name among its alternative names (Certificate Wizard or "
    "Request-CsCertificate -New -Type AccessEdgeExternal -DomainName NAMES), assign it on each Edge server of the pool."
)
_PAGE = "l13-edge-certificates"
_SOON = timedelta(days=30)
_RECOMMENDED_BITS = 2048
_SERVER_AUTHENTICATION = ("1.3.6.1.5.5.7.3.1", "serverauth", "server authentication")


def shown(certificate: Certificate) -> Text:
    """What people call a certificate: its common name and the end of its thumbprint."""
    name = common_name(certificate) or certificate.subject or certificate.key
    return Text(f"{name} ({(certificate.thumbprint or '')[-8:]})" if certificate.thumbprint else name)


@rule_of_edges(
    id="CERT-01",
    title="Name is missing in the external certificate of the Edge",
    severity=Severity.ERROR,
    grade=Grade.DOCUMENTED,
    products=ALL,
    needs=(Certificate, EdgePool),
    message="Certificate {certificate} of Edge pool {edge} lacks {name} among its alternative names ({purpose})",
    variants={
        "subject only": Wording(
            "Certificate {certificate} of Edge pool {edge} has {name} only as its subject, not among its alternative "
            "names ({purpose})"
        )
    },
    effect="TLS compares the alternative names and ignores the subject: clients and partners refuse the connection.",
    remediation=_REQUEST,
    references=(_PAGE, "l13-edge-certificate-summary", "request-cscertificate"),
    basis=(
        "that the names belong there and TLS ignores the subject is documented, what clients and partners do inferred"
    ),
    minutes=60,
    phases=_PHASES,
)
@once
def missing_name(estate: Estate, _context: Context) -> Iterator[Hit | Gap]:
    """The external certificate lacks the Access Edge, the Web Conferencing Edge, sip.DOMAIN or the domain of XMPP.

    Why it matters: the alternative names must hold these names, and TLS looks at nothing else. The A/V Edge uses no
    name.

    When it is wrong: the domain has neither automatic sign-in nor federation.
    """
    for edge in edges_of(estate):
        yield from without_external(edge, estate)
        web_has_own = _web_has_own(edge, estate)
        needed = external_names(edge, estate)
        for certificate in external_certificates(edge, estate):
            use = (certificate.use or "").casefold() if certificate.knows("use") else ""
            have = alternative_names(certificate)
            if not certificate.knows("alternative_names"):
                continue
            for each in needed:
                of_web = each.purpose == "Web Conferencing Edge"
                if each.name.casefold() in have or (use == ACCESS and of_web and web_has_own):
                    continue
                if use == WEB_CONFERENCING and not of_web:
                    continue
                only_subject = common_name(certificate).casefold() == each.name.casefold()
                yield Hit(
                    item=certificate,
                    variant="subject only" if only_subject else "",
                    part=f"{edge.fqdn} {each.name}",
                    places={
                        "certificate": shown(certificate),
                        "edge": Host(edge.fqdn),
                        "name": Host(each.name),
                        "purpose": Text(each.purpose),
                    },
                )


def _web_has_own(edge: DeployedEdge, estate: Estate) -> bool:
    """Whether the Web Conferencing Edge has a certificate of its own."""
    return any(
        certificate.knows("use") and (certificate.use or "").casefold() == WEB_CONFERENCING
        for certificate in of_the_edge(edge, estate)
    )


@rule_of_edges(
    id="CERT-04",
    title="Wildcard in the external certificate of the Edge",
    severity=Severity.ERROR,
    grade=Grade.DOCUMENTED,
    products=ALL,
    needs=(Certificate, EdgePool),
    message="Certificate {certificate} of Edge pool {edge} has the wildcard {name}",
    effect=(
        "The pages support no wildcard as subject, and do not name the external Edge among the roles with "
        "wildcards. Two texts weaken that: the summary of certificates lists *.DOMAIN as a name for XMPP, and a note "
        "says that for Lync Server 2013 the rule on the subject is no longer a requirement, but recommended."
    ),
    remediation=(
        "Request the certificate again with every name in full (Certificate Wizard or Request-CsCertificate -New "
        "-Type AccessEdgeExternal -DomainName NAMES), assign it on each Edge server of the pool."
    ),
    references=(_PAGE, "l13-wildcard", "l13-edge-certificate-summary", "request-cscertificate"),
    basis="that a wildcard beside all names in full does no harm is inferred",
    minutes=60,
    phases=_PHASES,
)
@once
def wildcard(estate: Estate, _context: Context) -> Iterator[Hit | Gap]:
    """The subject or an alternative name of an external certificate is a wildcard.

    Why it matters: the page on wildcards does not name the external Edge among the roles that may have them, and
    supports none as subject.

    When it is wrong: the certificate has every name in full besides, and the wildcard is not its subject.
    """
    for edge in edges_of(estate):
        yield from without_external(edge, estate)
        for certificate in external_certificates(edge, estate):
            for name in sorted({common_name(certificate), *certificate.alternative_names}):
                if name.startswith("*"):
                    places: Places = {
                        "certificate": shown(certificate),
                        "edge": Host(edge.fqdn),
                        "name": Host(name),
                    }
                    yield Hit(item=certificate, part=f"{edge.fqdn} {name}", places=places)


@rule(
    id="CERT-05",
    title="Certificate has expired or will soon",
    severity=Severity.ERROR,
    grade=Grade.DOCUMENTED,
    products=ALL,
    needs=(Certificate,),
    message="Certificate {certificate}{where} expired on {day}",
    variants={
        "soon": Wording(
            message="Certificate {certificate}{where} expires on {day}",
            effect="From that day on servers and clients refuse the connection.",
        ),
        "not yet": Wording(
            message="Certificate {certificate}{where} is valid from {day} only",
            effect="Until that day servers and clients refuse the connection; a wrong clock shows the same.",
        ),
    },
    effect="Servers and clients refuse the connection.",
    remediation="Request and assign a new certificate with the same names; see that the clock of the server is right.",
    references=(_PAGE, "l13-roll-certificates"),
    basis=(
        "that connections are lost is documented for the A/V certificate, and inferred for the others; that fewer than "
        "30 days are soon is a rule of thumb"
    ),
    minutes=60,
    phases=(A_EDGE, B_EDGE),
)
@once
def validity(estate: Estate, context: Context) -> Iterator[Hit]:
    """A certificate that is in use has expired, is not valid yet, or expires within 30 days.

    Why it matters: connections of the role stop on that day.

    When it is wrong: it is not assigned any more, or has a successor.
    """
    places = places_of(estate)
    for certificate in estate.each(Certificate):
        if is_of_store_of_authorities(certificate):
            continue
        severity, variant, day, first = None, "", ends(certificate), begins(certificate)
        if day is None:
            continue
        if first and first > context.now:
            variant, day = "not yet", first
        elif day > context.now:
            if day - context.now >= _SOON:
                continue
            severity, variant = Severity.WARNING, "soon"
        where = places.get(thumbprint_of(certificate)) or place_of(certificate)
        yield Hit(
            item=certificate,
            variant=variant,
            severity=severity,
            places={"certificate": shown(certificate), "where": Text(where), "day": Text(day.date().isoformat())},
        )


@rule_of_edges(
    id="CERT-06",
    title="Servers of an Edge pool have different certificates",
    severity=Severity.ERROR,
    grade=Grade.DOCUMENTED,
    products=ALL,
    needs=(Certificate, EdgePool),
    message="The servers of Edge pool {edge} have different certificates of use {use}: {machines}",
    effect="The A/V authentication service needs one private key across the pool; with two, media may fail.",
    remediation="Export one with its private key, import and assign it on each Edge server of the pool.",
    references=(_PAGE,),
    basis="that it is one certificate and key is documented, what happens otherwise inferred",
    minutes=45,
    phases=_PHASES,
)
def different(estate: Estate, _context: Context) -> Iterator[Hit | Gap]:
    """Two servers of one Edge pool have certificates with other thumbprints for one external use.

    Why it matters: the same certificate and private key must be on each Edge server of the pool.

    When it is wrong: the certificates are being replaced one by one.
    """
    for edge in edges_of(estate):
        members = {short_name(host.name) for host in edge.hosts}
        found: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        for certificate in of_the_edge(edge, estate):
            machine = short_name(certificate.machine)
            use = (certificate.use or "").casefold() if certificate.knows("use") else ""
            if machine in members and certificate.thumbprint and use in _SHARED_USES:
                found[use][machine].add(thumbprint_of(certificate))
        seen = {machine for machines in found.values() for machine in machines}
        if len(edge.hosts) > 1 and (unseen := [host.name for host in edge.hosts if short_name(host.name) not in seen]):
            yield Gap(
                reason="no evidence of the external certificates of {servers}",
                places={"servers": hosts(unseen)},
                needs=(Collect(Certificate.kind, edge.product),),
            )
        differing: dict[tuple[str, ...], list[str]] = defaultdict(list)
        for use, machines in found.items():
            if len(set(map(frozenset, machines.values()))) > 1:
                differing[tuple(sorted(machines))].append(use)
        for servers, uses in differing.items():
            places: Places = {
                "edge": Host(edge.fqdn),
                "use": texts(_SHARED_USES[use] for use in uses),
                "machines": hosts(servers),
            }
            yield Hit(item=edge.item, part=" ".join(uses), places=places)


_SHARED_USES = {
    ACCESS: "AccessEdgeExternal",
    WEB_CONFERENCING: "DataEdgeExternal",
    "audiovideoauthentication": "AudioVideoAuthentication",
}


@rule_of_edges(
    id="CERT-08",
    title="Certificate of the Edge is not for servers",
    severity=Severity.ERROR,
    grade=Grade.DOCUMENTED,
    products=ALL,
    needs=(Certificate, EdgePool),
    message="Certificate {certificate} of Edge pool {edge} does not have the usage of server authentication",
    effect="TLS connections are refused.",
    remediation=(
        "Request the certificate again with the same names from a template that has server authentication, and assign "
        "it on each Edge server of the pool."
    ),
    references=("l13-certificate-infrastructure", "l13-edge-certificate-summary"),
    basis="that the usage is required is documented; what happens otherwise, and that no list allows all, inferred",
    minutes=60,
    phases=_PHASES,
)
@once
def no_server_usage(estate: Estate, _context: Context) -> Iterator[Hit | Gap]:
    """The extended key usages of an external certificate are listed, and server authentication is not among them.

    Why it matters: the published summaries require the server EKU.

    When it is wrong: the certificate has no list of usages, which allows all.
    """
    telling_usages = telling(estate, "extended_key_usages")
    for edge in edges_of(estate):
        yield from without_external(edge, estate)
        for certificate in external_certificates(edge, estate):
            shows = telling_usages(certificate)
            usages = [usage.casefold() for usage in shows.extended_key_usages]
            if not shows.knows("extended_key_usages"):
                continue
            if usages and not any(name in usage for usage in usages for name in _SERVER_AUTHENTICATION):
                yield Hit(
                    item=certificate,
                    part=edge.fqdn,
                    places={"certificate": shown(certificate), "edge": Host(edge.fqdn)},
                )


@rule(
    id="CERT-09",
    title="Signature or key that is not supported or not recommended",
    severity=Severity.ERROR,
    grade=Grade.DOCUMENTED,
    products=ALL,
    needs=(Certificate,),
    message="Certificate {certificate} is signed with RSASSA-PSS, which is not supported",
    variants={
        "key": Wording(
            message="The key of certificate {certificate} has {bits} bits",
            effect="1024, 2048 and 4096 bits are supported, 2048 or more recommended; shorter ones are not listed.",
        )
    },
    effect="Sign-in and call forwarding may fail, among other problems.",
    remediation=(
        "Request it again from an authority that does not sign with RSASSA-PSS, with a key of 2048 bits or more."
    ),
    references=("l13-certificate-infrastructure",),
    basis="what to request instead follows from what the page supports and recommends",
    minutes=60,
    phases=_PHASES,
)
@once
def unfit_signature(estate: Estate, _context: Context) -> Iterator[Hit]:
    """A certificate has a signature of RSASSA-PSS, or an RSA key of fewer than 2048 bits; only files of it tell.

    Why it matters: the signature algorithm is not supported; keys of 2048 bits or more are recommended.

    When it is wrong: the certificate is not used by a server of Lync.
    """
    telling_key = telling(estate, "signature_algorithm")
    for certificate in estate.each(Certificate):
        if is_of_store_of_authorities(certificate) or original(telling_key(certificate)) is not original(certificate):
            continue  # its file tells
        if "pss" in (certificate.signature_algorithm or "").casefold():
            yield Hit(item=certificate, places={"certificate": shown(certificate)})
        is_rsa = (certificate.key_algorithm or "").casefold() == "rsa"
        if is_rsa and certificate.key_bits and certificate.key_bits < 2048:
            yield Hit(
                item=certificate,
                variant="key",
                part="key",
                severity=Severity.WARNING,
                places={"certificate": shown(certificate), "bits": Text(str(certificate.key_bits))},
            )
