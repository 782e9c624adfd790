"""Lync cmdlets of the services of every role, of gateways and trunks, and of trusted application pools.

Type names: OUTPUTS of Get-Cs*, and of Set-Cs* for the role objects (office-docs-powershell@93336da2).
Properties of every role (ServiceId, SiteId, PoolFqdn, Version, Role, DependentServiceList), of the Edge and of the web
server are printed in the Lync 2013 operations guide; those of other roles are the parameters of their Set-Cs* cmdlets.
No source prints Get-CsTrunk: the listening port of the Mediation Server has no known name and stays in `extra`.
FileStore rests on public code. Services are keyed by ServiceId (``1-WebServices-1``: site, role and instance of the
published topology).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache

import attrs

from ...estate import topology
from ..converters import as_int
from ..mapping import From, Mapper, Of
from ..record import Record, Truncated
from .cmdlet import Cmdlet, Part, lync_mapper
from .values import enumerated, listed, name_of, pool_of, shown, site_of, text_of

_PORT = re.compile(r"\w*Port(?:Start|Count)?|\w*PortCount")
#: properties that name a service which this one needs; parameters of Set-CsRegistrar and its neighbours
_NEEDS = (
    "Registrar",
    "BackupRegistrar",
    "UserServer",
    "EdgeServer",
    "MediationServer",
    "ArchivingServer",
    "MonitoringServer",
    "WebServer",
    "ConferenceServer",
    "FileStore",
    "ApplicationDatabase",
    "ArchivingDatabase",
    "MonitoringDatabase",
    "UserDatabase",
    "MirrorArchivingDatabase",
    "MirrorMonitoringDatabase",
)
_GATEWAY_PORTS = ("GatewaySipClientTlsPort", "GatewaySipClientTcpPort")
#: what stands where there is no port
_NO_PORT = (None, "", "0", 0)
_POOL = shown("PoolFqdn")
_SITE = From(("SiteId", "Site"), site_of)
_VERSION = shown("Version")


def _ports(properties: Mapping[str, object]) -> list[str] | None:
    """``name=number`` of each port the service shows."""
    return [f"{n}={value}" for n, value in properties.items() if _PORT.fullmatch(n) and value not in _NO_PORT]


def _needs(properties: Mapping[str, object]) -> list[str]:
    """The services this one needs, each once."""
    found = (text_of(properties.get(name)) for name in _NEEDS)
    return list(dict.fromkeys(text for text in found if isinstance(text, str) and text))


def _port(properties: Mapping[str, object]) -> object:
    """The port on which the gateway listens; 0 says that there is none."""
    ports = [as_int(properties.get(name) or 0) for name in _GATEWAY_PORTS]
    return next((port for port in ports if port), None)


def _protocol(properties: Mapping[str, object]) -> object:
    """TLS or TCP, by the port which the gateway has."""
    ports = [as_int(properties.get(name) or 0) for name in _GATEWAY_PORTS]
    wrong = next((port for port in ports if isinstance(port, ValueError)), None)
    return wrong or next((name for name, port in zip(("TLS", "TCP"), ports, strict=True) if port), None)


def _audio_ports(properties: Mapping[str, object]) -> object:
    start, count = (as_int(properties.get(name) or 0) for name in ("AudioPortStart", "AudioPortCount"))
    if isinstance(start, ValueError) or isinstance(count, ValueError):
        return start if isinstance(start, ValueError) else count
    return f"{start}-{start + count - 1}" if isinstance(start, int) and isinstance(count, int) and count else None


def _federates(properties: Mapping[str, object]) -> bool:
    """Whether an Edge pool has a port for partners: Microsoft's check so knows one that federates (onpremdiag)."""
    return properties.get("AccessEdgeExternalSipPort") not in _NO_PORT


def _has_xmpp(properties: Mapping[str, object]) -> bool | None:
    """True if an Edge pool has the port of XMPP partners, as in a topology; that it has none proves nothing."""
    return properties.get("XmppListeningPort") not in _NO_PORT or None


def _without_role(value: object) -> object:
    """The name of a gateway or trunk in ``PstnGateway:name``."""
    text = text_of(value)
    return text.removeprefix("PstnGateway:").strip() if isinstance(text, str) else text


