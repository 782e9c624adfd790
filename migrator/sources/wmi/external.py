"""WMI classes of external access: federation, static routes, authorised hosts (r2-wmi-federation).

Classes of the Access Edge are held by each Edge server, not by Active Directory: their evidence is collected there.
"""

from __future__ import annotations

from ...estate import external
from ..mapping import Mapper
from .mapper import forest_wide, instance, wmi_mapper

DENIED_CLASS = "MSFT_SIPFederationDeniedDomainSetting"

MAPPERS: dict[str, Mapper] = {
    "MSFT_SIPGlobalFederationSetting": wmi_mapper(
        external.FederationSettings,
        forest_wide,
        {
            "route_enabled": "EnableRouteToEnterpriseEdge",
            "route": "RouteToEnterpriseEdge",
            "route_port": "RouteToEnterpriseEdgePort",
        },
    ),
    "MSFT_SIPFederationExternalEdgeSetting": wmi_mapper(
        external.AccessEdgeSettings,
        instance,
        {
            "allow_federated": "EnableFederation",
            "allow_outside": "AllowOutsideUsers",
            "allow_anonymous": "SupportAnonymousUser",
            "partner_discovery": "AllowAllDomainsForAutoFederation",
            "default_route": "DefaultRoute",
            "archiving_disclaimer": "EnableArchivingNotification",
            "is_public_provider": "DefaultRouteIsPublicNetworkProvider",
            "is_clearing_house": "IsClearinghouse",
            "outgoing_tls_count": "OutgoingTLSCountForFederatedPartners",
            "checks_revocation": "KeepCRLsUpToDateForPeers",
        },
    ),
    "MSFT_SIPFederationPartnerTable": wmi_mapper(
        external.AllowedDomain,
        ("Domain",),
        {"domain": "Domain", "proxy_fqdn": "EdgeProxyAddress", "verification_level": "UserVerificationLevel"},
    ),
    DENIED_CLASS: wmi_mapper(external.BlockedDomain, ("DeniedDomain",), {"domain": "DeniedDomain"}),
    "MSFT_SIPFederationNetworkProviderTable": wmi_mapper(
        external.PublicProvider,
        ("NetworkProviderName",),
        {
            "name": "NetworkProviderName",
            "proxy_fqdn": "EdgeProxyAddress",
            "enabled": "Enabled",
            "verification_level": "UserVerificationLevel",
        },
    ),
    "MSFT_SIPRoutingTableData": wmi_mapper(
        external.StaticRoute,
        instance,
        {
            "match_uri": "MatchURI",
            "next_hop": "NextHop",
            "port": "NextHopPort",
            "transport": "NextHopTransport",
            "enabled": "Enabled",
            "replace_host": "ReplaceHostInRequestURI",
            "pool": "Backend",
        },
    ),
    "MSFT_SIPRemoteAddressData": wmi_mapper(
        external.AuthorisedHost,
        instance,
        {
            "server": "Server",
            "outbound_only": "OutboundOnly",
            "throttle_as_server": "ThrottleAsServer",
            "treat_as_authenticated": "TreatAsAuthenticated",
            "pool": "Backend",
        },
    ),
}
