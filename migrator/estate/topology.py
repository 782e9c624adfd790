"""Topology: pools, machines, services and the trusted services that Active Directory knows."""

from __future__ import annotations

import attrs

from .kinds import Item, flag, kind, text, texts, whole


@kind("pool", "Pools", area="Topology")
@attrs.frozen(kw_only=True)
class Pool(Item):
    """A pool (cluster) of servers."""

    fqdn: str | None = text("FQDN")
    name: str | None = text("Display name")
    site: str | None = text("Site", refers_to="site")
    pool_type: str | None = text("Type")
    version: str | None = text("Version")
    members: tuple[str, ...] = texts("Members", refers_to="machine")
    roles: tuple[str, ...] = texts("Roles")
    sql_instance: str | None = text("SQL instance", refers_to="sql_instance")
    applications: tuple[str, ...] = texts("Applications")
    distinguished_name: str | None = text("Distinguished name")


@kind("machine", "Machines", area="Topology")
@attrs.frozen(kw_only=True)
class Machine(Item):
    """One server."""

    fqdn: str | None = text("FQDN")
    pool: str | None = text("Pool", refers_to="pool")
    site: str | None = text("Site", refers_to="site")
    addresses: tuple[str, ...] = texts("Addresses")
    version: str | None = text("Version")


@kind("trusted_service", "Trusted services", area="Topology")
@attrs.frozen(kw_only=True)
class TrustedService(Item):
    """A trusted service entry: a server or application that OCS trusts (MSFT_SIPTrustedServiceSetting and kin)."""

    fqdn: str | None = text("FQDN")
    type: str | None = text("Type")
    port: int | None = whole("Port")
    version: str | None = text("Version")
    routable: bool | None = flag("Routable")
    tls_target: str | None = text("TLS target")
    gruu_id: str | None = text("GRUU id")
    servers: tuple[str, ...] = texts("Pool or server link", refers_to=("pool", "machine"))
    is_add_in: bool | None = flag("Add-in entry (no link by design)")


@kind("sip_domain", "SIP domains", area="Topology")
@attrs.frozen(kw_only=True)
class SipDomain(Item):
    """A SIP domain."""

    name: str | None = text("Domain")
    is_default: bool | None = flag("Default")
    is_authoritative: bool | None = flag("Authoritative")
