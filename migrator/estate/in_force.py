"""Which plan, policy or settings are in force for a user, a pool or a gateway, today and on another pool.

Those of the user go before those of the pool or gateway, these before those of the site, these before the global ones
(l13-dial-plan-scope, new-cslocationpolicy); each kind has the scopes that its declaration names. That a location policy
of a network site goes before all others, where a call is made there, is not considered.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, partial

import attrs

from .catalogue import KINDS
from .estate import Estate
from .kinds import Item, fields_of
from .observation import unobserved
from .products import in_one_store
from .scopes import GATEWAY, GLOBAL, SERVICE, SITE, USER, Scope, scope_named
from .topology import Gateway, Pool, Site, Trunk


@attrs.frozen
class Home:
    """The pool of a user, or one to which users will move.

    Attributes:
        fqdn: its FQDN.
        site: the name of its site; None if that is not known.
    """

    fqdn: str
    site: str | None = None


@attrs.frozen(kw_only=True)
class InForce:
    """What is in force for somebody.

    Attributes:
        item: the object; None if none of these scopes was read, or one is assigned to the user that was not read.
        scope: its scope.
    """

    item: Item | None
    scope: Scope


def scope_of(item: Item) -> Scope:
    """The scope of a policy or of settings, by its key."""
    scope = scope_named(item.key)
    if not item.scopes and scope.level == USER:  # settings without a kind: Type:Identity
        return scope_named(item.key.partition(":")[2])
    return scope


def site_name(estate: Estate, reference: str | None) -> str | None:
    """The name of the site that *reference* names, without ``Site:``; None without one."""
    if not reference:
        return None
    site = estate.find(Site.kind, reference) or estate.find(Site.kind, f"Site:{reference}")
    return getattr(site, "name", None) or scope_named(reference).name


def home_of(estate: Estate, pool: Pool) -> Home:
    """The home that *pool* is to its users."""
    return Home(pool.fqdn or pool.key, site_name(estate, pool.site))


def home_named(estate: Estate, reference: str | None, product: str) -> Home:
    """The home that the pool is which *reference* names; without a site if it was not read."""
    pool = estate.find(Pool.kind, reference, product=product)
    return home_of(estate, pool) if isinstance(pool, Pool) else Home(reference or "")


def place_of(estate: Estate, item: Gateway | Trunk) -> Home:
    """Where a gateway is, or the gateway of a trunk: what its site has is in force for it, but nothing of a pool."""
    gateway = estate.find(Gateway.kind, item.gateway, product=item.product) if isinstance(item, Trunk) else item
    return Home("", site_name(estate, gateway.site) if isinstance(gateway, Gateway) else None)


def settings_of(estate: Estate, gateway: Gateway) -> Iterator[Item]:
    """What a gateway has alone: the objects of every kind whose scope is the gateway."""
    estate = unobserved(estate)
    for cls in KINDS.values():
        scopes = Scopes(estate, cls, gateway.product) if GATEWAY in cls.scopes else None
        found = scopes and next(filter(None, (scopes.of(Scope(GATEWAY, name)) for name in _names_of(gateway))), None)
        if found:
            yield found


def _names_of(item: Gateway | Trunk) -> Iterator[str]:
    """The names of a gateway; of a trunk its own, then that of its gateway, which its first trunk has."""
    names = (item.name, item.gateway) if isinstance(item, Trunk) else (item.fqdn,)
    yield from filter(None, (item.key, *names))


def _field_for(cls: type[Item], kind: str) -> str | None:
    """The field by which users, contacts and devices have a policy of *kind* of their own."""
    fields = fields_of(cls) if any(field.name == "pool" for field in fields_of(cls)) else ()
    return next((field.name for field in fields if field.refers_to == (kind,)), None)


def in_force_for(estate: Estate, cls: type[Item], product: str) -> Mapping[str, list[Item]]:
    """The users, contacts and devices for which each object of *cls* is in force today, by its key.

    Those of which the evidence does not tell what they have of their own are left out.
    """
    estate = unobserved(estate)
    scopes = Scopes(estate, cls, product)
    found: dict[str, list[Item]] = defaultdict(list)
    home, in_force = cache(partial(home_named, estate)), cache(scopes.of_user)
    for kind in KINDS.values():
        field = _field_for(kind, cls.kind)
        for item in (one for each in in_one_store(product) for one in estate.of(kind, product=each) if field):
            if not item.knows(field or ""):
                continue
            plan = in_force(getattr(item, field or ""), home(getattr(item, "pool", None), item.product)).item
            if plan:
                found[plan.key].append(item)
    return found


class Scopes:
    """The objects of one kind by their scope.

    Args:
        estate: the estate.
        cls: a kind with scopes.
        product: the product whose store is asked; what was read of it goes before what another product showed.
    """

    def __init__(self, estate: Estate, cls: type[Item], product: str) -> None:
        self._estate = estate
        self._cls = cls
        self._product = product
        self._by_scope: dict[tuple[str, str], Item] = {}
        for item in (one for each in in_one_store(product) for one in estate.of(cls, product=each)):
            scope = self._with_role(scope_of(item))
            self._by_scope.setdefault((scope.level, scope.name.casefold()), item)

    def _with_role(self, scope: Scope) -> Scope:
        """The scope of a service that is named by its ServiceId, with role and pool."""
        if scope.level != SERVICE:
            return scope
        service = self._estate.find("service", scope.name, product=self._product)
        role, pool = getattr(service, "role", None), getattr(service, "pool", None)
        return Scope(role, pool) if role and pool else scope

    def all(self) -> list[Scope]:
        """The scopes that have an object, names in lower case."""
        return [Scope(level, name) for level, name in self._by_scope]

    def of(self, scope: Scope) -> Item | None:
        """The object of exactly that scope."""
        return self._by_scope.get((scope.level, scope.name.casefold()))

    def in_force(self, item: Item | None, home: Home) -> InForce:
        """What is in force for a user, contact, gateway or trunk of *home*; without *item* for the pool."""
        field = None if item is None else _field_for(type(item), self._cls.kind)
        return self._found(getattr(item, field) if field else None, self._scopes(item, home))

    def of_user(self, assigned: str | None, home: Home) -> InForce:
        """What is in force for a user of *home* to whom *assigned* is granted."""
        return self._found(assigned, self._scopes(None, home))

    def _found(self, assigned: str | None, scopes: Iterable[Scope]) -> InForce:
        if assigned:
            found = self._estate.find(self._cls.kind, assigned, product=self._product)
            return InForce(item=found, scope=Scope(USER, assigned))
        for scope in scopes:
            if found := self.of(scope):
                return InForce(item=found, scope=scope)
        return InForce(item=None, scope=Scope(GLOBAL))

    def _scopes(self, item: Item | None, home: Home) -> Iterator[Scope]:
        """The scopes after the user's own, the nearest first."""
        for level in self._cls.scopes:
            if level == GLOBAL:
                yield Scope(GLOBAL)
            elif level == SITE:
                yield Scope(SITE, home.site or "")
            elif isinstance(item, Gateway | Trunk):
                if level == GATEWAY:
                    yield from (Scope(GATEWAY, name) for name in _names_of(item))
            elif level not in (USER, GATEWAY):
                yield Scope(level, home.fqdn)
