"""Push notifications to phones: provider, domain, switches, test (PUSH-01 to PUSH-12)."""

from __future__ import annotations

from collections.abc import Iterator

from ...estate.estate import Estate
from ...estate.external import (
    AllowedDomain,
    FederationSettings,
    HostingProvider,
    ImFilterSettings,
    MobilitySettings,
    PushNotificationSettings,
)
from ...estate.network import folded
from ...estate.topology import EdgePool
from ...network.edges import is_federating
from ...powershell import literal
from ..access_edge import name_of
from ..edge_names import rule_of_edges
from ..engine.gaps import Gap, not_answered
from ..engine.model import R2, Context, Grade, Hit, Severity, Wording, rule
from ..engine.phases import A_USERS_PILOT, B_PILOT
from ..engine.scope import LYNC
from ..engine.values import Host, Text, texts
from .r2_edg_0 import legacy_federates

PUSH_DOMAIN = "push.lync.com"
#: Access Edge of the provider of push notifications
PUSH_EDGE = "sipfed.online.lync.com"
#: URI of the provider, as the help of Set-CsMcxConfiguration has it
_PUSH_URI = "sip:push@push.lync.com"
_FILTERED = ("http:", "https:")
_PAGE = "l13-push"
_RETIRED = "The pages do not say whether the service still answers. Check the configuration."


def _wanted(estate: Estate, context: Context, product: str) -> bool | None:
    """Whether push notifications are wanted: the answer, else a switch that is on; None if neither tells it."""
    answer = context.answers.get("push_notification_wanted")
    if answer is not None:
        return answer == "yes"
    settings = estate.of(PushNotificationSettings, product=product)
    return True if any(s.apple or s.microsoft for s in settings) else False if settings else None


def _products(estate: Estate, context: Context) -> Iterator[str | Gap]:
    """The products for whose users push notifications are wanted."""
    for product in LYNC:
        if product not in estate.products:
            continue
        wanted = _wanted(estate, context, product)
        if wanted is None:
            yield not_answered("push_notification_wanted")
        elif wanted:
            yield product


@rule(
    id="PUSH-01",
    title="Hosting provider of push notifications is missing or differs",
    severity=Severity.ERROR,
    grade=Grade.DOCUMENTED,
    products=LYNC,
    needs=(HostingProvider,),
    message="No hosting provider names sipfed.online.lync.com",
    variants={
        "differs": Wording("Hosting provider {item} is not as push notifications need it: {differs}"),
    },
    effect="Windows phones, and Apple devices with Lync 2010 Mobile, get no notifications.",
    remediation=(
        'New-CsHostingProvider -Identity "LyncOnline" -Enabled $True -ProxyFqdn "sipfed.online.lync.com" '
        "-VerificationLevel UseSourceVerification; of a provider that is there change only what differs "
        "(Set-CsHostingProvider). " + _RETIRED
    ),
    basis="the set-up is documented, what phones meet without it inferred",
    references=(_PAGE, "new-cshostingprovider", "set-cshostingprovider"),
    minutes=15,
    phases=(B_PILOT,),
)
def push_provider(estate: Estate, context: Context) -> Iterator[Hit | Gap]:
    """Push notifications are wanted, and their hosting provider is missing, off or verified otherwise.

    Why it matters: notifications leave through federation with that provider.

    When it is wrong: federation goes through an Edge of OCS 2007 R2, for which the page sets up a partner (PUSH-09).
    """
    for product in _products(estate, context):
        if isinstance(product, Gap):
            yield product
            continue
        for provider in filter(_names_push, estate.each(HostingProvider, product=product)):
            if differs := _differences(provider):
                yield Hit(item=provider, variant="differs", places={"differs": Text("; ".join(differs))})
        if not any(map(_names_push, estate.of(HostingProvider, product=product))):
            yield Hit(item=None, part=product)


def _differences(provider: HostingProvider) -> list[str]:
    """What differs from the provider that the page sets up."""
    differs = ["Enabled is False"] if provider.enabled is False else []
    level = provider.verification_level
    if level and level.casefold() != "usesourceverification":
        differs.append(f"VerificationLevel is {level}")
    return differs


def _names_push(provider: HostingProvider) -> bool:
    return folded((provider.proxy_fqdn or "").strip()) == PUSH_EDGE


@rule(
    id="PUSH-02",
    title="push.lync.com is not an allowed domain",
    severity=Severity.ERROR,
    grade=Grade.DOCUMENTED,
    products=LYNC,
    needs=(AllowedDomain,),
    message="push.lync.com is not an allowed domain",
    effect="Windows phones, and Apple devices with Lync 2010 Mobile, get no notifications.",
    remediation='New-CsAllowedDomain -Identity "push.lync.com". ' + _RETIRED,
    basis="the set-up is documented; what phones meet without it, and that discovery may replace it, inferred",
    references=(_PAGE, "new-csalloweddomain"),
    minutes=5,
    phases=(B_PILOT,),
)
def push_domain(estate: Estate, context: Context) -> Iterator[Hit | Gap]:
    """Push notifications are wanted, and their domain is not on the list of allowed domains.

    Why it matters: the page sets up this domain as a partner.

    When it is wrong: partner discovery is on and finds the domain by DNS.
    """
    for product in _products(estate, context):
        if isinstance(product, Gap):
            yield product
        elif not any(name_of(d) == PUSH_DOMAIN for d in estate.of(AllowedDomain, product=product)):
            yield Hit(item=None, part=product)


