"""Waves of users who move together, and people who have to move together; each change is one transaction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

import attrs
from sqlalchemy import Connection, Engine, Table, delete, insert, select

from ..errors import InputError
from . import schema
from .connecting import translated

_LONGEST_NAME = 200


@attrs.frozen(kw_only=True)
class StoredWave:
    """A wave as it is kept; the time is UTC, ISO 8601.

    Attributes:
        chosen: how its users were chosen, as it was typed.
        users: keys of its users.
        pools: keys of the pools whose response groups move with it.
    """

    name: str
    chosen: str
    who: str
    at: str
    users: tuple[str, ...] = ()
    pools: tuple[str, ...] = ()


@attrs.frozen(kw_only=True)
class StoredCompanions:
    """Two people who have to move together, by their keys, and why."""

    one: str
    other: str
    reason: str
    who: str
    at: str


class WaveStore:
    """The waves of a project."""

    def __init__(self, engine: Engine, shown: str) -> None:
        self._engine = engine
        self._shown = shown

    def all(self) -> list[StoredWave]:
        """The waves in the order in which they were made, which is that of the moves."""
        with translated(self._shown), self._engine.connect() as connection:
            rows = connection.execute(select(schema.wave).order_by(schema.wave.c.id)).all()
            users, pools = (_keys(connection, table) for table in (schema.wave_user, schema.wave_pool))
        return [
            StoredWave(
                name=row.name,
                chosen=row.chosen,
                who=row.who,
                at=row.at,
                users=tuple(users[row.id]),
                pools=tuple(pools[row.id]),
            )
            for row in rows
        ]

    def add(self, wave: StoredWave) -> None:
        """Keep a wave, after those that there are.

        Raises:
            InputError: the name is empty, too long or taken, in whatever letter case.
        """
        if not wave.name.strip() or len(wave.name) > _LONGEST_NAME:
            raise InputError(f"the name of a wave has 1 to {_LONGEST_NAME} characters")
        with translated(self._shown), self._engine.begin() as connection:
            taken = connection.scalars(select(schema.wave.c.name))
            if wave.name.casefold() in {name.casefold() for name in taken}:
                raise InputError(f"wave {wave.name!r} exists already", hint="Choose another name, or remove it first")
            values = {"name": wave.name, "chosen": wave.chosen, "who": wave.who, "at": wave.at}
            result = connection.execute(insert(schema.wave).values(**values))
            id_ = int(result.inserted_primary_key[0])  # type: ignore[index]
            for table, keys in ((schema.wave_user, wave.users), (schema.wave_pool, wave.pools)):
                if keys:
                    connection.execute(insert(table), [{"wave_id": id_, "key": key} for key in keys])

    def remove(self, name: str) -> bool:
        """Remove the wave of exactly that name; False if there is none."""
        wave = schema.wave
        with translated(self._shown), self._engine.begin() as connection:
            id_ = connection.scalar(select(wave.c.id).where(wave.c.name == name))
            for table in (schema.wave_user, schema.wave_pool):
                connection.execute(delete(table).where(table.c.wave_id == id_))
            return connection.execute(delete(wave).where(wave.c.id == id_)).rowcount > 0

    def companions(self) -> list[StoredCompanions]:
        """The people who have to move together, in the order of their list."""
        columns = [schema.companions.c[field.name] for field in attrs.fields(StoredCompanions)]
        with translated(self._shown), self._engine.connect() as connection:
            rows = connection.execute(select(*columns).order_by(schema.companions.c.id)).mappings()
            return [StoredCompanions(**row) for row in rows]

    def set_companions(self, pairs: Iterable[StoredCompanions]) -> None:
        """Keep who has to move together, in place of what was kept before."""
        rows = [attrs.asdict(pair) for pair in pairs]
        with translated(self._shown), self._engine.begin() as connection:
            connection.execute(delete(schema.companions))
            if rows:
                connection.execute(insert(schema.companions), rows)


def _keys(connection: Connection, table: Table) -> dict[int, list[str]]:
    """The keys of a table by the wave that has them."""
    found: dict[int, list[str]] = defaultdict(list)
    for wave_id, key in connection.execute(select(table.c.wave_id, table.c.key).order_by(table.c.id)):
        found[wave_id].append(key)
    return found
