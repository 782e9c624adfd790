"""The pools that users leave, and the pools to which they go, as far as evidence and answers show."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator

import attrs

from ...estate.devices import CommonAreaPhone, ExchangeUmContact
from ...estate.estate import Estate
from ...estate.in_force import Home, home_of
from ...estate.kinds import Item, fields_of
from ...estate.topology import Pool
from ...estate.users import User
from .answers import listed
from .gaps import Collect, Gap
from .model import LYNC2013, Context
from .values import hosts

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


def names_to_remove(context: Context) -> set[str]:
    """What the answer names as pools to remove, as it is compared."""
    return {name.casefold() for name in listed(context.answers, "pools_to_remove")}


def pools_to_remove(estate: Estate, context: Context, product: str) -> list[Pool]:
    """Pools of *product* that the answer names, by FQDN or any other name, each once."""
    named = names_to_remove(context)
    return [pool for pool in estate.each(Pool, product=product) if named & _names(pool)]


def departures(estate: Estate, context: Context, product: str) -> list[Departure]:
    """The pools of *product* that will be removed, or all of them until somebody answers which, with the new homes."""
    if "pools_to_remove" in context.answers:
        pools = pools_to_remove(estate, context, product)
    else:
        pools = [pool for pool in estate.each(Pool, product=product) if _is_home(pool)]
    homes = list(_new_homes(estate, context))
    return [Departure(pool=pool, old=(old := home_of(estate, pool)), new=_nearest(old, homes)) for pool in pools]


def unknown_sites(leaving: Iterable[Departure], sites: Container[str]) -> Iterator[Gap]:
    """A gap if users leave a pool of one of *sites* (in lower case) for a new pool whose site is not known.

    Then it is not known whether what is in force in the site stays in force for them.
    """
    unknown = [each for each in leaving if each.new and each.new.site is None]
    found = [each for each in unknown if (each.old.site or "").casefold() in sites]
    if found:
        yield Gap(
            reason="the site of {pools} is not known",
            places={"pools": hosts(dict.fromkeys(each.assumed.fqdn for each in found))},
            needs=(Collect(Pool.kind, LYNC2013),),
        )


def users_of(estate: Estate, departure: Departure, holders: Iterable[Item]) -> list[Item]:
    """Those of *holders* that are users, phones or contacts of Exchange UM of the pool."""
    own = [item for item in holders if isinstance(item, User | CommonAreaPhone | ExchangeUmContact)]
    pools = {id(item): estate.find(Pool.kind, item.pool, product=departure.pool.product) for item in own}
    return [item for item in own if pools[id(item)] is departure.pool]


def nobody_has(estate: Estate, users: Iterable[Item], cls: type[Item], product: str) -> bool:
    """True if users of *product* were read and none is among *users*; then what is not known of them is noted."""
    if any(True for _ in users) or not estate.has(User.kind, product):
        return False
    fields = [field.name for field in fields_of(User) if field.refers_to in ((cls.kind,), (Pool.kind,))]
    for user in estate.of(User, product=product):
        for field in fields:
            getattr(user, field)
    return True


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
        yield from (home_of(estate, p) for p in estate.of(Pool, product=context.target_product) if _is_home(p))


def _nearest(old: Home, homes: list[Home]) -> Home | None:
    """A home in the same site, else one of which the site is not known, else any."""
    same = [home for home in homes if home.site and home.site.casefold() == (old.site or "").casefold()]
    unknown = [home for home in homes if home.site is None]
    return next(iter((*same, *unknown, *homes)), None)
