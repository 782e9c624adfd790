"""The internal servers that speak with an Edge, with their addresses, by what they do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import attrs

from ..estate.estate import Estate
from ..estate.products import R2
from ..estate.topology import Machine, MediationServer, Pool, Service
from .edges import DeployedEdge

#: anybody on the internet
ANY_NAME = "any"


@attrs.frozen
class Endpoint:
    """One end of a firewall rule.

    Attributes:
        name: who it is, in words.
        fqdns: names of its pools and servers.
        addresses: those that the evidence tells; none for "any", and where none is known.
    """

    name: str
    fqdns: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()


def endpoint(estate: Estate, name: str, pools: Iterable[str]) -> Endpoint:
    """Pools and their servers as one end of a rule."""
    pools = list(dict.fromkeys(pools))
    members = [member for pool in pools for member in members_of(estate, pool)]
    addresses = (address for member in members for address in addresses_of(estate, member))
    return Endpoint(name, tuple(dict.fromkeys((*pools, *members))), tuple(dict.fromkeys(addresses)))


def pools_with(estate: Estate, role: str) -> list[str]:
    """The FQDNs of the pools that have a role of Lync; every pool of OCS 2007 R2 has all roles that concern an Edge."""
    hosts = {(s.pool or "").casefold() for s in estate.each(Service) if (s.role or "").casefold() == role.casefold()}
    found = []
    for pool in estate.each(Pool):
        fqdn = pool.fqdn or pool.key
        roles = {name.casefold() for name in pool.roles}
        if pool.product == R2 or role.casefold() in roles or fqdn.casefold() in hosts:
            found.append(fqdn)
    return found


def runs_no_lync(pool: Pool) -> bool:
    """Whether a pool of the topology is only a gateway, a database, a file store or an application of others."""
    roles = [role.casefold() for role in pool.roles]
    return bool(roles) and all(is_of_others(role) for role in roles)


def is_of_others(role: str) -> bool:
    """Whether a service of that role, in small letters, does not make its host a server of Lync."""
    return role in ("pstngateway", "filestore", "trustedapplicationpool", "externalserver") or role.endswith("database")


def registrars(estate: Estate, product: str) -> Iterator[Service]:
    """The Registrar services of a product; a Director, which has no users, has one too."""
    for service in estate.each(Service, product=product):
        if (service.role or "").casefold() == "registrar":
            yield service


def director_pools(estate: Estate, product: str) -> set[str | None]:
    """The FQDNs of the Directors of a product."""
    return {s.pool for s in estate.of(Service, product=product) if (s.role or "").casefold() == "director"}


def mediation_pools(estate: Estate) -> list[str]:
    """The FQDNs of the Mediation Servers and their pools."""
    return [server.pool or server.fqdn or server.key for server in estate.each(MediationServer)]


def addresses_of(estate: Estate, fqdn: str) -> tuple[str, ...]:
    """The addresses of a server that the topology knows."""
    machine = estate.find(Machine.kind, fqdn)
    return machine.addresses if isinstance(machine, Machine) else ()


def next_hop_addresses(estate: Estate, edge: DeployedEdge) -> tuple[str, ...]:
    """The addresses of the servers to which an Edge sends what comes from outside; none where none is known."""
    return endpoint(estate, "", [edge.next_hop]).addresses if edge.next_hop else ()


def members_of(estate: Estate, fqdn: str, product: str | None = None) -> tuple[str, ...]:
    """The FQDNs of the servers of a pool; a name of which nothing is known is its own only server.

    Args:
        product: preferred, where pools of several products have the name.
    """
    pool = estate.find(Pool.kind, fqdn, product=product)
    members = pool.members if isinstance(pool, Pool) else ()
    return tuple(_fqdn(estate, member, product) for member in members) or (fqdn,)


def _fqdn(estate: Estate, name: str, product: str | None) -> str:
    machine = estate.find(Machine.kind, name, product=product)
    return (machine.fqdn if isinstance(machine, Machine) else None) or name