@rule(
    id="PUSH-03",
    title="Push notifications are switched off",
    severity=Severity.ERROR,
    grade=Grade.DOCUMENTED,
    products=LYNC,
    needs=(PushNotificationSettings,),
    answers=("push_notification_wanted",),
    message="Push notifications are wanted, and {switches} of {item} is off",
    effect="Phones of that kind get no notifications; off is the default.",
    remediation=(
        "Set-CsPushNotificationConfiguration -Identity {item!r} with the switch that is wanted: "
        "-EnableApplePushNotificationService $True, -EnableMicrosoftPushNotificationService $True. Apple devices with "
        "Lync 2013 Mobile do not need it. " + _RETIRED
    ),
    basis="the switches are documented; that phones of the kind get nothing without theirs is inferred",
    references=(_PAGE, "set-cspushnotificationconfiguration"),
    minutes=5,
    phases=(B_PILOT,),
)
def push_switches(estate: Estate, context: Context) -> Iterator[Hit]:
    """Push notifications are wanted, and a switch of the settings is off.

    Why it matters: both switches are off by default.

    When it is wrong: no device of that maker is in use, or all Apple devices have Lync 2013 Mobile.
    """
    if context.answers["push_notification_wanted"] != "yes":
        return
    for product in LYNC:
        for settings in estate.each(PushNotificationSettings, product=product):
            off = [
                *(["EnableApplePushNotificationService"] if settings.apple is False else []),
                *(["EnableMicrosoftPushNotificationService"] if settings.microsoft is False else []),
            ]
            if off:
                yield Hit(item=settings, places={"switches": Text(" and ".join(off))})


@rule(
    id="PUSH-06",
    title="Push notifications go to another provider",
    severity=Severity.WARNING,
    grade=Grade.INFERRED,
    products=LYNC,
    needs=(MobilitySettings,),
    message="The Mobility Service of {item} sends push notifications to {uri}, not to sip:push@push.lync.com",
    effect="Windows phones, and Apple devices with Lync 2010 Mobile, get no notifications of Microsoft's service.",
    remediation=(
        'Set-CsMcxConfiguration -Identity {quoted} -PushNotificationProxyUri "sip:push@push.lync.com", unless that '
        "provider is meant. " + _RETIRED
    ),
    references=("set-csmcxconfiguration", _PAGE),
    basis="the help of Set-CsMcxConfiguration has this URI as an example; that another one is a mistake is inferred",
    minutes=10,
    phases=(B_PILOT,),
)
def push_uri(estate: Estate, context: Context) -> Iterator[Hit | Gap]:
    """Push notifications are wanted, and the Mobility Service names another provider than Microsoft's.

    Why it matters: the provider and the domain of PUSH-01 and PUSH-02 are those of this URI.

    When it is wrong: another provider forwards the notifications.
    """
    for product in _products(estate, context):
        if isinstance(product, Gap):
            yield product
            continue
        for settings in estate.each(MobilitySettings, product=product):
            uri = (settings.push_proxy or "").strip()
            if uri and uri.casefold() != _PUSH_URI:
                yield Hit(item=settings, places={"uri": Text(uri), "quoted": Text(literal(settings.key))})


@rule(
    id="PUSH-07",
    title="IM filter blocks push notifications",
    severity=Severity.ERROR,
    grade=Grade.DOCUMENTED,
    products=LYNC,
    needs=(ImFilterSettings,),
    message="The IM filter of {item} filters {prefixes}",
    effect=(
        'Test-CsMcxPushNotification typically answers "Push Notification request was rejected.", and phones get none.'
    ),
    remediation=(
        'Set-CsImFilterConfiguration -Identity {quoted} -Prefixes @{remove="http:"}, then the same with "https:". '
        "Links that begin so are then no longer filtered; the help of the cmdlet has both prefixes in the "
        "default list, the page of the test asks to remove them. " + _RETIRED
    ),
    basis="that the request for a notification holds such a link is inferred",
    references=("l13-test-push", "set-csimfilterconfiguration"),
    minutes=10,
    phases=(B_PILOT,),
)
def push_filtered(estate: Estate, context: Context) -> Iterator[Hit | Gap]:
    """Push notifications are wanted, and the filter of links in instant messages has the prefixes http: or https:.

    Why it matters: the request for a notification holds such a link.

    When it is wrong: notifications arrive. A filter that is switched off is not reported.
    """
    for product in _products(estate, context):
        if isinstance(product, Gap):
            yield product
            continue
        for settings in estate.each(ImFilterSettings, product=product):
            prefixes = [prefix for prefix in settings.prefixes if prefix.strip().casefold() in _FILTERED]
            if settings.enabled is not False and prefixes:
                yield Hit(
                    item=settings,
                    places={"prefixes": texts(sorted(prefixes)), "quoted": Text(literal(settings.key))},
                )


