"""The users of an estate, each once, with the product and the pool that they are still on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import attrs

from ..checklist.names import is_new_pool
from ..errors import InputError
from ..estate.estate import Estate
from ..estate.kinds import fields_of
from ..estate.ocs_homes import ocs_home
from ..estate.products import LYNC2010, R2
from ..estate.topology import Pool
from ..estate.users import User

_LEGACY = (R2, LYNC2010)
_FIELDS = {field.name: field for field in fields_of(User)}


@attrs.frozen(eq=False)
class Mover:
    """A user who is on the new product, or moves there.

    Attributes:
        id: the key of the user in lower case, by which waves know it.
        pool: FQDN of the home pool, or how the evidence names it; "" where it does not tell.
        legacy: the product of that pool; "" where the evidence does not show it.
        is_moved: whether the home pool is one of the new product.
    """

    id: str
    user: User
    pool: str
    legacy: str
    is_moved: bool


class Population:
    """The users of an estate.

    Args:
        estate: the estate.
        new: the product to which the users move.
    """

    def __init__(self, estate: Estate, new: str) -> None:
        self.estate = estate
        self.new = new
        self._homes: dict[tuple[str | None, str], tuple[str, str, bool]] = {}
        self.movers: dict[str, Mover] = {}
        for user in estate.of(User):
            id_ = user.key.casefold()
            known = self.movers.get(id_)
            if known is None or not known.is_moved:
                mover = Mover(id_, user, *self._home(user))
                if known is None or mover.is_moved:
                    self.movers[id_] = mover

    def find(self, name: str) -> Mover | None:
        """The user of that address (with or without ``sip:``), distinguished name, GUID or principal name."""
        text = name.strip()
        for form in (text, f"sip:{text}"):
            if isinstance(found := self.estate.find(User.kind, form), User):
                return self.movers[found.key.casefold()]
        return None

    def pool_named(self, name: str) -> str:
        """The FQDN of the legacy pool of that name.

        Raises:
            InputError: there is none.
        """
        found = self.estate.find(Pool.kind, name.strip())
        if not isinstance(found, Pool) or found.product not in _LEGACY:
            raise InputError(f"there is no legacy pool {name!r}", hint="`migrator show pool` lists the pools")
        return found.fqdn or found.key

    def on_pool(self, pool: str) -> list[Mover]:
        """The users of a legacy pool, by its FQDN."""
        return [mover for mover in self.movers.values() if mover.pool.casefold() == pool.casefold()]

    def where(self, conditions: Mapping[str, str]) -> list[Mover]:
        """The users who are still on a legacy pool and of whom each field, or property of the evidence, has that value.

        Raises:
            InputError: a name is neither a field of users nor a property that one of them has.
        """
        wanted = {name.strip().casefold(): text.strip().casefold() for name, text in conditions.items()}
        seen: set[str] = set()
        found: list[Mover] = []
        for mover in self.movers.values():
            values = {name: list(_values(self.estate, mover, name)) for name in wanted}
            seen.update(name for name, texts in values.items() if texts)
            if not mover.is_moved and all(wanted[name] in texts for name, texts in values.items()):
                found.append(mover)
        if unknown := [name for name in wanted if name not in seen]:
            raise InputError(
                f"no user has a value for {unknown[0]!r}",
                hint="Name a field that `migrator show user --json` prints, or a property below `extra`",
            )
        return found

    def _home(self, user: User) -> tuple[str, str, bool]:
        where = (user.pool, user.product)
        if where not in self._homes:
            self._homes[where] = self._found_home(user)
        return self._homes[where]

    def _found_home(self, user: User) -> tuple[str, str, bool]:
        pool = self.estate.find(Pool.kind, user.pool, product=user.product)
        is_moved = is_new_pool(self.estate, self.new, user.pool)
        name = (pool.fqdn or pool.key) if isinstance(pool, Pool) else user.pool or ""
        shown = (user.product, pool.product if pool else "", R2 if ocs_home(user.pool) else "")
        return name, next((each for each in shown if each in _LEGACY), ""), is_moved


def _values(estate: Estate, mover: Mover, name: str) -> Iterator[str]:
    """The values of a declared field, with names of what it refers to; else of a property such as ``department``."""
    field = _FIELDS.get(name)
    for text in _texts(getattr(mover.user, name)) if field else _property(mover.user, name):
        yield text.casefold()
        if field and field.refers_to:
            found = estate.find_any(field.refers_to, text, product=mover.user.product)
            if found is not None:
                yield from (found.key.casefold(), found.title.casefold())


def _property(user: User, name: str) -> Iterator[str]:
    for own, value in user.extra.items():
        if own.casefold() == name:
            yield from _texts(value)


def _texts(value: object) -> Iterator[str]:
    for each in value if isinstance(value, list | tuple) else (value,):
        if each not in (None, ""):
            yield str(each).strip()
