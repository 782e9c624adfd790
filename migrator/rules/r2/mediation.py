"""Mediation Servers, hybrid gateways and trusted services without a pool (R2-MED-001 to 003)."""

from __future__ import annotations

from collections.abc import Iterator

from ...estate.counting import counted
from ...estate.estate import Estate
from ...estate.topology import TrustedService
from ...estate.voice import VoiceRoute
from ..engine.model import R2, Context, Grade, Hit, Predicted, Severity, rule
from ..hosts import ROLE_TYPES, host, mediation_hosts

_TRUSTED_APPLICATION = Predicted("MM3", {"role": "Trusted application server"})


def _merged_as_application(service: TrustedService) -> tuple[Predicted, ...]:
    """The lines that list a host among the trusted application servers being migrated."""
    return (_TRUSTED_APPLICATION, Predicted("MM3-HOST", {"fqdn": service.fqdn or ""}))


@rule(
    id="R2-MED-001",
    title="No Mediation Server in the legacy estate",
    severity=Severity.WARNING,
    grade=Grade.OBSERVED,
    products=(R2,),
    needs=(TrustedService,),
    effect="The merge creates no Mediation Server; no legacy gateway or trunk reaches the Lync topology.",
    remediation="Expected with hybrid gateways: plan PSTN gateways and trunks of the new pool in Topology Builder.",
    references=(
        "giombini-r2-to-2013",
        "r2-wmi-mediation-server",
    ),
    minutes=30,
    blocks="4 Merge",
)
def no_mediation_server(estate: Estate, _context: Context) -> Iterator[Hit]:
    """No trusted service of type MediationServer exists in the estate.

    Why it matters: Lync routes end at Mediation Servers. Without one in the legacy topology the merge says so and
    migrates no gateway, and every imported route loses its gateways.

    When it is wrong: the evidence of trusted services was collected with too few rights, or from another forest.
    """
    if not mediation_hosts(estate, R2):
        yield Hit(
            item=None,
            message="no trusted service of type MediationServer; at least one was expected in a voice estate",
            evidence={"trusted services": str(len(estate.of(TrustedService, product=R2)))},
            predicts=(Predicted("MM1"), Predicted("MM2", {"role": "MediationServer"})),
        )


@rule(
    id="R2-MED-002",
    title="Hybrid gateway: a route ends at a trusted service that is no Mediation Server",
    severity=Severity.WARNING,
    grade=Grade.OBSERVED,
    products=(R2,),
    needs=(TrustedService, VoiceRoute),
    effect="The host shows as a trusted application server in BackCompatSite; no gateway and no trunk is created.",
    remediation=(
        "Define the PSTN gateway and a trunk in Topology Builder, re-point the routes "
        "(Set-CsVoiceRoute -PstnGatewayList), remove the trusted service entry after the cut-over."
    ),
    references=(
        "giombini-r2-to-2013",
        "r2-wmi-trusted-service",
    ),
    minutes=60,
    blocks="4 Merge",
)
def hybrid_gateway(estate: Estate, _context: Context) -> Iterator[Hit]:
    """A gateway of a voice route is a trusted service, but of no Mediation Server.

    Why it matters: a gateway with built-in mediation exists in Active Directory only as a trusted service. The merge
    takes it for a trusted application, so the voice path has to be built anew.

    When it is wrong: the host also runs an application that deserves to stay a trusted application.
    """
    mediation = mediation_hosts(estate, R2)
    routes: dict[str, list[str]] = {}
    for route in estate.of(VoiceRoute, product=R2):
        for gateway in route.gateways:
            routes.setdefault(host(gateway).casefold(), []).append(route.title)
    for service in estate.of(TrustedService, product=R2):
        fqdn = (service.fqdn or "").casefold()
        if fqdn in routes and fqdn not in mediation:
            yield Hit(
                item=service,
                message=(
                    f"{service.fqdn} is the gateway of {counted(len(routes[fqdn]), 'route')} "
                    f"but a trusted service of type {service.type or 'unknown'}, not MediationServer"
                ),
                evidence={"type": service.type or "", "routes": "; ".join(routes[fqdn])},
                predicts=_merged_as_application(service),
            )


@rule(
    id="R2-MED-003",
    title="Trusted service without a pool",
    severity=Severity.INFO,
    grade=Grade.OBSERVED,
    products=(R2,),
    needs=(TrustedService,),
    effect="Merged as a trusted application server that depends on no pool.",
    remediation="Confirm that the host is still in use; remove the entry where it is not.",
    references=(
        "giombini-r2-to-2013",
        "r2-wmi-trusted-service",
        "r2-wmi-trusted-add-in",
    ),
    basis="text observed, condition inferred",
    minutes=10,
)
def trusted_service_without_pool(estate: Estate, _context: Context) -> Iterator[Hit]:
    """A trusted service entry, not of a product role, names no pool or server.

    Why it matters: the merge prints a line per host and creates an entry in BackCompatSite that somebody has to
    recognise later.

    When it is wrong: the link was not readable with the rights of the collecting account.
    """
    for service in estate.of(TrustedService, product=R2):
        if (service.type or "").casefold() in ROLE_TYPES or not service.is_empty("servers"):
            continue
        why = "an add-in entry, which has no link by design" if service.is_add_in else "ServerReference is empty"
        yield Hit(
            item=service,
            message=f"{service.fqdn} names no pool: {why}",
            evidence={"type": service.type or "", "ServerReference": ""},
            predicts=(*_merged_as_application(service), Predicted("MM4", {"fqdn": service.fqdn or ""})),
        )