@rule(
    id="PUSH-09",
    title="Push notifications through the legacy Edge",
    severity=Severity.WARNING,
    grade=Grade.DOCUMENTED,
    products=(R2,),
    needs=(FederationSettings,),
    answers=("push_notification_wanted",),
    message="The legacy Edge has no partner push.lync.com with the Access Edge sipfed.online.lync.com",
    effect="Windows phones, and Apple devices with Lync 2010 Mobile, get no notifications through this Edge.",
    remediation="On the legacy Edge allow the partner push.lync.com with the Access Edge sipfed.online.lync.com.",
    basis="the set-up is documented, what phones meet without it inferred",
    references=(_PAGE,),
    minutes=20,
    phases=(A_USERS_PILOT,),
)
def push_through_legacy_edge(estate: Estate, context: Context) -> Iterator[Hit]:
    """Push notifications are wanted while federation goes through the OCS 2007 R2 Edge.

    Why it matters: with an Edge of OCS 2007 R2 the page sets up direct federation, not a hosting provider.

    When it is wrong: the partner is allowed on the Edge, but its list of domains was not collected.
    """
    if context.answers["push_notification_wanted"] != "yes" or not legacy_federates(estate, R2):
        return
    allowed = {d.key.casefold(): (d.proxy_fqdn or "").casefold() for d in estate.of(AllowedDomain, product=R2)}
    if allowed.get(PUSH_DOMAIN) != PUSH_EDGE:
        yield Hit(item=None)


@rule(
    id="PUSH-10",
    title="Provider of push notifications shares the address space without hosting users",
    severity=Severity.WARNING,
    grade=Grade.INFERRED,
    products=LYNC,
    needs=(HostingProvider,),
    message="Hosting provider {item} shares the address space, and hosts no users of this organisation",
    effect="Messages to users who are not found on site are sent to the provider.",
    remediation="Set-CsHostingProvider -Identity {quoted} -EnabledSharedAddressSpace $False, unless hybrid is planned.",
    references=("onpremdiag", "new-cshostingprovider"),
    basis=(
        "Microsoft's diagnostic asks for a provider without shared address space; the help says that shared address "
        "space is for a split domain, that hosting no users contradicts it is inferred"
    ),
    minutes=10,
    phases=(B_PILOT,),
)
def push_shares_address_space(estate: Estate, _context: Context) -> Iterator[Hit]:
    """The hosting provider sipfed.online.lync.com shares the address space, while it hosts no users of Lync Server.

    Why it matters: push notifications need the provider as a partner only.

    When it is wrong: a hybrid is being set up.
    """
    for product in LYNC:
        for provider in estate.each(HostingProvider, product=product):
            if _names_push(provider) and provider.shared_address_space and provider.hosts_users is False:
                yield Hit(item=provider, places={"quoted": Text(literal(provider.key))})


@rule_of_edges(
    id="PUSH-12",
    title="Test of push notifications",
    severity=Severity.INFO,
    grade=Grade.DOCUMENTED,
    products=LYNC,
    targets=("2013",),
    needs=(EdgePool,),
    message="Push notifications are wanted; their test names the internal FQDN of Edge pool {item}",
    effect="With another name the test may fail although notifications work. " + _RETIRED,
    remediation=(
        "On Lync Server 2013: Test-CsMcxPushNotification -AccessEdgeFqdn {edge}. "
        "The page of the cmdlet asks for the internal edge; "
        '"Configuring for push notifications" writes of the FQDN of the Access Edge service. '
        "Try the cures of PUSH-01 to PUSH-03, ACC-01 and DNS-01 first; only last rebuild the relationship: remove the "
        "allowed domain, the provider and both switches, then make them again with the same values."
    ),
    references=("test-csmcxpushnotification", _PAGE, "giombini-push"),
    basis="the two names are documented; what the test does with the other, and the last resort, are from one site",
    minutes=10,
    phases=(B_PILOT,),
)
def push_test(estate: Estate, context: Context) -> Iterator[Hit | Gap]:
    """Push notifications are wanted and an Edge pool federates: how they are tested, and what is tried last.

    Why it matters: two published pages name different servers for one parameter.

    When it is wrong: notifications leave through another Edge.
    """
    for product in _products(estate, context):
        if isinstance(product, Gap):
            yield product
            continue
        for edge in estate.each(EdgePool, product=product):
            if is_federating(edge, estate) is False:
                continue
            yield Hit(
                item=edge,
                places={"edge": Text(literal(edge.fqdn or edge.key))},
                evidence={"FQDN": Host(edge.fqdn or edge.key)},
            )