#: role -> the properties of its service that name what it needs: parameters of Set-CsMediationServer and its
#: neighbours, and FileStore
_NEEDS_OF = {
    "applicationserver": ("Registrar", "FileStore", "ApplicationDatabase"),
    "archivingserver": ("ArchivingDatabase",),
    "conferencingserver": ("UserServer", "FileStore"),
    "director": ("EdgeServer",),
    "edgeserver": ("Registrar",),
    "mediationserver": ("Registrar", "EdgeServer"),
    "monitoringserver": ("MonitoringDatabase",),
    "pstngateway": ("MediationServer",),
    "registrar": ("BackupRegistrar", "UserServer", "EdgeServer", "ArchivingServer", "MonitoringServer"),
    "trustedapplicationpool": ("Registrar",),
    "userserver": ("FileStore", "UserDatabase"),
    "webserver": ("UserServer", "FileStore"),
}
#: role -> the ports that its services show; parameters of the same cmdlets
_PORTS_OF = {
    "edgeserver": (
        "AccessEdgeInternalSipPort",
        "AccessEdgeExternalSipPort",
        "AccessEdgeClientSipPort",
        "DataPsomServerPort",
        "DataPsomClientPort",
        "MediaRelayAuthEdgePort",
        "MediaRelayInternalTurnTcpPort",
        "MediaRelayExternalTurnTcpPort",
        "MediaRelayInternalTurnUdpPort",
        "MediaRelayExternalTurnUdpPort",
        "MediaCommunicationPortStart",
        "MediaCommunicationPortCount",
    ),
    "director": ("SipPort",),
    "mediationserver": ("SipServerPort", "SipClientTlsPort", "SipClientTcpPort", "AudioPortStart", "AudioPortCount"),
    "pstngateway": _GATEWAY_PORTS,
    "registrar": ("SipPort",),
}
#: field -> roles whose services have it
_ONLY_OF = {
    "applications": ("applicationserver", "trustedapplicationpool"),
    "next_hop": ("applicationserver", "edgeserver", "mediationserver", "trustedapplicationpool"),
    "edge": ("director", "mediationserver", "registrar"),
    "file_store": (
        "applicationserver",
        "archivingserver",
        "centralmanagement",
        "conferencingserver",
        "filestore",
        "monitoringserver",
        "userserver",
        "webserver",
    ),
}


@cache
def service_mapper(role: str) -> Mapper:
    """The mapper of the services of a role, in lower case; where the role is unknown (""), they may show anything."""
    needs, ports = _NEEDS_OF.get(role, ()), _PORTS_OF.get(role, ())
    optional = [field for field, roles in _ONLY_OF.items() if role and role not in roles]
    if role and not needs:
        optional.append("depends_on")
    return lync_mapper(
        topology.Service,
        shown("ServiceId", "Identity"),
        {
            "role": enumerated("Role"),
            "pool": _POOL,
            "site": _SITE,
            "version": _VERSION,
            "depends_on": Of(_NEEDS, _needs, kept=True, needs=needs),
            "ports": Of(ports, _ports, kept=True) if ports else _ports,
            "applications": listed("Applications"),
            "next_hop": shown("Registrar"),
            "edge": shown("EdgeServer"),
            "file_store": shown("UncPath") if role == "filestore" else shown("FileStore", "UncPath"),
        },
        aliases=(shown("Identity"),),
        optional=tuple(optional),
    )


