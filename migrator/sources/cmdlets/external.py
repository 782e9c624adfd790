"""Lync cmdlets of external access: Access Edge, partner domains and providers, static routes, push notifications.

Type names and properties: OUTPUTS of Get-Cs* and the parameters of New-Cs* (office-docs-powershell@93336da2).
Where a static route goes is the parameter Destination and Port of New-CsStaticRoute; how the object holds them is not
documented, so the next hop, port and transport are looked for inside its Transport (inferred).
"""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from ...estate import external
from ..mapping import From
from ..record import Record, Rejected
from .cmdlet import Cmdlet, Part, lync_mapper, members, nested, one_item_cmdlet, spelled
from .values import KEY, SCOPE, enumerated, listed, pool_of, scope_of, scoped_key, shown, text_of

_IDENTITY = shown("Identity")
_DOMAIN = shown("Domain", "Identity")
_NAME = shown("Name", "Identity")


#: end of the type name -> RoutingMethod, which has the name of the switch of Set-CsAccessEdgeConfiguration
_ROUTING_METHODS = {"DnsSrvRouting": "UseDnsSrvRouting", "DefaultRoute": "UseDefaultRouting"}


def _access_edge(record: Record) -> Iterator[Part]:
    """The type name says how the Edge finds its partners, also where the property that says it is not shown."""
    properties = dict(record.properties)
    last = record.type_name.rpartition("DisplayAccessEdgeSettings")[2]
    if (method := _ROUTING_METHODS.get(last)) and "RoutingMethod" not in properties:
        properties["RoutingMethod"] = method
    mapper = _ACCESS_EDGE_BY_DNS if last == "DnsSrvRouting" else ACCESS_EDGE
    yield attrs.evolve(record, properties=properties), mapper


ACCESS_EDGE = lync_mapper(
    external.AccessEdgeSettings,
    KEY,
    {
        "allow_federated": "AllowFederatedUsers",
        "allow_outside": "AllowOutsideUsers",
        "allow_anonymous": "AllowAnonymousUsers",
        "partner_discovery": "EnablePartnerDiscovery",
        "route_kind": shown("RoutingMethod"),
        "default_route": shown("DefaultRouteFqdn", "DefaultRoute"),
        "archiving_disclaimer": "EnableArchivingDisclaimer",
        "is_public_provider": "IsPublicProvider",
        "is_clearing_house": "BeClearingHouse",
        "outgoing_tls_count": "OutgoingTlsCountForFederatedPartners",
        "checks_revocation": "KeepCrlsUpToDateForPeers",
        "limits_discovered_partners": "EnableDiscoveredPartnerContactsLimit",
        "contacts_per_discovered_partner": "MaxContactsPerDiscoveredPartner",
        "user_replicator": "EnableUserReplicator",
    },
    aliases=(_IDENTITY,),
    since_2013=("limits_discovered_partners", "contacts_per_discovered_partner", "user_replicator"),
    # the route is only of the type DisplayAccessEdgeSettingsDefaultRoute, the clearing house only of the other
    optional=("default_route", "is_public_provider", "is_clearing_house"),
)
_ACCESS_EDGE_BY_DNS = attrs.evolve(ACCESS_EDGE, optional=ACCESS_EDGE.optional - {"is_clearing_house"})


def _inside(value: object, *names: str) -> object:
    """The first value of one of these properties at any depth."""
    if isinstance(value, list):
        return next((found for v in value if (found := _inside(v, *names)) is not None), None)
    if not isinstance(value, dict):
        return None
    for name, inner in value.items():
        if name.casefold() in names and not isinstance(inner, dict | list) and inner not in (None, ""):
            return inner
    return next((found for v in value.values() if (found := _inside(v, *names)) is not None), None)


def _next_hop(value: object) -> object:
    return _inside(value, "fqdn", "ipaddress", "destination") if isinstance(value, dict) else None


def _next_port(value: object) -> object:
    return _inside(value, "port") if isinstance(value, dict) else None


def _transport(value: object) -> object:
    """TLS or TCP, by the element that the transport holds; a text stays as it is."""
    if not isinstance(value, dict):
        return text_of(value)
    words = {name.casefold() for name in value} | {str(v).casefold() for v in value.values() if isinstance(v, str)}
    choice = value.get("TransportChoice")
    words |= {name.casefold() for name in choice} if isinstance(choice, dict) else set()
    return next((name.upper() for name in ("tls", "tcp") if name in words), None)


STATIC_ROUTE = lync_mapper(
    external.StaticRoute,
    ("Key",),
    {
        "match_uri": "MatchUri",
        "next_hop": From(("Destination", "Transport"), _next_hop),
        "port": From(("Transport",), _next_port),
        "transport": From(("Transport",), _transport),
        "enabled": "Enabled",
        "replace_host": "ReplaceHostInRequestUri",
        "pool": "Pool",
        "scope": "Scope",
    },
)


