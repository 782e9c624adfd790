"""Mediation Servers, hybrid gateways and trusted services without a pool (R2-MED-001 to 008)."""

from __future__ import annotations

from collections.abc import Iterator

from ...estate.estate import Estate
from ...estate.evidence import Listener
from ...estate.gateway_callers import gateway_names, unknown_callers
from ...estate.kinds import Item
from ...estate.references import host
from ...estate.topology import Gateway, GatewayLink, MediationServer, TrustedService
from ...estate.voice import VoiceRoute
from ..engine.answer_check import answer_check
from ..engine.answers import listed
from ..engine.check import Check
from ..engine.gaps import Collect, Gap, Run
from ..engine.model import R2, Context, Grade, Hit, Predicted, Severity, Wording, rule
from ..engine.phases import A_MERGE, A_POST, A_PRODUCTION, A_USERS_PILOT
from ..engine.scope import target_gap
from ..engine.values import Amount, Host, Text, Value, hosts, items

#: types of trusted service that are roles of the product itself (r2-wmi-trusted-service)
_ROLE_TYPES = frozenset({"mediationserver", "mras", "qosm", "cwa"})
#: begins the types of the product's own applications, e.g. Conferencing Attendant (pool-name)
_OWN_APPLICATIONS = "microsoft.rtc.applications."
_TRUSTED_APPLICATION = Predicted("MM3", {"role": Text("Trusted application server")})


def is_own_service(estate: Estate, service: TrustedService) -> bool:
    """Whether a trusted service is a role or an application of the product, or stands on the FQDN of a pool."""
    type_ = (service.type or "").casefold()
    if type_ in _ROLE_TYPES or type_.startswith(_OWN_APPLICATIONS):
        return True
    return estate.find("pool", service.fqdn, product=service.product) is not None


def _trusted_mediation_servers(estate: Estate) -> dict[str, Item]:
    services = estate.of(TrustedService, product=R2)
    return {(s.fqdn or "").casefold(): s for s in services if (s.type or "").casefold() == "mediationserver"}


def _declared_mediation_servers(estate: Estate) -> dict[str, Item]:
    """Those of WMI, which knows no sites: a server of OCS with a site is in the topology of Lync, merged."""
    servers = estate.of(MediationServer, product=R2)
    return {(server.fqdn or server.key).casefold(): server for server in servers if not server.site}


def _mediation_servers(estate: Estate) -> dict[str, Item]:
    return {**_declared_mediation_servers(estate), **_trusted_mediation_servers(estate)}


def mediation_hosts(estate: Estate) -> frozenset[str]:
    """FQDNs of the Mediation Servers of OCS, in lower case.

    Each has an object of its own class (r2-wmi-mediation-server) and a trusted service of that type.
    """
    return frozenset(_mediation_servers(estate))


def _disagreement(estate: Estate) -> Iterator[Gap]:
    """A gap for the hosts that only one of the two classes has, where both were read."""
    if not estate.has(MediationServer.kind, R2):
        return
    trusted, declared = _trusted_mediation_servers(estate), _declared_mediation_servers(estate)
    if trusted.keys() != declared.keys():
        yield Gap(
            reason="trusted services name {trusted} as Mediation Servers, MSFT_SIPMediationServerSetting {declared}",
            places={"trusted": hosts(sorted(trusted) or ["none"]), "declared": hosts(sorted(declared) or ["none"])},
            needs=(Collect(TrustedService.kind, R2), Collect(MediationServer.kind, R2)),
        )


def _routes_by_host(estate: Estate) -> dict[str, list[VoiceRoute]]:
    """Routes by the host of each of their gateways, in lower case."""
    found: dict[str, list[VoiceRoute]] = {}
    for route in estate.of(VoiceRoute, product=R2):
        for gateway in dict.fromkeys(host(g).casefold() for g in route.gateways):
            found.setdefault(gateway, []).append(route)
    return found


def _merged_as_application(service: TrustedService) -> tuple[Predicted, ...]:
    """The lines that list a host among the trusted application servers being migrated."""
    return (_TRUSTED_APPLICATION, Predicted("MM3-HOST", {"fqdn": Host(service.fqdn or "")}))


