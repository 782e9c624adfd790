"""Branch appliances and servers of Lync Server 2010: Registrars in branch sites."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..estate.estate import Estate
from ..estate.products import LYNC2010
from ..estate.topology import Pool, Service, Site, is_central


def branch_registrars(estate: Estate, services: Iterable[Service]) -> Iterator[tuple[Service, Site]]:
    """Those of *services* of Lync 2010 that are Registrars in branch sites, with their sites."""
    for service in services:
        site = estate.find("site", service.site, product=LYNC2010)
        if (service.role or "").casefold() != "registrar" or not isinstance(site, Site):
            continue
        if (site.site_kind or "").casefold() in ("remotesite", "branchsite"):
            yield service, site


def is_branch(estate: Estate, pool: Pool) -> bool:
    """Whether a pool has a Registrar without user services, in no central site: a branch appliance or server."""
    site = estate.find("site", pool.site, product=pool.product)
    return is_without_users(pool) and not (isinstance(site, Site) and is_central(site))


def is_without_users(pool: Pool) -> bool:
    """Whether a pool has a Registrar and no user services: a branch appliance, or in a central site a Director."""
    roles = {role.casefold() for role in pool.roles}
    return "registrar" in roles and not roles & {"userserver", "userservices"}


def branch_pools(estate: Estate) -> tuple[str, ...]:
    """FQDNs of the branch appliances and servers of Lync 2010, each once."""
    services = branch_registrars(estate, estate.each(Service, product=LYNC2010))
    registrars = (service.pool or "" for service, _ in services)
    pools = (pool.fqdn or pool.key for pool in estate.each(Pool, product=LYNC2010) if is_branch(estate, pool))
    found = {name.casefold(): name for name in (*registrars, *pools) if name}
    return tuple(found.values())
