"""Mediation Servers and gateways in coexistence (R2-MED-004 to 007)."""

from __future__ import annotations

from collections.abc import Iterator

from ...estate.estate import Estate
from ...estate.topology import MediationServer, TrustedService
from ...estate.voice import VoiceRoute
from ..engine.answers import listed
from ..engine.asked import question
from ..engine.gaps import Gap
from ..engine.model import R2, Context, Grade, Hit, Severity, rule
from ..engine.target_evidence import target_gap
from ..hosts import host, mediation_hosts


@rule(
    id="R2-MED-004",
    title="Mediation Server is missing in the merged topology",
    severity=Severity.ERROR,
    grade=Grade.DOCUMENTED,
    products=(R2,),
    needs=(TrustedService,),
    effect="The import does not find the Mediation Server and asks to run Merge-CsLegacyTopology; routes lose it.",
    remediation="Run Merge-CsLegacyTopology again, Publish-CsTopology, then Import-CsLegacyConfiguration.",
    references=(
        "merge-cslegacytopology",
        "import-cslegacyconfiguration",
    ),
    minutes=45,
    blocks="4 Merge",
)
def unmerged_mediation_server(estate: Estate, context: Context) -> Iterator[Hit | Gap]:
    """A Mediation Server of OCS is not in the topology of the target, which has been read.

    Why it matters: the merge copies what exists when it runs; a server added later is unknown to Lync until the
    merge is run and published again.

    When it is wrong: the topology was read before the first merge, which is still to come.
    """
    if gap := target_gap(estate, context, MediationServer):
        yield gap
        return
    # a merged server is of OCS too, but stands in a site: WMI knows no sites
    merged = {(m.fqdn or m.key).casefold() for m in estate.of(MediationServer) if m.site or m.product != R2}
    wanted = mediation_hosts(estate, R2) - merged
    for service in estate.of(TrustedService, product=R2):
        fqdn = (service.fqdn or "").casefold()
        if fqdn in wanted and (service.type or "").casefold() == "mediationserver":
            wanted -= {fqdn}
            yield Hit(
                item=service,
                message=f"Mediation Server {service.fqdn} is not in the topology of {context.product_name}",
                evidence={"merged Mediation Servers": "; ".join(sorted(merged))},
            )


@rule(
    id="R2-MED-005",
    title="Gateway is certified for OCS 2007 R2 only",
    severity=Severity.WARNING,
    grade=Grade.DOCUMENTED,
    products=(R2,),
    needs=(),
    answers=("r2_only_gateways",),
    targets=("2013",),
    effect="A Mediation Server of Lync Server 2013 does not support the gateway, nor can OCS pools use that server.",
    remediation="Buy or upgrade to certified gateways; migrate Mediation only after all users have moved.",
    references=("l13-mediation-r2",),
    minutes=120,
    blocks="9 Post",
)
def gateway_of_r2_only(estate: Estate, context: Context) -> Iterator[Hit]:
    """You named a gateway that is certified for OCS 2007 R2 only.

    Why it matters: it cannot stay when the Mediation Server is replaced.

    When it is wrong: newer firmware of the gateway is certified.
    """
    routes: dict[str, list[str]] = {}
    for route in estate.of(VoiceRoute, product=R2):
        for gateway in dict.fromkeys(host(g).casefold() for g in route.gateways):
            routes.setdefault(gateway, []).append(route.title)
    services = {(s.fqdn or "").casefold(): s for s in estate.of(TrustedService, product=R2)}
    for gateway in dict.fromkeys(listed(context.answers, "r2_only_gateways")):
        yield Hit(
            item=services.get(gateway.casefold()),
            part=gateway,
            message=f"gateway {gateway} is certified for OCS 2007 R2 only",
            evidence={"routes": "; ".join(routes.get(gateway.casefold(), ()))},
        )


BEFORE_USERS = question(
    title="Mediation is to be migrated before the users",
    severity=Severity.ERROR,
    when={"mediation_after_users": "no"},
    says="Mediation Servers will be migrated before the last user has moved",
    why="an OCS pool cannot use a Mediation Server of the new version.",
    wrong="no OCS user makes PSTN calls.",
    effect="Outbound calls of users who are still on OCS fail.",
    remediation="Migrate the Mediation Servers in phase 9, when no user is left on OCS.",
    references=("l13-mediation-r2",),
    minutes=15,
).rule("R2-MED-006", R2, blocks="8 Production")

NEW_MEDIATION_FOR_OLD_USERS = question(
    title="OCS users will call through the new pool",
    severity=Severity.INFO,
    when={"r2_users_on_new_mediation": "yes"},
    says="OCS 2007 R2 users must reach the PSTN through the new pool during coexistence",
    why="OCS learns only of the default Mediation Server of the new topology.",
    wrong="the legacy Mediation Server stays until the last user has moved.",
    effect="They reach the PSTN only through the gateway and Mediation Server marked as default.",
    remediation="In Topology Builder choose Make Default on the new Mediation Server's gateway, then publish.",
    references=(
        "l13-define-mediation",
        "l13-mediation-r2",
    ),
    basis="the two pages disagree",
    minutes=15,
).rule("R2-MED-007", R2, blocks="6 Users pilot")
