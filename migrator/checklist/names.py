"""Names of an estate that the steps of the federation transition speak of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import attrs

from ..estate.estate import Estate
from ..estate.naming import server_of
from ..estate.products import LYNC2013, in_one_store, product_name
from ..estate.topology import BACK_COMPAT, Pool, Site, is_central
from ..network.edges import DeployedEdge, Interface, edges_of
from ..network.servers import director_pools, registrars
from ..powershell import literal
from ..rules.engine.answers import listed

#: stands where neither evidence nor an answer has the name
UNKNOWN_EDGE, UNKNOWN_POOL, UNKNOWN_ADDRESS = "NEW_EDGE_POOL", "NEW_POOL", "ADDRESS"
_UNKNOWN_LEGACY = "LEGACY_EDGE_POOL"
#: what a step is done for -> the word in place of a name that nothing shows
_UNKNOWN = {"site": "SITE", "legacy_edge": _UNKNOWN_LEGACY, "legacy_server": "LEGACY_EDGE_SERVER"}


@attrs.frozen(kw_only=True)
class EstateNames:
    """What the steps are about.

    Attributes:
        legacy: the product that is left.
        new: the product to which the estate moves.
        sites: the central sites.
        legacy_edges: the Edge pools that are left.
        legacy_servers: their servers.
        new_edges: FQDNs of the Edge pools of that product; planned ones where none was read.
        new_pools: FQDNs of its pools with users; planned ones where none was read.
    """

    legacy: str
    new: str
    sites: tuple[Site, ...]
    legacy_edges: tuple[DeployedEdge, ...]
    deployed_edges: tuple[DeployedEdge, ...]
    new_edges: tuple[str, ...]
    new_pools: tuple[str, ...]

    @property
    def legacy_servers(self) -> tuple[str, ...]:
        """The servers of the legacy Edge pools."""
        return tuple(host.name for edge in self.legacy_edges for host in edge.hosts)

    @property
    def access_fqdn(self) -> str:
        """The external name of the Access Edge, which moves from the legacy to the new Edge."""
        found = (edge.external_fqdn(Interface.ACCESS) for edge in (*self.legacy_edges, *self.deployed_edges))
        return next(filter(None, found), "ACCESS_EDGE_FQDN")

    def of(self, each: str) -> tuple[str, ...]:
        """The names of the objects for which a step is done one by one."""
        return {
            "": (),
            "site": tuple({(site.name or site.key).casefold(): site.name or site.key for site in self.sites}.values()),
            "legacy_edge": tuple(edge.fqdn for edge in self.legacy_edges),
            "legacy_server": self.legacy_servers,
            "new_edge": self.new_edges or (UNKNOWN_EDGE,),
            "new_pool": self.new_pools or (UNKNOWN_POOL,),
        }[each]

    def unknown(self, each: str) -> tuple[str, ...]:
        """A word in place of the names where none is known."""
        return (_UNKNOWN[each],) if each in _UNKNOWN else ()

    def places(self) -> dict[str, tuple[str, ...]]:
        """The names by the place that they fill."""
        return {
            "new_name": (product_name(self.new),),
            "new_server": (f"Lync Server {self.new.removeprefix('lync')}",),
            "access_fqdn": (self.access_fqdn,),
            "legacy_edge": self.of("legacy_edge") or (_UNKNOWN_LEGACY,),
            "new_edge": self.of("new_edge"),
            "new_pool": self.of("new_pool"),
            "edge_service": (_service("EdgeServer", self.new_edges, UNKNOWN_EDGE),),
            "pool_service": (_service("Registrar", self.new_pools, UNKNOWN_POOL),),
            "old_addresses": access_addresses(self.legacy_edges) or (UNKNOWN_ADDRESS,),
            "new_addresses": access_addresses(self.deployed_edges) or (UNKNOWN_ADDRESS,),
        }


def _service(role: str, names: tuple[str, ...], unknown: str) -> str:
    """The identity of a service as a command takes it; of several, somebody has to choose one."""
    return literal(f"{role}:{names[0] if len(names) == 1 else unknown}")


def access_addresses(edges: Iterable[DeployedEdge]) -> tuple[str, ...]:
    """The addresses of the Access Edge of these Edge pools, as far as they are known; not those behind NAT."""
    found = (host.addresses(Interface.ACCESS) or () for edge in edges for host in edge.hosts)
    return tuple(dict.fromkeys(address for addresses in found for address in addresses))


def names_of(estate: Estate, legacy: str, answers: Mapping[str, str], product: str = LYNC2013) -> EstateNames:
    """The names of an estate of the product *legacy* that moves to another *product*."""
    new = tuple(edges_of(estate, product=product))
    directors = director_pools(estate, product)
    pools = tuple(dict.fromkeys(s.pool for s in registrars(estate, product) if s.pool and s.pool not in directors))
    return EstateNames(
        legacy=legacy,
        new=product,
        sites=tuple(site for site in estate.each(Site) if is_central(site)),
        legacy_edges=tuple(edges_of(estate, product=legacy)),
        deployed_edges=new,
        new_edges=tuple(edge.fqdn for edge in new) or listed(answers, "planned_edge_fqdns"),
        new_pools=pools or listed(answers, "planned_pool_fqdns"),
    )


def is_new_pool(estate: Estate, product: str, name: str | None) -> bool:
    """Whether a name or reference is that of a pool of *product*; the directory names it by its distinguished name.

    A pool that the merge shows in BackCompatSite is one of OCS 2007 R2.
    """
    found = (estate.find(Pool.kind, each, product=product) for each in (server_of(name), name))
    return any(isinstance(pool, Pool) and pool.product == product and not in_back_compat(pool) for pool in found)


def known_new_pool(estate: Estate, product: str, name: str | None) -> bool | None:
    """As `is_new_pool`; None where the pools were not read in full, so that a name of none of them says nothing."""
    if is_new_pool(estate, product, name):
        return True
    read = any(estate.has(Pool.kind, each) for each in in_one_store(product))
    return False if read and not estate.lost(Pool.kind) else None


def in_back_compat(pool: Pool) -> bool:
    """Whether the merge shows a pool, which is then one of OCS 2007 R2."""
    return (pool.site or "").rpartition(":")[2].casefold() == BACK_COMPAT
