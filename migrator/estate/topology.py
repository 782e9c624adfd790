"""Topology: pools, machines, services and the trusted services of Active Directory."""

from __future__ import annotations

from datetime import datetime

from .kinds import Item, boolean, declared, integer, kind, text, text_list, timestamp


@kind("pool", "Pools", area="Topology")
@declared(kw_only=True)
class Pool(Item):
    """A pool (cluster) of servers."""

    fqdn: str | None = text("FQDN", shows="server")
    name: str | None = text("Display name")
    site: str | None = text("Site", refers_to="site")
    pool_type: str | None = text("Type")
    version: str | None = text("Version")
    members: tuple[str, ...] = text_list("Members", refers_to="machine", in_order=False)
    roles: tuple[str, ...] = text_list("Roles", in_order=False)
    sql_instance: str | None = text("SQL instance", refers_to="sql_instance")
    applications: tuple[str, ...] = text_list("Applications", in_order=False)
    distinguished_name: str | None = text("Distinguished name", shows="server")


@kind("machine", "Machines", area="Topology")
@declared(kw_only=True)
class Machine(Item):
    """One server."""

    fqdn: str | None = text("FQDN")
    pool: str | None = text("Pool", refers_to="pool")
    site: str | None = text("Site", refers_to="site")
    addresses: tuple[str, ...] = text_list("Addresses", in_order=False)
    version: str | None = text("Version")


@kind("trusted_service", "Trusted services", area="Topology")
@declared(kw_only=True)
class TrustedService(Item):
    """A trusted service entry: a server or application that OCS trusts (MSFT_SIPTrustedServiceSetting and kin)."""

    fqdn: str | None = text("FQDN")
    type: str | None = text("Type")
    port: int | None = integer("Port")
    version: str | None = text("Version")
    routable: bool | None = boolean("Routable")
    tls_target: str | None = text("TLS target")
    gruu_id: str | None = text("GRUU id")
    servers: tuple[str, ...] = text_list("Pool or server link", refers_to=("pool", "machine"), in_order=False)
    is_add_in: bool | None = boolean("Add-in entry (no link by design)")


@kind("trusted_server", "Trusted servers", area="Topology")
@declared(kw_only=True)
class TrustedServer(Item):
    """An entry of the list of servers that OCS and Lync trust; unlike a trusted service, it is not an application."""

    fqdn: str | None = text("FQDN")
    role: str | None = text("Role")
    version: str | None = text("Version")
    gruu_id: str | None = text("GRUU id")


@kind("sip_domain", "SIP domains", area="Topology")
@declared(kw_only=True)
class SipDomain(Item):
    """A SIP domain."""

    name: str | None = text("Domain", shows="SIP domain")
    is_default: bool | None = boolean("Default")
    is_authoritative: bool | None = boolean("Authoritative")


#: the kind and the name of the site in which the merge shows the servers of OCS 2007 R2, in lower case
BACK_COMPAT = "backcompatsite"
_CENTRAL = "centralsite"


@kind("site", "Sites", area="Topology")
@declared(kw_only=True)
class Site(Item):
    """A site of the topology."""

    name: str | None = text("Name")
    site_id: str | None = text("Site id")
    site_kind: str | None = text("Kind")
    description: str | None = text("Description")
    city: str | None = text("City")
    state: str | None = text("State")
    country_code: str | None = text("Country")
    parent_site: str | None = text("Parent site", refers_to="site")
    federation_route: str | None = text("Federation route", refers_to=("edge_pool", "pool"))
    voice_settings: str | None = text("Voice settings")


def is_central(site: Site) -> bool:
    """Whether a site has pools and settings of its own: not the one of the merge, and no branch of another."""
    kind = (site.site_kind or "").casefold()
    if (site.name or "").casefold() == BACK_COMPAT:
        return False
    if kind == _CENTRAL:
        return True
    return kind != BACK_COMPAT and not kind.startswith("remote") and not site.parent_site


