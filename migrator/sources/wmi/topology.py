"""WMI classes of the topology: pools, servers, what OCS trusts, domains, users.

Property lists are those of the R2 server SDK, one page per class (r2-wmi-trusted-service, r2-wmi-trusted-add-in);
MSFT_SIPMediationServerSetting has a page too (FQDN, MediationServerDN, DefaultLocationProfile, trusted MRAS and QoS),
as has MSFT_SIPEdgeServerListeningAddressSetting, of which each Edge server holds its own (r2-wmi-edge-addresses), as of
its next hop (r2-wmi-internal-edge).
"""

from __future__ import annotations

from collections.abc import Mapping

from ...estate import topology, users
from ..identifiers import pool_dn
from ..mapping import Getter, Mapper, Of
from .mapper import short_name, trusted_server_key, version, wmi_mapper

_EDGE_PORTS = (
    "APInternalPort",
    "APExternalRemoteAccessPort",
    "APExternalFederationPort",
    "DPInternalPort",
    "DPExternalPort",
    "MRASInternalPort",
    "MRInternalTCPPort",
    "MRInternalUDPPort",
    "MRExternalTCPPort",
    "MRExternalUDPPort",
    "MRExternalPortRangeFrom",
    "MRExternalPortRangeTo",
)


def _edge_ports(properties: Mapping[str, object]) -> list[str]:
    """``name=number`` of each port, as of the Edge pools of Lync."""
    return [f"{name}={value}" for name in _EDGE_PORTS if (value := properties.get(name)) not in (None, "")]


def _trusted_service(*, is_add_in: bool) -> Mapper:
    return wmi_mapper(
        topology.TrustedService,
        ("FQDN", "TrustedServiceDN"),
        {
            "fqdn": "FQDN",
            "type": "Type",
            "port": "Port",
            "version": "Version",
            "routable": "Routable",
            "tls_target": "TlsTarget",
            "gruu_id": "GruuID",
            "servers": "ServerReference",
            "is_add_in": lambda _properties: is_add_in,
        },
        aliases=("TrustedServiceDN", "InstanceID"),
    )


def _trusted_server(role: str) -> Mapper:
    """The mapper of one of the lists of trusted servers, whose entries are identified by FQDN and role alone."""
    return wmi_mapper(
        topology.TrustedServer,
        trusted_server_key(role, "FQDN"),
        {"fqdn": "FQDN", "role": lambda _properties: role, "version": "Version", "gruu_id": "GruuID"},
    )


def _on_server(name: str) -> Getter:
    """A getter of a key that is only unique on one server."""

    def get(properties: Mapping[str, object]) -> str | None:
        value = properties.get(name)
        return f"{properties.get('__SERVER') or ''}/{value}" if value else None

    return Of((name,), get, kept=True)


MAPPERS: dict[str, Mapper] = {
    "MSFT_SIPPoolSetting": wmi_mapper(
        topology.Pool,
        ("PoolFQDN", "PoolDisplayName"),
        {
            "fqdn": "PoolFQDN",
            "name": "PoolDisplayName",
            "pool_type": "PoolType",
            "version": version,
            "members": "PoolMemberList",
            "sql_instance": "BackEndDBPath",
            "applications": "Applications",
            "distinguished_name": pool_dn("PoolDN"),
        },
        aliases=("PoolDisplayName", pool_dn("PoolDN"), "BackEndDBPath", "InstanceID"),
    ),
    "MSFT_SIPESServerSetting": wmi_mapper(
        topology.Machine,
        ("FQDN",),
        {"fqdn": "FQDN", "pool": pool_dn("PoolDN"), "version": version},
        aliases=("HomeServerDN", short_name("FQDN"), "InstanceID"),
    ),
    "MSFT_SIPMediationServerSetting": wmi_mapper(
        topology.MediationServer,
        ("FQDN", "MediationServerDN"),
        {"fqdn": "FQDN"},
        aliases=("MediationServerDN", short_name("FQDN"), "InstanceID"),
    ),
    "MSFT_SIPMediationServerConfigSetting": wmi_mapper(
        topology.GatewayLink,
        _on_server("GatewayNextHopAddress"),
        {
            "machine": "__SERVER",
            "gateway": "GatewayNextHopAddress",
            "gateway_port": "GatewayNextHopPort",
            "listening_address": "GatewayListeningAddress",
            "listening_port": "GatewayListeningPort",
            "transport": "GatewayTransportType",
            "encryption": "GatewayEncryptionLevel",
        },
        aliases=("InstanceID",),
    ),
    "MSFT_SIPTrustedServiceSetting": _trusted_service(is_add_in=False),
    "MSFT_SIPTrustedMRASServer": _trusted_service(is_add_in=False),
    "MSFT_SIPTrustedAddInServiceSetting": _trusted_service(is_add_in=True),
    "MSFT_SIPESTrustedServerSetting": _trusted_server("Server"),
    "MSFT_SIPForwardingProxySetting": _trusted_server("Forwarding proxy"),
    "MSFT_SIPEdgeProxySetting": wmi_mapper(
        topology.EdgePool,
        ("EdgeProxyFQDN",),
        {"fqdn": "EdgeProxyFQDN"},
        never_shown=("next_hop", "access_fqdn", "web_conferencing_fqdn", "av_fqdn"),
    ),
    "MSFT_SIPEdgeServerListeningAddressSetting": wmi_mapper(
        topology.EdgeServer,
        ("__SERVER", "InstanceID"),
        {
            "fqdn": "__SERVER",
            "internal_addresses": "InternalIPAddress",
            "access_addresses": "APExternalIPAddress",
            "web_conferencing_addresses": "DPExternalIPAddress",
            "av_addresses": "MRExternalIPAddress",
            "ports": Of(_EDGE_PORTS, _edge_ports, kept=True),
        },
        never_shown=("next_hop",),
    ),
    "MSFT_SIPFederationInternalEdgeSetting": wmi_mapper(
        topology.EdgeServer,
        ("__SERVER", "InstanceID"),
        {"fqdn": "__SERVER", "next_hop": "InternalNextHop"},
        never_shown=(
            "internal_addresses",
            "access_addresses",
            "web_conferencing_addresses",
            "av_addresses",
            "ports",
        ),
    ),
    "MSFT_SIPDomainData": wmi_mapper(
        topology.SipDomain,
        ("Address",),
        {"name": "Address", "is_default": "DefaultDomain", "is_authoritative": "Authoritative"},
    ),
    "MSFT_SIPServerInstalledComponentData": wmi_mapper(
        topology.InstalledComponent,
        _on_server("Name"),
        {"name": "Name", "machine": "__SERVER"},
    ),
    "MSFT_SIPESUserSetting": wmi_mapper(
        users.User,
        ("PrimaryURI", "UserDN"),
        {
            "display_name": "DisplayName",
            "sip_address": "PrimaryURI",
            "line_uri": "LineURI",
            "enabled": "Enabled",
            "voice_enabled": "UCEnabled",
            "remote_call_control": "RemoteCallControlTelephonyEnabled",
            "pool": pool_dn("HomeServerDN"),
            "dial_plan": "LocationProfile",
            "voice_policy": "UCPolicy",
            "conferencing_policy": "MeetingPolicy",
            "presence_policy": "PresencePolicy",
            "move_target": pool_dn("TargetServerDNIfMoving"),
        },
        aliases=("UserDN", "InstanceID"),
    ),
}
