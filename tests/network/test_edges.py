"""An Edge as the network sees it: what the evidence tells is taken, what it does not tell stays unknown."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrator.estate.estate import Estate
from migrator.estate.external import AccessEdgeSettings, XmppPartner
from migrator.network.edges import EXTERNAL, DeployedEdge, EdgePort, Interface, edges_of
from migrator.sources.reading import Reading
from tests.network.estates import ONE_NAME_PORTS, R2_PORTS, edge_pool, edge_server, estate

FIXTURE = Path(__file__).parents[2] / "fixtures" / "contoso-lync2010"


def only(found: Estate) -> DeployedEdge:
    """The only Edge pool."""
    (edge,) = edges_of(found)
    return edge


def test_an_edge_of_lync_has_its_names_addresses_and_ports() -> None:
    """Names and ports come from the Edge pool, addresses from its server."""
    edge = only(estate())
    (host,) = edge.hosts
    assert [edge.external_fqdn(i) for i in (Interface.ACCESS, Interface.AV)] == ["sip.contoso.com", "av.contoso.com"]
    assert host.addresses(Interface.WEB_CONFERENCING) == ("192.0.2.42",)
    assert host.addresses(Interface.INTERNAL) == ("172.16.1.41",)
    assert (edge.next_hop, edge.federates, edge.has_xmpp, edge.has_nat) == ("pool01.contoso.local", True, False, False)
    assert (edge.port(EdgePort.MRAS), edge.knows_port(EdgePort.MRAS)) == (5062, True)
    assert (edge.media_range[0], edge.media_range[-1]) == (50000, 59999)
    assert (edge.shares_one_name, edge.shares_one_address) == (False, False)


def test_an_edge_of_ocs_has_the_addresses_and_ports_of_its_own_wmi_class() -> None:
    """WMI names the server without a domain; federation is that of the Access Edge settings."""
    server = edge_server("ocs2007r2", fqdn="EDGE", ports=R2_PORTS)
    settings = AccessEdgeSettings(key="s", product="ocs2007r2", allow_federated=False)
    edge = only(estate(edge_pool("ocs2007r2", federation_enabled=None), server, settings, product="ocs2007r2"))
    assert edge.hosts[0].addresses(Interface.ACCESS) == ("192.0.2.41",)
    assert (edge.federates, edge.has_xmpp, edge.knows_port(EdgePort.SIP_CLIENTS)) == (False, False, True)
    assert edge.media_range[-1] == 59999


def test_what_no_evidence_tells_is_unknown() -> None:
    """Without its server no address is claimed, without names nobody says that they are shared."""
    edge = only(estate(edge_pool("lync2013", ports=(), av_fqdn=None, federation_enabled=None), product="lync2013"))
    assert edge.hosts[0].addresses(Interface.INTERNAL) is None
    assert (edge.has_nat, edge.federates, edge.shares_one_name, edge.shares_one_address) == (None,) * 4
    assert (edge.has_xmpp, edge.knows_port(EdgePort.MRAS), edge.port(EdgePort.MRAS)) == (None, False, 5062)


@pytest.mark.parametrize(
    ("items", "collected", "expected"),
    [
        ((), (), None),
        ((), (("lync2013", "xmpp_partner"),), False),
        ((XmppPartner(key="x.com", product="lync2013", domain="x.com"),), (), True),
    ],
)
def test_xmpp_is_used_where_a_partner_is_declared(
    items: tuple[XmppPartner, ...], collected: tuple[tuple[str, str], ...], expected: bool | None
) -> None:
    """A list of partners that was read and is empty proves that there is none."""
    found = estate(edge_pool("lync2013"), edge_server("lync2013"), *items, product="lync2013", collected=collected)
    assert only(found).has_xmpp is expected


def test_one_name_and_one_address_are_seen() -> None:
    """An Edge with one FQDN and one external address is told from one with three."""
    one = ("192.0.2.41",)
    pool = edge_pool(web_conferencing_fqdn="SIP.contoso.com", av_fqdn="sip.contoso.com", ports=ONE_NAME_PORTS)
    server = edge_server(web_conferencing_addresses=one, av_addresses=one, public_av_addresses=("203.0.113.5",))
    edge = only(estate(pool, server))
    assert (edge.shares_one_name, edge.shares_one_address, edge.has_nat) == (True, True, True)
    assert {edge.hosts[0].addresses(interface) for interface in EXTERNAL} == {one}
    assert edge.port(EdgePort.PSOM_EXTERNAL) == 444


def test_the_evidence_of_an_estate_gives_its_edge() -> None:
    """The files of a real collection: addresses from the topology document, ports and federation from Get-CsService."""
    edge = only(Estate(Reading([FIXTURE]).items()))
    assert (edge.fqdn, edge.federates) == ("edgepool01.contoso.local", True)
    assert [host.addresses(Interface.AV) for host in edge.hosts] == [("192.0.2.43",)]
