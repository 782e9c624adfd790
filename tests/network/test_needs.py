"""What an Edge needs: listeners, services and firewall rules, by product."""

from __future__ import annotations

import pytest

from migrator.estate.estate import Estate
from migrator.estate.external import XmppPartner
from migrator.network.edges import edges_of
from migrator.network.firewall import FirewallRule, firewall_rules
from migrator.network.listeners import expected_listeners
from migrator.network.services import service_of_process, services_of
from migrator.rules.engine.references import all_references
from tests.network.estates import ONE_NAME_PORTS, edge_pool, edge_server, estate

XMPP_PARTNER = XmppPartner(key="x.com", product="lync2013", domain="x.com")


def listeners(found: Estate) -> list[tuple[str, str, str]]:
    """Id, socket and executable of each."""
    (edge,) = edges_of(found)
    return [(e.need.id, e.socket, e.need.service.process.removesuffix(".exe")) for e in expected_listeners(edge)]


def rules(found: Estate) -> dict[str, FirewallRule]:
    """The firewall rules of the only Edge, by id."""
    (edge,) = edges_of(found)
    return {rule.id: rule for rule in firewall_rules(found, edge)}


def test_a_consolidated_edge_has_nine_tcp_and_two_udp_listeners() -> None:
    """Those of the published table, each with its executable."""
    found = listeners(estate())
    assert found == [
        ("L01", "TCP 4443", "ReplicaReplicatorAgent"),
        ("L02", "TCP 5061", "RTCSrv"),
        ("L03", "TCP 5062", "MRASSvc"),
        ("L04", "TCP 443", "MediaRelaySvc"),
        ("L05", "UDP 3478", "MediaRelaySvc"),
        ("L06", "TCP 8057", "DataProxy"),
        ("L07", "TCP 443", "RTCSrv"),
        ("L08", "TCP 5061", "RTCSrv"),
        ("L09", "TCP 443", "DataProxy"),
        ("L10", "TCP 443", "MediaRelaySvc"),
        ("L11", "UDP 3478", "MediaRelaySvc"),
    ]


def test_listeners_follow_product_ports_and_what_the_edge_carries() -> None:
    """OCS has no replica agent, 2013 has a logging agent and with a partner XMPP; ports are those of the topology."""
    ocs = listeners(estate(product="ocs2007r2"))
    assert "L01" not in {id_ for id_, _, _ in ocs}
    assert len(ocs) == 10
    new = estate(edge_pool("lync2013"), edge_server("lync2013"), XMPP_PARTNER, product="lync2013")
    assert {("L13", "TCP 5269", "XmppProxy"), ("L14", "TCP 23456", "XmppProxy")} <= set(listeners(new))
    assert [socket for id_, socket, _ in listeners(new) if id_ == "L15"] == ["TCP 50001", "TCP 50002", "TCP 50003"]
    one = listeners(estate(edge_pool(ports=ONE_NAME_PORTS, federation_enabled=False), edge_server()))
    assert [socket for id_, socket, _ in one if id_ in ("L07", "L08", "L09", "L10")] == [
        "TCP 5061",
        "TCP 444",
        "TCP 443",
    ]


def test_services_of_each_product_are_known_by_every_name() -> None:
    """Four on OCS, five on Lync 2010; XMPP's is asked of 2013 only where XMPP is used."""
    assert [service.name for service in services_of("ocs2007r2", xmpp=None)] == [
        "RTCSRV",
        "RTCMRAUTH",
        "RTCMEDIARELAY",
        "RTCDATAPROXY",
    ]
    assert [service.name for service in services_of("lync2010", xmpp=None)][-1] == "REPLICA"
    assert {"XmppProxy.exe", "ClsAgent.exe"} <= {s.process for s in services_of("lync2013", xmpp=True)}
    assert "XmppProxy.exe" not in {s.process for s in services_of("lync2013", xmpp=False)}
    access = service_of_process("rtcsrv.exe")
    assert access is not None
    assert access.display_name("ocs2007r2") == "Office Communications Server Access Edge"
    assert access.is_named("rtcsrv")
    assert access.is_named(None, "Lync Server Access Edge")
    assert not access.is_named("RTCMRAUTH", None)


@pytest.mark.parametrize("product", ["ocs2007r2", "lync2010", "lync2013"])
def test_every_rule_is_whole_and_cites_what_readers_can_open(product: str) -> None:
    """Each row has ends, a port, a purpose and published references; ids are unique."""
    (edge,) = edges_of(estate(product=product))
    listed = list(firewall_rules(estate(product=product), edge))
    assert len({rule.id for rule in listed}) == len(listed)
    for rule in listed:
        assert rule.source.name
        assert rule.destination.name
        assert rule.port
        assert rule.purpose
        assert rule.protocol in ("TCP", "UDP") or rule.never
        assert rule.references
        assert set(rule.references) <= set(all_references())


def test_firewall_rules_name_the_servers_of_this_estate() -> None:
    """Front Ends with their addresses, the next hop with its servers, the Edge by its own."""
    found = rules(estate())
    assert found["FI1"].source.fqdns == ("pool01.contoso.local", "fe01.contoso.local", "fe02.contoso.local")
    assert found["FI2"].destination.addresses == ("10.10.1.11", "10.10.1.12")
    assert found["FI4"].destination.fqdns == ("edge.contoso.local",)
    assert found["FX6"].destination.fqdns == ("webconf.contoso.com",)
    assert "10.10.1.51" in found["FI5U"].source.addresses


def test_firewall_rules_follow_product_and_what_the_edge_carries() -> None:
    """No replication and no reverse proxy for OCS; XMPP and logging for 2013 only; no federation, no 5061 outside."""
    ocs = rules(estate(product="ocs2007r2"))
    assert not {"FI6", "FI7", "FI8-50001", "FX10", "RP1"} & set(ocs)
    new = rules(estate(edge_pool("lync2013"), edge_server("lync2013"), product="lync2013"))
    assert new["FX10"].condition == "only if XMPP federation is used"
    assert {"FI7", "FI8-50001", "FI8-50002", "FI8-50003"} <= set(new)
    closed = rules(estate(edge_pool(federation_enabled=False), edge_server()))
    assert not {"FX2", "FX3"} & set(closed)
    one = rules(estate(edge_pool(ports=ONE_NAME_PORTS), edge_server()))
    assert (one["FX1"].port, one["FX6"].port, one["FX7T"].port) == ("5061", "444", "443")