@kind("service", "Services", area="Topology")
@declared(kw_only=True)
class Service(Item):
    """A service (role) of the topology, installed on a pool."""

    role: str | None = text("Role")
    pool: str | None = text("Pool", refers_to="pool")
    site: str | None = text("Site", refers_to="site")
    version: str | None = text("Version")
    instance: str | None = text("Instance")
    depends_on: tuple[str, ...] = text_list("Depends on", refers_to="service", in_order=False)
    ports: tuple[str, ...] = text_list("Ports", in_order=False)
    applications: tuple[str, ...] = text_list("Applications", in_order=False)
    next_hop: str | None = text("Next hop", refers_to=("pool", "service"))
    edge: str | None = text("Edge server", refers_to=("edge_pool", "service"))
    sql_instance: str | None = text("SQL instance", refers_to="sql_instance")
    file_store: str | None = text("File store")
    is_draft: bool | None = boolean("From a draft topology")


@kind("sql_instance", "SQL instances", area="Topology")
@declared(kw_only=True)
class SqlInstance(Item):
    """A SQL Server instance that the topology names."""

    fqdn: str | None = text("Server")
    instance: str | None = text("Instance")
    site: str | None = text("Site", refers_to="site")
    mirror: str | None = text("Mirror", refers_to="sql_instance")
    roles: tuple[str, ...] = text_list("Roles", in_order=False)


@kind("mediation_server", "Mediation Servers", area="Topology")
@declared(kw_only=True)
class MediationServer(Item):
    """A Mediation Server role."""

    fqdn: str | None = text("FQDN")
    pool: str | None = text("Pool", refers_to="pool")
    site: str | None = text("Site", refers_to="site")
    version: str | None = text("Version")
    edge: str | None = text("Edge server", refers_to="edge_pool")
    registrar: str | None = text("Next hop", refers_to="pool")
    gateways: tuple[str, ...] = text_list("Gateways", refers_to="gateway", in_order=False, link="lists")
    tls_port: str | None = text("TLS port")
    tcp_port: str | None = text("TCP port")
    audio_ports: str | None = text("Audio ports")


@kind("gateway_link", "Gateway links of OCS", area="Topology", of_machine=True)
@declared(kw_only=True)
class GatewayLink(Item):
    """The link to the gateway as a Mediation Server of OCS 2007 R2 stores it itself."""

    machine: str | None = text("Machine", refers_to="machine")
    gateway: str | None = text("Gateway")
    gateway_port: int | None = integer("Gateway port")
    listening_address: str | None = text("Listening address")
    listening_port: int | None = integer("Listening port")
    transport: str | None = text("Transport")
    encryption: str | None = text("Encryption")


@kind("gateway", "PSTN gateways", area="Topology")
@declared(kw_only=True)
class Gateway(Item):
    """A PSTN gateway as the topology defines it."""

    fqdn: str | None = text("FQDN or address")
    site: str | None = text("Site", refers_to="site")
    mediation_server: str | None = text("Mediation Server", refers_to=("mediation_server", "pool"))
    port: int | None = integer("Port")
    protocol: str | None = text("Protocol")
    alternate_media_address: str | None = text("Alternate media address")
    routable: bool | None = boolean("Routable")
    is_default: bool | None = boolean("Default")


@kind("trunk", "Trunks", area="Topology")
@declared(kw_only=True)
class Trunk(Item):
    """A trunk between a Mediation Server and a gateway (Lync Server 2013 and later)."""

    name: str | None = text("Name")
    gateway: str | None = text("Gateway", refers_to="gateway", link="has")
    mediation_server: str | None = text("Mediation Server", refers_to=("mediation_server", "pool"))
    gateway_port: int | None = integer("Gateway port")
    mediation_port: int | None = integer("Mediation port")
    protocol: str | None = text("Protocol")
    alternate_media_address: str | None = text("Alternate media address")
    routable: bool | None = boolean("Routable")


