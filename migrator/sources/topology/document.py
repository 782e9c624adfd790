"""The topology document, decoded from either of its two shapes into one (get-cstopology, lab-topology).

Published (Get-CsTopology -AsXml, the Topology document of the Central Management store, the output of
Merge-CsLegacyTopology) names things by (site, number) and (site, role, instance). A Topology Builder file (.tbxml)
names them by GUID. Both shapes were seen only in files of Skype for Business 2015 and 2019 [S]; namespaces are not
looked at, since they alternate per level. Where remote sites and BackCompat sites are is [U]: whatever is called
...Site and has a SiteId counts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TypeVar

import attrs

from ..record import Rejected
from ..xml import Element
from .elements import attributes, child, local, properties, service_id
from .structure import strange_parts


@attrs.frozen
class SiteNode:
    """A site; *parent* is the id of the central site above a remote one."""

    id: str
    name: str | None
    kind: str
    parent: str | None
    location: Mapping[str, str]
    rest: Mapping[str, object]
    position: str

    @property
    def is_back_compat(self) -> bool:
        """True for the site in which the merge puts OCS servers (l13-verify-topology, giombini-r2-to-2013)."""
        return "backcompat" in f"{self.kind} {self.name or ''}".casefold()


@attrs.frozen
class InterfaceNode:
    """An interface of a server.

    Attributes:
        address: None where the document has the unspecified address, which stands for all addresses of the server.
        public_address: the one to which NAT translates it (ConfiguredIPAddress).
    """

    side: str
    number: str
    address: str | None
    public_address: str | None


@attrs.frozen
class MachineNode:
    """A server of a cluster."""

    fqdn: str
    interfaces: tuple[InterfaceNode, ...]
    rest: Mapping[str, object]
    position: str

    @property
    def addresses(self) -> tuple[str, ...]:
        """Its addresses, each once."""
        return tuple(dict.fromkeys(i.address for i in self.interfaces if i.address))


@attrs.frozen
class Cluster:
    """A pool, a single server, a gateway or any other host that the topology knows."""

    id: str
    site: str
    fqdn: str
    machines: tuple[MachineNode, ...]
    rest: Mapping[str, object]
    position: str


@attrs.frozen
class SqlNode:
    """An instance of SQL Server on a cluster; the default instance has an empty name."""

    id: str
    name: str
    cluster: str
    rest: Mapping[str, object]
    position: str


@attrs.frozen
class ServiceNode:
    """A role installed on a cluster or SQL instance.

    Attributes:
        id: ``1-Registrar-1``, or the GUID of a Topology Builder file.
        needs: ids of the services it depends on, in order.
        ports: the attributes of each port.
        settings: attributes of the role's own element, e.g. of RegistrarService.
    """

    id: str
    site: str | None
    role: str
    instance: str | None
    version: str | None
    installed_on: str
    needs: tuple[str, ...]
    ports: tuple[Mapping[str, str], ...]
    settings: Mapping[str, object]
    rest: Mapping[str, object]
    position: str


@attrs.frozen
class DomainNode:
    """A SIP domain."""

    name: str
    is_default: bool | None
    rest: Mapping[str, object]
    position: str


_Node = TypeVar("_Node", SiteNode, Cluster, SqlNode, ServiceNode)


@attrs.frozen
class Topology:
    """All of one topology document.

    Attributes:
        is_draft: it comes from Topology Builder and does not say that it is as published.
        rejected: what could not be read.
        is_doubtful: parts of it are strange, so that what its objects lack or name is not certain.
    """

    is_draft: bool
    sites: tuple[SiteNode, ...]
    clusters: tuple[Cluster, ...]
    sql_instances: tuple[SqlNode, ...]
    services: tuple[ServiceNode, ...]
    domains: tuple[DomainNode, ...]
    simple_urls: Element | None
    rejected: tuple[Rejected, ...]
    is_doubtful: bool


def topology_elements(root: Element) -> Iterator[Element]:
    """Each topology at any depth: Topology, or the PartialTopology of a Topology Builder file."""
    for element in root.iter("{*}Topology", "{*}PartialTopology"):
        if any(child(element, name) is not None for name in ("Sites", "CentralSites", "Clusters", "Services")):
            yield element


def decode(element: Element) -> Topology:
    """The topology below a Topology or PartialTopology element; what is named twice is rejected."""
    losses: list[Rejected] = list(strange_parts(element))
    partial = local(element) == "PartialTopology"
    sites, clusters = _unique(_sites(element), losses), _unique(_clusters(element), losses)
    sql_instances = _unique(_sql_instances(element), losses)
    services = _unique(_services(element), losses)
    if not losses:  # what was rejected is named nowhere else
        losses += _lost_references(sites, clusters, sql_instances, services)
    return Topology(
        is_draft=partial and not _is_published(element),
        sites=sites,
        clusters=clusters,
        sql_instances=sql_instances,
        services=services,
        domains=tuple(_domains(element)),
        simple_urls=child(element, "SimpleUrlConfiguration"),
        rejected=tuple(losses),
        is_doubtful=bool(losses),
    )


def _lost_references(
    sites: Sequence[SiteNode], clusters: Sequence[Cluster], sql: Sequence[SqlNode], services: Sequence[ServiceNode]
) -> Iterator[Rejected]:
    """Each cluster, SQL instance and service that names what the document does not hold."""
    hosts = {cluster.id for cluster in clusters}
    places = hosts | {node.id for node in sql}
    of_sites = {site.id for site in sites}
    there = {service.id for service in services}
    for cluster in clusters:
        if cluster.site not in of_sites:
            yield Rejected(cluster.position, f"its site {cluster.site!r} is not in the topology")
    for node in sql:
        if node.cluster not in hosts:
            yield Rejected(node.position, f"its server {node.cluster!r} is not in the topology")
    for service in services:
        if service.installed_on not in places:
            yield Rejected(
                service.position, f"it is installed on {service.installed_on!r}, which is not in the topology"
            )
        for needed in service.needs:
            if needed not in there:
                yield Rejected(service.position, f"it depends on {needed!r}, which is not in the topology")


def _is_published(element: Element) -> bool:
    """Whether a Topology Builder file says of itself that it is as published and was not changed since."""
    builder = next(element.iterancestors("{*}TopologyBuilder"), None)
    unchanged = builder is None or builder.get("IsFreeFromChanges", "").casefold() == "true"
    return unchanged and element.get("IsPublished", "").casefold() == "true"


def _unique(nodes: Iterator[_Node | Rejected], losses: list[Rejected]) -> tuple[_Node, ...]:
    """The nodes with an id of their own; the others are added to *losses*."""
    found: dict[str, _Node] = {}
    for node in nodes:
        if isinstance(node, Rejected):
            losses.append(node)
        elif node.id in found:
            losses.append(Rejected(node.position, f"{node.id} occurs twice in the topology"))
        else:
            found[node.id] = node
    return tuple(found.values())


def _position(element: Element, what: str) -> str:
    line: int | None = element.sourceline  # type: ignore[assignment]  # the stubs leave its type open
    # libxml2 counts lines up to 65,535
    return f"{local(element)} {what} (line {line})" if line and line < 65535 else f"{local(element)} {what}"


def _rest(element: Element, *known: str) -> dict[str, object]:
    """What an element says beyond the names that were read."""
    return {k: v for k, v in properties(element, without=frozenset(known)).items() if k not in known}


def _sites(element: Element) -> Iterator[SiteNode | Rejected]:
    for site in element.iter("{*}*"):
        name = local(site)
        if not name.endswith("Site") or name == "ParentSite" or site.get("SiteId") is None:
            continue
        label = child(site, "Name")
        location = child(site, "Location")
        label_text = site.get("Name") if label is None else (label.text or "").strip()
        above = next((a for a in site.iterancestors() if local(a).endswith("Site") and a.get("SiteId")), None)
        parent = child(site, "ParentSite")
        yield SiteNode(
            id=site.get("SiteId", ""),
            name=label_text or None,
            kind=name,
            parent=above.get("SiteId") if above is not None else None if parent is None else parent.get("SiteId"),
            location={} if location is None else attributes(location),
            rest=_rest(site, "SiteId", "Name", "Location", "Clusters", "RemoteSites"),
            position=_position(site, site.get("SiteId", "")),
        )


def _site_above(element: Element) -> str:
    return next((a.get("SiteId", "") for a in element.iterancestors() if a.get("SiteId")), "")


def _cluster_id(element: Element | None) -> str:
    """``1:1``: site and number, as Active Directory writes it too (l13-schema-attributes, l13-schema-classes)."""
    return "" if element is None else f"{element.get('SiteId', '')}:{element.get('Number', '')}"


def _clusters(element: Element) -> Iterator[Cluster | Rejected]:
    for cluster in element.iter("{*}Cluster"):
        key = child(cluster, "ClusterId")
        id_ = (cluster.get("UniqueId") or "").lower() or _cluster_id(key)
        fqdn = (cluster.get("Fqdn") or "").strip()
        position = _position(cluster, fqdn or id_)
        if not id_ or not fqdn:
            yield Rejected(position, "a cluster without an id or without an FQDN")
            continue
        yield Cluster(
            id=id_,
            site=key.get("SiteId", "") if key is not None else _site_above(cluster),
            fqdn=fqdn,
            machines=tuple(_machines(cluster, fqdn)),
            rest=_rest(cluster, "UniqueId", "ClusterId", "Fqdn", "Machine", "Machines", "SqlInstances"),
            position=position,
        )


def _machines(cluster: Element, fqdn: str) -> Iterator[MachineNode]:
    for machine in cluster.iter("{*}Machine"):
        own = (machine.get("Fqdn") or "").strip() or fqdn  # the only machine of a cluster has its name
        yield MachineNode(
            fqdn=own,
            interfaces=tuple(map(_interface, machine.iterfind("{*}NetInterface"))),
            rest=_rest(machine, "Fqdn"),
            position=_position(machine, own),
        )


def _interface(element: Element) -> InterfaceNode:
    address = element.get("IPAddress")
    return InterfaceNode(
        side=element.get("InterfaceSide", ""),
        number=element.get("InterfaceNumber", ""),
        address=None if address in ("0.0.0.0", "::", "") else address,  # noqa: S104 - compared, not bound to
        public_address=element.get("ConfiguredIPAddress") or None,
    )


def _sql_id(element: Element | None) -> str:
    if element is None:
        return ""
    return f"{_cluster_id(child(element, 'ClusterId'))}\\{element.get('Name', '')}"


def _sql_instances(element: Element) -> Iterator[SqlNode | Rejected]:
    for instance in element.iter("{*}SqlInstance"):
        key = child(instance, "SqlInstanceId")
        above = next(instance.iterancestors("{*}Cluster"), None)
        if key is None and above is None:
            yield Rejected(_position(instance, ""), "a SQL instance without a server")
            continue
        name = (instance if key is None else key).get("Name", "")
        yield SqlNode(
            id=(instance.get("UniqueId") or "").lower() or _sql_id(key),
            name=name,
            cluster=_cluster_id(child(key, "ClusterId")) if above is None else (above.get("UniqueId") or "").lower(),
            rest=_rest(instance, "UniqueId", "Name", "SqlInstanceId"),
            position=_position(instance, name or "(default)"),
        )


def _services(element: Element) -> Iterator[ServiceNode | Rejected]:
    for service in element.iter("{*}Service"):
        key = child(service, "ServiceId")
        source = service if key is None else key
        role = source.get("RoleName", "")
        id_ = (service.get("UniqueId") or "").lower() or ("" if key is None else service_id(key))
        position = _position(service, id_ or role)
        if not role or not id_:
            yield Rejected(position, "a service without an id or without a role")
            continue
        own = next((e for e in service if local(e) not in _SERVICE_PARTS), None)
        ports = child(service, "Ports")
        yield ServiceNode(
            id=id_,
            site=None if key is None else key.get("SiteId"),
            role=role,
            instance=None if key is None else key.get("Instance"),
            version=service.get("ServiceVersion"),
            installed_on=_installed_on(service),
            needs=tuple(_needs(service)),
            ports=() if ports is None else tuple(attributes(p) for p in ports.iterfind("{*}Port")),
            settings={} if own is None else properties(own),
            rest=_rest(service, *_SERVICE_KNOWN),
            position=position,
        )


_SERVICE_PARTS = frozenset({"ServiceId", "DependsOn", "InstalledOn", "Ports"})
_SERVICE_KNOWN = (*_SERVICE_PARTS, "UniqueId", "RoleName", "ServiceVersion", "SiteId", "Instance")


def _installed_on(service: Element) -> str:
    """Id of the cluster or SQL instance that carries the service."""
    if guid := service.get("InstalledOn"):
        return guid.lower()
    place = child(service, "InstalledOn")
    instance = child(place, "SqlInstanceId")
    return _sql_id(instance) if instance is not None else _cluster_id(child(place, "ClusterId"))


def _needs(service: Element) -> Iterator[str]:
    place = child(service, "DependsOn")
    for dependency in () if place is None else place.iterfind("{*}Dependency"):
        key = child(dependency, "ServiceId")
        id_ = (dependency.get("ServiceUniqueId") or "").lower() or ("" if key is None else service_id(key))
        if id_:
            yield id_


def _domains(element: Element) -> Iterator[DomainNode]:
    domains = child(element, "InternalDomains")
    if domains is None:
        return
    default = (domains.get("DefaultDomain") or "").casefold()
    named = {(domain.get("Name") or "").casefold() for domain in domains.iterfind("{*}InternalDomain")}
    for domain in domains.iterfind("{*}InternalDomain"):
        if name := domain.get("Name"):
            is_default = name.casefold() == default if default in named else None
            yield DomainNode(name, is_default, _rest(domain, "Name"), _position(domain, name))
