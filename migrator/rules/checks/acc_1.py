"""Access Edge: revocation lists, partners, providers, policies, authorised servers (ACC-10 to ACC-17)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from ...estate.estate import Estate
from ...estate.evidence import Event, PortTest
from ...estate.external import AccessEdgeSettings, AllowedDomain, HostingProvider, PublicProvider
from ...estate.in_force import in_force_for
from ...estate.network import folded, is_address
from ...estate.policies import ExternalAccessPolicy
from ...estate.topology import EdgePool, Pool, SipDomain
from ...estate.users import User
from ...network.edges import edges_of
from ...network.port_tests import REVOCATION_LISTS, WayState, state_of
from ...powershell import literal
from .. import access_edge_ocs as ocs
from ..access_edge import CONSOLE, limits_partners, name_of, of_server, signs_of_federation, without_events
from ..edge_names import rule_of_edges
from ..engine.answers import listed
from ..engine.gaps import Collect, Gap
from ..engine.model import R2, Context, Grade, Hit, Severity, Wording, rule
from ..engine.phases import A_EDGE, A_USERS_PILOT, B_EDGE, B_PILOT
from ..engine.scope import ALL, LYNC
from ..engine.values import Amount, Host, Text, items, texts

#: "a discovered partner exceeded the number of users whom it may contact"
_THROTTLED = 14508


@rule_of_edges(
    id="ACC-10",
    title="Access Edge checks revocation lists and cannot fetch them",
    severity=Severity.WARNING,
    grade=Grade.DOCUMENTED,
    products=ALL,
    needs=(AccessEdgeSettings, PortTest),
    message="The Access Edge checks the revocation lists of partners, and TCP 80 outward from {source} is {result}",
    effect="The Edge cannot fetch the lists; connections to partners may be slow or fail.",
    remediation="Open TCP 80 from the Access Edge to any place, then test again from the Edge.",
    references=("set-csaccessedgeconfiguration", "l13-edge-ports", "r2-wmi-external-edge"),
    basis="setting and port are documented; what happens without the lists, and other ways to them, is inferred",
    minutes=30,
)
def revocation_lists_out_of_reach(estate: Estate, _context: Context) -> Iterator[Hit | Gap]:
    """KeepCrlsUpToDateForPeers is True, which is the default, and a test says that TCP 80 outward is closed.

    Why it matters: the Edge checks the revocation lists of the certificates of federated domains periodically.

    When it is wrong: the Edge fetches the lists through a proxy, or by LDAP.
    """
    for edge in edges_of(estate):
        settings = list(estate.each(AccessEdgeSettings, product=edge.product))
        if not any(each.checks_revocation for each in settings):
            continue
        known = set()
        for test in estate.each(PortTest):
            is_own = (test.edge_pool or "").casefold() == edge.fqdn.casefold()
            if not is_own or (test.rule or "").strip() != REVOCATION_LISTS:
                continue
            known.add(state_of(test.result))
            if state_of(test.result) is WayState.CLOSED:
                source = Host(test.source or edge.fqdn)
                yield Hit(item=test, places={"source": source, "result": Text(test.result or "")})
        if not known & {WayState.OPEN, WayState.CLOSED}:
            yield Gap(
                reason="no test of TCP 80 outward from {edge} says open or closed",
                places={"edge": Host(edge.fqdn)},
                needs=(Collect(PortTest.kind, edge.product),),
            )


@rule(
    id="ACC-11",
    title="Discovered partner is throttled",
    severity=Severity.WARNING,
    grade=Grade.INFERRED,
    products=ALL,
    needs=(AccessEdgeSettings,),
    message="Event 14508 was logged {times:time|times}; a discovered partner may contact {contacts} users",
    variants=ocs.THROTTLED,
    effect="Contacts of a partner beyond the limit get no presence and no messages.",
    remediation=(
        "Read the partner's domain in the event. If the partner is wanted: New-CsAllowedDomain -Identity DOMAIN, "
        "to which the limit does not apply; if not: New-CsBlockedDomain -Identity DOMAIN."
    ),
    references=(
        "set-csaccessedgeconfiguration",
        "new-csalloweddomain",
        "scom-r2-14508",
        "r2-federated-traffic",
        "r2-federated-domains",
        "r2-wmi-partners",
        "new-csblockeddomain",
    ),
    basis=(
        "the limit is documented for discovered partners; that event 14508 reports it is documented for OCS 2007 R2 "
        "and inferred for Lync"
    ),
    minutes=15,
)
def partner_throttled(estate: Estate, _context: Context) -> Iterator[Hit | Gap]:
    """Event 14508 was logged while discovered partners are limited, which OCS 2007 R2 cannot switch off.

    Both versions of Lync share these settings, whichever they were collected as; Lync 2010 does not show the limit.

    Why it matters: a large partner that is only discovered reaches the limit of contacts.

    When it is wrong: the partner was added to the allowed list since.
    """
    yield from without_events(estate)
    throttled = [event for event in estate.of(Event) if event.event_id == _THROTTLED]
    of_r2 = [event for event in throttled if event.product == R2]
    for settings in estate.each(AccessEdgeSettings, product=R2):
        if of_r2 and settings.partner_discovery is not False:
            yield Hit(item=settings, variant="ocs", places={"times": Amount(len(of_r2)), **of_server(settings)})
    for settings in (each for product in LYNC for each in estate.each(AccessEdgeSettings, product=product)):
        if len(throttled) > len(of_r2) and limits_partners(settings):
            contacts = Text(str(settings.contacts_per_discovered_partner or "only so many"))
            yield Hit(item=settings, places={"times": Amount(len(throttled) - len(of_r2)), "contacts": contacts})


@rule(
    id="ACC-12",
    title="Access Edge of a partner is an address",
    severity=Severity.ERROR,
    grade=Grade.INFERRED,
    products=ALL,
    needs=(AllowedDomain,),
    message="The Access Edge of {item} is the address {proxy_FQDN}; an FQDN belongs there",
    variants={
        "ocs": Wording(
            effect="An address is not allowed there; the certificate of the partner's Edge has a name.",
            remediation=CONSOLE
            + " > tab Allow: give the FQDN, or leave it empty where the partner's SRV record is right.",
        )
    },
    effect="The certificate of the partner's Edge has a name, which an address does not match.",
    remediation=(
        "Set-CsAllowedDomain -Identity {quoted} -ProxyFqdn FQDN. "
        "Leave it empty where the partner's SRV record is right."
    ),
    references=("new-csalloweddomain", "r2-wmi-partners", "r2-federated-domains"),
    basis=(
        "the page of Lync describes ProxyFqdn as an FQDN, that of OCS 2007 R2 forbids an address; neither says what "
        "happens with one"
    ),
    minutes=10,
)
def partner_by_address(estate: Estate, _context: Context) -> Iterator[Hit]:
    """The ProxyFqdn of an allowed domain is an IP address.

    Why it matters: it is compared with the names of the partner's certificate.

    When it is wrong: the evidence shows an address in place of the name that the list has.
    """
    for product in ALL:
        for domain in estate.each(AllowedDomain, product=product):
            if domain.proxy_fqdn and is_address(domain.proxy_fqdn):
                yield Hit(
                    item=domain,
                    variant="ocs" * (product == R2),
                    places={"quoted": Text(literal(domain.domain or domain.key))},
                    evidence={"proxy FQDN": Host(domain.proxy_fqdn)},
                )


@rule(
    id="ACC-13",
    title="Own SIP domain is an allowed domain",
    severity=Severity.WARNING,
    grade=Grade.INFERRED,
    products=ALL,
    needs=(AllowedDomain, SipDomain),
    message="{item} is a SIP domain of this estate, and an allowed domain",
    effect="What is meant for own users can be sent out to a partner of that name.",
    variants={"ocs": Wording(remediation=CONSOLE + " > tab Allow: remove it.")},
    remediation="Remove-CsAllowedDomain -Identity {quoted}.",
    references=("new-csalloweddomain", "r2-federated-domains"),
    basis="the allowed list is for domains of other organisations; no page says what an own domain in it does",
    minutes=10,
)
def own_domain_allowed(estate: Estate, _context: Context) -> Iterator[Hit]:
    """A SIP domain of this estate is on the list of allowed domains.

    Why it matters: the list is for other organisations.

    When it is wrong: part of the domain is hosted elsewhere and somebody documented it so.
    """
    for product in ALL:
        own = {folded(d.name or d.key) for d in estate.of(SipDomain, product=product)}
        for domain in estate.each(AllowedDomain, product=product):
            if name_of(domain) in own:
                quoted = Text(literal(domain.domain or domain.key))
                yield Hit(item=domain, variant="ocs" * (product == R2), places={"quoted": quoted})


@rule(
    id="ACC-14",
    title="Two providers for one Access Edge",
    severity=Severity.ERROR,
    grade=Grade.DOCUMENTED,
    products=LYNC,
    needs=(HostingProvider,),
    message="{item} and {other} both name {proxy_fqdn}",
    variants={
        "public": Wording(remediation="Remove one of the two: Remove-CsHostingProvider or Remove-CsPublicProvider.")
    },
    effect="One provider can have only one federation relationship; name and ProxyFqdn are unique.",
    remediation=(
        "Keep the one with EnabledSharedAddressSpace, which a hybrid needs; remove the other: "
        "Remove-CsHostingProvider -Identity NAME. ProxyFqdn cannot be shared, so correct it by removing and recreating."
    ),
    basis=(
        "that the provider of the hybrid is the one to keep is inferred; the page of Set-CsHostingProvider has "
        "no ProxyFqdn"
    ),
    references=(
        "l13-push",
        "new-cshostingprovider",
        "remove-cshostingprovider",
        "remove-cspublicprovider",
        "set-cshostingprovider",
    ),
    minutes=10,
    phases=(B_PILOT,),
)
def duplicate_provider(estate: Estate, _context: Context) -> Iterator[Hit]:
    """Two hosting providers, or a hosting and a public provider, name one Access Edge.

    OCS 2007 R2 has no hosting providers; what two IM providers of one address do there is on no page that was read.

    Why it matters: both the identity and the ProxyFqdn of a provider must be unique.

    When it is wrong: one of them was removed after the evidence was collected.
    """
    for product in LYNC:
        by_edge: dict[str, list[HostingProvider | PublicProvider]] = defaultdict(list)
        for provider in estate.of(HostingProvider, product=product):
            by_edge[_access_edge(provider)].append(provider)
        for public in estate.of(PublicProvider, product=product):
            by_edge[_access_edge(public)].append(public)
        by_edge.pop("", None)
        for fqdn, providers in by_edge.items():
            providers.sort(key=lambda p: not (isinstance(p, HostingProvider) and p.shared_address_space))
            kept = providers[0]
            for one in providers[1:]:
                yield Hit(
                    item=one,
                    variant="public" if isinstance(one, PublicProvider) else "",
                    places={"other": kept, "proxy_fqdn": Host(fqdn)},
                    evidence={"keep": kept},
                )


def _access_edge(provider: HostingProvider | PublicProvider) -> str:
    return folded((provider.proxy_fqdn or "").strip())


@rule(
    id="ACC-15",
    title="External access policy does not allow federation",
    severity=Severity.WARNING,
    grade=Grade.DOCUMENTED,
    products=LYNC,
    needs=(ExternalAccessPolicy, User),
    message="{count:user has|users have} the external access policy {item}, which does not allow federation",
    effect="These users cannot communicate with federated organisations, although federation is set up for others.",
    variants={
        "off": Wording(
            effect="Nothing shows that federation is wanted; these users cannot communicate with federated domains.",
            remediation="Leave it so unless federation is wanted; then answer federation_wanted with yes.",
        )
    },
    remediation=(
        "If these users shall federate: Set-CsExternalAccessPolicy -Identity {quoted} -EnableFederationAccess $true, "
        "or grant another policy: Grant-CsExternalAccessPolicy -Identity USER -PolicyName NAME. "
        "Verify with Get-CsExternalAccessPolicy."
    ),
    references=(
        "new-csexternalaccesspolicy",
        "set-csexternalaccesspolicy",
        "set-csaccessedgeconfiguration",
        "grant-csexternalaccesspolicy",
        "l13-remote-user-access",
    ),
    basis="that OCS 2007 R2 has a switch for each user instead, and how to verify, is on no page that is cited",
    minutes=15,
)
def policy_without_federation(estate: Estate, context: Context) -> Iterator[Hit]:
    """EnableFederationAccess of an external access policy (global, of a site, or of users) is False for some users.

    The policy of a user goes before that of the site, and that before the global one. The Access Edge configuration
    exists only once, as the global one; what there can be several of, and what is checked one by one, are these
    policies. OCS 2007 R2 has no such policies: each user has a switch for federation.

    Why it matters: federation on the Access Edge is not enough; the policy of the user must allow it too.

    When it is wrong: these users must not federate.
    """
    products = [product for product in LYNC if estate.has(ExternalAccessPolicy.kind, product)]
    policies: dict[str, ExternalAccessPolicy] = {}
    for product in reversed(products):
        for policy in estate.of(ExternalAccessPolicy, product=product):
            policies.setdefault(policy.key, policy)
    # a user, or the site of a pool, that was lost changes who has which policy
    known = [*estate.of(User), *estate.of(Pool)]
    holders = in_force_for(estate, ExternalAccessPolicy, products[-1]) if products and known else {}
    signs = signs_of_federation(estate, context)
    for policy in policies.values():
        users = holders.get(policy.key)
        if policy.federation is False and users:
            yield Hit(
                item=policy,
                variant="" if signs else "off",
                severity=None if signs else Severity.INFO,
                places={"count": Amount(len(users)), "quoted": Text(literal(policy.key))},
                evidence={"users": items(users)} | ({"federation": texts(signs)} if signs else {}),
            )


@rule_of_edges(
    id="ACC-16",
    title="New server is not authorised on the legacy Edge",
    severity=Severity.ERROR,
    grade=Grade.DOCUMENTED,
    products=(R2,),
    needs=(EdgePool,),
    answers=("planned_pool_fqdns", "edge_authorised_servers"),
    message="{server} is not authorised on the OCS 2007 R2 Edge",
    effect="Audio and video conferences fail for users who join them through the legacy Edge.",
    remediation=(
        "On each legacy Edge, Computer Management, Properties of Office Communications Server 2007 R2, tab "
        "Internal: add every new Front End and pool, and the Director that a static route of the pool names."
    ),
    references=("l13-authorize-edge-r2",),
    minutes=10,
    phases=(A_USERS_PILOT,),
)
def unauthorised_servers(estate: Estate, context: Context) -> Iterator[Hit]:
    """A planned server is not in the list of internal servers that the legacy Edge authorises.

    Why it matters: the Edge authorises the internal servers of its list.

    When it is wrong: the list was answered before the servers were added.
    """
    if not estate.of(EdgePool, product=R2):
        return
    authorised = {name.casefold() for name in listed(context.answers, "edge_authorised_servers")}
    for name in listed(context.answers, "planned_pool_fqdns"):
        if name.casefold() not in authorised:
            yield Hit(item=None, part=name, places={"server": Host(name)})


@rule(
    id="ACC-17",
    title="One name is a hosting provider and the Access Edge of a partner",
    severity=Severity.ERROR,
    grade=Grade.OBSERVED,
    products=LYNC,
    needs=(AllowedDomain, HostingProvider),
    message="{proxy_FQDN} is the Access Edge of allowed domain {item}, and of hosting provider {provider}",
    effect=(
        "With the update of October 2013 (CU3) or a later one the Access Edge service of a Lync Server 2013 Edge does "
        "not start: event 14517."
    ),
    remediation=(
        "Before the update is installed, allow the domain without an Access Edge: Remove-CsAllowedDomain -Identity "
        "{quoted}, then New-CsAllowedDomain -Identity {quoted}, with its comment and without -ProxyFqdn. Verify with "
        "Get-CsAllowedDomain."
    ),
    references=("confusedamused-cu3", "new-csalloweddomain"),
    basis="one field report of that update; that later ones do the same, and removing and adding again, are inferred",
    minutes=10,
    phases=(A_EDGE, B_EDGE),
)
def partner_is_provider(estate: Estate, _context: Context) -> Iterator[Hit]:
    """The ProxyFqdn of an allowed domain is that of a hosting provider.

    Why it matters: the Edge trusts a name as a provider or as a partner, and since that update not as both.

    When it is wrong: all Edge servers have an older version and stay so.
    """
    for product in LYNC:
        providers = {_access_edge(each): each for each in estate.of(HostingProvider, product=product)}
        providers.pop("", None)
        for domain in estate.each(AllowedDomain, product=product):
            proxy = (domain.proxy_fqdn or "").strip()
            if proxy.casefold() in providers:
                yield Hit(
                    item=domain,
                    places={
                        "provider": providers[proxy.casefold()],
                        "quoted": Text(literal(domain.domain or domain.key)),
                    },
                    evidence={"proxy FQDN": Host(proxy)},
                )
