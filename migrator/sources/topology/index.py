"""Who is who in a topology document: sites, hosts and services by id, and the names that Get-Cs* gives them.

A service is called ``Role:pool`` (Identity) and ``1-Registrar-1`` (ServiceId) by Get-CsService [D]. Role names of
services in the document and of the cmdlet differ; the pairs rest on [S] RoleName and [D] parameter sets of
Get-CsService, the pairing on their meaning, and for ExternalServer and PstnGateway on ServiceIds in documentation.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from functools import cached_property

from ..identifiers import product_of_version
from .document import Cluster, ServiceNode, SqlNode, Topology
from .elements import Names

#: RoleName of the document -> role as Get-CsService names it; others are called the same
ROLES = {
    "UserServices": "UserServer",
    "UserStore": "UserDatabase",
    "WebServices": "WebServer",
    "ConfServices": "ConferencingServer",
    "ApplicationStore": "ApplicationDatabase",
    "CentralMgmt": "CentralManagement",
    "CentralMgmtStore": "CentralManagementDatabase",
    "ManagementServices": "ManagementServer",
    "ArchivingStore": "ArchivingDatabase",
    "MonitoringStore": "MonitoringDatabase",
    "WacService": "WacServer",
    "ExternalServer": "TrustedApplicationPool",
}


class TopologyIndex:
    """Answers by id; what an id names nothing of is None, or the id itself as text.

    Args:
        product: of what carries no version of its own.
    """

    def __init__(self, topology: Topology, product: str) -> None:
        self._product = product
        self._sites = {s.id: s for s in topology.sites}
        self._clusters = {c.id: c for c in topology.clusters}
        self._sql = {s.id: s for s in topology.sql_instances}
        self._services = {s.id: s for s in topology.services}
        self._is_draft = topology.is_draft

    @cached_property
    def names(self) -> Names:
        """What documents of the same store may call these sites and services."""
        sites = {s.id: s.name for s in self._sites.values() if s.name}
        return Names(sites, {s.id: self.identity(s) for s in self._services.values()})

    def site(self, id_: str | None) -> str | None:
        """Name of a site, else its id."""
        site = self._sites.get(id_ or "")
        return site.name or site.id if site else id_ or None

    def service(self, id_: str) -> ServiceNode | None:
        """The service of that id."""
        return self._services.get(id_)

    def sql_key(self, node: SqlNode) -> str:
        r"""``server\instance``; the default instance is the server alone."""
        host = self._clusters.get(node.cluster)
        server = host.fqdn if host else node.cluster
        return f"{server}\\{node.name}" if node.name else server

    def sql_of(self, service: ServiceNode) -> SqlNode | None:
        """The SQL instance that carries the service."""
        return self._sql.get(service.installed_on)

    def host(self, service: ServiceNode) -> Cluster | None:
        """The cluster that carries the service, also where a SQL instance of it does."""
        node = self.sql_of(service)
        return self._clusters.get(node.cluster if node else service.installed_on)

    def fqdn(self, service: ServiceNode) -> str | None:
        """FQDN of the cluster that carries the service."""
        host = self.host(service)
        return host.fqdn if host else None

    def identity(self, service: ServiceNode) -> str:
        """``Registrar:pool.contoso.com``."""
        return f"{ROLES.get(service.role, service.role)}:{self.fqdn(service) or service.installed_on}"

    def key(self, service: ServiceNode) -> str:
        """ServiceId of a published service; a draft has none, so its identity."""
        return self.identity(service) if self._is_draft else service.id

    def services_on(self, cluster: Cluster) -> list[ServiceNode]:
        """Services that the cluster or a SQL instance of it carries."""
        return self._on_cluster.get(cluster.id, [])

    def services_in(self, node: SqlNode) -> list[ServiceNode]:
        """Services whose database the SQL instance holds."""
        return [s for s in self._on_cluster.get(node.cluster, []) if s.installed_on == node.id]

    def server(self, node: SqlNode) -> Cluster | None:
        """The cluster of a SQL instance."""
        return self._clusters.get(node.cluster)

    def dependents(self, service: ServiceNode, role: str) -> list[ServiceNode]:
        """Services of a role that depend on the service."""
        return [s for s in self._dependents.get(service.id, []) if s.role == role]

    @cached_property
    def _on_cluster(self) -> dict[str, list[ServiceNode]]:
        found: dict[str, list[ServiceNode]] = defaultdict(list)
        for service in self._services.values():
            if host := self.host(service):
                found[host.id].append(service)
        return found

    @cached_property
    def _dependents(self) -> dict[str, list[ServiceNode]]:
        found: dict[str, list[ServiceNode]] = defaultdict(list)
        for service in self._services.values():
            for id_ in dict.fromkeys(service.needs):
                found[id_].append(service)
        return found

    def needed(self, service: ServiceNode, *roles: str) -> ServiceNode | None:
        """The first service of one of these roles that the service depends on."""
        found = (self._services.get(id_) for id_ in service.needs)
        return next((s for s in found if s and s.role in roles), None)

    def fqdn_needed(self, service: ServiceNode, *roles: str) -> str | None:
        """FQDN of the pool of the first such service."""
        found = self.needed(service, *roles)
        return self.fqdn(found) if found else None

    def product_of(self, cluster: Cluster | None, version: str | None = None) -> str:
        """Product of a host or a service on it; whatever is in a BackCompat site is of OCS (l13-verify-topology)."""
        if cluster is not None and (site := self._sites.get(cluster.site)) and site.is_back_compat:
            return "ocs2007r2"
        if version is None and cluster is not None:
            versions = Counter(s.version for s in self.services_on(cluster) if s.version)
            version = versions.most_common(1)[0][0] if versions else None
        known = product_of_version(version)
        return self._product if known == "unknown" else known

    def version_of(self, cluster: Cluster) -> str | None:
        """The newest version of the services on a cluster."""
        versions = [s.version for s in self.services_on(cluster) if s.version]
        return max(versions, key=lambda v: (v.zfill(9), v)) if versions else None