@kind("edge_pool", "Edge pools", area="Topology")
@declared(kw_only=True)
class EdgePool(Item):
    """An Edge server or pool."""

    fqdn: str | None = text("Internal FQDN")
    site: str | None = text("Site", refers_to="site")
    version: str | None = text("Version")
    next_hop: str | None = text("Next hop", refers_to="pool")
    access_fqdn: str | None = text("Access Edge FQDN")
    web_conferencing_fqdn: str | None = text("Web Conferencing Edge FQDN")
    av_fqdn: str | None = text("A/V Edge FQDN")
    federation_enabled: bool | None = boolean("Federation")
    xmpp_enabled: bool | None = boolean("XMPP")
    machines: tuple[str, ...] = text_list("Machines", refers_to="machine", in_order=False)
    ports: tuple[str, ...] = text_list("Ports", in_order=False)
    is_expanded: bool | None = boolean("Expanded (roles on separate servers)")


@kind("edge_server", "Edge servers", area="Topology")
@declared(kw_only=True)
class EdgeServer(Item):
    """The addresses on which the services of one Edge server listen, inside and outside.

    Attributes:
        public_av_addresses: those to which NAT translates the addresses of the A/V Edge; none without NAT.
        next_hop: that of OCS 2007 R2, where each server has its own; of Lync the Edge pool has it.
        ports: those of OCS 2007 R2, as the next hop.
    """

    fqdn: str | None = text("FQDN", shows="server")
    pool: str | None = text("Pool", refers_to="edge_pool")
    next_hop: str | None = text("Next hop", refers_to="pool")
    internal_addresses: tuple[str, ...] = text_list("Internal addresses", in_order=False)
    access_addresses: tuple[str, ...] = text_list("Access Edge addresses", in_order=False)
    web_conferencing_addresses: tuple[str, ...] = text_list("Web Conferencing Edge addresses", in_order=False)
    av_addresses: tuple[str, ...] = text_list("A/V Edge addresses", in_order=False)
    public_av_addresses: tuple[str, ...] = text_list("Public A/V addresses (NAT)", in_order=False)
    ports: tuple[str, ...] = text_list("Ports", in_order=False)


@kind("trusted_application_pool", "Trusted application pools", area="Topology")
@declared(kw_only=True)
class TrustedApplicationPool(Item):
    """A pool of trusted application servers."""

    fqdn: str | None = text("FQDN")
    site: str | None = text("Site", refers_to="site")
    registrar: str | None = text("Next hop", refers_to="pool")
    machines: tuple[str, ...] = text_list("Computers", in_order=False)
    applications: tuple[str, ...] = text_list("Applications", refers_to="trusted_application", in_order=False)
    throttle_as_server: bool | None = boolean("Throttle as server")
    treat_as_authenticated: bool | None = boolean("Treat as authenticated")
    requires_replication: bool | None = boolean("Requires replication")


@kind("trusted_application", "Trusted applications", area="Topology")
@declared(kw_only=True)
class TrustedApplication(Item):
    """A trusted application."""

    application_id: str | None = text("Application id")
    pool: str | None = text("Pool", refers_to="trusted_application_pool")
    port: int | None = integer("Port")
    service_gruu: str | None = text("Service GRUU")


@kind("trusted_application_endpoint", "Trusted application endpoints", area="Topology")
@declared(kw_only=True)
class TrustedApplicationEndpoint(Item):
    """A contact of a trusted application."""

    display_name: str | None = text("Display name")
    primary_uri: str | None = text("SIP URI")
    line_uri: str | None = text("Line URI")
    pool: str | None = text("Pool", refers_to=("trusted_application_pool", "pool"))
    owner_urn: str | None = text("Application")
    enabled: bool | None = boolean("Enabled")
    voice_enabled: bool | None = boolean("Enterprise Voice")


