"""Items of a decoded topology: sites, pools, machines, services and the objects that some services are.

Keys are those of the cmdlets: pools and machines by FQDN, sites by name, services by ServiceId. What rests on what:

- [S] sites, clusters, machines, SQL instances, services, dependencies, ports; the names of an Edge outside
  (ConfiguredFqdn of its external ports), the ports of a Mediation Server, the share of a file store;
- [D] the RoleNames PstnGateway and ExternalServer (in ServiceIds only), the names of Edge ports (Set-CsEdgeServer);
- [S] MediationServerPort and Default of a PstnGatewayService, whose port belongs to GatewayComp (lab-topology);
- [D] that an Edge with a port for partners federates (Get-CsService shows it as AccessEdgeExternalSipPort);
- [U] all else that a PstnGateway or ExternalServer says in its element, by the names of Set-CsPstnGateway and
  Set-CsTrustedApplicationPool; what shows that an Edge does not federate or has no XMPP; the name of a trunk.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypedDict

import attrs

from ...estate import topology as kinds
from ...estate.kinds import Item, fields_of
from .document import Cluster, ServiceNode, SqlNode, Topology
from .edge_server import edge_servers
from .index import ROLES, TopologyIndex
from .settings import absent, boolean, exact_boolean, port_number, text_of

#: (owner, usage, side, protocol or "") of a port of an Edge -> parameter of Set-CsEdgeServer
_EDGE_PORTS = {
    ("AccessEdge", "SipServer", "Internal", ""): "AccessEdgeInternalSipPort",
    ("AccessEdge", "SipServer", "External", ""): "AccessEdgeExternalSipPort",
    ("AccessEdge", "SipClient", "External", ""): "AccessEdgeClientSipPort",
    ("DataEdge", "PsomServer", "Internal", ""): "DataPsomServerPort",
    ("DataEdge", "PsomClient", "External", ""): "DataPsomClientPort",
    ("MediaRelayAuthenticationEdge", "SipServer", "Internal", ""): "MediaRelayAuthEdgePort",
    ("MediaRelayEdge", "TURNServer", "Internal", "Tcp"): "MediaRelayInternalTurnTcpPort",
    ("MediaRelayEdge", "TURNServer", "External", "Tcp"): "MediaRelayExternalTurnTcpPort",
    ("MediaRelayEdge", "TURNServer", "Internal", "Udp"): "MediaRelayInternalTurnUdpPort",
    ("MediaRelayEdge", "TURNServer", "External", "Udp"): "MediaRelayExternalTurnUdpPort",
    ("MediaRelayEdge", "MediaCommunication", "External", ""): "MediaCommunicationPortStart",
    ("XmppFederationProxy", "XmppServer", "External", ""): "XmppListeningPort",
    ("XmppFederationProxy", "XptServer", "Internal", ""): "XmppInternalPort",
    ("SkypeSearchProxy", "WebServer", "Internal", ""): "SkypeSearchProxyPort",
}
#: protocol of the port of a gateway -> what it speaks; another one is none that a gateway can speak
_PROTOCOLS = {"Tls": "TLS", "Mtls": "TLS", "Tcp": "TCP"}
_APPLICATION = "urn:application:"
Port = Mapping[str, str]


def owner_of(port: Port) -> str:
    """Component that listens, without ``urn:component:``."""
    return port.get("Owner", "").removeprefix("urn:component:")


def port_text(port: Port) -> str:
    """``name=number``, as the service shows it where that name is known; else owner, usage, side and protocol."""
    number, count = port.get("Port", ""), port.get("Range", "")
    place = (owner_of(port), port.get("Usage", ""), port.get("InterfaceSide", ""))
    known = _EDGE_PORTS.get((*place, "")) or _EDGE_PORTS.get((*place, port.get("Protocol", "")))
    shown = known or " ".join(p for p in (*place, port.get("Protocol", "")) if p)
    return f"{shown}={number}" if known or not count else f"{shown}={_range(port)}"


def _range(port: Port) -> str:
    """``49152-57499``: first and last of a range, whose length the document gives."""
    number, count = port.get("Port", ""), port.get("Range", "")
    if not (number.isdecimal() and count.isdecimal() and len(number + count) < 12 and int(count) > 0):
        return number
    return f"{number}-{int(number) + int(count) - 1}"


def items(topology: Topology, places: TopologyIndex, path: str) -> Iterator[Item]:
    """Every item of the topology, each with its place in the file."""
    maker = _Maker(topology, places, path)
    yield from maker.sites()
    yield from maker.domains()
    for cluster in topology.clusters:
        yield from maker.cluster(cluster)
    yield from maker.sql_instances()
    for service in topology.services:
        yield maker.service(service)
        yield from maker.role(service)


class _Common(TypedDict):
    """Values that every item has."""

    product: str
    sources: tuple[str, ...]
    aliases: tuple[str, ...]
    extra: Mapping[str, object]


class _Line(TypedDict):
    """Values that a gateway and its trunk share."""

    mediation_server: str | None
    protocol: str | None
    alternate_media_address: str | None
    routable: bool | None


class _Maker:
    def __init__(self, topology: Topology, places: TopologyIndex, path: str) -> None:
        self._topology = topology
        self._places = places
        self._path = path
        self._gateways: set[str] = set()

    def _common(self, position: str, product: str, *aliases: str | None, **extra: object) -> _Common:
        return {
            "product": product,
            "sources": (f"{self._path}#{position}",),
            "aliases": tuple(dict.fromkeys(a for a in aliases if a)),
            "extra": {name: value for name, value in extra.items() if value not in (None, "", {}, [], ())},
        }

    def sites(self) -> Iterator[Item]:
        """Sites; where two share a name, the key of the second contains its id."""
        names: set[str] = set()
        for site in self._topology.sites:
            name = site.name or site.id
            key = f"{name} [{site.id}]" if name.casefold() in names else name
            names.add(name.casefold())
            product = "ocs2007r2" if site.is_back_compat else self._places.product_of(None)
            made = kinds.Site(
                key=key,
                name=name,
                site_id=site.id,
                site_kind="BackCompatSite" if site.is_back_compat else site.kind,
                city=site.location.get("City"),
                state=site.location.get("State"),
                country_code=site.location.get("CountryCode"),
                parent_site=self._places.site(site.parent),
                **self._common(site.position, product, f"Site:{name}", name, site.id, **site.rest),
            )
            # all that is not filled: beside Get-CsSite, an empty route is then known to be empty
            yield attrs.evolve(made, unknown=tuple(f.name for f in fields_of(kinds.Site) if not getattr(made, f.name)))

    def domains(self) -> Iterator[Item]:
        """SIP domains."""
        for domain in self._topology.domains:
            common = self._common(domain.position, self._places.product_of(None), **domain.rest)
            unknown = ("is_default",) if domain.is_default is None else ()
            name = domain.name
            yield kinds.SipDomain(key=name, name=name, is_default=domain.is_default, unknown=unknown, **common)

    def cluster(self, cluster: Cluster) -> Iterator[Item]:
        """A pool and its machines."""
        places = self._places
        product, version = places.product_of(cluster), places.version_of(cluster)
        services = places.services_on(cluster)
        roles = [ROLES.get(s.role, s.role) for s in services]
        users = next((s for s in services if s.role == "UserServices"), None)
        store = places.needed(users, "UserStore") if users else None
        sql = places.sql_of(store) if store else None
        names = [name for s in services for name in (places.identity(s), places.key(s))]
        yield kinds.Pool(
            key=cluster.fqdn,
            fqdn=cluster.fqdn,
            site=places.site(cluster.site),
            version=version,
            members=tuple(m.fqdn for m in cluster.machines),
            roles=tuple(dict.fromkeys(roles)),
            sql_instance=places.sql_key(sql) if sql else None,
            applications=tuple(dict.fromkeys(a for s in services for a in _applications(s))),
            **self._common(cluster.position, product, cluster.fqdn, cluster.id, *names, **cluster.rest),
        )
        for machine in cluster.machines:
            yield kinds.Machine(
                key=machine.fqdn,
                fqdn=machine.fqdn,
                pool=cluster.fqdn,
                site=places.site(cluster.site),
                addresses=machine.addresses,
                version=version,
                **self._common(machine.position, product, machine.fqdn, **machine.rest),
            )

    def sql_instances(self) -> Iterator[Item]:
        """SQL instances with the databases' roles."""
        for node in self._topology.sql_instances:
            carried = self._places.services_in(node)
            host = self._places.server(node)
            yield kinds.SqlInstance(
                key=self._places.sql_key(node),
                fqdn=host.fqdn if host else None,
                instance=node.name or None,
                site=self._places.site(host.site) if host else None,
                roles=tuple(dict.fromkeys(ROLES.get(s.role, s.role) for s in carried)),
                **self._common(node.position, self._places.product_of(host), node.id, **node.rest),
            )

    def service(self, service: ServiceNode) -> Item:
        """The service itself."""
        places = self._places
        host = places.host(service)
        sql = places.sql_of(service) or _sql_needed(places, service)
        hop, edge = places.needed(service, "Registrar"), places.needed(service, "EdgeServer")
        file_store = self._file_store(service)
        needs = [(places.identity(s) if (s := places.service(id_)) else id_) for id_ in service.needs]
        return kinds.Service(
            key=places.key(service),
            role=ROLES.get(service.role, service.role),
            pool=host.fqdn if host else None,
            site=places.site(service.site or (host.site if host else None)),
            version=service.version,
            instance=service.instance,
            depends_on=tuple(dict.fromkeys(needs)),
            ports=tuple(port_text(p) for p in service.ports),
            applications=_applications(service),
            next_hop=places.identity(hop) if hop else None,
            edge=places.identity(edge) if edge else None,
            sql_instance=places.sql_key(sql) if sql else None,
            file_store=file_store,
            is_draft=self._topology.is_draft,
            unknown=absent(file_store=file_store) if service.role == "FileStore" else (),
            **self._common(
                service.position,
                places.product_of(host, service.version),
                places.identity(service),
                service.id,
                **service.rest,
                InstalledOn=None if host else service.installed_on,
                PortDetails=[dict(p) for p in service.ports],
            ),
        )

    def _file_store(self, service: ServiceNode) -> str | None:
        r"""``\\server\share`` of a file store; of another service the file store it uses."""
        places = self._places
        if service.role == "FileStore":
            share, fqdn = service.settings.get("ShareName"), places.fqdn(service)
            return f"\\\\{fqdn}\\{share}" if share and fqdn else None
        store = places.needed(service, "FileStore")
        return places.identity(store) if store else None

    def role(self, service: ServiceNode) -> Iterator[Item]:
        """The object that the service is besides, if any."""
        host = self._places.host(service)
        if host is None:
            return
        if service.role == "EdgeServer":
            yield self._edge(service, host)
            yield from edge_servers(host, service.ports, self._of_role(service, host)["product"], self._path)
        elif service.role == "MediationServer":
            yield self._mediation(service, host)
        elif service.role == "PstnGateway":
            yield from self._gateway(service, host)
        elif service.role == "ExternalServer":
            yield from self._application_pool(service, host)

    def _of_role(self, service: ServiceNode, host: Cluster) -> _Common:
        """What every object that is a service has."""
        product = self._places.product_of(host, service.version)
        names = (host.fqdn, self._places.identity(service), self._places.key(service))
        return self._common(service.position, product, *names, **service.settings)

    def _edge(self, service: ServiceNode, host: Cluster) -> Item:
        # the port with which Topology Builder enables federation proves it; that it is not there proves nothing
        by_port = any(port_text(p).startswith("AccessEdgeExternalSipPort=") for p in service.ports) or None
        federates = boolean(service.settings, "federation") or by_port
        # every Edge has these three outside: a port that is not there is lost
        access, web, av = (_external_fqdn(service, each) for each in ("AccessEdge", "DataEdge", "MediaRelayEdge"))
        return kinds.EdgePool(
            key=host.fqdn,
            fqdn=host.fqdn,
            site=self._places.site(host.site),
            version=service.version,
            next_hop=self._places.fqdn_needed(service, "Registrar"),
            access_fqdn=access,
            web_conferencing_fqdn=web,
            av_fqdn=av,
            federation_enabled=federates,
            unknown=absent(access_fqdn=access, web_conferencing_fqdn=web, av_fqdn=av, federation_enabled=federates),
            xmpp_enabled=True if any(port_text(p).startswith("XmppListeningPort=") for p in service.ports) else None,
            machines=tuple(m.fqdn for m in host.machines),
            ports=tuple(port_text(p) for p in service.ports),
            **self._of_role(service, host),
        )

    def _mediation(self, service: ServiceNode, host: Cluster) -> Item:
        places = self._places
        gateways = places.dependents(service, "PstnGateway")
        to_gateways = [p for p in service.ports if p.get("InterfaceSide") == "Pstn"]
        audio = next((p for p in service.ports if p.get("Usage") == "AudioCommunication"), None)
        return kinds.MediationServer(
            key=host.fqdn,
            fqdn=host.fqdn,
            pool=host.fqdn,
            site=places.site(host.site),
            version=service.version,
            edge=places.fqdn_needed(service, "EdgeServer"),
            registrar=places.fqdn_needed(service, "Registrar"),
            gateways=tuple(dict.fromkeys(fqdn for s in gateways if (fqdn := places.fqdn(s)))),
            tls_port=next((p.get("Port") for p in to_gateways if p.get("Protocol") in ("Tls", "Mtls")), None),
            tcp_port=next((p.get("Port") for p in to_gateways if p.get("Protocol") == "Tcp"), None),
            audio_ports=(_range(audio) or None) if audio else None,
            **self._of_role(service, host),
        )

    def _gateway(self, service: ServiceNode, host: Cluster) -> Iterator[Item]:
        """The gateway, once per host, and from Lync 2013 on the trunk that the service is (Get-CsTrunk [D])."""
        of_gateway = (p for p in service.ports if owner_of(p) == "GatewayComp")
        port = next(of_gateway, next(iter(service.ports), {}))
        shared: _Line = {
            "mediation_server": self._places.fqdn_needed(service, "MediationServer"),
            "protocol": _PROTOCOLS.get(port.get("Protocol", "")),
            "alternate_media_address": text_of(service.settings, "RepresentativeMediaIP"),
            "routable": boolean(service.settings, "routable"),
        }
        number = port_number(port.get("Port"))
        common = self._of_role(service, host)
        if host.id not in self._gateways:
            self._gateways.add(host.id)
            yield kinds.Gateway(
                key=host.fqdn,
                fqdn=host.fqdn,
                site=self._places.site(host.site),
                port=number,
                is_default=exact_boolean(service.settings, "Default"),
                unknown=absent(routable=shared["routable"], protocol=shared["protocol"]),
                **shared,
                **common,
            )
        if service.version not in (None, "5"):
            name = text_of(service.settings, "TrunkName", "Name") or host.fqdn
            of_trunk: _Common = {**common, "aliases": (f"PstnGateway:{name}", self._places.key(service))}
            yield kinds.Trunk(
                key=name,
                name=name,
                gateway=host.fqdn,
                gateway_port=number,
                mediation_port=port_number(text_of(service.settings, "MediationServerPort")),
                unknown=absent(routable=shared["routable"], protocol=shared["protocol"]),
                **shared,
                **of_trunk,
            )

    def _application_pool(self, service: ServiceNode, host: Cluster) -> Iterator[Item]:
        applications = _applications(service)
        throttle = boolean(service.settings, "throttleasserver")
        treat = boolean(service.settings, "treatasauthenticated")
        replicates = boolean(host.rest, "requiresreplication")
        yield kinds.TrustedApplicationPool(
            key=host.fqdn,
            fqdn=host.fqdn,
            site=self._places.site(host.site),
            registrar=self._places.fqdn_needed(service, "Registrar"),
            machines=tuple(m.fqdn for m in host.machines),
            applications=tuple(f"{host.fqdn}/{name}" for name in applications),
            throttle_as_server=throttle,
            treat_as_authenticated=treat,
            requires_replication=replicates,
            unknown=absent(throttle_as_server=throttle, treat_as_authenticated=treat, requires_replication=replicates),
            **self._of_role(service, host),
        )
        product = self._places.product_of(host, service.version)
        for name in applications:
            port = next((p.get("Port") for p in service.ports if p.get("Owner") == name), None)
            yield kinds.TrustedApplication(
                key=f"{host.fqdn}/{name}",
                application_id=name,
                pool=host.fqdn,
                port=port_number(port),
                **self._common(service.position, product),
            )


def _applications(service: ServiceNode) -> tuple[str, ...]:
    """Applications that listen on a port of the service."""
    owners = (p.get("Owner", "") for p in service.ports)
    return tuple(dict.fromkeys(o for o in owners if o.startswith(_APPLICATION)))


def _sql_needed(places: TopologyIndex, service: ServiceNode) -> SqlNode | None:
    """The SQL instance of the first service below that has one."""
    needed = (places.service(id_) for id_ in service.needs)
    return next((sql for s in needed if s and (sql := places.sql_of(s))), None)


def _external_fqdn(service: ServiceNode, owner: str) -> str | None:
    """Name under which an Edge service is reached from outside."""
    external = (p for p in service.ports if owner_of(p) == owner and p.get("InterfaceSide") == "External")
    return next((fqdn for p in external if (fqdn := p.get("ConfiguredFqdn"))), None)
