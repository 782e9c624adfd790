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


def is_branch(pool: Pool) -> bool:
    """Whether a pool has a Registrar and no user services: a branch appliance or server."""
    roles = {role.casefold() for role in pool.roles}
    return "registrar" in roles and not roles & {"userserver", "userservices"}


def branch_pools(estate: Estate) -> tuple[str, ...]:
    """FQDNs of the branch appliances and servers of Lync 2010, each once.

    A Director has a Registrar and no user services, too: it is in a central site, where no branch server is.
    """
    services = branch_registrars(estate, estate.each(Service, product=LYNC2010))
    registrars = (service.pool or "" for service, _ in services)
    found = (pool for pool in estate.each(Pool, product=LYNC2010) if is_branch(pool) and not _is_central(estate, pool))
    pools = (pool.fqdn or pool.key for pool in found)
    names = {name.casefold(): name for name in (*registrars, *pools) if name}
    return tuple(names.values())


def _is_central(estate: Estate, pool: Pool) -> bool:
    site = estate.find(Site.kind, pool.site, product=LYNC2010)
    return isinstance(site, Site) and is_central(site)
