"""Routes to internal networks: which are missing, and the commands that add them."""

from __future__ import annotations

import ipaddress

import pytest

from migrator.estate.network import NetworkInterface, PersistentRoute
from migrator.network.adapters import HostAdapters, adapters_of, known_gateway, route_lines
from tests.network.estates import edge_pool, edge_server, estate

MASK = "255.255.255.0"


def adapter(name: str, *addresses: str, gateway: str = "") -> NetworkInterface:
    """An adapter of the Edge server."""
    return NetworkInterface(
        key=f"edge.contoso.local/{name}",
        product="lync2010",
        machine="edge.contoso.local",
        name=name,
        addresses=addresses,
        masks=(MASK,) * len(addresses),
        gateways=(gateway,) if gateway else (),
    )


def adapters(outside: str, *routes: PersistentRoute) -> HostAdapters:
    """The adapters of an Edge server whose external addresses are in one network."""
    external = [f"{outside}.{number}" for number in (10, 20, 30)]
    items = (adapter("Inside", "172.25.33.10"), adapter("Outside", *external, gateway=f"{outside}.1"))
    server = edge_server(
        internal_addresses=("172.25.33.10",),
        access_addresses=(external[0],),
        web_conferencing_addresses=(external[1],),
        av_addresses=(external[2],),
    )
    (found,) = adapters_of(estate(edge_pool(), server, *items, *routes))
    return found


@pytest.mark.ledger("S2-48")
def test_a_block_that_holds_an_external_address_gets_a_line_per_network() -> None:
    """The published example has its outer leg in 10.45.16.0/24: all of 10.0.0.0/8 must not lead inside."""
    missing = [ipaddress.ip_network("10.1.0.0/24"), ipaddress.ip_network("192.168.7.0/24")]
    lines, why = route_lines(adapters("10.45.16"), missing, "172.25.33.1")
    assert lines == [
        "route -p add 10.1.0.0 mask 255.255.255.0 172.25.33.1",
        "route -p add 172.16.0.0 mask 255.240.0.0 172.25.33.1",
        "route -p add 192.168.0.0 mask 255.255.0.0 172.25.33.1",
    ]
    assert why == ["10.0.0.0/8 holds 10.45.16.1, 10.45.16.10, 10.45.16.20, 10.45.16.30 outside the Edge"]


def test_the_gateway_is_the_one_that_routes_use_already() -> None:
    """A route through another network than the internal one says nothing of the internal gateway."""
    values = {"product": "lync2010", "machine": "edge.contoso.local", "mask": "255.255.0.0"}
    outer = PersistentRoute(key="a", destination="10.9.0.0", gateway="198.51.100.1", **values)
    inner = PersistentRoute(key="b", destination="10.8.0.0", gateway="172.25.33.1", **values)
    found = adapters("198.51.100", outer, inner)
    assert known_gateway(found) == "172.25.33.1"
    networks = [ipaddress.ip_network("10.8.3.0/24"), ipaddress.ip_network("10.9.3.0/24")]
    assert found.not_reached(networks) == [networks[1]]
