"""Which addresses and networks are internal: those of servers and subnets of the estate, and private ones."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Iterator

from ..estate.estate import Estate
from ..estate.naming import short_name
from ..estate.network import NetworkInterface, parsed_address
from ..estate.observation import original
from ..estate.topology import EdgeServer, Machine
from ..estate.voice import NetworkSubnet

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Address = ipaddress.IPv4Address | ipaddress.IPv6Address
#: the blocks of private addresses (RFC 1918)
PRIVATE = tuple(map(ipaddress.ip_network, ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16")))
#: what is taken for the subnet of a server whose mask nothing shows
_PREFIX_OF_SERVER = 24


def network(address: str, mask: str | int) -> Network | None:
    """A network from an address and its mask or prefix length; None where they are none."""
    try:
        return ipaddress.ip_network(f"{address.strip()}/{mask}", strict=False)
    except ValueError:
        return None


def networks_of(adapter: NetworkInterface) -> list[Network]:
    """The networks in which the IPv4 addresses of an adapter are."""
    addresses = [a for a in adapter.addresses if "." in a]
    found = (network(a, mask) for a, mask in zip(addresses, adapter.masks, strict=False))
    return [each for each in found if each is not None]


def declared_subnets(estate: Estate) -> list[Network]:
    """The subnets that the network configuration of the estate names."""
    found = (
        network(subnet.address, subnet.mask_bits)
        for subnet in map(original, estate.of(NetworkSubnet))
        if subnet.address and subnet.mask_bits
    )
    return [each for each in found if each is not None]


def internal_networks(estate: Estate) -> list[Network]:
    """The internal networks of the estate: its subnets, and those of its servers that are in none of them.

    Of a server only the address is known, so its network has the usual 24 bits. OCS 2007 R2 tells neither subnets nor
    addresses: where nothing does, the networks of the adapters of its servers are those. Servers of an Edge are left
    out.
    """
    found = declared_subnets(estate)
    for address in _server_addresses(estate):
        if address.version == 4 and not any(address in each for each in found if each.version == 4):
            found.append(ipaddress.ip_network(f"{address}/{_PREFIX_OF_SERVER}", strict=False))
    return found or list(dict.fromkeys(_adapter_networks(estate)))


def _adapter_networks(estate: Estate) -> Iterator[Network]:
    """The networks of the adapters of the servers of the estate that are in no Edge."""
    servers = {short_name(machine.fqdn or machine.key) for machine in map(original, estate.of(Machine))}
    inside = servers - {short_name(server.fqdn or server.key) for server in map(original, estate.of(EdgeServer))}
    for adapter in map(original, estate.of(NetworkInterface)):
        if short_name(adapter.machine) in inside:
            yield from (each for each in networks_of(adapter) if not each.is_link_local)


def _server_addresses(estate: Estate) -> Iterator[Address]:
    edges = {(server.fqdn or server.key).casefold() for server in map(original, estate.of(EdgeServer))}
    for machine in map(original, estate.of(Machine)):
        if (machine.fqdn or machine.key).casefold() not in edges:
            yield from filter(None, map(parsed_address, machine.addresses))


def is_internal(address: str, networks: Iterable[Network], external: Iterable[str]) -> bool:
    """Whether an address is of an internal network, or private and not of the perimeter.

    Args:
        networks: the internal networks of the estate.
        external: the external addresses of the Edge; what is in the subnet of one of them is of the perimeter.
    """
    found = parsed_address(address)
    if found is None or found.version != 4:
        return False
    perimeter = (network(each, _PREFIX_OF_SERVER) for each in external if parsed_address(each))
    if any(each is not None and found in each for each in perimeter):
        return False
    return any(found in each for each in (*networks, *PRIVATE) if each.version == 4)