@kind("simple_url", "Simple URLs", area="Topology", scopes=("site", "global"))
@declared(kw_only=True)
class SimpleUrl(Item):
    """A simple URL (meet, dial-in, admin, CWA)."""

    component: str | None = text("Component")
    domain: str | None = text("SIP domain", refers_to="sip_domain")
    urls: tuple[str, ...] = text_list("URLs")
    active_url: str | None = text("Active URL")
    scope: str | None = text("Scope")


@kind("replication_status", "Replication status", area="Topology")
@declared(kw_only=True)
class ReplicationStatus(Item):
    """Replication of the Central Management store to one machine."""

    fqdn: str | None = text("Machine", refers_to="machine")
    up_to_date: bool | None = boolean("Up to date")
    last_status_report: datetime | None = timestamp("Last status report")
    last_update: datetime | None = timestamp("Last update created")
    product_version: str | None = text("Product version")


@kind("admin_role", "Administrative roles", area="Topology")
@declared(kw_only=True)
class AdminRole(Item):
    """An administrative role (RBAC)."""

    name: str | None = text("Name")
    sid: str | None = text("SID")
    config_scopes: tuple[str, ...] = text_list("Site scopes", in_order=False)
    user_scopes: tuple[str, ...] = text_list("User scopes", in_order=False)
    cmdlets: tuple[str, ...] = text_list("Cmdlets", in_order=False)
    is_standard: bool | None = boolean("Standard role")
    template: str | None = text("Template")


@kind("certificate", "Certificates", area="Topology", of_machine=True)
@declared(kw_only=True)
class Certificate(Item):
    """A certificate of a server."""

    subject: str | None = text("Subject")
    use: str | None = text("Use")
    machine: str | None = text("Machine", refers_to="machine")
    issuer: str | None = text("Issuer")
    serial: str | None = text("Serial number")
    thumbprint: str | None = text("Thumbprint")
    alternative_names: tuple[str, ...] = text_list("Alternative names", in_order=False)
    not_before: datetime | None = timestamp("Valid from")
    not_after: datetime | None = timestamp("Valid to")
    signature_algorithm: str | None = text("Signature algorithm")
    key_algorithm: str | None = text("Key algorithm")
    key_bits: int | None = integer("Key length (bits)")
    extended_key_usages: tuple[str, ...] = text_list("Extended key usages")
    revocation_points: tuple[str, ...] = text_list("CRL distribution points", in_order=False)
    store: str | None = text("Certificate store")
    has_private_key: bool | None = boolean("Private key present")
    key_exportable: bool | None = boolean("Private key exportable")
    friendly_name: str | None = text("Friendly name")


@kind("windows_service", "Windows services", area="Topology", of_machine=True)
@declared(kw_only=True)
class WindowsService(Item):
    """A Windows service of a server."""

    name: str | None = text("Name")
    display_name: str | None = text("Display name")
    machine: str | None = text("Machine", refers_to="machine")
    status: str | None = text("Status")
    activity_level: str | None = text("Activity")
    role_name: str | None = text("Role")
    start_mode: str | None = text("Start mode")
    pid: int | None = integer("Process id")
    program: str | None = text("Program")


@kind("installed_component", "Installed components", area="Topology", of_machine=True)
@declared(kw_only=True)
class InstalledComponent(Item):
    """A product, component or hotfix installed on a server."""

    name: str | None = text("Name")
    machine: str | None = text("Machine", refers_to="machine")
    version: str | None = text("Version")
    installed_on: str | None = text("Installed on")


@kind("ad_forest", "Active Directory", area="Topology", of_forest=True)
@declared(kw_only=True)
class AdForest(Item):
    """Facts of the Active Directory forest."""

    name: str | None = text("Forest")
    schema_upper: int | None = integer("Schema rangeUpper")
    schema_lower: int | None = integer("Schema rangeLower")
    forest_level: str | None = text("Forest functional level")
    domain_level: str | None = text("Domain functional level")
    settings_location: str | None = text("Location of global settings")
    central_store: str | None = text("Central Management store", shows="deployment")