def _on_its_own(service: TrustedService) -> tuple[Predicted, ...]:
    """The line about a host that depends on no pool."""
    return (Predicted("MM4", {"fqdn": Host(service.fqdn or "")}),)


def _depends_on_no_pool(estate: Estate, service: TrustedService) -> bool:
    return not is_own_service(estate, service) and service.is_empty("servers")


@rule(
    id="R2-MED-001",
    title="No Mediation Server in the legacy estate",
    severity=Severity.WARNING,
    grade=Grade.OBSERVED,
    products=(R2,),
    needs=(TrustedService,),
    message="No trusted service of type MediationServer; at least one was expected in a voice estate",
    effect="The merge creates no Mediation Server; no legacy gateway or trunk reaches the Lync topology.",
    remediation="Expected with hybrid gateways: plan PSTN gateways and trunks of the new pool in Topology Builder.",
    references=("giombini-r2-to-2013", "r2-wmi-mediation-server"),
    minutes=30,
    phases=(A_MERGE,),
)
def no_mediation_server(estate: Estate, _context: Context) -> Iterator[Hit | Gap]:
    """Neither a trusted service of type MediationServer nor an object of the Mediation Server class exists.

    Why it matters: the import wants every route of OCS to point to a Mediation Server. Without one in the legacy
    topology the merge says so and migrates no gateway, and every imported route loses its gateways.

    When it is wrong: the evidence of trusted services was collected with too few rights, or from another forest.
    """
    yield from _disagreement(estate)
    if not mediation_hosts(estate):
        yield Hit(
            item=None,
            evidence={"trusted services": Amount(len(estate.of(TrustedService, product=R2)))},
            predicts=(Predicted("MM1"), Predicted("MM2", {"role": Text("MediationServer")})),
        )


@rule(
    id="R2-MED-002",
    title="Hybrid gateway: a route ends at a trusted service that is not a Mediation Server",
    severity=Severity.WARNING,
    grade=Grade.OBSERVED,
    products=(R2,),
    needs=(TrustedService, VoiceRoute),
    message="{item} is the gateway of {count:route} but a trusted service of type {type}, not MediationServer",
    effect=(
        "The host shows as a trusted application server in BackCompatSite; no gateway and no trunk is created. The "
        "author of the published log had the impression that a Mediation Server joined to the domain is expected."
    ),
    remediation=(
        "Define the PSTN gateway and a trunk in Topology Builder, point the routes to it "
        "(Set-CsVoiceRoute -PstnGatewayList), and remove the trusted service entry after the cut-over."
    ),
    variants={
        "no type": Wording(
            "{item} is the gateway of {count:route} but a trusted service of unknown type, not MediationServer"
        )
    },
    references=("giombini-r2-to-2013", "r2-wmi-trusted-service", "set-csvoiceroute"),
    minutes=60,
    phases=(A_MERGE,),
)
def hybrid_gateway(estate: Estate, _context: Context) -> Iterator[Hit]:
    """A gateway of a voice route is a trusted service, but not of a Mediation Server.

    Why it matters: a gateway with built-in mediation exists in Active Directory only as a trusted service. The merge
    takes it for a trusted application, so the voice path must be set up again. Where it names no pool either, the merge
    says so too.

    When it is wrong: the host also runs an application that deserves to stay a trusted application.
    """
    mediation, routes = mediation_hosts(estate), _routes_by_host(estate)
    for service in estate.each(TrustedService, product=R2):
        fqdn = (service.fqdn or "").casefold()
        if fqdn in routes and fqdn not in mediation:
            alone = _depends_on_no_pool(estate, service)
            reference: dict[str, Value] = {"ServerReference": Text("")} if alone else {}
            yield Hit(
                item=service,
                variant="" if service.type else "no type",
                places={"count": Amount(len(routes[fqdn]))},
                evidence={"type": Text(service.type or ""), "routes": items(routes[fqdn]), **reference},
                predicts=_merged_as_application(service) + (_on_its_own(service) if alone else ()),
            )


