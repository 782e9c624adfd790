"""Edge servers of the legacy estate (R2-EDG-002, 003, 006 to 008)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from ...estate.estate import Estate
from ...estate.external import FederationSettings
from ...estate.references import host
from ...estate.topology import Certificate, EdgePool, Service
from ...network.edges import is_federating
from ..engine.check import Check
from ..engine.gaps import Gap, not_answered
from ..engine.model import LYNC2010, LYNC2013, R2, Context, Grade, Hit, Severity, Wording, rule
from ..engine.phases import A_MERGE, A_PRODUCTION
from ..engine.scope import target_gap
from ..engine.values import Host, Text, hosts, texts

_FQDN = re.compile(r"(?=.{1,255}$)[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)+")
_ADDRESS = re.compile(r"\d+(\.\d+){3}")


def new_edges(estate: Estate, context: Context, product: str) -> Iterable[EdgePool]:
    """Edge pools of the target, as far as its evidence was read."""
    target = LYNC2010 if context.target == "2010" and product == R2 else LYNC2013
    return estate.each(EdgePool, product=target)


def legacy_federates(estate: Estate, product: str) -> bool:
    """Whether federation still goes through a legacy Edge: one is enabled for it, or the route uses it."""
    if any(is_federating(edge, estate) for edge in estate.each(EdgePool, product=product)):
        return True
    names = {(edge.fqdn or edge.key).casefold() for edge in estate.of(EdgePool) if edge.product != product}
    routes = (s.route for s in estate.of(FederationSettings, product=product) if s.route_enabled and s.route)
    return any(host(route).casefold() not in names for route in routes)


@rule(
    id="R2-EDG-002",
    title="Expanded Edge topology",
    severity=Severity.BLOCK,
    grade=Grade.DOCUMENTED,
    products=(R2,),
    needs=(EdgePool,),
    message="Edge {item} does not have all three roles",
    effect="The merge wizard does not support it.",
    remediation="Convert to consolidated Edge servers, each with all three roles, before the merge.",
    references=("l13-merge-wizard",),
    basis="that Expanded means that the three roles run on separate servers is not on the page",
    minutes=480,
    phases=(A_MERGE,),
)
def expanded_edge(estate: Estate, context: Context) -> Iterator[Hit | Gap]:
    """Access, Web Conferencing and A/V Edge run on separate servers.

    Why it matters: the merge takes only Edge pools with all roles.

    When it is wrong: the input file declares fewer roles than the servers have.
    """
    for edge in estate.each(EdgePool, product=R2):
        expanded = edge.is_expanded
        if expanded is None:
            if "edge_expanded" not in context.answers:
                yield not_answered("edge_expanded")
                continue
            expanded = context.answers["edge_expanded"] == "yes"
        if expanded:
            yield Hit(item=edge, evidence={"machines": hosts(edge.machines)})


@rule(
    id="R2-EDG-003",
    title="Edge servers without Edge data for the merge",
    severity=Severity.ERROR,
    grade=Grade.DOCUMENTED,
    products=(R2,),
    needs=(EdgePool,),
    message="No input file declares Edge {item}",
    effect="The merged topology has no Edge; remote access and federation are impaired.",
    remediation="Write the file for Merge-CsLegacyTopology -UserInputFileName, or fill the wizard's Edge pages.",
    references=("merge-cslegacytopology", "l10-edge-xml", "l13-merge-wizard"),
    basis="that the merged topology has no Edge is documented, what it impairs inferred",
    minutes=60,
    phases=(A_MERGE,),
)
def edge_without_input(estate: Estate, context: Context) -> Iterator[Hit | Gap]:
    """An Edge server is known and no input file declares it.

    Why it matters: Edge servers are not in Active Directory, so the merge cannot find their data itself.

    When it is wrong: the wizard's Edge pages will be filled by hand; then answer edge_input_file with true.
    """
    for edge in estate.each(EdgePool, product=R2):
        if edge.extra.get("Declared"):
            continue
        known = context.answers.get("edge_input_file")
        if known is None:
            yield not_answered("edge_input_file")
        elif known == "no":
            yield Hit(item=edge)


def _new_edge_too_early(estate: Estate, context: Context, product: str) -> Iterator[Hit]:
    """The new Edge federates or serves media while federation still goes through the legacy Edge.

    Why it matters: the library enables these on the new Edge in a later phase of the migration.

    When it is wrong: the move of media or XMPP is in progress. Where both Edge pools are enabled for federation,
    TOP-05 says so instead.
    """
    if not legacy_federates(estate, product):
        return
    both = any(is_federating(edge, estate) for edge in estate.each(EdgePool, product=product))
    for edge in new_edges(estate, context, product):
        pools = [
            service.pool or service.key
            for service in estate.of(Service, product=edge.product)
            if service.edge and estate.find("edge_pool", service.edge, product=edge.product) is edge
        ]
        uses = (
            ("federation", is_federating(edge, estate) and not both),
            ("XMPP", edge.xmpp_enabled),
            ("media", bool(pools)),
        )
        enabled = [name for name, on in uses if on]
        if enabled:
            media = {"media of": hosts(dict.fromkeys(pools))} if pools else {}
            yield Hit(item=edge, evidence={"enabled": texts(enabled), **media})


NEW_EDGE_TOO_EARLY = Check(
    title="New Edge is used too early",
    severity=Severity.ERROR,
    grade=Grade.DOCUMENTED,
    needs=(EdgePool, FederationSettings),
    any_need=True,
    message="The new Edge {item} already serves {enabled} while the legacy Edge is still used",
    effect="There are two paths for federation, XMPP or media, which the library avoids; what fails is not published.",
    remediation="Leave federation, XMPP and the association of the pool off until production (Topology Builder).",
    references=("l13-pilot-edge-r2",),
    basis="what has to be done is documented, what happens otherwise inferred",
    minutes=30,
    find=_new_edge_too_early,
)
R2_NEW_EDGE_TOO_EARLY = NEW_EDGE_TOO_EARLY.rule("R2-EDG-006", R2, phases=(A_PRODUCTION,))


def _bad_name(estate: Estate, context: Context, product: str) -> Iterator[Hit | Gap]:
    """The internal name of a new Edge pool or server is not an FQDN.

    Why it matters: setup on a new Edge server compares the full name of the computer with the topology, and installs
    none of the roles where they differ.

    When it is wrong: the evidence shows a short name that the topology does not have.
    """
    if gap := target_gap(estate, context, EdgePool):
        yield gap
        return
    for edge in new_edges(estate, context, product):
        for name in dict.fromkeys((edge.fqdn or edge.key, *edge.machines)):
            if _ADDRESS.fullmatch(name) or not _FQDN.fullmatch(name):
                yield Hit(item=edge, part=name, evidence={"name": Host(name)})


BAD_NAME = Check(
    title="Internal name of a new Edge server is not an FQDN",
    severity=Severity.ERROR,
    grade=Grade.DOCUMENTED,
    message="{name} of the new Edge pool {item} is not an FQDN",
    effect="Setup on the new Edge server says: Host not found in topology. All roles will be uninstalled.",
    remediation=(
        "Define the new Edge by FQDN in Topology Builder, and set host name and primary DNS suffix of the computer, so "
        "that its full name is the one of the topology."
    ),
    references=("kb-host-not-found", "l13-edge-topology"),
    basis="documented where the name of the computer differs from the topology; that a short name does so is inferred",
    minutes=30,
    find=_bad_name,
)
R2_BAD_NAME = BAD_NAME.rule("R2-EDG-007", R2, phases=(A_MERGE,))


def _of_access_edge(estate: Estate, product: str) -> Iterator[Certificate]:
    """The certificates that the Access Edge uses."""
    for certificate in estate.each(Certificate, product=product):
        if "accessedge" in (certificate.use or "").casefold():
            yield certificate


def _key_not_exportable(estate: Estate, context: Context, product: str) -> Iterator[Hit | Gap]:
    """The private key of the external Access Edge certificate cannot be exported.

    Why it matters: the documented transition exports that certificate with its key and imports it on the new Edge.

    When it is wrong: a new certificate for the new Edge is planned anyway.
    """
    if not estate.of(EdgePool, product=product):
        return
    if all(certificate.key_exportable is None for certificate in _of_access_edge(estate, product)):
        known = context.answers.get("edge_key_exportable")
        if known is None:
            yield not_answered("edge_key_exportable")
        elif known == "no":
            yield Hit(item=None, variant="answered")
    for certificate in _of_access_edge(estate, product):
        if certificate.key_exportable is False:
            yield Hit(
                item=certificate,
                places={"subject": Text(certificate.subject or certificate.key)},
                evidence={
                    "thumbprint": Text(certificate.thumbprint or ""),
                    "machine": Host(certificate.machine or ""),
                },
            )


KEY_NOT_EXPORTABLE = Check(
    title="Key of the Access Edge certificate cannot be exported",
    severity=Severity.ERROR,
    grade=Grade.INFERRED,
    needs=(EdgePool,),
    message="The private key of {subject} cannot be exported",
    variants={"answered": Wording("The private key of the Access Edge certificate cannot be exported")},
    effect="The step that exports the certificate with its private key fails.",
    remediation=(
        "Request a new certificate with the same names: Request-CsCertificate -New -Type AccessEdgeExternal "
        "-PrivateKeyExportable $true."
    ),
    references=("l13-federation-r2", "l13-edge-certificates", "request-cscertificate"),
    basis="inferred from the step that exports the certificate with its key",
    minutes=60,
    find=_key_not_exportable,
)
R2_KEY_NOT_EXPORTABLE = KEY_NOT_EXPORTABLE.rule("R2-EDG-008", R2, phases=(A_PRODUCTION,))
