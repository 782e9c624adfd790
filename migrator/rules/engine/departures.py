"""The pools that users leave, and the pools to which they go, as far as evidence and answers show."""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from ...estate.estate import Estate
from ...estate.in_force import Home, home_of
from ...estate.topology import Pool
from .answers import listed
from .model import Context

#: the role of the pools on which users are; a branch appliance has the Registrar alone
_HOME = "userserver"


@attrs.frozen(kw_only=True)
class Departure:
    """A pool that its users leave.

    Attributes:
        pool: the pool.
        old: the home that it is.
        new: where its users go; None if no new pool is known. Its site is None if that is not known.
    """

    pool: Pool
    old: Home
    new: Home | None

    @property
    def assumed(self) -> Home:
        """The new home, in the old site where no other is known."""
        if self.new is None:
            return Home("", self.old.site)
        return self.new if self.new.site else Home(self.new.fqdn, self.old.site)


def pools_to_remove(estate: Estate, context: Context, product: str) -> list[Pool]:
    """Pools of *product* that the answer names, by FQDN or any other name, each once."""
    named = {name.casefold() for name in listed(context.answers, "pools_to_remove")}
    return [pool for pool in estate.each(Pool, product=product) if named & _names(pool)]


def departures(estate: Estate, context: Context, product: str) -> list[Departure]:
    """The pools of *product* that will be removed, or all of them until somebody answers which, with the new homes."""
    if "pools_to_remove" in context.answers:
        pools = pools_to_remove(estate, context, product)
    else:
        pools = [pool for pool in estate.each(Pool, product=product) if _is_home(pool)]
    homes = list(_new_homes(estate, context))
    return [Departure(pool=pool, old=(old := home_of(estate, pool)), new=_nearest(old, homes)) for pool in pools]


def _names(pool: Pool) -> set[str]:
    return {name.casefold() for name in (pool.key, pool.fqdn or "", *pool.aliases)}


def _is_home(pool: Pool) -> bool:
    """Whether users can be on the pool, where its roles are known."""
    return not pool.roles or _HOME in {role.casefold() for role in pool.roles}


def _new_homes(estate: Estate, context: Context) -> Iterator[Home]:
    """The pools that the answer names, or else those of the target that were read."""
    planned = listed(context.answers, "planned_pool_fqdns")
    for fqdn in planned:
        pool = estate.find(Pool.kind, fqdn, product=context.target_product)
        if not isinstance(pool, Pool):
            yield Home(fqdn)
        elif _is_home(pool):
            yield home_of(estate, pool)
    if not planned:
        yield from (home_of(estate, p) for p in estate.each(Pool, product=context.target_product) if _is_home(p))


def _nearest(old: Home, homes: list[Home]) -> Home | None:
    """A home in the same site, else one of which the site is not known, else any."""
    same = [home for home in homes if home.site and home.site.casefold() == (old.site or "").casefold()]
    unknown = [home for home in homes if home.site is None]
    return next(iter((*same, *unknown, *homes)), None)
