"""Edge servers of OCS 2007 R2 (R2-EDG-002, 003, 005, 012; others in common/edge.py)."""

from __future__ import annotations

from collections.abc import Iterator

from ...estate.estate import Estate
from ...estate.external import AllowedDomain, FederationSettings
from ...estate.topology import EdgePool
from ..common.edge import legacy_federates
from ..engine.answers import listed
from ..engine.gaps import Gap, not_answered
from ..engine.model import R2, Context, Grade, Hit, Severity, rule

PUSH_DOMAIN, PUSH_EDGE = "push.lync.com", "sipfed.online.lync.com"


@rule(
    id="R2-EDG-002",
    title="Expanded Edge topology",
    severity=Severity.BLOCK,
    grade=Grade.DOCUMENTED,
    products=(R2,),
    needs=(EdgePool,),
    effect="The merge wizard does not support it.",
    remediation="Convert to consolidated Edge servers, each with all three roles, before the merge.",
    references=("l13-merge-wizard",),
    minutes=480,
    blocks="4 Merge",
)
def expanded_edge(estate: Estate, context: Context) -> Iterator[Hit | Gap]:
    """Access, Web Conferencing and A/V Edge run on separate servers.

    Why it matters: the merge takes an Edge pool with all roles only.

    When it is wrong: the input file declares fewer roles than the servers have.
    """
    for edge in estate.of(EdgePool, product=R2):
        expanded = edge.is_expanded
        if expanded is None:
            if "edge_expanded" not in context.answers:
                yield not_answered("edge_expanded")
                continue
            expanded = context.answers["edge_expanded"] == "yes"
        if expanded:
            yield Hit(
                item=edge,
                message=f"Edge {edge.title} does not carry all three roles",
                evidence={"machines": "; ".join(edge.machines)},
            )


@rule(
    id="R2-EDG-003",
    title="Edge servers without Edge data for the merge",
    severity=Severity.ERROR,
    grade=Grade.DOCUMENTED,
    products=(R2,),
    needs=(EdgePool,),
    effect="The merged topology has no Edge; remote access and federation are impaired.",
    remediation="Write the file for Merge-CsLegacyTopology -UserInputFileName, or fill the wizard's Edge pages.",
    references=(
        "merge-cslegacytopology",
        "l10-edge-xml",
        "l13-merge-wizard",
    ),
    minutes=60,
    blocks="4 Merge",
)
def edge_without_input(estate: Estate, context: Context) -> Iterator[Hit | Gap]:
    """An Edge server is known and no input file declares it.

    Why it matters: Edge servers are not in Active Directory, so the merge cannot find their data itself.

    When it is wrong: the wizard's Edge pages will be filled by hand, then answer edge_input_file with true.
    """
    for edge in estate.of(EdgePool, product=R2):
        if edge.extra.get("Declared"):
            continue
        known = context.answers.get("edge_input_file")
        if known is None:
            yield not_answered("edge_input_file")
        elif known == "no":
            yield Hit(item=edge, message=f"Edge {edge.title} is declared in no input file")


@rule(
    id="R2-EDG-005",
    title="New server is not authorised on the legacy Edge",
    severity=Severity.ERROR,
    grade=Grade.DOCUMENTED,
    products=(R2,),
    needs=(EdgePool,),
    answers=("planned_pool_fqdns", "edge_authorised_servers"),
    effect="Audio and video conferences with external users fail during coexistence.",
    remediation="On each legacy Edge, tab Internal: add every new Front End, pool and Director.",
    references=("l13-authorize-edge-r2",),
    minutes=10,
    blocks="6 Users pilot",
)
def unauthorised_servers(estate: Estate, context: Context) -> Iterator[Hit]:
    """A planned server is not in the list of internal servers that the legacy Edge authorises.

    Why it matters: the Edge answers internal servers of its list only.

    When it is wrong: the list was answered before the servers were added.
    """
    if not estate.of(EdgePool, product=R2):
        return
    authorised = {name.casefold() for name in listed(context.answers, "edge_authorised_servers")}
    for name in listed(context.answers, "planned_pool_fqdns"):
        if name.casefold() not in authorised:
            yield Hit(item=None, part=name, message=f"{name} is not authorised on the OCS 2007 R2 Edge")


@rule(
    id="R2-EDG-012",
    title="Push notifications through the legacy Edge",
    severity=Severity.WARNING,
    grade=Grade.DOCUMENTED,
    products=(R2,),
    needs=(FederationSettings,),
    answers=("push_notification_wanted",),
    effect="The method with a hosting provider does not apply; phones get no notifications.",
    remediation=f"On the legacy Edge allow the partner {PUSH_DOMAIN} with the Access Edge {PUSH_EDGE}.",
    references=("l13-push",),
    minutes=20,
    blocks="6 Users pilot",
)
def push_through_legacy_edge(estate: Estate, context: Context) -> Iterator[Hit]:
    """Push notifications are wanted while federation goes through the OCS 2007 R2 Edge.

    Why it matters: that Edge knows partners, not hosting providers.

    When it is wrong: the partner is allowed on the Edge, whose list of domains was not collected.
    """
    if context.answers["push_notification_wanted"] != "yes" or not legacy_federates(estate, R2):
        return
    allowed = {d.key.casefold(): (d.proxy_fqdn or "").casefold() for d in estate.of(AllowedDomain, product=R2)}
    if allowed.get(PUSH_DOMAIN) != PUSH_EDGE:
        yield Hit(item=None, message=f"the legacy Edge has no partner {PUSH_DOMAIN} with the Access Edge {PUSH_EDGE}")
