"""Small estates with an Edge, for the tests of what it needs."""

from __future__ import annotations

from typing import Any

from migrator.estate.estate import Estate
from migrator.estate.kinds import Item
from migrator.estate.topology import EdgePool, EdgeServer, Machine, MediationServer, Pool, Service

LYNC_PORTS = (
    "AccessEdgeInternalSipPort=5061",
    "AccessEdgeExternalSipPort=5061",
    "AccessEdgeClientSipPort=443",
    "DataPsomServerPort=8057",
    "DataPsomClientPort=443",
    "MediaRelayAuthEdgePort=5062",
    "MediaRelayInternalTurnTcpPort=443",
    "MediaRelayExternalTurnTcpPort=443",
    "MediaRelayInternalTurnUdpPort=3478",
    "MediaRelayExternalTurnUdpPort=3478",
    "MediaCommunicationPortStart=50000",
    "MediaCommunicationPortCount=10000",
)
ONE_NAME_PORTS = tuple(
    {
        "AccessEdgeClientSipPort=443": "AccessEdgeClientSipPort=5061",
        "DataPsomClientPort=443": "DataPsomClientPort=444",
    }.get(port, port)
    for port in LYNC_PORTS
)
R2_PORTS = (
    "APInternalPort=5061",
    "APExternalRemoteAccessPort=443",
    "APExternalFederationPort=5061",
    "DPInternalPort=8057",
    "DPExternalPort=443",
    "MRASInternalPort=5062",
    "MRInternalTCPPort=443",
    "MRInternalUDPPort=3478",
    "MRExternalTCPPort=443",
    "MRExternalUDPPort=3478",
    "MRExternalPortRangeFrom=50000",
    "MRExternalPortRangeTo=59999",
)


def edge_pool(product: str = "lync2010", **values: Any) -> EdgePool:
    """An Edge pool of one server with three names."""
    usual: dict[str, Any] = {
        "fqdn": "edge.contoso.local",
        "next_hop": "pool01.contoso.local",
        "access_fqdn": "sip.contoso.com",
        "web_conferencing_fqdn": "webconf.contoso.com",
        "av_fqdn": "av.contoso.com",
        "federation_enabled": True,
        "machines": ("edge.contoso.local",),
        "ports": LYNC_PORTS if product != "ocs2007r2" else (),
    }
    return EdgePool(key="edge.contoso.local", product=product, **{**usual, **values})


def edge_server(product: str = "lync2010", **values: Any) -> EdgeServer:
    """Its server, with one address inside and three outside."""
    usual: dict[str, Any] = {
        "fqdn": "edge.contoso.local",
        "pool": "edge.contoso.local",
        "internal_addresses": ("172.16.1.41",),
        "access_addresses": ("192.0.2.41",),
        "web_conferencing_addresses": ("192.0.2.42",),
        "av_addresses": ("192.0.2.43",),
    }
    return EdgeServer(key="edge.contoso.local", product=product, **{**usual, **values})


def internal_servers(product: str = "lync2010") -> list[Item]:
    """A Front End pool of two servers with the Central Management store, and a Mediation Server."""
    roles = ("UserServer", "Registrar", "ConferencingServer", "CentralManagement")
    pool = "pool01.contoso.local"
    names = ("fe01.contoso.local", "fe02.contoso.local")
    return [
        Pool(key=pool, product=product, fqdn=pool, roles=roles, members=names),
        Service(key="1-Registrar-1", product=product, role="Registrar", pool=pool),
        *(
            Machine(key=name, product=product, fqdn=name, pool=pool, addresses=(f"10.10.1.{11 + number}",))
            for number, name in enumerate(names)
        ),
        MediationServer(key="med01.contoso.local", product=product, fqdn="med01.contoso.local"),
        Machine(key="med01.contoso.local", product=product, fqdn="med01.contoso.local", addresses=("10.10.1.51",)),
    ]


def estate(*items: Item, product: str = "lync2010", **more: Any) -> Estate:
    """An Edge with its internal servers; *items* in place of the usual Edge pool and server."""
    return Estate([*(items or (edge_pool(product), edge_server(product))), *internal_servers(product)], **more)
