"""Edge servers of a legacy estate: checks that serve OCS 2007 R2 and Lync Server 2010 (R2-EDG, L10-EDG-001)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...estate.estate import Estate
from ...estate.external import AllowedDomain, FederationSettings, PublicProvider
from ...estate.topology import Certificate, EdgePool, Service
from ..engine.check import Check
from ..engine.gaps import Gap, Run, not_answered
from ..engine.model import LYNC2010, LYNC2013, R2, Context, Grade, Hit, Severity
from ..engine.values import items
from ..hosts import host

_FQDN = re.compile(r"(?=.{1,255}$)[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)+")
_ADDRESS = re.compile(r"\d+(\.\d+){3}")
_FEDERATION_PORT = "AccessEdgeExternalSipPort="
#: public providers that do not try a second address (migration.md 4.6)
_SINGLE_ADDRESS = ("aol", "yahoo")


def federates(edge: EdgePool) -> bool | None:
    """Whether an Edge pool is enabled for federation; else by its port (edge-and-federation.md 3.1)."""
    if edge.federation_enabled is not None:
        return edge.federation_enabled
    if not edge.ports:
        return None
    return any(port.startswith(_FEDERATION_PORT) for port in edge.ports)


def new_edges(estate: Estate, context: Context, product: str) -> list[EdgePool]:
    """Edge pools of the target, as far as its evidence was read."""
    target = LYNC2010 if context.target == "2010" and product == R2 else LYNC2013
    return list(estate.of(EdgePool, product=target))


def legacy_federates(estate: Estate, product: str) -> bool:
    """Whether federation still goes through a legacy Edge, by its route or its own flag."""
    edges = estate.of(EdgePool, product=product)
    if any(federates(edge) for edge in edges):
        return True
    names = {(edge.fqdn or edge.key).casefold() for edge in estate.of(EdgePool) if edge.product != product}
    routes = (s.route for s in estate.of(FederationSettings, product=product) if s.route_enabled and s.route)
    return any(host(route).casefold() not in names for route in routes)


def _shared_name(estate: Estate, context: Context, product: str) -> Iterator[Hit | Gap]:
    """Access, Web Conferencing and A/V Edge of one pool have the same external FQDN.

    Why it matters: the documented move of federation needs a name for each service; with one name all users go
    first, then the legacy Edge, and only then federation is enabled on the new Edge.

    When it is wrong: the names were changed after the evidence was taken.
    """
    for edge in estate.of(EdgePool, product=product):
        names = [edge.access_fqdn, edge.web_conferencing_fqdn, edge.av_fqdn]
        if None in names:
            known = context.answers.get("edge_names_shared")
            if known is None:
                yield not_answered("edge_names_shared")
                continue
            shared = known == "yes"
        else:
            shared = len({str(name).casefold() for name in names}) == 1
        if shared:
            yield Hit(
                item=edge,
                message=f"Edge {edge.title} has one external FQDN for all services: no supported transition",
                evidence={"external FQDN": edge.access_fqdn or ""},
            )


SHARED_NAME = Check(
    title="One external FQDN for Access, Web Conferencing and A/V Edge",
    severity=Severity.BLOCK,
    grade=Grade.DOCUMENTED,
    needs=(EdgePool,),
    effect="The documented transition of federation and media is unsupported.",
    remediation="Move all users, remove the legacy Edge, then enable federation on the new Edge.",
    references=("l13-federation-r2",),
    minutes=240,
    find=_shared_name,
)


def _several_federating(estate: Estate, _context: Context, product: str) -> Iterator[Hit | Gap]:
    """More than one legacy Edge pool is enabled for federation.

    Why it matters: only one pool may serve federation, also in the merged topology.

    When it is wrong: one of them is declared but switched off.
    """
    edges = estate.of(EdgePool, product=product)
    unknown = [edge for edge in edges if federates(edge) is None]
    if unknown and len(edges) > 1:
        yield Gap(
            reason="nothing tells whether {edges} federates",
            places={"edges": items(unknown)},
            needs=(Run("an Edge input file"),),
        )
    enabled = [edge for edge in edges if federates(edge)]
    for edge in enabled[1:]:
        yield Hit(
            item=edge,
            message=f"{edge.title} and {enabled[0].title} are both enabled for federation",
            evidence={"other": enabled[0].title},
        )


SEVERAL_FEDERATING = Check(
    title="Federation enabled on several Edge pools",
    severity=Severity.ERROR,
    grade=Grade.DOCUMENTED,
    needs=(EdgePool,),
    effect="Two pools claim the federation route; only one may.",
    remediation="Choose one and clear the federation check box of the others before the merge or publishing.",
    references=(
        "l13-merge-wizard",
        "l13-federation-r2",
    ),
    minutes=30,
    find=_several_federating,
)


def _new_edge_too_early(estate: Estate, context: Context, product: str) -> Iterator[Hit]:
    """The new Edge federates or serves media while federation still goes through the legacy Edge.

    Why it matters: partners and media then find two ways, and answers come back on the wrong one.

    When it is wrong: the transition is under way this very hour (R2-EDG-009 tells it then).
    """
    if not legacy_federates(estate, product):
        return
    for edge in new_edges(estate, context, product):
        early = [word for word, on in (("federation", federates(edge)), ("XMPP", edge.xmpp_enabled)) if on]
        users = [
            service.pool or service.key
            for service in estate.of(Service, product=edge.product)
            if service.edge and estate.find("edge_pool", service.edge, product=edge.product) is edge
        ]
        if users:
            early.append("media of " + ", ".join(dict.fromkeys(users)))
        if early:
            yield Hit(
                item=edge,
                message=f"new Edge {edge.title} already has {', '.join(early)} while the legacy Edge is in charge",
                evidence={"enabled": "; ".join(early)},
            )


NEW_EDGE_TOO_EARLY = Check(
    title="New Edge in charge too early",
    severity=Severity.ERROR,
    grade=Grade.DOCUMENTED,
    needs=(EdgePool, FederationSettings),
    any_need=True,
    effect="Two federation paths.",
    remediation="Leave federation, XMPP and the association of the pool off until production (Topology Builder).",
    references=("l13-pilot-edge-r2",),
    minutes=30,
    find=_new_edge_too_early,
)


def _bad_name(estate: Estate, _context: Context, product: str) -> Iterator[Hit]:
    """The internal name of an Edge pool or server is no FQDN.

    Why it matters: setup compares the name of the computer with the topology and removes all roles where they differ.

    When it is wrong: the evidence shows a short name that the topology does not have.
    """
    for edge in estate.of(EdgePool, product=product):
        for name in dict.fromkeys((edge.fqdn or edge.key, *edge.machines)):
            if _ADDRESS.fullmatch(name) or not _FQDN.fullmatch(name):
                yield Hit(item=edge, part=name, message=f"{name} is no FQDN", evidence={"name": name})


BAD_NAME = Check(
    title="Internal name of an Edge server is no FQDN",
    severity=Severity.ERROR,
    grade=Grade.DOCUMENTED,
    needs=(EdgePool,),
    effect="Setup on the Edge says: Host not found in topology. All roles are removed.",
    remediation="Set the primary DNS suffix of the computer, so that its full name is the one of the topology.",
    references=("kb-host-not-found",),
    minutes=30,
    find=_bad_name,
)


def _key_not_exportable(estate: Estate, context: Context, product: str) -> Iterator[Hit | Gap]:
    """The private key of the external Access Edge certificate cannot be exported.

    Why it matters: the documented transition exports that certificate with its key and imports it on the new Edge.

    When it is wrong: a new certificate for the new Edge is planned anyway.
    """
    if not estate.of(EdgePool, product=product):
        return
    found = [c for c in estate.of(Certificate, product=product) if "accessedge" in (c.use or "").casefold()]
    if all(certificate.key_exportable is None for certificate in found):
        known = context.answers.get("edge_key_exportable")
        if known is None:
            yield not_answered("edge_key_exportable")
        elif known == "no":
            yield Hit(item=None, message="the private key of the Access Edge certificate cannot be exported")
    for certificate in found:
        if certificate.key_exportable is False:
            yield Hit(
                item=certificate,
                message=f"the private key of {certificate.subject or certificate.key} cannot be exported",
                evidence={"thumbprint": certificate.thumbprint or "", "machine": certificate.machine or ""},
            )


KEY_NOT_EXPORTABLE = Check(
    title="Key of the Access Edge certificate cannot be exported",
    severity=Severity.ERROR,
    grade=Grade.INFERRED,
    needs=(EdgePool,),
    effect="The step that exports the certificate with its private key fails.",
    remediation="Request a new certificate with the same names (Request-CsCertificate -PrivateKeyExportable $true).",
    references=(
        "l13-federation-r2",
        "l13-edge-certificates",
    ),
    basis="inferred from the step that exports the certificate with its key",
    minutes=60,
    find=_key_not_exportable,
)


def _both_federate(estate: Estate, context: Context, product: str) -> Iterator[Hit]:
    """A legacy and a new Edge pool are both enabled for federation.

    Why it matters: publishing the topology warns of it; during the transition the warning is expected.

    When it is wrong: the transition has not begun, and R2-EDG-006 reports an error.
    """
    old = [edge for edge in estate.of(EdgePool, product=product) if federates(edge)]
    for edge in new_edges(estate, context, product) if old else ():
        if federates(edge):
            yield Hit(
                item=edge,
                message=f"{edge.title} and {old[0].title} are both enabled for federation: expected in the transition",
                evidence={"legacy Edge": old[0].title},
            )


BOTH_FEDERATE = Check(
    title="Legacy and new Edge federate during the transition",
    severity=Severity.INFO,
    grade=Grade.DOCUMENTED,
    needs=(EdgePool,),
    effect="Publishing warns that the topology holds more than one federated Edge server.",
    remediation="None while the transition lasts.",
    references=("l13-federation-r2",),
    minutes=5,
    find=_both_federate,
)


def _dns_load_balancing(estate: Estate, context: Context, product: str) -> Iterator[Hit]:
    """The new Edge pool will use DNS load balancing and partners exist that try one address only.

    Why it matters: AOL, Yahoo, XMPP partners and partners on OCS do not fail over.

    When it is wrong: the provider is configured but nobody talks to it.
    """
    if context.answers["edge_dns_load_balancing"] != "yes":
        return
    for provider in estate.of(PublicProvider, product=product):
        name = f"{provider.title} {provider.proxy_fqdn or ''}".casefold()
        if provider.enabled is not False and any(word in name for word in _SINGLE_ADDRESS):
            yield Hit(item=provider, message=f"{provider.title} does not fail over with DNS load balancing")
    answers = {"xmpp_gateway_in_use": "XMPP partners", "federated_r2_partners": "partners on OCS 2007 R2"}
    for name, partners in answers.items():
        if context.answers.get(name) == "yes":
            yield Hit(item=None, part=name, message=f"{partners} do not fail over with DNS load balancing")


DNS_LOAD_BALANCING = Check(
    title="DNS load balancing on the Edge and partners that do not fail over",
    severity=Severity.WARNING,
    grade=Grade.DOCUMENTED,
    needs=(PublicProvider, AllowedDomain),
    any_need=True,
    answers=("edge_dns_load_balancing",),
    effect="No failover for these partners.",
    remediation="Use a hardware load balancer for the Access Edge, or accept it.",
    references=("l13-dns-load-balancing",),
    minutes=30,
    find=_dns_load_balancing,
)
_PRODUCTION = "8 Production"
RULES = (
    SHARED_NAME.rule("R2-EDG-001", R2, blocks=_PRODUCTION),
    SEVERAL_FEDERATING.rule("R2-EDG-004", R2, blocks="4 Merge"),
    NEW_EDGE_TOO_EARLY.rule("R2-EDG-006", R2, blocks=_PRODUCTION),
    BAD_NAME.rule("R2-EDG-007", R2, blocks="4 Merge"),
    KEY_NOT_EXPORTABLE.rule("R2-EDG-008", R2, blocks=_PRODUCTION),
    BOTH_FEDERATE.rule("R2-EDG-009", R2),
    DNS_LOAD_BALANCING.rule("R2-EDG-011", R2, blocks=_PRODUCTION),
)
