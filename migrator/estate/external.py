"""External access: federation, providers, static routes, authorised hosts."""

from __future__ import annotations

from .kinds import Item, boolean, declared, integer, kind, text, text_list


@kind("access_edge_settings", "Access Edge settings", area="External access")
@declared(kw_only=True)
class AccessEdgeSettings(Item):
    """Federation and remote access of the organisation."""

    allow_federated: bool | None = boolean("Federated users")
    allow_outside: bool | None = boolean("Remote users")
    allow_anonymous: bool | None = boolean("Anonymous users")
    partner_discovery: bool | None = boolean("Partner discovery")
    route_kind: str | None = text("Routing")
    default_route: str | None = text("Default route")
    archiving_disclaimer: bool | None = boolean("Archiving disclaimer")
    is_public_provider: bool | None = boolean("Public provider")
    is_clearing_house: bool | None = boolean("Clearing house")
    outgoing_tls_count: int | None = integer("TLS connections for each partner")
    checks_revocation: bool | None = boolean("Keeps revocation lists of partners")
    limits_discovered_partners: bool | None = boolean("Limits discovered partners")
    contacts_per_discovered_partner: int | None = integer("Contacts for each discovered partner")
    user_replicator: bool | None = boolean("User Replicator")


@kind("federation_settings", "Federation settings", area="External access")
@declared(kw_only=True)
class FederationSettings(Item):
    """Global federation route of OCS 2007 R2."""

    route_enabled: bool | None = boolean("Route enabled")
    route: str | None = text("Route to the Edge")
    route_port: int | None = integer("Port")


@kind("allowed_domain", "Allowed domains", area="External access")
@declared(kw_only=True)
class AllowedDomain(Item):
    """A federated domain."""

    domain: str | None = text("Domain")
    proxy_fqdn: str | None = text("Access Edge of the partner")
    comment: str | None = text("Comment")
    verification_level: str | None = text("Verification level")


@kind("blocked_domain", "Blocked domains", area="External access")
@declared(kw_only=True)
class BlockedDomain(Item):
    """A domain with which federation is blocked."""

    domain: str | None = text("Domain")
    comment: str | None = text("Comment")


@kind("hosting_provider", "Hosting providers", area="External access")
@declared(kw_only=True)
class HostingProvider(Item):
    """A hosting provider."""

    name: str | None = text("Name")
    proxy_fqdn: str | None = text("Access Edge")
    enabled: bool | None = boolean("Enabled")
    shared_address_space: bool | None = boolean("Shared address space")
    hosts_users: bool | None = boolean("Hosts our users")
    is_local: bool | None = boolean("Local")
    verification_level: str | None = text("Verification level")


@kind("public_provider", "Public providers", area="External access")
@declared(kw_only=True)
class PublicProvider(Item):
    """A public instant messaging provider."""

    name: str | None = text("Name")
    proxy_fqdn: str | None = text("Access Edge")
    enabled: bool | None = boolean("Enabled")
    verification_level: str | None = text("Verification level")


@kind("xmpp_partner", "XMPP partners", area="External access")
@declared(kw_only=True)
class XmppPartner(Item):
    """An XMPP partner domain."""

    domain: str | None = text("Domain")
    partner_type: str | None = text("Type")
    tls_negotiation: str | None = text("TLS")
    sasl_negotiation: str | None = text("SASL")


@kind("static_route", "Static routes", area="External access", scopes=("Registrar", "global"))
@declared(kw_only=True)
class StaticRoute(Item):
    """A static SIP route."""

    match_uri: str | None = text("Matches")
    next_hop: str | None = text("Next hop")
    port: int | None = integer("Port")
    transport: str | None = text("Transport")
    enabled: bool | None = boolean("Enabled")
    replace_host: bool | None = boolean("Replace host in request URI")
    pool: str | None = text("Pool", refers_to="pool")
    scope: str | None = text("Scope")


@kind("authorised_host", "Authorised hosts", area="External access")
@declared(kw_only=True)
class AuthorisedHost(Item):
    """A host that OCS 2007 R2 authorises."""

    server: str | None = text("Server")
    outbound_only: bool | None = boolean("Outbound only")
    throttle_as_server: bool | None = boolean("Throttle as server")
    treat_as_authenticated: bool | None = boolean("Treat as authenticated")
    pool: str | None = text("Pool", refers_to="pool")


@kind("mobility_settings", "Mobility settings", area="External access", scopes=("WebServer", "site", "global"))
@declared(kw_only=True)
class MobilitySettings(Item):
    """Settings of the Mobility Service, which serves Lync 2010 Mobile."""

    scope: str | None = text("Scope")
    push_proxy: str | None = text("Push notification proxy")
    exposed_web_url: str | None = text("Web URL that is given to clients")


@kind("im_filter_settings", "IM filter settings", area="External access", scopes=("site", "global"))
@declared(kw_only=True)
class ImFilterSettings(Item):
    """The filter of hyperlinks in instant messages."""

    scope: str | None = text("Scope")
    enabled: bool | None = boolean("Enabled")
    action: str | None = text("Action")
    prefixes: tuple[str, ...] = text_list("Prefixes", in_order=False)


@kind("push_notification_settings", "Push notification settings", area="External access", scopes=("site", "global"))
@declared(kw_only=True)
class PushNotificationSettings(Item):
    """Push notifications to mobile clients."""

    scope: str | None = text("Scope")
    apple: bool | None = boolean("Apple")
    microsoft: bool | None = boolean("Microsoft")