def _static_routes(record: Record) -> Iterator[Part | Rejected]:
    """One record per route of the collection."""
    identity = record.properties.get("Identity")
    scope, owner = scope_of(identity), scoped_key(identity)
    routes, lost = members(record, "Route", STATIC_ROUTE.cls.kind)
    for number, route in enumerate(routes, start=1):
        part = spelled(nested(record, "route", number, route if isinstance(route, dict) else {}), STATIC_ROUTE)
        if not isinstance(route, dict):
            reason = f"the route is cut off ({route!r}); export with -Depth 8"
            yield Rejected(part.position, reason, (STATIC_ROUTE.cls.kind,))
            continue
        pool = pool_of(identity) if scope == "Service" else None
        target = part.properties.get("MatchUri")
        added = {"Key": f"{owner}/{target}" if owner and target else None, "Scope": scope, "Pool": pool}
        yield attrs.evolve(part, properties={**part.properties, **added}), STATIC_ROUTE
    if lost:
        yield lost


CMDLETS = (
    Cmdlet(
        "Get-CsAccessEdgeConfiguration",
        (
            "Edge.DisplayAccessEdgeSettingsDnsSrvRouting",
            "Edge.DisplayAccessEdgeSettingsDefaultRoute",
            "Edge.DisplayAccessEdgeSettings",
        ),
        _access_edge,
        ("access_edge_settings",),
        frozenset({"AllowFederatedUsers", "AllowOutsideUsers"}),
        reads=(ACCESS_EDGE,),
    ),
    one_item_cmdlet(
        "Get-CsAllowedDomain",
        "Edge.AllowedDomain",
        lync_mapper(
            external.AllowedDomain,
            _DOMAIN,
            {
                "domain": _DOMAIN,
                "proxy_fqdn": shown("ProxyFqdn"),
                "comment": "Comment",
                "verification_level": enumerated("VerificationLevel"),
            },
            optional=("verification_level",),  # since Skype for Business Server 2015
        ),
        "Domain",
        "ProxyFqdn",
    ),
    one_item_cmdlet(
        "Get-CsBlockedDomain",
        "Edge.BlockedDomain",
        lync_mapper(external.BlockedDomain, _DOMAIN, {"domain": _DOMAIN, "comment": "Comment"}),
        "Domain",
    ),
    one_item_cmdlet(
        "Get-CsHostingProvider",
        "Edge.DisplayHostingProvider",
        lync_mapper(
            external.HostingProvider,
            _NAME,
            {
                "name": _NAME,
                "proxy_fqdn": shown("ProxyFqdn"),
                "enabled": "Enabled",
                "shared_address_space": "EnabledSharedAddressSpace",
                "hosts_users": "HostsOCSUsers",
                "is_local": "IsLocal",
                "verification_level": enumerated("VerificationLevel"),
            },
        ),
        "ProxyFqdn",
        "HostsOCSUsers",
    ),
    one_item_cmdlet(
        "Get-CsPublicProvider",
        "Edge.DisplayPublicProvider",
        lync_mapper(
            external.PublicProvider,
            _NAME,
            {
                "name": _NAME,
                "proxy_fqdn": shown("ProxyFqdn"),
                "enabled": "Enabled",
                "verification_level": enumerated("VerificationLevel"),
            },
        ),
        "ProxyFqdn",
        "VerificationLevel",
    ),
    one_item_cmdlet(
        "Get-CsXmppAllowedPartner",
        "XmppFederation.XmppAllowedPartner",
        lync_mapper(
            external.XmppPartner,
            _DOMAIN,
            {
                "domain": _DOMAIN,
                "partner_type": enumerated("PartnerType"),
                "tls_negotiation": enumerated("TlsNegotiation"),
                "sasl_negotiation": enumerated("SaslNegotiation"),
            },
            aliases=(_IDENTITY,),
        ),
        "PartnerType",
        "TlsNegotiation",
    ),
    Cmdlet(
        "Get-CsStaticRoutingConfiguration",
        ("SipProxy.RoutingSettings",),
        _static_routes,
        ("static_route",),
        frozenset({"Identity", "Route"}),
        contents="Route",
    ),
    one_item_cmdlet(
        "Get-CsPushNotificationConfiguration",
        "PushNotificationConfiguration.PushNotificationConfiguration",
        lync_mapper(
            external.PushNotificationSettings,
            KEY,
            {
                "scope": SCOPE,
                "apple": "EnableApplePushNotificationService",
                "microsoft": "EnableMicrosoftPushNotificationService",
            },
            aliases=(_IDENTITY,),
        ),
        "EnableApplePushNotificationService",
    ),
    one_item_cmdlet(
        "Get-CsMcxConfiguration",
        "McxConfiguration.McxConfiguration",
        lync_mapper(
            external.MobilitySettings,
            KEY,
            {
                "scope": SCOPE,
                "push_proxy": shown("PushNotificationProxyUri"),
                "exposed_web_url": enumerated("ExposedWebURL"),
            },
            aliases=(_IDENTITY,),
        ),
        "ExposedWebURL",
    ),
    one_item_cmdlet(
        "Get-CsImFilterConfiguration",
        "ImFilter.ImFilterConfiguration",
        lync_mapper(
            external.ImFilterSettings,
            KEY,
            {
                "scope": SCOPE,
                "enabled": "Enabled",
                "action": enumerated("Action"),
                "prefixes": listed("Prefixes"),
            },
            aliases=(_IDENTITY,),
        ),
        "Prefixes",
        "Action",
    ),
)
