"""Access Edge configuration: federation, partner discovery, allowed and blocked domains (ACC-01 to ACC-09)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ...estate.estate import Estate
from ...estate.external import AccessEdgeSettings, AllowedDomain, BlockedDomain, HostingProvider, PublicProvider
from ...estate.kinds import Item
from ...estate.products import R2
from ...powershell import literal
from .. import access_edge_ocs as ocs
from ..access_edge import PANEL, PANEL_PAGE, is_listed, name_of, of_server, signs_of_federation
from ..engine.answers import listed
from ..engine.gaps import Gap, not_answered
from ..engine.model import Context, Grade, Hit, Severity, Wording, rule
from ..engine.phases import A_PRODUCTION, B_PRODUCTION
from ..engine.scope import ALL, LYNC
from ..engine.values import Amount, Host, Places, Text, items, texts

_PAGE = "set-csaccessedgeconfiguration"
#: the switch of anonymous participants in Lync and in OCS 2007 R2
_ANONYMOUS = ("AllowAnonymousUsers", "SupportAnonymousUser")
_DEFAULT_ROUTING = "usedefaultrouting"


def _settings(estate: Estate, products: Iterable[str] = ALL) -> Iterator[AccessEdgeSettings]:
    for product in products:
        yield from estate.each(AccessEdgeSettings, product=product)


def _by_default_route(settings: AccessEdgeSettings) -> bool:
    return (settings.route_kind or "").casefold() == _DEFAULT_ROUTING


@rule(
    id="ACC-01",
    title="Federation is switched off on the Access Edge",
    severity=Severity.ERROR,
    grade=Grade.DOCUMENTED,
    products=ALL,
    needs=(AccessEdgeSettings,),
    message="AllowFederatedUsers is False, although federation is set up: {signs}",
    variants={
        **ocs.OFF,
        "off": Wording(
            message="Federation is off: AllowFederatedUsers is False, which is its default",
            effect=ocs.NOT_NEEDED,
            remediation=ocs.LEAVE,
        ),
    },
    effect=(
        "No user can communicate with federated domains; users of a split domain (hybrid) and push notifications "
        "depend on it too."
    ),
    remediation=(
        "Set-CsAccessEdgeConfiguration -AllowFederatedUsers $true. "
        'Box "Enable federation and public IM connectivity" (on another page "Enable communications with federated '
        'users"). ' + PANEL
    ),
    basis="that an Edge for remote users alone needs no federation, and what is off with OCS 2007 R2, is inferred",
    references=(
        _PAGE,
        "l13-push",
        "l13-access-edge",
        PANEL_PAGE,
        "l13-remote-user-access",
        "r2-wmi-external-edge",
        "r2-federated-domains",
    ),
    minutes=10,
)
def federation_off(estate: Estate, context: Context) -> Iterator[Hit]:
    """AllowFederatedUsers is False.

    Why it matters: it is one switch for federation, split domains and push notifications.

    When it is wrong: the Edge serves remote users only; then answer federation_wanted with no.
    """
    for settings in _settings(estate):
        if settings.allow_federated is not False:
            continue
        signs = signs_of_federation(estate, context, without_switch=True)
        server = of_server(settings)
        if signs:
            yield Hit(item=settings, variant="ocs" if server else "", places=server, evidence={"signs": texts(signs)})
        else:
            yield Hit(item=settings, variant="ocs off" if server else "off", severity=Severity.INFO, places=server)


@rule(
    id="ACC-02",
    title="Partner discovery is off",
    severity=Severity.ERROR,
    grade=Grade.DOCUMENTED,
    products=ALL,
    needs=(AccessEdgeSettings,),
    message="Federation shall be open, but EnablePartnerDiscovery is False",
    variants={
        **ocs.NO_DISCOVERY,
        "closed": Wording(
            message="Federation is closed: only the allowed domains ({allowed_domains}) can federate",
            effect="A partner that is not on the list is not found by DNS.",
            remediation="Leave it so if closed federation is wanted; else answer federation_open with yes.",
        ),
        "default route": Wording(
            message="Federation shall be open, but the Access Edge uses the default route {default_route}",
            effect="With a default route there is no partner discovery.",
            remediation=(
                "Decide first whether the default route is still needed; "
                "Set-CsAccessEdgeConfiguration -UseDnsSrvRouting -EnablePartnerDiscovery $true ends it. " + PANEL
            ),
        ),
    },
    effect="Partners that are not on the list of allowed domains cannot federate.",
    remediation=(
        "Set-CsAccessEdgeConfiguration -UseDnsSrvRouting -EnablePartnerDiscovery $true. "
        'Box "Enable partner domain discovery". ' + PANEL
    ),
    basis="where the switch of OCS 2007 R2 is, is inferred",
    references=(
        _PAGE,
        "l13-access-edge",
        PANEL_PAGE,
        "l13-remote-user-access",
        "r2-wmi-external-edge",
        "r2-federated-partners",
    ),
    minutes=10,
)
def discovery_off(estate: Estate, context: Context) -> Iterator[Hit]:
    """Federation is on and partner discovery is off.

    Why it matters: it decides whether federation is open or closed.

    When it is wrong: closed federation is what the organisation wants; it is then only said.
    """
    wanted_open = context.answers.get("federation_open") == "yes"
    for settings in _settings(estate):
        if not settings.allow_federated:
            continue
        if wanted_open and _by_default_route(settings):
            yield Hit(
                item=settings, variant="default route", evidence={"default route": Host(settings.default_route or "")}
            )
        elif settings.partner_discovery is False:
            allowed = Amount(len(estate.of(AllowedDomain, product=settings.product)))
            server = of_server(settings)
            if wanted_open:
                yield Hit(item=settings, variant="ocs" if server else "", places=server)
            else:
                yield Hit(
                    item=settings,
                    variant="closed",
                    severity=Severity.INFO,
                    evidence={"allowed domains": allowed, **server},
                )


@rule(
    id="ACC-03",
    title="Partner is not an allowed domain",
    severity=Severity.ERROR,
    grade=Grade.DOCUMENTED,
    products=ALL,
    needs=(AccessEdgeSettings, AllowedDomain),
    answers=("partner_domains",),
    message="Federation is closed and {partner} is not an allowed domain",
    variants=ocs.NOT_ALLOWED,
    effect="Users of {partner} cannot take part in instant messages and conferences with your users.",
    remediation=(
        "New-CsAllowedDomain -Identity {quoted}. Control Panel: External User Access > Federated Domains > New > "
        "Allowed domain. Verify with Get-CsAllowedDomain."
    ),
    references=(_PAGE, "new-csalloweddomain", "l13-allowed-domains", *ocs.ALLOW_LIST_PAGES),
    minutes=10,
)
def partner_not_allowed(estate: Estate, context: Context) -> Iterator[Hit]:
    """Federation is closed, and a partner of the answer partner_domains is not on the list of allowed domains.

    Why it matters: without partner discovery only domains of that list can federate.

    When it is wrong: the partner was added to the list after the evidence was collected.
    """
    for settings in _settings(estate):
        if settings.partner_discovery is not False:
            continue
        allowed = {name_of(d) for d in estate.of(AllowedDomain, product=settings.product)}
        for partner in listed(context.answers, "partner_domains"):
            if not is_listed(partner, allowed):
                server = of_server(settings)
                places = {"partner": Host(partner), "quoted": Text(literal(partner)), **server}
                part = " ".join((partner, *map(str, server.values())))
                yield Hit(item=None, variant="ocs" if server else "", part=part, places=places)


@rule(
    id="ACC-04",
    title="Partner is a blocked domain",
    severity=Severity.ERROR,
    grade=Grade.DOCUMENTED,
    products=ALL,
    needs=(BlockedDomain,),
    answers=("partner_domains",),
    message="{item} is a blocked domain, and {partner} is one of your partners",
    variants=ocs.BLOCKED,
    effect="Messages from {item} are rejected.",
    remediation=(
        "Remove-CsBlockedDomain -Identity {quoted}; a domain cannot be on both lists, so do that before "
        "New-CsAllowedDomain."
    ),
    references=(
        "new-csalloweddomain",
        "l13-blocked-domains",
        "remove-csblockeddomain",
        "r2-wmi-denied-domains",
        "r2-federated-domains",
    ),
    basis="how to verify is inferred; on R2 the order follows from the class: no name is on both lists",
    minutes=10,
)
def partner_blocked(estate: Estate, context: Context) -> Iterator[Hit]:
    """A partner of the answer partner_domains is on the list of blocked domains.

    Why it matters: the list is obeyed also where partners are discovered.

    When it is wrong: the partner was blocked on purpose.
    """
    partners = listed(context.answers, "partner_domains")
    for product in ALL:
        for blocked in estate.each(BlockedDomain, product=product):
            for partner in partners:
                if is_listed(partner, {name_of(blocked)}):
                    part = "" if partner.casefold() == name_of(blocked) else partner
                    quoted = Text(literal(blocked.domain or blocked.key))
                    places: Places = {"partner": Host(partner), "quoted": quoted}
                    yield Hit(item=blocked, variant="ocs" * (product == R2), part=part, places=places)


@rule(
    id="ACC-05",
    title="Default route of the Access Edge does not fit",
    severity=Severity.ERROR,
    grade=Grade.DOCUMENTED,
    products=LYNC,
    needs=(AccessEdgeSettings, HostingProvider, PublicProvider),
    message="The Access Edge uses a default route, and no server is named for it",
    variants={
        "providers": Wording(
            message="The Access Edge uses a default route, and there are {providers}",
            effect="A default route rules out hosting providers; a public provider only bars a new default route.",
            remediation=(
                "Choose one of the two: Set-CsAccessEdgeConfiguration -UseDnsSrvRouting -EnablePartnerDiscovery VALUE, "
                "or remove all hosting and public providers."
            ),
        )
    },
    effect="Federation requests have no destination.",
    remediation="Set-CsAccessEdgeConfiguration -UseDefaultRouting -DefaultRouteFqdn SERVER.",
    basis="that requests have no destination without the server is inferred",
    references=(_PAGE, "new-cshostingprovider"),
    minutes=20,
)
def default_route_unfit(estate: Estate, _context: Context) -> Iterator[Hit]:
    """The Access Edge uses a default route without a server, or beside hosting or public providers.

    Why it matters: the server is required, and a new default route can be set only after all providers are deleted.

    When it is wrong: the providers are disabled and only kept for reference.
    """
    for settings in _settings(estate, LYNC):
        if not _by_default_route(settings):
            continue
        if settings.is_empty("default_route"):
            yield Hit(item=settings)
        kinds: tuple[type[Item], ...] = (HostingProvider, PublicProvider)
        if providers := [p for cls in kinds for p in estate.of(cls, product=settings.product)]:
            route = Host(settings.default_route or "")
            yield Hit(
                item=settings,
                variant="providers",
                part="providers",
                evidence={"default route": route, "providers": items(providers)},
            )


@rule(
    id="ACC-06",
    title="Access from outside is switched off",
    severity=Severity.WARNING,
    grade=Grade.DOCUMENTED,
    products=ALL,
    needs=(AccessEdgeSettings,),
    message="{switch} is False, although {what} are wanted",
    variants=ocs.NO_ACCESS,
    effect="{What} cannot get in.",
    remediation="Set-CsAccessEdgeConfiguration -{switch} $true. " + PANEL,
    references=(
        _PAGE,
        "l13-access-edge",
        PANEL_PAGE,
        "l13-remote-user-access",
        "l13-anonymous-access",
        "r2-wmi-external-edge",
    ),
    basis="where the switches of R2 are, and how to verify, is inferred",
    minutes=10,
)
def outside_access_off(estate: Estate, context: Context) -> Iterator[Hit | Gap]:
    """Remote users or anonymous participants are wanted, and their switch is off.

    Why it matters: AllowOutsideUsers stops remote and anonymous users, AllowAnonymousUsers stops guests of meetings.

    When it is wrong: only some users may work from outside, and their policies say so; the switch must still be on.
    """
    questions = (
        ("remote_users_wanted", ("AllowOutsideUsers",) * 2, "remote users", "allow_outside"),
        ("anonymous_wanted", _ANONYMOUS, "anonymous participants", "allow_anonymous"),
    )
    for settings in _settings(estate):
        server = of_server(settings)
        for question, switches, what, field in questions:
            if getattr(settings, field) is not False:
                continue
            answer = context.answers.get(question)
            if answer is None:
                yield not_answered(question)
            elif answer == "yes":
                switch = switches[bool(server)]
                places = {"switch": Text(switch), "what": Text(what), "What": Text(what.capitalize()), **server}
                yield Hit(item=settings, variant="ocs" if server else "", part=switch, places=places)


@rule(
    id="ACC-08",
    title="User Replicator is enabled on the Edge",
    severity=Severity.ERROR,
    grade=Grade.DOCUMENTED,
    products=LYNC,
    targets=("2013",),
    needs=(AccessEdgeSettings,),
    message="The Access Edge settings {item} have EnableUserReplicator True",
    effect=(
        "The Access Edge service of a 2013 Edge server does not start or hangs: event 30006 of LS User Replicator and "
        "32136 of LS User Services there."
    ),
    remediation=(
        "Set-CsAccessEdgeConfiguration -EnableUserReplicator $false, then Invoke-CsManagementStoreReplication, check "
        "with Get-CsManagementStoreReplicationStatus, and restart the Edge server."
    ),
    references=("kb-access-edge-replicator", "set-csaccessedgeconfiguration", "l13-access-edge"),
    basis=(
        "False is the default, but a sample of the settings in the library shows True; that an Edge server reaches no "
        "domain controller is inferred from the text of the event"
    ),
    minutes=30,
    phases=(A_PRODUCTION, B_PRODUCTION),
)
def user_replicator_on_edge(estate: Estate, _context: Context) -> Iterator[Hit]:
    """The Access Edge settings enable the User Replicator; those of OCS 2007 R2 do not have it (r2-wmi-external-edge).

    Why it matters: an Edge server reaches no domain controller, which the User Replicator needs to start.

    When it is wrong: the Edge servers run without events 30006 and 32136.
    """
    for settings in _settings(estate, LYNC):
        if settings.user_replicator:
            yield Hit(item=settings)


@rule(
    id="ACC-09",
    title="Access Edge setting that only support should change",
    severity=Severity.INFO,
    grade=Grade.DOCUMENTED,
    products=LYNC,
    needs=(AccessEdgeSettings,),
    message="{setting} is {value}; its default is {default}",
    effect="The page says to change it only if Microsoft support asks for it; what another value does it does not say.",
    remediation="Find out who changed it and why, before the new Edge takes over federation.",
    references=(_PAGE,),
    basis="to find out who changed it and why is inferred",
    minutes=15,
)
def settings_of_support(estate: Estate, _context: Context) -> Iterator[Hit]:
    """BeClearingHouse is True, or OutgoingTlsCountForFederatedPartners is not its default of 4.

    Why it matters: the published page says not to change either unless Microsoft support asks for it.

    When it is wrong: support asked for it.
    """
    for settings in _settings(estate, LYNC):
        if settings.is_clearing_house:
            yield _changed(settings, "BeClearingHouse", "True", "False")
        if settings.outgoing_tls_count not in (None, 4):
            yield _changed(settings, "OutgoingTlsCountForFederatedPartners", str(settings.outgoing_tls_count), "4")


def _changed(settings: AccessEdgeSettings, name: str, value: str, default: str) -> Hit:
    return Hit(item=settings, part=name, places={"setting": Text(name), "value": Text(value), "default": Text(default)})