@rule(
    id="R2-MED-003",
    title="Trusted service without a pool",
    severity=Severity.INFO,
    grade=Grade.INFERRED,
    products=(R2,),
    needs=(TrustedService,),
    message="{item} names no pool: ServerReference is empty",
    effect="Merged as a trusted application server that depends on no pool.",
    remediation="Confirm that the host is still in use; remove the entry where it is not.",
    variants={"add-in": Wording("{item} names no pool: an add-in entry, which has no link by design")},
    references=("giombini-r2-to-2013", "r2-wmi-trusted-service", "r2-wmi-trusted-add-in"),
    basis="text observed, condition inferred",
    minutes=10,
)
def trusted_service_without_pool(estate: Estate, _context: Context) -> Iterator[Hit]:
    """A trusted service entry names no pool or server, and is neither a product role nor a gateway (R2-MED-002).

    Why it matters: the merge prints a line per host and creates an entry in BackCompatSite that somebody has to
    recognise later.

    When it is wrong: the link was not readable with the rights of the collecting account.
    """
    routes = _routes_by_host(estate)
    for service in estate.each(TrustedService, product=R2):
        if _depends_on_no_pool(estate, service) and (service.fqdn or "").casefold() not in routes:
            yield Hit(
                item=service,
                variant="add-in" if service.is_add_in else "",
                evidence={"type": Text(service.type or ""), "ServerReference": Text("")},
                predicts=_merged_as_application(service) + _on_its_own(service),
            )


