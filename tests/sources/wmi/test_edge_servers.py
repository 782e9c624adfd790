"""What each Edge server of OCS 2007 R2 says of itself in WMI becomes one object, with its own next hop."""

from __future__ import annotations

from migrator.estate.estate import Estate
from migrator.estate.external import AccessEdgeSettings
from migrator.estate.kinds import Item
from migrator.estate.merge import merged
from migrator.estate.topology import EdgePool, EdgeServer
from migrator.network.edges import edges_of
from migrator.sources.record import Record, Rejected
from migrator.sources.wmi import external, topology


def item(name: str, **properties: object) -> Item:
    """The object of one instance, read on the Edge server."""
    record = Record(
        name, {"InstanceID": "{00000001-0000-0000-0000-000000000000}", "__SERVER": "EDGE1", **properties}, "1"
    )
    mapper = (external.MAPPERS | topology.MAPPERS)[name]
    result = mapper.map(record, f"{name}.xml", absent_is_unknown=True)
    assert not isinstance(result, Rejected)
    return result[0]


def test_addresses_and_next_hop_of_an_edge_server_are_one_object() -> None:
    """Two classes tell of one server; the pool of the forest's list does not know its next hop and external names."""
    read = [
        item("MSFT_SIPEdgeServerListeningAddressSetting", InternalIPAddress="172.16.1.41", APInternalPort=5061),
        item("MSFT_SIPFederationInternalEdgeSetting", InternalNextHop="pool1.contoso.local", InternalNextHopPort=5061),
        item("MSFT_SIPEdgeProxySetting", EdgeProxyFQDN="edge1.contoso.local"),
    ]
    estate = Estate(merged(read))
    (server,) = estate.of(EdgeServer)
    assert (server.internal_addresses, server.next_hop) == (("172.16.1.41",), "pool1.contoso.local")
    assert server.knows("next_hop")
    (pool,) = estate.of(EdgePool)
    assert not any(pool.knows(field) for field in ("next_hop", "access_fqdn", "web_conferencing_fqdn", "av_fqdn"))
    (edge,) = edges_of(estate)
    assert edge.next_hop == "pool1.contoso.local"


def test_the_settings_of_the_access_edge_are_read_as_those_of_lync() -> None:
    """Revocation lists, clearing house and connections for each partner have the same meaning in both products."""
    settings = item(
        "MSFT_SIPFederationExternalEdgeSetting",
        EnableFederation=True,
        KeepCRLsUpToDateForPeers=True,
        IsClearinghouse=False,
        OutgoingTLSCountForFederatedPartners=4,
    )
    assert isinstance(settings, AccessEdgeSettings)
    assert (settings.allow_federated, settings.checks_revocation) == (True, True)
    assert (settings.is_clearing_house, settings.outgoing_tls_count) == (False, 4)
