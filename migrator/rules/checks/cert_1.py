"""Certificates of the Edge: revocation lists, chains, stores, keys, issuers (CERT-10 to CERT-19)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from itertools import chain

from ...estate.estate import Estate
from ...estate.external import PublicProvider
from ...estate.network import DnsRecord
from ...estate.topology import Certificate, EdgePool
from ...network.certificate_names import (
    alternative_names,
    common_name,
    external_certificates,
    internal_certificates,
    thumbprint_of,
)
from ...network.edges import edges_of
from .. import certificate_search as search
from ..certificate_hits import (
    in_store,
    named,
    not_listed,
    once,
    once_on_each_server,
    plain,
    server_of,
    telling,
    without_external,
)
from ..edge_names import rule_of_edges
from ..engine.gaps import Gap
from ..engine.model import LYNC2010, LYNC2013, Context, Grade, Hit, Severity, Wording, rule
from ..engine.phases import A_PRODUCTION, B_PRODUCTION
from ..engine.values import Amount, Host, Places, Text, texts
from .cert_0 import ALL, shown

_PHASES = (A_PRODUCTION, B_PRODUCTION)
#: certificates in the Root store from which trouble was seen
_MANY_ROOTS = 100
#: how long the tokens live that the A/V Edge issues with its certificate (l13-roll-certificates)
_TOKENS_LIVE = timedelta(hours=8)


@rule(
    id="CERT-11",
    title="Chain of a certificate is not complete on the server",
    severity=Severity.ERROR,
    grade=Grade.OBSERVED,
    products=ALL,
    needs=(Certificate,),
    message="The issuer of certificate {certificate}, {issuer}, is neither in the store Root nor in CA of {machine}",
    effect="The server does not trust the certificate, and does not send its whole chain: partners refuse it too.",
    remediation=(
        "Import the root into Trusted Root Certification Authorities (Root) and the intermediate into Intermediate "
        "Certification Authorities (CA) of the computer; the same for the authority of each partner."
    ),
    references=("lyncdude-federation",),
    basis="that root and intermediate belong there is from the field, what happens otherwise inferred",
    minutes=30,
    phases=_PHASES,
)
@once_on_each_server
def incomplete_chain(estate: Estate, _context: Context) -> Iterator[Hit | Gap]:
    """The stores Root and CA of a server were listed, and the issuer of one of its certificates is in neither.

    Why it matters: a chain must lead to a root that the server trusts.

    When it is wrong: names of one authority are spelled in two ways.
    """
    yield from not_listed(estate, "root", "ca")
    roots, authorities = in_store(estate, "root"), in_store(estate, "ca")
    for machine in roots.keys() & authorities.keys():
        known = {plain(c.subject) for c in (*roots[machine], *authorities[machine])}
        for certificate in estate.of(Certificate):
            if server_of(certificate) != machine or certificate in roots[machine]:
                continue
            if certificate.issuer and plain(certificate.issuer) not in known:
                places: Places = {"certificate": shown(certificate), "issuer": Text(certificate.issuer)}
                yield Hit(item=certificate, places={**places, "machine": named(certificate)})


@rule(
    id="CERT-12",
    title="Certificate of an intermediate authority in the Root store",
    severity=Severity.ERROR,
    grade=Grade.OBSERVED,
    products=ALL,
    needs=(Certificate,),
    message="{certificate} is in the Root store of {machine}, but {issuer} issued it",
    effect="On Windows Server 2012 and later services of Lync Server 2013 may not start, and certificates are refused.",
    remediation="Move it to Intermediate Certification Authorities (CA) of the computer.",
    references=("uclobby-store-checks", "lyncdude-federation"),
    minutes=15,
    phases=_PHASES,
)
@once_on_each_server
def misplaced(estate: Estate, _context: Context) -> Iterator[Hit | Gap]:
    """A certificate in the Root store has an issuer that is not its subject.

    Why it matters: only self-signed roots belong there; newer systems check it.

    When it is wrong: names of one authority are spelled in two ways.
    """
    yield from not_listed(estate, "root")
    for certificate in estate.each(Certificate):
        if (certificate.store or "").casefold() != "root" or not certificate.issuer or not certificate.subject:
            continue
        if plain(certificate.issuer) != plain(certificate.subject):
            yield Hit(
                item=certificate,
                places={
                    "certificate": shown(certificate),
                    "machine": Host(certificate.machine or "the server"),
                    "issuer": Text(certificate.issuer),
                },
            )


@rule(
    id="CERT-13",
    title="Root store with very many certificates",
    severity=Severity.WARNING,
    grade=Grade.OBSERVED,
    products=ALL,
    needs=(Certificate,),
    message="The Root store of {machine} has {roots} certificates",
    effect="More than 100 may cause sign-in issues for users.",
    remediation="Keep only the roots that are needed; on an Edge look first which partners need one for federation.",
    references=("uclobby-store-checks",),
    minutes=60,
    phases=_PHASES,
)
def many_roots(estate: Estate, _context: Context) -> Iterator[Hit | Gap]:
    """The Root store of a server holds more than 100 certificates.

    Why it matters: the published check names more than 100 as the limit; most servers have fewer than 50.

    When it is wrong: nobody has trouble signing in.
    """
    yield from not_listed(estate, "root")
    for machine, roots in in_store(estate, "root").items():
        if len(roots) > _MANY_ROOTS:
            yield Hit(item=None, part=machine, places={"machine": named(roots[0]), "roots": Amount(len(roots))})


@rule_of_edges(
    id="CERT-14",
    title="Internal certificate of the Edge has another name",
    severity=Severity.ERROR,
    grade=Grade.DOCUMENTED,
    products=ALL,
    needs=(Certificate, EdgePool),
    message="The internal certificate {certificate} has the subject {name}; the Edge pool is called {edge} inside",
    variants={
        "wildcard": Wording(
            message="The internal certificate {certificate} of Edge pool {edge} has the wildcard {name} as subject",
            effect=(
                "Two pages disagree: the certificate requirements allow a wildcard inside, the page on wildcards "
                "supports none as subject of any role."
            ),
            remediation="Prefer a certificate with the internal FQDN of the Edge pool as subject.",
        )
    },
    effect="Servers inside reach A/V authentication and replication by the internal FQDN; another name may be refused.",
    remediation="Request one with that FQDN as subject (on Lync Server Request-CsCertificate -New -Type Internal).",
    references=("l13-edge-certificates", "l13-wildcard", "request-cscertificate", "l13-edge-certificate-summary"),
    basis="the name is documented as typical; whom it concerns and what happens otherwise is inferred",
    minutes=45,
    phases=_PHASES,
)
@once
def internal_subject(estate: Estate, _context: Context) -> Iterator[Hit]:
    """The subject of the internal certificate is not the internal FQDN of the Edge pool.

    Why it matters: internal servers ask for A/V authentication under that name.

    When it is wrong: the subject is only typically that name; one page says that alternative names are not queried.
    """
    for edge in edges_of(estate):
        for certificate in internal_certificates(edge, estate):
            name = common_name(certificate)
            if not name or name.casefold() == edge.fqdn.casefold():
                continue
            wild = name.startswith("*.")
            among = not certificate.knows("alternative_names") or edge.fqdn.casefold() in alternative_names(certificate)
            severity = Severity.INFO if wild else Severity.WARNING if among else None
            places: Places = {"certificate": shown(certificate), "name": Host(name), "edge": Host(edge.fqdn)}
            variant = "wildcard" if wild else ""
            yield Hit(item=certificate, part=edge.fqdn, variant=variant, severity=severity, places=places)


@rule_of_edges(
    id="CERT-17",
    title="Target of an SRV record is not in the certificate",
    severity=Severity.ERROR,
    grade=Grade.DOCUMENTED,
    products=(LYNC2010, LYNC2013),
    needs=(Certificate, EdgePool, DnsRecord),
    message="{owner} leads to {target}, which certificate {certificate} of Edge pool {edge} does not have",
    effect="Partners and clients that follow the record meet a certificate of another name and stop.",
    remediation="Let the SRV record lead to a name of the certificate, or request the certificate with that name.",
    references=("l13-edge-certificates", "l13-edge-certificate-summary"),
    basis="what has to be is documented, what happens otherwise inferred",
    minutes=45,
    phases=_PHASES,
)
def target_not_named(estate: Estate, _context: Context) -> Iterator[Hit | Gap]:
    """A public SRV record of an own SIP domain, of sign-in or federation, leads to a name that no certificate has.

    Why it matters: names of DNS records and of the certificate must match.

    When it is wrong: the record leads to the Edge of another estate on purpose.
    """
    for edge in edges_of(estate):
        yield from without_external(edge, estate)
        for record, owner, target, certificate in search.targets_not_named(edge, estate):
            places: Places = {"owner": Host(owner), "target": Host(target), "certificate": shown(certificate)}
            yield Hit(item=record, part=edge.fqdn, places={**places, "edge": Host(edge.fqdn)})


@rule_of_edges(
    id="CERT-10",
    title="Certificate without a CRL distribution point",
    severity=Severity.WARNING,
    grade=Grade.DOCUMENTED,
    products=(LYNC2010, LYNC2013),
    needs=(Certificate, EdgePool),
    message="Certificate {certificate} of Edge pool {edge} has no CRL distribution point",
    effect="Who checks revocation does not find the list, and may refuse the certificate.",
    remediation="Request the certificate from an authority that writes a CRL distribution point into it.",
    references=("l13-certificate-infrastructure",),
    basis="that all server certificates must have one is documented; what happens otherwise, and OCSP, is inferred",
    minutes=60,
    phases=_PHASES,
)
@once
def no_revocation_point(estate: Estate, _context: Context) -> Iterator[Hit | Gap]:
    """A certificate of an interface of the Edge has no CRL distribution point; only files of certificates show it.

    Why it matters: the library asks for one in all server certificates.

    When it is wrong: the authority publishes revocation by OCSP alone, and partners accept that.
    """
    telling_points = telling(estate, "revocation_points")
    for edge in edges_of(estate):
        yield from without_external(edge, estate)
        for certificate in chain(external_certificates(edge, estate), internal_certificates(edge, estate)):
            if not telling_points(certificate).revocation_points:
                places: Places = {"certificate": shown(certificate), "edge": Host(edge.fqdn)}
                yield Hit(item=certificate, part=edge.fqdn, places=places)


@rule_of_edges(
    id="CERT-15",
    title="Key of the transferred certificate is not on the new Edge",
    severity=Severity.BLOCK,
    grade=Grade.DOCUMENTED,
    products=(LYNC2013,),
    targets=("2013",),
    needs=(Certificate, EdgePool),
    message="{machine} has certificate {certificate} of the legacy Edge without its private key",
    effect="The certificate cannot be assigned to the Access Edge of the new Edge server.",
    remediation=(
        "Export it on the legacy Edge with its private key (a PFX file), import that file on {machine}, then assign "
        "it. Verify with certutil -store My on {machine}."
    ),
    references=("l13-federation-2010", "l13-edge-certificates"),
    basis=(
        "that it is exported and imported with its key is documented; that the assignment fails, and what certutil "
        "shows, is inferred"
    ),
    minutes=30,
    phases=_PHASES,
)
@once_on_each_server
def key_not_transferred(estate: Estate, _context: Context) -> Iterator[Hit]:
    """A server of the new Edge pool has the external certificate of a legacy Edge, but not its key.

    Why it matters: step 3 of the transition moves the certificate with its key.

    When it is wrong: the new Edge gets a certificate of its own.
    """
    for certificate in search.without_their_key(estate):
        machine = Host(certificate.machine or "")
        yield Hit(item=certificate, places={"machine": machine, "certificate": shown(certificate)})


@rule_of_edges(
    id="CERT-16",
    title="External certificate of a federating Edge looks private",
    severity=Severity.ERROR,
    grade=Grade.DOCUMENTED,
    products=ALL,
    needs=(Certificate, EdgePool),
    message="Certificate {certificate} of Edge pool {edge} was issued by {issuer}, which is not a public authority",
    effect="Partners, public providers and clients outside do not trust it; partners answer with 1047 or drop TLS.",
    remediation="Request one with the same names from a public authority, and assign it on each server of the pool.",
    references=("l13-edge-certificates", "risual-1047"),
    basis=(
        "that it must be of a public authority is documented; that an issuer with DC= in its name, or one that "
        "is the subject itself, is private, and what partners and clients do then, is inferred"
    ),
    minutes=60,
    phases=_PHASES,
)
@once
def private_issuer(estate: Estate, _context: Context) -> Iterator[Hit | Gap]:
    """The external certificate of an Edge that federates was issued by itself or by an authority of Active Directory.

    Why it matters: the page wants the certificate of an approved public authority.

    When it is wrong: all partners have installed the root of that authority.
    """
    has_public_providers = any(provider.enabled for provider in estate.each(PublicProvider))
    for edge in (edge for edge in edges_of(estate) if edge.federates or has_public_providers):
        yield from without_external(edge, estate)
        for certificate in external_certificates(edge, estate):
            issuer = certificate.issuer or ""
            is_own = bool(issuer) and plain(issuer) == plain(certificate.subject)
            if is_own or "dc=" in plain(issuer):
                places: Places = {"certificate": shown(certificate), "edge": Host(edge.fqdn), "issuer": Text(issuer)}
                yield Hit(item=certificate, part=edge.fqdn, places=places)


@rule(
    id="CERT-18",
    title="A/V certificate ends within the life of its tokens",
    severity=Severity.WARNING,
    grade=Grade.DOCUMENTED,
    products=(LYNC2010, LYNC2013),
    needs=(Certificate,),
    message="Certificate {certificate} of the A/V Edge ends at {ends}, and no later one is assigned",
    effect="Tokens that were issued with it end with it: connections are lost, and users have to join again.",
    remediation=(
        "Lync Server 2013: import the new certificate on each Edge server of the pool, then Set-CsCertificate -Type "
        'AudioVideoAuthentication -Thumbprint THUMBPRINT -Roll -EffectiveDate "DATE"; the page wants DATE eight hours '
        "before the old one ends: take the next possible time. Once it has ended, and in 2010, assign it without -Roll."
    ),
    references=("l13-roll-certificates", "set-cscertificate"),
    basis="that 2010 has no -Roll is read from the page of the cmdlet; what to do when it is late is advice",
    minutes=30,
)
@once
def av_ends(estate: Estate, context: Context) -> Iterator[Hit]:
    """The certificate of the A/V authentication has less than eight hours left, or has ended.

    Why it matters: tokens live eight hours by default, and end with the certificate.

    When it is wrong: the evidence is old. CERT-05 warns thirty days before.
    """
    for certificate, ends in search.ending(estate, context.now + _TOKENS_LIVE):
        end = Text(f"{ends:%Y-%m-%d %H:%M}")
        yield Hit(item=certificate, places={"certificate": shown(certificate), "ends": end})


@rule(
    id="CERT-19",
    title="Certificates with one friendly name",
    severity=Severity.WARNING,
    grade=Grade.OBSERVED,
    products=ALL,
    needs=(Certificate,),
    message="{count:certificate|certificates} of the personal store of {machine} are called {name}: {which}",
    effect="Who chooses a certificate by its friendly name may choose the wrong one.",
    remediation=(
        "Give each a name of its own: certificates console, Properties of the certificate, Friendly name. Until then "
        "compare thumbprints before one is assigned."
    ),
    references=("uclobby-store-checks",),
    basis="a published script for the same checks looks for it; what it does is inferred",
    minutes=10,
    phases=_PHASES,
)
def same_friendly_name(estate: Estate, _context: Context) -> Iterator[Hit | Gap]:
    """Two certificates of the personal store of one server have the same friendly name.

    Why it matters: lists of certificates show the friendly name first.

    When it is wrong: the old one is removed when the new one is in use.
    """
    yield from search.without_friendly_names(estate)
    for (machine, name), found in search.by_friendly_name(estate).items():
        if len({thumbprint_of(each) for each in found}) > 1:
            yield Hit(
                item=found[0],
                part=f"{machine} {name}",
                places={
                    "count": Amount(len(found)),
                    "machine": named(found[0]),
                    "name": Text(name),
                    "which": texts((each.thumbprint or "")[-8:] for each in found),
                },
            )