@rule(
    id="R2-MED-004",
    title="Mediation Server is missing in the merged topology",
    severity=Severity.ERROR,
    grade=Grade.DOCUMENTED,
    products=(R2,),
    needs=(TrustedService,),
    message="Mediation Server {item} is not in the topology of {target}",
    effect="The import may ask to run Merge-CsLegacyTopology; routes over this Mediation Server lose it.",
    remediation="Run Merge-CsLegacyTopology again, Publish-CsTopology, then Import-CsLegacyConfiguration.",
    references=("merge-cslegacytopology", "import-cslegacyconfiguration", "giombini-r2-to-2013", "publish-cstopology"),
    basis="the need to merge again is documented; what routes lose is inferred from one published log",
    minutes=45,
    phases=(A_MERGE,),
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
    # a merged server is of OCS too, but has a site: WMI knows no sites
    merged = {(m.fqdn or m.key).casefold() for m in estate.of(MediationServer) if m.site or m.product != R2}
    for fqdn, server in _mediation_servers(estate).items():
        if fqdn not in merged:
            yield Hit(
                item=server,
                places={"target": Text(context.product_name)},
                evidence={"merged Mediation Servers": hosts(sorted(merged))},
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
    message="Gateway {gateway} is certified for OCS 2007 R2 only",
    effect=(
        "The gateway does not support a Mediation Server of Lync Server 2013, and an OCS pool cannot communicate with "
        "one (one page; another says otherwise, see R2-MED-007)."
    ),
    remediation=(
        "Upgrade the gateway or replace it by one that is certified for Lync Server 2013; migrate Mediation only after "
        "all users have moved."
    ),
    references=("l13-mediation-r2", "l13-define-mediation"),
    minutes=120,
    phases=(A_POST,),
)
def gateway_of_r2_only(estate: Estate, context: Context) -> Iterator[Hit]:
    """You named a gateway that is certified for OCS 2007 R2 only.

    Why it matters: it cannot stay when the Mediation Server is replaced.

    When it is wrong: newer firmware of the gateway is certified.
    """
    routes = _routes_by_host(estate)
    services = {(s.fqdn or "").casefold(): s for s in estate.of(TrustedService, product=R2)}
    for gateway in dict.fromkeys(listed(context.answers, "r2_only_gateways")):
        yield Hit(
            item=services.get(gateway.casefold()),
            part=gateway,
            places={"gateway": Host(gateway)},
            evidence={"routes": items(routes.get(gateway.casefold(), ()))},
        )


BEFORE_USERS = answer_check(
    title="Mediation is to be migrated before the users",
    severity=Severity.ERROR,
    when={"mediation_after_users": "no"},
    says="Mediation Servers will be migrated before the last user has moved",
    why="an OCS pool cannot use a Mediation Server of the new version.",
    wrong="no OCS user makes PSTN calls.",
    effect="Outbound calls of users who are still on OCS fail (one page; another says otherwise, see R2-MED-007).",
    remediation="Configure the Mediation Servers of 2013 when no user is left on OCS.",
    references=("l13-mediation-r2", "l13-define-mediation"),
    basis="that an OCS pool cannot communicate with a Mediation Server of 2013 is documented; that calls fail inferred",
    minutes=15,
).rule("R2-MED-006", R2, phases=(A_PRODUCTION,))

NEW_MEDIATION_FOR_OLD_USERS = answer_check(
    title="OCS users will call through the new pool",
    severity=Severity.INFO,
    when={"r2_users_on_new_mediation": "yes"},
    says="OCS 2007 R2 users must reach the PSTN through the new pool during coexistence",
    why="the default Mediation Server of the new topology routes calls from OCS, as one page says.",
    wrong="the legacy Mediation Server stays until the last user has moved.",
    effect=(
        "One page says that they reach the PSTN through the Mediation Server marked as default, another that an OCS "
        "2007 R2 pool cannot communicate with a Mediation Server of 2013 (R2-MED-006)."
    ),
    remediation=(
        "Keep the legacy Mediation Server until the last user has moved. Otherwise choose Make Default for the "
        "new Mediation Server in Topology Builder (the page shows it where the Front End pool with its "
        "Mediation Server is defined), publish, and test with one OCS user."
    ),
    references=("l13-define-mediation", "l13-mediation-r2"),
    basis="the two pages disagree",
    minutes=15,
).rule("R2-MED-007", R2, phases=(A_USERS_PILOT,))


def callers_without_gateway(estate: Estate, _context: Context, product: str) -> Iterator[Hit | Gap]:
    """An address connects to the port of a Mediation Server for gateways, and is the address of no gateway.

    Why it matters: a Mediation Server of Lync answers only hosts that the topology has as its gateways, so calls from
    a second interface, a load balancer or another node of a PBX fail after the move.

    When it is wrong: the connection is not a call, such as the probe of a load balancer. netstat shows one moment:
    that nobody else calls is not proven.
    """
    if not estate.of(Listener):
        yield Gap(reason="no evidence of listeners", needs=(Collect(Listener.kind, product),))
    for found in unknown_callers(estate, product):
        places: dict[str, Value] = {
            "addresses": hosts(found.addresses),
            "port": Text(str(found.port)),
            "unresolved": hosts(found.unresolved),
        }
        if not gateway_names(estate, product):
            kind = GatewayLink if product == R2 else Gateway
            reason = "{addresses} connect to port {port}, and no gateway is known"
            yield Gap(reason=reason, places=places, needs=(Collect(kind.kind, product),))
        elif not found.is_known:
            reason = "{addresses} connect to port {port}, and netstat does not show whether that is a Mediation Server"
            yield Gap(
                reason=reason, places=places, needs=(Run("netstat -abno > netstat.txt (on the Mediation Server)"),)
            )
        elif found.unresolved:
            reason = "{addresses} connect to port {port}, and the addresses of {unresolved:first 3} are not known"
            yield Gap(reason=reason, places=places, needs=(Run("nslookup NAME > nslookup.txt (of each gateway)"),))
        else:
            for address in found.addresses:
                yield Hit(
                    item=estate.find("mediation_server", found.server, product=product),
                    part=f"{address}:{found.port}",
                    variant="" if found.server else "a server",
                    places={"server": Host(found.server)},
                    evidence={"caller": Host(address), "port": Text(str(found.port))},
                )


CALLERS = Check(
    title="Caller of a Mediation Server that is not a gateway",
    severity=Severity.WARNING,
    grade=Grade.OBSERVED,
    needs=(MediationServer,),
    message="{caller} connects to port {port} of the Mediation Server {server}, and is the address of no gateway",
    variants={
        "a server": Wording("{caller} connects to port {port} of a Mediation Server, and is the address of no gateway")
    },
    effect="Calls from this address fail on a Mediation Server of Lync, which answers only its own gateways.",
    remediation=(
        "Find out what it is. If it sends calls, define it as a PSTN gateway in Topology Builder too; conferences with "
        "a caller from such an inbound gateway may fail while the primary gateway is down."
    ),
    references=("toml-mediation", "r2-wmi-mediation-settings"),
    basis="one published site",
    find=callers_without_gateway,
    minutes=45,
)
R2_CALLERS = CALLERS.rule("R2-MED-008", R2, phases=(A_POST,))