SERVICE = service_mapper("")
EDGE_POOL = lync_mapper(
    topology.EdgePool,
    _POOL,
    {
        "fqdn": _POOL,
        "site": _SITE,
        "version": _VERSION,
        "next_hop": From(("Registrar",), pool_of),
        "access_fqdn": "AccessEdgeExternalFqdn",
        "web_conferencing_fqdn": "DataEdgeExternalFqdn",
        "av_fqdn": "AVEdgeExternalFqdn",
        "federation_enabled": Of(("AccessEdgeExternalSipPort",), _federates, kept=True),
        "xmpp_enabled": Of(("XmppListeningPort",), _has_xmpp, kept=True),
        "ports": Of(_PORTS_OF["edgeserver"], _ports, kept=True),
    },
    aliases=(_POOL, shown("Identity"), shown("ServiceId")),
    optional=("xmpp_enabled",),
)
MEDIATION_SERVER = lync_mapper(
    topology.MediationServer,
    _POOL,
    {
        "fqdn": _POOL,
        "pool": _POOL,
        "site": _SITE,
        "version": _VERSION,
        "edge": From(("EdgeServer",), pool_of),
        "registrar": From(("Registrar",), pool_of),
        "tls_port": "SipClientTlsPort",
        "tcp_port": "SipClientTcpPort",
        "audio_ports": Of(("AudioPortStart", "AudioPortCount"), _audio_ports, kept=True),
    },
    aliases=(_POOL, shown("Identity"), shown("ServiceId")),
)
GATEWAY = lync_mapper(
    topology.Gateway,
    _POOL,
    {
        "fqdn": _POOL,
        "site": _SITE,
        "mediation_server": From(("MediationServer",), pool_of),
        "port": Of(_GATEWAY_PORTS, _port),
        "protocol": Of(_GATEWAY_PORTS, _protocol, kept=True),
        "alternate_media_address": "RepresentativeMediaIP",
        "routable": "Routable",
        "is_default": "Default",
    },
    aliases=(_POOL, shown("Identity"), shown("ServiceId")),
)
_GATEWAY_OF_TRUNK = lync_mapper(topology.Gateway, _POOL, {"fqdn": _POOL, "site": _SITE}, aliases=(_POOL,))
TRUNK = lync_mapper(
    topology.Trunk,
    From(("Identity",), _without_role),
    {
        "name": From(("Identity",), _without_role),
        "gateway": _POOL,
        "mediation_server": From(("MediationServer",), pool_of),
        "gateway_port": Of(_GATEWAY_PORTS, _port),
        "protocol": Of(_GATEWAY_PORTS, _protocol, kept=True),
        "alternate_media_address": "RepresentativeMediaIP",
        "routable": "Routable",
    },
    aliases=(shown("Identity"), shown("ServiceId")),
)
APPLICATION_POOL = lync_mapper(
    topology.TrustedApplicationPool,
    _POOL,
    {
        "fqdn": _POOL,
        "site": _SITE,
        "registrar": From(("Registrar",), pool_of),
        "applications": listed("Applications"),
        "throttle_as_server": "ThrottleAsServer",
        "treat_as_authenticated": "TreatAsAuthenticated",
        "requires_replication": "RequiresReplication",
    },
    aliases=(_POOL, shown("Identity"), shown("ServiceId")),
)
#: DisplayX of office-docs-powershell, of public code (FileStore), and by analogy for the parameters of Get-CsService
_SERVICE_ROLES = (
    "ApplicationServer",
    "ApplicationDatabase",
    "ArchivingServer",
    "ArchivingDatabase",
    "CentralManagement",
    "CentralManagementDatabase",
    "ConferenceServer",
    "Director",
    "EdgeServer",
    "FileStore",
    "ManagementServer",
    "MediationServer",
    "MonitoringServer",
    "MonitoringDatabase",
    "ProvisionServer",
    "ProvisionDatabase",
    "PstnGateway",
    "Registrar",
    "UserServer",
    "UserDatabase",
    "VideoGateway",
    "VideoInteropServer",
    "WebServer",
)
#: role objects that are an object of their own besides the service
_ROLES: dict[str, Mapper] = {
    "edgeserver": EDGE_POOL,
    "mediationserver": MEDIATION_SERVER,
    "pstngateway": GATEWAY,
    "trustedapplicationpool": APPLICATION_POOL,
}


#: the other name of a role, in type names and in the published topology
_SAME_ROLE = {"conferenceserver": "conferencingserver", "externalserver": "trustedapplicationpool"}
_KNOWN_ROLES = frozenset({*map(str.casefold, _SERVICE_ROLES), *_NEEDS_OF, *_ROLES})


def _role_of(record: Record) -> str:
    """The role in lower case, by its property or else by its type name, without Display."""
    role = name_of(record.properties.get("Role"))
    role = None if isinstance(role, Truncated) else role
    last = record.type_name.rpartition(".")[2]
    named = str(role or last.removeprefix("Display")).casefold()
    return _SAME_ROLE.get(named, named)


def _service(record: Record) -> Iterator[Part]:
    role = _role_of(record)
    yield record, service_mapper(role if role in _KNOWN_ROLES else "")
    if mapper := _ROLES.get(role):
        yield record, mapper


def _trunk(record: Record) -> Iterator[Part]:
    yield record, TRUNK
    of_gateway = {name: record.properties.get(name) for name in ("PoolFqdn", "SiteId")}
    yield attrs.evolve(record, properties=of_gateway), _GATEWAY_OF_TRUNK


CMDLETS = (
    Cmdlet(
        "Get-CsService",
        tuple(f"Xds.Display{role}" for role in _SERVICE_ROLES),
        _service,
        ("service", "edge_pool", "mediation_server", "gateway", "trusted_application_pool"),
        frozenset({"ServiceId", "Role", "PoolFqdn"}),
        reads=(SERVICE, *_ROLES.values()),
    ),
    Cmdlet(
        "Get-CsTrunk",
        (),
        _trunk,
        ("trunk", "gateway"),
        frozenset({"Identity", "PoolFqdn", "ServiceId"}),
        reads=(TRUNK,),
    ),
    Cmdlet(
        "Get-CsTrustedApplicationPool",
        ("Xds.DisplayExternalServer",),
        _service,
        ("trusted_application_pool",),
        frozenset({"ServiceId", "PoolFqdn", "ThrottleAsServer"}),
        reads=(SERVICE, APPLICATION_POOL),
    ),
)
